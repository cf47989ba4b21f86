using Oms.Central.Orders;
using Oms.Central.Payments;
using Xunit;
using static Oms.Central.Tests.Orders.Orders;
using static Oms.Central.Tests.Orders.PricedOrders;
using Decision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;

namespace Oms.Central.Tests.Orders;

/// <summary>What an order bills is what is due for its units, whatever became of them.</summary>
public sealed class OrderBillTests
{
    [Fact]
    public void Nothing_is_billed_before_it_is_due()
    {
        Assert.Empty(Sold().Money!.Bills);
        Assert.Empty(Shipped().Money!.Bills);
        Assert.Equal(
            [(BillKind.Invoice, 2_700L)],
            Shipped(CapturePolicy.AfterShipment).Money!.Bills.Select(bill => (bill.Kind, bill.Value)));
    }

    [Fact]
    public void What_leaves_together_is_billed_and_charged_once_when_all_of_it_has_left_or_was_refused()
    {
        var loading = After(
            Sold(CapturePolicy.AfterShipment),
            new OrderCommand.BeginShipment("R-1", 1),
            new OrderCommand.RecordShipped(1, Reservation(1), "R-1", [new LotQuantity("A", 10)]));
        Assert.Empty(loading.Money!.Bills);
        Assert.Equal(0, loading.Money.Exposure);

        var left = After(
            loading, new OrderCommand.RecordShipped(2, Reservation(2), "R-1", [new LotQuantity("B", 5)]));
        Assert.Equal([10, 5], Assert.Single(left.Money!.Bills).Lines.Select(line => line.Units));
        Assert.Equal([2_700L], Charges(left));

        var refused = After(loading, new OrderCommand.RecordShipmentRefused(2, Reservation(2), "R-1", "lost"));
        Assert.Equal(10, Assert.Single(Assert.Single(refused.Money!.Bills).Lines).Units);
        Assert.Equal([1_350L], Charges(refused));
    }

    [Fact]
    public void A_hand_over_is_billed_and_charged_once_with_the_last_that_it_tells()
    {
        var first = After(Shipped(), More(Outcome(1, "A", 7, missing: 3)));
        Assert.Empty(first.Money!.Bills);
        var last = After(first, Outcome(2, "B", 5));
        Assert.Equal([7, 5], Assert.Single(last.Money!.Bills).Lines.Select(line => line.Units));
        Assert.Equal([OrderDues.Of(last).Owed], Charges(last));
        Assert.Same(Decision.AlreadyDone, Order.Decide(last, new OrderCommand.SettleDues(), Noon));

        // Where the last is refused, what came before it is due all the same.
        _ = Refuse(first, Outcome(2, "B", 6));
        var settled = After(first, new OrderCommand.SettleDues());
        Assert.Equal(7, Assert.Single(Assert.Single(settled.Money!.Bills).Lines).Units);
        Assert.Equal([settled.Money.Totals.Lines[0].Of(7)], Charges(settled));
    }

    [Fact]
    public void What_a_hand_over_turns_back_is_credited_and_paid_back_once()
    {
        var charged = Paid(Shipped(CapturePolicy.AfterShipment));
        var back = After(charged, More(Outcome(1, "A", 6, refused: 4)), Outcome(2, "B", 3, damaged: 2));
        var credit = Assert.Single(back.Money!.Bills, bill => bill.Kind == BillKind.CreditNote);
        Assert.Equal([4, 2], credit.Lines.Select(line => line.Units));
        Assert.Equal(
            [-credit.Value],
            Assert.Single(back.Money.Tenders).Transactions.Where(each => each.Kind == TransactionKind.Refund)
                .Select(each => each.Minor));
    }

    [Fact]
    public void Each_delivery_is_billed_once_and_together_they_are_what_the_units_cost()
    {
        var order = After(Shipped(), Outcome(1, "A", 7, missing: 3), Outcome(2, "B", 5));
        Assert.Equal(2, order.Money!.Bills.Count);
        Assert.Equal([7, 5], order.Money.Bills.Select(bill => Assert.Single(bill.Lines).Units));
        Assert.Equal(OrderDues.Of(order).Owed, order.Money.Billed);
        Assert.Equal(
            order.Money.Billed,
            order.Money.Totals.Lines[0].Of(7) + order.Money.Totals.Lines[1].Of(5));
    }

    [Fact]
    public void What_left_and_was_turned_back_is_credited()
    {
        var order = After(Shipped(CapturePolicy.AfterShipment), Outcome(1, "A", 6, refused: 4));
        var credit = Assert.Single(order.Money!.Bills, bill => bill.Kind == BillKind.CreditNote);
        Assert.Equal((1, 4), (credit.Lines[0].Line, credit.Lines[0].Units));
        Assert.Equal(-(order.Money.Totals.Lines[0].Of(10) - order.Money.Totals.Lines[0].Of(6)), credit.Value);
    }

    private static OrderCommand More(OrderCommand outcome) =>
        (OrderCommand.RecordOutcome)outcome with { More = true };

    private static IEnumerable<long> Charges(Order order) =>
        order.Money!.Tenders.SelectMany(tender => tender.Transactions)
            .Where(each => each.Kind == TransactionKind.Capture).Select(each => each.Minor);

