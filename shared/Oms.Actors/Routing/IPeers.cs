using Oms.Actors.Cluster;

namespace Oms.Actors.Routing;

/// <summary>Carries frames to other nodes and their answers back.</summary>
/// <threadsafety>Any thread may call any member.</threadsafety>
public interface IPeers
{
    /// <summary>Sends a frame to a node. It may arrive although no answer comes; never twice by itself.</summary>
    /// <exception cref="PeerUnreachableException">No answer came; whether the frame arrived is not known.</exception>
    ValueTask<ReplyFrame> AskAsync(NodeInfo peer, AskFrame frame, CancellationToken cancellationToken);
}

/// <summary>A node gave no answer.</summary>
public sealed class PeerUnreachableException(string peer, Exception? cause = null)
    : Exception($"Node {peer} gave no answer.", cause);
