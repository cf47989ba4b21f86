namespace Oms.Central.Pricing;

/// <summary>What taxes are asked for.</summary>
/// <param name="Country">Where the goods go: ISO 3166-1 alpha-2.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="ShippingMinor">The price of shipping, minor units.</param>
public sealed record TaxQuestion(
    string Country, string Currency, IReadOnlyList<TaxedLine> Lines, long ShippingMinor)
{
    /// <summary>Whether the amounts include the taxes that are asked for.</summary>
    public bool IncludesTax { get; init; }
}

/// <param name="NetMinor">What the line costs after all discounts, minor units.</param>
public sealed record TaxedLine(string Sku, string Category, long NetMinor);

/// <param name="Source">Who said so, such as <c>table:2026-11</c>.</param>
/// <param name="Lines">In the order of the lines that were asked about.</param>
public sealed record TaxAnswer(string Source, IReadOnlyList<LineTax> Lines, LineTax Shipping);

/// <param name="RatePpm">Millionths of the amount without tax.</param>
/// <param name="Minor">Minor units, from 0.</param>
public sealed record LineTax(int RatePpm, long Minor);

/// <summary>What a price of shipping is asked for.</summary>
/// <param name="Service">Such as <c>standard</c>.</param>
/// <param name="Grams">The goods' mass; what has no weight in the catalogue weighs nothing.</param>
/// <param name="GoodsMinor">The goods' worth after discounts, minor units.</param>
public sealed record ShippingQuestion(
    string Country, string PostalCode, string Service, string Currency, long Grams, long GoodsMinor);

/// <param name="Source">Who said so, such as <c>table:2026-11</c>.</param>
/// <param name="Minor">Minor units, from 0.</param>
public sealed record ShippingAnswer(string Source, long Minor);

/// <summary>What the tax and shipping ports answered for an order: recorded with it, never asked for again.</summary>
public sealed record PriceQuote(TaxAnswer Tax, ShippingAnswer Shipping);
