using Oms.Central.Locations;
using Oms.Central.Orders;
using Oms.Central.Routing;
using Oms.Custody.CheckOuts;
using Oms.Finance;
using Xunit;
using static Oms.Central.Tests.Routing.Sites;

namespace Oms.Central.Tests.Routing;

public sealed class RouterTests
{
    private static readonly RoutingRule Nearest = new RoutingRule.Nearest();
    private static readonly RoutingRule Fewest = new RoutingRule.FewestSplits();

    [Fact]
    public void The_first_rank_that_tells_plans_apart_decides()
    {
        var order = Order(("MILK", 5), ("NUTS", 5));
        var (near, far) = (Near(("MILK", 5)), Far(("MILK", 5), ("NUTS", 5)));

        Assert.Equal("far", Route(Policy(Fewest, Nearest), order, near, far).Senders());
        Assert.Equal("far", Route(Policy(Nearest), order, near, far).Senders());
        Assert.Equal("near", Route(Policy(Fewest, Nearest), Order(("MILK", 5)), near, far).Senders());
        Assert.Equal("far", Route(
            Policy(new RoutingRule.InOrder(["far"]), Nearest), Order(("MILK", 5)), near, far).Senders());
    }

    [Fact]
    public void A_plan_that_promises_more_units_goes_before_every_rank() =>
        Assert.Equal("far near", Route(
            Policy(Fewest, Nearest), Order(("MILK", 8)), Near(("MILK", 5)), Far(("MILK", 5))).Senders());

    [Fact]
    public void What_nobody_has_waits_where_the_rest_leaves_from()
    {
        var decision = Route(Policy(Nearest), Order(("MILK", 9)), Near(), Far(("MILK", 5)));

        Assert.Equal([new PlannedUnits(1, "MILK", "far", 5)], decision.Planned);
        Assert.Equal([new WaitingUnits(1, "MILK", "far", 4)], decision.Waiting);
        Assert.Equal(RoutingOutcome.WithoutStock, decision.Of("near").Outcome);
    }

    [Fact]
    public void A_line_that_no_location_may_serve_waits_nowhere()
    {
        var order = Order(("ACID", 1)) with { Lines = [new RoutingLine(1, "ACID", 1, HazardClass: "8")] };
        var decision = Route(Policy(new RoutingRule.HazardCapability()), order, Near(("ACID", 5)));

        Assert.Equal([new WaitingUnits(1, "ACID", null, 1)], decision.Waiting);
        Assert.Equal(RoutingOutcome.Excluded, decision.Of("near").Outcome);
        Assert.Equal("hazard_capability", Assert.Single(decision.Of("near").Findings).Rule);
        Assert.Equal("near", Route(
            Policy(new RoutingRule.HazardCapability()), order,
            Near(("ACID", 5)) with { HazardClasses = ["8"] }).Senders());
    }

    [Fact]
    public void An_order_that_ships_complete_leaves_from_one_location_or_waits_as_a_whole()
    {
        var order = Order(("MILK", 5), ("NUTS", 5)) with { ShipPolicy = ShipPolicy.Complete };

        var waits = Route(Policy(Nearest), order, Near(("MILK", 5)), Far(("NUTS", 5)));
        Assert.Empty(waits.Planned);
        Assert.Equal(10, waits.Waiting.Sum(units => units.Quantity));
        Assert.Single(waits.Waiting.Select(units => units.Location).Distinct());
        Assert.Equal(new LostBy("units", 5, 0), waits.Of("far").Lost);

        Assert.Equal("far", Route(
            Policy(Nearest), order, Near(("MILK", 5)), Far(("MILK", 5), ("NUTS", 5))).Senders());
    }

