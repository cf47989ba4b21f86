using System.Text;
using Oms.Cli.Tests.Doubles;
using Oms.Cli.Tests.Logs;
using Oms.Transparency;
using Oms.Transparency.Tests.Evidence;
using Xunit;

namespace Oms.Cli.Tests.Proofs;

/// <summary><c>oms proof check</c>: whether a log holds an entry.</summary>
public sealed class ProofCheckTests : IAsyncLifetime
{
    private const int Index = 7;

    private readonly Terminal _terminal = new();
    private LogFolder _log = null!;
    private TlogProof _proof = null!;

    private string Entry => _log.At("entry");

    public async ValueTask InitializeAsync()
    {
        _log = await LogFolder.CreateAsync(20);
        _proof = new TlogProof(
            Index,
            await _log.Log.ProveInclusionAsync(Index, 20, TestContext.Current.CancellationToken),
            _log.Sign(20, _log.Log.Root));
        await File.WriteAllBytesAsync(Entry, LogFolder.EntryOf(Index), TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _log.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task An_entry_that_the_log_holds_is_proven_by_itself_or_by_its_hash()
    {
        var byEntry = await CheckAsync(_proof, "--key", _log.Vkey, "--entry", Entry);
        Assert.True(byEntry.Code == ExitCode.Ok, byEntry.Output + byEntry.Error);
        Assert.Contains("index 7: the log holds the entry", byEntry.Output, StringComparison.Ordinal);
        var hash = MerkleHash.Leaf(LogFolder.EntryOf(Index)).ToString();
        Assert.Equal(ExitCode.Ok, (await CheckAsync(_proof, "--leaf-hash", hash)).Code);
    }

    [Fact]
    public async Task What_was_not_checked_is_said()
    {
        var ran = await CheckAsync(_proof);
        Assert.Equal(ExitCode.Ok, ran.Code);
        Assert.Contains("no key was given", ran.Output, StringComparison.Ordinal);
        Assert.Contains("no entry was given", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_entry_index_hash_or_checkpoint_is_refused()
    {
        await File.WriteAllBytesAsync(Entry, LogFolder.EntryOf(8), TestContext.Current.CancellationToken);
        await RefusedAsync("bad-proof", _proof);
        await File.WriteAllBytesAsync(Entry, LogFolder.EntryOf(Index), TestContext.Current.CancellationToken);
        await RefusedAsync("bad-proof", _proof with { Index = 8 });
        await RefusedAsync("bad-proof", _proof with { Index = 20 });
        await RefusedAsync("bad-proof", _proof with { Hashes = [.. _proof.Hashes.Skip(1)] });
        await RefusedAsync("unsigned", _proof with
        {
            Checkpoint = _proof.Checkpoint with
            {
                Signatures = [_proof.Checkpoint.Signatures[0] with { Name = "other" }],
            },
        });
        await RefusedAsync("bad-signature", _proof with
        {
            Checkpoint = _proof.Checkpoint with
            {
                Text = _proof.Checkpoint.Text.Replace("\n20\n", "\n21\n", StringComparison.Ordinal),
            },
        });
    }

    [Fact]
    public async Task A_proof_of_a_custody_record_carries_its_entry_and_needs_no_other_file()
    {
        using var sample = await EvidenceSample.CreateAsync();
        var parts = await sample.PartsAsync();
        var entry = LogEntry.Encode(parts.Records[1]);
        var proof = new TlogProof(
            parts.Proofs[1].LogIndex, parts.Proofs[1].Hashes, SignedNote.TryParse(parts.Checkpoint)!, entry);

        var ran = await CheckAsync(proof, "--key", parts.LogVkey);
        Assert.True(ran.Code == ExitCode.Ok, ran.Output);
        Assert.Contains("its own entry: record 2 of CO-2026-000123", ran.Output, StringComparison.Ordinal);
        Assert.Contains("the log holds the entry", ran.Output, StringComparison.Ordinal);

        ran = await CheckAsync(
            proof with { Extra = LogEntry.Encode(parts.Records[2]) }, "--key", parts.LogVkey);
        Assert.Equal(ExitCode.Rejected, ran.Code);
        Assert.Contains("[bad-proof]", ran.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex x\n\n")]
    public async Task What_is_no_proof_is_a_finding(string text)
    {
        _terminal.Input = Encoding.UTF8.GetBytes(text);
        Assert.Equal(ExitCode.Rejected, (await _terminal.RunAsync("proof", "check")).Code);
    }

    [Fact]
    public async Task An_entry_and_a_hash_together_or_an_entry_that_is_not_there_is_a_wrong_command_line()
    {
        var hash = MerkleHash.Leaf(LogFolder.EntryOf(Index)).ToString();
        Assert.Equal(ExitCode.Usage, (await CheckAsync(_proof, "--entry", Entry, "--leaf-hash", hash)).Code);
        Assert.Equal(ExitCode.Usage, (await CheckAsync(_proof, "--leaf-hash", "00")).Code);
        Assert.Equal(ExitCode.Usage, (await CheckAsync(_proof, "--entry", _log.At("absent"))).Code);
    }

    private async Task RefusedAsync(string code, TlogProof proof)
    {
        var ran = await CheckAsync(proof, "--key", _log.Vkey, "--entry", Entry);
        Assert.Equal(ExitCode.Rejected, ran.Code);
        Assert.Contains($"[{code}]", ran.Output, StringComparison.Ordinal);
    }

    private Task<Ran> CheckAsync(TlogProof proof, params string[] options)
    {
        _terminal.Input = Encoding.UTF8.GetBytes(proof.ToString());
        return _terminal.RunAsync(["proof", "check", .. options]);
    }
}
