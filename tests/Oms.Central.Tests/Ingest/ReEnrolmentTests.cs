using System.Net;
using NodaTime;
using Oms.Custody.CheckOuts;
using Oms.Transparency;
using Xunit;

namespace Oms.Central.Tests.Ingest;

/// <summary>A gateway that gets a new key leaves evidence that verifies, of its old time and its new one.</summary>
public sealed class ReEnrolmentTests : IAsyncLifetime
{
    private static readonly Instant At = Instant.FromUtc(2026, 11, 21, 17, 0);
    private CentralServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await CentralServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_key_that_never_signed_anything_does_not_stand_in_the_next_ones_place()
    {
        // The incarnation of the one that signs comes later in every order.
        using var unused = new Gateway(_server, incarnation: new Guid(1, 0, 0, new byte[8]));
        using var used = new Gateway(_server, incarnation: new Guid(2, 0, 0, new byte[8]));
        Assert.Equal(HttpStatusCode.OK, (await unused.EnrolAsync()).Status);
        Assert.Equal(HttpStatusCode.OK, (await used.EnrolAsync()).Status);
        CheckOut(used, "co-1");
        Assert.Null((await used.SendAsync()).Quarantined);
        await VerifiesAsync("co-1");
    }

    [Fact]
    public async Task Records_that_were_sent_just_before_a_new_key_verify_with_the_old_one()
    {
        using var first = new Gateway(_server);
        Assert.Equal(HttpStatusCode.OK, (await first.EnrolAsync()).Status);
        for (var i = 0; i < 20; i++)
        {
            CheckOut(first, $"co-{i}");
        }

        Assert.Null((await first.SendAsync()).Quarantined);
        using var second = new Gateway(_server);
        Assert.Equal(HttpStatusCode.OK, (await second.EnrolAsync()).Status);
        CheckOut(second, "co-99");
        Assert.Null((await second.SendAsync()).Quarantined);
        await VerifiesAsync("co-0");
        await VerifiesAsync("co-19");
        await VerifiesAsync("co-99");
    }

    private static void CheckOut(Gateway gateway, string id)
    {
        gateway.Write(id, new CheckOutEvent.Arrived(Gateway.Depot, "T-12", "D-3", null, null, null, At));
        gateway.Write(id, new CheckOutEvent.Refused("no seal", "anna"));
    }

    private async Task VerifiesAsync(string checkOut)
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
        var keys = (await _server.GetAsync("/trust")).Json;
        var trust = new TrustRoot(
            [keys.GetProperty("root_key").GetBytesFromBase64()], [keys.GetProperty("log_key").GetString()!], []);
        var report = EvidenceVerifier.Verify(file.Body, trust);
        Assert.True(report.Verdict == EvidenceVerdict.Valid, $"{report}");
    }
}
