using System.Text.Json.Serialization;
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
/// <param name="Events">Up to 200; at least one where there are no <see cref="StatusChanges"/>.</param>
public sealed record EldEvents(Instant At, string Vehicle, IReadOnlyList<EldEvent> Events) : DeviceMessage(At)
{
    /// <summary>Who is logged in; null for nobody.</summary>
    public string? Driver { get; init; }

    /// <summary>What edits, and answers to requests for them, did to records before; up to 200.</summary>
    public IReadOnlyList<EldStatusChange>? StatusChanges { get; init; }
}

/// <summary>One event. What its kind has no use for is left out.</summary>
/// <param name="Sequence">0 to 65535; continues across users and power cycles, wraps to 0.</param>
/// <param name="Type">1 to 7: 49 CFR 395 subpart B appendix A, table 6.</param>
/// <param name="Code">0 to 9, the same table.</param>
/// <param name="At">Time of the event by the ELD.</param>
/// <remarks>Stored: a member once released never changes. The output file needs those members that its rows have
/// (appendix A, 4.8.2.1); what is told without them still is in the record.</remarks>
public sealed record EldEvent(int Sequence, int Type, int Code, Instant At)
{
    /// <summary>The vehicle's total.</summary>
    public long? OdometerMetres { get; init; }

    /// <summary>The engine's total.</summary>
    public long? EngineSeconds { get; init; }

    /// <summary>The ELD user name of who made it; null for the block's driver.</summary>
    public string? Driver { get; init; }

    /// <summary>P E T L R S O for malfunctions, 1 to 6 for diagnostics (table 4).</summary>
    public string? Malfunction { get; init; }

    /// <summary>The power unit's number; null for the block's vehicle.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PowerUnit { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? LatitudeMicrodegrees { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? LongitudeMicrodegrees { get; init; }

    /// <summary>Why there are no coordinates: X not measured, M typed by the driver, E malfunction (4.6.1.4). Without
    /// coordinates and letter it is X.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Position { get; init; }

    /// <summary>Coordinates with one decimal, as under personal conveyance (4.7.3); false where absent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? ReducedPosition { get; init; }

    /// <summary>1 to 4: table 8; 1 (active) where absent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? RecordStatus { get; init; }

    /// <summary>1 to 4: table 7; 1 (the ELD) where absent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? RecordOrigin { get; init; }

    /// <summary>Driven since the ignition was switched on.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? AccumulatedMetres { get; init; }

    /// <summary>Engine time since the ignition was switched on.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? AccumulatedEngineSeconds { get; init; }

    /// <summary>Driven since the last valid coordinates; 0 where absent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? UnlocatedMetres { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? HasMalfunction { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? HasDiagnostic { get; init; }

    /// <summary>The event data check value that the ELD computed, two hexadecimal digits.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Check { get; init; }

    /// <summary>Annotation, up to 60 characters.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Comment { get; init; }

    /// <summary>Where the driver says the vehicle was, up to 60 characters.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Location { get; init; }

    /// <summary>The day that is certified; only type 4.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LocalDate? CertifiedDay { get; init; }

    /// <summary>17 characters; only type 6.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Vin { get; init; }

    /// <summary>Up to 32 characters; only type 6.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Trailers { get; init; }

    /// <summary>Up to 40 characters; only type 6.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ShippingDocument { get; init; }
}

/// <summary>A record counts in another way from now on; it has no row of its own.</summary>
/// <param name="Sequence">The id of the record that changed.</param>
/// <param name="RecordStatus">1 to 4: table 8.</param>
public sealed record EldStatusChange(int Sequence, Instant At, int RecordStatus);
