using Oms.Central.Orders;
using Xunit;
using static Oms.Central.Tests.Orders.Orders;
using Decision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;

namespace Oms.Central.Tests.Orders;

public sealed class OrderDraftTests
{
    private static readonly OrderCommand PlaceIt = new OrderCommand.PlaceDraft(null);

    private static Order Drafted => After(Order.Initial, new OrderCommand.Draft(Id, Terms()));

    [Fact]
    public void A_draft_asks_for_nothing()
    {
        Assert.IsType<OrderEvent.OrderDrafted>(Assert.Single(Do(Order.Initial, new OrderCommand.Draft(Id, Terms()))));
        Assert.Equal((OrderStatus.Draft, NextActionKind.None), (Drafted.Status, Drafted.NextAction().Kind));
        Assert.All(Drafted.Lines, line => Assert.Null(line.Allocation));
    }

    [Fact]
    public void A_draft_may_be_empty_and_is_not_placed_before_it_has_a_line()
    {
        var empty = After(Order.Initial, new OrderCommand.Draft(Id, Terms() with { Lines = [] }));
        Assert.Equal("/lines", Assert.IsType<OrderRejection.InvalidTerms>(Refuse(empty, PlaceIt)).Field);
        var revised = After(empty, new OrderCommand.Revise(Terms(), empty.Revision));
        Assert.Equal(2, Do(revised, PlaceIt).Count(e => e is OrderEvent.LineAllocationRequested));
    }

    [Fact]
    public void A_draft_keeps_its_channel_and_its_reference() =>
        Assert.Equal(
            "/external_ref",
            Assert.IsType<OrderRejection.InvalidTerms>(Refuse(
                Drafted, new OrderCommand.Revise(Terms() with { ExternalRef = "SO-2" }, null))).Field);

    [Fact]
    public void A_draft_that_was_revised_meanwhile_is_not_placed_by_who_saw_the_old_one()
    {
        var revised = After(Drafted, new OrderCommand.Revise(Terms(ShipPolicy.Split), null));
        Assert.Equal(
            new OrderRejection.StaleRevision(1, 2), Refuse(revised, new OrderCommand.PlaceDraft(Expected: 1)));
        Assert.Equal(OrderStatus.Placed, After(revised, new OrderCommand.PlaceDraft(Expected: 2)).Status);
    }

    [Fact]
    public void A_draft_that_is_placed_is_an_order_like_any_other()
    {
        var placed = After(Drafted, PlaceIt);
        Assert.Same(Decision.AlreadyDone, Order.Decide(placed, PlaceIt, Noon));
        Assert.Same(Decision.AlreadyDone, Order.Decide(placed, new OrderCommand.Place(Id, Terms()), Noon));
        Assert.IsType<OrderRejection.IllegalTransition>(Refuse(placed, new OrderCommand.Discard("x", null)));
        Assert.IsType<OrderRejection.IllegalTransition>(Refuse(placed, new OrderCommand.Revise(Terms(), null)));
        Assert.IsType<OrderRejection.DuplicateOrder>(Refuse(placed, new OrderCommand.Draft(Id, Terms())));
    }

    [Fact]
    public void What_is_drafted_is_not_placed_a_second_time_under_its_reference() =>
        Assert.IsType<OrderRejection.IllegalTransition>(Refuse(Drafted, new OrderCommand.Place(Id, Terms())));

    [Fact]
    public void A_discarded_draft_leaves_its_reference_free()
    {
        var discarded = After(Drafted, new OrderCommand.Discard("typed twice", null));
        Assert.Equal(OrderStatus.Discarded, discarded.Status);
        Assert.Same(Decision.AlreadyDone, Order.Decide(discarded, new OrderCommand.Discard("typed twice", null), Noon));
        Assert.IsType<OrderRejection.IllegalTransition>(Refuse(discarded, PlaceIt));
        var placed = After(discarded, new OrderCommand.Place(Id, Terms(ShipPolicy.Split)));
        Assert.Equal((OrderStatus.Placed, 2), (placed.Status, placed.Lines.Count));
    }

