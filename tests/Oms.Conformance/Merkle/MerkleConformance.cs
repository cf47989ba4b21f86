using System.Text.Json;
using Oms.Custody;
using Oms.Transparency;

namespace Oms.Conformance.Merkle;

/// <summary>
/// Merkle proofs against vectors that others made (transparency-dev/merkle, and a reference of 8 leaves).
/// </summary>
public sealed class MerkleConformance
{
    [Fact]
    public void Every_inclusion_vector_is_judged_as_its_makers_did() =>
        Judge(VectorFolder.Path("merkle", "inclusion"), vector =>
        {
            var (root, leaf, proof) = (Hash(vector, "root"), Hash(vector, "leafHash"), Proof(vector));
            return root is not null && leaf is not null && proof is not null
                && MerkleProof.VerifyInclusion(
                    Size(vector, "leafIdx"), Size(vector, "treeSize"), leaf.Value, proof, root.Value);
        });

    [Fact]
    public void Every_consistency_vector_is_judged_as_its_makers_did() =>
        Judge(VectorFolder.Path("merkle", "consistency"), vector =>
        {
            var (oldRoot, newRoot, proof) = (Hash(vector, "root1"), Hash(vector, "root2"), Proof(vector));
            return oldRoot is not null && newRoot is not null && proof is not null
                && MerkleProof.VerifyConsistency(
                    Size(vector, "size1"), Size(vector, "size2"), proof, oldRoot.Value, newRoot.Value);
        });

    [Fact]
    public async Task The_log_gives_the_hashes_roots_and_proofs_of_the_reference()
    {
        var reference = VectorFolder.Read(VectorFolder.Path("merkle", "rfc6962_small_vectors.json"));
        var token = TestContext.Current.CancellationToken;
        var leaves = reference.GetProperty("leaves_hex").EnumerateArray()
            .Select(leaf => (ReadOnlyMemory<byte>)Convert.FromHexString(leaf.GetString()!)).ToList();
        Assert.Equal(Hex(reference.GetProperty("leaf_hashes")), leaves.Select(leaf => MerkleHash.Leaf(leaf.Span)));

        var log = MerkleLog.Create(new NoTiles());
        _ = await log.AppendAsync(leaves);
        var roots = Hex(reference.GetProperty("roots"));
        for (var size = 0; size <= leaves.Count; size++)
        {
            Assert.Equal(roots[size], await log.RootAtAsync(size, token));
        }

        var inclusions = reference.GetProperty("inclusion").EnumerateArray().ToList();
        Assert.NotEmpty(inclusions);
        foreach (var vector in inclusions)
        {
            var (index, size) = (Size(vector, "index"), Size(vector, "size"));
            var expected = Hex(vector.GetProperty("proof"));
            Assert.Equal(expected, await log.ProveInclusionAsync(index, size, token));
            Assert.True(MerkleProof.VerifyInclusion(
                index, size, MerkleHash.Leaf(leaves[(int)index].Span), expected, roots[(int)size]));
        }

        var consistencies = reference.GetProperty("consistency").EnumerateArray().ToList();
        Assert.NotEmpty(consistencies);
        foreach (var vector in consistencies)
        {
            var (from, to) = (Size(vector, "from"), Size(vector, "to"));
            var expected = Hex(vector.GetProperty("proof"));
            Assert.Equal(expected, await log.ProveConsistencyAsync(from, to, token));
            Assert.True(MerkleProof.VerifyConsistency(from, to, expected, roots[(int)from], roots[(int)to]));
        }
    }

    private static void Judge(string folder, Func<JsonElement, bool> verify)
    {
        var (good, bad) = (0, 0);
        foreach (var file in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories))
        {
            var vector = VectorFolder.Read(file);
            var expected = !vector.GetProperty("wantErr").GetBoolean();
            Assert.True(expected == verify(vector), file);
            (good, bad) = expected ? (good + 1, bad) : (good, bad + 1);
        }

        Assert.True(good > 0 && bad > 0, $"{folder} holds {good} good and {bad} bad vectors.");
    }

    /// <summary>A number of a vector. Those beyond 2^63 - 1, which no log reaches, become negative.</summary>
    private static long Size(JsonElement vector, string name) =>
        unchecked((long)vector.GetProperty(name).GetUInt64());

    /// <summary>A hash of a vector; null where it is not 32 bytes, which no caller can express.</summary>
    private static Digest? Hash(JsonElement vector, string name)
    {
        var value = vector.GetProperty(name);
        var octets = value.ValueKind == JsonValueKind.Null ? [] : value.GetBytesFromBase64();
        return octets.Length == Digest.Size ? Digest.FromBytes(octets) : null;
    }

    private static List<Digest>? Proof(JsonElement vector)
    {
        var value = vector.GetProperty("proof");
        var hashes = value.ValueKind == JsonValueKind.Null
            ? []
            : value.EnumerateArray().Select(hash => hash.GetBytesFromBase64()).ToList();
        return hashes.All(hash => hash.Length == Digest.Size)
            ? [.. hashes.Select(hash => Digest.FromBytes(hash))]
            : null;
    }

    private static List<Digest> Hex(JsonElement hashes) =>
        [.. hashes.EnumerateArray().Select(hash => Digest.FromBytes(Convert.FromHexString(hash.GetString()!)))];

    /// <summary>Nothing to read: a log of less than 256 entries has all its tiles at its edge.</summary>
    private sealed class NoTiles : ITileStore
    {
        public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(TileId tile, CancellationToken cancellationToken) =>
            throw new InvalidOperationException($"{tile.ToPath()} was read.");

        public ValueTask WriteAsync(LogAppend append) => ValueTask.CompletedTask;
    }
}
