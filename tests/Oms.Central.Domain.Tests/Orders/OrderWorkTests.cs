using Oms.Central.Orders;
using Xunit;
using static Oms.Central.Tests.Orders.Orders;

namespace Oms.Central.Tests.Orders;

/// <summary>Orders whose location picks and packs.</summary>
public sealed class OrderWorkTests
{
    [Fact]
    public void What_is_released_is_given_to_one_fulfilment_order_of_each_location_once()
    {
        var marked = After(Marked(Placed(), 1), Confirmed(1));
        var asked = Assert.Single(Do(Marked(marked, 2), Confirmed(2)).OfType<OrderEvent.FulfilmentRequested>());
        Assert.Equal((1, "dc-1"), (asked.Group, asked.Location));
        Assert.Equal([(1, 10), (2, 5)], asked.Lines.Select(line => (line.Line, line.Quantity)));
        Assert.DoesNotContain(
            Do(Working(), new OrderCommand.Flag(1, "excursion", "co-1", "warm")),
            e => e is OrderEvent.FulfilmentRequested);
    }

    [Fact]
    public void An_order_of_a_location_that_does_not_pack_has_none() =>
        Assert.DoesNotContain(
            Do(After(Placed(), Reserved(1), Reserved(2), Confirmed(1)), Confirmed(2)),
            e => e is OrderEvent.FulfilmentRequested);

    [Fact]
    public void Only_what_is_packed_is_loaded()
    {
        Assert.IsType<OrderRejection.IllegalTransition>(Refuse(Working(), new OrderCommand.BeginShipment("R-1", 1)));
        var begun = Assert.Single(Do(Packed(), new OrderCommand.BeginShipment("R-1", 1))
            .OfType<OrderEvent.ShipmentBegun>());
        Assert.Equal([1, 2], begun.Lines.Select(line => line.Line));
        Assert.Equal("sscc-1", Assert.Single(begun.Lines[0].Packages!).Sscc);
    }

    [Fact]
    public void A_line_that_is_not_marked_yet_is_not_loaded_from_the_shelf_where_its_location_packs() =>
        Assert.IsType<OrderRejection.IllegalTransition>(
            Refuse(Released(), new OrderCommand.BeginShipment("R-1", 1) { PackedAt = ["dc-1"] }));

    [Fact]
    public void Units_are_cancelled_once_the_pickers_have_agreed()
    {
        var cancel = new OrderCommand.CancelLine(1, 4, "customer", null);
        var asked = Assert.IsType<OrderEvent.WorkStopRequested>(Assert.Single(Do(Working(), cancel)));
        Assert.Equal([new WorkUnits(1, Reservation(1), 4, 6)], asked.Units);
        var asking = After(Working(), cancel);
        Assert.Equal(NextActionKind.Step, asking.NextAction().Kind);
        Assert.IsType<OrderRejection.IllegalTransition>(Refuse(asking, cancel));
        var agreed = After(asking, new OrderCommand.RecordWorkStopped(1, asked.Units, "customer", false));
        Assert.Equal((6, 4), (agreed.Lines[0].Quantities.Reserved, agreed.Lines[0].Quantities.Cancelled));
        var kept = After(asking, new OrderCommand.RecordWorkKept(1, "UnitsPacked"));
        Assert.Equal((10, 0), (kept.Lines[0].Quantities.Reserved, kept.Lines[0].Quantities.Cancelled));
        Assert.Equal(NextActionKind.Fulfilment, kept.NextAction().Kind);
    }

    [Fact]
    public void What_one_line_keeps_says_nothing_of_another_whose_answer_is_on_its_way()
    {
        var both = After(
            After(Working(), new OrderCommand.CancelLine(1, 4, "customer", null)),
            new OrderCommand.CancelLine(2, 2, "customer", null));
        var kept = After(both, new OrderCommand.RecordWorkKept(1, "UnitsPacked") { Lines = [1] });
        var agreed = After(kept, new OrderCommand.RecordWorkStopped(
            1, [new(2, Reservation(2), 2, 3)], "customer", false));
        Assert.Equal([0, 2], agreed.Lines.Select(line => line.Quantities.Cancelled));
        Assert.Equal([10, 3], agreed.Lines.Select(line => line.Quantities.Reserved));
    }

