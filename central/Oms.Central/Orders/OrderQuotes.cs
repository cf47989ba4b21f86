using Oms.Central.Access;
using Oms.Central.Customers;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Payments;
using Oms.Central.Pricing;
using Oms.Central.Products;
using Oms.Entities;
using Oms.Finance;

namespace Oms.Central.Orders;

/// <summary>What must be known of an order's money before it is placed: taxes, shipping, and that it may be paid like
/// this.</summary>
internal static class OrderQuotes
{
    /// <summary>Asks the ports about an order with prices, and checks how it is to be paid.</summary>
    /// <param name="terms">Without a fault.</param>
    /// <param name="caller">Who places it: its approval limits hold.</param>
    /// <returns>Null and null for an order without prices.</returns>
    public static async Task<(PriceQuote? Quote, Answer? Problem)> AskAsync(
        CentralNode node, OrderTerms terms, Caller caller, CancellationToken cancellationToken)
    {
        if (terms.Money is not { } money)
        {
            return (null, null);
        }

        if (await OrderCustomers.OpenAsync(node, terms) is not { } to)
        {
            return (null, CustomerAnswers.Erased);
        }

        var lines = OrderTotals.BeforeTax(terms);
        var (quote, _, unknown) = await QuoteAsync(
            node,
            money,
            to.Address,
            new ChangeQuestion(
                [.. terms.Lines.Zip(lines, (line, net) => new TaxedLine(line.Sku, line.Price!.TaxCategory, net.Net))],
                [.. terms.Lines.Select(line => new SkuUnits(line.Sku, line.Quantity))],
                lines.Sum(line => line.Net),
                0),
            cancellationToken);
        return unknown is not null
            ? (null, unknown)
            : OrderTotals.Of(terms, quote!) is { } totals
                ? (quote, Unpayable(node, caller, money, totals))
                : (null, Unknown("The answers about taxes and shipping do not fit the order."));
    }

    /// <summary>Asks the ports about a change of an order with prices, and checks that what is owed in addition can be
    /// paid.</summary>
    /// <param name="to">Who gets it, and where, if the change is confirmed; null where that was erased.</param>
    /// <returns>Null and null where nothing is to be known.</returns>
    public static async Task<(ChangeQuote? Quote, Answer? Problem)> AskAsync(
        CentralNode node, Order order, ChangeWish wish, Customer? to, CancellationToken cancellationToken)
    {
        if (order.QuestionOf(wish) is not { } question)
        {
            return (null, null);
        }

        if (to is null)
        {
            return (null, CustomerAnswers.Erased);
        }

        var (quote, shipping, unknown) = await QuoteAsync(
            node, order.Terms!.Money!, to.Address, question, cancellationToken);
        return unknown is not null
            ? (null, unknown)
            : (new ChangeQuote([.. question.Lines.Select(line => line.NetMinor)], shipping, quote!), null);
    }

    /// <summary>What the ports say.</summary>
    /// <returns>The answers, what of the price of shipping was asked taxes for, and the problem where one has no
    /// answer.</returns>
    private static async Task<(PriceQuote? Quote, long Shipping, Answer? Problem)> QuoteAsync(
        CentralNode node,
        MoneyTerms money,
        PostalAddress address,
        ChangeQuestion asked,
        CancellationToken cancellationToken)
    {
        var shipping = await node.Prices.Shipping.AskAsync(
            new ShippingQuestion(
                address.Country,
                address.PostalCode,
                money.ShippingService,
                money.Currency,
                node.Prices.Shipping.NeedsMass ? await GramsAsync(node, asked.Goods, cancellationToken) : 0,
                asked.GoodsMinor),
            cancellationToken);
        if (shipping is null)
        {
            return (null, 0, Unknown(
                $"No price is known for shipping by {money.ShippingService} to {address.Country} in {money.Currency}, "
                + "or for goods that heavy or dear."));
        }

        var borne = asked.ShippingOf(shipping.Minor);
        var tax = await node.Prices.Taxes.AskAsync(
            new TaxQuestion(address.Country, money.Currency, asked.Lines, borne)
            {
                IncludesTax = money.PricesIncludeTax == true,
            },
            cancellationToken);
        return tax is null
            ? (null, 0, Unknown($"No tax rate is known for a line's category in {address.Country}."))
            : (new PriceQuote(tax, shipping), borne, null);
    }

    /// <summary>What is said where cards are not taken.</summary>
    public static Answer NoProvider => Problems.Of(
        409, "method-unavailable", "No payment provider is configured (Payments:Provider), so no cards.");

    /// <summary>Why a tender cannot be taken; null when it can.</summary>
    /// <param name="onCredit">What the order owes on invoices and in cash already, minor units: so parts do not get
    /// round a limit.</param>
    public static Answer? Unpayable(
        CentralNode node, Caller caller, PaymentMethod method, Money amount, long onCredit) =>
        method == PaymentMethod.Card && node.PaymentSettings.Provider is null
            ? NoProvider
            : method is PaymentMethod.InvoiceTerms or PaymentMethod.CashOnDelivery
                && node.PaymentSettings.LimitOf(caller, amount.Currency) is { } limit
                && (amount.IsMoreThan(limit) || amount.Minor + onCredit > limit.Minor)
                ? PaymentEndpoints.Explain(new PaymentRejection.ApprovalRequired(limit))
                : null;

    private static Answer? Unpayable(CentralNode node, Caller caller, MoneyTerms money, OrderTotals totals)
    {
        var (shares, fault) = Order.Shares(money.Tenders, totals.Total);
        if (fault is not null)
        {
            return Problems.Invalid(fault.Field, fault.Reason);
        }

        var onCredit = 0L;
        foreach (var (tender, minor) in money.Tenders.Zip(shares))
        {
            if (Unpayable(node, caller, tender.Method, Money.Of(minor, money.Currency), onCredit) is { } problem)
            {
                return problem;
            }

            onCredit += tender.Method is PaymentMethod.InvoiceTerms or PaymentMethod.CashOnDelivery ? minor : 0;
        }

        return null;
    }

    private static async Task<long> GramsAsync(
        CentralNode node, IReadOnlyList<SkuUnits> goods, CancellationToken cancellationToken)
    {
        var grams = 0L;
        foreach (var (sku, units) in goods)
        {
            var product = await node.Products.ReadAsync(
                CentralNode.Address(Product.Kind, EntityAddress.Join(sku)), cancellationToken);
            grams += (long)(product.State.Terms?.WeightGrams ?? 0) * units;
        }

        return grams;
    }

    private static Answer Unknown(string why) => Problems.Of(409, "price-unknown", why);
}
