using System.Diagnostics;
using Oms.Actors.Routing;

namespace Oms.Actors.Postgres.Peers;

/// <summary>Carries the trace of a request from node to node (W3C Trace Context).</summary>
public static class PeerTracing
{
    /// <summary>The source of the spans <c>oms.peers.ask</c> and <c>oms.peers.serve</c>.</summary>
    public const string SourceName = "Oms.Peers";

    private const int StateLengthMax = 512;

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Begins the span of an ask that is sent; null when nobody listens.</summary>
    internal static Activity? Ask(string peer) =>
        Source.StartActivity("oms.peers.ask", ActivityKind.Client)?.SetTag("oms.peers.peer", peer);

    /// <summary>The frame with the trace that it belongs to, if there is one.</summary>
    internal static AskFrame Traced(AskFrame frame) =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C } current
            ? frame with { TraceParent = current.Id, TraceState = current.TraceStateString }
            : frame;

    /// <summary>Begins the span of an ask that is carried out; null when nobody listens.</summary>
    /// <remarks>A trace that is none is passed over: it concerns nobody but who reads traces.</remarks>
    internal static Activity? Serve(AskFrame frame, string peer)
    {
        var state = frame.TraceState is { Length: <= StateLengthMax } given ? given : null;
        return (ActivityContext.TryParse(frame.TraceParent, state, isRemote: true, out var parent)
            ? Source.StartActivity("oms.peers.serve", ActivityKind.Server, parent)
            : Source.StartActivity("oms.peers.serve", ActivityKind.Server))?.SetTag("oms.peers.peer", peer);
    }
}
