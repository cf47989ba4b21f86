using NodaTime;
using Oms.Actors.Runtime;
using Oms.Actors.Writing;

namespace Oms.Actors.Cluster;

/// <summary>A node as a member of every cell: one incarnation, a lease in each.</summary>
/// <remarks>A cell that is away costs its own shards alone. Where one cell has declared the node dead, it begins anew
/// in all of them, because its peers know it by one id.</remarks>
internal sealed class NodeMembership
{
    private readonly RuntimeCore _core;
    private readonly ClusterServices _cluster;
    private readonly Membership[] _cells;
    private readonly CellMap _map;
    private volatile NodeInfo _self;

    public NodeMembership(RuntimeCore core, ClusterServices cluster)
    {
        cluster.Options.Validate();
        (_core, _cluster, _self) = (core, cluster, Incarnate(cluster));
        _map = cluster.Map ?? new CellMap(core.Services.Journal.ShardCount, cluster.Cells.Count);
        Map = new ShardMap(core.Services.Journal.ShardCount, cluster.Cells.Count, core.NewSource);
        _cells = [.. cluster.Cells.Select((_, cell) => new Membership(core, cluster, this, cell))];
    }

    public ShardMap Map { get; }

    /// <summary>This incarnation.</summary>
    public NodeInfo Self => _self;

    /// <summary>The newest version of events that this node may write: what the nodes of every cell know.</summary>
    public int Format => Map.Table.Format;

    /// <summary>Whether the node may answer from memory; ask it after the answer was computed.</summary>
    public bool MayAnswer(int shard) => _cells[_core.Journal.CellOf(shard)].MayAnswer;

    /// <summary>Whether it holds a lease in the first cell, without which it can serve nothing.</summary>
    public bool IsMember => _cells[0].MayAnswer;

    /// <summary>How much longer the lease is valid that ends first.</summary>
    public TimeSpan LeaseLeft => _cells.Min(cell => cell.LeaseLeft);

    /// <summary>The shard's cell; see <see cref="CellMap"/>.</summary>
    public int CellOf(int shard) => _map.CellOf(shard);

    /// <exception cref="NodeNameTakenException">Another living node has this one's name or address.</exception>
    /// <exception cref="NodeOutdatedException">The cluster writes events that this build does not understand.
    /// </exception>
    public async Task StartAsync()
    {
        // In this order: who is refused in the first cell disturbs no other.
        foreach (var cell in _cells)
        {
            await cell.StartAsync();
        }
    }

    /// <summary>Gives every shard away, then leaves for ever.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        foreach (var cell in _cells)
        {
            cell.BeginDrain();
        }

        while (!_core.Stopped.IsCancellationRequested && !_cells[0].HasLeft
            && _core.Shards.Any(shard => shard.Status is not ShardStatus.Lost))
        {
            cancellationToken.ThrowIfCancellationRequested();
            WakeAll();
            await _core.PauseAsync(Duration.Min(_cluster.Options.Scan, Duration.FromMilliseconds(20)));
        }

        await Task.WhenAll(_cells.Select(cell => cell.LeaveAsync())).WaitAsync(cancellationToken);
    }

    /// <summary>A cell's table was read.</summary>
    public void Seen(int cell, ClusterTable table)
    {
        var moved = cell == 0 && _map.Update(table);
        Map.Update(cell, table, _map);
        if (moved)
        {
            WakeAll();
        }
    }

    /// <summary>An incarnation is over: nothing of it may go on.</summary>
    public void BeginAnew(NodeInfo over)
    {
        // The new id first: an acquire that is under way with the old one then begins nothing.
        if (Interlocked.CompareExchange(ref _self, Incarnate(_cluster), over) != over)
        {
            return;
        }

        foreach (var cell in _cells)
        {
            cell.End();
        }

        foreach (var shard in _core.Shards)
        {
            _ = shard.Lane.End(shard, ShardStatus.Lost, Refusal.NotOwner);
        }
    }

    private static NodeInfo Incarnate(ClusterServices cluster) => new(
        cluster.NewIncarnation(), cluster.Name, cluster.Address, cluster.Home, cluster.Version, cluster.Weight);

    private void WakeAll()
    {
        foreach (var cell in _cells)
        {
            cell.Wake();
        }
    }
}
