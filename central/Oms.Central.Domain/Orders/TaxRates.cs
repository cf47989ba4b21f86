using Oms.Central.Pricing;

namespace Oms.Central.Orders;

/// <summary>What the taxes of a line are worked out by.</summary>
/// <remarks>An invoice has to say the rate, and the taxable amount for each rate (Directive 2006/112/EC, Article 226,
/// points 8 and 9).</remarks>
/// <param name="Category">What the rate of the goods was found by, such as <c>food</c>.</param>
/// <param name="Ppm">Of the goods: millionths of the amount without tax.</param>
/// <param name="ShippingPpm">Of the line's part of shipping.</param>
public sealed record TaxRates(string Category, int Ppm, int ShippingPpm)
{
    /// <summary>The rates of a line of those that taxes were asked for.</summary>
    public static TaxRates Of(string category, TaxAnswer answer, int line) =>
        new(category, answer.Lines[line].RatePpm, answer.Shipping.RatePpm);
}
