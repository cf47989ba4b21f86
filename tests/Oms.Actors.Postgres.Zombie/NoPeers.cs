using Oms.Actors.Cluster;
using Oms.Actors.Routing;

namespace Oms.Actors.Postgres.Zombie;

/// <summary>Reaches nobody.</summary>
internal sealed class NoPeers : IPeers
{
    public ValueTask<ReplyFrame> AskAsync(NodeInfo peer, AskFrame frame, CancellationToken cancellationToken) =>
        throw new PeerUnreachableException(peer.Name);
}
