using NodaTime;

namespace Oms.Edge.Messages;

/// <summary>One reading of a refrigeration unit.</summary>
/// <param name="Zones">1 to 3 compartments.</param>
public sealed record ReeferReading(Instant At, IReadOnlyList<ZoneReading> Zones) : DeviceMessage(At)
{
    /// <summary>Whether the unit runs.</summary>
    public bool? Running { get; init; }

    /// <summary>0 to 1000.</summary>
    public int? FuelPermille { get; init; }

    public int? AmbientMilliC { get; init; }

    public int? BatteryMillivolts { get; init; }

    public long? EngineSeconds { get; init; }

    public IReadOnlyList<ReeferAlarm>? Alarms { get; init; }
}

/// <param name="Zone">1 to 3.</param>
public sealed record ZoneReading(int Zone)
{
    /// <summary>Air that comes back from the cargo: what the product's band is held against.</summary>
    public int? ReturnMilliC { get; init; }

    /// <summary>Air that the unit blows in.</summary>
    public int? SupplyMilliC { get; init; }

    public int? SetpointMilliC { get; init; }

    public ReeferMode? Mode { get; init; }

    public bool? DoorOpen { get; init; }
}

public enum ReeferMode
{
    Cool,
    Heat,
    Defrost,
    Idle,
    Off,
}

/// <param name="Code">The manufacturer's code, 1 to 32 characters.</param>
/// <param name="Severity">1 note, 2 check as specified, 3 act at once.</param>
public sealed record ReeferAlarm(string Code, int Severity);
