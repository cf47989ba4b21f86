using Oms.Central.Epcis;

namespace Oms.Central.Tests.Histories;

/// <summary>What one subscriber was told (I16): every event of its kind, in the order of their recording, without a
/// gap; and a run that comes again is the same one.</summary>
internal sealed class SubscriberOracle(string id, string kind, long from)
{
    private readonly SortedSet<(long At, string Id)> _expected = new(Comparer<(long At, string Id)>.Create(
        (one, other) => one.At != other.At ? one.At.CompareTo(other.At) : string.CompareOrdinal(one.Id, other.Id)));
    private List<string> _latest = [];
    private long _run;

    /// <summary>Events that it was told.</summary>
    public long Told { get; private set; }

    /// <summary>Runs that it was told more than once.</summary>
    public long Repeated { get; private set; }

    /// <summary>An event happened.</summary>
    public void Expect(EventRow row)
    {
        if (row.RecordedAt >= from && row.EventId.StartsWith(kind, StringComparison.Ordinal))
        {
            _ = _expected.Add((row.RecordedAt, row.EventId));
        }
    }

    /// <summary>A run is posted to it.</summary>
    public void Hear(long run, IReadOnlyList<EventRow> told)
    {
        if (run == _run)
        {
            Repeated++;
            Must(told.Select(row => row.EventId).SequenceEqual(_latest, StringComparer.Ordinal),
                $"Run {run} comes again with {told.Count} events, not with its {_latest.Count}.");
            return;
        }

        // A run that found nothing may not have been told.
        Must(run > _run, $"Run {run} comes after run {_run}.");
        foreach (var row in told)
        {
            var next = _expected.Min;
            Must((row.RecordedAt, row.EventId) == next, $"{row.EventId} is told, and {next} was not.");
            _ = _expected.Remove(next);
        }

        (_run, _latest, Told) = (run, [.. told.Select(row => row.EventId)], Told + told.Count);
    }

    private void Must(bool holds, string detail) => InvariantBrokenException.Unless(holds, "I16", id, detail);
}
