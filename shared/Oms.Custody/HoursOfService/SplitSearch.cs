using NodaTime;

namespace Oms.Custody.HoursOfService;

/// <summary>The 11 and 14 hours of one tour, over every lawful way to pair its rests.</summary>
/// <remarks>
/// Driving is beyond a limit where no way to pair the rests allows it: of several pairings the one with the fewest
/// violations counts (FMCSA, frequently asked questions on the 2020 changes to hours of service, question 4). A pair
/// counts only while both limits were kept before it and between, 395.1(g)(1)(ii)(D); so once every way has failed,
/// only 10 consecutive hours help.
/// </remarks>
internal sealed record SplitSearch(
    Duration Driving,
    Duration Window,
    SplitRest? Split,
    PendingSplit? Pending,
    IReadOnlyList<HoursViolation> Violations)
{
    public static SplitSearch Of(DutyTour tour, TourLimits limits)
    {
        List<SplitPlan> plans = [SplitPlan.Begin(tour.Opening)];
        (Instant At, int Index, SplitPlan Plan)? failed = null;
        for (var index = 0; index < tour.Stretches.Count; index++)
        {
            var stretch = tour.Stretches[index];
            if (stretch.Rest is { } rest && rest.Length >= HoursLimits.SplitRestMin)
            {
                plans = Best(plans.SelectMany(plan => plan.Read(stretch, rest)));
                continue;
            }

            if (stretch.IsDriving)
            {
                foreach (var plan in plans.Where(plan => plan.Left(limits) < stretch.Length && !plan.IsOwed))
                {
                    var at = stretch.From + Duration.Max(plan.Left(limits), Duration.Zero);
                    failed = failed is null || at >= failed.Value.At ? (at, index, plan) : failed;
                }

                plans.RemoveAll(plan => plan.Left(limits) < stretch.Length);
            }

            plans = [.. plans.Select(plan => plan.After(stretch))];
        }

        var closed = tour.Closing is { } closing
            && plans.Any(plan => plan.IsOwed && SplitPlan.Pairs(plan.First!, closing));
        var standing = plans.Where(plan => !plan.IsOwed).OrderByDescending(plan => plan.Left(limits)).ToList();
        var owed = plans.Where(plan => plan.IsOwed).MaxBy(plan => plan.Left(limits));
        if (standing.Count == 0 && !closed)
        {
            return new SplitSearch(
                Duration.Zero, Duration.Zero, null, Open(owed, Duration.Zero, limits),
                Beyond(tour, failed!.Value.Index, failed.Value.Plan, limits, tour.Closing is not null || owed is null));
        }

        // A tour that is over leaves nothing over; only its violations are asked for.
        return standing.Count == 0
            ? new SplitSearch(Duration.Zero, Duration.Zero, null, null, [])
            : new SplitSearch(
                Left(standing.Max(plan => limits.Driving - plan.Driving)),
                Left(standing.Max(plan => limits.Window - plan.Window)),
                standing[0].Split,
                Open(owed, standing[0].Left(limits), limits),
                []);
    }

    private static Duration Left(Duration time) => Duration.Max(time, Duration.Zero);

    /// <summary>Leaves out plans that another one is as good as in every respect.</summary>
    private static List<SplitPlan> Best(IEnumerable<SplitPlan> plans)
    {
        var best = new List<SplitPlan>();
        foreach (var same in plans.GroupBy(plan => (plan.First, plan.IsOwed)))
        {
            Duration? least = null;
            foreach (var plan in same.OrderBy(plan => plan.Driving).ThenBy(plan => plan.Window))
            {
                if (least is null || plan.Window < least)
                {
                    best.Add(plan);
                    least = plan.Window;
                }
            }
        }

        return best;
    }

    private static PendingSplit? Open(SplitPlan? plan, Duration leftWithout, TourLimits limits) =>
        plan is { First: { } first } && plan.Left(limits) > leftWithout
            ? new PendingSplit(
                first,
                Duration.Max(HoursLimits.SplitRestMin, HoursLimits.Rest - first.Length),
                first.Sleeper < HoursLimits.SplitSleeperMin,
                limits.Driving - plan.Driving,
                limits.Window - plan.Window)
            : null;

    private static List<HoursViolation> Beyond(
        DutyTour tour, int index, SplitPlan plan, TourLimits limits, bool isCertain)
    {
        var (driving, window) = (new Overrun(HoursRule.DrivingLimit, "395.3(a)(3)(i)"),
            new Overrun(HoursRule.DutyWindow, "395.3(a)(2)"));
        foreach (var stretch in tour.Stretches.Skip(index))
        {
            if (stretch.IsDriving)
            {
                driving.Drive(stretch.From, stretch.To, limits.Driving - plan.Driving);
                window.Drive(stretch.From, stretch.To, limits.Window - plan.Window);
            }

            plan = plan.After(stretch);
        }

        return [.. driving.Found(isCertain), .. window.Found(isCertain)];
    }
}
