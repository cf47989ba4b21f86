using NodaTime;
using Oms.Edge.Elds;
using Oms.Edge.Messages;
using Oms.Eld;

namespace Oms.Edge.Gateway.Depot;

/// <summary>The output file of what an ELD told event by event.</summary>
internal static class LiveEldFile
{
    // The international mile: 1609.344 m exactly (1959 agreement).
    private const decimal MetresPerMile = 1_609.344m;
    private const int SecondsPerTenth = 360;

    /// <summary>Builds the file as of an instant.</summary>
    /// <param name="homeTerminal">The driver's; null for the offset that the ELD says.</param>
    /// <returns>The file, or what was never told and no file is without; exactly one of them.</returns>
    public static (EldFile? File, IReadOnlyList<string> Missing) Of(
        EldRecord record, Instant now, DateTimeZone? homeTerminal)
    {
        if (record.Identity is not { } identity || record.Vehicle is not { } vehicle)
        {
            return (null, ["identity"]);
        }

        var entries = record.Recent.Values.OrderBy(one => one.Event.At).ToList();
        var odometer = entries.LastOrDefault(one => one.Event.OdometerMetres is not null)?.Event.OdometerMetres;
        var engine = entries.LastOrDefault(one => one.Event.EngineSeconds is not null)?.Event.EngineSeconds;
        List<string> missing =
        [
            .. odometer is null ? ["odometer_metres"] : Array.Empty<string>(),
            .. engine is null ? ["engine_seconds"] : Array.Empty<string>(),
            .. entries.SelectMany(Lacks),
        ];
        if (missing.Count > 0)
        {
            return (null, missing);
        }

        var events = entries.Select(Live).Concat(record.Changes.Values.Select(change => new EldLiveEvent.StatusChange(
            change.Sequence, change.At, (EldRecordStatus)('0' + change.RecordStatus))));
        var offset = homeTerminal?.GetUtcOffset(now) ?? Offset.FromHours(-identity.Carrier.UtcOffsetHours);
        var position = PositionOf(entries.LastOrDefault(one => one.Event.LatitudeMicrodegrees is not null)?.Event);
        var local = now.WithOffset(offset).LocalDateTime;
        return (
            EldFileBuilder.Build(
                Header(identity, vehicle, -offset.Seconds / NodaConstants.SecondsPerHour) with
                {
                    Current = new(
                        EldField.Of(local.Date), EldField.Of(local.TimeOfDay), position.Latitude, position.Longitude,
                        EldField.Of(Miles(odometer!.Value)), EldField.OfTenths(Tenths(engine!.Value))),
                },
                new EldRoster(
                    [.. (identity.Users ?? []).Select(user => new EldAccount(
                        user.Username, user.IsDriver ?? true, user.LastName, user.FirstName))],
                    new Dictionary<string, string>()),
                events,
                homeTerminal),
            []);
    }

    private static EldHeader Header(EldIdentity identity, string vehicle, int hoursBehind) => new()
    {
        Driver = new(
            identity.Driver.LastName, identity.Driver.FirstName, identity.Driver.Username,
            identity.Driver.LicenseState, identity.Driver.License),
        CoDriver = identity.CoDriver is { } other
            ? new(other.LastName, other.FirstName, other.Username)
            : new("", "", ""),
        Cmv = new(vehicle, identity.Vin ?? "", identity.Trailers ?? ""),
        Carrier = new(
            identity.Carrier.UsDot,
            identity.Carrier.Name,
            EldField.Of(identity.Carrier.MultidayDays),
            EldField.Of(LocalTime.FromSecondsSinceMidnight(identity.Carrier.PeriodStartSeconds)),
            EldField.Of($"{hoursBehind:00}")),
        Shipping = new(identity.ShippingDocument ?? "", EldField.Of(identity.Exempt is true ? "E" : "0")),
        Device = new(
            EldField.Of(identity.Device.RegistrationId), EldField.Of(identity.Device.Identifier),
            identity.Device.Authentication, ""),
    };

