using NodaTime;

namespace Oms.Custody.Cargo;

/// <summary>Units of one SKU and lot that a count should find.</summary>
/// <param name="Quantity">Units, at least 0.</param>
/// <param name="Expiry">The lot's expiry date; null where it has none.</param>
/// <param name="Serials">The units' serial numbers; empty where they are not told apart.</param>
public sealed record ExpectedUnits(
    string Sku, string Lot, int Quantity, LocalDate? Expiry, IReadOnlyList<string> Serials);
