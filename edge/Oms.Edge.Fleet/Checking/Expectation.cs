using Oms.Custody.CheckOuts;
using Oms.Edge.Fleet.Scenarios;

namespace Oms.Edge.Fleet.Checking;

/// <summary>Works out from the plan alone what must have become of every unit.</summary>
internal static class Expectation
{
    public static Facts Of(IReadOnlyList<Scenario> rounds) => new(
        [.. rounds.SelectMany(Orders)],
        [.. rounds.SelectMany(Stock)],
        [.. rounds.SelectMany(CheckOuts)],
        [.. rounds.SelectMany(Claims)]);

    private static IEnumerable<OrderFact> Orders(Scenario scenario) =>
        from route in scenario.Routes
        from stop in route.Stops
        let order = scenario.Order(stop.Order)
        select new OrderFact(order.Reference, "closed", [.. order.Lines.Select(line => Line(line, route))]);

    private static LineFact Line(LinePlan line, RoutePlan route) => new(
        line.Line,
        line.Sku,
        Filled(
            ("ordered", line.Quantity),
            ("shipped", line.Quantity),
            ("delivered", line.Delivered),
            ("lost", line.Short),
            ("turned_back", line.ComesBack)),
        route.Excursion is null ? [] : ["excursion"]);

    private static IEnumerable<StockFact> Stock(Scenario scenario)
    {
        foreach (var lot in scenario.Lots)
        {
            // The lot that covers the orders gives them up; what is turned back at a stop returns to it.
            var lines = lot.Supplies
                ? scenario.Orders.Where(order => order.Depot == lot.Depot)
                    .SelectMany(order => order.Lines).Where(line => line.Sku == lot.Sku).ToList()
                : [];
            var left = lot.Quantity - lines.Sum(line => line.Quantity);
            var back = lines.Sum(line => line.ComesBack);
            var status = lot.Blocked is null ? "approved" : "quarantined";
            if (left > 0)
            {
                yield return new StockFact(lot.Sku, lot.Depot, $"{lot.Lot} {status}", left);
            }

            if (back > 0)
            {
                yield return new StockFact(lot.Sku, lot.Depot, $"{lot.Lot} turned back", back);
            }
        }
    }

    private static IEnumerable<CheckOutFact> CheckOuts(Scenario scenario) =>
        from route in scenario.Routes
        select new CheckOutFact(
            route.Id,
            route.Depot,
            route.Vehicle,
            "completed",
            $"depot:{route.Depot}",
            Steps(route),
            route.Excursion is null ? 0 : 1,
            CameBack(scenario, route));

    private static IReadOnlyList<string> Steps(RoutePlan route)
    {
        string?[] steps =
        [
            CheckOutEvents.Arrived, CheckOutEvents.ManifestAttached, CheckOutEvents.VehicleInspected,
            CheckOutEvents.DeliveryReconciled, CheckOutEvents.CargoVerified, CheckOutEvents.EldFileAttached,
            CheckOutEvents.KeysReturned, CheckOutEvents.SignedOff, CheckOutEvents.Completed,
            route.Excursion is null ? null : CheckOutEvents.TemperatureExcursionRecorded,
        ];
        return [.. steps.OfType<string>().Order(StringComparer.Ordinal)];
    }

    private static Dictionary<string, int> CameBack(Scenario scenario, RoutePlan route) =>
        route.Stops.SelectMany(stop => scenario.Order(stop.Order).Lines)
            .Where(line => line.ComesBack > 0)
            .GroupBy(line => $"{line.Sku} {scenario.SupplyOf(route.Depot, line.Sku).Lot}")
            .ToDictionary(lines => lines.Key, lines => lines.Sum(line => line.ComesBack));

    private static IEnumerable<ClaimFact> Claims(Scenario scenario) =>
        from route in scenario.Routes
        from stop in route.Stops
        from line in scenario.Order(stop.Order).Lines
        from claim in new ClaimFact[]
        {
            new("shortage", route.Id, stop.Order, line.Short), new("damage", route.Id, stop.Order, line.Damaged),
        }
        where claim.Units > 0
        select claim;

    private static Dictionary<string, int> Filled(params IEnumerable<(string Place, int Units)> places) =>
        places.Where(place => place.Units != 0).ToDictionary(place => place.Place, place => place.Units);
}
