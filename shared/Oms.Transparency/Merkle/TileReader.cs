using System.Numerics;
using Oms.Custody;

namespace Oms.Transparency;

/// <summary>Reads hashes of inner nodes out of tiles, each tile once. Not thread-safe.</summary>
internal sealed class TileReader(ITileStore store, LogEdge edge)
{
    private readonly Dictionary<TileId, ReadOnlyMemory<byte>> _read = [];

    /// <summary>The hash over leaves from start to end, where start is a multiple of a power of two that is not below
    /// their number: so it is a node of some tree.</summary>
    public async ValueTask<Digest> RangeAsync(long start, long end, CancellationToken cancellationToken)
    {
        var peaks = new List<Digest>();
        while (start < end)
        {
            var level = BitOperations.Log2((ulong)(end - start));
            peaks.Add(await NodeAsync(level, start >> level, cancellationToken));
            start += 1L << level;
        }

        return MerkleHash.Fold([.. peaks]);
    }

    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(TileId id, CancellationToken cancellationToken)
    {
        if (_read.TryGetValue(id, out var known))
        {
            return known;
        }

        if (!edge.TryFind(id, out var content))
        {
            content = await store.ReadAsync(id, cancellationToken)
                ?? throw new InvalidDataException($"{id.ToPath()} is missing.");
        }

        if (id.Level != TileId.EntriesLevel && content.Length != id.Width * Digest.Size)
        {
            throw new InvalidDataException($"{id.ToPath()} holds {content.Length} bytes.");
        }

        _read[id] = content;
        return content;
    }

    /// <summary>The root of the perfect subtree over leaves index x 2^level and on.</summary>
    private async ValueTask<Digest> NodeAsync(int level, long index, CancellationToken cancellationToken)
    {
        var (tileLevel, inner) = (level / 8, level % 8);
        var first = index << inner;
        var id = TileId.In(tileLevel, first / TileId.FullWidth, edge.Size);
        var content = await ReadAsync(id, cancellationToken);
        var offset = (int)(first % TileId.FullWidth) * Digest.Size;
        return MerkleHash.Perfect(content.Span.Slice(offset, Digest.Size << inner));
    }
}
