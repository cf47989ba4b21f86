using NodaTime;

namespace Oms.Custody.Cargo;

/// <summary>One scan of a count.</summary>
/// <param name="Raw">The code as it was read.</param>
/// <param name="Device">The scanner.</param>
/// <param name="At">Device time.</param>
/// <param name="IsDamaged">Whether the person who scanned says that what bears the label is damaged.</param>
public sealed record TallyScan(string Raw, string Device, Instant At, bool IsDamaged = false)
{
    /// <summary>How many things bear this label, of which one was scanned; at least 1. A label with a serial number or
    /// an SSCC stands for one thing, whatever this says.</summary>
    public int Times { get; init; } = 1;

    /// <summary>As what the scanner or the person named it; null where the code alone tells.</summary>
    public NamedUnits? Named { get; init; }
}

/// <summary>Units that a scan named by their SKU.</summary>
/// <param name="Lot">Null where it was not told.</param>
/// <param name="Quantity">Units, at least 1.</param>
public sealed record NamedUnits(string Sku, string? Lot, int Quantity);
