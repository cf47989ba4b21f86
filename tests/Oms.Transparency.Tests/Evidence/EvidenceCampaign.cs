using System.Globalization;
using Oms.Custody;
using Xunit;

namespace Oms.Transparency.Tests.Evidence;

/// <summary>
/// Random changes by seed; <c>OMS_EVIDENCE_MUTATIONS</c> and <c>OMS_EVIDENCE_SEED</c> ask for more and for others.
/// </summary>
public sealed class EvidenceCampaign(ITestOutputHelper output)
{
    private const int SliceMutations = 2_000;

    [Fact]
    public async Task Every_random_mutation_is_refused_as_what_it_is()
    {
        var (mutations, seed) = (Number("OMS_EVIDENCE_MUTATIONS", SliceMutations), Number("OMS_EVIDENCE_SEED", 1));
        var random = new Random(seed);
        using var sample = await EvidenceSample.CreateAsync();
        using var witness = DeviceKey.Create();
        var signer = new EcdsaNoteSigner("depot-9/gateway-1", witness);
        var plain = await sample.PartsAsync();
        var witnessed = await sample.WitnessedAsync(EvidenceSample.CheckOut, signer);
        var visit = await sample.OtherVisitAsync();
        var other = await sample.PartsOfAsync(visit, []);
        var otherWitnessed = await sample.WitnessedAsync(visit, signer);
        var unused = EvidenceSample.Certificate("gateway-3", sample.New(), 0, sample.Root);
        var first = await sample.ToldVisitAsync("CO-2026-000125");
        var second = await sample.ToldVisitAsync("CO-2026-000126");
        var told = await sample.ToldAsync(first, signer);
        EvidenceMutator[] mutators =
        [
            new(random, plain, other, unused),
            new(random, witnessed, otherWitnessed, unused),
            new(random, told, await sample.ToldAsync(second), unused),
        ];
        var trust = sample.Trust with { WitnessVkeys = [signer.Verifier.ToVkey()], Quorum = 0 };
        Assert.All([plain, witnessed, told], parts => Assert.Equal(
            EvidenceVerdict.Valid, EvidenceVerifier.Verify(EvidenceWriter.Write(parts), trust).Verdict));

        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < mutations; i++)
        {
            var mutation = mutators[i % mutators.Length].Next();
            var report = EvidenceVerifier.Verify(mutation.File, trust);
            Assert.True(
                report.Verdict == EvidenceVerdict.Rejected && mutation.Expected.Contains(report.Failure!.Class),
                $"Seed {seed}: mutation {i} ({mutation.Name}) was judged {report.Verdict}, {report.Failure}.");
            var name = $"{report.Failure.Class}";
            counts[name] = counts.GetValueOrDefault(name) + 1;
        }

        foreach (var (name, count) in counts)
        {
            output.WriteLine($"{count,9} {name}");
        }

        output.WriteLine($"{mutations} mutations, seed {seed}: every one refused as what it is.");
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { } text
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : otherwise;
}
