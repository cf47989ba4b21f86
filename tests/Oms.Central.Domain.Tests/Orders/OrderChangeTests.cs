using NodaTime;
using Oms.Central.Orders;
using Xunit;
using static Oms.Central.Tests.Orders.Orders;
using Decision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;

namespace Oms.Central.Tests.Orders;

public sealed class OrderChangeTests
{
    private const int Minutes = 15;

    private static readonly OrderCommand ConfirmIt = new OrderCommand.ConfirmChange(1, "anna", null);
    private static readonly Instant Over = Noon + Duration.FromMinutes(Minutes);

    [Fact]
    public void What_a_change_adds_is_held_from_the_moment_it_is_proposed()
    {
        var events = Do(Released(), Wish(line: 1, quantity: 13));
        var asked = Assert.Single(events.OfType<OrderEvent.LineAllocationRequested>());
        Assert.Equal((3, "MILK", 3), (asked.Line, asked.Sku, asked.Quantity));
        Assert.Equal((Minutes * 60) + 60, asked.TtlSeconds);
    }

    [Fact]
    public void A_confirmed_change_takes_away_and_adds_in_one_write()
    {
        var proposed = After(Released(), Wish(2, 2, new OrderedLine("TEA", 4, null)), Reserved(3));
        Assert.Equal((5, 0), (proposed.Lines[1].Quantities.Reserved, proposed.Lines[1].Quantities.Cancelled));
        var events = Do(proposed, ConfirmIt);
        Assert.Contains(events, e => e is OrderEvent.ReservationSurrendered { Line: 2, Remaining: 2 });
        Assert.Contains(events, e => e is OrderEvent.LineConfirmationRequested { Line: 3 });
        var after = After(proposed, ConfirmIt);
        Assert.Equal((2, 3), (after.Lines[1].Quantities.Reserved, after.Lines[1].Quantities.Cancelled));
        Assert.Equal((null, null), (after.Change, after.Lines[2].Proposed));
        Assert.Same(Decision.AlreadyDone, Order.Decide(after, ConfirmIt, Noon));
    }

    [Fact]
    public void A_declined_change_gives_back_what_it_held_and_takes_nothing_away()
    {
        var proposed = After(Released(), Wish(2, 2, new OrderedLine("TEA", 4, null)), Reserved(3));
        var decline = new OrderCommand.DeclineChange(1, "too dear", "anna", null);
        Assert.Contains(
            Do(proposed, decline),
            e => e is OrderEvent.ReservationSurrendered { Line: 3, Remaining: 0, Current: true });
        var after = After(proposed, decline);
        Assert.Equal((4, 0), (after.Lines[2].Quantities.Cancelled, after.Lines[2].Quantities.Open));
        Assert.Equal(5, after.Lines[1].Quantities.Reserved);
        Assert.Equal(new EndedChange(1, ChangeOutcome.Declined), after.LastChange);
        Assert.Equal(2, ((OrderEvent.ChangeProposed)Do(after, Wish(1, 9))[0]).Number);
    }

    [Fact]
    public void A_line_that_is_only_proposed_never_leaves_whatever_is_told_of_its_reservation()
    {
        var proposed = After(Released(), Wish(1, 13), Reserved(3));
        var left = new OrderCommand.RecordShipped(3, Reservation(3), "R-1", [new LotQuantity("A", 3)]);
        Assert.Same(Decision.AlreadyDone, Order.Decide(proposed, left, Noon));
        var declined = After(proposed, new OrderCommand.DeclineChange(1, "too dear", "anna", null));
        Assert.Equal((0, 3), (declined.Lines[2].Quantities.Shipped, declined.Lines[2].Quantities.Cancelled));
    }