    /// <summary>What the row of an event cannot be without.</summary>
    private static IEnumerable<string> Lacks(EldEntry entry)
    {
        var one = entry.Event;
        IEnumerable<string> fields = one.Type switch
        {
            4 => Absent((one.CertifiedDay is null, "certified_day")),
            _ when !Enum.IsDefined(KindOf(one)) =>
                [$"code, of which table 6 has no {one.Code} for type {one.Type}"],
            5 => Absent(
                (entry.Username is null, "driver"), (one.OdometerMetres is null, "odometer_metres"),
                (one.EngineSeconds is null, "engine_seconds")),
            7 => Absent(
                (one.Malfunction is null, "malfunction"), (one.OdometerMetres is null, "odometer_metres"),
                (one.EngineSeconds is null, "engine_seconds")),
            _ => [],
        };
        return fields.Select(field => $"events {one.Sequence}: {field}");

        static IEnumerable<string> Absent(params (bool IsAbsent, string Field)[] all) =>
            all.Where(each => each.IsAbsent).Select(each => each.Field);
    }

    private static EldEventKind KindOf(EldEvent one) => (EldEventKind)((one.Type * 10) + one.Code);

    private static EldLiveEvent Live(EldEntry entry)
    {
        var one = entry.Event;
        var (kind, miles) = (KindOf(one), one.OdometerMetres is { } metres ? Miles(metres) : (int?)null);
        var tenths = one.EngineSeconds is { } seconds ? Tenths(seconds) : (int?)null;
        return one.Type switch
        {
            4 => new EldLiveEvent.Certification(
                one.Sequence, one.At, one.Code, one.CertifiedDay.GetValueOrDefault(), entry.PowerUnit),
            5 => new EldLiveEvent.Session(
                one.Sequence, one.At, kind, entry.Username ?? "", miles.GetValueOrDefault(),
                tenths.GetValueOrDefault()),
            6 => new EldLiveEvent.EnginePower(
                one.Sequence, one.At, kind, entry.PowerUnit, PositionOf(one), miles, tenths)
            {
                Vin = one.Vin ?? "",
                Trailers = one.Trailers ?? "",
                ShippingDocument = one.ShippingDocument ?? "",
            },
            7 => new EldLiveEvent.Malfunction(
                one.Sequence, one.At, kind, (one.Malfunction ?? "0")[0], entry.PowerUnit, miles.GetValueOrDefault(),
                tenths.GetValueOrDefault()),
            _ => new EldLiveEvent.Duty(
                one.Sequence, one.At, kind, entry.Username, entry.PowerUnit, PositionOf(one))
            {
                Status = (EldRecordStatus)('0' + (one.RecordStatus ?? 1)),
                Origin = (EldRecordOrigin)('0' + (one.RecordOrigin ?? 1)),
                Miles = one.AccumulatedMetres is { } driven ? Miles(driven) : null,
                EngineTenths = one.AccumulatedEngineSeconds is { } ran ? Tenths(ran) : null,
                Distance = Miles(one.UnlocatedMetres ?? 0),
                HasMalfunction = one.HasMalfunction ?? false,
                HasDiagnostic = one.HasDiagnostic ?? false,
                Check = EldField.Of(one.Check ?? ""),
                Comment = one.Comment ?? "",
                Location = one.Location ?? "",
            },
        };
    }

    private static EldPosition PositionOf(EldEvent? one) => one switch
    {
        { LatitudeMicrodegrees: { } latitude, LongitudeMicrodegrees: { } longitude } =>
            EldPosition.OfMicrodegrees(latitude, longitude, one.ReducedPosition is true),
        { Position: "M" } => EldPosition.Manual,
        { Position: "E" } => EldPosition.Malfunction,
        _ => EldPosition.NotMeasured,
    };

    // Whole miles and tenths of an hour: appendix A, 7.43 and 7.19.
    private static int Miles(long metres) =>
        (int)Math.Min(9_999_999, Math.Round(metres / MetresPerMile, MidpointRounding.AwayFromZero));

    private static int Tenths(long seconds) =>
        (int)Math.Min(999_999, Math.Round((decimal)seconds / SecondsPerTenth, MidpointRounding.AwayFromZero));
}
