using Oms.Central.Orders;
using Xunit;
using static Oms.Central.Tests.Orders.Orders;
using Decision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;

namespace Oms.Central.Tests.Orders;

public sealed class OrderCheckTests
{
    private static readonly OrderCommand NothingLately = new OrderCommand.RecordRecent(0, null);

    [Fact]
    public void Checks_hold_an_order_from_the_moment_it_is_placed()
    {
        var order = Checked();
        Assert.Equal([HoldType.Address, HoldType.Fraud, HoldType.Duplicate], order.Holds.Keys);
        Assert.All(order.Holds.Values, hold => Assert.True(hold.Pending));
        var allocated = Allocated(order);
        Assert.Equal(OrderStatus.Placed, allocated.Status);
        Assert.Equal(NextActionKind.Step, allocated.NextAction().Kind);
    }

    [Fact]
    public void An_order_whose_checks_all_pass_is_released()
    {
        var order = After(
            Allocated(Checked()), NothingLately, Answer(HoldType.Address, passed: true),
            Answer(HoldType.Fraud, passed: true));
        Assert.Equal((OrderStatus.Released, 0), (order.Status, order.Holds.Count));
    }

    [Fact]
    public void A_check_that_fails_holds_the_order_until_a_person_says_why_it_may_go_on()
    {
        var order = After(
            Allocated(Checked()), NothingLately, Answer(HoldType.Fraud, passed: true),
            Answer(HoldType.Address, passed: false));
        Assert.Equal("because", order.Holds[HoldType.Address].Reason);
        Assert.Equal((OrderStatus.Placed, NextActionKind.Hold), (order.Status, order.NextAction().Kind));
        var overruled = Do(order, new OrderCommand.ReleaseHold(HoldType.Address, "called them", null) { By = "anna" });
        Assert.Equal(
            new OrderEvent.HoldReleased(HoldType.Address, "called them") { By = "anna" }, overruled[0]);
        Assert.IsType<OrderEvent.OrderReleased>(overruled[1]);
    }

    [Fact]
    public void An_answer_counts_once_and_not_after_a_person_decided()
    {
        var failed = After(Checked(), Answer(HoldType.Address, passed: false));
        Assert.Same(Decision.AlreadyDone, Order.Decide(failed, Answer(HoldType.Address, passed: true), Noon));
        var overruled = After(Checked(), new OrderCommand.ReleaseHold(HoldType.Address, "known", null));
        Assert.Same(Decision.AlreadyDone, Order.Decide(overruled, Answer(HoldType.Address, passed: false), Noon));
        var counted = After(Checked(), NothingLately);
        Assert.Same(Decision.AlreadyDone, Order.Decide(counted, new OrderCommand.RecordRecent(1, "order-0"), Noon));
    }

    [Fact]
    public void A_hold_of_a_person_is_no_check_to_be_answered()
    {
        var held = After(Placed(), new OrderCommand.PlaceHold(HoldType.Fraud, "call", "anna", null));
        Assert.Same(Decision.AlreadyDone, Order.Decide(held, Answer(HoldType.Fraud, passed: true), Noon));
        Assert.Empty(held.ChecksDue());
    }

    [Fact]
    public void Fraud_is_asked_about_once_it_is_known_what_else_was_ordered()
    {
        Assert.Equal([HoldType.Address], Checked().ChecksDue().Select(due => due.Key));
        Assert.Equal(
            [HoldType.Address, HoldType.Fraud], After(Checked(), NothingLately).ChecksDue().Select(due => due.Key));
        Assert.Empty(After(Checked(), new OrderCommand.Cancel("customer", null)).ChecksDue());
    }

    [Fact]
    public void The_same_goods_again_hold_the_second_order_and_name_the_first()
    {
        var order = After(Checked(), new OrderCommand.RecordRecent(1, "order-0"));
        Assert.Contains("order-0", order.Holds[HoldType.Duplicate].Reason, StringComparison.Ordinal);
        Assert.False(order.Holds[HoldType.Duplicate].Pending);
    }

    private static Order Checked() => After(
        Order.Initial, new OrderCommand.Place(Id, Terms()) { Checks = new OrderChecks(true, true, true, 60) });

    private static Order Allocated(Order order) => After(
        order, Reserved(1), Reserved(2), new OrderCommand.RecordConfirmed(1, Reservation(1)),
        new OrderCommand.RecordConfirmed(2, Reservation(2)));

    private static OrderCommand.RecordCheck Answer(HoldType type, bool passed) => new(type, 0, passed, "because");
}
