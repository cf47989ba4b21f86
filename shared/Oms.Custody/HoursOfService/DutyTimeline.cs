using NodaTime;
using NodaTime.Text;

namespace Oms.Custody.HoursOfService;

/// <summary>Makes one unbroken line of time from intervals as they came, and says what was wrong with them.</summary>
internal static class DutyTimeline
{
    private const int Activities = 4;

    /// <summary>The runs up to an instant; equal neighbours are one run.</summary>
    public static (IReadOnlyList<DutyRun> Runs, IReadOnlyList<LogFinding> Findings) Of(
        IReadOnlyList<DutyInterval> intervals, Instant asOf)
    {
        var findings = new List<LogFinding>();
        var edges = Edges(intervals, asOf, findings);
        var runs = new List<DutyRun>();
        var open = new int[Activities];
        for (var index = 0; index < edges.Count; index++)
        {
            var (at, activity, change) = edges[index];
            open[(int)activity] += change;
            var next = index + 1 < edges.Count ? edges[index + 1].At : asOf;
            if (next > at)
            {
                runs.Add(new DutyRun(Judge(open, at, next, findings), at, next));
            }
        }

        return (Merge(runs), findings);
    }

    /// <summary>The same line with unknown time taken for something.</summary>
    public static IReadOnlyList<DutyRun> Read(IReadOnlyList<DutyRun> runs, Activity unknown) =>
        Merge(runs.Select(run => run.Activity == Activity.Unknown ? run with { Activity = unknown } : run));

    /// <summary>Joins neighbours of one activity.</summary>
    public static IReadOnlyList<DutyRun> Merge(IEnumerable<DutyRun> runs)
    {
        var merged = new List<DutyRun>();
        foreach (var run in runs)
        {
            if (merged.Count > 0 && merged[^1].Activity == run.Activity)
            {
                merged[^1] = merged[^1] with { To = run.To };
            }
            else
            {
                merged.Add(run);
            }
        }

        return merged;
    }

    private static List<(Instant At, Activity Activity, int Change)> Edges(
        IReadOnlyList<DutyInterval> intervals, Instant asOf, List<LogFinding> findings)
    {
        var edges = new List<(Instant At, Activity Activity, int Change)>();
        Instant? before = null;
        foreach (var (status, from, to) in intervals)
        {
            if (to <= from)
            {
                findings.Add(new LogFinding(
                    LogFindingKind.Empty, from, to,
                    $"An interval from {Text(from)} to {Text(to)} has no length; it is left out."));
                continue;
            }

            if (from < before)
            {
                findings.Add(new LogFinding(
                    LogFindingKind.OutOfOrder, from, to,
                    $"The interval from {Text(from)} came after a later one; it is taken in its place."));
            }

            before = before is { } last ? Instant.Max(last, from) : from;
            if (to > asOf)
            {
                findings.Add(new LogFinding(
                    LogFindingKind.Future, Instant.Max(from, asOf), to,
                    $"The interval from {Text(from)} reaches beyond {Text(asOf)}; the time beyond is left out."));
            }

            if (from < asOf)
            {
                edges.Add((from, ActivityOf(status), 1));
                edges.Add((Instant.Min(to, asOf), ActivityOf(status), -1));
            }
        }

        edges.Sort((one, other) => one.At.CompareTo(other.At));
        return edges;
    }

    private static Activity Judge(int[] open, Instant from, Instant to, List<LogFinding> findings)
    {
        var kinds = open.Count(count => count > 0);
        if (kinds == 0)
        {
            findings.Add(new LogFinding(
                LogFindingKind.Gap, from, to,
                $"Nothing is recorded from {Text(from)} to {Text(to)}; the status is unknown."));
            return Activity.Unknown;
        }

        if (kinds > 1)
        {
            findings.Add(new LogFinding(
                LogFindingKind.Contradiction, from, to,
                $"Different statuses are recorded from {Text(from)} to {Text(to)}; the status is unknown."));
            return Activity.Unknown;
        }

        var activity = Array.FindIndex(open, count => count > 0);
        if (open[activity] > 1)
        {
            findings.Add(new LogFinding(
                LogFindingKind.Overlap, from, to,
                $"One status is recorded {open[activity]} times from {Text(from)} to {Text(to)}; it counts once."));
        }

        return (Activity)activity;
    }

    private static Activity ActivityOf(DutyStatus status) => status switch
    {
        DutyStatus.OffDuty or DutyStatus.PersonalConveyance => Activity.Off,
        DutyStatus.SleeperBerth => Activity.Sleeper,
        DutyStatus.Driving => Activity.Driving,
        _ => Activity.OnDuty,
    };

    private static string Text(Instant at) => InstantPattern.General.Format(at);
}
