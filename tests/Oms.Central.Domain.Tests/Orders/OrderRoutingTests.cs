using System.Text.Json;
using Oms.Central.Orders;
using Xunit;
using static Oms.Central.Tests.Orders.Orders;

namespace Oms.Central.Tests.Orders;

/// <summary>Orders that name no location.</summary>
public sealed class OrderRoutingTests
{
    private static OrderTerms Unnamed(ShipPolicy policy = ShipPolicy.Split) => Terms(policy) with { ShipFrom = null };

    private static Order Waiting(ShipPolicy policy = ShipPolicy.Split) =>
        After(Order.Initial, new OrderCommand.Place(Id, Unnamed(policy)));

    [Fact]
    public void Nothing_is_asked_for_before_a_location_is_decided()
    {
        var placed = Waiting();
        Assert.All(placed.Lines, line => Assert.Null(line.Allocation));
        Assert.Equal((true, NextActionKind.Step), (placed.IsRoutingDue, placed.NextAction().Kind));
    }

    [Fact]
    public void Each_part_of_a_plan_is_asked_for_at_its_location_and_split_units_are_lines_that_add_to_theirs()
    {
        var events = Do(Waiting(), Routed("d-1", At(1, "dc-1", 6), At(1, "dc-2", 4), At(2, "dc-2", 5)));
        Assert.Equal(
            [(1, "dc-1", 6), (2, "dc-2", 5), (3, "dc-2", 4)],
            events.OfType<OrderEvent.LineAllocationRequested>().Select(e => (e.Line, e.Location, e.Quantity)));
        var after = events.Aggregate(Waiting(), Order.Evolve);
        Assert.Equal((1, 4), (after.Lines[2].AddsTo, after.Lines[2].Quantities.Ordered));
        Assert.False(after.IsRoutingDue);
        Assert.Null(after.Routing!.Problem);
    }

    [Fact]
    public void A_decision_is_taken_once_and_only_while_it_covers_the_lines()
    {
        var taken = After(Waiting(), Routed("d-1", At(1, "dc-1", 10), At(2, "dc-1", 5)));
        Assert.Same(
            Oms.Entities.Decision<OrderEvent, OrderRejection>.AlreadyDone,
            Order.Decide(taken, Routed("d-1", At(1, "dc-1", 10)), Noon));
        Assert.Equal(new OrderRejection.RoutingOutdated(1), Refuse(Waiting(), Routed("d-1", At(1, "dc-1", 9))));
        Assert.Equal(
            new OrderRejection.RoutingOutdated(1),
            Refuse(Waiting(ShipPolicy.Complete), Routed("d-1", At(1, "dc-1", 9), At(1, "dc-2", 1))));
        Assert.IsType<OrderRejection.IllegalTransition>(Refuse(taken, Routed("d-2", At(1, "dc-2", 10))));
    }

    [Fact]
    public void An_order_that_no_location_may_serve_is_held_with_the_reason_until_one_may()
    {
        var held = After(
            Waiting(), Routed("d-1", [1], At(2, "dc-1", 5)), Reserved(2),
            new OrderCommand.RecordConfirmed(2, Reservation(2)));
        Assert.Equal("no-location", held.Holds[HoldType.Routing].Reason);
        Assert.Equal(NextActionKind.Hold, held.NextAction().Kind);
        var events = Do(held, Routed("d-2", At(1, "dc-2", 10)));
        Assert.Contains(new OrderEvent.HoldReleased(HoldType.Routing, "routed"), events);
        Assert.Contains(events, e => e is OrderEvent.LineAllocationRequested { Line: 1, Location: "dc-2" });
    }

    [Fact]
    public void Without_a_policy_it_is_held_and_a_person_cannot_release_it()
    {
        var held = After(Waiting(), new OrderCommand.RecordUnroutable("no-policy"));
        Assert.Equal("no-policy", held.Holds[HoldType.Routing].Reason);
        Assert.IsType<OrderRejection.IllegalTransition>(
            Refuse(held, new OrderCommand.ReleaseHold(HoldType.Routing, "let it go", null)));
        Assert.Equal(OrderStatus.Cancelled, After(held, new OrderCommand.Cancel("customer", null)).Status);
    }