    [Fact]
    public void That_units_of_one_line_are_kept_says_nothing_of_another_line_of_the_same_fulfilment_order()
    {
        var (first, second) = (
            new OrderCommand.CancelLine(1, 4, "customer", null), new OrderCommand.CancelLine(2, 1, "customer", null));
        var asking = After(Working(), first, second);
        var kept = After(asking, new OrderCommand.RecordWorkKept(1, "UnitsPacked") { Lines = [2] });
        Assert.Equal((4, 0), (
            kept.Lines[0].Allocation!.Work!.Stopping, kept.Lines[1].Allocation!.Work!.Stopping));
        var agreed = After(kept, new OrderCommand.RecordWorkStopped(
            1, [new WorkUnits(1, Reservation(1), 4, 6)], "customer", false));
        Assert.Equal(4, agreed.Lines[0].Quantities.Cancelled);
    }

    [Fact]
    public void An_order_is_cancelled_when_all_its_fulfilment_orders_agree_and_not_at_all_when_one_does_not()
    {
        var asking = After(TwoGroups(), new OrderCommand.Cancel("customer", null));
        Assert.Same(
            Entities.Decision<OrderEvent, OrderRejection>.AlreadyDone,
            Order.Decide(asking, new OrderCommand.Cancel("customer", null), Noon));
        var half = After(asking, Stopped(1, 1, 10));
        Assert.Equal(OrderStatus.Released, half.Status);
        Assert.Equal(0, half.Lines[0].Quantities.Cancelled);
        Assert.Equal(OrderStatus.Cancelled, After(half, Stopped(2, 2, 5)).Status);

        var again = Do(half, new OrderCommand.RecordWorkKept(2, "UnitsPacked"));
        var asked = Assert.Single(again.OfType<OrderEvent.FulfilmentRequested>());
        Assert.Equal((3, 1), (asked.Group, Assert.Single(asked.Lines).Line));
        var late = After(After(asking, new OrderCommand.RecordWorkKept(1, "UnitsPacked")), Stopped(2, 2, 5));
        Assert.Equal((OrderStatus.Released, 0), (late.Status, late.Lines[1].Quantities.Cancelled));
    }

    [Fact]
    public void What_is_packed_is_not_cancelled() =>
        Assert.Equal(
            new OrderRejection.UnitsPacked(1, 1),
            Refuse(Packed(), new OrderCommand.CancelLine(1, 1, "customer", null)));

    [Fact]
    public void What_was_short_is_asked_for_again_when_the_rest_has_left()
    {
        var state = After(Working(), new OrderCommand.RecordShortPick(1, 1, Reservation(1), 3, 7, "not-found"));
        Assert.Equal((7, 3), (state.Lines[0].Quantities.Reserved, state.Lines[0].Quantities.Unallocated));
        var packed = After(state, PackedLines(7));
        var loading = After(packed, new OrderCommand.BeginShipment("R-1", 1));
        var left = Do(loading, new OrderCommand.RecordShipped(1, Reservation(1), "R-1", [new("A", 7)]));
        var asked = Assert.Single(left.OfType<OrderEvent.LineAllocationRequested>());
        Assert.Equal((Reservation(1, 2), 3), (asked.Reservation, asked.Quantity));
    }

    [Fact]
    public void What_was_short_is_cancelled_first()
    {
        var state = After(Working(), new OrderCommand.RecordShortPick(1, 1, Reservation(1), 3, 7, "not-found"));
        var events = Do(state, new OrderCommand.CancelLine(1, 3, "customer", null));
        Assert.Equal(new OrderEvent.LineCancelled(1, 3, "customer"), Assert.Single(events));
    }

