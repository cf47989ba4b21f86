using Oms.Central.Orders;
using Oms.Central.Payments;
using Xunit;
using static Oms.Central.Tests.Orders.Orders;
using static Oms.Central.Tests.Orders.PricedOrders;
using Decision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;

namespace Oms.Central.Tests.Orders;

/// <summary>Authorisations that end, captures and refunds that fail, and goods that were not kept well.</summary>
public sealed class OrderMoneyTroubleTests
{
    [Fact]
    public void An_authorisation_that_ends_is_asked_for_again_and_the_order_waits_for_it()
    {
        var ended = After(Sold(), new OrderCommand.EndTender(1));
        Assert.Equal("authorisation-ended", ended.Holds[HoldType.Payment].Reason);
        Assert.Equal((1, Euros(Total)), (ended.Money!.Tenders[1].Replaces, ended.Money.Tenders[1].Terms.Amount));
        Assert.IsType<OrderRejection.HoldActive>(Refuse(ended, new OrderCommand.BeginShipment("R-1", 1)));
        Assert.Same(Decision.AlreadyDone, Order.Decide(ended, new OrderCommand.EndTender(1), Noon));
        Assert.True(After(ended, Told(2, 1)).Holds.IsEmpty);
    }

    [Fact]
    public void It_is_asked_for_again_only_so_often()
    {
        var order = Sold();
        for (var i = 1; i <= Order.ReauthorisationsMax; i++)
        {
            order = After(order, new OrderCommand.EndTender(i), Told(i + 1, 1));
        }

        order = After(order, new OrderCommand.EndTender(Order.ReauthorisationsMax + 1));
        Assert.Equal(Order.ReauthorisationsMax + 1, order.Money!.Tenders.Count);
        Assert.Equal("authorisation-ended", order.Holds[HoldType.Payment].Reason);
    }

    [Fact]
    public void A_renewal_that_is_declined_is_told_and_another_tender_can_stand_in()
    {
        var declined = After(
            Sold(), new OrderCommand.EndTender(1), Told(2, 1, TransactionStatus.Failed, "no-funds"));
        Assert.Equal("declined: no-funds", declined.Holds[HoldType.Payment].Reason);
        var given = After(
            declined, new OrderCommand.AddTender(new Tender(PaymentMethod.StoreCredit, Account: "K-17"), null));
        Assert.True(After(given, Told(3, 1)).Holds.IsEmpty);
    }

    [Fact]
    public void A_capture_that_the_payment_refuses_is_told_and_asked_again_when_somebody_says_so()
    {
        var told = After(Shipped(), Outcome(1, "A", delivered: 10));
        var reference = told.Money!.Tenders[0].Transactions[^1].Ref;
        var refused = After(told, new OrderCommand.RecordAskRefused(1, reference, "IllegalTransition"));
        Assert.Equal(0, refused.Money!.Exposure);
        Assert.Equal("refused: IllegalTransition", refused.Holds[HoldType.Payment].Reason);
        var again = After(refused, new OrderCommand.RetryMoney("mended", "anna", null));
        Assert.Equal(again.Money!.Totals.Lines[0].Value, again.Money.Exposure);
        Assert.NotEqual(reference, again.Money.Tenders[0].Transactions[^1].Ref);
        Assert.True(again.Holds.IsEmpty);
    }

    [Fact]
    public void A_refund_that_fails_keeps_the_order_open_and_is_told()
    {
        var told = After(
            Paid(Shipped(CapturePolicy.AfterShipment)),
            Outcome(1, "A", delivered: 10),
            Outcome(2, "B", delivered: 0, missing: 5));
        var number = told.Money!.Tenders[0].Transactions.Count;
        var failed = After(
            told,
            new OrderCommand.RecordPayment(
                1, number, TransactionKind.Refund, told.Money.Tenders[0].Transactions[^1].Ref, Euros(1),
                TransactionStatus.Requested, null),
            Told(1, number, TransactionStatus.Failed, "card-closed"));
        Assert.Equal(
            (OrderStatus.Released, "refund-failed: card-closed"),
            (failed.Status, failed.Holds[HoldType.Payment].Reason));
        Assert.Equal(ChargeStatus.Overcharged, OrderDues.Of(failed).Charge(failed.Money!));
        var settled = Paid(After(failed, new OrderCommand.RetryMoney("new account", "anna", null)));
        Assert.Equal(OrderStatus.Closed, settled.Status);
    }

