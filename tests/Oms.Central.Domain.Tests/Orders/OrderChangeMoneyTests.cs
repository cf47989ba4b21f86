using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Finance;
using Xunit;
using static Oms.Central.Tests.Orders.Orders;
using static Oms.Central.Tests.Orders.PricedOrders;
using Decision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;

namespace Oms.Central.Tests.Orders;

/// <summary>Changes of orders with prices: what they cost, and what follows for the payments.</summary>
public sealed class OrderChangeMoneyTests
{
    private static readonly OrderCommand ConfirmIt = new OrderCommand.ConfirmChange(1, "anna", null);

    private static OrderedLine Tea(int quantity, long unit = 300) =>
        new("TEA", quantity, null) { Price = new LinePrice(Euros(unit), [], "food") };

    [Fact]
    public void A_line_added_to_a_paid_order_is_authorised_before_anything_more_leaves()
    {
        var proposed = Proposed(Sold(), Added(Tea(4)));
        Assert.Equal(Total, OrderDues.Of(proposed).Owed);
        var events = Do(proposed, ConfirmIt);
        var tender = Assert.Single(events.OfType<OrderEvent.TenderAdded>());
        Assert.Equal(
            (2, "order-1.2", Euros(1_320), Visa, (int?)null),
            (tender.Tender, tender.Payment, tender.Terms.Amount, tender.Terms.Card, tender.Replaces));
        var confirmed = After(proposed, ConfirmIt);
        Assert.Equal((Total + 1_320, "not-authorised"),
            (OrderDues.Of(confirmed).Owed, confirmed.Holds[HoldType.Payment].Reason));
        Assert.Empty(After(confirmed, Told(2, 1)).Holds);
    }

    [Fact]
    public void An_order_that_was_changed_ends_with_what_its_units_cost_charged_once()
    {
        var changed = After(
            Proposed(Sold(), Added(Tea(4))),
            ConfirmIt,
            Told(2, 1),
            new OrderCommand.RecordConfirmed(3, Reservation(3)),
            new OrderCommand.BeginShipment("R-1", 1),
            new OrderCommand.RecordShipped(1, Reservation(1), "R-1", [new LotQuantity("A", 10)]),
            new OrderCommand.RecordShipped(2, Reservation(2), "R-1", [new LotQuantity("B", 5)]),
            new OrderCommand.RecordShipped(3, Reservation(3), "R-1", [new LotQuantity("C", 4)]),
            Outcome(1, "A", delivered: 10),
            Outcome(2, "B", delivered: 5),
            Outcome(3, "C", delivered: 3, missing: 1));
        var settled = Paid(Paid(changed));
        Assert.Equal((OrderStatus.Closed, Total + 990), (settled.Status, settled.Money!.Charged));
        Assert.Equal(330, settled.Money.Tenders[1].Sum(TransactionKind.Void, settledOnly: true));
    }

    [Fact]
    public void Units_taken_away_are_not_charged_and_cost_no_second_payment()
    {
        var order = Sold();
        var cut = After(order, Wish(order, new ChangeWish([new LineQuantity(1, 4)], [], "less", 15)), ConfirmIt);
        Assert.Equal(Total - 1_350 + cut.Money!.Totals.Lines[0].Of(4), OrderDues.Of(cut).Owed);
        Assert.Single(cut.Money.Tenders);
    }

    [Fact]
    public void A_swap_asks_only_for_what_the_new_goods_cost_more()
    {
        var order = Sold();
        var swap = new ChangeWish([new LineQuantity(2, 0)], [Tea(5, unit: 250)], "swap", 15);
        var effect = Order.EffectOf(After(order, Wish(order, swap)))!;
        Assert.Equal((1_625 - 1_350, 275), (effect.OwedAfter - effect.OwedBefore, effect.Authorise));
        var swapped = After(Proposed(order, swap), ConfirmIt);
        Assert.Equal(275, swapped.Money!.Tenders[1].Terms.Amount.Minor);
        Assert.Equal(Total + 275, OrderDues.Of(swapped).Owed);
    }

    [Fact]
    public void More_of_a_line_costs_what_a_unit_cost_without_what_was_off_the_line()
    {
        var terms = Priced(CapturePolicy.AfterDelivery, ByCard);
        terms = terms with
        {
            Lines = [terms.Lines[0] with { Price = new(Euros(100), [new("ten", Euros(50))], "food") }, terms.Lines[1]],
        };
        var order = After(Order.Initial, PricedOrders.Place(terms));
        var more = After(order, Wish(order, new ChangeWish([new LineQuantity(1, 13)], [], "more", 15)));
        Assert.Equal(
            new LineTotals(3, 300, 0, 0, 30, 0, 0) { Rates = new TaxRates("food", 100_000, 0) },
            Assert.Single(more.Change!.Prices!.Lines).Totals);
        Assert.Equal(LineTotals.Unpriced(3), more.Money!.Totals.Lines[2]);
    }

