namespace Oms.Custody.Cargo;

/// <summary>What one stop's proof of delivery says of one SKU and lot; each count at least 0.</summary>
/// <param name="Delivered">Taken by the consignee.</param>
/// <param name="Refused">Offered and not taken; it should come back.</param>
/// <param name="Damaged">Not fit to be handed over; it should come back.</param>
public sealed record StopLine(int Stop, string Sku, string Lot, int Delivered, int Refused, int Damaged);
