using NodaTime;

namespace Oms.Custody.Inspections;

/// <summary>What a vehicle's meters showed.</summary>
/// <param name="Source">Who read them.</param>
/// <param name="OdometerMetres">Total distance, metres; null when it was not read.</param>
/// <param name="EngineSeconds">Total running time of the engine, seconds; null when it was not read.</param>
/// <param name="At">Device time of the reading.</param>
public sealed record MeterReading(MeterSource Source, long? OdometerMetres, long? EngineSeconds, Instant At);

/// <summary>Who read a meter. Stored by name; a member is never renamed.</summary>
public enum MeterSource
{
    Gate,
    Eld,
    Driver,
    Workshop,
    FuelPump,
}
