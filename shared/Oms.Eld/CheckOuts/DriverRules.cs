using NodaTime;

namespace Oms.Eld.CheckOuts;

/// <summary>What the driver has to do or to explain.</summary>
internal static class DriverRules
{
    private const int DaysBefore = 7;

    private static readonly Duration UnidentifiedMax = Duration.FromMinutes(30);

    // While a vehicle moves, an intermediate log is due each hour.
    private static readonly Period WithoutSignMax = Period.FromHours(1);

    public static IEnumerable<EldFinding> Check(EldFile file, EldCheckOutFacts facts) =>
        UncertifiedDays(file, facts).Concat(UnidentifiedDriving(file)).Concat(Categories(file));

    /// <summary>Days that are over, of the last seven, from the first record on.</summary>
    private static IEnumerable<EldFinding> UncertifiedDays(EldFile file, EldCheckOutFacts facts)
    {
        var start = file.Header.Carrier.PeriodStart.Time ?? LocalTime.Midnight;
        var now = file.UtcOffset is { } offset ? facts.At.WithOffset(offset).LocalDateTime : file.Header.Current.At;
        var first = file.Events.Where(row => row.IsActive).Min(row => row.At);
        if (now is not { } at || first is not { } oldest)
        {
            yield break;
        }

        var certified = file.Certifications.Select(row => row.Certified.Date).ToHashSet();
        var today = DayOf(at, start);
        for (var day = LocalDate.Max(DayOf(oldest, start), today.PlusDays(-DaysBefore)); day < today;
            day = day.PlusDays(1))
        {
            if (!certified.Contains(day))
            {
                yield return new(
                    EldFindingCodes.UncertifiedDay, EldSeverity.Error, 0, $"24-hour period of {Record.Day(day)}",
                    "The driver has not certified the records of this day.",
                    "49 CFR 395.30(b)(2); subpart B app. A 4.3.2.3");
            }
        }
    }

    private static LocalDate DayOf(LocalDateTime at, LocalTime start) =>
        at.TimeOfDay < start ? at.Date.PlusDays(-1) : at.Date;

    private static IEnumerable<EldFinding> UnidentifiedDriving(EldFile file)
    {
        var total = UnidentifiedDrivingTime(file);
        if (total > UnidentifiedMax)
        {
            yield return new(
                EldFindingCodes.UnidentifiedDriving, EldSeverity.Warning, 0, "Unidentified Driver Profile Records",
                $"The vehicle was driven for up to {(int)total.TotalMinutes} minutes with nobody logged in; the driver "
                + "must assume it, or the carrier explain it.",
                "49 CFR 395.32; subpart B app. A 4.6.1.6");
        }
    }

    /// <summary>How long the vehicle was driven with nobody logged in.</summary>
    /// <remarks>
    /// From a driving record to the next record of a status, login or shut-down; where there is none, to an hour after
    /// the last sign of motion, because an intermediate log would be due.
    /// </remarks>
    private static Duration UnidentifiedDrivingTime(EldFile file)
    {
        var ends = file.Logins.Where(row => row.Kind == EldEventKind.Login).Select(row => row.At)
            .Concat(file.EnginePower
                .Where(row => row.Kind is EldEventKind.ShutDown or EldEventKind.ShutDownReduced).Select(row => row.At))
            .Concat(file.Unidentified.Where(row => row.IsActive && IsStatus(row.Kind)).Select(row => row.At))
            .OfType<LocalDateTime>().Distinct().Order().ToList();
        var signs = file.Unidentified
            .Where(row => row.IsActive && row.Kind is EldEventKind.Driving or EldEventKind.Intermediate)
            .Select(row => row.At).OfType<LocalDateTime>().Distinct().Order().ToList();
        var total = Duration.Zero;
        foreach (var from in file.Unidentified
            .Where(row => row.IsActive && row.Kind == EldEventKind.Driving)
            .Select(row => row.At).OfType<LocalDateTime>().Distinct())
        {
            // The driving record is a sign of motion itself, and no end of its own.
            var next = CountUpTo(ends, from);
            var end = next < ends.Count ? ends[next] : LocalDateTime.MaxIsoValue;
            var last = signs[CountUpTo(signs, end.PlusTicks(-1)) - 1];
            var until = LocalDateTime.Min(end, last + WithoutSignMax);
            total += Period.Between(from, until, PeriodUnits.Seconds).ToDuration();
        }

        return total;
    }

    private static int CountUpTo(List<LocalDateTime> sorted, LocalDateTime at)
    {
        var index = sorted.BinarySearch(at);
        return index < 0 ? ~index : index + 1;
    }

    private static bool IsStatus(EldEventKind kind) =>
        kind is >= EldEventKind.OffDuty and <= EldEventKind.OnDutyNotDriving;

    private static IEnumerable<EldFinding> Categories(EldFile file) =>
        from row in file.Events
        where row.IsActive && row.Kind is EldEventKind.PersonalConveyance or EldEventKind.YardMoves
        let isPersonal = row.Kind == EldEventKind.PersonalConveyance
        select new EldFinding(
            isPersonal ? EldFindingCodes.PersonalConveyance : EldFindingCodes.YardMoves, EldSeverity.Note, 0,
            Record.Name(row),
            $"{(isPersonal ? "Personal conveyance" : "Yard moves")} from {Record.When(row)}.",
            "49 CFR 395.28(a); subpart B app. A 4.3.2.2.2");
}
