namespace Oms.Actors.Cluster;

/// <summary>Which cell each shard lives in, as far as this node has heard. A cell is one database with journal and
/// cluster tables of its own; the first holds the map.</summary>
/// <remarks>It may lag behind. Nothing rests on it: a cell gives a shard only while the shard is its own, and an epoch
/// is never given by two cells.</remarks>
/// <threadsafety>Any thread may call any member.</threadsafety>
public sealed class CellMap
{
    private readonly int[] _cells;

    /// <param name="shardCount">From 1 to 256; all of them in the first cell at first.</param>
    /// <param name="cellCount">From 1.</param>
    public CellMap(int shardCount, int cellCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shardCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(cellCount, 1);
        (_cells, CellCount) = (new int[shardCount], cellCount);
    }

    /// <summary>How many cells this node knows.</summary>
    public int CellCount { get; }

    /// <summary>How many shards there are.</summary>
    public int ShardCount => _cells.Length;

    /// <summary>The shard's cell, from 0; <see cref="CellCount"/> or more where this node does not know it.</summary>
    public int CellOf(int shard) => Volatile.Read(ref _cells[shard]);

    /// <summary>Takes over what the first cell says.</summary>
    /// <returns>Whether anything is new.</returns>
    public bool Update(ClusterTable first)
    {
        ArgumentNullException.ThrowIfNull(first);
        var changed = false;
        foreach (var row in first.Shards)
        {
            changed |= Interlocked.Exchange(ref _cells[row.Shard], row.Cell) != row.Cell;
        }

        return changed;
    }
}
