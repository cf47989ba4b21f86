namespace Oms.Actors.Cluster;

/// <summary>Who owns a shard, as far as a node has heard.</summary>
public sealed record ShardOwner(NodeInfo Node, long Epoch);

/// <summary>Where a node sends what is not its own: a cache of the table, corrected by those who know better.</summary>
/// <threadsafety>Any thread may call any member.</threadsafety>
public sealed class ShardMap
{
    private readonly Lock _gate = new();
    private readonly ShardOwner?[] _owners;
    private readonly long[] _heard;
    private readonly ClusterTable[] _tables;
    private readonly Func<TaskCompletionSource> _newSource;
    private TaskCompletionSource? _changed;

    internal ShardMap(int shardCount, int cellCount, Func<TaskCompletionSource> newSource)
    {
        (_owners, _heard, _newSource) = (new ShardOwner?[shardCount], new long[shardCount], newSource);
        _tables = [.. Enumerable.Repeat(ClusterTable.Empty, cellCount)];
    }

    /// <summary>The newest tables that were read, those of all cells as one.</summary>
    public ClusterTable Table { get; private set; } = ClusterTable.Empty;

    /// <summary>The shard's owner; null when it has none that is known and alive.</summary>
    public ShardOwner? OwnerOf(int shard) => Volatile.Read(ref _owners[shard]);

    /// <summary>Completes when any owner has changed.</summary>
    public Task ChangedAsync()
    {
        lock (_gate)
        {
            return (_changed ??= _newSource()).Task;
        }
    }

    internal void Update(int cell, ClusterTable table, CellMap cells)
    {
        var changed = false;
        lock (_gate)
        {
            _tables[cell] = table;
            Table = ClusterTable.Of(_tables);
            foreach (var row in table.Shards.Where(row => cells.CellOf(row.Shard) == cell))
            {
                var known = _owners[row.Shard];
                if (_heard[row.Shard] > row.Epoch)
                {
                    // A hint was newer than this table. An earlier table is no hint: what it showed may never have been
                    // confirmed, and a fail-over undoes it.
                    continue;
                }

                var owner = row.Owner is { } id && table.Find(id) is { State: not NodeState.Dead } node
                    ? new ShardOwner(node.Node, row.Epoch)
                    : null;
                changed |= owner != known;
                _owners[row.Shard] = owner;
            }
        }

        if (changed)
        {
            Change();
        }
    }

    /// <summary>Takes note of what a node said that knows the shard at a newer epoch.</summary>
    internal void Heard(int shard, ShardOwner owner)
    {
        lock (_gate)
        {
            if (_owners[shard] is { } known && known.Epoch >= owner.Epoch)
            {
                return;
            }

            (_owners[shard], _heard[shard]) = (owner, owner.Epoch);
        }

        Change();
    }

    private void Change()
    {
        TaskCompletionSource? changed;
        lock (_gate)
        {
            (changed, _changed) = (_changed, null);
        }

        changed?.TrySetResult();
    }
}
