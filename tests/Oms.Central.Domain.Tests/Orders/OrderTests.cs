using Oms.Central.Orders;
using Xunit;
using static Oms.Central.Tests.Orders.Orders;
using Decision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;

namespace Oms.Central.Tests.Orders;

public sealed class OrderTests
{
    [Fact]
    public void A_promise_that_broke_and_was_made_again_is_allocated_by_the_confirmation_of_the_first_one()
    {
        var broken = After(Placed(), Backordered(1), Backordered(2), Reserved(1));
        Assert.Equal(AllocationStage.Confirming, broken.Lines[0].Allocation!.Stage);

        var confirmed = After(broken, new OrderCommand.RecordConfirmed(1, Reservation(1)));

        Assert.Equal(AllocationStage.Hard, confirmed.Lines[0].Allocation!.Stage);
        Assert.Equal(
            OrderStatus.Released,
            After(confirmed, Reserved(2), new OrderCommand.RecordConfirmed(2, Reservation(2))).Status);
    }

    [Fact]
    public void Units_that_left_are_booked_although_their_promise_broke_and_was_made_again_while_they_were_loaded()
    {
        var loading = After(Released(), new OrderCommand.BeginShipment("R-1", 1));
        var again = After(loading, Backordered(1), Reserved(1));

        var left = After(
            again, new OrderCommand.RecordShipped(1, Reservation(1), "R-1", [new LotQuantity("A", 10)]));

        Assert.Equal(10, left.Lines[0].Quantities.InTransit);
        Assert.Null(left.Lines[0].Allocation);
    }

    [Fact]
    public void A_promise_that_moves_is_told_once_and_only_while_its_units_wait()
    {
        var day = new NodaTime.LocalDate(2026, 12, 24);
        var move = new OrderCommand.RecordPromise(1, Reservation(1), day);
        var waiting = After(Placed(), Backordered(1));
        Assert.Equal(new OrderEvent.LinePromiseMoved(1, Reservation(1), null, day), Assert.Single(Do(waiting, move)));
        var moved = After(waiting, move);
        Assert.Equal(day, moved.Lines[0].Allocation!.Promise);
        foreach (var state in new[] { moved, Placed(), After(moved, Reserved(1)) })
        {
            Assert.Same(Decision.AlreadyDone, Order.Decide(state, move, Noon));
        }

        Assert.Same(
            Decision.AlreadyDone, Order.Decide(waiting, move with { Reservation = Reservation(1, 2) }, Noon));
        Assert.Same(Decision.AlreadyDone, Order.Decide(waiting, move with { Line = 9 }, Noon));
    }

    [Fact]
    public void Placing_asks_for_every_line_at_once()
    {
        var events = Do(Order.Initial, new OrderCommand.Place(Id, Terms()));
        Assert.IsType<OrderEvent.OrderPlaced>(events[0]);
        Assert.Equal(
            [(1, "MILK", 10), (2, "NUTS", 5)],
            events.OfType<OrderEvent.LineAllocationRequested>().Select(e => (e.Line, e.Sku, e.Quantity)));
    }

    [Fact]
    public void The_same_order_again_is_already_done_and_another_one_is_a_duplicate()
    {
        Assert.Same(Decision.AlreadyDone, Order.Decide(Placed(), new OrderCommand.Place(Id, Terms()), Noon));
        Assert.IsType<OrderRejection.DuplicateOrder>(
            Refuse(Placed(), new OrderCommand.Place(Id, Terms() with { ShipFrom = "dc-2" })));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(Order.QuantityMax, true)]
    [InlineData(Order.QuantityMax + 1, false)]
    public void Quantities_have_a_range(int quantity, bool good)
    {
        var terms = Terms() with { Lines = [new OrderedLine("MILK", quantity, null)] };
        Assert.Equal(good, terms.Fault() is null);
    }