    [Fact]
    public void A_declined_change_leaves_a_line_that_nobody_pays()
    {
        var declined = After(
            Proposed(Sold(), Added(Tea(4))), new OrderCommand.DeclineChange(1, "too dear", "anna", null));
        Assert.Equal((3, Total), (declined.Money!.Totals.Lines.Count, declined.Money.Totals.Total));
        Assert.Equal(Total, OrderDues.Of(declined).Owed);
        Assert.Single(declined.Money.Tenders);
    }

    [Fact]
    public void Dearer_shipping_is_paid_by_what_is_added_and_cheaper_shipping_lowers_nothing()
    {
        var order = Sold();
        var dearer = After(order, Wish(order, Added(Tea(4)), shipping: 700)).Change!.Prices!;
        Assert.Equal((200, 1_520), (dearer.Lines[0].Totals.Shipping, dearer.Lines[0].Totals.Value));
        var cheaper = After(order, Wish(order, Added(Tea(4)), shipping: 0)).Change!.Prices!;
        Assert.Equal(1_320, cheaper.Lines[0].Totals.Value);
    }

    [Fact]
    public void A_new_address_brings_its_own_taxes_and_shipping_for_the_units_that_are_left()
    {
        var order = After(Sold(), new OrderCommand.CancelLine(1, 6, "customer", null));
        var abroad = new Customer("Shop", new PostalAddress(["1 Rue Haute"], "Lyon", "69001", "FR"));
        var wish = new ChangeWish([], [], "moved", 15) { Destination = new OrderDestination(abroad, null) };
        var asked = order.QuestionOf(wish)!;
        Assert.Equal([400, 1_000], asked.Lines.Select(line => line.NetMinor));
        Assert.Equal((1_400, 0), (asked.GoodsMinor, asked.ShippingKept));
        var moved = After(order, Wish(order, wish, shipping: 900), ConfirmIt);
        Assert.Equal(1_400 + 140 + 900, OrderDues.Of(moved).Owed);
        Assert.Equal((4, 40), (moved.Money!.Totals.Lines[0].Quantity, moved.Money.Totals.Lines[0].Tax));

        // 27.00 were authorised, which covers it.
        Assert.Single(moved.Money.Tenders);
    }

    [Fact]
    public void A_price_that_was_asked_before_the_order_changed_counts_for_nothing()
    {
        var order = Sold();
        var more = new ChangeWish([new LineQuantity(1, 12)], [], "more", 15);
        var quote = Quoted(order, more);
        var less = After(order, new OrderCommand.CancelLine(1, 3, "customer", null));
        Assert.Equal(0, Assert.IsType<OrderRejection.ChangeNotPossible>(
            Refuse(less, new OrderCommand.ProposeChange(more, "anna", null) { Quote = quote })).Line);
        Assert.IsType<OrderRejection.ChangeNotPossible>(
            Refuse(order, new OrderCommand.ProposeChange(more, "anna", null)));
    }

    [Fact]
    public void Invoices_count_together_against_the_limit_of_who_confirms()
    {
        var invoice = new Tender(PaymentMethod.InvoiceTerms, DueOn: new NodaTime.LocalDate(2027, 1, 1));
        var proposed = Proposed(Sold(CapturePolicy.AfterDelivery, invoice), Added(Tea(4)));
        Assert.Equal(
            new OrderRejection.ApprovalRequired(Euros(Total + 1_319)), Refuse(proposed, Limited(Total + 1_319)));
        Assert.Equal(2, After(proposed, Limited(Total + 1_320)).Money!.Tenders.Count);
        Assert.Equal(2, After(proposed, ConfirmIt).Money!.Tenders.Count);

        // The house risks nothing where a card pays.
        Assert.Equal(2, After(Proposed(Sold(), Added(Tea(4))), Limited(0)).Money!.Tenders.Count);
    }

