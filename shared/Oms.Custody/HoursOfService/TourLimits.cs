using NodaTime;

namespace Oms.Custody.HoursOfService;

/// <summary>The limits of one tour, with the exceptions that apply to it.</summary>
/// <param name="Break">Driving time before a break; null where none is owed.</param>
internal sealed record TourLimits(Duration Driving, Duration Window, Duration? Break)
{
    private static readonly TourLimits Plain =
        new(HoursLimits.Driving, HoursLimits.Window, HoursLimits.DrivingBeforeBreak);

    /// <summary>The limits of each tour, and why a claim does not apply.</summary>
    public static (IReadOnlyList<TourLimits> Limits, IReadOnlyList<LogFinding> Findings) Of(
        IReadOnlyList<DutyTour> tours, DutyLog log)
    {
        var (limits, findings) = (new List<TourLimits>(), new List<LogFinding>());
        Instant? longDay = null;
        foreach (var tour in tours)
        {
            if (tour.Opening?.Length >= HoursLimits.Restart)
            {
                longDay = null;
            }

            var here = Plain;
            foreach (var claim in log.Claims.Where(claim => tour.Holds(claim.At)))
            {
                if (Refusal(claim, tour, longDay, log) is { } why)
                {
                    findings.Add(new LogFinding(
                        LogFindingKind.ClaimRefused, claim.At, claim.At, $"{claim.Section} does not apply: {why}"));
                    continue;
                }

                here = Apply(here, claim);
                longDay = claim is ExceptionClaim.SixteenHour ? tour.Start : longDay;
            }

            limits.Add(here);
        }

        findings.AddRange(log.Claims
            .Where(claim => !tours.Any(tour => tour.Holds(claim.At)))
            .Select(claim => new LogFinding(
                LogFindingKind.ClaimRefused, claim.At, claim.At,
                $"{claim.Section} does not apply: no tour of the record is at that time.")));
        return (limits, findings);
    }

    private static TourLimits Apply(TourLimits limits, ExceptionClaim claim) => claim switch
    {
        ExceptionClaim.AdverseConditions => limits with
        {
            Driving = HoursLimits.Driving + HoursLimits.AdverseConditions,
            Window = Duration.Max(limits.Window, HoursLimits.Window + HoursLimits.AdverseConditions),
        },
        ExceptionClaim.SixteenHour => limits with
        {
            Window = Duration.Max(limits.Window, HoursLimits.SixteenHourWindow),
        },
        _ => limits with { Break = null },
    };

    private static string? Refusal(ExceptionClaim claim, DutyTour tour, Instant? longDay, DutyLog log) =>
        claim switch
        {
            ExceptionClaim.ShortHaul { FarthestMetres: > HoursLimits.ShortHaulMetres } c =>
                $"{c.FarthestMetres} m are more than 150 air miles ({HoursLimits.ShortHaulMetres} m).",
            ExceptionClaim.ShortHaul when tour.Released - tour.Start > HoursLimits.ShortHaulWindow =>
                "the driver was not released within 14 hours.",
            ExceptionClaim.SixteenHour { ReturnedTours: < HoursLimits.SixteenHourTours } c =>
                $"{c.ReturnedTours} tours before it ended at the normal reporting location, not 5.",
            ExceptionClaim.SixteenHour when tour.Released - tour.Start > HoursLimits.SixteenHourWindow =>
                "the driver was not released within 16 hours.",
            ExceptionClaim.SixteenHour when longDay is { } last && tour.Start is { } start
                && Period.DaysBetween(PeriodOf(last, log), PeriodOf(start, log)) <= HoursLimits.SixteenHourDays =>
                "it was taken within the previous 6 days.",
            _ => null,
        };

    private static LocalDate PeriodOf(Instant at, DutyLog log) =>
        DutyPeriod.Of(at, log.HomeTerminal, log.PeriodStart).Date;
}
