namespace Oms.Actors.Postgres.Peers;

/// <summary>How many asks to one peer may be in flight: it grows a little while answers come in time, and halves when
/// they do not (AIMD), so that a peer that is slow is not buried under what it cannot do.</summary>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class InFlightLimit
{
    private readonly Lock _gate = new();
    private readonly PeerOptions _options;
    private readonly PeerServices _services;
    private readonly string _peer;
    private readonly int _min;
    private double _limit;
    private int _shown;
    private long _halvedAt = long.MinValue;

    public InFlightLimit(PeerOptions options, PeerServices services, string peer)
    {
        (_options, _services, _peer) = (options, services, peer);
        _min = Math.Min(options.InFlightMin, options.InFlightMax);
        (_limit, _shown) = (options.InFlightMax, options.InFlightMax);
        services.Metrics.Limited(peer, _shown);
    }

    public int Current => Volatile.Read(ref _shown);

    /// <summary>An ask has ended.</summary>
    /// <param name="askedAt">When it was asked: a timestamp.</param>
    /// <param name="failed">Whether it got no answer, or one that says that the peer cannot keep up.</param>
    /// <param name="inFlight">How many were in flight with it: a limit that is not reached does not grow.</param>
    public void Ended(long askedAt, bool failed, int inFlight)
    {
        var isLate = _services.Since(askedAt) > _options.LatencyMax.ToTimeSpan();
        lock (_gate)
        {
            if (failed || isLate)
            {
                // Once for all that was in flight at that time: one bad moment is one reason.
                if (askedAt >= _halvedAt)
                {
                    _limit = Math.Max(_min, _limit / 2);
                    _halvedAt = _services.Time.GetTimestamp();
                }
            }
            else if (inFlight * 2 >= _limit)
            {
                _limit = Math.Min(_options.InFlightMax, _limit + (_min / _limit));
            }

            if ((int)_limit == _shown)
            {
                return;
            }

            Volatile.Write(ref _shown, (int)_limit);
        }

        _services.Metrics.Limited(_peer, Current);
    }
}