    [Fact]
    public void An_order_below_the_split_threshold_is_not_split()
    {
        var terms = Policy(Nearest) with { SplitAbove = Money.Of(10_000, "EUR") };
        var order = Order(("MILK", 5), ("NUTS", 5));
        RoutingLocation[] both = [Near(("MILK", 5)), Far(("NUTS", 4))];

        var small = Route(terms, order with { Value = Money.Of(9_999, "EUR") }, both);
        Assert.Equal("near", small.Senders());
        Assert.Equal([new WaitingUnits(2, "NUTS", "near", 5)], small.Waiting);
        Assert.Equal("far near", Route(terms, order with { Value = Money.Of(10_000, "EUR") }, both).Senders());
        Assert.Equal("far near", Route(terms, order with { Value = Money.Of(1, "USD") }, both).Senders());
    }

    [Fact]
    public void Lines_of_one_product_share_its_stock()
    {
        var decision = Route(Policy(Nearest), Order(("MILK", 4), ("MILK", 4)), Near(("MILK", 5)));

        Assert.Equal(5, decision.Planned.Sum(units => units.Quantity));
        Assert.Equal([new WaitingUnits(2, "MILK", "near", 3)], decision.Waiting);
    }

    public static TheoryData<RoutingRule, RoutingLocation> Filters => new()
    {
        { new RoutingRule.OnlyKinds([LocationKind.Store]), Near(("MILK", 5)) },
        { new RoutingRule.Within(100), Near(("MILK", 5)) },
        { new RoutingRule.Within(100), At("near", null, ("MILK", 5)) },
        { new RoutingRule.NoDisruption(), Near(("MILK", 5)) with { Disruption = "snow" } },
        { new RoutingRule.HasCapacity(), Near(("MILK", 5)) with { OrdersLeft = 0 } },
        { new RoutingRule.NotTurnedDown(), Near(("MILK", 5)) },
        { new RoutingRule.KeepsPromise(), Near(("MILK", 5)) with { DispatchOn = Today.PlusDays(2) } },
        { new RoutingRule.TemperatureCapability(), Near(("MILK", 5)) },
        {
            new RoutingRule.TemperatureCapability(),
            Near(("MILK", 5)) with { Bands = [new TemperatureBand(1_999, 8_000)] }
        },
        {
            new RoutingRule.RemainingLife(),
            Near() with { Stock = [new RoutingStock("MILK", 5, [new DatedUnits(5, Today.PlusDays(7))])] }
        },
    };

    [Theory]
    [MemberData(nameof(Filters), DisableDiscoveryEnumeration = true)]
    public void A_filter_leaves_out_the_location_and_says_so(RoutingRule filter, RoutingLocation location)
    {
        var order = new RoutingOrder(
            ShipPolicy.Split,
            [new RoutingLine(1, "MILK", 5, new TemperatureBand(2_000, 8_000), MinRemainingDays: 7)],
            Chicago,
            Today.PlusDays(2),
            TurnedDown: [new TurnedDownLine(1, "near")]);

        Assert.Equal("near", Route(Policy(Nearest), order, location).Senders());
        var decision = Route(Policy(filter, Nearest), order, location);
        Assert.Empty(decision.Planned);
        Assert.Contains(decision.Of("near").Findings, finding => finding.Rule == filter.Name);
    }

    [Fact]
    public void Filters_let_through_what_just_meets_them()
    {
        var order = new RoutingOrder(
            ShipPolicy.Split,
            [new RoutingLine(1, "MILK", 5, new TemperatureBand(2_000, 8_000), "3", 7)],
            Chicago,
            Today.PlusDays(1));
        var location = Near() with
        {
            Stock = [new RoutingStock("MILK", 5, [new DatedUnits(5, Today.PlusDays(8))])],
            Bands = [new TemperatureBand(2_000, 8_000)],
            HazardClasses = ["3"],
            OrdersLeft = 1,
        };

        Assert.Equal("near", Route(
            Policy(
                new RoutingRule.OnlyKinds([LocationKind.Warehouse]), new RoutingRule.Within(132),
                new RoutingRule.NoDisruption(), new RoutingRule.HasCapacity(), new RoutingRule.NotTurnedDown(),
                new RoutingRule.KeepsPromise(), new RoutingRule.TemperatureCapability(),
                new RoutingRule.HazardCapability(), new RoutingRule.RemainingLife()),
            order,
            location).Senders());
    }

