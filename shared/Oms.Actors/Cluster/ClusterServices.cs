using Oms.Actors.Routing;

namespace Oms.Actors.Cluster;

/// <summary>What makes a node one of several.</summary>
/// <param name="Store">Where the nodes meet; of the same database as the journal.</param>
/// <param name="Peers">The way to the other nodes; the system does not dispose it.</param>
/// <param name="Name">The node's lasting name.</param>
/// <param name="Address">Where its peers reach it.</param>
/// <param name="Home">The id of its data directory, whose lock this process holds.</param>
/// <param name="NewIncarnation">Makes the id of each incarnation, never the same twice.</param>
public sealed record ClusterServices(
    IClusterStore Store, IPeers Peers, string Name, string Address, Guid Home, Func<Guid> NewIncarnation)
{
    public ClusterOptions Options { get; init; } = new();

    /// <summary>The meeting places of all cells, <see cref="Store"/> first.</summary>
    public IReadOnlyList<IClusterStore> Cells { get; init; } = [Store];

    /// <summary>Which of them each shard is in: the journal's own map. Null where there is one cell.</summary>
    public CellMap? Map { get; init; }

    /// <summary>Told of each table that the node has read, on the node's own time: it must not wait.</summary>
    public Action<ClusterTable>? Looked { get; init; }

    /// <summary>Told how far shards of other nodes go, before the table says so, on the node's own time: it must not
    /// wait.</summary>
    public Action<IReadOnlyList<ShardPosition>>? Heard { get; init; }

    /// <summary>The newest version of frames and events that this build understands.</summary>
    public int Version { get; init; } = FrameVersions.Newest;

    /// <summary>The node's share of the shards in relation to others'. From 1 to 10 000.</summary>
    public int Weight { get; init; } = 100;
}
