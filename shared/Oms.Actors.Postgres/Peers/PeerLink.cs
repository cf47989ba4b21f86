using Oms.Actors.Cluster;
using Oms.Actors.Routing;

namespace Oms.Actors.Postgres.Peers;

/// <summary>The way to one incarnation of a peer: a stream while it is used, and pauses between broken ones.</summary>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class PeerLink(
    NodeInfo peer, Func<NodeInfo> self, PeerOptions options, PeerServices services, HttpMessageInvoker http)
{
    private const int DoublingsMax = 20;

    private readonly Lock _gate = new();
    private readonly InFlightLimit _limit = new(options, services, peer.Name);
    private PeerStream? _stream;
    private Task _running = Task.CompletedTask;
    private Exception? _failure;
    private TimeSpan _pause;
    private long _failedAt;
    private long _usedAt = services.Time.GetTimestamp();
    private int _failures;
    private bool _closed;

    /// <summary>Whether nothing was asked for as long as the options say, and nothing is in flight.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return IsResting && services.Since(_usedAt) > options.IdleFor.ToTimeSpan();
            }
        }
    }

    /// <summary>Whether no ask is in flight.</summary>
    public bool IsResting => _stream is not { InFlight: > 0 };

    /// <exception cref="PeerUnreachableException">No answer came.</exception>
    public ValueTask<ReplyFrame> AskAsync(AskFrame frame, CancellationToken cancellationToken)
    {
        PeerStream stream;
        lock (_gate)
        {
            _usedAt = services.Time.GetTimestamp();
            if (_stream is null)
            {
                if (_closed || (_failure is not null && services.Since(_failedAt) < _pause))
                {
                    return ValueTask.FromException<ReplyFrame>(new PeerUnreachableException(peer.Name, _failure));
                }

                _stream = new PeerStream(peer, self, options, services, http, _limit);
                _running = RunAsync(_stream);
            }

            stream = _stream;
        }

        return stream.AskAsync(frame, cancellationToken);
    }

    /// <summary>Fails asks whose wait is over.</summary>
    public void Expire() => _stream?.Expire();

    /// <summary>Ends the stream for good.</summary>
    /// <param name="reason">Why, for the log.</param>
    public Task CloseAsync(string reason)
    {
        lock (_gate)
        {
            if (!_closed)
            {
                _closed = true;
                if (_stream is not null)
                {
                    services.Log.Closed(peer.Name, reason);
                    _stream.End(new PeerEndedException(PeerEnd.Gone, $"This node has closed the stream: {reason}."));
                }
            }

            return _running;
        }
    }

    private async Task RunAsync(PeerStream stream)
    {
        // Who asks does not wait for the opening, and holds the gate.
        await Task.Yield();
        var failure = await stream.RunAsync();
        lock (_gate)
        {
            _failures = stream.IsOpen ? 1 : _failures + 1;
            (_stream, _failure, _failedAt, _pause) = (null, failure, services.Time.GetTimestamp(), Pause());
            if (_closed)
            {
                return;
            }
        }

        if (failure is PeerEndedException { Reason: not PeerEnd.Gone and not PeerEnd.Stopping } refusal)
        {
            services.Metrics.Refused(refusal.Reason);
        }

        if (stream.IsOpen)
        {
            services.Log.Broke(failure, peer.Name, stream.Failed);
        }
        else
        {
            services.Log.NotOpened(failure, peer.Name, peer.Address, _failures, (long)_pause.TotalMilliseconds);
        }
    }

    private TimeSpan Pause()
    {
        var pause = options.BackOffMin.ToTimeSpan() * Math.Pow(2, Math.Min(_failures - 1, DoublingsMax));
        return (pause < options.BackOffMax.ToTimeSpan() ? pause : options.BackOffMax.ToTimeSpan()) * services.Jitter();
    }
}