    [Fact]
    public void An_expiry_that_races_the_confirmation_leaves_exactly_one_of_them()
    {
        var proposed = After(Released(), Wish(1, 12), Reserved(3));
        var late = Order.Decide(proposed, ConfirmIt, Over);
        Assert.Equal(
            new OrderRejection.ChangeOver(1, "Expired"), Assert.IsType<Decision.Rejected>(late).Reason);
        var early = Order.Decide(proposed, ConfirmIt, Over - Duration.Epsilon);
        var confirmed = Assert.IsType<Decision.Accepted>(early).Events.Aggregate(proposed, Order.Evolve);
        Assert.Same(Decision.AlreadyDone, Order.Decide(confirmed, new OrderCommand.ExpireChange(1), Over));

        Assert.Same(
            Decision.AlreadyDone, Order.Decide(proposed, new OrderCommand.ExpireChange(1), Over - Duration.Epsilon));
        var expired = Assert.IsType<Decision.Accepted>(
            Order.Decide(proposed, new OrderCommand.ExpireChange(1), Over)).Events.Aggregate(proposed, Order.Evolve);
        Assert.Equal(
            new OrderRejection.ChangeOver(1, "Expired"),
            Assert.IsType<Decision.Rejected>(Order.Decide(expired, ConfirmIt, Over)).Reason);
        Assert.Empty(Order.Reminders(expired));
        Assert.Equal(Over, Assert.Single(Order.Reminders(proposed)).DueAt);
    }

    [Fact]
    public void An_order_has_one_open_change_at_most() =>
        Assert.Equal(
            new OrderRejection.ChangeAlreadyOpen(1), Refuse(After(Released(), Wish(1, 12)), Wish(2, 9)));

    [Fact]
    public void Who_saw_another_version_proposes_and_confirms_nothing()
    {
        var order = Released();
        var wish = Wish(1, 12).Wish;
        Assert.IsType<OrderRejection.StaleRevision>(
            Refuse(order, new OrderCommand.ProposeChange(wish, "anna", order.Revision - 1)));
        var proposed = After(order, new OrderCommand.ProposeChange(wish, "anna", order.Revision), Reserved(3));
        Assert.IsType<OrderRejection.StaleRevision>(
            Refuse(proposed, new OrderCommand.ConfirmChange(1, "anna", order.Revision)));
    }

    [Fact]
    public void Units_that_are_being_loaded_or_have_left_are_not_edited_away()
    {
        var loading = After(Released(), new OrderCommand.BeginShipment("R-1", 1));
        Assert.Equal(1, Assert.IsType<OrderRejection.ChangeNotPossible>(Refuse(loading, Wish(1, 9))).Line);
        var shipped = After(
            loading, new OrderCommand.RecordShipped(1, Reservation(1), "R-1", [new LotQuantity("A", 10)]));
        Assert.Equal(1, Assert.IsType<OrderRejection.ChangeNotPossible>(Refuse(shipped, Wish(1, 9))).Line);
        Assert.Equal(3, After(shipped, Wish(1, 12)).Change!.Added[0]);
    }

    [Fact]
    public void A_change_whose_units_left_before_it_was_confirmed_stays_open_and_takes_nothing()
    {
        var left = After(Released(), Wish(1, 9), new OrderCommand.BeginShipment("R-1", 1));
        Assert.Equal(1, Assert.IsType<OrderRejection.ChangeNotPossible>(Refuse(left, ConfirmIt)).Line);
        Assert.NotNull(left.Change);
    }

    [Fact]
    public void An_address_changes_only_while_nothing_has_left()
    {
        var move = Wish(new Customer("Shop", new PostalAddress(["2 Low Road"], "Shelbyville", "54321", "US")));
        var moved = After(Released(), move, ConfirmIt);
        Assert.Equal("Shelbyville", moved.ShipTo().Customer.Address.City);
        var loading = After(Released(), new OrderCommand.BeginShipment("R-1", 1));
        Assert.IsType<OrderRejection.ChangeNotPossible>(Refuse(loading, move));
        Assert.IsType<OrderRejection.ChangeNotPossible>(
            Refuse(After(Released(), move, new OrderCommand.BeginShipment("R-1", 1)), ConfirmIt));
    }

    [Fact]
    public void A_new_address_is_checked_again_and_an_answer_about_the_old_one_counts_for_nothing()
    {
        var placed = After(
            Order.Initial,
            new OrderCommand.Place(Id, Terms()) { Checks = new OrderChecks(true, false, false, 60) },
            new OrderCommand.RecordCheck(HoldType.Address, 0, true, "ok"),
            Wish(Terms().Customer),
            ConfirmIt);
        Assert.True(placed.Holds[HoldType.Address].Pending);
        var old = new OrderCommand.RecordCheck(HoldType.Address, 0, true, "ok");
        Assert.Same(Decision.AlreadyDone, Order.Decide(placed, old, Noon));
        Assert.Empty(After(placed, new OrderCommand.RecordCheck(HoldType.Address, 1, true, "ok")).Holds);
    }

