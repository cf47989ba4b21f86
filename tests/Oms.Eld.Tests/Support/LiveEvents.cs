using NodaTime;

namespace Oms.Eld.Tests.Support;

/// <summary>The live events that an ELD told before it made a file.</summary>
internal static class LiveEvents
{
    /// <summary>The events of all rows, the newest first.</summary>
    /// <param name="usernames">The usernames of users, by their order number.</param>
    public static List<EldLiveEvent> Of(EldFile file, IReadOnlyList<string> usernames) =>
    [
        .. file.Events.Select(row => Duty(file, row, usernames[row.User.Integer!.Value - 1]) with
        {
            HasDiagnostic = row.DiagnosticIndicator.Character == '1',
        }),
        .. file.Unidentified.Select(row => Duty(file, row, null)),
        .. file.Certifications.Select(row => new EldLiveEvent.Certification(
            Id(row), At(file, row), row.Code.Integer!.Value, row.Certified.Date!.Value, Unit(file, row.Cmv))),
        .. file.Malfunctions.Select(row => new EldLiveEvent.Malfunction(
            Id(row), At(file, row), row.Kind, row.Indicator.Character!.Value, Unit(file, row.Cmv),
            row.Miles.Integer!.Value, row.EngineHours.Tenths!.Value)),
        .. file.Logins.Select(row => new EldLiveEvent.Session(
            Id(row), At(file, row), row.Kind, row.Username, row.Miles.Integer!.Value, row.EngineHours.Tenths!.Value)),
        .. file.EnginePower.Select(row => new EldLiveEvent.EnginePower(
            Id(row), At(file, row), row.Kind, row.PowerUnit, new(row.Latitude, row.Longitude), row.Miles.Integer,
            row.EngineHours.Tenths)
        {
            Vin = row.Vin,
            Trailers = row.Trailers,
            ShippingDocument = row.ShippingDocument,
        }),
    ];

    private static EldLiveEvent.Duty Duty(EldFile file, EldDutyRow row, string? username)
    {
        var annotation = file.Annotations.FirstOrDefault(one => one.Sequence == row.Sequence);
        return new(Id(row), At(file, row), row.Kind, username, Unit(file, row.Cmv), new(row.Latitude, row.Longitude))
        {
            Status = (EldRecordStatus)row.Status.Character!.Value,
            Origin = (EldRecordOrigin)row.Origin.Character!.Value,
            Miles = row.Miles.Integer,
            EngineTenths = row.EngineHours.Tenths,
            Distance = row.Distance.Integer!.Value,
            HasMalfunction = row.MalfunctionIndicator.Character == '1',
            Comment = annotation?.Comment ?? "",
            Location = annotation?.Location ?? "",
        };
    }

    private static int Id(EldRow row) => row.Sequence.Hexadecimal!.Value;

    private static Instant At(EldFile file, EldRow row) => row.At!.Value.WithOffset(file.UtcOffset!.Value).ToInstant();

    private static string Unit(EldFile file, EldField order) => file.Cmvs[order.Integer!.Value - 1].PowerUnit;
}
