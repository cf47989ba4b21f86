using Oms.Custody.CheckOuts;
using Oms.Edge.Fleet.Scenarios;

namespace Oms.Edge.Fleet.Checking;

/// <summary>Works out from the plan alone what must have become of every unit.</summary>
internal static class Expectation
{
    public static Facts Of(IReadOnlyList<Scenario> rounds)
    {
        if (rounds.SelectMany(round => round.Products).GroupBy(product => product.Sku)
            .FirstOrDefault(same => same.Count() > 1) is { } shared)
        {
            throw new ArgumentException($"Two rounds have the product {shared.Key}.", nameof(rounds));
        }

        return new Facts(
            [.. rounds.SelectMany(Orders)],
            [.. rounds.SelectMany(Stock)],
            [.. rounds.SelectMany(CheckOuts)],
            [.. rounds.SelectMany(Claims)]);
    }

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
        // A product that got too warm on any route is set aside at its depot, lot by lot.
        var warm = scenario.Routes.Where(route => route.Excursion is not null)
            .SelectMany(route => route.Stops.SelectMany(stop => scenario.Order(stop.Order).Lines), (route, line) =>
                (route.Depot, line.Sku))
            .ToHashSet();
        foreach (var lot in scenario.Lots)
        {
            if (!lot.Supplies)
            {
                yield return new StockFact(
                    lot.Sku, lot.Depot, $"{lot.Lot} {(lot.Blocked is null ? "approved" : "quarantined")}",
                        lot.Quantity);
                continue;
            }

            // The lot gives up what is ordered. What is refused returns to it, unless it is not fit to be sold again.
            var lines = LinesFrom(scenario, lot);
            var good = lines.Where(line => !line.Warm).Sum(line => line.Line.Refused);
            var bad = lines.Sum(line => line.Line.Damaged)
                + lines.Where(line => line.Warm).Sum(line => line.Line.Refused);
            var left = lot.Quantity - lines.Sum(line => line.Line.Quantity) + good;
            if (left > 0)
            {
                var status = warm.Contains((lot.Depot, lot.Sku)) ? "quarantined" : "approved";
                yield return new StockFact(lot.Sku, lot.Depot, $"{lot.Lot} {status}", left);
            }

            if (bad > 0)
            {
                yield return new StockFact(lot.Sku, lot.Depot, $"{lot.Lot}~returned quarantined", bad);
            }
        }
    }

    private static List<(LinePlan Line, bool Warm)> LinesFrom(Scenario scenario, LotPlan lot) =>
    [
        .. from route in scenario.Routes
           where route.Depot == lot.Depot
           from stop in route.Stops
           from line in scenario.Order(stop.Order).Lines
           where line.Sku == lot.Sku
           select (line, route.Excursion is not null),
    ];

    private static IEnumerable<CheckOutFact> CheckOuts(Scenario scenario) =>
        from route in scenario.Routes
        select new CheckOutFact(
            route.Id,
            route.Depot,
            route.Vehicle,
            "completed",
            $"depot:{route.Depot}",
            Steps(route, scenario),
            route.Excursion is null ? 0 : 1,
            CameBack(scenario, route));

    private static IReadOnlyList<string> Steps(RoutePlan route, Scenario scenario)
    {
        string?[] steps =
        [
            CheckOutEvents.Arrived, CheckOutEvents.ManifestAttached, CheckOutEvents.VehicleInspected,
            CheckOutEvents.DeliveryReconciled, CheckOutEvents.CargoVerified, CheckOutEvents.EldFileAttached,
            CheckOutEvents.KeysReturned, CheckOutEvents.AssetHanded, CheckOutEvents.OdometerRead,
            CheckOutEvents.WeightRecorded, CheckOutEvents.SignedOff, CheckOutEvents.Completed,
            route.Defect is null ? null : CheckOutEvents.RepairCertified,
            CameBack(scenario, route).Count == 0 ? null
                : scenario.IsLabelled(route) ? CheckOutEvents.CodeScanned
                : CheckOutEvents.CargoScanned,
            route.Excursion is null ? null : CheckOutEvents.TemperatureExcursionRecorded,
            route.Band is null ? null : CheckOutEvents.TemperatureJudged,
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
