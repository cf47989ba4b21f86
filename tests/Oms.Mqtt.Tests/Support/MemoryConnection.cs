using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Oms.Mqtt.Tests.Support;

/// <summary>A connection without a network: what one end writes the other reads, with bounded buffers.</summary>
internal sealed class MemoryConnection : ConnectionContext
{
    private readonly Pipe _toServer;
    private readonly Pipe _toClient;

    /// <param name="bufferBytes">How much may lie unread before a writer waits, as in a socket's buffers.</param>
    public MemoryConnection(int bufferBytes = 65_536)
    {
        var options = new PipeOptions(
            pauseWriterThreshold: bufferBytes,
            resumeWriterThreshold: bufferBytes / 2,
            useSynchronizationContext: false);
        (_toServer, _toClient) = (new Pipe(options), new Pipe(options));
        Transport = new Side(_toServer.Reader, _toClient.Writer);
        Client = new Side(_toClient.Reader, _toServer.Writer);
    }

    public override string ConnectionId { get; set; } = "memory";

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    public override IDuplexPipe Transport { get; set; }

    /// <summary>The far end.</summary>
    public IDuplexPipe Client { get; }

    public bool IsAborted { get; private set; }

    public override void Abort(ConnectionAbortedException abortReason)
    {
        IsAborted = true;
        var gone = new IOException("The connection was aborted.");
        _toServer.Writer.Complete(gone);
        _toClient.Reader.Complete(gone);
        _toClient.Writer.CancelPendingFlush();
    }

    private sealed record Side(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
