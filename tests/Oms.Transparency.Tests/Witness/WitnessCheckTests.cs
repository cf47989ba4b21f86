using System.Globalization;
using System.Text;
using Oms.Custody;
using Oms.Transparency.Tests.Merkle;
using Xunit;

namespace Oms.Transparency.Tests.Witness;

public sealed class WitnessCheckTests : IDisposable
{
    private const string Origin = "oms.example/log";

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly DeviceKey _key = DeviceKey.Create();
    private readonly EcdsaNoteSigner _log;

    public WitnessCheckTests() => _log = new EcdsaNoteSigner(Origin, _key);

    private TrustRoot Trust => new([], [_log.Verifier.ToVkey()], []);

    public void Dispose() => _key.Dispose();

    [Fact]
    public async Task Whatever_follows_is_cosigned_from_any_size_to_any_other()
    {
        var log = await LogAsync("a", 20);
        for (var old = 1; old <= 20; old++)
        {
            for (var size = old; size <= 20; size++)
            {
                var verdict = WitnessCheck.Judge(
                    await SignedAsync(log, old), await RequestAsync(log, old, size), _log.Verifier);
                Assert.Equal(size, Assert.IsType<WitnessVerdict.Consistent>(verdict).Checkpoint.Size);
            }
        }
    }

    [Fact]
    public async Task The_first_checkpoint_is_taken_on_trust()
    {
        var log = await LogAsync("a", 5);
        Assert.IsType<WitnessVerdict.Consistent>(
            WitnessCheck.Judge(null, await RequestAsync(log, 0, 5), _log.Verifier));
    }

    [Fact]
    public async Task Every_fork_is_proven_by_the_forked_log_itself()
    {
        var honest = await LogAsync("a", 20);
        for (var old = 1; old <= 20; old++)
        {
            // The other log shares all but the last entry that was cosigned.
            var forked = await LogAsync("a", old - 1, "b", 21 - old);
            var last = await SignedAsync(honest, old);
            for (var size = old; size <= 20; size++)
            {
                var request = await RequestAsync(forked.Log, old, size);
                var verdict = Assert.IsType<WitnessVerdict.Forked>(
                    WitnessCheck.Judge(last, request, _log.Verifier));
                var proof = verdict.Proof;
                if (proof is null)
                {
                    // Only from a power of two does the proof leave out what the log had there.
                    Assert.Equal(0, old & (old - 1));
                    var tile = await forked.Store.ReadAsync(verdict.Missing!.Value, Token);
                    proof = WitnessCheck.Complete(last, request, _log.Verifier, tile!.Value.Span);
                }

                Assert.NotNull(proof);
                var report = FraudVerifier.Verify(proof.Encode(), Trust);
                Assert.True(report.Verdict == EvidenceVerdict.Valid, $"{old} to {size}: {report.Failure}");
            }
        }
    }

    [Fact]
    public async Task A_log_that_proves_nothing_is_not_cosigned_and_no_fraud_is_claimed()
    {
        var (log, other) = (await LogAsync("a", 12), await LogAsync("b", 12));
        foreach (var old in new[] { 4, 5 })
        {
            var request = await RequestAsync(other, old, 12) with { Proof = [Digest.Zero, Digest.Zero] };
            var last = await SignedAsync(log, old);
            var verdict = Assert.IsType<WitnessVerdict.Forked>(WitnessCheck.Judge(last, request, _log.Verifier));
            Assert.Null(verdict.Proof);
            Assert.Equal(old == 4, verdict.Missing is not null);
            Assert.Null(WitnessCheck.Complete(last, request, _log.Verifier, new byte[Digest.Size * 4]));
        }
    }

    [Fact]
    public async Task A_log_with_fewer_entries_went_back()
    {
        var log = await LogAsync("a", 8);
        var verdict = WitnessCheck.Judge(await SignedAsync(log, 8), await RequestAsync(log, 8, 7), _log.Verifier);
        Assert.Equal(7, Assert.IsType<WitnessVerdict.WentBack>(verdict).Checkpoint.Size);
    }

    [Fact]
    public async Task A_checkpoint_of_another_key_or_log_or_from_another_size_is_not_judged()
    {
        var log = await LogAsync("a", 8);
        using var other = DeviceKey.Create();
        var last = await SignedAsync(log, 3);
        var request = await RequestAsync(log, 3, 8);
        var stranger = new EcdsaNoteSigner(Origin, other);
        var foreign = SignedNote.Sign(new Checkpoint("other.example", 8, log.Root).ToText(), _log);
        foreach (var one in new[]
        {
            request with { Checkpoint = SignedNote.Sign(request.Checkpoint.Text, stranger) },
            request with { Checkpoint = foreign },
            request with { OldSize = 4 },
            request with { Checkpoint = SignedNote.Sign("hello\n", _log) },
        })
        {
            Assert.IsType<WitnessVerdict.NotForUs>(WitnessCheck.Judge(last, one, _log.Verifier));
        }
    }

    [Fact]
    public async Task A_request_reads_back_in_its_one_form_only()
    {
        var log = await LogAsync("a", 9);
        var text = (await RequestAsync(log, 5, 9)).ToString();
        Assert.StartsWith("old 5\n", text, StringComparison.Ordinal);
        Assert.Equal(text, WitnessRequest.TryParse(text)!.ToString());
        foreach (var bad in new[]
        {
            "", "old 5\n", text[1..], text.Replace("old 5", "old 05", StringComparison.Ordinal),
            text.Replace("old 5", "old -5", StringComparison.Ordinal), "x\n" + text, text + "x",
            text.Replace("old 5\n", "old 5\nAAAA\n", StringComparison.Ordinal),
            $"old 5\n{string.Concat(Enumerable.Repeat(Convert.ToBase64String(new byte[32]) + "\n", 64))}\n"
                + text[(text.IndexOf("\n\n", StringComparison.Ordinal) + 2)..],
        })
        {
            Assert.Null(WitnessRequest.TryParse(bad));
        }
    }

    [Fact]
    public void A_plus_sign_in_an_id_cannot_end_the_name_of_a_witness() =>
        Assert.Equal("d%2B1/g", WitnessCheck.NameOf("d+1", "g"));

    private async Task<WitnessRequest> RequestAsync(MerkleLog log, long old, long size) => new(
        old,
        old > 0 && old < size ? await log.ProveConsistencyAsync(old, size, Token) : [],
        await SignedAsync(log, size));

    private async Task<SignedNote> SignedAsync(MerkleLog log, long size) =>
        SignedNote.Sign(new Checkpoint(Origin, size, await log.RootAtAsync(size, Token)).ToText(), _log);

    private static async Task<MerkleLog> LogAsync(string name, int size) => (await LogAsync(name, size, name, 0)).Log;

    private static async Task<(MerkleLog Log, MemoryTileStore Store)> LogAsync(
        string first, int count, string then, int more)
    {
        var store = new MemoryTileStore();
        var log = MerkleLog.Create(store);
        _ = await log.AppendAsync([
            .. Enumerable.Range(0, count).Select(i => Entry(first, i)),
            .. Enumerable.Range(count, more).Select(i => Entry(then, i)),
        ]);
        return (log, store);

        static ReadOnlyMemory<byte> Entry(string name, int index) =>
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{name} {index}"));
    }
}
