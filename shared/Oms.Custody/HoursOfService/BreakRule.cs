using NodaTime;

namespace Oms.Custody.HoursOfService;

/// <summary>30 minutes without driving after 8 hours of it: 49 CFR 395.3(a)(3)(ii).</summary>
internal static class BreakRule
{
    /// <summary>Driving time left in a tour, null where no break is owed, and violations.</summary>
    public static (Duration? Left, IEnumerable<HoursViolation> Violations) Of(DutyTour tour, TourLimits limits)
    {
        if (limits.Break is not { } most)
        {
            return (null, []);
        }

        var overrun = new Overrun(HoursRule.Break, "395.3(a)(3)(ii)");
        var (driven, pause) = (Duration.Zero, Duration.Zero);
        foreach (var stretch in tour.Stretches)
        {
            if (!stretch.IsDriving)
            {
                pause += stretch.Length;
                if (pause >= HoursLimits.Break)
                {
                    driven = Duration.Zero;
                    overrun.Lift();
                }

                continue;
            }

            pause = Duration.Zero;
            overrun.Drive(stretch.From, stretch.To, most - driven);
            driven += stretch.Length;
        }

        return (Duration.Max(most - driven, Duration.Zero), overrun.Found());
    }
}