    [Fact]
    public void A_change_is_not_confirmed_before_the_stock_has_answered_nor_when_there_is_none()
    {
        var proposed = After(Released(), Wish(1, 12));
        Assert.Equal(3, Assert.IsType<OrderRejection.ChangeNotPossible>(Refuse(proposed, ConfirmIt)).Line);
        var denied = After(proposed, new OrderCommand.RecordReservationLost(3, Reservation(3), "denied"));
        Assert.Equal(3, Assert.IsType<OrderRejection.ChangeNotPossible>(Refuse(denied, ConfirmIt)).Line);
    }

    [Fact]
    public void What_is_proposed_waits_without_holding_the_others()
    {
        var proposed = After(Released(), Wish(1, 12), Backordered(3));
        Assert.Empty(proposed.Holds);
        Assert.NotEmpty(Do(proposed, new OrderCommand.BeginShipment("R-1", 1)));
    }

    [Fact]
    public void Units_that_are_only_proposed_are_neither_confirmed_nor_loaded_nor_gone()
    {
        var proposed = After(Released(), Wish(1, 12), Reserved(3));
        Assert.Same(
            Decision.AlreadyDone,
            Order.Decide(proposed, new OrderCommand.RecordConfirmed(3, Reservation(3)), Noon));
        Assert.Same(
            Decision.AlreadyDone,
            Order.Decide(
                proposed,
                new OrderCommand.RecordShipped(3, Reservation(3), "R-1", [new LotQuantity("A", 2)]),
                Noon));
    }

    [Fact]
    public void An_order_under_change_is_not_released()
    {
        var proposed = After(Placed(), Wish(1, 12), Reserved(1), Reserved(2), Reserved(3));
        var allocated = After(
            proposed, new OrderCommand.RecordConfirmed(1, Reservation(1)),
            new OrderCommand.RecordConfirmed(2, Reservation(2)));
        Assert.Equal(OrderStatus.Placed, allocated.Status);
        Assert.Equal(NextActionKind.Change, allocated.NextAction().Kind);
        var declined = After(allocated, new OrderCommand.DeclineChange(1, "no", "anna", null));
        Assert.Equal(OrderStatus.Released, declined.Status);
    }

    [Fact]
    public void Cancelling_the_order_ends_its_change()
    {
        var cancelled = After(Released(), Wish(1, 12), Reserved(3), new OrderCommand.Cancel("customer", null));
        Assert.Equal((OrderStatus.Cancelled, null), (cancelled.Status, cancelled.Change));
        Assert.All(cancelled.Lines, line => Assert.Equal((0, null), (line.Quantities.Open, line.Allocation)));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(Order.QuantityMax + 1)]
    public void A_quantity_out_of_range_names_its_line(int quantity) =>
        Assert.Equal(
            "/lines/0", Assert.IsType<OrderRejection.InvalidTerms>(Refuse(Released(), Wish(1, quantity))).Field);

    [Fact]
    public void A_change_of_nothing_is_none() =>
        Assert.IsType<OrderRejection.ChangeNotPossible>(Refuse(Released(), Wish(1, 10)));

    [Fact]
    public void Taking_everything_away_cancels_the_order()
    {
        var wish = new ChangeWish([new LineQuantity(1, 0), new LineQuantity(2, 0)], [], "customer", Minutes);
        Assert.Equal(
            OrderStatus.Cancelled,
            After(Released(), new OrderCommand.ProposeChange(wish, "anna", null), ConfirmIt).Status);
    }

    private static OrderCommand.ProposeChange Wish(int line, int quantity, params OrderedLine[] added) =>
        new(new ChangeWish([new LineQuantity(line, quantity)], added, "customer", Minutes), "anna", null);

    private static OrderCommand.ProposeChange Wish(Customer to) => new(
        new ChangeWish([], [], "moved", Minutes) { Destination = new OrderDestination(to, null) }, "anna", null);
}
