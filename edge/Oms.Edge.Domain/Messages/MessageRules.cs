using NodaTime;

namespace Oms.Edge.Messages;

/// <summary>The ranges that the schemas state, for every member of every message.</summary>
public static class MessageRules
{
    /// <summary>Lowest temperature a transport recorder measures, milli-°C (scope of EN 12830:2018).</summary>
    public const int TemperatureMin = -80_000;

    /// <summary>Highest temperature a transport recorder measures, milli-°C (scope of EN 12830:2018).</summary>
    public const int TemperatureMax = 85_000;

    public const int ZonesMax = 3;

    public const int EldEventsMax = 200;

    public const int QuantityMax = 10_000;

    private const int AlarmsMax = 16;
    internal const long OdometerMax = 10_000_000_000;
    internal const long EngineMax = 1_000_000_000;
    private const int DoorCharsMax = 40;
    internal const int NameCharsMax = 64;
    private const int CodeCharsMax = 500;

    internal static MessageFault? CheckHead(DeviceMessage message) =>
        message.MessageId is { } id && !Guid.TryParseExact(id, "D", out _)
            ? new MessageFault(MessageFault.Malformed, "message_id", "It is not a UUID.")
            : null;

    internal static MessageFault? Check(ReeferReading reading)
    {
        if (reading.Zones.Count is < 1 or > ZonesMax)
        {
            return Range("zones", reading.Zones.Count, 1, ZonesMax);
        }

        for (var index = 0; index < reading.Zones.Count; index++)
        {
            if (Check(reading.Zones[index], $"zones[{index}].") is { } fault)
            {
                return fault;
            }

            if (reading.Zones.Take(index).Any(zone => zone.Zone == reading.Zones[index].Zone))
            {
                return new MessageFault(MessageFault.Malformed, $"zones[{index}].zone", "The zone is there twice.");
            }
        }

        return Within("fuel_permille", reading.FuelPermille, 0, 1000)
            ?? Within("ambient_milli_c", reading.AmbientMilliC, TemperatureMin, TemperatureMax)
            ?? Within("battery_millivolts", reading.BatteryMillivolts, 0, 100_000)
            ?? Within("engine_seconds", reading.EngineSeconds, 0, EngineMax)
            ?? Check(reading.Alarms ?? []);
    }

    internal static MessageFault? Check(EldReading reading) =>
        Within("odometer_metres", reading.OdometerMetres, 0, OdometerMax)
        ?? Within("engine_seconds", reading.EngineSeconds, 0, EngineMax)
        ?? Within("speed_mm_per_second", reading.SpeedMmPerSecond, 0, 100_000)
        ?? Within("latitude_microdegrees", reading.LatitudeMicrodegrees, -90_000_000, 90_000_000)
        ?? Within("longitude_microdegrees", reading.LongitudeMicrodegrees, -180_000_000, 180_000_000)
        ?? Within("fuel_permille", reading.FuelPermille, 0, 1000);

    internal static MessageFault? Check(Scan scan) =>
        Text("code", scan.Code, CodeCharsMax)
        ?? (scan.Sku is { } sku ? Text("sku", sku, NameCharsMax) : null)
        ?? (scan.Lot is { } lot ? Text("lot", lot, NameCharsMax) : null)
        ?? (scan is { Sku: null, Lot: not null }
            ? new MessageFault(MessageFault.Malformed, "lot", "It goes with a sku: a code tells its own lot.")
            : null)
        ?? (scan.CheckOut is { } checkOut ? Text("check_out", checkOut, 120) : null)
        ?? Within("quantity", scan.Quantity, 1, QuantityMax);

    internal static MessageFault? Check(BadgeSwipe swipe) => Text("token", swipe.Token, 128);

    internal static MessageFault? Check(SealCircuit circuit) =>
        (circuit.Unit is { } unit ? Text("unit", unit, NameCharsMax) : null)
        ?? (circuit.Door is { } door ? Text("door", door, DoorCharsMax) : null);

    internal static MessageFault? Check(DockDoorState state) =>
        state.At == Instant.MinValue ? new MessageFault(MessageFault.Malformed, "at", "It is not a time.") : null;

    private static MessageFault? Check(ZoneReading? zone, string at) =>
        zone is null
            ? new MessageFault(MessageFault.Malformed, at.TrimEnd('.'), "It is null.")
            : Within(at + "zone", zone.Zone, 1, ZonesMax)
            ?? Within(at + "return_milli_c", zone.ReturnMilliC, TemperatureMin, TemperatureMax)
            ?? Within(at + "supply_milli_c", zone.SupplyMilliC, TemperatureMin, TemperatureMax)
            ?? Within(at + "setpoint_milli_c", zone.SetpointMilliC, TemperatureMin, TemperatureMax);

    private static MessageFault? Check(IReadOnlyList<ReeferAlarm> alarms)
    {
        if (alarms.Count > AlarmsMax)
        {
            return Range("alarms", alarms.Count, 0, AlarmsMax);
        }

        for (var index = 0; index < alarms.Count; index++)
        {
            var at = $"alarms[{index}]";
            if (alarms[index] is not { } alarm)
            {
                return new MessageFault(MessageFault.Malformed, at, "It is null.");
            }

            if ((Text($"{at}.code", alarm.Code, 32) ?? Within($"{at}.severity", alarm.Severity, 1, 3)) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    internal static MessageFault? Within(string field, long? value, long min, long max) =>
        value is { } given && (given < min || given > max) ? Range(field, given, min, max) : null;

    internal static MessageFault Range(string field, long value, long min, long max) =>
        new(MessageFault.OutOfRange, field, $"{value} is not from {min} to {max}.");

    internal static MessageFault? Text(string field, string value, int charsMax) =>
        value.Length < 1 || value.Length > charsMax
            ? new MessageFault(MessageFault.OutOfRange, field, $"It must have 1 to {charsMax} characters.")
            : null;
}
