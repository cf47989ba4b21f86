using System.Numerics;
using Oms.Custody;

namespace Oms.Transparency;

/// <summary>The one duty of a witness: it cosigns a checkpoint only if that follows the last one it cosigned.</summary>
/// <remarks>It is pure. Who calls it keeps the checkpoint durably before the cosignature leaves.</remarks>
public static class WitnessCheck
{
    /// <summary>The name of a gateway's key as a witness. A plus sign, which a key's name cannot have, is
    /// escaped.</summary>
    public static string NameOf(string depot, string device) =>
        $"{depot}/{device}".Replace("+", "%2B", StringComparison.Ordinal);

    /// <summary>Judges a request.</summary>
    /// <param name="last">The last checkpoint that was cosigned, as it was signed by the log; null for none.</param>
    /// <param name="request">What is to be cosigned.</param>
    /// <param name="log">The log's key; its name is the log's origin.</param>
    public static WitnessVerdict Judge(SignedNote? last, WitnessRequest request, INoteVerifier log)
    {
        if (request.Checkpoint.Open(log) is null)
        {
            return new WitnessVerdict.NotForUs($"The checkpoint is not signed by the log's key {log.KeyId:x8}.");
        }

        if (Checkpoint.TryParse(request.Checkpoint.Text) is not { Extensions.Count: 0 } next || next.Origin != log.Name)
        {
            return new WitnessVerdict.NotForUs($"It is no checkpoint of the log {log.Name}.");
        }

        if (last is null)
        {
            // The first one is taken on trust, as C2SP has it: there is nothing it could contradict.
            return new WitnessVerdict.Consistent(next);
        }

        var before = Checkpoint.TryParse(last.Text)!;
        return next.Size < before.Size ? new WitnessVerdict.WentBack(next)
            : before.Size == 0 ? new WitnessVerdict.Consistent(next)
            : request.OldSize != before.Size && next.Size != before.Size
                ? new WitnessVerdict.NotForUs($"The proof is from {request.OldSize} entries, not from {before.Size}.")
            : next.Size == before.Size && next.Root == before.Root ? new WitnessVerdict.Consistent(next)
            : next.Size > before.Size && MerkleProof.VerifyConsistency(
                before.Size, next.Size, request.Proof, before.Root, next.Root)
                ? new WitnessVerdict.Consistent(next)
            : Fork(last, before, request, next, log);
    }

    /// <summary>The proof of a fork, once the log's root at the old size was read from <paramref
    /// name="tile"/>.</summary>
    /// <param name="tile">What <see cref="WitnessVerdict.Forked.Missing"/> names.</param>
    /// <returns>Null where the tile is not one of the checkpoint's tree: then the log proves nothing.</returns>
    public static LogFork? Complete(SignedNote last, WitnessRequest request, INoteVerifier log, ReadOnlySpan<byte> tile)
    {
        var (before, next) = (Checkpoint.TryParse(last.Text)!, Checkpoint.TryParse(request.Checkpoint.Text)!);
        var octets = Digest.Size << (BitOperations.Log2((ulong)before.Size) % 8);
        if (tile.Length < octets)
        {
            return null;
        }

        var root = MerkleHash.Perfect(tile[..octets]);
        return root != before.Root
            && MerkleProof.VerifyConsistency(before.Size, next.Size, request.Proof, root, next.Root)
            ? new LogFork(log.ToVkey(), last.ToString(), request.Checkpoint.ToString(), root, request.Proof)
            : null;
    }

    private static WitnessVerdict.Forked Fork(
        SignedNote last, Checkpoint before, WitnessRequest request, Checkpoint next, INoteVerifier log)
    {
        var root = next.Size == before.Size
            ? next.Root
            : MerkleProof.OldRoot(before.Size, next.Size, request.Proof, next.Root);
        if (root is { } other)
        {
            var proof = next.Size == before.Size ? [] : request.Proof;
            return new WitnessVerdict.Forked(
                new LogFork(log.ToVkey(), last.ToString(), request.Checkpoint.ToString(), other, proof), null);
        }

        return new WitnessVerdict.Forked(
            null,
            BitOperations.IsPow2(before.Size)
                ? TileId.In(BitOperations.Log2((ulong)before.Size) / 8, 0, next.Size)
                : null);
    }
}
