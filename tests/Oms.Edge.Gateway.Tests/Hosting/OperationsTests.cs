using System.Net;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Oms.Custody.CheckOuts;
using Oms.Edge.Gateway.Tests.Support;
using Xunit;

namespace Oms.Edge.Gateway.Tests.Hosting;

/// <summary>What an operator is told of a gateway whose log was changed, or is behind what the centre has.</summary>
public sealed class OperationsTests : IAsyncDisposable
{
    private const string Arrival = """{"vehicle":"TRK-12","driver":"D-7","route":"R-1","dock":"dock-3"}""";
    private readonly GatewayFixture _gateway = new();
    private readonly CentreDouble _centre = new();

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _centre.DisposeAsync();
    }

    [Fact]
    public async Task A_sound_log_is_healthy_and_every_leaf_was_verified()
    {
        await StartedAsync();
        var found = await _gateway.GetAsync("/ops/journal/check");
        Assert.True(found.GetProperty("healthy").GetBoolean(), found.GetRawText());
        var looked = found.GetProperty("checked");
        Assert.InRange(looked.GetProperty("records").GetInt64(), 4, 100);
        Assert.Equal(looked.GetProperty("records").GetInt64(), looked.GetProperty("custody_records").GetInt64());
    }

    [Theory]
    [InlineData("payload = replace(cast(payload as text), 'TRK-12', 'TRK-13')", "body's SHA-256")]
    [InlineData("event_type = 'check-out.arrives'", "signed was check-out.arrived.v1")]
    [InlineData("command_id = randomblob(16)", "Signed was the command")]
    [InlineData("meta = replace(cast(meta as text), 'local', 'other')", "signed was")]
    [InlineData("meta = cast('{' as blob)", "signed was")]
    [InlineData("seal = cast(replace(cast(seal as text), 'lyon', 'nice') as blob)", "")]
    [InlineData("seal = null", "It has no leaf.")]
    [InlineData("epoch = epoch - 1", "Its epoch")]
    [InlineData("seq = seq + 40", "Its seq 41 follows")]
    public async Task A_changed_record_is_found_and_named(string change, string detail)
    {
        await StartedAsync();
        Run($"UPDATE journal SET {change} WHERE event_type = 'check-out.arrived'");
        var found = await _gateway.GetAsync("/ops/journal/check");
        Assert.False(found.GetProperty("healthy").GetBoolean());
        Assert.InRange(found.GetProperty("found").GetInt64(), 1, 3);
        var faults = found.GetProperty("faults").EnumerateArray()
            .Select(fault => (Place: fault.GetProperty("place").GetString()!,
                Detail: fault.GetProperty("detail").GetString()!)).ToList();
        Assert.Contains(faults, fault => fault.Place.Contains("main/check-out/", StringComparison.Ordinal)
            && fault.Detail.Contains(detail, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_entity_that_was_set_aside_says_why_and_what_to_do_and_works_again_once_released()
    {
        await _centre.OpenAsync();
        _centre.Manifests.Add(new Manifest("R-1", 1, "lyon", "TRK-12", "D-7", "rf-07",
            [new ManifestStop(1, "O-1", "Anna",
                [new ManifestLine(1, "MILK", "L7", 10, new TemperatureBand(2_000, 6_000))])]));
        _gateway.Options.Centre.Urls.Add(_centre.Url.ToString());
        _gateway.Options.Centre.EnrolmentCode = CentreDouble.Code;
        await _gateway.StartAsync();
        await GatewayFixture.UntilAsync(() => _centre.Leaves.Any(leaf => leaf.Kind == "route.manifest-received"));
        await _gateway.StopAsync();
        Run("UPDATE journal SET event_type = 'route.unheard-of' WHERE event_type = 'route.manifest-received'");
        await _gateway.StartAsync();

        var (status, problem) = await _gateway.PostAsync("/check-outs", Arrival, key: "k-1");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal(
            ("urn:oms:problem:quarantined", "main/route/R-1#1"),
            (problem.GetProperty("type").GetString(), problem.GetProperty("incident").GetString()));
        Assert.Contains("route.unheard-of", problem.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Contains("oms entities release route R-1", problem.GetProperty("detail").GetString(),
            StringComparison.Ordinal);
        var listed = Assert.Single((await _gateway.GetAsync("/ops/entities/quarantined"))
            .GetProperty("items").EnumerateArray());
        Assert.Equal("main/route/R-1#1", listed.GetProperty("incident").GetString());

        Run("UPDATE journal SET event_type = 'route.manifest-received' WHERE event_type = 'route.unheard-of'");
        (status, _) = await _gateway.PostAsync("/ops/entities/release", """{"kind":"route","id":"R-1"}""");
        Assert.Equal(HttpStatusCode.OK, status);
        (status, var checkOut) = await _gateway.PostAsync("/check-outs", Arrival, key: "k-1");
        Assert.True(status is HttpStatusCode.OK or HttpStatusCode.Created, checkOut.ToString());
        Assert.True(checkOut.GetProperty("steps").GetProperty("manifest").GetBoolean());
    }

    [Fact]
    public async Task A_log_that_was_put_back_from_a_backup_is_never_behind_the_high_water_that_is_shown()
    {
        await _centre.OpenAsync();
        _gateway.Options.Centre.Urls.Add(_centre.Url.ToString());
        _gateway.Options.Centre.EnrolmentCode = CentreDouble.Code;
        await _gateway.StartAsync();
        await _gateway.WaitAsync("/status", body => body.GetProperty("high_water").GetInt64() > 0);
        await _gateway.StopAsync();
        await _centre.CloseAsync();
        var file = Path.Combine(_gateway.Data, "centre", "state.json");
        var state = System.Text.Json.Nodes.JsonNode.Parse(
            await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))!;
        var member = state.AsObject().Single(one => one.Key.Replace("_", "", StringComparison.Ordinal)
            .Equals("highwater", StringComparison.OrdinalIgnoreCase)).Key;
        state[member] = 5_000;
        await File.WriteAllTextAsync(file, state.ToJsonString(), TestContext.Current.CancellationToken);

        await _gateway.StartAsync();
        var status = await _gateway.WaitAsync("/status", body => body.GetProperty("high_water").GetInt64() > 0);
        Assert.InRange(
            status.GetProperty("high_water").GetInt64(), 1, status.GetProperty("head").GetInt64());
        Assert.Equal(
            status.GetProperty("head").GetInt64() - status.GetProperty("high_water").GetInt64(),
            status.GetProperty("lag").GetInt64());
    }

    [Fact]
    public async Task A_record_that_this_version_cannot_read_does_not_keep_the_depot_from_work()
    {
        await StartedAsync();
        await _gateway.StopAsync();
        Run("UPDATE journal SET event_type = 'check-out.of-tomorrow' "
            + "WHERE position = (SELECT max(position) FROM journal WHERE event_type LIKE '%key%')");

        await _gateway.StartAsync();
        var (status, body) = await _gateway.PostAsync(
            "/check-outs", """{"vehicle":"TRK-13","driver":"D-8","dock":"dock-4"}""");

        Assert.True(status == HttpStatusCode.Created, JsonSerializer.Serialize(body));
    }

    private async Task StartedAsync()
    {
        await _gateway.StartAsync();
        var (status, body) = await _gateway.PostAsync(
            "/check-outs", """{"vehicle":"TRK-12","driver":"D-7","dock":"dock-3"}""");
        Assert.Equal(HttpStatusCode.Created, status);
        (status, body) = await _gateway.PostAsync(
            $"/check-outs/{body.GetProperty("id").GetString()}/keys", """{"key_tag":"K-12","received_by":"S-1"}""");
        Assert.True(status == HttpStatusCode.OK, JsonSerializer.Serialize(body));
    }

    private void Run(string sql)
    {
        using var journal = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(_gateway.Data, "journal", "journal.db"),
            Pooling = false,
            DefaultTimeout = 30,
        }.ToString());
        journal.Open();
        using var command = journal.CreateCommand();
        command.CommandText = sql;
        Assert.Equal(1, command.ExecuteNonQuery());
    }
}
