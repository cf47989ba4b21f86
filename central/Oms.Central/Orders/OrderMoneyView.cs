using Oms.Central.Payments;
using Oms.Finance;

namespace Oms.Central.Orders;

/// <summary>An order's money as the API shows it.</summary>
/// <param name="Goods">After all discounts, before taxes unless prices include them.</param>
/// <param name="Discounts">All of them, the lines' and the order's.</param>
/// <param name="Total">What was ordered costs.</param>
/// <param name="Owed">What the customer pays if every unit that still can arrive does.</param>
/// <param name="Due">What is due now whatever is decided about blocked units.</param>
/// <param name="Charged">Captured for certain, less what went back for certain, to banks too.</param>
internal sealed record OrderMoneyView(
    AuthoriseStatus Authorise,
    ChargeStatus Charge,
    RefundStatus Refund,
    CapturePolicy Capture,
    Money Goods,
    Money Discounts,
    Money Shipping,
    Money Tax,
    Money Total,
    Money Owed,
    Money Due,
    Money Charged,
    Money Refunded,
    IReadOnlyList<LineMoneyView> Lines,
    IReadOnlyList<TenderView> Tenders,
    IReadOnlyList<ChargeBlock> Blocks)
{
    /// <summary>Whether <see cref="Tax"/> is part of the other amounts, or comes on top.</summary>
    public bool PricesIncludeTax { get; init; }

    /// <summary>How banks' disputes stand; null where there is none.</summary>
    public DisputeStatus? Dispute { get; init; }

    /// <summary>What banks took back, or hold until a dispute is decided.</summary>
    public required Money Disputed { get; init; }

    /// <summary>Null for an order without prices.</summary>
    public static OrderMoneyView? Of(Order order)
    {
        if (order.Money is not { } money)
        {
            return null;
        }

        var dues = OrderDues.Of(order);
        var lines = money.Totals.Lines;
        return new OrderMoneyView(
            dues.Authorise(money),
            dues.Charge(money),
            OrderDues.Refund(money),
            money.Capture,
            Amount(money.Totals.Goods),
            Amount(lines.Sum(line => line.Discount + line.OrderDiscount)),
            Amount(lines.Sum(line => line.Shipping)),
            Amount(lines.Sum(line => line.Taxes)),
            Amount(money.Totals.Total),
            Amount(dues.Owed),
            Amount(dues.Least),
            Amount(money.Charged),
            Amount(money.Refunded),
            LineMoneyView.Of(money.Totals),
            [.. money.Tenders.Select(tender => new TenderView(
                tender.Number,
                tender.Payment,
                tender.Terms.Method,
                tender.Terms.Amount,
                Amount(tender.Remainder),
                Amount(tender.Sum(TransactionKind.Capture, settledOnly: true)),
                Amount(tender.Sum(TransactionKind.Refund, settledOnly: true)),
                tender.Replaces,
                tender.IsEnded,
                tender.Trouble))],
            money.Blocks)
        {
            PricesIncludeTax = order.Terms!.Money!.PricesIncludeTax == true,
            Dispute = money.Dispute,
            Disputed = Amount(money.Disputed),
        };

        Money Amount(long minor) => Money.Of(minor, money.Totals.Currency);
    }
}

internal sealed record LineMoneyView(
    int Line, Money Gross, Money Discounts, Money Shipping, Money Tax, Money Total)
{
    public static IReadOnlyList<LineMoneyView> Of(OrderTotals totals)
    {
        return
        [
            .. totals.Lines.Select((line, i) => new LineMoneyView(
                i + 1, Amount(line.Gross), Amount(line.Discount + line.OrderDiscount), Amount(line.Shipping),
                Amount(line.Taxes), Amount(line.Value))),
        ];

        Money Amount(long minor) => Money.Of(minor, totals.Currency);
    }
}

/// <param name="Available">What can be captured of it now.</param>
/// <param name="Ended">Whether its authorisation ended by itself.</param>
internal sealed record TenderView(
    int Tender,
    string Payment,
    PaymentMethod Method,
    Money Amount,
    Money Available,
    Money Captured,
    Money Refunded,
    int? Replaces,
    bool Ended,
    string? Trouble);