    [Fact]
    public void A_complete_order_is_confirmed_only_once_every_line_is_reserved()
    {
        var first = Do(Placed(), Reserved(1));
        Assert.DoesNotContain(first, e => e is OrderEvent.LineConfirmationRequested);
        var second = Do(After(Placed(), Reserved(1)), Reserved(2));
        Assert.Equal(2, second.Count(e => e is OrderEvent.LineConfirmationRequested));
    }

    [Fact]
    public void What_was_promised_for_good_is_not_asked_to_be_confirmed()
    {
        var asked = Do(Order.Initial, new OrderCommand.Place(Id, Terms()));
        Assert.All(asked.OfType<OrderEvent.LineAllocationRequested>(), e => Assert.True(e.Firm));
        var second = Do(After(Placed(), Firm(1)), Firm(2));
        Assert.DoesNotContain(second, e => e is OrderEvent.LineConfirmationRequested);
        Assert.IsType<OrderEvent.OrderReleased>(second[^1]);
    }

    [Fact]
    public void A_complete_order_that_misses_a_line_gives_back_what_it_was_promised_for_good()
    {
        var events = Do(After(Placed(), Firm(2)), Backordered(1));
        Assert.Contains(events, e => e is OrderEvent.ReservationSurrendered { Line: 2, Remaining: 0, Current: true });
        Assert.Contains(Do(After(Placed(), Backordered(1)), Firm(2)), e =>
            e is OrderEvent.ReservationSurrendered { Line: 2, Remaining: 0, Current: true });
    }

    [Fact]
    public void A_split_order_is_released_with_the_line_that_is_there()
    {
        var order = After(
            Placed(ShipPolicy.Split), Backordered(1), Reserved(2), new OrderCommand.RecordConfirmed(2, Reservation(2)));
        Assert.Equal((OrderStatus.Released, Fulfilment.PartiallyAllocated), (order.Status, order.Fulfilment()));
    }

    [Fact]
    public void A_complete_order_that_misses_a_line_is_held_and_gives_the_other_back()
    {
        var events = Do(After(Placed(), Reserved(2)), Backordered(1));
        Assert.Contains(events, e => e is OrderEvent.HoldPlaced { Type: HoldType.Stock });
        Assert.Contains(events, e => e is OrderEvent.ReservationSurrendered { Line: 2, Remaining: 0, Current: true });
    }

    [Fact]
    public void When_the_missing_line_is_there_the_hold_ends_and_the_other_is_asked_for_again()
    {
        var held = After(Placed(), Reserved(2), Backordered(1));
        var events = Do(held, Reserved(1));
        Assert.Contains(events, e => e is OrderEvent.HoldReleased { Type: HoldType.Stock });
        Assert.Contains(events, e =>
            e is OrderEvent.LineAllocationRequested { Line: 2 } r && r.Reservation == Reservation(2, 2));
        var released = After(
            held,
            Reserved(1),
            Reserved(2, 2),
            new OrderCommand.RecordConfirmed(1, Reservation(1)),
            new OrderCommand.RecordConfirmed(2, Reservation(2, 2)));
        Assert.Equal((OrderStatus.Released, Fulfilment.Allocated), (released.Status, released.Fulfilment()));
    }

    [Fact]
    public void A_line_that_waited_and_is_there_is_kept_for_good_while_another_one_still_waits()
    {
        var waiting = After(Placed(), Backordered(1), Backordered(2));
        Assert.Contains(Do(waiting, Reserved(1)), e => e is OrderEvent.LineConfirmationRequested { Line: 1 });
        var kept = After(waiting, Reserved(1), new OrderCommand.RecordConfirmed(1, Reservation(1)));
        Assert.Equal(
            (OrderStatus.Placed, AllocationStage.Hard), (kept.Status, kept.Lines[0].Allocation!.Stage));
    }

    [Fact]
    public void What_was_reserved_for_an_order_that_is_cancelled_is_given_back()
    {
        var cancelled = After(Placed(), new OrderCommand.Cancel("customer", null));
        Assert.Equal(OrderStatus.Cancelled, cancelled.Status);
        Assert.Contains(
            Do(cancelled, Reserved(1)), e => e is OrderEvent.ReservationSurrendered { Remaining: 0, Current: false });
    }