    [Fact]
    public void What_people_give_back_beyond_the_goods_is_not_charged_again()
    {
        var delivered = Paid(After(Shipped(), Outcome(1, "A", delivered: 10)));
        var given = After(
            delivered,
            new OrderCommand.RecordPayment(
                1, 3, TransactionKind.Refund, "by-anna", Euros(100), TransactionStatus.Requested, null),
            Told(1, 3));
        Assert.Equal(delivered.Money!.Charged - 100, given.Money!.Exposure);
        var all = Paid(After(given, Outcome(2, "B", delivered: 5)));
        Assert.Equal((OrderStatus.Closed, Total - 100), (all.Status, all.Money!.Charged));
    }

    [Theory]
    [InlineData("excursion")]
    [InlineData("seal-broken")]
    [InlineData("hazmat-failure")]
    public void Units_that_were_not_kept_well_are_not_charged_until_a_person_decides(string kind)
    {
        var told = Paid(After(
            Shipped(), Flagged(1, "A", kind), Outcome(1, "A", delivered: 10), Outcome(2, "B", delivered: 5)));
        Assert.Equal(told.Money!.Totals.Lines[1].Value, told.Money.Charged);
        Assert.Equal((OrderStatus.Released, "charge-blocked"), (told.Status, told.Holds[HoldType.Payment].Reason));

        var released = Paid(After(told, Decided(1, refund: false, kind)));
        Assert.Equal((OrderStatus.Closed, Total), (released.Status, released.Money!.Charged));

        var refunded = Paid(After(told, Decided(1, refund: true, kind)));
        Assert.Equal(
            (OrderStatus.Closed, told.Money.Charged), (refunded.Status, refunded.Money!.Charged));
        Assert.True(refunded.Money.Tenders[0].IsGivenBack);
    }

    [Fact]
    public void What_was_charged_before_stays_until_a_person_decides_and_is_then_paid_back()
    {
        var told = After(Paid(Shipped(CapturePolicy.AfterShipment)), Flagged(1, "A"), Outcome(1, "A", delivered: 10));
        Assert.Equal(Total, told.Money!.Exposure);
        var refunded = Paid(After(told, Decided(1, refund: true)));
        Assert.Equal(Total - told.Money.Totals.Lines[0].Value, refunded.Money!.Charged);
        Assert.Same(Decision.AlreadyDone, Order.Decide(refunded, Decided(1, refund: true), Noon));
        Assert.IsType<OrderRejection.IllegalTransition>(Refuse(refunded, Decided(1, refund: false)));
    }

    [Fact]
    public void An_excursion_found_after_the_order_closed_can_still_be_paid_back()
    {
        var closed = Paid(After(Shipped(), Outcome(1, "A", delivered: 10), Outcome(2, "B", delivered: 5)));
        Assert.Equal(OrderStatus.Closed, closed.Status);
        var refunded = Paid(After(closed, Flagged(1, "A"), Decided(1, refund: true)));
        Assert.Equal(closed.Money!.Totals.Lines[1].Value, refunded.Money!.Charged);
    }

    [Fact]
    public void Only_the_units_on_the_route_in_question_are_blocked()
    {
        var order = After(
            Shipped(),
            new OrderCommand.Flag(1, "excursion", "co-9", "warm") { Route = "R-9", Lots = ["A"] },
            Outcome(1, "A", delivered: 10));
        Assert.Equal(order.Money!.Totals.Lines[0].Value, order.Money.Exposure);
    }

    [Fact]
    public void A_flag_that_says_nothing_about_custody_blocks_nothing() =>
        Assert.Empty(After(Shipped(), Flagged(1, "A", "refused-hand-over")).Money!.Blocks);
}