    [Fact]
    public void What_was_charged_by_hand_for_units_taken_away_goes_back()
    {
        var order = After(
            Sold(CapturePolicy.Manual),
            new OrderCommand.RecordPayment(
                1, 2, TransactionKind.Capture, "hand", Euros(Total), TransactionStatus.Requested, null),
            new OrderCommand.RecordPayment(
                1, 2, TransactionKind.Capture, "hand", Euros(Total), TransactionStatus.Succeeded, null));
        var wish = new ChangeWish([new LineQuantity(2, 0)], [], "less", 15);
        Assert.Equal((1_350, 0), Of(Order.EffectOf(After(order, Wish(order, wish)))!));
        var events = Do(After(order, Wish(order, wish)), ConfirmIt);
        Assert.Equal(1_350, Assert.Single(events.OfType<OrderEvent.RefundRequested>()).Amount.Minor);

        static (long, long) Of(ChangeEffect effect) => (effect.Refund, effect.Authorise);
    }

    [Fact]
    public void A_change_may_be_paid_in_another_way()
    {
        var credit = new Tender(PaymentMethod.StoreCredit, Account: "K-17");
        var confirmed = After(Proposed(Sold(), Added(Tea(4)) with { Tender = credit }), ConfirmIt);
        Assert.Equal("K-17", confirmed.Money!.Tenders[1].Terms.Account);
        Assert.Equal("/tender/amount", Fault(Added(Tea(4)) with { Tender = credit with { Amount = Euros(1) } }));
        Assert.Equal("/tender/account", Fault(Added(Tea(4)) with { Tender = credit with { Account = null } }));
    }

    [Fact]
    public void A_line_without_a_price_or_in_another_currency_is_refused_by_its_name()
    {
        Assert.Equal("/add/0/price", Fault(Added(Tea(4) with { Price = null })));
        Assert.Equal(
            "/add/0/price/unit",
            Fault(Added(Tea(4) with { Price = new LinePrice(Money.Of(1, "JPY"), [], "food") })));
        Assert.Equal(
            "/add/0/price",
            Assert.IsType<OrderRejection.InvalidTerms>(Refuse(
                Released(), new OrderCommand.ProposeChange(Added(Tea(4)), "anna", null))).Field);
    }

    [Fact]
    public void A_change_confirmed_twice_is_paid_once()
    {
        var confirmed = After(Proposed(Sold(), Added(Tea(4))), ConfirmIt);
        Assert.Same(Decision.AlreadyDone, Order.Decide(confirmed, ConfirmIt, Noon));
    }

    [Fact]
    public void A_small_order_that_a_change_makes_dear_is_checked_for_fraud_again()
    {
        var terms = Priced(CapturePolicy.AfterDelivery, ByCard);
        var order = After(
            Order.Initial,
            PricedOrders.Place(terms) with { Checks = new OrderChecks(false, true, false, 60) },
            new OrderCommand.RecordRecent(0, null),
            new OrderCommand.RecordCheck(HoldType.Fraud, 0, true, "fraud-rules"));
        var dearer = After(Proposed(order, Added(Tea(4))), ConfirmIt);
        Assert.Equal((true, 1), (dearer.Holds[HoldType.Fraud].Pending, dearer.Holds[HoldType.Fraud].Round));
        var less = new ChangeWish([new LineQuantity(1, 4)], [], "less", 15);
        Assert.DoesNotContain(HoldType.Fraud, After(order, Wish(order, less), ConfirmIt).Holds.Keys);
    }

    [Fact]
    public void What_is_added_to_an_order_whose_prices_include_taxes_includes_them_too()
    {
        var terms = Priced(CapturePolicy.AfterDelivery, ByCard);
        terms = terms with { Money = terms.Money! with { PricesIncludeTax = true } };
        var order = After(Order.Initial, PricedOrders.Place(terms));
        Assert.Equal(2_500, order.Money!.Totals.Total);
        var added = After(order, Wish(order, Added(Tea(4)))).Change!.Prices!.Lines[0].Totals;
        Assert.Equal((1_200, 120, 0), (added.Value, added.TaxIncluded, added.Tax));
    }

    private static OrderCommand.ConfirmChange Limited(long minor) =>
        new(1, "anna", null) { Limit = Euros(minor) };

    private static string Fault(ChangeWish wish) =>
        Assert.IsType<OrderRejection.InvalidTerms>(Refuse(Sold(), Wish(Sold(), wish))).Field;

    private static ChangeWish Added(OrderedLine line) => new([], [line], "customer", 15);

    /// <summary>The change proposed, and promised by the stock.</summary>
    private static Order Proposed(Order order, ChangeWish wish) => After(order, Wish(order, wish), Reserved(3));
}
