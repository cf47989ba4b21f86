using Oms.Central.Pricing;
using Oms.Finance;
using Decision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;

namespace Oms.Central.Orders;

/// <content>What changes of an order with prices cost.</content>
/// <remarks>
/// A change is priced as it is proposed; what was agreed then counts when it is confirmed. More of a line costs what a
/// unit of it cost, without discounts; what is there already keeps its price, unless it goes elsewhere: then taxes and
/// shipping are asked for anew. Until it is confirmed a proposed line costs nothing, so that totals and lines always
/// correspond. What follows for the payments needs no rule of its own: it is worked out from what is owed.
/// </remarks>
public sealed partial record Order
{
    private const string PriceOutdated = "The order changed while the price was asked for; ask again.";

    /// <summary>Whether its prices include taxes.</summary>
    private bool IncludesTax => Terms!.Money!.PricesIncludeTax == true;

    /// <summary>What must be known before a change is proposed; null where nothing must, or it is not
    /// possible.</summary>
    public ChangeQuestion? QuestionOf(ChangeWish wish)
    {
        if (Money is null || (wish.Fault() ?? PricesFault(wish)) is not null || PlanOf(wish) is not { Plan: { } plan }
            || ToPrice(plan, wish.Destination) is not { Count: > 0 } asked)
        {
            return null;
        }

        var kept = wish.Destination is null ? Staying(plan).ToList() : [];
        return new ChangeQuestion(
            [.. asked.Select(each => TaxedOf(each, plan))],
            [
                .. kept.Concat(asked).Where(each => each.Totals.Quantity > 0)
                    .Select(each => new SkuUnits(SkuOf(each.Line, plan), each.Totals.Quantity)),
            ],
            kept.Concat(asked).Sum(each => each.Totals.Net),
            kept.Sum(each => each.Totals.Shipping));
    }

    /// <summary>What a change would do to the money; null for an order without prices, and where the change cannot be
    /// confirmed any more.</summary>
    /// <param name="proposed">The order with the change open, as <see cref="Preview"/> has it.</param>
    public static ChangeEffect? EffectOf(Order proposed)
    {
        if (proposed is not { Money: not null, Change: { } change }
            || proposed.NotPossible(change.Cuts, change.Destination) is not null)
        {
            return null;
        }

        var events = ((Decision.Accepted)Settle(proposed, proposed.Confirmed("preview", null).Events)).Events;
        var after = events.Aggregate(proposed, Evolve);
        return new ChangeEffect(
            after.Money!.Totals,
            OrderDues.Of(proposed).Owed,
            OrderDues.Of(after).Owed,
            events.OfType<OrderEvent.TenderAdded>().Sum(each => each.Terms.Amount.Minor),
            events.OfType<OrderEvent.RefundRequested>().Sum(each => each.Amount.Minor),
            events.OfType<OrderEvent.VoidRequested>().Sum(each => each.Amount.Minor));
    }

    /// <summary>What is wrong with the prices of a wish; null when nothing is.</summary>
    private OrderRejection.InvalidTerms? PricesFault(ChangeWish wish)
    {
        if (Money is not { } money)
        {
            return wish.Tender is not null ? new("/tender", "The order is not paid here.")
                : wish.Added.Index().FirstOrDefault(each => each.Item.Price is not null) is { Item: not null } priced
                    ? new($"/add/{priced.Index}/price", "The order has no prices.")
                    : null;
        }

        var currency = Currency.Find(money.Totals.Currency)!;
        Int128 goods = money.Totals.Goods;
        for (var i = 0; i < wish.Added.Count; i++)
        {
            if (OrderTerms.PriceFault(wish.Added[i], currency, $"/add/{i}", out var net) is { } fault)
            {
                return fault;
            }

            goods += net;
        }

        foreach (var more in wish.Quantities.Where(each => Line(each.Line) is not null))
        {
            var price = PriceOf(Lines[more.Line - 1]);
            goods += ((Int128)price.Unit.Minor * more.Quantity / (price.Per ?? 1)) + 1;
        }

        return goods > Payments.PaymentTerms.MinorMax
                ? new("/lines", $"The goods are worth more than {Payments.PaymentTerms.MinorMax} minor units.")
            : wish.Tender is not { } tender ? null
            : money.Tenders.IsEmpty ? new("/tender", "The order is not paid here.")
            : tender.Amount is not null ? new("/tender/amount", "It is for what is owed in addition.")
            : OrderTerms.TenderFault(tender, currency, money.Capture) is { } wrong
                ? new($"/tender{wrong.Field}", wrong.Reason)
                : null;
    }

