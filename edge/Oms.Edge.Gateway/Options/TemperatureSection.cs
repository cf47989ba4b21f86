using System.ComponentModel.DataAnnotations;
using NodaTime;
using Oms.Custody.Temperature;

namespace Oms.Edge.Gateway.Options;

/// <summary>The thresholds of temperature proofs that excursions do not have too.</summary>
internal sealed class TemperatureSection
{
    /// <summary>Seconds within which a sample is due, from 1 to 3 600.</summary>
    [Range(1, 3_600)]
    public double SampleSeconds { get; set; } = 300;

    /// <summary>How many times that makes a sensor stale, from 2 to 20.</summary>
    [Range(2, 20)]
    public int StaleIntervals { get; set; } = 3;

    /// <summary>Minutes that a door masks at most while it stays open, from 0 to 1 440.</summary>
    [Range(0, 1_440)]
    public double DoorOpenMaskMinutes { get; set; } = 60;

    /// <summary>Minutes out of the band that are masked at most in one custody interval, from 0 to 1 440.</summary>
    [Range(0, 1_440)]
    public double MaskTotalMinutes { get; set; } = 120;

    /// <summary>Milli-degrees that return air may be from the setpoint, from 500 to 20 000.</summary>
    [Range(500, 20_000)]
    public int SetpointDeviationMilliC { get; set; } = 3_000;

    /// <summary>Minutes that it may be farther, from 0 to 240.</summary>
    [Range(0, 240)]
    public double SetpointDeviationMinutes { get; set; } = 30;

    /// <summary>Milli-degrees a minute that return air may change, from 100 to 20 000.</summary>
    [Range(100, 20_000)]
    public int RateMilliCPerMinute { get; set; } = 1_000;

    /// <summary>Minutes that a running unit's return air may stay the same, from 10 to 1 440.</summary>
    [Range(10, 1_440)]
    public double StuckMinutes { get; set; } = 60;

    /// <summary>Milli-degrees that return air and cargo probe may be apart, from 100 to 20 000.</summary>
    [Range(100, 20_000)]
    public int SensorDifferenceMilliC { get; set; } = 2_000;

    /// <summary>Minutes that they may be farther apart, from 0 to 240.</summary>
    [Range(0, 240)]
    public double SensorDifferenceMinutes { get; set; } = 15;

    /// <summary>Permille of fuel below which it is noticed, from 0 to 1 000.</summary>
    [Range(0, 1_000)]
    public int FuelPermilleMin { get; set; } = 150;

    /// <summary>The severity from which an alarm is noticed, from 1 to 3.</summary>
    [Range(1, 3)]
    public int AlarmSeverityMin { get; set; } = 3;

    /// <summary>All thresholds, with those that excursions have too.</summary>
    public TemperatureThresholds With(ReeferSection reefer) => new()
    {
        GapAfter = Duration.FromMinutes(reefer.GapMinutes),
        SampleEvery = Duration.FromSeconds(SampleSeconds),
        HysteresisMilliC = reefer.HysteresisMilliC,
        DefrostMaskMax = Duration.FromMinutes(reefer.DefrostMaskMinutes),
        PullDownMask = Duration.FromMinutes(reefer.PullDownMaskMinutes),
        DoorMaskAfter = Duration.FromMinutes(reefer.DoorMaskMinutes),
        DoorMaskMax = Duration.FromMinutes(DoorOpenMaskMinutes),
        MaskTotalMax = Duration.FromMinutes(MaskTotalMinutes),
        SetpointDeviationMilliC = SetpointDeviationMilliC,
        SetpointDeviationFor = Duration.FromMinutes(SetpointDeviationMinutes),
        RateMilliCPerMinute = RateMilliCPerMinute,
        StuckAfter = Duration.FromMinutes(StuckMinutes),
        StaleIntervals = StaleIntervals,
        SensorDifferenceMilliC = SensorDifferenceMilliC,
        SensorDifferenceFor = Duration.FromMinutes(SensorDifferenceMinutes),
        FuelPermilleMin = FuelPermilleMin,
        AlarmSeverityMin = AlarmSeverityMin,
    };
}