    [Fact]
    public void A_promise_that_breaks_is_taken_from_the_pickers_and_given_to_them_anew_when_it_is_kept_again()
    {
        var events = Do(Working(), Backordered(1));
        Assert.Single(events.OfType<OrderEvent.WorkWithdrawn>());
        var again = After(After(Working(), Backordered(1)), Reserved(1));
        var asked = Do(again, Confirmed(1)).OfType<OrderEvent.FulfilmentRequested>().Single();
        Assert.Equal((2, 1), (asked.Group, Assert.Single(asked.Lines).Line));
    }

    [Fact]
    public void Work_that_a_location_rejects_holds_the_order_and_is_asked_for_again_when_the_hold_is_released()
    {
        var rejected = After(Working(), new OrderCommand.RecordWorkRejected(
            1, [new(1, Reservation(1), 10, 0), new(2, Reservation(2), 5, 0)], "fire", "anna"));
        Assert.Equal([HoldType.Fulfilment], rejected.Holds.Keys);
        Assert.Equal(NextActionKind.Hold, rejected.NextAction().Kind);
        var events = Do(rejected, new OrderCommand.ReleaseHold(HoldType.Fulfilment, "out", null));
        Assert.Equal(2, Assert.Single(events.OfType<OrderEvent.FulfilmentRequested>()).Group);
    }

    [Fact]
    public void A_promise_that_broke_in_part_and_then_in_whole_is_waited_for_with_what_was_left_of_it()
    {
        // First four of ten units were not there any more, then the other six, which were put back on the shelf.
        OrderCommand[] told =
        [
            new OrderCommand.RecordShortStock(1, Reservation(1), 6),
            new OrderCommand.RecordBackordered(1, Reservation(1)),
        ];
        var rejected = new OrderCommand.RecordWorkRejected(1, [new(1, Reservation(1), 10, 0)], "spoilt", "anna");
        foreach (var order in new[] { After(Working(), told), After(After(Working(), rejected), told) })
        {
            var held = order.Lines[0].Allocation!;
            Assert.Equal(
                (AllocationStage.Backordered, 6, Reservation(1)), (held.Stage, held.Quantity, held.Reservation));
            Assert.Equal((6, 4), (order.Lines[0].Quantities.Backordered, order.Lines[0].Quantities.Unallocated));
        }
    }

    private static OrderCommand.RecordConfirmed Confirmed(int line) =>
        new OrderCommand.RecordConfirmed(line, Reservation(line));

    private static Order Marked(Order state, int line) =>
        After(state, Reserved(line), new OrderCommand.MarkForPicking(line, Reservation(line)));

    /// <summary>Both lines in fulfilment order 1.</summary>
    private static Order Working() => After(Marked(Marked(Placed(), 1), 2), Confirmed(1), Confirmed(2));

    /// <summary>Each line in a fulfilment order of its own.</summary>
    private static Order TwoGroups()
    {
        var terms = Terms() with { Lines = [Terms().Lines[0], Terms().Lines[1] with { ShipFrom = "dc-2" }] };
        var placed = After(Order.Initial, new OrderCommand.Place(Id, terms));
        return After(Marked(Marked(placed, 1), 2), Confirmed(1), Confirmed(2));
    }

    private static Order Packed() => After(Working(), PackedLines(10));

    private static OrderCommand.RecordPacked PackedLines(int milk) => new OrderCommand.RecordPacked(
        1,
        [
            new PackedLine(1, Reservation(1), [new PackageUnits(1, "sscc-1", "A", milk)]),
            new PackedLine(2, Reservation(2), [new PackageUnits(1, "sscc-2", "B", 5)]),
        ]);

    private static OrderCommand.RecordWorkStopped Stopped(int group, int line, int quantity) =>
        new OrderCommand.RecordWorkStopped(group, [new(line, Reservation(line), quantity, 0)], "customer", true);
}