    [Fact]
    public void What_is_gone_when_it_is_asked_for_is_looked_for_elsewhere_and_keeps_its_place_until_then()
    {
        var dipped = After(Waiting(), Routed("d-1", At(1, "dc-1", 10), At(2, "dc-1", 5)), Backordered(1));
        Assert.Equal(LineRoute.StockDip, dipped.Lines[0].Route!.Due);
        Assert.Equal(AllocationStage.Backordered, dipped.Lines[0].Allocation!.Stage);
        var events = Do(dipped, Routed("d-2", At(1, "dc-2", 7), At(1, "dc-1", 3, waits: true)));
        Assert.Contains(
            events, e => e is OrderEvent.ReservationSurrendered { Line: 1, Location: "dc-1", Remaining: 3 });
        Assert.Contains(
            events, e => e is OrderEvent.LineAllocationRequested { Line: 3, Location: "dc-2", Quantity: 7 });
        var after = events.Aggregate(dipped, Order.Evolve);
        Assert.Equal((3, 1), (after.Lines[0].Quantities.Backordered, after.Lines[0].Route!.Attempts));
    }

    [Fact]
    public void What_is_known_to_wait_is_not_looked_for_elsewhere()
    {
        var waits = After(
            Waiting(), Routed("d-1", At(1, "dc-1", 10, waits: true), At(2, "dc-1", 5)), Backordered(1));
        Assert.False(waits.IsRoutingDue);
        Assert.Equal(NextActionKind.Step, waits.NextAction().Kind);
    }

    [Fact]
    public void A_location_that_lets_nobody_wait_is_not_asked_again()
    {
        var routed = After(Waiting(), Routed("d-1", At(1, "dc-1", 10), At(2, "dc-1", 5)));
        var denied = After(routed, new OrderCommand.RecordReservationLost(1, Reservation(1), "denied"));
        Assert.Equal(["dc-1"], denied.Lines[0].Route!.TurnedDown!);
        Assert.Equal(0, denied.Lines[0].Quantities.Cancelled);
        Assert.True(denied.IsRoutingDue);
    }

    [Fact]
    public void A_broken_promise_is_looked_for_elsewhere_while_the_order_waits_for_its_units()
    {
        var hard = After(
            Waiting(), Routed("d-1", At(1, "dc-1", 10), At(2, "dc-1", 5)), Reserved(1),
            new OrderCommand.RecordConfirmed(1, Reservation(1)));
        Assert.Equal(LineRoute.StockDip, After(hard, Backordered(1)).Lines[0].Route!.Due);
    }

    [Fact]
    public void A_location_turns_a_line_down_and_keeps_nothing_of_it_even_where_no_other_may_serve_it()
    {
        var routed = After(Waiting(), Routed("d-1", At(1, "dc-1", 10), At(2, "dc-1", 5)), Reserved(1));
        var turned = After(routed, new OrderCommand.TurnDown(1, "no hands", "anna", null));
        Assert.Equal(["dc-1"], turned.Lines[0].Route!.TurnedDown!);
        var events = Do(turned, Routed("d-2", [1]));
        Assert.Contains(events, e => e is OrderEvent.ReservationSurrendered { Line: 1, Remaining: 0 });
        var after = events.Aggregate(turned, Order.Evolve);
        Assert.Equal("no-location", after.Holds[HoldType.Routing].Reason);
        Assert.Null(after.Lines[0].Allocation);
    }

    [Fact]
    public void Only_what_routing_chose_is_moved_and_nothing_that_is_being_loaded()
    {
        Assert.IsType<OrderRejection.IllegalTransition>(
            Refuse(Placed(), new OrderCommand.Reroute(null, "snow", "anna", null)));
        Assert.IsType<OrderRejection.IllegalTransition>(
            Refuse(Placed(), new OrderCommand.TurnDown(1, "no", "anna", null)));
        var loading = After(
            Waiting(),
            Routed("d-1", At(1, "dc-1", 10), At(2, "dc-1", 5)),
            Reserved(1),
            Reserved(2),
            new OrderCommand.RecordConfirmed(1, Reservation(1)),
            new OrderCommand.RecordConfirmed(2, Reservation(2)),
            new OrderCommand.BeginShipment("R-1", 1));
        Assert.IsType<OrderRejection.IllegalTransition>(
            Refuse(loading, new OrderCommand.Reroute("dc-1", "snow", "anna", null)));
        Assert.IsType<OrderRejection.IllegalTransition>(
            Refuse(loading, new OrderCommand.TurnDown(1, "no", "anna", null)));
    }

