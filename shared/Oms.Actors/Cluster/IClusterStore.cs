using NodaTime;

namespace Oms.Actors.Cluster;

/// <summary>Where the nodes of a cluster meet: leases on its clock, and who owns which shard. The journal of the same
/// store fences what they write.</summary>
/// <remarks>A shard is acquired through the journal: it is given only when it is nobody's, the asker's own or a dead
/// node's, and only to a node that is not dead.</remarks>
/// <threadsafety>Any thread may call any member.</threadsafety>
public interface IClusterStore
{
    /// <summary>Enters a new incarnation with a fresh lease, and declares dead any earlier one of the same
    /// home.</summary>
    /// <exception cref="NodeNameTakenException">A living node of another home has the name or the address.</exception>
    /// <exception cref="NodeOutdatedException">Events are written that the node does not understand.</exception>
    Task JoinAsync(NodeInfo node, Duration ttl);

    /// <summary>Renews a lease; false when the incarnation is dead.</summary>
    Task<bool> HeartbeatAsync(Guid node, Duration ttl);

    /// <summary>Reads everything, as of one instant.</summary>
    Task<ClusterTable> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Declares dead every node whose lease ended longer than the grace ago.</summary>
    /// <param name="observer">Who says so: it must hold a lease itself, by the store's clock.</param>
    /// <returns>How many.</returns>
    Task<int> DeclareExpiredAsync(Guid observer, Duration grace);

    /// <summary>Declares one incarnation dead, whatever its lease says: its process must be known to have
    /// ended.</summary>
    /// <returns>False when it was dead, or never was.</returns>
    Task<bool> DeclareDeadAsync(Guid node);

    /// <summary>Sets an incarnation to drain, or to take shards again; false when it is dead.</summary>
    Task<bool> SetDrainingAsync(Guid node, bool draining);

    /// <summary>Gives a shard up, if it is still the owner's at this epoch.</summary>
    Task ReleaseAsync(int shard, long epoch, Guid owner);

    /// <summary>Says which node a shard shall move to; null for where placement puts it.</summary>
    Task PreferAsync(int shard, string? nodeName);

    /// <summary>Lets events of a newer version be written, unless a node lives that does not understand it. It cannot
    /// be taken back: who does not understand it joins no more.</summary>
    /// <returns>The format in force: see <see cref="ClusterTable.Format"/>.</returns>
    Task<int> AdvanceFormatAsync(int format);

    /// <summary>Waits until the table may have changed. It may end for no reason, and may miss a change.</summary>
    Task WaitForChangeAsync(CancellationToken cancellationToken);
}

/// <summary>A living node of another data directory has this node's name or address.</summary>
public sealed class NodeNameTakenException(string name, string address)
    : Exception(
        $"Another living node is called '{name}' or is reached at {address}. Give this node a name and an address of "
        + "its own, or wait until the other's lease has ended.");

/// <summary>The cluster writes events of a version that this build does not understand.</summary>
public sealed class NodeOutdatedException(string name, int version, int format)
    : Exception(
        $"Node '{name}' understands events up to version {version}, and the cluster writes version {format} since all "
        + "its nodes were upgraded. Start the newer build.");
