using Oms.Custody;

namespace Oms.Transparency;

/// <summary>Verifies proofs (RFC 9162, sections 2.1.3.2 and 2.1.4.2). Thread-safe.</summary>
public static class MerkleProof
{
    /// <summary>
    /// The most hashes of a proof: an inclusion proof has one for each level, and a tree of 2^63 leaves 63.
    /// </summary>
    public const int HashesMax = 64;

    /// <summary>Whether a leaf stands at an index of a tree.</summary>
    /// <param name="index">From 0; anything not below <paramref name="size"/> is refused.</param>
    /// <param name="size">The number of leaves.</param>
    /// <param name="leaf">The leaf's hash, <see cref="MerkleHash.Leaf"/>.</param>
    /// <param name="proof">The siblings on the way to the root, the leaf's first.</param>
    /// <param name="root">The tree's root.</param>
    public static bool VerifyInclusion(
        long index, long size, Digest leaf, IReadOnlyList<Digest> proof, Digest root)
    {
        if (index < 0 || index >= size)
        {
            return false;
        }

        var (fn, sn, hash) = (index, size - 1, leaf);
        foreach (var sibling in proof)
        {
            if (sn == 0)
            {
                return false;
            }

            if ((fn & 1) == 1 || fn == sn)
            {
                hash = MerkleHash.Node(sibling, hash);
                while ((fn & 1) == 0 && fn != 0)
                {
                    fn >>= 1;
                    sn >>= 1;
                }
            }
            else
            {
                hash = MerkleHash.Node(hash, sibling);
            }

            fn >>= 1;
            sn >>= 1;
        }

        return sn == 0 && hash == root;
    }

    /// <summary>Whether a tree grew from a smaller one by appending only.</summary>
    /// <param name="oldSize">
    /// From 1: every tree grows from the empty one, so a proof for it would prove nothing and is refused.
    /// </param>
    /// <param name="newSize">Not below <paramref name="oldSize"/>.</param>
    /// <param name="proof">The hashes; none where the sizes are equal.</param>
    /// <param name="oldRoot">The root of the smaller tree.</param>
    /// <param name="newRoot">The root of the larger tree.</param>
    public static bool VerifyConsistency(
        long oldSize, long newSize, IReadOnlyList<Digest> proof, Digest oldRoot, Digest newRoot) =>
        Roots(oldSize, newSize, proof, oldRoot) == (oldRoot, newRoot);

    /// <summary>The root that a larger tree had at a smaller size, by its own consistency proof.</summary>
    /// <returns>
    /// Null where the proof is not one of the larger tree, or does not say it: the proof from a size that is a power of
    /// two begins with the smaller root itself, and leaves it out.
    /// </returns>
    public static Digest? OldRoot(long oldSize, long newSize, IReadOnlyList<Digest> proof, Digest newRoot) =>
        oldSize < newSize && (oldSize & (oldSize - 1)) != 0
        && Roots(oldSize, newSize, proof, default) is { } roots && roots.New == newRoot
            ? roots.Old
            : null;

    /// <summary>The roots that a consistency proof leads to; null where it has not the form of one.</summary>
    private static (Digest Old, Digest New)? Roots(
        long oldSize, long newSize, IReadOnlyList<Digest> proof, Digest oldRoot)
    {
        if (oldSize < 1 || newSize < oldSize)
        {
            return null;
        }

        if (oldSize == newSize)
        {
            return proof.Count == 0 ? (oldRoot, oldRoot) : null;
        }

        var (fn, sn) = (oldSize - 1, newSize - 1);
        while ((fn & 1) == 1)
        {
            fn >>= 1;
            sn >>= 1;
        }

        // A smaller tree that is perfect is itself the first node of the proof, so the proof leaves it out.
        var perfect = (oldSize & (oldSize - 1)) == 0;
        if (!perfect && proof.Count == 0)
        {
            return null;
        }

        var (fr, sr) = perfect ? (oldRoot, oldRoot) : (proof[0], proof[0]);
        for (var i = perfect ? 0 : 1; i < proof.Count; i++)
        {
            if (sn == 0)
            {
                return null;
            }

            if ((fn & 1) == 1 || fn == sn)
            {
                (fr, sr) = (MerkleHash.Node(proof[i], fr), MerkleHash.Node(proof[i], sr));
                while ((fn & 1) == 0 && fn != 0)
                {
                    fn >>= 1;
                    sn >>= 1;
                }
            }
            else
            {
                sr = MerkleHash.Node(sr, proof[i]);
            }

            fn >>= 1;
            sn >>= 1;
        }

        return sn == 0 ? (fr, sr) : null;
    }
}
