using NodaTime;
using Xunit;

namespace Oms.Transparency.Tests.Evidence;

/// <summary>What the verifier is told outside the file: witnesses, how many, and keys that count no longer.</summary>
public sealed class TrustTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("oms-trust-").FullName;
    private readonly List<EcdsaNoteSigner> _witnesses = [];
    private EvidenceSample _sample = null!;

    public async ValueTask InitializeAsync()
    {
        _sample = await EvidenceSample.CreateAsync();
        _witnesses.AddRange(Enumerable.Range(1, 3).Select(i =>
            new EcdsaNoteSigner(WitnessCheck.NameOf($"depot-{i}", "gateway-1"), _sample.New())));
    }

    public ValueTask DisposeAsync()
    {
        _sample.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task So_many_witnesses_as_are_demanded_must_have_signed_whichever_they_are()
    {
        var trust = TrustOf(quorum: 2);
        foreach (var (signers, isEnough) in new (int[] Signers, bool IsEnough)[]
        {
            ([0, 1, 2], true), ([0, 1], true), ([1, 2], true), ([2], false), ([0], false),
        })
        {
            var file = EvidenceWriter.Write(await _sample.WitnessedAsync(
                EvidenceSample.CheckOut, [.. signers.Select(i => _witnesses[i])]));
            var report = EvidenceVerifier.Verify(file, trust);
            Assert.Equal(isEnough, report.Verdict == EvidenceVerdict.Valid);
            Assert.Equal(isEnough ? null : EvidenceFaultClass.Unwitnessed, report.Failure?.Class);
        }

        var unsigned = EvidenceVerifier.Verify(EvidenceWriter.Write(await _sample.PartsAsync()), trust);
        Assert.Equal(EvidenceFaultClass.Unwitnessed, unsigned.Failure!.Class);
    }

    [Fact]
    public async Task A_witness_that_is_not_trusted_neither_counts_nor_harms()
    {
        var stranger = new EcdsaNoteSigner("depot-9/gateway-1", _sample.New());
        var file = EvidenceWriter.Write(await _sample.WitnessedAsync(
            EvidenceSample.CheckOut, stranger, _witnesses[0]));
        Assert.Equal(EvidenceVerdict.Valid, EvidenceVerifier.Verify(file, TrustOf(quorum: 1)).Verdict);
        Assert.Equal(
            EvidenceFaultClass.Unwitnessed, EvidenceVerifier.Verify(file, TrustOf(quorum: 2)).Failure!.Class);
        var report = EvidenceVerifier.Verify(file, _sample.Trust);
        Assert.Equal(EvidenceVerdict.Valid, report.Verdict);
        Assert.Empty(report.Facts!.Witnesses);
    }

    [Fact]
    public async Task Witnesses_that_the_file_names_must_all_have_signed()
    {
        var parts = await _sample.WitnessedAsync(EvidenceSample.CheckOut, _witnesses[0], _witnesses[1]);
        foreach (var names in new IReadOnlyList<string>[]
        {
            [parts.Witnesses[0]],
            [parts.Witnesses[1], parts.Witnesses[0]],
            [.. parts.Witnesses, _witnesses[2].Verifier.ToVkey()],
            [parts.Witnesses[0], parts.Witnesses[0]],
        })
        {
            var report = EvidenceVerifier.Verify(
                EvidenceWriter.Write(parts with { Witnesses = names }), TrustOf(quorum: 0));
            Assert.Equal(("checkpoint", EvidenceFaultClass.ForgedProof), (report.Failure!.Check, report.Failure.Class));
        }
    }

    [Fact]
    public async Task A_key_counts_up_to_the_log_index_at_which_it_was_revoked_and_no_further()
    {
        var file = EvidenceWriter.Write(await _sample.PartsAsync());
        var certificate = _sample.Certificates.Single(one => one.Statement.Device == "gateway-1").Statement;
        var last = _sample.Records[^1].LogIndex;
        var after = EvidenceVerifier.Verify(file, RevokedFrom(certificate, last + 1));
        Assert.Equal(EvidenceVerdict.Valid, after.Verdict);
        var at = EvidenceVerifier.Verify(file, RevokedFrom(certificate, last));
        Assert.Equal(
            (EvidenceVerdict.Rejected, "/records/3/sig", EvidenceFaultClass.RevokedKey),
            (at.Verdict, at.Failure!.Place, at.Failure.Class));
        Assert.Equal("/records/0/sig", EvidenceVerifier.Verify(file, RevokedFrom(certificate, 0)).Failure!.Place);
    }

    [Fact]
    public void The_folder_reads_back_as_it_was_written()
    {
        var trust = TrustOf(quorum: 2) with
        {
            Revocations = RevokedFrom(_sample.Certificates[0].Statement, 12).Revocations,
        };
        trust.Save(_folder);
        var read = TrustRoot.Load(_folder);
        Assert.Equal(2, read.Quorum);
        Assert.Equal(trust.WitnessVkeys, read.WitnessVkeys);
        Assert.Equal(trust.Revocations[0].Encode(), Assert.Single(read.Revocations).Encode());
        (TrustOf(quorum: 3) with { Revocations = [] }).Save(_folder);
        Assert.Equal(3, TrustRoot.Load(_folder).Quorum);
    }

    [Fact]
    public async Task Two_keys_of_one_name_are_one_witness()
    {
        using var sample = await EvidenceSample.CreateAsync();
        var (first, second) = (
            new EcdsaNoteSigner("dep/gw", sample.New()), new EcdsaNoteSigner("dep/gw", sample.New()));
        var other = new EcdsaNoteSigner("dep/gw-2", sample.New());
        var file = EvidenceWriter.Write(await sample.WitnessedAsync(EvidenceSample.CheckOut, first, second));
        var trust = sample.Trust with { WitnessVkeys = [first.Verifier.ToVkey(), second.Verifier.ToVkey()] };

        Assert.Equal((1, 1), (trust.WitnessCount, trust.Quorum));
        Assert.Equal(EvidenceVerdict.Valid, EvidenceVerifier.Verify(file, trust).Verdict);
        trust = trust with { WitnessVkeys = [.. trust.WitnessVkeys, other.Verifier.ToVkey()], Quorum = 2 };
        Assert.Equal(EvidenceFaultClass.Unwitnessed, EvidenceVerifier.Verify(file, trust).Failure!.Class);
    }

    [Fact]
    public async Task A_witness_that_says_the_time_is_told_with_it()
    {
        using var sample = await EvidenceSample.CreateAsync();
        using var signer = new CosignatureSigner("dep/gw", new byte[32], new FixedClock());
        var file = EvidenceWriter.Write(await sample.WitnessedAsync(EvidenceSample.CheckOut, signer));
        var report = EvidenceVerifier.Verify(
            file, sample.Trust with { WitnessVkeys = [signer.Verifier.ToVkey()] });

        Assert.Equal(EvidenceVerdict.Valid, report.Verdict);
        Assert.Equal([new EvidenceSighting("dep/gw", new FixedClock().GetCurrentInstant())], report.Facts!.Sightings);
    }

    private sealed class FixedClock : NodaTime.IClock
    {
        public NodaTime.Instant GetCurrentInstant() => NodaTime.Instant.FromUnixTimeSeconds(1_800_000_000);
    }

    [Theory]
    [InlineData("quorum 4")]
    [InlineData("quorum -1")]
    [InlineData("quorum two")]
    public void A_quorum_that_cannot_be_met_is_refused_by_the_name_of_its_file(string line)
    {
        TrustOf(quorum: 3).Save(_folder);
        var path = Path.Combine(_folder, TrustRoot.WitnessFile);
        File.WriteAllLines(path, [line, .. File.ReadAllLines(path)]);
        Assert.Contains(
            TrustRoot.WitnessFile, Assert.Throws<InvalidDataException>(() => TrustRoot.Load(_folder)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_revocation_that_no_trusted_root_signed_is_refused()
    {
        var stranger = KeyRevocation.Issue(
            _sample.Certificates[0].Statement, 3, "stolen", Instant.FromUtc(2026, 11, 22, 0, 0), _sample.New());
        (_sample.Trust with { Revocations = [stranger] }).Save(_folder);
        Assert.Contains(
            "line 1", Assert.Throws<InvalidDataException>(() => TrustRoot.Load(_folder)).Message,
            StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_folder, TrustRoot.RevocationFile), "{}\n");
        _ = Assert.Throws<InvalidDataException>(() => TrustRoot.Load(_folder));
    }

    private TrustRoot TrustOf(int quorum) => _sample.Trust with
    {
        WitnessVkeys = [.. _witnesses.Select(one => one.Verifier.ToVkey())],
        Quorum = quorum,
    };

    private TrustRoot RevokedFrom(DepotKeyStatement key, long index) => _sample.Trust with
    {
        Revocations =
        [
            KeyRevocation.Issue(key, index, "card stolen", Instant.FromUtc(2026, 11, 22, 0, 0), _sample.Root),
        ],
    };
}
