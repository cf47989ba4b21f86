using Oms.Central.Orders;
using Oms.Central.Purchasing;
using Oms.Finance;
using Xunit;
using static Oms.Central.Tests.Orders.Orders;

namespace Oms.Central.Tests.Orders;

/// <summary>Lines that a supplier sends straight to the customer: MILK of the two.</summary>
public sealed class OrderDropShipTests
{
    private static readonly LineSupply Dairy = new("dairy", Money.Of(80, "EUR"), 20);

    [Fact]
    public void A_line_of_a_supplier_asks_no_stock_item_and_is_ordered_once_the_order_is_released()
    {
        var placed = Do(Order.Initial, Place());
        Assert.Equal([2], placed.OfType<OrderEvent.LineAllocationRequested>().Select(e => e.Line));
        Assert.DoesNotContain(placed, e => e is OrderEvent.DropShipRequested);
        var state = placed.Aggregate(Order.Initial, Order.Evolve);
        Assert.Equal((0, 10, 0), (
            state.Lines[0].Quantities.Unallocated, state.Lines[0].Quantities.DropShipOpen,
            state.Lines[0].Quantities.Reserved));

        var terms = Assert.Single(Do(state, Firm(2)).OfType<OrderEvent.DropShipRequested>()).Terms;
        Assert.Equal(("dairy", 20, new DropShipFor(Id, 1)), (terms.Supplier, terms.TolerancePermille, terms.DropShip));
        var line = Assert.Single(terms.Lines);
        Assert.Equal(("MILK", 10, new DropShipLine(1, Reservation(1))), (line.Sku, line.Quantity, line.For));
        Assert.Null(terms.Fault());
    }

    [Fact]
    public void A_held_order_orders_nothing_until_the_hold_is_released()
    {
        var held = After(
            After(Order.Initial, Place()), new OrderCommand.PlaceHold(HoldType.Fraud, "looked at", "anna", null),
            Firm(2));
        Assert.Equal(OrderStatus.Placed, held.Status);
        Assert.Single(Do(held, new OrderCommand.ReleaseHold(HoldType.Fraud, "fine", null))
            .OfType<OrderEvent.DropShipRequested>());
    }

    [Fact]
    public void What_is_to_be_sent_by_a_supplier_is_loaded_on_no_route_and_is_its_next_action()
    {
        var state = After(Bought(), new OrderCommand.BeginShipment("R-1", 1));
        Assert.Equal(AllocationStage.Hard, state.Lines[0].Allocation!.Stage);
        var left = After(state, new OrderCommand.RecordShipped(2, Reservation(2), "R-1", [new("N", 5)]));
        Assert.Equal(NextActionKind.Supplier, left.NextAction().Kind);
    }

    [Fact]
    public void A_supplier_may_send_a_line_in_parts_and_each_shipment_counts_once()
    {
        var part = Shipped("S-1", 4);
        var state = After(Bought(), part);
        Assert.Equal((6, 4), (state.Lines[0].Quantities.DropShipOpen, state.Lines[0].Quantities.InTransit));
        Assert.Same(AlreadyDone, Order.Decide(state, part, Noon));
        Assert.Equal(
            new OrderRejection.QuantityExceeded(7, 6), Refuse(state, Shipped("S-2", 7)));
        var all = After(state, Shipped("S-2", 6));
        Assert.Null(all.Lines[0].Allocation);
        Assert.Equal(10, all.Lines[0].Quantities.InTransit);
    }

    [Fact]
    public void A_day_that_the_supplier_tells_moves_the_promise_and_is_told_once()
    {
        var day = new NodaTime.LocalDate(2026, 12, 24);
        var promise = new OrderCommand.RecordPromise(1, Reservation(1), day);
        Assert.Equal(
            new OrderEvent.LinePromiseMoved(1, Reservation(1), null, day), Assert.Single(Do(Bought(), promise)));
        Assert.Same(AlreadyDone, Order.Decide(After(Bought(), promise), promise, Noon));
    }

    [Fact]
    public void What_a_supplier_declines_holds_an_order_that_names_it_and_is_asked_for_again_after_the_hold()
    {
        var state = After(Bought(), Declined(left: 0));
        Assert.Equal([HoldType.Fulfilment], state.Holds.Keys);
        Assert.Equal(NextActionKind.Hold, state.NextAction().Kind);
        var again = Assert.Single(Do(state, new OrderCommand.ReleaseHold(HoldType.Fulfilment, "they promised", null))
            .OfType<OrderEvent.DropShipRequested>()).Terms;
        Assert.Equal((new DropShipFor(Id, 2), 10), (again.DropShip, again.Lines[0].Quantity));
        Assert.Same(AlreadyDone, Order.Decide(state, Declined(left: 0), Noon));
    }

    [Fact]
    public void What_is_declined_of_a_part_waits_until_the_rest_has_left()
    {
        var state = After(Bought(), Declined(left: 7));
        Assert.Equal((7, 3), (state.Lines[0].Quantities.DropShipOpen, state.Lines[0].Quantities.Unallocated));
        var events = Do(state, Shipped("S-1", 7));
        Assert.Equal((Reservation(1, 2), 3), events.OfType<OrderEvent.LineAssigned>()
            .Select(e => (e.Reservation, e.Quantity)).Single());
    }

