using NodaTime;
using Oms.Central.Locations;
using Oms.Central.Orders;
using Oms.Central.Routing;
using Oms.Custody.Places;

namespace Oms.Central.Tests.Routing;

/// <summary>Places and orders that tests of routing share.</summary>
internal static class Sites
{
    public static readonly LocalDate Today = new(2026, 11, 30);
    public static readonly Position Chicago = new(41_878_100, -87_629_800);
    private static readonly Position Milwaukee = new(43_038_900, -87_906_500);
    private static readonly Position Denver = new(39_739_200, -104_990_300);

    /// <summary>Some 131 km from Chicago.</summary>
    public static RoutingLocation Near(params (string Sku, int Units)[] stock) => At("near", Milwaukee, stock);

    /// <summary>Some 1 480 km from Chicago.</summary>
    public static RoutingLocation Far(params (string Sku, int Units)[] stock) => At("far", Denver, stock);

    public static RoutingLocation At(string id, Position? position, params (string Sku, int Units)[] stock) => new(
        id,
        LocationKind.Warehouse,
        Today,
        [.. stock.Select(each => new RoutingStock(each.Sku, each.Units, [new DatedUnits(each.Units, null)]))],
        position);

    public static RoutingOrder Order(params (string Sku, int Units)[] lines) => new(
        ShipPolicy.Split,
        [.. lines.Select((line, index) => new RoutingLine(index + 1, line.Sku, line.Units))],
        Chicago);

    public static RoutingTerms Policy(params RoutingRule[] rules) => new(rules);

    public static RoutingDecision Route(
        RoutingTerms terms, RoutingOrder order, params RoutingLocation[] locations) =>
        Router.Route(terms, order, locations, Today);

    /// <summary>The locations that send something, by id.</summary>
    public static string Senders(this RoutingDecision decision) =>
        string.Join(' ', decision.Planned.Select(units => units.Location).Distinct().Order(StringComparer.Ordinal));

    public static LocationVerdict Of(this RoutingDecision decision, string location) =>
        decision.Locations.Single(each => each.Location == location);
}