    [Fact]
    public void Ranks_weigh_stock_cost_and_days()
    {
        var order = Order(("MILK", 5));
        var (near, far) = (Near(("MILK", 6)), Far(("MILK", 50)));
        var terms = Policy(new RoutingRule.Cheapest()) with
        {
            Cost = new ParcelCost(Money.Of(500, "USD"), Money.Of(40, "USD")),
        };

        Assert.Equal("far", Route(Policy(new RoutingRule.HighestStock()), order, near, far).Senders());
        Assert.Equal("far", Route(Policy(new RoutingRule.ProtectLowStock(2), Nearest), order, near, far).Senders());
        Assert.Equal("near", Route(Policy(new RoutingRule.ProtectLowStock(1), Nearest), order, near, far).Senders());
        Assert.Equal("near", Route(Policy(new RoutingRule.Fastest()), order, near, far).Senders());
        Assert.Equal("far", Route(
            Policy(new RoutingRule.Fastest()), order, near with { DispatchOn = Today.PlusDays(3) }, far).Senders());
        Assert.Equal(
            [new RankScore("units", 0), new RankScore("cheapest", 552)], Route(terms, order, near, far).Scores);
    }

    [Fact]
    public void Whoever_lost_is_told_by_which_rule_and_by_how_much()
    {
        var decision = Route(
            Policy(Fewest, Nearest), Order(("MILK", 5)), Near(("MILK", 5)), Far(("MILK", 5)), At("half", Chicago,
                ("MILK", 3)));

        Assert.Equal(RoutingOutcome.Chosen, decision.Of("near").Outcome);
        Assert.Equal("nearest", decision.Of("far").Lost!.Rule);
        Assert.Equal(decision.Of("near").Metres, decision.Of("far").Lost!.Chosen);
        Assert.Equal(new LostBy("fewest_splits", 2, 1), decision.Of("half").Lost);
    }

    [Fact]
    public void Equal_plans_are_told_apart_by_the_ids() =>
        Assert.Equal("a", Route(
            Policy(Fewest), Order(("MILK", 5)), At("b", Chicago, ("MILK", 5)), At("a", null, ("MILK", 5))).Senders());

    [Fact]
    public void A_location_that_never_sends_is_left_out() =>
        Assert.Equal("calendar", Assert.Single(Route(
            Policy(Nearest), Order(("MILK", 1)), Near(("MILK", 5)) with { DispatchOn = null })
            .Of("near").Findings).Rule);

    [Fact]
    public void A_location_named_twice_and_a_line_of_nothing_are_refused()
    {
        _ = Assert.Throws<ArgumentException>(() => Route(Policy(Nearest), Order(("MILK", 1)), Near(), Near()));
        _ = Assert.Throws<ArgumentException>(() => Route(Policy(Nearest), Order(("MILK", 0)), Near()));
    }

    [Theory]
    [InlineData(12, true)]
    [InlineData(200, false)]
    public void Five_thousand_lines_over_many_locations_are_decided_and_covered(int count, bool exact)
    {
        var skus = Enumerable.Range(0, 5_000).Select(i => $"SKU-{i}").ToArray();
        var order = Sites.Order([.. skus.Select(sku => (sku, 2))]);
        var locations = Enumerable.Range(0, count).Select(at => Sites.At(
            $"dc-{at:000}", null, [.. skus.Where((_, i) => i % 12 == at % 12).Select(sku => (sku, 1))])).ToArray();
        var decision = Sites.Route(Sites.Policy(new RoutingRule.FewestSplits()), order, locations);
        Assert.Equal(exact, decision.Exact);
        Assert.Equal(
            10_000,
            decision.Planned.Sum(units => units.Quantity) + decision.Waiting.Sum(units => units.Quantity));
        Assert.Equal(exact ? 5_000 : 10_000, decision.Planned.Sum(units => units.Quantity));
    }
}
