using Oms.Central.Orders;
using Oms.Central.Payments;
using Xunit;
using static Oms.Central.Tests.Orders.Orders;
using static Oms.Central.Tests.Orders.PricedOrders;
using Decision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;

namespace Oms.Central.Tests.Orders;

public sealed class OrderMoneyTests
{
    [Fact]
    public void An_order_is_placed_with_what_it_costs_and_opens_its_payments_once()
    {
        var events = Do(Order.Initial, Place(Priced(CapturePolicy.AfterDelivery, ByCard)));
        Assert.Equal(Total, Assert.Single(events.OfType<OrderEvent.OrderPriced>()).Totals.Total);
        var tender = Assert.Single(events.OfType<OrderEvent.TenderAdded>());
        Assert.Equal(($"{Id}.1", Euros(Total)), (tender.Payment, tender.Terms.Amount));
        Assert.Same(
            Decision.AlreadyDone,
            Order.Decide(
                Placed(CapturePolicy.AfterDelivery), Place(Priced(CapturePolicy.AfterDelivery, ByCard)), Noon));
        Assert.IsType<OrderRejection.DuplicateOrder>(
            Refuse(Placed(CapturePolicy.AfterDelivery), Place(Priced(CapturePolicy.Manual, ByCard))));
    }

    [Fact]
    public void An_order_with_prices_needs_the_answers_of_the_ports() =>
        Assert.Equal(
            "/money",
            Assert.IsType<OrderRejection.InvalidTerms>(Refuse(
                Order.Initial, new OrderCommand.Place(Id, Priced(CapturePolicy.Manual, ByCard)))).Field);

    [Theory]
    [InlineData(2_699)]
    [InlineData(2_701)]
    public void Tenders_are_for_exactly_what_the_order_costs(long minor) =>
        Assert.Equal(
            "/money/tenders",
            Assert.IsType<OrderRejection.InvalidTerms>(Refuse(
                Order.Initial,
                Place(Priced(CapturePolicy.AfterDelivery, ByCard with { Amount = Euros(minor) })))).Field);

    [Fact]
    public void It_is_not_released_before_all_of_it_is_authorised()
    {
        var placed = Placed(CapturePolicy.AfterDelivery);
        Assert.Equal("not-authorised", placed.Holds[HoldType.Payment].Reason);
        var allocated = After(
            placed, Reserved(1), Reserved(2), new OrderCommand.RecordConfirmed(1, Reservation(1)),
            new OrderCommand.RecordConfirmed(2, Reservation(2)));
        Assert.Equal(OrderStatus.Placed, allocated.Status);
        var released = After(allocated, Told(1, 1));
        Assert.Equal((OrderStatus.Released, true), (released.Status, released.Holds.IsEmpty));
    }

    [Fact]
    public void People_do_not_place_or_release_the_hold_that_the_money_stands_for()
    {
        var placed = Placed(CapturePolicy.AfterDelivery);
        Assert.IsType<OrderRejection.IllegalTransition>(
            Refuse(placed, new OrderCommand.ReleaseHold(HoldType.Payment, "please", null)));
        Assert.IsType<OrderRejection.IllegalTransition>(
            Refuse(Sold(), new OrderCommand.PlaceHold(HoldType.Payment, "why", "anna", null)));
        Assert.Single(Do(Orders.Placed(), new OrderCommand.PlaceHold(HoldType.Payment, "why", "anna", null)));
    }

    [Fact]
    public void A_declined_card_leaves_the_hold_with_its_reason_until_another_tender_covers_it()
    {
        var declined = After(Placed(CapturePolicy.AfterDelivery), Told(1, 1, TransactionStatus.Failed, "no-funds"));
        Assert.Equal("declined: no-funds", declined.Holds[HoldType.Payment].Reason);
        Assert.Equal(
            AuthoriseStatus.None, OrderDues.Of(declined).Authorise(declined.Money!));
        Assert.IsType<OrderRejection.InvalidTerms>(Refuse(
            declined, new OrderCommand.AddTender(ByCard with { Amount = Euros(Total + 1) }, null)));
        var given = After(declined, new OrderCommand.AddTender(ByCard, null));
        Assert.Equal(Euros(Total), given.Money!.Tenders[1].Terms.Amount);
        Assert.IsType<OrderRejection.IllegalTransition>(
            Refuse(given, new OrderCommand.AddTender(ByCard, null)));
        Assert.True(After(given, Told(2, 1)).Holds.IsEmpty);
    }

