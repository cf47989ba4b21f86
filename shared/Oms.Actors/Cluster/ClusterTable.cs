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
public readonly record struct ShardRow(int Shard, long Epoch, Guid? Owner, long Head, string? Preferred);

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
}
