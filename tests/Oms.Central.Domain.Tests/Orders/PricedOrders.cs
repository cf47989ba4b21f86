using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Central.Pricing;
using Oms.Finance;
using static Oms.Central.Tests.Orders.Orders;

namespace Oms.Central.Tests.Orders;

/// <summary>An order of 10 milk at 1.00 and 5 nuts at 2.00, 10 % tax, 5.00 shipping: 27.00 EUR in all.</summary>
internal static class PricedOrders
{
    public const long Total = 2_700;

    public static readonly CardReference Visa = new("tok_1", "4242");

    public static readonly Tender ByCard = new(PaymentMethod.Card, Card: Visa);

    public static readonly PriceQuote Quote = new(
        new TaxAnswer("table:1", [new(100_000, 100), new(100_000, 100)], new LineTax(0, 0)),
        new ShippingAnswer("table:1", 500));

    public static Money Euros(long minor) => Money.Of(minor, "EUR");

    public static OrderTerms Priced(CapturePolicy capture, params Tender[] tenders) => Terms() with
    {
        Lines =
        [
            Terms().Lines[0] with { Price = new LinePrice(Euros(100), [], "food") },
            Terms().Lines[1] with { Price = new LinePrice(Euros(200), [], "food") },
        ],
        Money = new MoneyTerms("EUR", [], "standard", capture, tenders),
    };

    public static OrderCommand.Place Place(OrderTerms terms) => new(Id, terms) { Quote = Quote };

    public static Order Placed(CapturePolicy capture, params Tender[] tenders) =>
        After(Order.Initial, Place(Priced(capture, tenders.Length == 0 ? [ByCard] : tenders)));

    /// <summary>Paid by card, authorised, allocated and so released.</summary>
    public static Order Sold(CapturePolicy capture = CapturePolicy.AfterDelivery, params Tender[] tenders)
    {
        var placed = Placed(capture, tenders);
        return After(
            placed,
            [
                .. placed.Money!.Tenders.Select(tender => Told(tender.Number, 1)),
                Reserved(1),
                Reserved(2),
                new OrderCommand.RecordConfirmed(1, Reservation(1)),
                new OrderCommand.RecordConfirmed(2, Reservation(2)),
            ]);
    }

    /// <summary>Both lines on the road: 10 milk of lot A and 5 nuts of lot B.</summary>
    public static Order Shipped(CapturePolicy capture = CapturePolicy.AfterDelivery, params Tender[] tenders) => After(
        Sold(capture, tenders),
        new OrderCommand.BeginShipment("R-1", 1),
        new OrderCommand.RecordShipped(1, Reservation(1), "R-1", [new LotQuantity("A", 10)]),
        new OrderCommand.RecordShipped(2, Reservation(2), "R-1", [new LotQuantity("B", 5)]));

    /// <summary>Proposes a change as the ports price it: 10 % tax, and shipping of all for an amount.</summary>
    /// <param name="shipping">What shipping of the order costs after it, minor units.</param>
    public static OrderCommand.ProposeChange Wish(Order order, ChangeWish wish, long shipping = 500) =>
        new(wish, "anna", null) { Quote = Quoted(order, wish, shipping) };

    public static ChangeQuote? Quoted(Order order, ChangeWish wish, long shipping = 500) =>
        order.QuestionOf(wish) is not { } asked
            ? null
            : new ChangeQuote(
                [.. asked.Lines.Select(line => line.NetMinor)],
                asked.ShippingOf(shipping),
                new PriceQuote(
                    new TaxAnswer(
                        "table:1",
                        [.. asked.Lines.Select(line => new LineTax(100_000, line.NetMinor / 10))],
                        new LineTax(0, 0)),
                    new ShippingAnswer("table:1", shipping)));

    public static OrderCommand Outcome(
        int line, string lot, int delivered, int missing = 0, int refused = 0, int damaged = 0) =>
        new OrderCommand.RecordOutcome(
            "co-1", "R-1", 1, line, lot, 4, delivered, missing, refused, damaged, null, null);

    public static OrderCommand Flagged(int line, string lot, string kind = "excursion") =>
        new OrderCommand.Flag(line, kind, "co-1", "warm") { Route = "R-1", Lots = [lot] };

    public static OrderCommand Decided(int line, bool refund, string kind = "excursion") =>
        new OrderCommand.DecideChargeBlock(line, kind, "co-1", refund, "looked at", "anna", null);

    /// <summary>A payment says that one of its transactions succeeded, or what else became of it.</summary>
    public static OrderCommand Told(
        int tender, int number, TransactionStatus status = TransactionStatus.Succeeded, string? reason = null) =>
        new OrderCommand.RecordPayment(
            tender, number, TransactionKind.Authorisation, null, Euros(1), status, reason);

    /// <summary>What an order asked of its payments is carried out there at once.</summary>
    public static Order Paid(Order order) =>
        After(order,
        [
            .. from tender in order.Money!.Tenders
               from transaction in tender.Transactions.Select((each, index) => (each, Number: index + 1))
               where transaction.each.Status == TransactionStatus.Requested
               from status in transaction.each.Number is null
                   ? new[] { TransactionStatus.Requested, TransactionStatus.Succeeded }
                   : [TransactionStatus.Succeeded]
               select new OrderCommand.RecordPayment(
                   tender.Number, transaction.Number, transaction.each.Kind, transaction.each.Ref,
                   Euros(transaction.each.Minor), status, null),
        ]);
}
