using Oms.Custody.CheckOuts;

namespace Oms.Edge.Fleet.Scenarios;

/// <param name="Class">The cargo that it may travel with.</param>
/// <param name="Gtin">Fourteen digits with a valid check digit (GS1 General Specifications, section 7.9).</param>
/// <param name="Band">The temperatures it may have; null when any will do.</param>
/// <param name="PriceMinor">The price of one unit in cents.</param>
public sealed record ProductPlan(
    string Sku, string Name, CargoClass Class, string Gtin, TemperatureBand? Band, int PriceMinor);

/// <summary>What a vehicle carries on one route.</summary>
public enum CargoClass
{
    Dry,
    Chilled,
    Pharma,
    Frozen,
}

/// <summary>Units of one lot that a depot receives before the first order.</summary>
/// <param name="ExpiresDays">Days from the start until it expires; the lot that expires first leaves first.</param>
/// <param name="Supplies">Whether it is the lot from which all orders are filled.</param>
/// <param name="Blocked">Why it must not leave; null when it may.</param>
public sealed record LotPlan(
    string Sku, string Depot, string Lot, int Quantity, int ExpiresDays, bool Supplies, string? Blocked = null);
