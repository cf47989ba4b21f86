namespace Oms.Actors.Cluster;

/// <summary>One run of a node's process. Its id is new at every start and at every rejoin, and never used
/// again.</summary>
/// <param name="Id">The incarnation: the owner in the shard table.</param>
/// <param name="Name">The node's lasting name; placement depends on it, so that a restarted node gets its shards
/// back.</param>
/// <param name="Address">Where its peers reach it.</param>
/// <param name="Home">
/// The id of its data directory, whose lock the process holds: who has the same home as an earlier incarnation knows
/// that it is gone.
/// </param>
/// <param name="Version">The newest version of frames and events that it understands.</param>
/// <param name="Weight">Its share of the shards in relation to others'. From 1 to 10 000.</param>
public sealed record NodeInfo(Guid Id, string Name, string Address, Guid Home, int Version = 1, int Weight = 100);

/// <summary>Where an incarnation stands.</summary>
public enum NodeState
{
    Up,

    /// <summary>It gives its shards away, and gets no more.</summary>
    Draining,

    /// <summary>For ever: it can renew nothing and keep no shard.</summary>
    Dead,
}

/// <param name="IsExpired">Whether its lease has ended by the store's clock; it may still be renewed.</param>
public sealed record NodeRow(NodeInfo Node, NodeState State, bool IsExpired);

/// <param name="Shard">The shard, 0 to 255.</param>
/// <param name="Epoch">The epoch of its last acquire.</param>
/// <param name="Owner">The incarnation that acquired it; null when it was given up.</param>
/// <param name="Head">The newest committed offset.</param>
/// <param name="Preferred">The name of the node that an operator wants it on; null for where placement puts
/// it.</param>
public readonly record struct ShardRow(int Shard, long Epoch, Guid? Owner, long Head, string? Preferred)
{
    /// <summary>Whether this cell has the shard.</summary>
    public ShardState State { get; init; }

    /// <summary>The cell that has the shard, from 0, as the first cell says; 0 in the tables of others.</summary>
    public int Cell { get; init; }
}

/// <summary>Where a shard stands in one cell. In at most one cell is it neither arriving nor moved.</summary>
public enum ShardState
{
    /// <summary>The cell has it.</summary>
    Active,

    /// <summary>It shall move to another cell: its owner gives it up, and nobody takes it.</summary>
    Moving,

    /// <summary>Nobody can write it any more, and it is being copied.</summary>
    Copying,

    /// <summary>Another cell has it.</summary>
    Moved,

    /// <summary>A whole copy that may not be used yet.</summary>
    Arriving,
}

/// <summary>Nodes and shards as the store had them at one instant.</summary>
/// <param name="Nodes">Those that are not dead, and the dead that still own a shard.</param>
/// <param name="Shards">All, in order.</param>
public sealed record ClusterTable(IReadOnlyList<NodeRow> Nodes, IReadOnlyList<ShardRow> Shards)
{
    /// <summary>The newest version of events that may be written: whoever may join understands it.</summary>
    public int Format { get; init; } = 1;

    /// <summary>Nothing known yet.</summary>
    public static ClusterTable Empty { get; } = new([], []);

    /// <summary>The row of an incarnation; null when it is dead and owns nothing.</summary>
    public NodeRow? Find(Guid id)
    {
        foreach (var row in Nodes)
        {
            if (row.Node.Id == id)
            {
                return row;
            }
        }

        return null;
    }

    /// <summary>Puts the tables of all cells together: every node once, and each shard's row of the cell that has
    /// it.</summary>
    /// <param name="cells">At least the first cell's.</param>
    public static ClusterTable Of(IReadOnlyList<ClusterTable> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        if (cells.Count == 1)
        {
            return cells[0];
        }

        // Of a node's rows the one of the cell where it is most alive.
        var nodes = cells.SelectMany(cell => cell.Nodes).GroupBy(row => row.Node.Id)
            .Select(rows => rows.OrderBy(row => row.State).ThenBy(row => row.IsExpired).First());
        var shards = cells[0].Shards.Select(row =>
            row.Cell < cells.Count && row.Shard < cells[row.Cell].Shards.Count
                ? cells[row.Cell].Shards[row.Shard] with { Cell = row.Cell }
                : row);
        return new ClusterTable([.. nodes], [.. shards]) { Format = cells.Min(cell => cell.Format) };
    }
}
