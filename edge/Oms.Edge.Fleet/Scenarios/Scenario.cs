using NodaTime;
using Oms.Custody.CheckOuts;

namespace Oms.Edge.Fleet.Scenarios;

/// <summary>A day at some depots, planned to the last unit: pure data, made from a seed and played by others.</summary>
/// <remarks>All times are offsets from the start, on the scaled clock that all processes share.</remarks>
/// <param name="Seed">What it was made from.</param>
/// <param name="Round">Its number in an endless run, from 0; ids of different rounds never meet.</param>
public sealed record Scenario(
    long Seed,
    int Round,
    IReadOnlyList<DepotPlan> Depots,
    IReadOnlyList<ProductPlan> Products,
    IReadOnlyList<LotPlan> Lots,
    IReadOnlyList<OrderPlan> Orders,
    IReadOnlyList<RoutePlan> Routes)
{
    public OrderPlan Order(string reference) => Orders.Single(order => order.Reference == reference);

    public ProductPlan Product(string sku) => Products.Single(product => product.Sku == sku);

    public DepotPlan Depot(string id) => Depots.Single(depot => depot.Id == id);

    /// <summary>The lot that fills all orders of a product at a depot.</summary>
    public LotPlan SupplyOf(string depot, string sku) =>
        Lots.Single(lot => lot.Depot == depot && lot.Sku == sku && lot.Supplies);

    /// <summary>Whether what comes back with a route is scanned by its labels alone: of the first one with which
    /// anything does.</summary>
    public bool IsLabelled(RoutePlan route) => route.Id == Routes.FirstOrDefault(one => one.Stops.Any(stop =>
        Order(stop.Order).Lines.Any(line => line.ComesBack > 0)))?.Id;

    /// <summary>What the goods of a route are known by; null where they are scanned by their SKU.</summary>
    public ManifestCatalogue? CatalogueOf(RoutePlan route) =>
        IsLabelled(route)
            ? new ManifestCatalogue(
            [
                .. route.Stops.SelectMany(stop => Order(stop.Order).Lines).Select(line => line.Sku)
                    .Distinct(StringComparer.Ordinal)
                    .Select(sku => new CatalogueProduct(sku, [new CatalogueItem(Product(sku).Gtin, 1)])
                    {
                        LotTracked = true,
                    }),
            ])
            : null;

    /// <summary>When the last truck should be checked out.</summary>
    public Duration Length => Routes.Max(route => route.Arrival) + ScenarioMaker.CheckOutTime;
}
