using System.Diagnostics.Metrics;

namespace Oms.Actors.Postgres.Peers;

/// <summary>The measurements of the streams between nodes: meter <c>Oms.Peers</c>.</summary>
/// <threadsafety>Any thread may call any member.</threadsafety>
public sealed class PeerMetrics : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Oms.Peers";

    private static readonly KeyValuePair<string, object?> Out = new("oms.peers.direction", "out");
    private static readonly KeyValuePair<string, object?> In = new("oms.peers.direction", "in");

    private readonly Meter _meter;
    private readonly UpDownCounter<long> _streams;
    private readonly UpDownCounter<long> _inFlight;
    private readonly UpDownCounter<long> _served;
    private readonly Histogram<double> _roundTrip;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _overloaded;
    private readonly Counter<long> _expired;
    private readonly Counter<long> _cancelled;
    private readonly Gauge<long> _limit;
    private readonly Counter<long> _bytes;

    /// <param name="meters">Makes the meter.</param>
    public PeerMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _meter = meters.Create(MeterName);
        _streams = _meter.CreateUpDownCounter<long>("oms.peers.streams", "{stream}", "Open, by who opened them.");
        _inFlight = _meter.CreateUpDownCounter<long>("oms.peers.asks.in_flight", "{ask}", "Sent and not answered.");
        _served = _meter.CreateUpDownCounter<long>("oms.peers.asks.served", "{ask}", "Of peers, being carried out.");
        _roundTrip = _meter.CreateHistogram<double>(
            "oms.peers.ask.duration", "s", "From the ask to its answer, its failure or its cancellation.");
        _refused = _meter.CreateCounter<long>("oms.peers.refused", "{stream}", "Streams refused or ended, by reason.");
        _overloaded = _meter.CreateCounter<long>(
            "oms.peers.overloaded", "{ask}", "Refused because too many to the peer were in flight.");
        _expired = _meter.CreateCounter<long>(
            "oms.peers.expired", "{ask}", "Dropped undecided, or answered too late to send the answer.");
        _cancelled = _meter.CreateCounter<long>(
            "oms.peers.cancelled", "{ask}", "Given up by their callers after they were sent.");
        _limit = _meter.CreateGauge<long>(
            "oms.peers.asks.limit", "{ask}", "How many may be in flight to a peer now, by its name.");
        _bytes = _meter.CreateCounter<long>("oms.peers.io", "By", "Frames with their headers.");
    }

    public void Dispose() => _meter.Dispose();

    internal void Opened(bool byUs) => _streams.Add(1, byUs ? Out : In);

    internal void Closed(bool byUs) => _streams.Add(-1, byUs ? Out : In);

    internal void Asked() => _inFlight.Add(1);

    internal void Answered(TimeSpan roundTrip)
    {
        _inFlight.Add(-1);
        _roundTrip.Record(roundTrip.TotalSeconds);
    }

    internal void Serving() => _served.Add(1);

    internal void Served() => _served.Add(-1);

    internal void Refused(PeerEnd reason) =>
        _refused.Add(1, new KeyValuePair<string, object?>("oms.peers.reason", PeerEndedException.NameOf(reason)));

    internal void Overloaded() => _overloaded.Add(1);

    internal void Expired() => _expired.Add(1);

    internal void Cancelled() => _cancelled.Add(1);

    internal void Limited(string peer, int limit) =>
        _limit.Record(limit, new KeyValuePair<string, object?>("oms.peers.peer", peer));

    internal void Sent(long bytes) => _bytes.Add(bytes, Out);

    internal void Received(long bytes) => _bytes.Add(bytes, In);
}
