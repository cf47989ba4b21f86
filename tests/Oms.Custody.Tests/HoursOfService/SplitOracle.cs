using Oms.Custody.HoursOfService;

namespace Oms.Custody.Tests.HoursOfService;

/// <summary>Tries every set of pairs of rests, one after another: slow, and plain enough to be read against the
/// rule.</summary>
internal static class SplitOracle
{
    /// <summary>The minute at which driving is first beyond 11 or 14 hours whatever rests are paired; null for
    /// none.</summary>
    /// <param name="parts">One tour: a rest of 10 hours, duty and shorter rests, a rest of 10 hours; neighbours
    /// differ.</param>
    public static int? FirstViolation(IReadOnlyList<(DutyStatus Status, int Minutes)> parts)
    {
        int? latest = 0;
        foreach (var pairs in Pairings(parts, 0))
        {
            var (violation, completed) = Walk(parts, pairs);
            if (completed == pairs.Count)
            {
                latest = violation is null || latest is null ? null : Math.Max(latest.Value, violation.Value);
            }
        }

        return latest;
    }

    private static IEnumerable<List<(int First, int Second)>> Pairings(
        IReadOnlyList<(DutyStatus Status, int Minutes)> parts, int from)
    {
        yield return [];
        for (var first = from; first < parts.Count; first++)
        {
            for (var second = first + 1; second < parts.Count; second++)
            {
                if (IsPair(parts[first], parts[second]))
                {
                    foreach (var rest in Pairings(parts, second))
                    {
                        yield return [(first, second), .. rest];
                    }
                }
            }
        }
    }

    private static bool IsPair((DutyStatus Status, int Minutes) one, (DutyStatus Status, int Minutes) other) =>
        IsRest(one) && IsRest(other) && one.Minutes + other.Minutes >= 600
        && ((one.Status == DutyStatus.SleeperBerth && one.Minutes >= 420)
            || (other.Status == DutyStatus.SleeperBerth && other.Minutes >= 420));

    // Ten hours off duty pair with nothing.
    private static bool IsRest((DutyStatus Status, int Minutes) part) => part.Status switch
    {
        DutyStatus.SleeperBerth => part.Minutes >= 120,
        DutyStatus.OffDuty => part.Minutes is >= 120 and < 600,
        _ => false,
    };

    private static (int? Violation, int Completed) Walk(
        IReadOnlyList<(DutyStatus Status, int Minutes)> parts, List<(int First, int Second)> pairs)
    {
        var (anchor, completed, minute) = (0, 0, 0);
        for (var index = 0; index < parts.Count; index++)
        {
            var (status, minutes) = parts[index];
            if (status == DutyStatus.Driving)
            {
                var driven = Sum(anchor + 1, index, part => parts[part].Status == DutyStatus.Driving);
                var window = Sum(
                    anchor + 1, index, part => !pairs.Any(pair => pair.First == part || pair.Second == part));
                var left = Math.Min(660 - driven, 840 - window);
                if (left < minutes)
                {
                    return (minute + Math.Max(left, 0), completed);
                }
            }

            if (completed < pairs.Count && pairs[completed].Second == index)
            {
                anchor = pairs[completed++].First;
            }

            minute += minutes;
        }

        return (null, completed);

        int Sum(int from, int to, Func<int, bool> counts) =>
            Enumerable.Range(from, Math.Max(0, to - from)).Where(counts).Sum(part => parts[part].Minutes);
    }
}
