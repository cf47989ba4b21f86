using NodaTime;

namespace Oms.Custody.Temperature;

/// <summary>The thresholds of the rules that do not depend on the product. Sources: docs/temperature.md.</summary>
/// <remarks>Defaults are the house's own where no source is named; <see cref="Faults"/> holds the ranges.</remarks>
public sealed record TemperatureThresholds
{
    /// <summary>Time without a sample for longer than this is a gap. 1 to 1 440 minutes.</summary>
    public Duration GapAfter { get; init; } = Duration.FromMinutes(15);

    /// <summary>How often a sample is due. 1 second to 60 minutes. EN 12830 has 5 minutes for a trip of a
    /// day.</summary>
    public Duration SampleEvery { get; init; } = Duration.FromMinutes(5);

    /// <summary>How far inside a range ends a stretch out of it, milli-°C. 0 to 10 000; less in a narrow
    /// range.</summary>
    public int HysteresisMilliC { get; init; } = 500;

    /// <summary>The longest that a defrost masks. 0 to 1 440 minutes.</summary>
    public Duration DefrostMaskMax { get; init; } = Duration.FromMinutes(45);

    /// <summary>For how long the pull-down after the unit's start masks. 0 to 1 440 minutes.</summary>
    public Duration PullDownMask { get; init; } = Duration.FromMinutes(60);

    /// <summary>For how long a door masks after it was last open. 0 to 1 440 minutes.</summary>
    public Duration DoorMaskAfter { get; init; } = Duration.FromMinutes(15);

    /// <summary>The longest that a door masks while it stays open. 0 to 1 440 minutes.</summary>
    public Duration DoorMaskMax { get; init; } = Duration.FromMinutes(60);

    /// <summary>The most masked time out of the band in one interval. 0 to 1 440 minutes.</summary>
    public Duration MaskTotalMax { get; init; } = Duration.FromMinutes(120);

    /// <summary>How far return air may be from the setpoint, milli-°C. 500 to 20 000.</summary>
    public int SetpointDeviationMilliC { get; init; } = 3_000;

    /// <summary>For how long it may be farther. 0 to 240 minutes.</summary>
    public Duration SetpointDeviationFor { get; init; } = Duration.FromMinutes(30);

    /// <summary>The fastest change of return air, milli-°C a minute. 100 to 20 000.</summary>
    public int RateMilliCPerMinute { get; init; } = 1_000;

    /// <summary>For how long a running unit's return air may stay the same to the milli-°C. 10 to 1 440
    /// minutes.</summary>
    public Duration StuckAfter { get; init; } = Duration.FromMinutes(60);

    /// <summary>How many times the due interval makes a sensor stale. 2 to 20.</summary>
    public int StaleIntervals { get; init; } = 3;

    /// <summary>How far return air and cargo probe may be apart, milli-°C. 100 to 20 000.</summary>
    public int SensorDifferenceMilliC { get; init; } = 2_000;

    /// <summary>For how long they may be farther apart. 0 to 240 minutes.</summary>
    public Duration SensorDifferenceFor { get; init; } = Duration.FromMinutes(15);

    /// <summary>Less fuel than this is little. 0 to 1 000 permille.</summary>
    public int FuelPermilleMin { get; init; } = 150;

    /// <summary>An alarm of this severity is grave. 1 to 3.</summary>
    public int AlarmSeverityMin { get; init; } = 3;

    /// <summary>What is out of its range, each as a sentence that names the member; empty when all is well.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        Minutes(nameof(GapAfter), GapAfter, 1, 1_440);
        Number(nameof(SampleEvery), (long)SampleEvery.TotalSeconds, 1, 3_600, "seconds");
        Number(nameof(HysteresisMilliC), HysteresisMilliC, 0, 10_000, "milli-°C");
        Minutes(nameof(DefrostMaskMax), DefrostMaskMax, 0, 1_440);
        Minutes(nameof(PullDownMask), PullDownMask, 0, 1_440);
        Minutes(nameof(DoorMaskAfter), DoorMaskAfter, 0, 1_440);
        Minutes(nameof(DoorMaskMax), DoorMaskMax, 0, 1_440);
        Minutes(nameof(MaskTotalMax), MaskTotalMax, 0, 1_440);
        Number(nameof(SetpointDeviationMilliC), SetpointDeviationMilliC, 500, 20_000, "milli-°C");
        Minutes(nameof(SetpointDeviationFor), SetpointDeviationFor, 0, 240);
        Number(nameof(RateMilliCPerMinute), RateMilliCPerMinute, 100, 20_000, "milli-°C a minute");
        Minutes(nameof(StuckAfter), StuckAfter, 10, 1_440);
        Number(nameof(StaleIntervals), StaleIntervals, 2, 20, "intervals");
        Number(nameof(SensorDifferenceMilliC), SensorDifferenceMilliC, 100, 20_000, "milli-°C");
        Minutes(nameof(SensorDifferenceFor), SensorDifferenceFor, 0, 240);
        Number(nameof(FuelPermilleMin), FuelPermilleMin, 0, 1_000, "permille");
        Number(nameof(AlarmSeverityMin), AlarmSeverityMin, 1, 3, "(severity)");
        return faults;

        void Minutes(string name, Duration value, int min, int max)
        {
            if (value < Duration.FromMinutes(min) || value > Duration.FromMinutes(max))
            {
                faults.Add($"{name} must be from {min} to {max} minutes.");
            }
        }

        void Number(string name, long value, long min, long max, string unit)
        {
            if (value < min || value > max)
            {
                faults.Add($"{name} must be from {min} to {max} {unit}.");
            }
        }
    }
}
