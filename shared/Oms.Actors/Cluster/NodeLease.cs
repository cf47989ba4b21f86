using NodaTime.Extensions;

namespace Oms.Actors.Cluster;

/// <summary>A node's own trust in its lease, on its monotonic clock: it ends before others may take its
/// shards.</summary>
/// <threadsafety>Any thread may read it; one writes.</threadsafety>
internal sealed class NodeLease(TimeProvider time, ClusterOptions options)
{
    private long _validUntil = long.MinValue;
    private long _steadySince = long.MinValue;
    private long _lastRenewal = long.MinValue;

    /// <summary>Whether the node may answer from memory now. Ask it after the answer was computed.</summary>
    public bool IsValid => time.GetTimestamp() < Volatile.Read(ref _validUntil);

    /// <summary>How much longer it is valid; zero when it has ended.</summary>
    public TimeSpan Left
    {
        get
        {
            var (now, until) = (time.GetTimestamp(), Volatile.Read(ref _validUntil));
            return until > now ? time.GetElapsedTime(now, until) : TimeSpan.Zero;
        }
    }

    /// <summary>Whether heartbeats have been unbroken for as long as an observer needs.</summary>
    public bool IsSteady =>
        IsValid && _steadySince != long.MinValue
        && time.GetElapsedTime(_steadySince).ToDuration() >= options.ObserveFor;

    /// <summary>A heartbeat was confirmed.</summary>
    /// <param name="sent">The timestamp before it was sent: the store's lease cannot have begun earlier.</param>
    public void Renewed(long sent)
    {
        // A node that was paused has seen nothing in between, however soon its next heartbeat succeeds; and while the
        // first was on its way it has seen nothing yet.
        var unbroken = _lastRenewal != long.MinValue
            && time.GetElapsedTime(_lastRenewal, sent).ToDuration() < options.Ttl;
        _steadySince = unbroken && _steadySince != long.MinValue ? _steadySince : time.GetTimestamp();
        _lastRenewal = sent;
        var trust = (options.Ttl - options.Margin).TotalSeconds * time.TimestampFrequency;
        Volatile.Write(ref _validUntil, sent + (long)trust);
    }

    /// <summary>A heartbeat failed: the lease goes on to its end, but the node has lost sight of the store.</summary>
    public void Missed() => _steadySince = long.MinValue;

    /// <summary>The incarnation is over.</summary>
    public void End()
    {
        Volatile.Write(ref _validUntil, long.MinValue);
        (_steadySince, _lastRenewal) = (long.MinValue, long.MinValue);
    }
}