    [Fact]
    public void Delivered_units_are_charged_exactly_and_the_order_closes_once_that_is_settled()
    {
        var first = After(Shipped(), Outcome(1, "A", delivered: 10));
        var charge = Assert.Single(first.Money!.Tenders[0].Transactions, each => each.Kind == TransactionKind.Capture);
        Assert.Equal(first.Money.Totals.Lines[0].Value, charge.Minor);
        var last = After(first, Outcome(2, "B", delivered: 5));
        Assert.Equal((OrderStatus.Released, Total), (last.Status, last.Money!.Exposure));
        Assert.Equal(NextActionKind.Payment, last.NextAction().Kind);
        var settled = Paid(last);
        Assert.Equal((OrderStatus.Closed, Total), (settled.Status, settled.Money!.Charged));
        Assert.Equal(ChargeStatus.Full, OrderDues.Of(settled).Charge(settled.Money));
    }

    // I11: nothing is captured for what has not left, or has not arrived.
    [Fact]
    public void Nothing_is_charged_before_the_policy_says_so()
    {
        Assert.Equal(0, Sold(CapturePolicy.AfterShipment).Money!.Exposure);
        Assert.Equal(Total, Shipped(CapturePolicy.AfterShipment).Money!.Exposure);
        Assert.Equal(0, Shipped().Money!.Exposure);
        Assert.Equal(0, After(Shipped(CapturePolicy.Manual), Outcome(1, "A", delivered: 10)).Money!.Exposure);
    }

    [Fact]
    public void Short_refused_and_damaged_units_are_not_charged_and_their_authorisation_is_given_back()
    {
        var told = After(
            Shipped(),
            Outcome(1, "A", delivered: 6, missing: 1, refused: 2, damaged: 1),
            Outcome(2, "B", delivered: 5));
        var settled = Paid(Paid(told));
        var owed = settled.Money!.Totals.Lines[0].Of(6) + settled.Money.Totals.Lines[1].Value;
        Assert.Equal((OrderStatus.Closed, owed, owed), (
            settled.Status, settled.Money.Charged, OrderDues.Of(settled).Owed));
        Assert.True(settled.Money.Tenders[0].IsGivenBack);
        Assert.Equal(0, settled.Money.Available);
    }

    [Fact]
    public void What_was_charged_when_it_left_and_did_not_arrive_is_paid_back()
    {
        var shipped = Paid(Shipped(CapturePolicy.AfterShipment));
        Assert.Equal(Total, shipped.Money!.Charged);
        var told = After(
            shipped, Outcome(1, "A", delivered: 6, missing: 1, refused: 2, damaged: 1), Outcome(2, "B", delivered: 5));
        Assert.Equal(OrderStatus.Released, told.Status);
        var settled = Paid(told);
        var owed = settled.Money!.Totals.Lines[0].Of(6) + settled.Money.Totals.Lines[1].Value;
        Assert.Equal((OrderStatus.Closed, owed), (settled.Status, settled.Money.Charged));
        Assert.Equal(Total - owed, settled.Money.Refunded);
        Assert.Equal(RefundStatus.Partial, OrderDues.Refund(settled.Money));
    }

