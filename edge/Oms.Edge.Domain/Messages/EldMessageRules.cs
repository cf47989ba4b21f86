using static Oms.Edge.Messages.MessageRules;

namespace Oms.Edge.Messages;

/// <summary>The ranges that the schemas state for what an ELD tells. Lengths: 49 CFR 395 subpart B appendix A,
/// 7.1 to 7.46.</summary>
internal static class EldMessageRules
{
    private const int UsersMax = 50;

    public static MessageFault? Check(EldEvents block)
    {
        var changes = block.StatusChanges ?? [];
        return Text("vehicle", block.Vehicle, NameCharsMax)
            ?? Optional("driver", block.Driver, NameCharsMax)
            ?? (block.Events.Count > EldEventsMax || (block.Events.Count == 0 && changes.Count == 0)
                ? Range("events", block.Events.Count, 1, EldEventsMax)
                : null)
            ?? (changes.Count > EldEventsMax ? Range("status_changes", changes.Count, 0, EldEventsMax) : null)
            ?? block.Events.Select((one, index) => Check(one, $"events[{index}]."))
                .FirstOrDefault(bad => bad is not null)
            ?? changes.Select((one, index) => Check(one, $"status_changes[{index}]."))
                .FirstOrDefault(bad => bad is not null);
    }

    public static MessageFault? Check(EldProfile profile)
    {
        var (driver, carrier, device) = (profile.Identity.Driver, profile.Identity.Carrier, profile.Identity.Device);
        var users = profile.Identity.Users ?? [];
        return Text("vehicle", profile.Vehicle, NameCharsMax)
            ?? Between("identity.driver.username", driver.Username, 4, 60)
            ?? Between("identity.driver.last_name", driver.LastName, 2, 30)
            ?? Between("identity.driver.first_name", driver.FirstName, 2, 30)
            ?? Between("identity.driver.license_state", driver.LicenseState, 2, 2)
            ?? Between("identity.driver.license", driver.License, 1, 20)
            ?? Optional("identity.driver.person", driver.Person, NameCharsMax)
            ?? Check(profile.Identity.CoDriver, "identity.co_driver.")
            ?? Between("identity.carrier.us_dot", carrier.UsDot, 1, 9)
            ?? Between("identity.carrier.name", carrier.Name, 4, 120)
            ?? Within("identity.carrier.multiday_days", carrier.MultidayDays, 7, 8)
            ?? Within("identity.carrier.period_start_seconds", carrier.PeriodStartSeconds, 0, 86_399)
            ?? Within("identity.carrier.utc_offset_hours", carrier.UtcOffsetHours, 4, 11)
            ?? Code("identity.device.registration_id", device.RegistrationId, 4)
            ?? Code("identity.device.identifier", device.Identifier, 6)
            ?? Between("identity.device.authentication", device.Authentication, 17, 200)
            ?? Optional("identity.vin", profile.Identity.Vin, 18)
            ?? Optional("identity.trailers", profile.Identity.Trailers, 32)
            ?? Optional("identity.shipping_document", profile.Identity.ShippingDocument, 40)
            ?? (users.Count > UsersMax ? Range("identity.users", users.Count, 0, UsersMax) : null)
            ?? users.Select((user, index) => user is null
                    ? new MessageFault(MessageFault.Malformed, $"identity.users[{index}]", "It is null.")
                    : Check(user, $"identity.users[{index}]."))
                .FirstOrDefault(bad => bad is not null);
    }

    private static MessageFault? Check(EldEvent? happened, string at) =>
        happened is null
            ? new MessageFault(MessageFault.Malformed, at.TrimEnd('.'), "It is null.")
            : Within(at + "sequence", happened.Sequence, 0, ushort.MaxValue)
            ?? Within(at + "type", happened.Type, 1, 7)
            ?? Within(at + "code", happened.Code, 0, 9)
            ?? Within(at + "odometer_metres", happened.OdometerMetres, 0, OdometerMax)
            ?? Within(at + "engine_seconds", happened.EngineSeconds, 0, EngineMax)
            ?? Optional(at + "driver", happened.Driver, NameCharsMax)
            ?? (happened.Malfunction is { } malfunction ? Code(at + "malfunction", malfunction, 1) : null)
            ?? Optional(at + "power_unit", happened.PowerUnit, NameCharsMax)
            ?? Within(at + "latitude_microdegrees", happened.LatitudeMicrodegrees, -90_000_000, 90_000_000)
            ?? Within(at + "longitude_microdegrees", happened.LongitudeMicrodegrees, -179_999_999, 180_000_000)
            ?? (happened.LatitudeMicrodegrees is null != happened.LongitudeMicrodegrees is null
                ? new MessageFault(
                    MessageFault.Malformed, at + "longitude_microdegrees", "Latitude and longitude go together.")
                : null)
            ?? (happened.Position is null or "X" or "M" or "E"
                ? null
                : new MessageFault(MessageFault.OutOfRange, at + "position", "It is none of X, M and E."))
            ?? Within(at + "record_status", happened.RecordStatus, 1, 4)
            ?? Within(at + "record_origin", happened.RecordOrigin, 1, 4)
            ?? Within(at + "accumulated_metres", happened.AccumulatedMetres, 0, OdometerMax)
            ?? Within(at + "accumulated_engine_seconds", happened.AccumulatedEngineSeconds, 0, EngineMax)
            ?? Within(at + "unlocated_metres", happened.UnlocatedMetres, 0, OdometerMax)
            ?? (happened.Check is null || (happened.Check.Length == 2 && happened.Check.All(char.IsAsciiHexDigit))
                ? null
                : new MessageFault(MessageFault.OutOfRange, at + "check", "It is not two hexadecimal digits."))
            ?? Optional(at + "comment", happened.Comment, 60)
            ?? Optional(at + "location", happened.Location, 60)
            ?? Optional(at + "vin", happened.Vin, 18)
            ?? Optional(at + "trailers", happened.Trailers, 32)
            ?? Optional(at + "shipping_document", happened.ShippingDocument, 40);

    private static MessageFault? Check(EldStatusChange? change, string at) =>
        change is null
            ? new MessageFault(MessageFault.Malformed, at.TrimEnd('.'), "It is null.")
            : Within(at + "sequence", change.Sequence, 0, ushort.MaxValue)
            ?? Within(at + "record_status", change.RecordStatus, 1, 4);

    private static MessageFault? Check(EldUser? user, string at) =>
        user is null
            ? null
            : Between(at + "username", user.Username, 4, 60)
            ?? Between(at + "last_name", user.LastName, 2, 30)
            ?? Between(at + "first_name", user.FirstName, 2, 30);

    private static MessageFault? Optional(string field, string? value, int charsMax) =>
        value is null ? null : Text(field, value, charsMax);

    private static MessageFault? Code(string field, string value, int chars) =>
        value.Length == chars && value.All(one => char.IsAsciiDigit(one) || char.IsAsciiLetterUpper(one))
            ? null
            : new MessageFault(MessageFault.OutOfRange, field, $"It must have {chars} of 0 to 9 and A to Z.");

    private static MessageFault? Between(string field, string value, int charsMin, int charsMax) =>
        value.Length < charsMin || value.Length > charsMax
            ? new MessageFault(
                MessageFault.OutOfRange, field, $"It must have {charsMin} to {charsMax} characters.")
            : null;
}
