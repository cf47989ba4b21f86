namespace Oms.Custody.Cargo;

/// <summary>What was counted of one SKU and lot when the vehicle was back; each count at least 0.</summary>
/// <param name="Good">Fit to be sold again.</param>
/// <param name="Damaged">Not fit.</param>
public sealed record ReturnedLine(string Sku, string Lot, int Good, int Damaged);
