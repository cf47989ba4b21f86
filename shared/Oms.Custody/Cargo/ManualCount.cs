using NodaTime;

namespace Oms.Custody.Cargo;

/// <summary>Units of one SKU and lot as a person counted them.</summary>
/// <param name="Quantity">All units, the damaged ones among them; at least 0.</param>
/// <param name="Damaged">The damaged ones, from 0 to <paramref name="Quantity"/>.</param>
public sealed record ManualCount(string Sku, string Lot, int Quantity, int Damaged, string By, Instant At);
