using System.Diagnostics;
using System.Globalization;
using System.Text;
using Oms.Custody;
using Oms.Transparency;

namespace Oms.Benchmarks.Custody;

/// <summary>How long does a log of a million entries take to prove one of them?</summary>
/// <remarks>Its limit: hashing as many nodes as the tiles on the way hold, which is all that a proof can be made of.
/// </remarks>
internal static class InclusionProofBenchmark
{
    private const int Entries = 1_000_000;
    private const int Proofs = 2_000;
    private const int Nodes = 2 * (TileId.FullWidth - 1);

    public static async Task RunAsync()
    {
        var log = MerkleLog.Create(new MemoryTiles());
        while (log.Size < Entries)
        {
            var from = (int)log.Size;
            _ = await log.AppendAsync([.. Enumerable.Range(from, Math.Min(50_000, Entries - from)).Select(i =>
                (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{i}")))]);
        }

        var runs = await Report.InTurnsAsync(() => ProveAsync(log), () => Task.FromResult(Hash()));
        Report.Answer("inclusion-proof", "us", runs[0], $"entries={Entries}", "tiles=memory", "target=1000");
        Report.Limit("hashes", runs[0], runs[1], $"nodes={Nodes}");
    }

    private static async Task<double> ProveAsync(MerkleLog log)
    {
        var random = new Random(1);
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < Proofs; i++)
        {
            var proof = await log.ProveInclusionAsync(random.Next(Entries), Entries, CancellationToken.None);
            if (proof.Count > MerkleProof.HashesMax)
            {
                throw new InvalidOperationException("No proof is so long.");
            }
        }

        return Stopwatch.GetElapsedTime(started).TotalMicroseconds / Proofs;
    }

    private static double Hash()
    {
        var hash = MerkleHash.Empty;
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < Proofs / 10 * Nodes; i++)
        {
            hash = MerkleHash.Node(hash, hash);
        }

        return hash == Digest.Zero
            ? throw new InvalidOperationException("No hash is zero.")
            : Stopwatch.GetElapsedTime(started).TotalMicroseconds / (Proofs / 10);
    }
}
