using NodaTime;
using Oms.Central.Orders;
using Oms.Finance;

namespace Oms.Central.Books;

/// <summary>An invoice or credit note as the API shows it.</summary>
/// <param name="Taxes">What it comes to at each rate of tax: together its net, shipping and tax.</param>
/// <param name="Number">Null for the moment until its series has numbered it.</param>
internal sealed record DocumentView(
    string Id,
    long Version,
    BillKind Kind,
    string? Number,
    string Order,
    Instant? IssuedAt,
    Money Net,
    Money Shipping,
    Money Tax,
    Money Total,
    IReadOnlyList<RateTotalView> Taxes,
    IReadOnlyList<DocumentLineView> Lines)
{
    public static DocumentView Of(string id, BillDocument document)
    {
        var terms = document.Terms!;
        var total = terms.Total;
        return new DocumentView(
            id,
            document.Revision,
            terms.Kind,
            document.Number,
            terms.Order,
            document.IssuedAt,
            Amount(total.Net),
            Amount(total.Shipping),
            Amount(total.Tax + total.ShippingTax),
            Amount(total.Value),
            [
                .. RateTotal.Of(terms.Lines).Select(rate => new RateTotalView(
                    rate.Ppm, Amount(rate.Taxable), Amount(rate.Tax))),
            ],
            [
                .. terms.Lines.Select(line => new DocumentLineView(
                    line.Line,
                    line.Sku,
                    line.Units,
                    Amount(line.Parts.Net),
                    Amount(line.Parts.Shipping),
                    Amount(line.Parts.Tax + line.Parts.ShippingTax),
                    Amount(line.Parts.Value),
                    line.Rates?.Category,
                    line.Rates?.Ppm,
                    line.Rates?.ShippingPpm)),
            ]);

        Money Amount(long minor) => Money.Of(minor, terms.Currency);
    }
}

/// <summary>What a document comes to at one rate of tax.</summary>
/// <param name="RatePpm">Millionths of the amount without tax; null in documents older than their rates.</param>
/// <param name="Taxable">Goods and shipping without tax.</param>
internal sealed record RateTotalView(int? RatePpm, Money Taxable, Money Tax);

/// <param name="Line">The order's line; null for a reduction of all that is due at these rates.</param>
/// <param name="TaxCategory">What the rate was found by; null in documents older than their rates, as are the two
/// rates.</param>
/// <param name="TaxRatePpm">Of the goods: millionths of the amount without tax.</param>
/// <param name="ShippingTaxRatePpm">Of shipping.</param>
internal sealed record DocumentLineView(
    int? Line,
    string? Sku,
    int Units,
    Money Net,
    Money Shipping,
    Money Tax,
    Money Total,
    string? TaxCategory,
    int? TaxRatePpm,
    int? ShippingTaxRatePpm);
