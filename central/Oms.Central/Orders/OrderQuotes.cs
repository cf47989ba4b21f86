using Oms.Central.Access;
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

        var lines = OrderTotals.BeforeTax(terms);
        var address = terms.Customer.Address;
        var shipping = await node.Prices.Shipping.AskAsync(
            new ShippingQuestion(
                address.Country,
                address.PostalCode,
                money.ShippingService,
                money.Currency,
                node.Prices.Shipping.NeedsMass ? await GramsAsync(node, terms, cancellationToken) : 0,
                lines.Sum(line => line.Net)),
            cancellationToken);
        if (shipping is null)
        {
            return (null, Unknown(
                $"No price is known for shipping by {money.ShippingService} to {address.Country} in {money.Currency}, "
                + "or for goods that heavy or dear."));
        }

        var tax = await node.Prices.Taxes.AskAsync(
            new TaxQuestion(
                address.Country,
                money.Currency,
                [.. terms.Lines.Zip(lines, (line, net) => new TaxedLine(line.Sku, line.Price!.TaxCategory, net.Net))],
                shipping.Minor),
            cancellationToken);
        if (tax is null)
        {
            return (null, Unknown($"No tax rate is known for a line's category in {address.Country}."));
        }

        var quote = new PriceQuote(tax, shipping);
        return OrderTotals.Of(terms, quote) is { } totals
            ? (quote, Unpayable(node, caller, money, totals))
            : (null, Unknown("The answers about taxes and shipping do not fit the order."));
    }

    /// <summary>Why a tender cannot be taken; null when it can.</summary>
    public static Answer? Unpayable(CentralNode node, Caller caller, PaymentMethod method, Money amount) =>
        method == PaymentMethod.Card && node.PaymentSettings.Provider is null
            ? Problems.Of(
                409, "method-unavailable", "No payment provider is configured (Payments:Provider), so no cards.")
            : method is PaymentMethod.InvoiceTerms or PaymentMethod.CashOnDelivery
                && node.PaymentSettings.LimitOf(caller, amount.Currency) is { } limit && amount.IsMoreThan(limit)
                ? PaymentEndpoints.Explain(new PaymentRejection.ApprovalRequired(limit))
                : null;

    private static Answer? Unpayable(CentralNode node, Caller caller, MoneyTerms money, OrderTotals totals)
    {
        var (shares, fault) = Order.Shares(money.Tenders, totals.Total);
        return fault is not null
            ? Problems.Invalid(fault.Field, fault.Reason)
            : money.Tenders.Zip(shares, (tender, minor) =>
                Unpayable(node, caller, tender.Method, Money.Of(minor, money.Currency)))
                .FirstOrDefault(problem => problem is not null);
    }

    private static async Task<long> GramsAsync(
        CentralNode node, OrderTerms terms, CancellationToken cancellationToken)
    {
        var grams = 0L;
        foreach (var line in terms.Lines)
        {
            var product = await node.Products.ReadAsync(
                CentralNode.Address(Product.Kind, EntityAddress.Join(line.Sku)), cancellationToken);
            grams += (long)(product.State.Terms?.WeightGrams ?? 0) * line.Quantity;
        }

        return grams;
    }

    private static Answer Unknown(string why) => Problems.Of(409, "price-unknown", why);
}