    [Fact]
    public void An_order_is_released_with_its_place_which_then_lasts_and_is_not_asked_for_again()
    {
        var day = new NodaTime.LocalDate(2026, 12, 1);
        var ready = After(
            Waiting(),
            new OrderCommand.RecordRouting(
                "d-1", "main", 1, "aa", [At(1, "dc-1", 10), At(2, "dc-1", 5)], [])
            {
                Places = [new PlaceAsk("dc-1", day)],
            },
            Reserved(1),
            Reserved(2),
            new OrderCommand.RecordConfirmed(1, Reservation(1)),
            new OrderCommand.RecordConfirmed(2, Reservation(2)));
        Assert.Equal((OrderStatus.Placed, NextActionKind.Step), (ready.Status, ready.NextAction().Kind));
        var events = Do(ready, new OrderCommand.RecordPlace("dc-1", day, PlaceAnswer.Held));
        Assert.Contains(new OrderEvent.OrderReleased(), events);
        Assert.Contains(new OrderEvent.PlaceConfirmationRequested("dc-1", day), events);
        var lasting = After(
            events.Aggregate(ready, Order.Evolve),
            new OrderCommand.RecordPlace("dc-1", day, PlaceAnswer.Confirmed),
            new OrderCommand.Reroute(null, "look again", "anna", null));
        var again = Do(lasting, new OrderCommand.RecordRouting(
            "d-2", "main", 1, "aa", [At(1, "dc-1", 10), At(2, "dc-2", 5)], [])
        {
            Places = [new PlaceAsk("dc-1", day.PlusDays(1))],
        });
        Assert.Null(Assert.Single(again.OfType<OrderEvent.OrderRouted>()).Places);
        Assert.Contains(
            new OrderEvent.PlaceGivenBack("dc-1", day),
            Do(lasting, new OrderCommand.RecordRouting(
                "d-2", "main", 1, "aa", [At(1, "dc-2", 10), At(2, "dc-2", 5)], [])));
    }

    [Fact]
    public void A_full_day_has_the_order_decided_again()
    {
        var day = new NodaTime.LocalDate(2026, 12, 1);
        var refused = After(
            Waiting(),
            new OrderCommand.RecordRouting("d-1", "main", 1, "aa", [At(1, "dc-1", 10), At(2, "dc-2", 5)], [])
            {
                Places = [new PlaceAsk("dc-1", day)],
            },
            new OrderCommand.RecordPlace("dc-1", day, PlaceAnswer.Refused));
        Assert.Equal([LineRoute.Capacity, null], refused.Lines.Select(line => line.Route!.Due));
        Assert.Empty(refused.Places!);
    }

    [Fact]
    public void An_order_whose_day_was_full_is_not_released_until_it_has_a_place_elsewhere()
    {
        var day = new NodaTime.LocalDate(2026, 12, 1);
        var refused = After(
            Waiting(),
            new OrderCommand.RecordRouting("d-1", "main", 1, "aa", [At(1, "dc-1", 10), At(2, "dc-1", 5)], [])
            {
                Places = [new PlaceAsk("dc-1", day)],
            },
            Reserved(1),
            Reserved(2),
            new OrderCommand.RecordConfirmed(1, Reservation(1)),
            new OrderCommand.RecordConfirmed(2, Reservation(2)),
            new OrderCommand.RecordPlace("dc-1", day, PlaceAnswer.Refused));
        Assert.Equal((OrderStatus.Placed, true), (refused.Status, refused.IsRoutingDue));

        // The next day has room for it where it is.
        var later = After(refused, new OrderCommand.RecordRouting(
            "d-2", "main", 1, "bb", [At(1, "dc-1", 10), At(2, "dc-1", 5)], [])
        {
            Places = [new PlaceAsk("dc-1", day.PlusDays(1))],
        });
        Assert.Equal(OrderStatus.Placed, later.Status);
        Assert.Contains(
            new OrderEvent.OrderReleased(),
            Do(later, new OrderCommand.RecordPlace("dc-1", day.PlusDays(1), PlaceAnswer.Held)));
    }

    [Fact]
    public void An_order_that_names_its_location_is_written_as_it_was()
    {
        var json = JsonSerializer.Serialize(Placed(), OrderJson.Default.Order);
        Assert.DoesNotContain("route", json, StringComparison.Ordinal);
        Assert.Contains("\"ship_from\":\"dc-1\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_position_is_kept_to_a_hundredth_of_a_degree() =>
        Assert.Equal(
            new Oms.Custody.Places.Position(41_880_000, -87_630_000),
            OrderTerms.Coarse(new Oms.Custody.Places.Position(41_878_113, -87_629_799)));

    private static RoutedUnits At(int line, string location, int quantity, bool waits = false) =>
        new(line, location, quantity, waits);

    private static OrderCommand.RecordRouting Routed(string decision, params RoutedUnits[] units) =>
        Routed(decision, [], units);

    private static OrderCommand.RecordRouting Routed(string decision, int[] unserved, params RoutedUnits[] units) =>
        new OrderCommand.RecordRouting(decision, "main", 1, new string('a', 64), units, unserved);
}
