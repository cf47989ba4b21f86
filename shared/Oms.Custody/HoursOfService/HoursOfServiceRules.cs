using NodaTime;
using NodaTime.Text;

namespace Oms.Custody.HoursOfService;

/// <summary>The hours of service of a driver of a property-carrying vehicle: 49 CFR 395.1 and 395.3.</summary>
/// <remarks>
/// Pure, and exact to the nanosecond. Unknown time is read twice: as driving for what remains, and as rest in the
/// sleeper berth for what is certain to be a violation.
/// </remarks>
public static class HoursOfServiceRules
{
    /// <summary>Judges a record of duty status.</summary>
    /// <param name="log">The record as it came.</param>
    /// <param name="asOf">The instant of the question; the status in force there is known from what is before.</param>
    public static HoursOfServiceResult Evaluate(DutyLog log, Instant asOf)
    {
        ArgumentNullException.ThrowIfNull(log);
        var (runs, faults) = DutyTimeline.Of(log.Intervals, asOf);
        var (worst, refused) = Reading.Of(runs, Activity.Driving, log, asOf);
        var violations = worst.Violations;
        if (runs.Any(run => run.Activity == Activity.Unknown))
        {
            var sure = Reading.Of(runs, Activity.Sleeper, log, asOf).Reading.Violations;
            violations = [.. sure, .. violations.Where(one => !sure.Any(other => Meet(one, other)))
                .Select(one => one with { IsCertain = false })];
        }

        return new HoursOfServiceResult(
            asOf,
            worst.Remaining,
            worst.Split,
            worst.Pending,
            [.. violations.OrderBy(one => one.From).ThenBy(one => one.Rule)],
            [
                RestSearch.Earliest(runs, DutyStatus.OffDuty, log, asOf),
                RestSearch.Earliest(runs, DutyStatus.SleeperBerth, log, asOf),
            ],
            [.. faults, .. History(runs, log, asOf), .. refused]);
    }

    private static bool Meet(HoursViolation one, HoursViolation other) =>
        one.Rule == other.Rule && one.From < other.Until && other.From < one.Until;

    private static IEnumerable<LogFinding> History(IReadOnlyList<DutyRun> runs, DutyLog log, Instant asOf)
    {
        var today = DutyPeriod.Of(asOf, log.HomeTerminal, log.PeriodStart);
        var needed = (today.Date.PlusDays(1 - log.Cycle.Days) + log.PeriodStart)
            .InZoneLeniently(log.HomeTerminal).ToInstant();
        var begins = runs.Count > 0 ? runs[0].From : asOf;
        var restarted = DutyTour.Of(runs).Any(tour => tour.Opening?.Length >= HoursLimits.Restart);
        if (begins > needed && !restarted)
        {
            yield return new LogFinding(
                LogFindingKind.HistoryShort, needed, begins,
                $"Nothing is recorded before {InstantPattern.General.Format(begins)}, but {log.Cycle.Days} days count; "
                + "the time before is taken as off duty, and as no rest.");
        }
    }
}
