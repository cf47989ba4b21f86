using NodaTime;

namespace Oms.Custody.HoursOfService;

/// <summary>60 or 70 hours on duty in 7 or 8 days, with the 34-hour restart: 49 CFR 395.3(b) and (c).</summary>
internal static class CycleRule
{
    /// <summary>Duty time left at the end of the record, and violations.</summary>
    public static (Duration Left, IEnumerable<HoursViolation> Violations) Of(
        IReadOnlyList<DutyTour> tours, DutyLog log, Instant asOf)
    {
        var overrun = new Overrun(HoursRule.Cycle, log.Cycle.Section);
        var days = new Dictionary<LocalDate, Duration>();
        foreach (var tour in tours)
        {
            if (tour.Opening?.Length >= HoursLimits.Restart)
            {
                days.Clear();
            }

            foreach (var stretch in tour.Stretches.Where(stretch => stretch.Rest is null))
            {
                Take(stretch, days, overrun, log);
            }
        }

        var today = DutyPeriod.Of(asOf, log.HomeTerminal, log.PeriodStart).Date;
        return (Duration.Max(Left(days, today, log.Cycle), Duration.Zero), overrun.Found());
    }

    private static void Take(
        Stretch stretch, Dictionary<LocalDate, Duration> days, Overrun overrun, DutyLog log)
    {
        var from = stretch.From;
        while (from < stretch.To)
        {
            var period = DutyPeriod.Of(from, log.HomeTerminal, log.PeriodStart);
            var to = Instant.Min(stretch.To, period.To);
            if (stretch.IsDriving)
            {
                var left = Left(days, period.Date, log.Cycle);
                if (left > Duration.Zero)
                {
                    overrun.Lift();
                }

                overrun.Drive(from, to, left);
            }

            days[period.Date] = days.GetValueOrDefault(period.Date) + (to - from);
            from = to;
        }
    }

    private static Duration Left(Dictionary<LocalDate, Duration> days, LocalDate today, DutyCycle cycle)
    {
        var left = cycle.Limit;
        for (var back = 0; back < cycle.Days; back++)
        {
            left -= days.GetValueOrDefault(today.PlusDays(-back));
        }

        return left;
    }
}
