using NodaTime;

namespace Oms.Edge.Messages;

/// <summary>One reading of a vehicle, taken by its ELD.</summary>
public sealed record EldReading(Instant At) : DeviceMessage(At)
{
    public long? OdometerMetres { get; init; }

    public long? EngineSeconds { get; init; }

    public int? SpeedMmPerSecond { get; init; }

    public int? LatitudeMicrodegrees { get; init; }

    public int? LongitudeMicrodegrees { get; init; }

    public int? FuelPermille { get; init; }
}

/// <summary>A block of ELD events, oldest first.</summary>
/// <param name="Vehicle">The power unit's fleet number.</param>
/// <param name="Events">1 to 200.</param>
public sealed record EldEvents(Instant At, string Vehicle, IReadOnlyList<EldEvent> Events) : DeviceMessage(At)
{
    /// <summary>Who is logged in; null for nobody.</summary>
    public string? Driver { get; init; }
}

/// <param name="Sequence">0 to 65535; continues across users and power cycles, wraps to 0.</param>
/// <param name="Type">1 to 7: 49 CFR 395 subpart B appendix A, table 6.</param>
/// <param name="Code">0 to 9, the same table.</param>
/// <param name="At">Time of the event by the ELD.</param>
public sealed record EldEvent(int Sequence, int Type, int Code, Instant At)
{
    public long? OdometerMetres { get; init; }

    public long? EngineSeconds { get; init; }

    public string? Driver { get; init; }

    /// <summary>P E T L R S O for malfunctions, 1 to 6 for diagnostics (table 4).</summary>
    public string? Malfunction { get; init; }
}