    [Fact]
    public void Units_are_cancelled_once_the_purchase_order_has_agreed()
    {
        var cancel = new OrderCommand.CancelLine(1, 4, "customer", null);
        var asked = Assert.IsType<OrderEvent.WorkStopRequested>(Assert.Single(Do(Bought(), cancel)));
        Assert.True(asked.DropShip);
        var asking = After(Bought(), cancel);
        Assert.Equal(NextActionKind.Step, asking.NextAction().Kind);
        var events = Do(asking, new OrderCommand.RecordWorkStopped(1, asked.Units, "customer", false));
        Assert.All(events.OfType<OrderEvent.ReservationSurrendered>(), e => Assert.True(e.DropShip));
        var agreed = events.Aggregate(asking, Order.Evolve);
        Assert.Equal((6, 4), (agreed.Lines[0].Quantities.DropShipOpen, agreed.Lines[0].Quantities.Cancelled));
        var kept = After(asking, new OrderCommand.RecordWorkKept(1, "QuantityExceeded"));
        Assert.Equal((10, 0), (kept.Lines[0].Quantities.DropShipOpen, kept.Lines[0].Quantities.Cancelled));
    }

    [Fact]
    public void Before_the_release_units_are_cancelled_at_once() =>
        Assert.Equal(4, After(After(Order.Initial, Place()), new OrderCommand.CancelLine(1, 4, "customer", null))
            .Lines[0].Quantities.Cancelled);

    [Fact]
    public void An_order_is_cancelled_although_the_supplier_declined_meanwhile()
    {
        var asking = After(Bought(), new OrderCommand.Cancel("customer", null));
        Assert.Equal(OrderStatus.Released, asking.Status);
        Assert.Equal(OrderStatus.Cancelled, After(asking, Declined(left: 0)).Status);
    }

    [Fact]
    public void A_change_may_add_units_of_a_supplier_that_are_ordered_once_it_is_confirmed()
    {
        var wish = new ChangeWish([new LineQuantity(1, 12)], [], "more", 15);
        var proposed = After(Bought(), new OrderCommand.ProposeChange(wish, "anna", null));
        Assert.Equal(("dairy", 2), (proposed.Lines[2].Supply!.Supplier, proposed.Lines[2].Quantities.DropShipOpen));
        var ordered = Assert.Single(Do(proposed, new OrderCommand.ConfirmChange(1, "anna", null))
            .OfType<OrderEvent.DropShipRequested>()).Terms;
        Assert.Equal((2, new DropShipFor(Id, 2)), (Assert.Single(ordered.Lines).Quantity, ordered.DropShip));
        var declined = After(proposed, new OrderCommand.DeclineChange(1, "no", "anna", null));
        Assert.Equal(2, declined.Lines[2].Quantities.Cancelled);
    }

    [Fact]
    public void A_supplier_that_routing_chose_and_that_declines_is_not_chosen_again()
    {
        var placed = After(
            Order.Initial,
            new OrderCommand.Place(Id, Terms(ShipPolicy.Split) with { ShipFrom = null }),
            Routed("d-1", new RoutedUnits(1, "dairy-direct", 10, false) { Supply = Dairy }, new(2, "dc-1", 5, false)),
            Firm(2));
        Assert.Equal(OrderStatus.Released, placed.Status);
        var declined = After(placed, Declined(left: 0));
        Assert.Empty(declined.Holds);
        Assert.Equal(NextActionKind.Step, declined.NextAction().Kind);
        Assert.Equal(["dairy-direct"], declined.Lines[0].Route!.TurnedDown!);
        var moved = Do(declined, Routed("d-2", new RoutedUnits(1, "dc-1", 10, false)));
        Assert.Equal("dc-1", Assert.Single(moved.OfType<OrderEvent.LineAllocationRequested>()).Location);
        Assert.Null(moved.Aggregate(declined, Order.Evolve).Lines[0].Supply);
    }

    [Fact]
    public void What_stands_with_a_supplier_moves_to_stock_before_the_release_without_asking_a_stock_item_back()
    {
        var placed = After(
            Order.Initial,
            new OrderCommand.Place(Id, Terms(ShipPolicy.Split) with { ShipFrom = null }),
            Routed("d-1", new RoutedUnits(1, "dairy-direct", 10, false) { Supply = Dairy }, new(2, "dc-1", 5, false)),
            new OrderCommand.Reroute("dairy-direct", "late", "anna", null));
        var moved = Do(placed, Routed("d-2", new RoutedUnits(1, "dc-1", 10, false)));
        Assert.True(Assert.Single(moved.OfType<OrderEvent.ReservationSurrendered>()).DropShip);
        Assert.Equal("dc-1", Assert.Single(moved.OfType<OrderEvent.LineAllocationRequested>()).Location);
    }

    private static Entities.Decision<OrderEvent, OrderRejection> AlreadyDone =>
        Entities.Decision<OrderEvent, OrderRejection>.AlreadyDone;

    private static OrderCommand.RecordRouting Routed(string decision, params RoutedUnits[] units) =>
        new(decision, "main", 1, "aa", units, []);

    private static OrderCommand.Place Place() => new(Id, Terms(ShipPolicy.Split))
    {
        Supplies = [new SuppliedLine(1, Dairy)],
    };

    /// <summary>Released, and what the supplier is to send is ordered.</summary>
    private static Order Bought() => After(After(Order.Initial, Place()), Firm(2));

    private static OrderCommand.RecordShipped Shipped(string shipment, int quantity) =>
        new(1, Reservation(1), PurchaseOrder.RouteOf($"{Id}@1", shipment), [new("L", quantity)]);

    private static OrderCommand.RecordDeclined Declined(int left) =>
        new(1, [new WorkUnits(1, Reservation(1), 10 - left, left)], "sold out");
}
