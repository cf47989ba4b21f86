using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Central.Custody;
using Oms.Central.Fulfilments;
using Oms.Central.Manifests;
using Oms.Central.Orders;
using Oms.Custody.Cargo;
using Oms.Custody.CheckOuts;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Central.Manifests.RouteEvent, Oms.Central.Manifests.RouteRejection>;

namespace Oms.Central.Tests.Manifests;

public sealed class DeliveryRouteTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 21, 12, 0);
    private static readonly TemperatureBand Band = new(2_000, 8_000);

    private static readonly RoutePlan Plan = new(
        "R-7", "dep-1", "dep-1", "T-12", "D-3", null,
        [new PlannedStop(1, "Shop", "order-1", "dc-1"), new PlannedStop(2, "Bar", "order-2", "dc-1")]);

    private static readonly DeliveryRoute Loading =
        After(DeliveryRoute.Initial, new RouteCommand.Plan(Plan), new RouteCommand.Dispatch());

    private static readonly DeliveryRoute Dispatched = After(
        Loading,
        new RouteCommand.ExpectLines("order-1", [new ShipmentLine(1, "r1", "MILK", 10, Band)]),
        new RouteCommand.LeaveBehind("order-2", null, "HoldActive"),
        new RouteCommand.RecordLoaded("order-1", 1, [new LotQuantity("A", 6), new LotQuantity("B", 4)]));

    [Fact]
    public void A_route_leaves_when_every_order_has_answered_and_every_line_is_loaded()
    {
        Assert.Equal(RouteStatus.Dispatched, Dispatched.Status);
        Assert.Equal(Noon, Dispatched.Manifest!.Departed);
        var stop = Assert.Single(Dispatched.Manifest.Stops);
        Assert.Equal([("A", 6), ("B", 4)], stop.Lines.Select(line => (line.Lot, line.Quantity)));
        Assert.Equal("order-2", Assert.Single(Dispatched.LeftBehind).Order);
    }

    [Fact]
    public void A_route_on_which_nothing_can_be_loaded_is_cancelled()
    {
        var route = After(
            Loading,
            new RouteCommand.LeaveBehind("order-1", null, "x"),
            new RouteCommand.LeaveBehind("order-2", null, "x"));
        Assert.Equal(RouteStatus.Cancelled, route.Status);
    }

    [Fact]
    public void Another_plan_under_the_same_id_is_refused()
    {
        var planned = After(DeliveryRoute.Initial, new RouteCommand.Plan(Plan));
        Assert.Same(Decision.AlreadyDone, DeliveryRoute.Decide(planned, new RouteCommand.Plan(Plan), Noon));
        Assert.Equal(
            new RouteRejection.RouteTaken(),
            Refuse(planned, new RouteCommand.Plan(Plan with { Driver = "D-9" })));
    }

    [Fact]
    public void A_hand_over_at_another_depot_or_with_another_vehicle_closes_nothing()
    {
        Assert.IsType<RouteRejection.IllegalTransition>(
            Refuse(Dispatched, Close(Summary() with { Depot = "dep-9" })));
        Assert.IsType<RouteRejection.IllegalTransition>(
            Refuse(Dispatched, Close(Summary() with { Vehicle = "T-9" })));
    }

    [Fact]
    public void What_became_of_a_line_is_told_of_the_location_that_it_left()
    {
        var route = After(
            Loading,
            new RouteCommand.ExpectLines("order-1",
            [
                new ShipmentLine(1, "r1", "MILK", 10, Band) { Location = "dc-2" },
                new ShipmentLine(2, "r2", "NUTS", 1, Band),
            ]),
            new RouteCommand.LeaveBehind("order-2", null, "HoldActive"),
            new RouteCommand.RecordLoaded("order-1", 1, [new LotQuantity("A", 6), new LotQuantity("B", 4)]),
            new RouteCommand.RecordLoaded("order-1", 2, [new LotQuantity("C", 1)]));
        var closed = Assert.IsType<RouteEvent.ManifestClosed>(Do(route, Close(Summary()))[0]);
        Assert.Equal(["dc-2", "dc-2"], closed.Lines.Select(line => line.ShipFrom));
        var trouble = Assert.IsType<RouteEvent.ManifestTroubled>(
            Do(route, new RouteCommand.RecordTrouble("co-1", "dispute", "seal"))[0]);
        Assert.Equal(
            [("A", "dc-2"), ("B", "dc-2"), ("C", "dc-1")], trouble.Lines.Select(line => (line.Lot, line.ShipFrom)));
    }

    [Fact]
    public void A_route_says_where_alone_it_is_loaded()
    {
        var planned = After(DeliveryRoute.Initial, new RouteCommand.Plan(Plan with { LoadFrom = "dc-2" }));
        Assert.Equal(
            "dc-2", Assert.IsType<RouteEvent.LoadingStarted>(Do(planned, new RouteCommand.Dispatch())[0]).LoadFrom);
        Assert.Equal(new RouteRejection.RouteTaken(), Refuse(planned, new RouteCommand.Plan(Plan)));
        Assert.Equal("/load_from", (Plan with { LoadFrom = string.Empty }).Fault()!.Field);
    }

    [Fact]
    public void No_route_has_the_name_of_what_takes_what_a_customer_picks_up()
    {
        Assert.Null((Plan with { Route = "pick-up" }).Fault());
        Assert.Equal(
            "/route",
            Assert.IsType<RouteRejection.InvalidPlan>(Refuse(
                DeliveryRoute.Initial,
                new RouteCommand.Plan(Plan with { Route = FulfilmentOrder.PickUpRoute("order-1@1") }))).Field);
    }

    [Fact]
    public void Units_that_came_back_are_the_ones_that_were_found_the_damaged_ones_first()
    {
        var closed = Closed(Summary(found: 2));
        var line = Assert.Single(closed.Lines, line => line.Lot == "A");
        Assert.Equal((2, 1), (line.Refused, line.Damaged));
        Assert.Equal((1, 1), (line.RefusedBack, line.DamagedBack));
        var claim = Assert.Single(closed.Discrepancies);
        Assert.Equal(("count-discrepancy", 3, 2), (claim.Kind, claim.Expected, claim.Found));
    }

    [Fact]
    public void What_was_not_counted_did_not_come_back()
    {
        var closed = Closed(Summary() with { Counts = null });
        Assert.All(closed.Lines, line => Assert.Equal((0, 0), (line.RefusedBack, line.DamagedBack)));
        Assert.Single(closed.Discrepancies);
    }

    [Fact]
    public void Units_that_were_never_on_board_are_a_discrepancy_and_enter_no_stock()
    {
        var closed = Closed(Summary() with { Counts = [new("MILK", "A", 3, 3), new("MILK", "Z", 0, 1)] });
        Assert.Equal("Z", Assert.Single(closed.Discrepancies).Lot);
    }

    [Fact]
    public void A_line_whose_counts_do_not_add_up_is_left_out()
    {
        var summary = Summary();
        var short1 = summary.Deliveries[0].Delivery with
        {
            Lines = [.. summary.Deliveries[0].Delivery.Lines.Select(l => l.Lot == "B" ? l with { Delivered = 3 } : l)],
        };
        var closed = Closed(summary with { Deliveries = [new NotedDelivery(4, short1)] });
        Assert.Equal("A", Assert.Single(closed.Lines).Lot);
        Assert.Equal("outcome-mismatch", Assert.Single(closed.Discrepancies).Kind);
    }

    [Theory]
    [InlineData(8_000, false)]
    [InlineData(8_001, true)]
    [InlineData(2_000, false)]
    [InlineData(1_999, true)]
    public void An_excursion_touches_the_lines_whose_own_band_it_leaves(int extreme, bool touches)
    {
        var excursion = new TemperatureExcursion("RF", 1, Noon, null, extreme, Band, []);
        var events = Do(Dispatched, new RouteCommand.RecordExcursion("co-1", 3, excursion));
        Assert.Equal(touches ? 2 : 0, Assert.IsType<RouteEvent.ExcursionRecorded>(events[0]).Lines.Count);
    }

    [Fact]
    public void A_catalogue_and_what_was_ordered_go_to_the_depot_with_the_manifest()
    {
        var route = After(
            DeliveryRoute.Initial,
            new RouteCommand.Plan(Listed),
            new RouteCommand.Dispatch(),
            new RouteCommand.ExpectLines("order-1", [new ShipmentLine(1, "r1", "MILK", 10, Band)]),
            new RouteCommand.LeaveBehind("order-2", null, "HoldActive"),
            new RouteCommand.RecordLoaded("order-1", 1, [new LotQuantity("A", 10)]));

        Assert.Equal(Listed.Catalogue, route.Manifest!.Catalogue);
        Assert.Equal([new OrderedQuantity(1, "MILK", 12)], Assert.Single(route.Manifest.Stops).Ordered);
        Assert.Null(Dispatched.Manifest!.Stops[0].Ordered);
    }

    [Fact]
    public void A_catalogue_with_a_fault_is_refused_and_another_one_is_another_plan()
    {
        Assert.Equal(
            "/catalogue/products/0/items/0/gtin",
            Assert.IsType<RouteRejection.InvalidPlan>(Refuse(DeliveryRoute.Initial, new RouteCommand.Plan(
                Listed with { Catalogue = Milk("09506000134353") }))).Field);
        Assert.Equal(
            "/catalogue/terms/0/stop",
            Assert.IsType<RouteRejection.InvalidPlan>(Refuse(DeliveryRoute.Initial, new RouteCommand.Plan(
                Listed with { Catalogue = Milk("09506000134352") with { Terms = [new StopTerms(3)] } }))).Field);

        var planned = After(DeliveryRoute.Initial, new RouteCommand.Plan(Listed));
        Assert.Same(
            Decision.AlreadyDone,
            DeliveryRoute.Decide(
                planned, new RouteCommand.Plan(Listed with { Catalogue = Milk("09506000134352") }), Noon));
        Assert.IsType<RouteRejection.RouteTaken>(Refuse(
            planned, new RouteCommand.Plan(Listed with { Catalogue = Milk("19506000134359") })));
    }

    [Fact]
    public void By_a_reconciliation_each_unit_is_back_good_or_damaged_with_the_driver_or_missing()
    {
        var line = Reconciled(new ReconciledLine("MILK", "A", 6, 2, 1, 2, 1, 0, 0));
        Assert.Equal((1, 2, 1), (line.RefusedBack, line.DamagedBack, line.Missing));

        // What a stop called short and is back is no loss.
        line = Reconciled(new ReconciledLine("MILK", "A", 6, 2, 4, 0, 0, 0, 0));
        Assert.Equal((4, 0, 0), (line.RefusedBack, line.DamagedBack, line.Missing));

        // What the depot did not take over is with the driver, and no damaged one is sold in its place.
        line = Reconciled(
            new ReconciledLine("MILK", "A", 6, 2, 1, 2, 1, 0, 0),
            new ItemQuantity(new(ItemKind.Units, "MILK", "A"), 2));
        Assert.Equal((0, 1, 1), (line.RefusedBack, line.DamagedBack, line.Missing));
    }

    [Fact]
    public void By_a_reconciliation_what_is_beyond_the_manifest_is_a_discrepancy_once()
    {
        var closed = Closed(Summary() with
        {
            Reconciliation = new DeliveryReconciliation(
                [
                    new ReconciledLine("MILK", "A", 6, 2, 3, 1, 0, 0, 2),
                    new ReconciledLine("MILK", "Z", 0, 0, 0, 0, 0, 0, 5),
                ],
                [],
                []),
        });

        Assert.Equal([("A", 2), ("Z", 5)], closed.Discrepancies.Select(one => (one.Lot, one.Found)));
        Assert.All(closed.Lines, line => Assert.Equal(0, line.Missing));
    }

    [Fact]
    public void Every_unit_on_board_is_told_once_whatever_the_reconciliation_says()
    {
        var units = Gen.Choose(0, 4);
        var stop = from delivered in units
                   from lost in units
                   from refused in units
                   from damaged in units
                   select (delivered, lost, refused, damaged);
        var told = from good in units
                   from damaged in units
                   from over in units
                   from kept in units
                   select (good, damaged, over, kept);
        Prop.ForAll((from a in stop from b in stop from t in told select (a, b, t)).ToArbitrary(), one =>
        {
            var results = new[] { one.a, one.b }.Select((line, index) => new LineResult(
                1, "order-1", index + 1, "MILK", "A", "dc-1", 4, line.delivered, line.lost, line.refused, line.damaged,
                0, 0, false, null, null)).ToList();
            var open = results.Sum(line => line.Short + line.Refused + line.Damaged);

            // The record may be from before a stop was corrected: then the two do not fit.
            var (settled, troubles) = ReconciledReturns.Settle(
                results,
                new DeliveryReconciliation(
                    [
                        new ReconciledLine(
                            "MILK",
                            "A",
                            9,
                            9 - one.t.good - one.t.damaged,
                            one.t.good,
                            one.t.damaged,
                            0,
                            0,
                            one.t.over),
                    ],
                    [],
                    []),
                [new ItemQuantity(new(ItemKind.Units, "MILK", "A"), one.t.kept)]);

            var found = one.t.good + one.t.damaged + one.t.over;
            var kept = Math.Min(one.t.kept, found);
            var back = settled.Sum(line => line.RefusedBack + line.DamagedBack);
            Assert.All(settled, line => Assert.InRange(
                line.RefusedBack + line.DamagedBack + line.Missing!.Value,
                line.RefusedBack + line.DamagedBack,
                line.Short + line.Refused + line.Damaged));
            Assert.All(settled, line => Assert.True(line.RefusedBack >= 0 && line.DamagedBack >= 0));
            Assert.InRange(open - back - settled.Sum(line => line.Missing!.Value), 0, kept);

            // What was found and taken over is in stock or a discrepancy, once; no damaged one is sold.
            Assert.Equal(found - kept, back + troubles.Sum(trouble => trouble.Found));
            Assert.True(settled.Sum(line => line.RefusedBack) <= one.t.good);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void A_route_is_closed_once()
    {
        var closed = After(Dispatched, Close(Summary()));
        Assert.Same(Decision.AlreadyDone, DeliveryRoute.Decide(closed, Close(Summary()), Noon));
        Assert.IsType<RouteRejection.IllegalTransition>(
            Refuse(closed, new RouteCommand.Close("co-2", Summary())));
    }

    private static readonly RoutePlan Listed = Plan with
    {
        Stops = [Plan.Stops[0] with { Ordered = [new OrderedQuantity(1, "MILK", 12)] }, Plan.Stops[1]],
        Catalogue = Milk("09506000134352"),
    };

    private static ManifestCatalogue Milk(string gtin) => new([new CatalogueProduct("MILK", [new(gtin, 1)])]);

    /// <summary>The line of lot A, of which the stops say: 2 delivered, 1 short, 2 refused, 1 damaged.</summary>
    private static LineResult Reconciled(ReconciledLine told, params ItemQuantity[] kept) => Assert.Single(
        Closed(Summary() with { Reconciliation = new DeliveryReconciliation([told], [], []), Kept = kept }).Lines,
        line => line.Lot == "A");

    private static RouteCommand.Close Close(CustodyEvent.CustodyCompleted summary) => new("co-1", summary);

    private static CustodyEvent.CustodyCompleted Summary(int found = 3) => new(
        "dep-1",
        "T-12",
        "D-3",
        "R-7",
        "anna",
        8,
        [
            new NotedDelivery(4, new StopDelivery(
                1,
                "order-1",
                [
                    new DeliveredLine(1, "MILK", "A", 2, 1, 2, 1, "late"),
                    new DeliveredLine(1, "MILK", "B", 4, 0, 0, 0, null),
                ],
                null)),
        ],
        [new CargoCount("MILK", "A", 3, found)],
        []);

    private static RouteEvent.ManifestClosed Closed(CustodyEvent.CustodyCompleted summary) =>
        Assert.IsType<RouteEvent.ManifestClosed>(Assert.Single(Do(Dispatched, Close(summary))));

    private static DeliveryRoute After(DeliveryRoute state, params RouteCommand[] commands) =>
        commands.Aggregate(state, (route, command) => Do(route, command).Aggregate(route, DeliveryRoute.Evolve));

    private static IReadOnlyList<RouteEvent> Do(DeliveryRoute state, RouteCommand command)
    {
        var decision = DeliveryRoute.Decide(state, command, Noon);
        Assert.True(decision is Decision.Accepted, $"{command}: {decision}");
        return ((Decision.Accepted)decision).Events;
    }

    private static RouteRejection Refuse(DeliveryRoute state, RouteCommand command) =>
        Assert.IsType<Decision.Rejected>(DeliveryRoute.Decide(state, command, Noon)).Reason;
}
