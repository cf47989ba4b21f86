using System.Net;
using NodaTime;
using Oms.Central.Transparency;
using Oms.Custody;
using Oms.Custody.CheckOuts;
using Oms.Transparency;
using Xunit;

namespace Oms.Central.Tests.Ingest;

/// <summary>A gateway's key changes within its chain, or is taken its word: both by place in the log, not by
/// clock.</summary>
public sealed class KeyTests : IAsyncLifetime
{
    private static readonly Instant At = Instant.FromUtc(2026, 11, 21, 17, 0);
    private CentralServer _server = null!;
    private Gateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await CentralServer.StartAsync();
        _gateway = new Gateway(_server);
        Assert.Equal(HttpStatusCode.OK, (await _gateway.EnrolAsync()).Status);
    }

    public async ValueTask DisposeAsync()
    {
        _gateway.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_check_out_that_spans_a_change_of_keys_verifies_with_both()
    {
        using var next = DeviceKey.Create();
        Arrive("co-1");
        _gateway.ChangeKey(next);
        _gateway.Write("co-1", new CheckOutEvent.Refused("no seal", "anna"));

        // The record that names the key is the last one that is taken; what follows is asked for again.
        var ack = await _gateway.SendAsync();
        Assert.Equal((3, 4, null), (ack.HighWater, ack.SendFrom, ack.Quarantined));
        _gateway.RequestKey = next;
        ack = await _gateway.SendAsync(from: 4);
        Assert.Equal((4, null), (ack.HighWater, ack.Quarantined));
        var report = await VerifyAsync("co-1");
        Assert.True(report.Verdict == EvidenceVerdict.Valid, $"{report.Failure}");
        Assert.Equal(2, report.Facts!.Records.Select(record => record.KeyId).Distinct().Count());

        // A read model that is made anew says the same.
        await _server.RestartAsync(without: "views.db");
        _gateway.Server = _server;
        Assert.Equal(EvidenceVerdict.Valid, (await VerifyAsync("co-1")).Verdict);
    }

    [Fact]
    public async Task After_the_change_the_former_key_signs_nothing_more()
    {
        using var next = DeviceKey.Create();
        var former = _gateway.Key;
        _gateway.ChangeKey(next);
        Arrive("co-1");
        Assert.Equal(2, (await _gateway.SendAsync()).HighWater);
        Assert.Equal(3, (await _gateway.SendAsync(from: 3)).HighWater);
        _gateway.RequestKey = former;
        var refused = await _gateway.PostAsync(_gateway.Batch(_gateway.Records));
        Assert.Equal("edge-signature-invalid", refused.Code);
        former.Dispose();
    }

    [Fact]
    public async Task A_change_that_the_new_key_did_not_sign_is_refused()
    {
        using var other = DeviceKey.Create();
        using var forger = DeviceKey.Create();
        var change = DeviceKeyChange.Of(_gateway.Incarnation, _gateway.Key.PublicKey, forger) with
        {
            NextKey = other.PublicKey.Spki.ToArray(),
        };
        _gateway.Write(string.Empty, DeviceKeyChange.Kind, change.ToBody());
        Assert.Equal("broken-chain", (await _gateway.SendAsync()).Quarantined);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_from_then_on_and_what_it_signed_before_counts()
    {
        Refuse("co-1");
        Assert.Null((await _gateway.SendAsync()).Quarantined);
        Assert.Equal(HttpStatusCode.OK, (await RevokeAsync("""{"device":"gw-1","reason":"card stolen"}""")).Status);
        Refuse("co-2");
        Assert.Equal("edge-signature-invalid", (await _gateway.PostAsync(_gateway.Batch(_gateway.Records))).Code);
        Assert.Equal(EvidenceVerdict.Valid, (await VerifyAsync("co-1")).Verdict);
        var incidents = (await _server.GetAsync("/depots/dep-1")).Json.GetProperty("incidents");
        Assert.Contains(
            incidents.EnumerateArray(), incident => incident.GetProperty("kind").GetString() == "key-revoked");

        using var same = new Gateway(_server, key: _gateway.Key);
        Assert.Equal("enrolment-refused", (await same.EnrolAsync()).Code);
        using var fresh = new Gateway(_server);
        Assert.Equal(HttpStatusCode.OK, (await fresh.EnrolAsync()).Status);
        fresh.Write("co-3", new CheckOutEvent.Arrived(Gateway.Depot, "T-12", "D-3", null, null, null, At));
        fresh.Write("co-3", new CheckOutEvent.Refused("no seal", "anna"));
        Assert.Null((await fresh.SendAsync()).Quarantined);
        Assert.Equal(EvidenceVerdict.Valid, (await VerifyAsync("co-3")).Verdict);
    }

    [Fact]
    public async Task A_compromise_that_is_found_late_takes_back_what_stands_in_the_log_from_there_on()
    {
        Refuse("co-1");
        Refuse("co-2");
        Assert.Null((await _gateway.SendAsync()).Quarantined);
        var report = await VerifyAsync("co-2");
        var from = report.Facts!.Records[0].LogIndex;
        var reply = await RevokeAsync($$"""{"device":"gw-1","reason":"card stolen","from_log_index":{{from}}}""");
        Assert.True(reply.Status == HttpStatusCode.OK, reply.Text);
        Assert.Equal(EvidenceVerdict.Valid, (await VerifyAsync("co-1")).Verdict);
        var judged = await VerifyAsync("co-2");
        Assert.Equal(
            (EvidenceVerdict.Rejected, EvidenceFaultClass.RevokedKey), (judged.Verdict, judged.Failure!.Class));
    }

    [Theory]
    [InlineData("""{"device":"gw-9","reason":"x"}""", "not-found")]
    [InlineData("""{"device":"gw-1","reason":""}""", "invalid-request")]
    [InlineData("""{"device":"gw-1","reason":"x","from_log_index":99}""", "invalid-request")]
    [InlineData("""{"device":"gw-1","reason":"x","from_log_index":-1}""", "invalid-request")]
    public async Task A_revocation_that_cannot_be_meant_is_refused(string body, string code)
    {
        Assert.Null((await _gateway.SendAsync()).Quarantined);
        Assert.Equal(code, (await RevokeAsync(body)).Code);
    }

    private void Arrive(string checkOut) =>
        _gateway.Write(checkOut, new CheckOutEvent.Arrived(Gateway.Depot, "T-12", "D-3", null, null, null, At));

    private void Refuse(string checkOut)
    {
        Arrive(checkOut);
        _gateway.Write(checkOut, new CheckOutEvent.Refused("no seal", "anna"));
    }

    private Task<Reply> RevokeAsync(string body) => _server.PostAsync("/depots/dep-1/keys/revoke", body);

    private async Task<EvidenceReport> VerifyAsync(string checkOut)
    {
        var file = await _server.GetAsync($"/check-outs/{checkOut}/evidence");
        while (file.Code is "evidence-not-ready" or "not-found")
        {
            await Task.Delay(
                TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
            await _server.SettleAsync();
            file = await _server.GetAsync($"/check-outs/{checkOut}/evidence");
        }

        Assert.True(file.Status == HttpStatusCode.OK, file.Text);
        await _server.SettleAsync();
        var keys = (await _server.GetAsync("/trust")).Json;
        var trust = new TrustRoot(
            [keys.GetProperty("root_key").GetBytesFromBase64()], [keys.GetProperty("log_key").GetString()!], [])
        {
            Revocations =
            [
                .. keys.GetProperty("revocations").EnumerateArray().Select(one =>
                    KeyRevocation.TryDecode(CustodyLog.BytesOf(one))!),
            ],
        };
        return EvidenceVerifier.Verify(file.Body, trust);
    }
}
