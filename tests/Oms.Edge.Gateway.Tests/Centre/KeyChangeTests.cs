using System.Net;
using System.Text.Json;
using Oms.Custody;
using Oms.Edge.Gateway.Tests.Support;
using Xunit;

namespace Oms.Edge.Gateway.Tests.Centre;

/// <summary>A gateway gets a new key while it works, with or without its centre.</summary>
public sealed class KeyChangeTests : IAsyncDisposable
{
    private readonly GatewayFixture _gateway = new();
    private readonly CentreDouble _centre = new();

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _centre.DisposeAsync();
    }

    [Fact]
    public async Task Records_before_and_after_it_make_one_chain_that_the_centre_follows()
    {
        await EnrolledAsync();
        await RecordAsync("T-1");
        var former = KeyIdOf("device.key");
        var (status, changed) = await ChangeAsync();
        Assert.Equal(HttpStatusCode.OK, status);
        await RecordAsync("T-2");
        await AtCentreAsync();
        Assert.Empty(_centre.Faults);
        Assert.Equal(changed.GetProperty("key_id").GetString(), KeyIdOf("device.key"));
        Assert.NotEqual(former, KeyIdOf("device.key"));
        Assert.Single(_centre.Leaves, leaf => leaf.Kind == DeviceKeyChange.Kind
            && leaf.Seq == changed.GetProperty("seq").GetInt64());
        await HealthyAsync();

        await _gateway.StopAsync();
        await _gateway.StartAsync();
        await RecordAsync("T-3");
        await AtCentreAsync();
        Assert.Empty(_centre.Faults);
        Assert.Empty(Directory.EnumerateFiles(_gateway.Data, "device.key.until-*"));
    }

    [Fact]
    public async Task Without_the_centre_it_happens_all_the_same_and_the_centre_follows_later()
    {
        await EnrolledAsync();
        await RecordAsync("T-1");
        await AtCentreAsync();
        await _centre.CloseAsync();
        Assert.Equal(HttpStatusCode.OK, (await ChangeAsync()).Status);
        await RecordAsync("T-2");
        await HealthyAsync();

        // A further change would leave the centre with a key that it never heard of.
        Assert.Equal(HttpStatusCode.Conflict, (await ChangeAsync()).Status);
        await _centre.OpenAsync();
        await AtCentreAsync();
        Assert.Equal(HttpStatusCode.OK, (await ChangeAsync()).Status);
        await RecordAsync("T-3");
        await AtCentreAsync();
        Assert.Empty(_centre.Faults);
        Assert.Equal(2, _centre.Leaves.Count(leaf => leaf.Kind == DeviceKeyChange.Kind));
    }

    [Fact]
    public async Task Power_lost_before_the_files_were_renamed_leaves_the_key_that_the_log_names()
    {
        await EnrolledAsync();
        await AtCentreAsync();
        await _centre.CloseAsync();
        var (_, changed) = await ChangeAsync();
        await _gateway.StopAsync();
        var former = Assert.Single(Directory.EnumerateFiles(_gateway.Data, "device.key.until-*"));
        File.Move(At("device.key"), At("device.key.next"));
        File.Move(former, At("device.key"));
        await _gateway.StartAsync();
        Assert.Equal(changed.GetProperty("key_id").GetString(), KeyIdOf("device.key"));
        await RecordAsync("T-2");
        await HealthyAsync();
        await _centre.OpenAsync();
        await AtCentreAsync();
        Assert.DoesNotContain(_centre.Faults, fault => !fault.Contains("request", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Power_lost_between_the_two_renames_leaves_a_key()
    {
        await EnrolledAsync();
        await AtCentreAsync();
        await _centre.CloseAsync();
        var (_, changed) = await ChangeAsync();
        await _gateway.StopAsync();
        File.Move(At("device.key"), At("device.key.next"));
        await _gateway.StartAsync();
        Assert.Equal(changed.GetProperty("key_id").GetString(), KeyIdOf("device.key"));
        await HealthyAsync();
    }

    [Fact]
    public async Task A_gateway_that_is_not_enrolled_keeps_its_key()
    {
        await _gateway.StartAsync();
        var (status, problem) = await ChangeAsync();
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Equal("urn:oms:problem:centre-must-follow", problem.GetProperty("type").GetString());
    }

    private async Task EnrolledAsync()
    {
        await _centre.OpenAsync();
        _gateway.Options.Centre.Urls.Add(_centre.Url.ToString());
        _gateway.Options.Centre.EnrolmentCode = CentreDouble.Code;
        await _gateway.StartAsync();
        await GatewayFixture.UntilAsync(() => _centre.Leaves.Count > 0);
    }

    private Task<(HttpStatusCode Status, JsonElement Body)> ChangeAsync() =>
        _gateway.PostAsync("/ops/keys/change", "{}");

    private async Task RecordAsync(string vehicle) => Assert.Equal(
        HttpStatusCode.Created,
        (await _gateway.PostAsync("/check-outs", $$"""{"vehicle":"{{vehicle}}","driver":"D-7"}""")).Status);

    private async Task AtCentreAsync() =>
        _ = await _gateway.WaitAsync("/status", body => body.GetProperty("lag").GetInt64() == 0);

    private async Task HealthyAsync()
    {
        var found = await _gateway.GetAsync("/ops/journal/check");
        Assert.True(found.GetProperty("healthy").GetBoolean(), found.GetRawText());
    }

    private string KeyIdOf(string file)
    {
        using var key = DeviceKey.Load(At(file));
        return key.KeyId;
    }

    private string At(string file) => Path.Combine(_gateway.Data, file);
}
