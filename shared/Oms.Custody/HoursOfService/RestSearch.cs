using NodaTime;

namespace Oms.Custody.HoursOfService;

/// <summary>Finds when driving becomes legal: asks the rules about each instant at which that may change.</summary>
internal static class RestSearch
{
    /// <summary>The earliest instant of legal driving if the driver rests from now on.</summary>
    public static RestOption Earliest(IReadOnlyList<DutyRun> runs, DutyStatus status, DutyLog log, Instant asOf)
    {
        var activity = status == DutyStatus.SleeperBerth ? Activity.Sleeper : Activity.Off;
        RestOption? option = null;
        foreach (var at in Candidates(runs, log, asOf))
        {
            var rested = at > asOf ? runs.Append(new DutyRun(activity, asOf, at)) : runs;
            var remaining = Reading.Of(DutyTimeline.Merge(rested), Activity.Driving, log, at).Reading.Remaining;
            option = new RestOption(status, at, remaining);
            if (remaining.MayDrive > Duration.Zero)
            {
                break;
            }
        }

        return option!;
    }

    /// <summary>By time; the last is 34 hours of rest from now on, after which every limit is new.</summary>
    private static SortedSet<Instant> Candidates(IReadOnlyList<DutyRun> runs, DutyLog log, Instant asOf)
    {
        // A rest or a stretch in the berth that goes on began before.
        var last = DutyTour.Of(DutyTimeline.Read(runs, Activity.Driving))[^1];
        var resting = last.Stretches.Count == 0
            ? last.Opening?.From ?? asOf
            : last.Stretches[^1].Rest?.From ?? asOf;
        var still = runs.LastOrDefault(run => run.Activity is Activity.Driving or Activity.Unknown);
        var pause = runs.Count == 0 || still == default ? asOf : still.To;
        var berth = runs.Count > 0 && runs[^1].Activity == Activity.Sleeper ? runs[^1].From : asOf;
        var end = asOf + HoursLimits.Restart;
        var rests = last.Stretches.Select(stretch => stretch.Rest).Append(last.Opening).OfType<RestPeriod>();
        List<Instant> all =
        [
            asOf,
            pause + HoursLimits.Break,
            resting + HoursLimits.SplitRestMin,
            resting + HoursLimits.Rest,
            resting + HoursLimits.Restart,
            berth + HoursLimits.SplitSleeperMin,
            .. rests.Select(rest => resting + (HoursLimits.Rest - rest.Length)),
            end,
        ];
        for (var day = DutyPeriod.Of(asOf, log.HomeTerminal, log.PeriodStart); day.To < end;
            day = DutyPeriod.Of(day.To, log.HomeTerminal, log.PeriodStart))
        {
            all.Add(day.To);
        }

        return [.. all.Where(at => at >= asOf && at <= end)];
    }
}
