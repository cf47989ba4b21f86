using Oms.Gs1;

namespace Oms.Custody.Cargo;

/// <summary>What a GTIN stands for. Every level of packaging has a GTIN of its own.</summary>
/// <param name="Gtin">The item's or the case's number.</param>
/// <param name="Sku">The stock keeping unit within.</param>
/// <param name="Units">How many units it holds: 1 for the unit itself, more for a case; at least 1.</param>
public sealed record TradeItem(Gtin Gtin, string Sku, int Units)
{
    /// <summary>Whether its label must tell the lot.</summary>
    public bool IsLotTracked { get; init; }

    /// <summary>Whether its label must tell a serial number.</summary>
    public bool IsSerialTracked { get; init; }

    /// <summary>Whether its expiry date must be known, from the label or from the manifest.</summary>
    public bool IsExpiryTracked { get; init; }
}
