using NodaTime;
using Oms.Custody.Findings;

namespace Oms.Custody.Inspections;

/// <summary>Whether readings of one vehicle's meters can be true together.</summary>
/// <remarks>
/// Of two readings the later one is at least the earlier one, and at most what the vehicle could have added between
/// them. At one instant that means: equal. Readings of different sources agree within the tolerances below.
/// </remarks>
public static class MeterRules
{
    /// <summary>One statute mile, the unit in which an ELD writes distance (49 CFR 395 subpart B appendix A,
    /// 7.43), metres.</summary>
    public const long OdometerToleranceMetres = 1_609;

    /// <summary>A tenth of an hour, the unit in which an ELD writes engine hours (appendix A, 7.19), seconds.</summary>
    public const long EngineToleranceSeconds = 360;

    /// <summary>No lorry goes faster for long: 126 km/h, metres a second.</summary>
    public const long SpeedMaxMetresPerSecond = 35;

    public const string OdometerWentBack = "odometer-went-back";
    public const string OdometerTooFar = "odometer-too-far";
    public const string EngineHoursWentBack = "engine-hours-went-back";
    public const string EngineHoursTooMany = "engine-hours-too-many";

    private const string OdometerField = "odometer_metres";
    private const string EngineField = "engine_seconds";

    /// <summary>Judges a reading by those of its neighbours in time that are believed.</summary>
    /// <param name="believed">Readings in the order of their times.</param>
    /// <param name="reading">The new one; it may be older than some of them.</param>
    public static IReadOnlyList<Finding> Judge(IReadOnlyList<MeterReading> believed, MeterReading reading)
    {
        Finding?[] findings =
        [
            Neighbours(one => one.OdometerMetres, CheckOdometer),
            Neighbours(one => one.EngineSeconds, CheckEngine),
        ];
        return [.. findings.OfType<Finding>()];

        Finding? Neighbours(Func<MeterReading, long?> meter, Func<long, Duration, MeterReading, Finding?> check)
        {
            if (meter(reading) is not { } value)
            {
                return null;
            }

            var before = believed.LastOrDefault(one => meter(one) is not null && one.At <= reading.At);
            var after = believed.FirstOrDefault(one => meter(one) is not null && one.At > reading.At);
            return (before is null ? null : check(value - meter(before)!.Value, reading.At - before.At, before))
                ?? (after is null ? null : check(meter(after)!.Value - value, after.At - reading.At, after));
        }
    }

    private static Finding? CheckOdometer(long addedMetres, Duration time, MeterReading other) =>
        addedMetres < -OdometerToleranceMetres
            ? new Finding(
                OdometerWentBack,
                OdometerField,
                $"It is {-addedMetres} m out of order with the {other.Source} reading of {other.At}; "
                + $"{OdometerToleranceMetres} m are tolerated. Read the odometer again.")
        : addedMetres - OdometerToleranceMetres > time.TotalSeconds * SpeedMaxMetresPerSecond
            ? new Finding(
                OdometerTooFar,
                OdometerField,
                $"It is {addedMetres} m from the {other.Source} reading of {other.At}, farther than a vehicle goes in "
                + "that time. Read the odometer again.")
        : null;

    private static Finding? CheckEngine(long addedSeconds, Duration time, MeterReading other) =>
        addedSeconds < -EngineToleranceSeconds
            ? new Finding(
                EngineHoursWentBack,
                EngineField,
                $"It is {-addedSeconds} s out of order with the {other.Source} reading of {other.At}; "
                + $"{EngineToleranceSeconds} s are tolerated. Read the engine hours again.")
        : addedSeconds - EngineToleranceSeconds > time.TotalSeconds
            ? new Finding(
                EngineHoursTooMany,
                EngineField,
                $"It is {addedSeconds} s from the {other.Source} reading of {other.At}, more than the time between "
                + "them. Read the engine hours again.")
        : null;
}
