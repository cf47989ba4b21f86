using Oms.Central.Orders;
using Oms.Central.Payments;
using Xunit;
using static Oms.Central.Tests.Orders.Orders;
using static Oms.Central.Tests.Orders.PricedOrders;
using Decision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;

namespace Oms.Central.Tests.Orders;

/// <summary>What banks' disputes do to what an order owes.</summary>
public sealed class OrderDisputeTests
{
    private static Order Closed => Paid(Paid(After(
        Shipped(), Outcome(1, "A", delivered: 10), Outcome(2, "B", delivered: 5))));

    [Fact]
    public void What_a_bank_took_back_after_the_order_closed_is_owed_and_charged_no_more()
    {
        Assert.Equal((OrderStatus.Closed, Total), (Closed.Status, Closed.Money!.Charged));
        var disputed = After(Closed, Disputed(1_000, DisputeStatus.Open));
        Assert.Equal(
            (Total - 1_000, Total - 1_000, DisputeStatus.Open),
            (OrderDues.Of(disputed).Owed, disputed.Money!.Charged, disputed.Money.Dispute));
        var lost = After(disputed, Disputed(1_000, DisputeStatus.Lost));
        Assert.Equal((Total - 1_000, DisputeStatus.Lost), (OrderDues.Of(lost).Owed, lost.Money!.Dispute));
        Assert.Equal((1_000, ChargeStatus.Full), (lost.Money.Disputed, OrderDues.Of(lost).Charge(lost.Money)));
    }

    [Fact]
    public void A_dispute_that_was_won_is_as_if_it_had_not_been()
    {
        var won = After(Closed, Disputed(1_000, DisputeStatus.Open), Disputed(1_000, DisputeStatus.Won));
        Assert.Equal(
            (Total, Total, DisputeStatus.Won, 0),
            (OrderDues.Of(won).Owed, won.Money!.Charged, won.Money.Dispute, won.Money.Disputed));
    }

    // A customer who disputes and sends back is not paid twice; once the dispute is won the rest goes back.
    [Fact]
    public void What_a_bank_holds_is_not_refunded_as_well()
    {
        var paid = Paid(Shipped(CapturePolicy.AfterShipment));
        var disputed = After(paid, Disputed(Total, DisputeStatus.Open));
        var back = Do(disputed, Outcome(1, "A", delivered: 0, refused: 10));
        Assert.DoesNotContain(back, each => each is OrderEvent.RefundRequested);
        var refused = After(disputed, Outcome(1, "A", delivered: 0, refused: 10));
        var won = Do(refused, Disputed(Total, DisputeStatus.Won));
        Assert.Equal(1_350, Assert.Single(won.OfType<OrderEvent.RefundRequested>()).Amount.Minor);
        Assert.DoesNotContain(
            Do(refused, Disputed(Total, DisputeStatus.Lost)), each => each is OrderEvent.RefundRequested);
    }

    // The bank was faster: the payment had its dispute, which the order had not heard of, and refused the refund.
    [Fact]
    public void What_was_refused_while_a_bank_held_the_money_goes_back_once_the_dispute_is_won()
    {
        var paid = Paid(Shipped(CapturePolicy.AfterShipment));
        var asked = Do(paid, Outcome(1, "A", delivered: 0, refused: 10)).OfType<OrderEvent.RefundRequested>().Single();
        var held = After(
            paid,
            Outcome(1, "A", delivered: 0, refused: 10),
            new OrderCommand.RecordAskRefused(1, asked.Ref, "RefundExceedsCaptured"),
            Disputed(Total, DisputeStatus.Open));
        Assert.Equal("refused: RefundExceedsCaptured", held.Money!.Tenders[0].Trouble);
        var won = Do(held, Disputed(Total, DisputeStatus.Won));
        Assert.Equal(1_350, Assert.Single(won.OfType<OrderEvent.RefundRequested>()).Amount.Minor);
        Assert.NotNull(After(held, Disputed(Total, DisputeStatus.Lost)).Money!.Tenders[0].Trouble);
    }

    [Fact]
    public void A_dispute_told_twice_or_of_which_nothing_was_told_changes_nothing()
    {
        var disputed = After(Closed, Disputed(1_000, DisputeStatus.Open));
        Assert.Same(Decision.AlreadyDone, Order.Decide(disputed, Disputed(1_000, DisputeStatus.Open), Noon));
        var lost = After(disputed, Disputed(1_000, DisputeStatus.Lost));
        Assert.Same(Decision.AlreadyDone, Order.Decide(lost, Disputed(1_000, DisputeStatus.Lost), Noon));
        Assert.IsType<OrderRejection.IllegalTransition>(Refuse(Closed, Disputed(1_000, DisputeStatus.Won)));
    }

    private static OrderCommand.RecordDispute Disputed(long minor, DisputeStatus status) =>
        new(1, "d-1", Euros(minor), status);
}
