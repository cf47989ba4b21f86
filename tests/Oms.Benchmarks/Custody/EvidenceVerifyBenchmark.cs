using System.Diagnostics;
using NodaTime;
using Oms.Custody;
using Oms.Transparency;

namespace Oms.Benchmarks.Custody;

/// <summary>How long does it take to verify an evidence file of 10 000 records, everything in it?</summary>
/// <remarks>Its limit: the signatures of its records alone, one after the other on one core.</remarks>
internal static class EvidenceVerifyBenchmark
{
    private const int Records = EvidenceVerifier.RecordsMax;

    public static async Task RunAsync()
    {
        using var bench = new CustodyBench();
        using var root = DeviceKey.Create();
        using var logKey = DeviceKey.Create();
        var signer = new EcdsaNoteSigner("oms.example/log", logKey);
        var records = Enumerable.Range(0, Records).Select(i => bench.Next(i, isLast: i == Records - 1)).ToList();
        var file = await WriteAsync(bench, records, root, signer);
        var trust = new TrustRoot([root.PublicKey.Spki.ToArray()], [signer.Verifier.ToVkey()], []);
        var processor = new List<double>();
        var runs = await Report.InTurnsAsync(
            () => Task.FromResult(Verify(file, trust, processor)),
            () => Task.FromResult(Signatures(records, bench.Key.PublicKey)));
        Report.Answer(
            "evidence-verify", "ms", runs[0], $"records={Records}", $"file_bytes={file.Length}",
            $"processor_ms={Report.Text("F0", Report.Median(processor.Skip(1)))}", "target=1000");
        Report.Limit("signatures-on-one-core", runs[0], runs[1], $"signatures={Records}");
    }

    private static async Task<byte[]> WriteAsync(
        CustodyBench bench, List<SignedRecord> records, DeviceKey root, EcdsaNoteSigner signer)
    {
        var log = MerkleLog.Create(new MemoryTiles());
        _ = await log.AppendAsync(
            [LogEntry.Encode(bench.Begin), .. records.Select(record => (ReadOnlyMemory<byte>)LogEntry.Encode(record))]);
        var proofs = new List<RecordProof>(records.Count);
        for (var i = 1; i <= records.Count; i++)
        {
            proofs.Add(new RecordProof(
                i, log.Size, await log.ProveInclusionAsync(i, log.Size, CancellationToken.None)));
        }

        var statement = new DepotKeyStatement(
            "depot-7", "gateway-1", bench.Key.PublicKey.Spki.ToArray(), 0, Instant.FromUtc(2026, 11, 21, 5, 0));
        return EvidenceWriter.Write(new EvidenceParts(
            records,
            proofs,
            [DepotKeyCertificate.Issue(statement, root)],
            SignedNote.Sign(new Checkpoint("oms.example/log", log.Size, log.Root).ToText(), signer).ToString(),
            root.PublicKey.Spki.ToArray(),
            signer.Verifier.ToVkey()));
    }

    /// <param name="processor">Gets the milliseconds of all cores, which a busy neighbour lengthens less.</param>
    private static double Verify(byte[] file, TrustRoot trust, List<double> processor)
    {
        var (started, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var report = EvidenceVerifier.Verify(file, trust);
        processor.Add((Environment.CpuUsage.TotalTime - used).TotalMilliseconds);
        return report.Verdict == EvidenceVerdict.Valid
            ? Stopwatch.GetElapsedTime(started).TotalMilliseconds
            : throw new InvalidOperationException($"{report.Failure}");
    }

    private static double Signatures(List<SignedRecord> records, DevicePublicKey key)
    {
        var started = Stopwatch.GetTimestamp();
        return records.TrueForAll(record => key.VerifyLeaf(record.Leaf.Span, record.Signature.Span))
            ? Stopwatch.GetElapsedTime(started).TotalMilliseconds
            : throw new InvalidOperationException("A signature is bad.");
    }
}
