using NodaTime;
using NodaTime.Text;
using Oms.Custody.HoursOfService;
using Oms.Eld;

namespace Oms.Cli.Eld;

/// <summary>A file as <c>oms eld show</c> prints it. Times are the home terminal's; blank fields are empty.</summary>
internal sealed record EldDocument(
    EldDocument.HeaderPart Header,
    EldDocument.CountsPart Counts,
    IReadOnlyList<EldDocument.UserRow> Users,
    IReadOnlyList<EldDocument.CmvRow> Cmvs,
    IReadOnlyList<EldDocument.DayRow> Days,
    IReadOnlyList<EldDocument.EventRow> Events)
{
    private static readonly LocalDateTimePattern Pattern =
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm:ss");

    public static EldDocument Of(EldFileReading reading)
    {
        var file = reading.File;
        return new(
            HeaderOf(file),
            new(
                reading.LineCount, reading.Findings.Count, file.Events.Count, file.Annotations.Count,
                file.Certifications.Count, file.Malfunctions.Count, file.Logins.Count, file.EnginePower.Count,
                file.Unidentified.Count),
            [
                .. file.Users.Select(row =>
                    new UserRow($"{row.Order}", $"{row.AccountType}", row.LastName, row.FirstName)),
            ],
            [.. file.Cmvs.Select(row => new CmvRow($"{row.Order}", row.PowerUnit, row.Vin))],
            DaysOf(file),
            [.. EventsOf(file)]);
    }

    private static HeaderPart HeaderOf(EldFile file)
    {
        var (driver, coDriver) = (file.Header.Driver, file.Header.CoDriver);
        var (carrier, current, device) = (file.Header.Carrier, file.Header.Current, file.Header.Device);
        return new(
            $"{driver.LastName}, {driver.FirstName} ({driver.Username})",
            $"{driver.LicenseState} {driver.License}",
            coDriver.Username.Length == 0
                ? ""
                : $"{coDriver.LastName}, {coDriver.FirstName} ({coDriver.Username})",
            file.Header.Cmv.PowerUnit,
            file.Header.Cmv.Vin,
            file.Header.Cmv.Trailers,
            $"{carrier.Name} (USDOT {carrier.UsDot})",
            $"{carrier.MultidayBasis}",
            $"{carrier.PeriodStart}",
            file.UtcOffset is { } offset ? $"UTC{offset}" : "",
            file.Header.Shipping.Document,
            file.Header.Shipping.Exempt.Character == 'E',
            Text(current.At),
            $"{current.Latitude}, {current.Longitude}",
            $"{current.Miles}",
            $"{current.EngineHours}",
            $"{device.RegistrationId} {device.Identifier}",
            device.Comment);
    }

    // By calendar days at the home terminal; an interval over midnight counts where it is.
    private static List<DayRow> DaysOf(EldFile file)
    {
        var offset = file.UtcOffset.GetValueOrDefault();
        var parts = DutyIntervals.Of(file).SelectMany(interval => ByDay(interval, offset)).ToList();
        var certified = file.Certifications.Select(row => row.Certified.Date).ToHashSet();
        return
        [
            .. from part in parts
               group part by part.Day into day
               orderby day.Key
               select new DayRow(
                   LocalDatePattern.Iso.Format(day.Key),
                   Hours(day, DutyStatus.OffDuty, DutyStatus.PersonalConveyance),
                   Hours(day, DutyStatus.SleeperBerth),
                   Hours(day, DutyStatus.Driving),
                   Hours(day, DutyStatus.OnDutyNotDriving, DutyStatus.YardMove),
                   certified.Contains(day.Key)),
        ];
    }

    private static IEnumerable<(LocalDate Day, DutyStatus Status, Duration Length)> ByDay(
        DutyInterval interval, Offset offset)
    {
        for (var from = interval.From; from < interval.To;)
        {
            var day = from.WithOffset(offset).Date;
            var midnight = day.PlusDays(1).AtMidnight().WithOffset(offset).ToInstant();
            var to = Instant.Min(midnight, interval.To);
            yield return (day, interval.Status, to - from);
            from = to;
        }
    }

    private static string Hours(
        IEnumerable<(LocalDate Day, DutyStatus Status, Duration Length)> parts, params DutyStatus[] statuses)
    {
        var sum = parts.Where(part => statuses.Contains(part.Status))
            .Aggregate(Duration.Zero, (total, part) => total + part.Length);
        return $"{(int)sum.TotalHours}:{sum.Minutes:00}";
    }

    // All sections in one list, the newest first.
    private static IEnumerable<EventRow> EventsOf(EldFile file) =>
        file.Events.Select(row => Row(row, $"{row.Kind}", $"{(EldRecordStatus)(row.Status.Character ?? '\0')}"))
            .Concat(file.Certifications.Select(row =>
                Row(row, "Certification", row.Certified.Date is { } day ? LocalDatePattern.Iso.Format(day) : "")))
            .Concat(file.Malfunctions.Select(row => Row(row, $"{row.Kind}", $"{row.Indicator}")))
            .Concat(file.Logins.Select(row => Row(row, $"{row.Kind}", row.Username)))
            .Concat(file.EnginePower.Select(row => Row(row, $"{row.Kind}", row.PowerUnit)))
            .Concat(file.Unidentified.Select(row => Row(row, $"{row.Kind}", "unidentified driver")))
            .OrderByDescending(row => row.At, StringComparer.Ordinal);

    private static EventRow Row(EldRow row, string kind, string detail) =>
        new(Text(row.At), $"{row.Sequence}", kind, detail);

    private static string Text(LocalDateTime? at) => at is { } known ? Pattern.Format(known) : "";

    internal sealed record HeaderPart(
        string Driver,
        string License,
        string CoDriver,
        string PowerUnit,
        string Vin,
        string Trailers,
        string Carrier,
        string MultidayBasis,
        string PeriodStart,
        string UtcOffset,
        string ShippingDocument,
        bool IsExempt,
        string Current,
        string Position,
        string TotalMiles,
        string TotalEngineHours,
        string Eld,
        string Comment);

    internal sealed record CountsPart(
        int Lines,
        int Findings,
        int Events,
        int Annotations,
        int Certifications,
        int Malfunctions,
        int Logins,
        int EnginePower,
        int Unidentified);

    internal sealed record UserRow(string Order, string AccountType, string LastName, string FirstName);

    internal sealed record CmvRow(string Order, string PowerUnit, string Vin);

    internal sealed record DayRow(
        string Day, string OffDuty, string SleeperBerth, string Driving, string OnDutyNotDriving, bool IsCertified);

    internal sealed record EventRow(string At, string Sequence, string Kind, string Detail);
}
