using System.Net;
using System.Text.Json;
using NodaTime;
using Oms.Custody.CheckOuts;
using Oms.Transparency;
using Xunit;

namespace Oms.Central.Tests.Transparency;

/// <summary>A gateway's second history ends in an object that proves it to anybody, offline.</summary>
public sealed class FraudTests : IAsyncLifetime
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
    public async Task A_cloned_card_is_proven()
    {
        Arrive(_gateway, "co-1");
        var clone = _gateway.Clone();
        Arrive(_gateway, "co-2");
        Arrive(clone, "co-3");
        Assert.Null((await _gateway.SendAsync()).Quarantined);
        await ProvenAsync(clone, from: 3, "fork");
    }

    [Fact]
    public async Task A_card_put_back_from_an_older_image_is_proven()
    {
        Arrive(_gateway, "co-1");
        var image = _gateway.Clone();
        for (var i = 2; i < 6; i++)
        {
            Arrive(_gateway, $"co-{i}");
        }

        Assert.Equal(6, (await _gateway.SendAsync()).HighWater);

        // What the old image writes now takes the numbers of what was lost with the card.
        Arrive(image, "co-9");
        await ProvenAsync(image, from: 3, "fork");
    }

    [Fact]
    public async Task A_rewritten_history_is_proven()
    {
        Arrive(_gateway, "co-1");
        Arrive(_gateway, "co-2");
        Assert.Equal(3, (await _gateway.SendAsync()).HighWater);
        using var other = new Gateway(_server, key: _gateway.Key, incarnation: _gateway.Incarnation);
        Arrive(other, "co-7");
        Arrive(other, "co-8");
        await ProvenAsync(other, from: 3, "rewritten");
    }

    [Fact]
    public async Task Reordered_and_missing_records_are_no_fraud_of_the_key_and_are_set_aside_or_asked_for()
    {
        Arrive(_gateway, "co-1");
        Arrive(_gateway, "co-2");
        var (first, second, third) = (_gateway.Records[0], _gateway.Records[1], _gateway.Records[2]);
        Assert.Equal("broken-chain", (await _gateway.SendAsync([first, third, second])).Quarantined);
        Assert.Equal((0, 1), ((await _gateway.SendAsync([second, third])) is var ack
            ? (ack.HighWater, ack.SendFrom) : default));
        Assert.Equal(3, (await _gateway.SendAsync()).HighWater);
        await _server.SettleAsync();
        Assert.Empty((await _server.GetAsync("/frauds")).Json.GetProperty("items").EnumerateArray());
    }

    /// <summary>Sends until the centre has made a proof, and verifies it as a stranger would.</summary>
    private async Task ProvenAsync(Gateway second, long from, string reason)
    {
        JsonElement items;
        using var guard = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        do
        {
            guard.Token.ThrowIfCancellationRequested();
            await _server.SettleAsync();
            Assert.Equal(reason, (await second.SendAsync(from)).Quarantined);
            items = (await _server.GetAsync("/frauds")).Json.GetProperty("items");
        }
        while (items.GetArrayLength() == 0);

        var found = Assert.Single(items.EnumerateArray());
        Assert.Equal(
            ("device-fork", Gateway.Depot),
            (found.GetProperty("kind").GetString(), found.GetProperty("depot").GetString()));
        var file = await _server.GetAsync($"/frauds/{found.GetProperty("id").GetString()}");
        var keys = (await _server.GetAsync("/trust")).Json;
        var trust = new TrustRoot(
            [keys.GetProperty("root_key").GetBytesFromBase64()], [keys.GetProperty("log_key").GetString()!], []);
        var report = FraudVerifier.Verify(file.Body, trust);
        Assert.True(report.Verdict == EvidenceVerdict.Valid, $"{report.Failure}");
        Assert.Equal("not-found", (await _server.GetAsync("/frauds/0123")).Code);
    }

    private static void Arrive(Gateway gateway, string checkOut) =>
        gateway.Write(checkOut, new CheckOutEvent.Arrived(Gateway.Depot, "T-12", "D-3", null, null, null, At));
}