    [Fact]
    public void Units_of_a_line_can_be_cancelled_up_to_what_has_not_left()
    {
        Assert.Equal(
            new OrderRejection.QuantityExceeded(11, 10),
                Refuse(Released(), new OrderCommand.CancelLine(1, 11, "x", null)));
        var order = After(Released(), new OrderCommand.CancelLine(1, 4, "x", null));
        Assert.Equal((6, 4), (order.Lines[0].Quantities.Reserved, order.Lines[0].Quantities.Cancelled));
        Assert.Equal(6, order.Lines[0].Allocation!.Quantity);
    }

    [Fact]
    public void Cancelling_the_last_unit_cancels_the_order()
    {
        var order = After(
            Placed(), new OrderCommand.CancelLine(1, 10, "x", null), new OrderCommand.CancelLine(2, 5, "x", null));
        Assert.Equal(OrderStatus.Cancelled, order.Status);
    }

    [Fact]
    public void A_line_that_is_being_loaded_cannot_be_cancelled()
    {
        var loading = After(Released(), new OrderCommand.BeginShipment("R-1", 1));
        Assert.IsType<OrderRejection.IllegalTransition>(Refuse(loading, new OrderCommand.CancelLine(1, 1, "x", null)));
        Assert.IsType<OrderRejection.IllegalTransition>(Refuse(loading, new OrderCommand.Cancel("x", null)));
    }

    [Fact]
    public void A_held_order_does_not_leave()
    {
        var held = After(Released(), new OrderCommand.PlaceHold(HoldType.Manual, "call", "anna", null));
        Assert.IsType<OrderRejection.HoldActive>(Refuse(held, new OrderCommand.BeginShipment("R-1", 1)));
    }

    [Fact]
    public void A_caller_that_saw_another_revision_changes_nothing() =>
        Assert.Equal(
            new OrderRejection.StaleRevision(1, Placed().Revision), Refuse(Placed(), new OrderCommand.Cancel("x", 1)));

    [Fact]
    public void An_order_closes_when_its_last_unit_is_told_of_and_not_before()
    {
        var shipped = After(
            Released(),
            new OrderCommand.BeginShipment("R-1", 1),
            new OrderCommand.RecordShipped(1, Reservation(1), "R-1", [new LotQuantity("A", 10)]),
            new OrderCommand.RecordShipped(2, Reservation(2), "R-1", [new LotQuantity("B", 5)]));
        var first = After(shipped, Outcome(1, "A", delivered: 7, missing: 1, refused: 1, damaged: 1));
        Assert.Equal((OrderStatus.Released, Fulfilment.PartiallyDelivered), (first.Status, first.Fulfilment()));
        var last = After(first, Outcome(2, "B", delivered: 5));
        Assert.Equal(OrderStatus.Closed, last.Status);
        var q = last.Lines[0].Quantities;
        Assert.Equal((0, 7, 1, 2), (q.InTransit, q.Delivered, q.Lost, q.TurnedBack));
    }

    [Fact]
    public void More_units_than_are_under_way_are_not_believed()
    {
        var shipped = After(
            Released(),
            new OrderCommand.BeginShipment("R-1", 1),
            new OrderCommand.RecordShipped(1, Reservation(1), "R-1", [new LotQuantity("A", 10)]));
        Assert.Equal(new OrderRejection.QuantityExceeded(11, 10), Refuse(shipped, Outcome(1, "A", delivered: 11)));
        Assert.Equal(new OrderRejection.QuantityExceeded(1, 0), Refuse(shipped, Outcome(1, "Z", delivered: 1)));
    }

    private static OrderCommand.RecordOutcome Outcome(
        int line, string lot, int delivered, int missing = 0, int refused = 0, int damaged = 0) =>
        new("co-1", "R-1", 1, line, lot, 4, delivered, missing, refused, damaged, null, null);
}
