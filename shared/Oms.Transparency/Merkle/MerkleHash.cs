using System.Buffers;
using System.Security.Cryptography;
using Oms.Custody;

namespace Oms.Transparency;

/// <summary>The hashes of a Merkle tree (RFC 9162, section 2.1.1; the same as RFC 6962). Thread-safe.</summary>
public static class MerkleHash
{
    private const int StackBytes = 4_096;

    /// <summary>The root of the tree without leaves: the SHA-256 of nothing.</summary>
    public static Digest Empty { get; } = Digest.Of([]);

    /// <summary>SHA-256(0x00, data).</summary>
    public static Digest Leaf(ReadOnlySpan<byte> data)
    {
        var length = data.Length + 1;
        byte[]? rented = null;
        var input = length <= StackBytes ? stackalloc byte[StackBytes] : rented = ArrayPool<byte>.Shared.Rent(length);
        input[0] = 0;
        data.CopyTo(input[1..]);
        var hash = Digest.Of(input[..length]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return hash;
    }

    /// <summary>SHA-256(0x01, left, right).</summary>
    public static Digest Node(Digest left, Digest right)
    {
        Span<byte> input = stackalloc byte[1 + (2 * Digest.Size)];
        input[0] = 1;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + Digest.Size)..]);
        Span<byte> hash = stackalloc byte[Digest.Size];
        _ = SHA256.HashData(input, hash);
        return Digest.FromBytes(hash);
    }

    /// <summary>The root of a tree from the roots of its perfect subtrees, the largest and leftmost first.</summary>
    public static Digest Fold(ReadOnlySpan<Digest> peaks)
    {
        if (peaks.Length == 0)
        {
            return Empty;
        }

        var root = peaks[^1];
        for (var i = peaks.Length - 2; i >= 0; i--)
        {
            root = Node(peaks[i], root);
        }

        return root;
    }

    /// <summary>The root of a perfect subtree from its hashes.</summary>
    /// <param name="hashes">A power of two of them, one after the other.</param>
    public static Digest Perfect(ReadOnlySpan<byte> hashes)
    {
        if (hashes.Length == Digest.Size)
        {
            return Digest.FromBytes(hashes);
        }

        var half = hashes.Length / 2;
        return Node(Perfect(hashes[..half]), Perfect(hashes[half..]));
    }
}
