using System.Numerics;
using Oms.Custody;

namespace Oms.Transparency;

/// <summary>An append-only log as a tree of tiles (RFC 9162, C2SP tlog-tiles). Not thread-safe.</summary>
/// <remarks>
/// Memory holds the tree's right edge alone, so an append reads nothing; a proof reads a few tiles. The log does not
/// guard against two writers: its owner does, with the lease and the fence of the store.
/// </remarks>
public sealed class MerkleLog
{
    /// <summary>The most entries of one append.</summary>
    public const int AppendEntriesMax = 65_536;

    private readonly ITileStore _store;
    private LogEdge _edge;

    private MerkleLog(ITileStore store, LogEdge edge, Digest root) => (_store, _edge, Root) = (store, edge, root);

    /// <summary>The number of entries.</summary>
    public long Size => _edge.Size;

    /// <summary>The root over all entries.</summary>
    public Digest Root { get; private set; }

    /// <summary>A log without entries.</summary>
    public static MerkleLog Create(ITileStore store) => new(store, LogEdge.Empty, MerkleHash.Empty);

    /// <summary>Opens a log at the size and root that its last append or checkpoint says.</summary>
    /// <exception cref="InvalidDataException">A tile is missing, or the tiles have another root.</exception>
    public static async ValueTask<MerkleLog> OpenAsync(
        ITileStore store, long size, Digest root, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        var edge = await LogEdge.ReadAsync(store, size, cancellationToken);
        var found = edge.Root();
        return found == root
            ? new MerkleLog(store, edge, root)
            : throw new InvalidDataException($"The tiles of {size} entries have the root {found}, not {root}.");
    }

    /// <summary>Computes what appending entries changes, and changes nothing.</summary>
    /// <param name="entries">Up to <see cref="AppendEntriesMax"/>, each up to 65 535 bytes.</param>
    public LogAppend Plan(IReadOnlyList<ReadOnlyMemory<byte>> entries)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(entries.Count, AppendEntriesMax, nameof(entries));
        return _edge.Append(entries);
    }

    /// <summary>Goes on from a planned append, once it is durable.</summary>
    /// <exception cref="InvalidOperationException">It was planned on another size.</exception>
    public void Adopt(LogAppend append)
    {
        if (append.OldSize != Size)
        {
            throw new InvalidOperationException($"The append follows {append.OldSize} entries; the log has {Size}.");
        }

        (_edge, Root) = (append.Edge, append.Root);
    }

    /// <summary>Plans, stores and adopts.</summary>
    public async ValueTask<LogAppend> AppendAsync(IReadOnlyList<ReadOnlyMemory<byte>> entries)
    {
        var append = Plan(entries);
        await _store.WriteAsync(append);
        Adopt(append);
        return append;
    }

    /// <summary>The root that the log had at a size.</summary>
    /// <param name="size">From 0 to <see cref="Size"/>.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public ValueTask<Digest> RootAtAsync(long size, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Size);
        return size == Size ? new(Root) : new TileReader(_store, _edge).RangeAsync(0, size, cancellationToken);
    }

    /// <summary>Proves that an entry stands in the tree of some size (RFC 9162, section 2.1.3.1).</summary>
    /// <param name="index">The entry's index, below <paramref name="size"/>.</param>
    /// <param name="size">At most <see cref="Size"/>.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public ValueTask<IReadOnlyList<Digest>> ProveInclusionAsync(
        long index, long size, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Size);
        var ranges = new List<(long Start, long End)>();
        var (start, end) = (0L, size);
        while (end - start > 1)
        {
            var middle = start + Split(end - start);
            ranges.Add(index < middle ? (middle, end) : (start, middle));
            (start, end) = index < middle ? (start, middle) : (middle, end);
        }

        return HashesAsync(ranges, cancellationToken);
    }

    /// <summary>Proves that the tree of one size grew into that of another (RFC 9162, section 2.1.4.1).</summary>
    /// <param name="oldSize">From 1 to <paramref name="newSize"/>.</param>
    /// <param name="newSize">At most <see cref="Size"/>.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public ValueTask<IReadOnlyList<Digest>> ProveConsistencyAsync(
        long oldSize, long newSize, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(oldSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(oldSize, newSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(newSize, Size);
        var ranges = new List<(long Start, long End)>();
        var (start, end, whole) = (0L, newSize, true);
        while (oldSize < end)
        {
            var middle = start + Split(end - start);
            if (oldSize <= middle)
            {
                ranges.Add((middle, end));
                end = middle;
            }
            else
            {
                ranges.Add((start, middle));
                (start, whole) = (middle, false);
            }
        }

        if (!whole)
        {
            ranges.Add((start, end));
        }

        return HashesAsync(ranges, cancellationToken);
    }

    /// <summary>Reads the entries of a range.</summary>
    /// <param name="start">The first index.</param>
    /// <param name="count">How many; fewer are returned where the log ends.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> ReadEntriesAsync(
        long start, int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var read = new List<ReadOnlyMemory<byte>>();
        var tiles = new TileReader(_store, _edge);
        for (var at = start; at < Math.Min(Size, start + count);)
        {
            var id = TileId.In(TileId.EntriesLevel, at / TileId.FullWidth, Size);
            var entries = EntryBundle.Decode(new Tile(id, await tiles.ReadAsync(id, cancellationToken)));
            var taken = entries.Skip((int)(at % TileId.FullWidth)).Take(count - read.Count).ToList();
            read.AddRange(taken);
            at += taken.Count;
        }

        return read;
    }

    /// <summary>Writes every tile of a log again, from its entries alone, into another store.</summary>
    /// <returns>The log over the other store. Its root equals this one's, or a tile of this log is damaged.</returns>
    public async ValueTask<MerkleLog> RebuildAsync(ITileStore target, CancellationToken cancellationToken)
    {
        const int bundlesAtOnce = 16;
        var rebuilt = Create(target);
        while (rebuilt.Size < Size)
        {
            var entries = await ReadEntriesAsync(
                rebuilt.Size, bundlesAtOnce * TileId.FullWidth, cancellationToken);
            _ = await rebuilt.AppendAsync(entries);
        }

        return rebuilt;
    }

    /// <summary>The largest power of two below a count of at least 2.</summary>
    private static long Split(long count) => 1L << BitOperations.Log2((ulong)count - 1);

    private async ValueTask<IReadOnlyList<Digest>> HashesAsync(
        List<(long Start, long End)> ranges, CancellationToken cancellationToken)
    {
        var tiles = new TileReader(_store, _edge);
        var hashes = new Digest[ranges.Count];
        for (var i = 0; i < hashes.Length; i++)
        {
            // Found from the root down; a proof goes from the leaf up.
            var (start, end) = ranges[^(i + 1)];
            hashes[i] = await tiles.RangeAsync(start, end, cancellationToken);
        }

        return hashes;
    }
}
