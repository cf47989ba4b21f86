using NodaTime;

namespace Oms.Custody.Temperature;

/// <summary>What a refrigeration unit and the vehicle around it said of one zone at one instant. Null is
/// unsaid.</summary>
/// <param name="At">Device event time; counted in whole seconds.</param>
public sealed record TemperatureSample(Instant At)
{
    /// <summary>Air that comes back from the cargo, milli-°C.</summary>
    public int? ReturnMilliC { get; init; }

    /// <summary>A probe in the cargo, milli-°C.</summary>
    public int? CargoMilliC { get; init; }

    public int? SetpointMilliC { get; init; }

    public bool? IsRunning { get; init; }

    public bool? IsDefrosting { get; init; }

    public bool? IsDoorOpen { get; init; }

    public bool? IsMoving { get; init; }

    /// <summary>Whether it is at a stop of its route or at a depot.</summary>
    public bool? IsAtStop { get; init; }

    /// <summary>Whether the seal's circuit is open.</summary>
    public bool? IsSealOpen { get; init; }

    public int? FuelPermille { get; init; }

    /// <summary>The gravest alarm that stands: 1 may run, 2 check, 3 act at once.</summary>
    public int? AlarmSeverity { get; init; }
}
