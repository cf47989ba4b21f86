using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Edge.Fleet.Checking;
using Oms.Edge.Fleet.Scenarios;
using Xunit;

namespace Oms.Edge.Fleet.Tests.Scenarios;

/// <summary>What holds of every scenario, whatever its seed, round and shape.</summary>
public sealed class ScenarioProperties
{
    private static readonly Arbitrary<Scenario> Scenarios = Arb.From(
        from seed in Gen.Choose(-1_000_000, 1_000_000)
        from round in Gen.Choose(0, 50)
        from depots in Gen.Choose(1, 4)
        from routes in Gen.Choose(1, 4)
        from orders in Gen.Choose(3, 20)
        from troubles in Gen.Choose(0, 1)
        let shape = new ScenarioShape(
            depots, routes, orders, troubles, troubles, troubles,
            Excursions: depots * routes > 1 ? troubles : 0, Defects: troubles)
        select ScenarioMaker.Make(seed, round, shape));

    [Fact]
    public void Every_order_is_on_exactly_one_route_of_its_own_depot() =>
        Holds(scenario =>
        {
            var stops = scenario.Routes
                .SelectMany(route => route.Stops.Select(stop => (stop.Order, route.Depot))).ToList();
            Assert.Equal(
                scenario.Orders.Select(order => (order.Reference, order.Depot)).Order(), stops.Order());
            Assert.Equal(stops.Count, stops.Distinct().Count());
        });

    [Fact]
    public void The_fates_of_a_line_add_up_to_its_quantity_and_a_failure_has_a_reason() =>
        Holds(scenario =>
        {
            foreach (var line in scenario.Orders.SelectMany(order => order.Lines))
            {
                Assert.True(line.Quantity > 0);
                Assert.True(line is { Delivered: >= 0, Short: >= 0, Refused: >= 0, Damaged: >= 0 });
                Assert.Equal(line.Quantity, line.Delivered + line.Short + line.Refused + line.Damaged);
                Assert.Equal(line.Delivered < line.Quantity, line.Reason is not null);
            }
        });

    [Fact]
    public void The_lot_that_supplies_a_product_covers_all_that_is_ordered_of_it() =>
        Holds(scenario =>
        {
            foreach (var lines in scenario.Orders
                .SelectMany(order => order.Lines, (order, line) => (order.Depot, line.Sku, line.Quantity))
                .GroupBy(line => (line.Depot, line.Sku)))
            {
                Assert.True(scenario.SupplyOf(lines.Key.Depot,
                    lines.Key.Sku).Quantity >= lines.Sum(line => line.Quantity));
            }
        });

    [Fact]
    public void The_lot_that_supplies_a_product_expires_before_any_other_that_may_leave() =>
        Holds(scenario =>
        {
            foreach (var lots in scenario.Lots.GroupBy(lot => (lot.Depot, lot.Sku)))
            {
                var supply = lots.Single(lot => lot.Supplies);
                Assert.Null(supply.Blocked);
                Assert.DoesNotContain(lots, lot =>
                    lot != supply && lot.Blocked is null && lot.ExpiresDays <= supply.ExpiresDays);
            }
        });

    [Fact]
    public void No_two_trucks_share_a_dock_a_driver_or_a_device() =>
        Holds(scenario =>
        {
            Assert.Distinct(scenario.Routes.Select(route => route.Dock));
            Assert.Distinct(scenario.Routes.Select(route => route.Vehicle));
            Assert.Distinct(scenario.Routes.Select(route => route.Driver));
            Assert.Distinct(scenario.Routes.Select(route => route.Eld));
            Assert.Distinct(scenario.Routes.Select(route => route.Reefer).OfType<string>());
            Assert.Distinct(scenario.Routes.Select(route => route.BadgeToken));
        });

    [Fact]
    public void A_truck_carries_only_what_may_travel_together_and_keeps_its_band() =>
        Holds(scenario =>
        {
            foreach (var route in scenario.Routes)
            {
                Assert.All(
                    route.Stops.SelectMany(stop => scenario.Order(stop.Order).Lines),
                    line => Assert.Equal(route.Band, scenario.Product(line.Sku).Band));
                Assert.Equal(route.Band is null, route.Reefer is null);
            }
        });

    [Fact]
    public void Cargo_is_out_of_its_band_in_its_planned_excursion_and_at_no_other_time() =>
        Holds(scenario =>
        {
            foreach (var route in scenario.Routes.Where(route => route.Reefer is not null))
            {
                foreach (var at in TemperatureCurve.Times(route))
                {
                    var value = TemperatureCurve.ReturnAir(route, at);
                    var warm = route.Excursion is { } excursion && at >= excursion.From && at < excursion.To;
                    Assert.Equal(warm, value > route.Band!.MaxMilliC);
                    Assert.True(value >= route.Band.MinMilliC);
                }
            }
        });

