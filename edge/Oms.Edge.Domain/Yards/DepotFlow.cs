using System.Collections.Immutable;
using NodaTime;
using Oms.Custody.CheckOuts;

namespace Oms.Edge.Yards;

/// <summary>The clocks of a depot's visits: who is in, since when, and which step takes the time.</summary>
/// <remarks>It reckons with the time of recording; a clock that steps back makes a step take no time, never
/// less.</remarks>
public sealed record DepotFlow
{
    /// <summary>Visits that ended and that the numbers are of.</summary>
    public const int EndedMax = 500;

    private DepotFlow()
    {
    }

    public static DepotFlow Empty { get; } = new();

    /// <summary>Visits that go on, by check-out.</summary>
    public ImmutableSortedDictionary<string, VisitClock> In { get; private init; } =
        ImmutableSortedDictionary.Create<string, VisitClock>(StringComparer.Ordinal);

    /// <summary>The last visits that ended, the oldest first.</summary>
    public ImmutableQueue<VisitClock> Ended { get; private init; } = [];

    private int EndedCount { get; init; }

    /// <summary>The flow after one more event of a check-out.</summary>
    /// <param name="at">When it was recorded.</param>
    public DepotFlow With(string checkOut, CheckOutEvent happened, Instant at) =>
        happened switch
        {
            // Papers that are opened again are no vehicle in the yard.
            CheckOutEvent.Arrived { StandsFor: null } e => this with
            {
                In = In.SetItem(checkOut, new VisitClock(
                    checkOut, e.Vehicle, e.Direction, e.Dock, at,
                    ImmutableSortedDictionary.Create<string, Duration>(StringComparer.Ordinal), at, null)),
            },
            _ when !In.TryGetValue(checkOut, out var clock) => this,
            _ when In[checkOut] is var clock && StepOf(happened) is { } step => Ends(happened)
                ? End(Advance(clock, step, at) with { EndedAt = at })
                : this with { In = In.SetItem(checkOut, Advance(clock, step, at)) },
            _ => this,
        };

    /// <summary>The flow after a vehicle was called to another dock.</summary>
    public DepotFlow Moved(string checkOut, string dock) => In.TryGetValue(checkOut, out var clock)
        ? this with { In = In.SetItem(checkOut, clock with { Dock = dock }) }
        : this;

    /// <summary>Where the time goes, the greatest share first.</summary>
    public IReadOnlyList<StepTimes> Bottlenecks()
    {
        var all = Ended.SelectMany(visit => visit.Steps).Sum(step => step.Value.TotalMilliseconds);
        return
        [
            .. from step in Ended.SelectMany(visit => visit.Steps)
               group step.Value by step.Key into times
               let sum = times.Sum(time => time.TotalMilliseconds)
               orderby sum descending, times.Key
               select new StepTimes(
                   times.Key,
                   times.Count(),
                   Duration.FromMilliseconds(sum / times.Count()),
                   Percentile90([.. times]),
                   all > 0 ? (int)(sum * 1_000 / all) : 0),
        ];
    }

    /// <summary>How long the visits took that ended: half of them no longer, and nine of ten; zero without
    /// any.</summary>
    public (Duration Median, Duration Percentile90) Turnaround()
    {
        var took = Ended.Select(visit => visit.Took(visit.ArrivedAt)).Order().ToList();
        return took.Count == 0 ? (Duration.Zero, Duration.Zero) : (took[(took.Count - 1) / 2], Percentile90(took));
    }

    private static VisitClock Advance(VisitClock clock, string step, Instant at) => clock with
    {
        Latest = at,
        Steps = clock.Steps.SetItem(
            step,
            clock.Steps.GetValueOrDefault(step) + Duration.Max(Duration.Zero, at - clock.Latest)),
    };

    private DepotFlow End(VisitClock clock)
    {
        var ended = Ended.Enqueue(clock);
        return this with
        {
            In = In.Remove(clock.CheckOut),
            Ended = EndedCount < EndedMax ? ended : ended.Dequeue(),
            EndedCount = Math.Min(EndedMax, EndedCount + 1),
        };
    }

    private static bool Ends(CheckOutEvent happened) =>
        happened is CheckOutEvent.Completed or CheckOutEvent.Refused or CheckOutEvent.Disputed;

    private static string? StepOf(CheckOutEvent happened) =>
        happened switch
        {
            CheckOutEvent.SignedOff or CheckOutEvent.Completed => CheckOutSteps.SignOff,
            CheckOutEvent.Refused => CheckOutSteps.Refusal,
            CheckOutEvent.Disputed => CheckOutSteps.Dispute,
            _ => CheckOutSteps.OfEvent(happened),
        };

    private static Duration Percentile90(List<Duration> times) =>
        times.Order().ElementAt((int)Math.Ceiling(times.Count * 0.9) - 1);
}
