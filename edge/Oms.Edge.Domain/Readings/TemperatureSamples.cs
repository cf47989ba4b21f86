using Oms.Custody.Temperature;
using Oms.Edge.Messages;

namespace Oms.Edge.Readings;

/// <summary>Reads what a refrigeration unit said as evidence of temperature.</summary>
public static class TemperatureSamples
{
    /// <summary>What a reading says of one zone.</summary>
    /// <param name="zone">1 to 3.</param>
    public static TemperatureSample Of(Reading reading, int zone) => new(reading.At)
    {
        ReturnMilliC = (int?)reading.Of(Channel.ReturnMilliC, zone),
        SetpointMilliC = (int?)reading.Of(Channel.SetpointMilliC, zone),
        IsRunning = Flag(reading[Channel.Running]),
        IsDefrosting = reading.Of(Channel.Mode, zone) is { } mode ? mode == (long)ReeferMode.Defrost : null,
        IsDoorOpen = Flag(reading.Of(Channel.DoorOpen, zone)),
        FuelPermille = (int?)reading[Channel.FuelPermille],
        AlarmSeverity = reading.Alarms.IsEmpty ? null : reading.Alarms.Max(alarm => alarm.Severity),
    };

    private static bool? Flag(long? value) => value is { } said ? said == 1 : null;
}
