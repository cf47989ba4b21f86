using NodaTime;
using NodaTime.Text;

namespace Oms.Custody.HoursOfService;

/// <summary>The hours of service of a driver of a property-carrying vehicle: 49 CFR 395.1 and 395.3.</summary>
/// <remarks>
/// Pure, and exact to the nanosecond. Unknown time is read as each thing that it may have been: what remains is the
/// least of all readings, and a violation is certain where every reading has it.
/// </remarks>
public static class HoursOfServiceRules
{
    // The first is the one whose rests are told: it has the least driving left.
    private static readonly Activity[] Readings =
        [Activity.Driving, Activity.OnDuty, Activity.Off, Activity.Sleeper];

    /// <summary>Judges a record of duty status.</summary>
    /// <param name="log">The record as it came.</param>
    /// <param name="asOf">The instant of the question; the status in force there is known from what is before.</param>
    public static HoursOfServiceResult Evaluate(DutyLog log, Instant asOf)
    {
        ArgumentNullException.ThrowIfNull(log);
        var (runs, faults) = DutyTimeline.Of(log.Intervals, asOf);
        var (worst, refused) = Reading.Of(runs, Readings[0], log, asOf);
        var (remaining, violations) = (worst.Remaining, worst.Violations);
        if (runs.Any(run => run.Activity == Activity.Unknown))
        {
            List<Reading> all = [worst, .. Readings[1..].Select(one => Reading.Of(runs, one, log, asOf).Reading)];
            remaining = all.Select(one => one.Remaining).Aggregate(RemainingTime.Least);
            violations = Together(all);
        }

        return new HoursOfServiceResult(
            asOf,
            remaining,
            worst.Split,
            worst.Pending,
            [.. violations.OrderBy(one => one.From).ThenBy(one => one.Rule)],
            [
                RestSearch.Earliest(runs, DutyStatus.OffDuty, log, asOf),
                RestSearch.Earliest(runs, DutyStatus.SleeperBerth, log, asOf),
            ],
            [.. faults, .. History(runs, log, asOf), .. refused]);
    }

    /// <summary>The violations of all readings: of those that meet only the one that begins last, and certain where
    /// every reading has it.</summary>
    private static List<HoursViolation> Together(IReadOnlyList<Reading> readings)
    {
        var kept = new List<HoursViolation>();
        foreach (var one in readings.SelectMany(reading => reading.Violations)
            .OrderByDescending(one => one.From).ThenBy(one => one.Until))
        {
            if (!kept.Any(other => Meet(one, other)))
            {
                var everywhere = readings.All(reading => reading.Violations.Any(other =>
                    other.Rule == one.Rule && other.From <= one.From && other.Until >= one.From));
                kept.Add(one with { IsCertain = one.IsCertain && everywhere });
            }
        }

        return kept;
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