    /// <summary>What a change costs.</summary>
    /// <returns>Null for both where it prices nothing.</returns>
    private (ChangePrices? Prices, OrderRejection? Rejection) PricesOf(
        ChangePlan plan, OrderDestination? destination, ChangeQuote? quote)
    {
        if (Money is null || ToPrice(plan, destination) is not { Count: > 0 } asked)
        {
            return (null, null);
        }

        long[] nets = [.. asked.Select(each => each.Totals.Net)];
        if (quote is null || !quote.Nets.SequenceEqual(nets) || quote.Prices.Tax.Lines.Count != nets.Length
            || quote.ShippingMinor < 0 || quote.Prices.Tax.Shipping.Minor < 0
            || quote.Prices.Tax.Lines.Any(line => line.Minor < 0)
            || (IncludesTax && (quote.Prices.Tax.Shipping.Minor > quote.ShippingMinor
                || quote.Prices.Tax.Lines.Zip(nets).Any(pair => pair.First.Minor > pair.Second))))
        {
            return (null, new OrderRejection.ChangeNotPossible(0, PriceOutdated));
        }

        var shipping = Apportion.ByWeight(quote.ShippingMinor, nets);
        var shippingTax = Apportion.ByWeight(quote.Prices.Tax.Shipping.Minor, nets);
        return (
            new ChangePrices(
                [
                    .. asked.Select((each, i) => each with
                    {
                        Totals = each.Totals.Taxed(
                            quote.Prices.Tax.Lines[i].Minor,
                            shipping[i],
                            shippingTax[i],
                            IncludesTax,
                            TaxRates.Of(TaxedOf(each, plan).Category, quote.Prices.Tax, i)),
                    }),
                ],
                quote.Prices),
            null);
    }

    /// <summary>The payment of what a change makes the customer owe beyond what is covered.</summary>
    /// <param name="after">The order with the change confirmed.</param>
    /// <param name="limit">The most that may be owed on invoices and in cash together; null for any amount.</param>
    private (OrderEvent.TenderAdded? Tender, OrderRejection? Rejection) Supplement(Order after, Money? limit)
    {
        if (Money is not { Tenders: [.., var last] tenders } money)
        {
            return (null, null);
        }

        var owed = OrderDues.Of(after).Owed;
        var missing = long.Min(
            owed - OrderDues.Of(this).Owed, owed - money.Exposure - money.Available - Unanswered);
        if (missing <= 0)
        {
            return (null, null);
        }

        var terms = Change!.Tender?.TermsOf(Id, Amount(missing))
            ?? (tenders.FindLast(each => !each.IsDeclined) ?? last).Terms with { Amount = Amount(missing) };
        return tenders.Count >= OrderMoney.TendersMax
            ? (null, new OrderRejection.ChangeNotPossible(
                0, $"The order has {OrderMoney.TendersMax} tenders already."))
            : terms.IsOnCredit && limit is not null && Amount(money.OnCredit + missing).IsMoreThan(limit)
                ? (null, new OrderRejection.ApprovalRequired(limit))
                : (Added(terms, null), null);
    }

    /// <summary>The lines that a change prices, before taxes and shipping.</summary>
    private List<PricedLine> ToPrice(ChangePlan plan, OrderDestination? destination) =>
    [
        .. destination is null
            ? []
            : Staying(plan).Where(each => each.Totals.Quantity > 0).Select(each => each with
            {
                Totals = each.Totals.Taxed(0, 0, 0, IncludesTax, null),
            }),
        .. plan.Added.Select(each => new PricedLine(each.Line, LineTotals.BeforeTax(each.Item))),
    ];

    /// <summary>What the lines that there are cost, without the units that a change takes away.</summary>
    private IEnumerable<PricedLine> Staying(ChangePlan plan)
    {
        var cuts = plan.Cuts.ToDictionary(cut => cut.Line, cut => cut.Quantity);
        return Lines.Select(line => new PricedLine(
            line.Number,
            Money!.Totals.Lines[line.Number - 1].First(line.Standing - cuts.GetValueOrDefault(line.Number))));
    }

    private TaxedLine TaxedOf(PricedLine line, ChangePlan plan) => new(
        SkuOf(line.Line, plan),
        Line(line.Line) is { } known
            ? PriceOf(known).TaxCategory
            : plan.Added[line.Line - Lines.Count - 1].Item.Price!.TaxCategory,
        line.Totals.Net);

    private string SkuOf(int number, ChangePlan plan) =>
        Line(number)?.Sku ?? plan.Added[number - Lines.Count - 1].Item.Sku;

    /// <summary>What a unit of a line costs. The order has prices.</summary>
    public LinePrice PriceOf(OrderLine line) => line.Price ?? Terms!.Lines[line.Number - 1].Price!;
}
