using System.Buffers;
using System.IO.Pipelines;

namespace Oms.Actors.Postgres.Peers;

/// <summary>Cuts a stream of bytes into frames. One reader at a time.</summary>
internal sealed class FrameReader(PipeReader input, PeerServices services)
{
    private ReadOnlySequence<byte> _rest;
    private bool _holds;
    private bool _completed;

    /// <summary>The longest payload that is accepted: little, until the other side is known.</summary>
    public int PayloadBytesMax { get; set; } = Handshake.PayloadBytesMax;

    /// <summary>When the last bytes of the frame were seen here: a timestamp.</summary>
    public long ArrivedAt { get; private set; }

    /// <summary>The next frame; null when the stream has ended after a whole one.</summary>
    /// <exception cref="PeerEndedException">What came is no frame.</exception>
    /// <exception cref="IOException">The stream broke.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, or the stream broke.</exception>
    public async ValueTask<Frame?> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_holds)
            {
                if (Framing.TryRead(ref _rest, PayloadBytesMax, out var frame))
                {
                    services.Metrics.Received(Framing.HeaderBytes + frame.Payload.Length);
                    return frame;
                }

                if (_completed)
                {
                    return _rest.IsEmpty
                        ? null
                        : throw PeerEndedException.Malformed("The stream ended within a frame.");
                }

                _holds = false;
                input.AdvanceTo(_rest.Start, _rest.End);
            }

            var read = await input.ReadAsync(cancellationToken);
            ArrivedAt = services.Time.GetTimestamp();
            (_rest, _completed, _holds) = (read.Buffer, read.IsCompleted, true);
        }
    }
}