    [Fact]
    public void Nothing_else_is_done_to_a_draft() =>
        Assert.All<OrderCommand>(
            [
                new OrderCommand.Cancel("x", null), new OrderCommand.CancelLine(1, 1, "x", null),
                new OrderCommand.PlaceHold(HoldType.Manual, "x", "anna", null), Reserved(1),
                new OrderCommand.BeginShipment("R-1", 1),
            ],
            command => Assert.IsType<OrderRejection.IllegalTransition>(Refuse(Drafted, command)));

    [Fact]
    public void Priority_promise_and_the_end_of_patience_go_to_the_stock_items()
    {
        var terms = Terms() with
        {
            Priority = 7,
            Promise = new(2026, 12, 24),
            CancelAfter = Noon + NodaTime.Duration.FromDays(9),
            Lines =
            [
                new OrderedLine("MILK", 1, null), new OrderedLine("NUTS", 1, null) { Promise = new(2026, 12, 1) },
            ],
        };
        var asked = Do(Order.Initial, new OrderCommand.Place(Id, terms))
            .OfType<OrderEvent.LineAllocationRequested>().ToList();
        Assert.All(asked, e => Assert.Equal((7, terms.CancelAfter, null), (e.Priority, e.CancelAfter, e.TtlSeconds)));
        Assert.Equal([new(2026, 12, 24), new(2026, 12, 1)], asked.Select(e => e.Promise!.Value));
    }

    [Fact]
    public void An_end_of_patience_that_is_over_is_refused() =>
        Assert.Equal(
            "/cancel_after",
            Assert.IsType<OrderRejection.InvalidTerms>(Refuse(
                Order.Initial, new OrderCommand.Place(Id, Terms() with { CancelAfter = Noon }))).Field);

    [Fact]
    public void Units_that_wait_longer_than_the_customer_would_are_cancelled_and_the_others_go_on()
    {
        var waiting = After(Placed(), Backordered(1), Reserved(2));
        var after = After(
            waiting, new OrderCommand.RecordReservationLost(1, Reservation(1), Order.CancelAfterOver));
        Assert.Equal(10, after.Lines[0].Quantities.Cancelled);
        Assert.Equal(AllocationStage.Requested, after.Lines[1].Allocation!.Stage);
    }

    [Fact]
    public void A_waiting_line_shows_the_day_that_its_stock_is_promised_for()
    {
        var waiting = After(
            Placed(), new OrderCommand.RecordBackordered(1, Reservation(1)) { Promise = new(2026, 12, 5) });
        Assert.Equal(
            new NextAction(NextActionKind.Step), waiting.NextAction());
        Assert.Equal(new(2026, 12, 5), waiting.Lines[0].Allocation!.Promise);
    }

    [Theory]
    [InlineData("", "x", false)]
    [InlineData("engraving", "", false)]
    [InlineData("engraving", "x", true)]
    public void An_attribute_has_a_name_and_a_value(string name, string value, bool good) =>
        Assert.Equal(good, With([new LineDetail(name, value)]) is null);

    [Fact]
    public void A_line_has_up_to_twenty_attributes_each_once_of_up_to_two_hundred_characters()
    {
        Assert.Null(With([.. Enumerable.Range(1, 20).Select(i => new LineDetail($"a{i}", new string('x', 200)))]));
        Assert.NotNull(With([.. Enumerable.Range(1, 21).Select(i => new LineDetail($"a{i}", "x"))]));
        Assert.NotNull(With([new LineDetail("a", "x"), new LineDetail("a", "y")]));
        Assert.NotNull(With([new LineDetail("a", new string('x', 201))]));
        Assert.NotNull(With([null!]));
    }

    private static OrderRejection.InvalidTerms? With(LineDetail[] attributes) =>
        (Terms() with { Lines = [new OrderedLine("MILK", 1, null) { Attributes = attributes }] }).Fault();
}
