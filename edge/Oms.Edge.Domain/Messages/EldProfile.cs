using System.Text.Json.Serialization;
using NodaTime;

namespace Oms.Edge.Messages;

/// <summary>Whose record an ELD keeps, and for whom: what the header of the output file says besides the
/// events.</summary>
/// <param name="Vehicle">The power unit's fleet number.</param>
public sealed record EldProfile(Instant At, string Vehicle, EldIdentity Identity) : DeviceMessage(At);

/// <summary>The header's lines (49 CFR 395 subpart B appendix A, 4.8.2.1.1).</summary>
/// <remarks>Stored: a member once released never changes.</remarks>
public sealed record EldIdentity(EldDriver Driver, EldCarrier Carrier, EldMaker Device)
{
    /// <summary>Null without one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EldUser? CoDriver { get; init; }

    /// <summary>17 characters; null where the engine does not tell.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Vin { get; init; }

    /// <summary>Up to 32 characters.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Trailers { get; init; }

    /// <summary>Up to 40 characters.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ShippingDocument { get; init; }

    /// <summary>Whether the driver is exempt from using an ELD; false where absent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Exempt { get; init; }

    /// <summary>Other users whom events may name, up to 50.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<EldUser>? Users { get; init; }

    public bool Equals(EldIdentity? other) =>
        other is not null
        && (Driver, Carrier, Device, CoDriver, Vin, Trailers, ShippingDocument, Exempt)
            == (other.Driver, other.Carrier, other.Device, other.CoDriver, other.Vin, other.Trailers,
                other.ShippingDocument, other.Exempt)
        && (Users ?? []).SequenceEqual(other.Users ?? []);

    public override int GetHashCode() => HashCode.Combine(Driver, Carrier, Device, Vin);
}

/// <param name="Username">4 to 60 characters.</param>
/// <param name="LicenseState">Two letters of table 5.</param>
/// <param name="License">1 to 20 characters.</param>
public sealed record EldDriver(
    string Username, string LastName, string FirstName, string LicenseState, string License)
{
    /// <summary>The driver as check-outs name them; null where that is the user name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Person { get; init; }
}

/// <param name="Username">4 to 60 characters.</param>
public sealed record EldUser(string Username, string LastName, string FirstName)
{
    /// <summary>False for the carrier's support personnel; true where absent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? IsDriver { get; init; }
}

/// <param name="UsDot">The carrier's USDOT number, 1 to 9 digits.</param>
/// <param name="Name">4 to 120 characters.</param>
/// <param name="MultidayDays">Over how many days duty is counted: 7 or 8.</param>
/// <param name="PeriodStartSeconds">When the 24-hour period begins, seconds after midnight, 0 to 86 399.</param>
/// <param name="UtcOffsetHours">Hours behind UTC at the home terminal now, 4 to 11; the home terminal's time zone goes
/// before it where the depot knows it.</param>
public sealed record EldCarrier(
    string UsDot, string Name, int MultidayDays, int PeriodStartSeconds, int UtcOffsetHours);

/// <param name="RegistrationId">4 characters 0 to 9 and A to Z.</param>
/// <param name="Identifier">6 characters 0 to 9 and A to Z.</param>
/// <param name="Authentication">17 to 200 characters.</param>
public sealed record EldMaker(string RegistrationId, string Identifier, string Authentication);
