namespace Oms.Custody.Cargo;

/// <summary>Units of one SKU and lot that the manifest put on board.</summary>
/// <param name="Quantity">Units, at least 0.</param>
public sealed record CarriedLine(string Sku, string Lot, int Quantity);
