using System.Net;
using System.Text.Json;
using NodaTime;
using Oms.Custody;
using Oms.Custody.CheckOuts;
using Xunit;

namespace Oms.Central.Tests.Ingest;

/// <summary>A batch that arrives twice, from the past, forked, from a stranger or badly signed changes
/// nothing.</summary>
public sealed class IngestTests : IAsyncLifetime
{
    private static readonly Instant At = Instant.FromUtc(2026, 11, 21, 17, 0);
    private CentralServer _server = null!;
    private Gateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await CentralServer.StartAsync();
        _gateway = new Gateway(_server);
        Assert.Equal(HttpStatusCode.OK, (await _gateway.EnrolAsync()).Status);
        for (var i = 0; i < 4; i++)
        {
            Arrive(_gateway, $"co-{i}");
        }

        Assert.Equal(5, (await _gateway.SendAsync()).HighWater);
    }

    public async ValueTask DisposeAsync()
    {
        _gateway.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_batch_that_arrives_twice_is_taken_once()
    {
        var again = await _gateway.SendAsync();
        Assert.Equal((5, 6, null), (again.HighWater, again.SendFrom, again.Quarantined));
        await UnchangedAsync(incidents: 0);
    }

    [Fact]
    public async Task A_batch_that_overlaps_is_taken_from_where_it_is_new()
    {
        Arrive(_gateway, "co-9");
        var ack = await _gateway.SendAsync(from: 3);
        Assert.Equal((6, 7, null), (ack.HighWater, ack.SendFrom, ack.Quarantined));
    }

    [Fact]
    public async Task A_gap_is_answered_with_what_is_missing_and_is_no_incident()
    {
        Arrive(_gateway, "co-8");
        Arrive(_gateway, "co-9");
        var ack = await _gateway.SendAsync(from: 7);
        Assert.Equal((5, 6, null), (ack.HighWater, ack.SendFrom, ack.Quarantined));
        await UnchangedAsync(incidents: 0);
        Assert.Equal(7, (await _gateway.SendAsync(ack.SendFrom)).HighWater);
    }

    [Fact]
    public async Task A_batch_as_deep_as_may_be_is_set_aside_and_its_depot_goes_on_and_a_deeper_one_is_refused()
    {
        Arrive(_gateway, "co-8");
        var batch = _gateway.Batch(_gateway.Records.Skip(5));

        // The batch, its list and the record are three levels of their own.
        Assert.Equal("invalid-request", (await _gateway.PostAsync(Deep(38))).Code);
        Assert.Equal(HttpStatusCode.OK, (await _gateway.PostAsync(Deep(37))).Status);
        await ReportedAsync("malformed");

        await _server.RestartAsync();
        var ack = await _gateway.SendAsync(from: 6);
        Assert.Equal((6L, (string?)null), (ack.HighWater, ack.Quarantined));

        Oms.Contracts.RecordBatch Deep(int levels) => batch with
        {
            Records =
            [
                batch.Records[0] with
                {
                    Body = JsonElement.Parse(new string('[', levels) + new string(']', levels)),
                },
            ],
        };
    }

    [Fact]
    public async Task A_cloned_card_that_goes_on_is_a_fork()
    {
        var clone = _gateway.Clone();
        Arrive(_gateway, "co-8");
        Arrive(clone, "co-9");
        Assert.Equal(6, (await _gateway.SendAsync(from: 6)).HighWater);
        var ack = await clone.SendAsync(from: 6);
        Assert.Equal((6, "fork"), (ack.HighWater, ack.Quarantined));
        await ReportedAsync("fork");
    }

    [Fact]
    public async Task A_fork_that_is_ahead_of_what_is_known_is_found_by_its_predecessor()
    {
        var clone = _gateway.Clone();
        Arrive(_gateway, "co-8");
        Arrive(clone, "co-9");
        Arrive(clone, "co-10");
        Assert.Equal(6, (await _gateway.SendAsync(from: 6)).HighWater);
        Assert.Equal("fork", (await clone.SendAsync(from: 7)).Quarantined);
    }

    [Fact]
    public async Task A_record_that_was_rewritten_with_all_that_follow_is_refused()
    {
        using var other = new Gateway(_server, key: _gateway.Key, incarnation: _gateway.Incarnation);
        for (var i = 0; i < 5; i++)
        {
            Arrive(other, $"xx-{i}");
        }

        Assert.Equal("rewritten", (await other.SendAsync(from: 3)).Quarantined);
        await UnchangedAsync(incidents: 1);
        await ReportedAsync("rewritten");
    }

    [Fact]
    public async Task A_bad_signature_is_refused()
    {
        Arrive(_gateway, "co-9");
        var good = _gateway.Records[^1];
        var signature = good.Signature.ToArray();
        signature[10] ^= 1;
        var ack = await _gateway.SendAsync([new SignedRecord(good.Leaf, signature, good.Body)]);
        Assert.Equal((5, "bad-signature"), (ack.HighWater, ack.Quarantined));
        await UnchangedAsync(incidents: 1);
        Assert.Equal(6, (await _gateway.SendAsync(from: 6)).HighWater);
    }

    [Fact]
    public async Task A_body_that_is_not_the_signed_one_is_refused()
    {
        Arrive(_gateway, "co-9");
        var good = _gateway.Records[^1];
        var ack = await _gateway.SendAsync([new SignedRecord(good.Leaf, good.Signature, "{\"x\":1}"u8.ToArray())]);
        Assert.Equal("body-mismatch", ack.Quarantined);
        await UnchangedAsync(incidents: 1);
    }

    [Fact]
    public async Task A_request_of_a_stranger_is_refused_and_reported()
    {
        using var stranger = new Gateway(_server, "gw-9");
        var reply = await stranger.PostAsync(stranger.Batch(stranger.Records));
        Assert.Equal((HttpStatusCode.Unauthorized, "edge-signature-invalid"), (reply.Status, reply.Code));
        await ReportedAsync("edge-signature-invalid");
    }

    [Fact]
    public async Task Records_of_a_strangers_key_in_a_good_request_are_refused()
    {
        using var stranger = new Gateway(_server, "gw-9");
        var batch = stranger.Batch(stranger.Records);
        var reply = await _gateway.PostAsync(batch);
        Assert.Equal("stranger-key", reply.Json.GetProperty("quarantined").GetString());
        var forged = _gateway.Batch(stranger.Records);
        Assert.Equal("stranger-key", (await _gateway.PostAsync(forged)).Json.GetProperty("quarantined").GetString());
        await UnchangedAsync(incidents: 1);
    }

    [Fact]
    public async Task A_batch_of_another_depot_is_refused()
    {
        var reply = await _gateway.PostAsync(_gateway.Batch(_gateway.Records) with { Depot = "dep-2" });
        Assert.Equal("wrong-depot", reply.Json.GetProperty("quarantined").GetString());
    }

    [Fact]
    public async Task An_incarnation_that_was_never_enrolled_is_refused()
    {
        using var fresh = new Gateway(_server, key: _gateway.Key);
        Assert.Equal("unknown-incarnation", (await fresh.SendAsync()).Quarantined);
    }

    [Fact]
    public async Task After_a_new_incarnation_is_enrolled_the_old_one_must_not_go_on()
    {
        using var fresh = new Gateway(_server, key: _gateway.Key);
        Assert.Equal(HttpStatusCode.OK, (await fresh.EnrolAsync()).Status);
        Assert.Equal(1, (await fresh.SendAsync()).HighWater);
        Arrive(_gateway, "co-9");
        Assert.Equal("duplicate-identity", (await _gateway.SendAsync(from: 6)).Quarantined);
        await ReportedAsync("duplicate-identity");
    }

    [Fact]
    public async Task A_code_enrols_once_and_the_same_gateway_may_ask_again()
    {
        var code = (await _server.PostAsync("/depots/dep-1/enrolment-codes", "{}")).Json.GetProperty("code")
            .GetString();
        using var second = new Gateway(_server, "gw-2");
        using var third = new Gateway(_server, "gw-3");
        var first = await second.EnrolAsync(code);
        var again = await second.EnrolAsync(code);
        Assert.Equal(first.Text, again.Text);
        Assert.Equal("enrolment-refused", (await third.EnrolAsync(code)).Code);
        Assert.Equal("enrolment-refused", (await third.EnrolAsync("0123456789")).Code);
    }

    [Fact]
    public async Task A_request_from_long_ago_is_refused()
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            _gateway.Batch(_gateway.Records), Contracts.EdgeJson.Default.RecordBatch);
        var path = "/edge/v1/depots/dep-1/records";
        var old = await _gateway.SignedAsync(HttpMethod.Post, path, body, clockOff: Duration.FromMinutes(-16));
        Assert.Equal("edge-signature-invalid", old.Code);
        var fresh = await _gateway.SignedAsync(HttpMethod.Post, path, body, clockOff: Duration.FromMinutes(-14));
        Assert.Equal(HttpStatusCode.OK, fresh.Status);
    }

    [Theory]
    [InlineData("""{"depot":"dep-1","device":"gw-1","incarnation":"x","records":[],"head":1,"clock_quality":"ntp"}""")]
    [InlineData("""{"depot":"dep-1","depot":"dep-1"}""")]
    [InlineData("""{"depot":"dep-1","dev""")]
    public async Task A_batch_that_cannot_be_read_is_refused(string body)
    {
        var reply = await _gateway.SignedAsync(
            HttpMethod.Post, "/edge/v1/depots/dep-1/records", System.Text.Encoding.UTF8.GetBytes(body));
        Assert.Equal("invalid-request", reply.Code);
    }

    [Fact]
    public async Task A_batch_that_was_set_aside_can_be_shown_and_is_taken_after_what_was_wrong_is_mended()
    {
        using var fresh = new Gateway(_server, key: _gateway.Key);
        Assert.Equal("unknown-incarnation", (await fresh.SendAsync()).Quarantined);
        await _server.SettleAsync();
        var kept = (await _server.GetAsync("/ops/ingest/quarantine")).Json.GetProperty("items")[0];
        var path = $"/ops/ingest/quarantine/{kept.GetProperty("id").GetString()}";
        Assert.Equal(HttpStatusCode.OK, (await _server.GetAsync(path)).Status);
        Assert.Equal("illegal-transition", (await _server.PostAsync($"{path}/release", "{}")).Code);
        Assert.Equal(HttpStatusCode.OK, (await fresh.EnrolAsync()).Status);
        var released = await _server.PostAsync($"{path}/release", "{}");
        Assert.True(released.Status == HttpStatusCode.OK, released.Text);

        // It is the release that took it: nobody has sent it again.
        var depot = (await _server.GetAsync("/depots/dep-1")).Json;
        var device = depot.GetProperty("devices")[0];
        Assert.Equal(
            (fresh.Incarnation.ToString(), 1L),
            (device.GetProperty("incarnation").GetString(), device.GetProperty("high_water").GetInt64()));
        Assert.Empty(depot.GetProperty("quarantined_batches").EnumerateArray());
        await _server.SettleAsync();
        Assert.Equal("not-found", (await _server.GetAsync(path)).Code);
        Assert.Equal((1, 2), ((await fresh.SendAsync()).HighWater, (await fresh.SendAsync()).SendFrom));
    }

    [Fact]
    public async Task The_chain_goes_on_after_a_restart()
    {
        await _server.RestartAsync();
        Arrive(_gateway, "co-9");
        Assert.Equal(6, (await _gateway.SendAsync(from: 6)).HighWater);
        Assert.Equal(6, (await _gateway.SendAsync()).HighWater);
    }

    [Fact]
    public async Task Readings_are_stored_only_once_the_depots_log_has_sealed_their_digest()
    {
        var frame = "readings"u8.ToArray();
        var digest = Digest.Of(frame).ToString();
        Assert.Equal("not-sealed", (await StoreAsync(frame, digest)).GetProperty("reason").GetString());
        _gateway.Write(string.Empty, "reefer.window-sealed", System.Text.Encoding.UTF8.GetBytes(
            $$"""{"device":"RF-12","frame_sha256":"{{digest}}"}"""));
        _ = await _gateway.SendAsync(from: 6);
        await _server.SettleAsync();
        Assert.True((await StoreAsync(frame, digest)).GetProperty("stored").GetBoolean());
        Assert.Equal("digest-mismatch",
            (await StoreAsync("others"u8.ToArray(), digest)).GetProperty("reason").GetString());
    }

    private async Task<JsonElement> StoreAsync(byte[] frame, string digest) =>
        (await _gateway.SignedAsync(
            HttpMethod.Post,
            "/edge/v1/depots/dep-1/telemetry",
            JsonSerializer.SerializeToUtf8Bytes(
                new Contracts.TelemetryFrame("dep-1", "RF-12", 1, digest, Convert.ToBase64String(frame)),
                Contracts.EdgeJson.Default.TelemetryFrame))).Json;

    private static void Arrive(Gateway gateway, string checkOut) =>
        gateway.Write(checkOut, new CheckOutEvent.Arrived(Gateway.Depot, "T-12", "D-3", null, null, null, At));

    private async Task UnchangedAsync(int incidents)
    {
        var depot = (await _server.GetAsync("/depots/dep-1")).Json;
        Assert.Equal(5, depot.GetProperty("devices")[0].GetProperty("high_water").GetInt64());
        Assert.Equal(incidents, depot.GetProperty("incidents").GetArrayLength());
        await _server.SettleAsync();
        Assert.Equal(4, (await _server.GetAsync("/check-outs")).Json.GetProperty("items").GetArrayLength());
    }

    private async Task ReportedAsync(string kind)
    {
        var depot = (await _server.GetAsync("/depots/dep-1")).Json;
        Assert.Contains(
            depot.GetProperty("incidents").EnumerateArray(), i => i.GetProperty("kind").GetString() == kind);
    }
}
