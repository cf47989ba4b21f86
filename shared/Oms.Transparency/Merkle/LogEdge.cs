using Oms.Custody;

namespace Oms.Transparency;

/// <summary>The right edge of a tiled log: its partial tiles, which say all that an append needs. Immutable.</summary>
internal sealed class LogEdge
{
    private const int TileBytes = TileId.FullWidth * Digest.Size;

    private readonly byte[][] _levels;
    private readonly byte[] _entries;

    private LogEdge(long size, byte[][] levels, byte[] entries) =>
        (Size, _levels, _entries) = (size, levels, entries);

    public static LogEdge Empty { get; } = new(0, [.. Enumerable.Repeat<byte[]>([], TileId.LevelCount)], []);

    public long Size { get; }

    /// <summary>Reads the edge of a log of some size; throws where a tile is missing.</summary>
    public static async ValueTask<LogEdge> ReadAsync(ITileStore store, long size, CancellationToken cancellationToken)
    {
        var levels = new byte[TileId.LevelCount][];
        for (var level = 0; level < levels.Length; level++)
        {
            levels[level] = await ReadAsync(level);
        }

        return new LogEdge(size, levels, await ReadAsync(TileId.EntriesLevel));

        async ValueTask<byte[]> ReadAsync(int level)
        {
            var tile = TileId.In(level, (size >> (8 * Math.Max(level, 0))) / TileId.FullWidth, size);
            return tile.Width == 0 ? []
                : await store.ReadAsync(tile, cancellationToken) is { } content ? content.ToArray()
                : throw new InvalidDataException($"The log has {size} entries, but {tile.ToPath()} is missing.");
        }
    }

    /// <summary>The content of a partial tile, if it is one of the edge's.</summary>
    public bool TryFind(TileId tile, out ReadOnlyMemory<byte> content)
    {
        var here = tile == TileId.In(tile.Level, tile.Index, Size) && !tile.IsFull && tile.Width > 0;
        content = !here ? default : tile.Level == TileId.EntriesLevel ? _entries : _levels[tile.Level];
        return here;
    }

    public Digest Root()
    {
        var peaks = new List<Digest>();
        for (var level = TileId.LevelCount - 1; level >= 0; level--)
        {
            var hashes = _levels[level].AsSpan();
            for (var bit = 7; bit >= 0; bit--)
            {
                var bytes = (1 << bit) * Digest.Size;
                if ((hashes.Length & bytes) != 0)
                {
                    var done = hashes.Length & ~((bytes * 2) - 1);
                    peaks.Add(MerkleHash.Perfect(hashes.Slice(done, bytes)));
                }
            }
        }

        return MerkleHash.Fold([.. peaks]);
    }

    public LogAppend Append(IReadOnlyList<ReadOnlyMemory<byte>> entries)
    {
        var levels = _levels.Select(hashes => new EdgeTile(hashes)).ToArray();
        var bundle = new MemoryStream();
        bundle.Write(_entries);
        var tiles = new List<Tile>();
        var size = Size;
        foreach (var entry in entries)
        {
            bundle.Write(EntryBundle.Encode(entry.Span));
            if (size % TileId.FullWidth == TileId.FullWidth - 1)
            {
                var full = new TileId(TileId.EntriesLevel, size / TileId.FullWidth, TileId.FullWidth);
                tiles.Add(new Tile(full, bundle.ToArray()));
                bundle.SetLength(0);
            }

            Add(levels, MerkleHash.Leaf(entry.Span), size, tiles);
            size++;
        }

        for (var level = 0; level < levels.Length; level++)
        {
            if (levels[level] is { Changed: true, Length: > 0 } edge)
            {
                var id = TileId.In(level, (size >> (8 * level)) / TileId.FullWidth, size);
                tiles.Add(new Tile(id, edge.ToArray()));
            }
        }

        var rest = bundle.ToArray();
        if (rest.Length > 0 && entries.Count > 0)
        {
            tiles.Add(new Tile(TileId.In(TileId.EntriesLevel, size / TileId.FullWidth, size), rest));
        }

        var after = new LogEdge(size, [.. levels.Select(edge => edge.ToArray())], rest);
        return new LogAppend(Size, after, tiles);
    }

    private static void Add(EdgeTile[] levels, Digest hash, long index, List<Tile> tiles)
    {
        for (var level = 0; level < levels.Length; level++)
        {
            var full = levels[level].Add(hash);
            if (full is null)
            {
                return;
            }

            tiles.Add(new Tile(new TileId(level, index >> (8 * (level + 1)), TileId.FullWidth), full));
            hash = MerkleHash.Perfect(full);
        }
    }

    /// <summary>A partial tile that is being filled.</summary>
    private sealed class EdgeTile(byte[] content)
    {
        private byte[] _bytes = content;

        public int Length { get; private set; } = content.Length;

        public bool Changed { get; private set; }

        public byte[] ToArray() => _bytes.Length == Length ? _bytes : _bytes[..Length];

        /// <summary>Adds a hash; when that fills the tile, gives its content and starts an empty one.</summary>
        public byte[]? Add(Digest hash)
        {
            if (!Changed || _bytes.Length < TileBytes)
            {
                // The old content belongs to the edge before, which stays as it was.
                var copy = new byte[TileBytes];
                _bytes.AsSpan(0, Length).CopyTo(copy);
                (_bytes, Changed) = (copy, true);
            }

            hash.CopyTo(_bytes.AsSpan(Length));
            Length += Digest.Size;
            if (Length < TileBytes)
            {
                return null;
            }

            var full = _bytes;
            (_bytes, Length) = ([], 0);
            return full;
        }
    }
}
