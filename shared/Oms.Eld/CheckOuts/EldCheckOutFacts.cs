using NodaTime;

namespace Oms.Eld;

/// <summary>What a check-out knows by itself, to hold an ELD file against. What it does not know is not compared.</summary>
/// <param name="At">When the vehicle is checked out.</param>
public sealed record EldCheckOutFacts(Instant At)
{
    /// <summary>The carrier's number of the vehicle that is checked out.</summary>
    public string? PowerUnit { get; init; }

    /// <summary>Its VIN, 17 characters.</summary>
    public string? Vin { get; init; }

    /// <summary>The manifest's shipping document number.</summary>
    public string? ShippingDocument { get; init; }

    /// <summary>What the gate read from the odometer. Metres.</summary>
    public long? OdometerMetres { get; init; }

    /// <summary>What the gate read from the engine's hour meter. Seconds.</summary>
    public long? EngineSeconds { get; init; }

    /// <summary>The time zone of the driver's home terminal.</summary>
    public DateTimeZone? HomeTerminalZone { get; init; }
}