    [Fact]
    public void An_excursion_happens_behind_closed_doors_with_the_cargo_on_board() =>
        Holds(scenario =>
        {
            foreach (var route in scenario.Routes)
            {
                if (route.Excursion is { } excursion)
                {
                    Assert.True(excursion.From > route.Departure);
                    Assert.True(excursion.To < route.Stops[0].At);
                    Assert.True(excursion.To - excursion.From >= Duration.FromMinutes(20));
                }
            }
        });

    [Fact]
    public void As_much_goes_wrong_as_the_shape_demands() =>
        Holds(scenario =>
        {
            var lines = scenario.Orders.SelectMany(order => order.Lines).ToList();
            var troubles = scenario.Orders.Count(order => order.Lines.Any(line => line.Reason is not null));
            Assert.Equal(lines.Count(line => line.Short > 0), lines.Count(line => line.Damaged > 0));
            Assert.Equal(troubles, 3 * lines.Count(line => line.Short > 0));
        });

    [Fact]
    public void The_same_seed_makes_the_same_scenario_and_another_seed_another() =>
        Prop.ForAll(Arb.From(Gen.Choose(0, 100_000)), seed =>
        {
            Assert.Equal(Text(ScenarioMaker.Make(seed)), Text(ScenarioMaker.Make(seed)));
            Assert.NotEqual(Text(ScenarioMaker.Make(seed)), Text(ScenarioMaker.Make(seed + 1L)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Rounds_of_one_seed_share_no_order_route_or_lot()
    {
        var (one, two) = (ScenarioMaker.Make(7, 1), ScenarioMaker.Make(7, 2));

        Assert.Empty(one.Orders.Select(order => order.Reference)
            .Intersect(two.Orders.Select(order => order.Reference)));
        Assert.Empty(one.Routes.Select(route => route.Id).Intersect(two.Routes.Select(route => route.Id)));
        Assert.Empty(one.Routes.Select(route => route.Vehicle).Intersect(two.Routes.Select(route => route.Vehicle)));
        Assert.Empty(one.Lots.Select(lot => lot.Lot).Intersect(two.Lots.Select(lot => lot.Lot)));
    }

    [Fact]
    public void Rounds_with_their_own_goods_share_no_product_and_only_they_may_be_expected_together()
    {
        var shape = new ScenarioShape(OwnGoods: true);
        var rounds = Enumerable.Range(0, 40).Select(round => ScenarioMaker.Make(7, round, shape)).ToList();
        var products = rounds.SelectMany(round => round.Products).Append(ScenarioMaker.Make(7).Products[0]).ToList();

        Assert.Equal(products.Count, products.Select(product => product.Sku).Distinct().Count());
        Assert.Equal(products.Count, products.Select(product => product.Gtin).Distinct().Count());
        Assert.Equal(40 * shape.Orders, Facts.Expected(rounds).Orders.Count);
        Assert.Throws<ArgumentException>(() => Facts.Expected(ScenarioMaker.Make(7, 1), ScenarioMaker.Make(7, 2)));
    }

    [Theory]
    [InlineData(0, 2, 5)]
    [InlineData(5, 2, 5)]
    [InlineData(2, 5, 5)]
    [InlineData(2, 2, 21)]
    public void A_shape_out_of_its_ranges_is_refused(int depots, int routes, int orders) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => ScenarioMaker.Make(1, 0, new ScenarioShape(depots, routes, orders)));

    [Fact]
    public void The_usual_scenario_is_twenty_orders_on_four_routes_of_two_depots()
    {
        var scenario = ScenarioMaker.Make(1);

        Assert.Equal(20, scenario.Orders.Count);
        Assert.Equal(4, scenario.Routes.Count);
        Assert.Equal(2, scenario.Depots.Count);
        Assert.Single(scenario.Orders, order => order.Lines.Any(line => line.Refused > 0));
        Assert.Single(scenario.Orders, order => order.Lines.Any(line => line.Short > 0));
        Assert.Single(scenario.Routes, route => route.Excursion is not null);
    }

    private static void Holds(Action<Scenario> property) =>
        Prop.ForAll(Scenarios, property).QuickCheckThrowOnFailure();

    private static string Text(Scenario scenario) => string.Join('\n', [
        .. scenario.Orders.Select(order => $"{order} {string.Join(' ', order.Lines)}"),
        .. scenario.Routes.Select(route => $"{route} {string.Join(' ', route.Stops)}"),
        .. scenario.Lots.Select(lot => lot.ToString())]);
}