    [Fact]
    public void A_cancelled_order_gives_back_what_was_authorised_and_pays_back_what_was_captured()
    {
        var cancelled = After(Sold(), new OrderCommand.Cancel("customer", null));
        Assert.Contains(
            cancelled.Money!.Tenders[0].Transactions, each => each.Kind == TransactionKind.Void);

        var captured = After(
            Sold(CapturePolicy.Manual),
            new OrderCommand.RecordPayment(
                1, 2, TransactionKind.Capture, "by-anna", Euros(1_000), TransactionStatus.Requested, null),
            Told(1, 2));
        Assert.Equal(1_000, captured.Money!.Charged);
        var back = Paid(After(captured, new OrderCommand.Cancel("customer", null)));
        Assert.Equal((0, 1_000), (back.Money!.Charged, back.Money.Refunded));
        Assert.Contains(back.Money.Tenders[0].Transactions, each => each.Kind == TransactionKind.Void);
    }

    [Fact]
    public void Cancelled_units_are_charged_no_more_and_the_rest_sums_exactly()
    {
        var shipped = After(
            Sold(),
            new OrderCommand.CancelLine(1, 3, "customer", null),
            new OrderCommand.BeginShipment("R-1", 1),
            new OrderCommand.RecordShipped(1, Reservation(1), "R-1", [new LotQuantity("A", 7)]),
            new OrderCommand.RecordShipped(2, Reservation(2), "R-1", [new LotQuantity("B", 5)]),
            Outcome(1, "A", delivered: 7),
            Outcome(2, "B", delivered: 5));
        var settled = Paid(Paid(shipped));
        Assert.Equal(
            settled.Money!.Totals.Lines[0].Of(7) + settled.Money.Totals.Lines[1].Value, settled.Money.Charged);
        Assert.Equal(OrderStatus.Closed, settled.Status);
    }

    [Fact]
    public void Tenders_are_captured_in_their_order_and_paid_back_in_the_other()
    {
        var shipped = Paid(Shipped(
            CapturePolicy.AfterShipment,
            new Tender(PaymentMethod.StoreCredit, Euros(700), Account: "K-17"),
            ByCard));
        Assert.Equal([700, 2_000], shipped.Money!.Tenders.Select(tender => tender.CaptureExposure));
        var told = Paid(After(shipped, Outcome(1, "A", delivered: 10), Outcome(2, "B", delivered: 0, missing: 5)));
        Assert.Equal(
            [0, told.Money!.Totals.Lines[1].Value], told.Money.Tenders.Select(tender => tender.RefundExposure));
    }

    [Fact]
    public void A_part_is_captured_of_the_first_tender_before_the_second_is_touched()
    {
        var told = After(
            Shipped(
                CapturePolicy.AfterDelivery,
                new Tender(PaymentMethod.StoreCredit, Euros(2_000), Account: "K-17"),
                ByCard),
            Outcome(2, "B", delivered: 5));
        Assert.Equal([1_350, 0], told.Money!.Tenders.Select(tender => tender.CaptureExposure));
        var all = After(told, Outcome(1, "A", delivered: 10));
        Assert.Equal([2_000, 700], all.Money!.Tenders.Select(tender => tender.CaptureExposure));
    }

    [Fact]
    public void Cash_is_not_taken_for_goods_that_only_left() =>
        Assert.Equal(
            "/money/tenders/0/method",
            Assert.IsType<OrderRejection.InvalidTerms>(Refuse(
                Order.Initial,
                Place(Priced(CapturePolicy.AfterShipment, new Tender(PaymentMethod.CashOnDelivery))))).Field);

    [Fact]
    public void An_order_worth_less_than_its_threshold_leaves_complete_and_one_worth_it_may_be_split()
    {
        foreach (var (above, released) in new[] { (2_001L, false), (2_000L, true) })
        {
            var terms = Priced(CapturePolicy.AfterDelivery, ByCard);
            terms = terms with
            {
                ShipPolicy = ShipPolicy.SplitAbove,
                Money = terms.Money! with { SplitAbove = Euros(above) },
            };
            var order = After(
                Order.Initial,
                Place(terms),
                Told(1, 1),
                Backordered(1),
                Reserved(2),
                new OrderCommand.RecordConfirmed(2, Reservation(2)));
            Assert.Equal(released, order.Status == OrderStatus.Released);
        }
    }
}
