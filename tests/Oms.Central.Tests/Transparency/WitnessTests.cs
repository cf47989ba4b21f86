using System.Globalization;
using System.Net;
using System.Text.Json;
using NodaTime;
using Oms.Central.Tests.Cluster;
using Oms.Contracts;
using Oms.Custody;
using Oms.Custody.CheckOuts;
using Oms.Transparency;
using Xunit;

namespace Oms.Central.Tests.Transparency;

/// <summary>Gateways cosign the log; the centre gathers their signatures into checkpoints and evidence.</summary>
public sealed class WitnessTests : IAsyncLifetime
{
    private const string Path = "/edge/v1/depots/dep-1/checkpoint";
    private static readonly Instant At = Instant.FromUtc(2026, 11, 21, 17, 0);
    private CentralServer _server = null!;
    private Gateway _first = null!;
    private Gateway _second = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await CentralServer.StartAsync();
        (_first, _second) = (new Gateway(_server), new Gateway(_server, "gw-2"));
        Assert.Equal(HttpStatusCode.OK, (await _first.EnrolAsync()).Status);
        Assert.Equal(HttpStatusCode.OK, (await _second.EnrolAsync()).Status);
        _first.Write("co-1", new CheckOutEvent.Arrived(Gateway.Depot, "T-12", "D-3", null, null, null, At));
        _first.Write("co-1", new CheckOutEvent.Refused("no seal", "anna"));
        Assert.Null((await _first.SendAsync()).Quarantined);
        Assert.Null((await _second.SendAsync()).Quarantined);
    }

    public async ValueTask DisposeAsync()
    {
        _first.Dispose();
        _second.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Two_gateways_cosign_one_checkpoint_and_the_evidence_proves_it_offline()
    {
        _ = await _server.UntilAsync("/check-outs/co-1", one => one.GetProperty("status").GetString() == "refused");
        Assert.Equal("evidence-not-ready", (await _server.GetAsync("/check-outs/co-1/evidence?witnesses=2")).Code);
        var size = await CosignAsync(_first, null, 4);
        Assert.Equal(size, await CosignAsync(_second, null, 4));

        var note = SignedNote.TryParse((await _server.GetAsync("/log/checkpoint?witnesses=2")).Text)!;
        Assert.Equal(3, note.Signatures.Count);
        var keys = (await _server.GetAsync("/trust")).Json;
        var witnesses = keys.GetProperty("witnesses").EnumerateArray().Select(one => one.GetString()!).ToList();
        Assert.Equal(
            new[] { VkeyOf(_first), VkeyOf(_second) }.Order(StringComparer.Ordinal),
            witnesses.Order(StringComparer.Ordinal));
        var file = await _server.GetAsync("/check-outs/co-1/evidence?witnesses=2");
        Assert.True(file.Status == HttpStatusCode.OK, file.Text);
        var trust = new TrustRoot(
            [keys.GetProperty("root_key").GetBytesFromBase64()], [keys.GetProperty("log_key").GetString()!], witnesses);
        var report = EvidenceVerifier.Verify(file.Body, trust);
        Assert.True(report.Verdict == EvidenceVerdict.Valid, $"{report.Failure}");
        Assert.Equal(2, report.Facts!.Witnesses.Count);
    }

    [Fact]
    public async Task A_cosignature_that_says_the_time_is_taken_and_a_proof_of_one_record_carries_it()
    {
        _ = await _server.UntilAsync("/check-outs/co-1", one => one.GetProperty("status").GetString() == "refused");
        var name = WitnessCheck.NameOf(Gateway.Depot, _first.Device);
        var seen = Instant.FromUtc(2026, 11, 21, 18, 0);
        using var timed = new CosignatureSigner(name, new byte[32], new FixedClock(seen));
        var request = await OfferedAsync(_first, 0, 4);
        var note = SignedNote.Sign(request.Checkpoint.Text, timed);
        var vkey = timed.Verifier.ToVkey();

        // Only a key that says the time, under the gateway's own name, in the gateway's own request.
        using var strange = new CosignatureSigner("dep-1/gw-9", new byte[32], new FixedClock(seen));
        Assert.False(await TakenAsync(_first, note));
        Assert.False(await TakenAsync(_second, note, vkey));
        Assert.False(await TakenAsync(
            _first, SignedNote.Sign(request.Checkpoint.Text, strange), strange.Verifier.ToVkey()));
        Assert.True(await TakenAsync(_first, note, vkey));
        Assert.Null(await OfferAsync(_first, Checkpoint.TryParse(request.Checkpoint.Text)!.Size));

        var keys = (await _server.GetAsync("/trust")).Json;
        var trust = new TrustRoot(
            [keys.GetProperty("root_key").GetBytesFromBase64()], [keys.GetProperty("log_key").GetString()!], [vkey]);
        var file = await _server.GetAsync("/check-outs/co-1/evidence?witnesses=1");
        Assert.True(file.Status == HttpStatusCode.OK, file.Text);
        var report = EvidenceVerifier.Verify(file.Body, trust);
        Assert.True(report.Verdict == EvidenceVerdict.Valid, $"{report.Failure}");
        Assert.Equal([new EvidenceSighting(name, seen)], report.Facts!.Sightings);

        var answer = await _server.GetAsync("/check-outs/co-1/records/2/proof");
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        var proof = TlogProof.TryParse(answer.Text)!;
        Assert.True(proof.Verify(proof.Extra!.Value.Span, NoteKey.Parse(keys.GetProperty("log_key").GetString()!)));
        Assert.NotNull(proof.Checkpoint.Open(timed.Verifier));
        Assert.True(CustodyLeaf.TryDecode(LogEntry.TryDecode(proof.Extra.Value)!.Leaf.Span, out var leaf, out _));
        Assert.Equal(("co-1", 2L, CheckOutEvents.Refused), (leaf.CustodyId, leaf.CustodySeq, leaf.Kind));
        Assert.Equal(HttpStatusCode.NotFound, (await _server.GetAsync("/check-outs/co-1/records/3/proof")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _server.GetAsync("/check-outs/co-1/records/x/proof")).Status);
    }

    [Fact]
    public async Task A_checkpoint_stays_open_until_every_active_witness_has_signed_it()
    {
        _ = await CosignAsync(_first, null, 4);
        var opened = await CosignAsync(_second, null, 4);
        _first.Write("co-2", new CheckOutEvent.Arrived(Gateway.Depot, "T-12", "D-3", null, null, null, At));
        Assert.Null((await _first.SendAsync(from: 4)).Quarantined);

        // The first that asks opens the next one; the other is shown the same.
        var next = await CosignAsync(_first, opened, opened + 1);
        Assert.Equal(next, await CosignAsync(_second, opened, opened + 1));
        Assert.Null(await OfferAsync(_first, next));
    }

    [Fact]
    public async Task What_the_centre_shows_is_proven_to_follow_what_was_cosigned()
    {
        var first = await CosignAsync(_first, null, 4);
        var last = (await OfferedAsync(_second, 0, 4)).Checkpoint;
        _first.Write("co-2", new CheckOutEvent.Arrived(Gateway.Depot, "T-12", "D-3", null, null, null, At));
        Assert.Null((await _first.SendAsync(from: 4)).Quarantined);
        _ = await CosignAsync(_second, null, 4);
        var request = await OfferedAsync(_first, first, 5);
        var log = NoteKey.Parse((await _server.GetAsync("/trust")).Json.GetProperty("log_key").GetString()!);
        Assert.IsType<WitnessVerdict.Consistent>(WitnessCheck.Judge(last, request, log));
    }

    [Fact]
    public async Task A_cosignature_of_another_key_or_of_no_checkpoint_is_not_taken()
    {
        var request = await OfferedAsync(_first, 0, 4);
        var stranger = new EcdsaNoteSigner(WitnessCheck.NameOf(Gateway.Depot, "gw-1"), _second.Key);
        Assert.False(await TakenAsync(_first, SignedNote.Sign(request.Checkpoint.Text, stranger)));
        var signer = new EcdsaNoteSigner(WitnessCheck.NameOf(Gateway.Depot, "gw-1"), _first.Key);
        var other = new Checkpoint(log(), 4, Digest.Zero).ToText();
        Assert.False(await TakenAsync(_first, SignedNote.Sign(other, signer)));
        Assert.True(await TakenAsync(_first, SignedNote.Sign(request.Checkpoint.Text, signer)));
        var depot = (await _server.GetAsync("/depots/dep-1")).Json;
        Assert.Contains(
            depot.GetProperty("incidents").EnumerateArray(),
            incident => incident.GetProperty("kind").GetString() == "cosignature-invalid");

        string log() => Checkpoint.TryParse(request.Checkpoint.Text)!.Origin;
    }

    [Fact]
    public async Task Cosignatures_survive_a_restart()
    {
        _ = await CosignAsync(_first, null, 4);
        await _server.RestartAsync();
        (_first.Server, _second.Server) = (_server, _server);
        var note = SignedNote.TryParse((await _server.GetAsync("/log/checkpoint?witnesses=1")).Text)!;
        Assert.Equal(2, note.Signatures.Count);
    }

    [Fact]
    public async Task A_report_that_proves_nothing_is_not_kept()
    {
        var reply = await _first.SignedAsync(
            HttpMethod.Post,
            "/edge/v1/depots/dep-1/frauds",
            JsonSerializer.SerializeToUtf8Bytes(
                new FraudReport(JsonElement.Parse("""{"kind":"log-fork","v":1}""")), EdgeJson.Default.FraudReport));
        Assert.False(reply.Json.GetProperty("stored").GetBoolean());
        Assert.Empty((await _server.GetAsync("/frauds")).Json.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task In_a_cluster_every_node_shows_what_a_gateway_cosigned_at_another()
    {
        await using var cluster = await CentralCluster.StartAsync();
        var (one, other) = (await cluster.AddAsync("a"), await cluster.AddAsync("b"));
        using var gateway = new Gateway(one);
        Assert.Equal(HttpStatusCode.OK, (await gateway.EnrolAsync()).Status);
        gateway.Write("co-1", new CheckOutEvent.Arrived(Gateway.Depot, "T-12", "D-3", null, null, null, At));
        gateway.Write("co-1", new CheckOutEvent.Refused("no seal", "anna"));
        Assert.Null((await gateway.SendAsync()).Quarantined);
        _ = await CosignAsync(gateway, null, 3);
        var note = SignedNote.TryParse((await other.GetAsync("/log/checkpoint?witnesses=1")).Text)!;
        Assert.Equal(2, note.Signatures.Count);
        var evidence = await other.UntilAsync("/check-outs/co-1/evidence?witnesses=1", _ => true);
        Assert.Equal(3, evidence.GetProperty("v").GetInt32());

        // A card that was cloned is proven from tables in the database, too.
        using var clone = new Gateway(one, key: gateway.Key, incarnation: gateway.Incarnation);
        clone.Write("co-9", new CheckOutEvent.Arrived(Gateway.Depot, "T-13", "D-3", null, null, null, At));
        Assert.Equal("fork", (await clone.SendAsync([clone.Records[1]])).Quarantined);
        Assert.Equal(1, (await other.GetAsync("/frauds")).Json.GetProperty("items").GetArrayLength());
    }

    /// <summary>Cosigns as a gateway does, once a checkpoint of a size is shown.</summary>
    private static async Task<long> CosignAsync(Gateway gateway, long? old, long atLeast)
    {
        var request = await OfferedAsync(gateway, old ?? 0, atLeast);
        var signer = new EcdsaNoteSigner(WitnessCheck.NameOf(Gateway.Depot, gateway.Device), gateway.Key);
        Assert.True(await TakenAsync(gateway, SignedNote.Sign(request.Checkpoint.Text, signer)));
        return Checkpoint.TryParse(request.Checkpoint.Text)!.Size;
    }

    private static async Task<WitnessRequest> OfferedAsync(Gateway gateway, long old, long atLeast)
    {
        using var guard = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            if (await OfferAsync(gateway, old) is { } request
                && Checkpoint.TryParse(request.Checkpoint.Text)!.Size >= atLeast)
            {
                return request;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, guard.Token);
        }
    }

    private static async Task<WitnessRequest?> OfferAsync(Gateway gateway, long old)
    {
        var reply = await gateway.SignedAsync(
            HttpMethod.Get, Path, [], string.Create(CultureInfo.InvariantCulture, $"?old={old}"));
        Assert.True(reply.Status == HttpStatusCode.OK, reply.Text);
        var text = JsonSerializer.Deserialize(reply.Body, EdgeJson.Default.WitnessOffer)!.Request;
        return text is null ? null : WitnessRequest.TryParse(text)!;
    }

    private static async Task<bool> TakenAsync(Gateway gateway, SignedNote note, string? vkey = null)
    {
        var reply = await gateway.SignedAsync(
            HttpMethod.Post,
            Path,
            JsonSerializer.SerializeToUtf8Bytes(
                new WitnessAnswer(note.ToString(), vkey), EdgeJson.Default.WitnessAnswer));
        Assert.True(reply.Status == HttpStatusCode.OK, reply.Text);
        return reply.Json.GetProperty("stored").GetBoolean();
    }

    private sealed class FixedClock(Instant at) : IClock
    {
        public Instant GetCurrentInstant() => at;
    }

    private static string VkeyOf(Gateway gateway)
    {
        using var key = DevicePublicKey.TryImport(gateway.Key.PublicKey.Spki)!;
        return new EcdsaNoteVerifier(WitnessCheck.NameOf(Gateway.Depot, gateway.Device), key).ToVkey();
    }
}
