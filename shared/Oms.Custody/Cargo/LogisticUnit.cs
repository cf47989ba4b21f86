using Oms.Gs1;

namespace Oms.Custody.Cargo;

/// <summary>A pallet or parcel whose content was told in advance.</summary>
public sealed record LogisticUnit(Sscc Sscc, IReadOnlyList<LogisticContent> Content);

/// <param name="Units">How many units of this SKU and lot it holds, at least 1.</param>
public sealed record LogisticContent(string Sku, string Lot, int Units);