    [Fact]
    public void Units_in_question_are_billed_once_somebody_has_decided()
    {
        var warm = After(Shipped(), Flagged(1, "A"), Outcome(1, "A", 10));
        Assert.Empty(warm.Money!.Bills);
        Assert.Empty(After(warm, Decided(1, refund: true)).Money!.Bills);
        Assert.Equal(1_350, Assert.Single(After(warm, Decided(1, refund: false)).Money!.Bills).Value);
    }

    [Fact]
    public void A_bill_is_not_taken_back_while_its_units_are_only_in_question()
    {
        var billed = After(Shipped(CapturePolicy.AfterShipment), Flagged(1, "A"));
        Assert.All(billed.Money!.Bills, bill => Assert.Equal(BillKind.Invoice, bill.Kind));
        var refunded = After(billed, Decided(1, refund: true));
        Assert.Equal(-1_350, Assert.Single(refunded.Money!.Bills, bill => bill.Kind == BillKind.CreditNote).Value);
    }

    [Fact]
    public void What_people_give_back_is_a_credit_note_over_the_parts_of_what_was_billed()
    {
        var order = Paid(After(Shipped(), Outcome(1, "A", 10), Outcome(2, "B", 5)));
        order = After(
            order,
            new OrderCommand.RecordPayment(
                1, 9, TransactionKind.Refund, "anna-1", Euros(270), TransactionStatus.Requested, null));
        Assert.DoesNotContain(order.Money!.Bills, bill => bill.Kind == BillKind.CreditNote);
        order = After(
            order,
            new OrderCommand.RecordPayment(
                1, 9, TransactionKind.Refund, "anna-1", Euros(270), TransactionStatus.Succeeded, null));
        var credit = Assert.Single(order.Money!.Bills, bill => bill.Kind == BillKind.CreditNote);
        Assert.Equal(
            new BillLine(null, null, 0, new BillParts(200, 20, 50, 0)) { Rates = new TaxRates("food", 100_000, 0) },
            Assert.Single(credit.Lines));
        Assert.Equal(order.Money.Charged, order.Money.Billed);
    }

    [Fact]
    public void An_order_that_was_priced_before_bills_said_their_rates_is_billed_as_it_was()
    {
        var shipped = Shipped();
        var money = shipped.Money!;
        var old = shipped with
        {
            Money = money with
            {
                Totals = money.Totals with
                {
                    Lines = [.. money.Totals.Lines.Select(line => line with { Rates = null })],
                },
            },
        };
        var order = Paid(After(old, Outcome(1, "A", 10), Outcome(2, "B", 5)));
        order = After(
            order,
            new OrderCommand.RecordPayment(
                1, 9, TransactionKind.Refund, "anna-1", Euros(270), TransactionStatus.Requested, null),
            new OrderCommand.RecordPayment(
                1, 9, TransactionKind.Refund, "anna-1", Euros(270), TransactionStatus.Succeeded, null));
        var credit = Assert.Single(order.Money!.Bills, bill => bill.Kind == BillKind.CreditNote);
        Assert.Equal(new BillLine(null, null, 0, new BillParts(200, 20, 50, 0)), Assert.Single(credit.Lines));
        Assert.Equal([new RateTotal(null, 250, 20)], RateTotal.Of(credit.Lines));
        Assert.All(order.Money.Bills.SelectMany(bill => bill.Lines), line => Assert.Null(line.Rates));
    }

    [Fact]
    public void An_order_that_is_paid_elsewhere_is_billed_too()
    {
        var order = After(
            Order.Initial, Place(Priced(CapturePolicy.AfterDelivery)), Reserved(1), Reserved(2),
            new OrderCommand.RecordConfirmed(1, Reservation(1)),
            new OrderCommand.RecordConfirmed(2, Reservation(2)), new OrderCommand.BeginShipment("R-1", 1),
            new OrderCommand.RecordShipped(1, Reservation(1), "R-1", [new LotQuantity("A", 10)]),
            new OrderCommand.RecordShipped(2, Reservation(2), "R-1", [new LotQuantity("B", 5)]),
            Outcome(1, "A", 10), Outcome(2, "B", 5));
        Assert.Equal((OrderStatus.Closed, Total), (order.Status, order.Money!.Billed));
    }

    [Fact]
    public void A_bill_takes_its_number_once()
    {
        var order = After(Shipped(), Outcome(1, "A", 10));
        order = After(order, new OrderCommand.RecordBill(1, "INV-2026-000001"));
        Assert.Equal("INV-2026-000001", order.Money!.Bills[0].Document);
        Assert.Same(Decision.AlreadyDone, Order.Decide(order, new OrderCommand.RecordBill(1, "INV-2026-000001"), Noon));
        _ = Assert.IsType<OrderRejection.IllegalTransition>(
            Refuse(order, new OrderCommand.RecordBill(1, "INV-2026-000002")));
        _ = Assert.IsType<OrderRejection.IllegalTransition>(
            Refuse(order, new OrderCommand.RecordBill(2, "INV-2026-000002")));
    }
}
