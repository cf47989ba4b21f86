namespace Oms.Eld;

/// <summary>The header segment (4.8.2.1.1): seven lines.</summary>
public sealed record EldHeader
{
    /// <summary>A header with nothing in it.</summary>
    public static EldHeader Blank { get; } = new();

    public DriverLine Driver { get; init; } = new("", "", "", "", "");

    public CoDriverLine CoDriver { get; init; } = new("", "", "");

    public CmvLine Cmv { get; init; } = new("", "", "");

    public CarrierLine Carrier { get; init; } = new("", "", default, default, default);

    public ShippingLine Shipping { get; init; } = new("", default);

    public CurrentLine Current { get; init; } = new(default, default, default, default, default, default);

    public DeviceLine Device { get; init; } = new(default, default, "", "");

    /// <param name="LastName">2 to 30 characters.</param>
    /// <param name="FirstName">2 to 30 characters.</param>
    /// <param name="Username">4 to 60 characters.</param>
    /// <param name="LicenseState">Two letters of table 5.</param>
    /// <param name="License">1 to 20 letters and digits.</param>
    public sealed record DriverLine(
        string LastName, string FirstName, string Username, string LicenseState, string License);

    /// <summary>All empty without a co-driver.</summary>
    public sealed record CoDriverLine(string LastName, string FirstName, string Username);

    /// <param name="PowerUnit">1 to 10 characters.</param>
    /// <param name="Vin">17 characters; after a "-" when it is not the engine's own word; or empty.</param>
    /// <param name="Trailers">Up to 32 characters: three numbers of ten, with blanks between.</param>
    public sealed record CmvLine(string PowerUnit, string Vin, string Trailers);

    /// <param name="UsDot">The carrier's USDOT number, 1 to 9 digits.</param>
    /// <param name="Name">4 to 120 characters.</param>
    /// <param name="MultidayBasis">Days over which duty is counted: 7 or 8.</param>
    /// <param name="PeriodStart">When the 24-hour period begins at the home terminal, <c>HHMMSS</c>.</param>
    /// <param name="UtcOffset">Hours behind UTC, 04 to 11, without sign.</param>
    public sealed record CarrierLine(
        string UsDot, string Name, EldField MultidayBasis, EldField PeriodStart, EldField UtcOffset);

    /// <param name="Document">Up to 40 characters.</param>
    /// <param name="Exempt">E for a driver who is exempt from using an ELD, else 0.</param>
    public sealed record ShippingLine(string Document, EldField Exempt);

    /// <summary>When and where the file was made, with the vehicle's totals.</summary>
    public sealed record CurrentLine(
        EldField Date, EldField Time, EldField Latitude, EldField Longitude, EldField Miles, EldField EngineHours)
    {
        /// <summary>The date and time at the home terminal; null where either is none.</summary>
        public NodaTime.LocalDateTime? At => Date.Date is { } date && Time.Time is { } time ? date + time : null;
    }

    /// <param name="RegistrationId">4 characters 0 to 9 and A to Z.</param>
    /// <param name="Identifier">6 characters 0 to 9 and A to Z.</param>
    /// <param name="Authentication">More than 16 characters.</param>
    /// <param name="Comment">What an official asked for: up to 60 characters.</param>
    public sealed record DeviceLine(
        EldField RegistrationId, EldField Identifier, string Authentication, string Comment);
}
