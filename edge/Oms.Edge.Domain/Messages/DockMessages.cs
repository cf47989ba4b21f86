using NodaTime;
using Oms.Custody.Seals;

namespace Oms.Edge.Messages;

/// <summary>A unit or a label was scanned.</summary>
/// <param name="Code">The code as it was read.</param>
public sealed record Scan(Instant At, string Code) : DeviceMessage(At)
{
    /// <summary>The stock keeping unit; null where the code tells what it is.</summary>
    public string? Sku { get; init; }

    /// <summary>Only with a SKU: a code tells its own lot.</summary>
    public string? Lot { get; init; }

    /// <summary>How many units, or things that bear the label, the scan stands for; 1 when absent.</summary>
    public int? Quantity { get; init; }

    /// <summary>Whether it is damaged; not when absent.</summary>
    public bool? Damaged { get; init; }

    /// <summary>The check-out it belongs to; null where the scanner's dock says which.</summary>
    public string? CheckOut { get; init; }
}

/// <summary>A badge was held to a reader.</summary>
/// <param name="Token">What the reader read; the record keeps only its digest.</param>
public sealed record BadgeSwipe(Instant At, string Token) : DeviceMessage(At);

/// <summary>What the circuit of a door's seal or contact says.</summary>
public sealed record SealCircuit(Instant At, CircuitState State) : DeviceMessage(At)
{
    /// <summary>The trailer's or vehicle's fleet number; null for the one that the device is built into.</summary>
    public string? Unit { get; init; }

    /// <summary>Null for the device's own.</summary>
    public string? Door { get; init; }
}

/// <summary>A dock door was opened or closed.</summary>
public sealed record DockDoorState(Instant At, bool Open) : DeviceMessage(At);
