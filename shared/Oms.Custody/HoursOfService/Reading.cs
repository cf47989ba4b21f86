using NodaTime;

namespace Oms.Custody.HoursOfService;

/// <summary>What the rules say of a timeline without unknown time.</summary>
internal sealed record Reading(
    RemainingTime Remaining, SplitRest? Split, PendingSplit? Pending, IReadOnlyList<HoursViolation> Violations)
{
    /// <summary>Judges a timeline.</summary>
    /// <param name="unknown">What unknown time is taken for.</param>
    public static (Reading Reading, IReadOnlyList<LogFinding> Refused) Of(
        IReadOnlyList<DutyRun> runs, Activity unknown, DutyLog log, Instant asOf)
    {
        var tours = DutyTour.Of(DutyTimeline.Read(runs, unknown));
        var (limits, refused) = TourLimits.Of(tours, log);
        var shifts = tours.Zip(limits, SplitSearch.Of).ToList();
        var breaks = tours.Zip(limits, BreakRule.Of).ToList();
        var cycle = CycleRule.Of(tours, log, asOf);
        return (
            new Reading(
                new RemainingTime(shifts[^1].Driving, shifts[^1].Window, breaks[^1].Left, cycle.Left),
                shifts[^1].Split,
                shifts[^1].Pending,
                [
                    .. shifts.SelectMany(shift => shift.Violations),
                    .. breaks.SelectMany(one => one.Violations),
                    .. cycle.Violations,
                ]),
            refused);
    }
}
