using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Oms.Central.Json;
using Oms.Finance;

namespace Oms.Central.Orders;

/// <summary>What a bill is: it asks for money, or takes back what another asked for.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<BillKind>))]
public enum BillKind
{
    Invoice,
    CreditNote,
}

/// <summary>The parts of an amount, minor units, each with its own place in the books.</summary>
/// <param name="Net">Goods after all discounts.</param>
/// <param name="Tax">On the goods.</param>
/// <param name="Shipping">Before tax.</param>
public readonly record struct BillParts(long Net, long Tax, long Shipping, long ShippingTax)
{
    /// <summary>All of it.</summary>
    [JsonIgnore]
    public long Value => Net + Tax + Shipping + ShippingTax;

    public BillParts Plus(BillParts other) => new(
        Net + other.Net, Tax + other.Tax, Shipping + other.Shipping, ShippingTax + other.ShippingTax);

    public BillParts Minus(BillParts other) => Plus(other.Negated());

    public BillParts Negated() => new(-Net, -Tax, -Shipping, -ShippingTax);

    /// <summary>An amount in the proportions of these parts; together exactly the amount.</summary>
    /// <param name="minor">From 0.</param>
    public BillParts Share(long minor)
    {
        var parts = Apportion.ByWeight(minor, [Net, Tax, Shipping, ShippingTax]);
        return new BillParts(parts[0], parts[1], parts[2], parts[3]);
    }
}

/// <summary>One line of a bill.</summary>
/// <param name="Line">The order's line; null for a reduction of the whole bill.</param>
/// <param name="Units">How many units it is about; 0 where only their price is.</param>
public sealed record BillLine(int? Line, string? Sku, int Units, BillParts Parts)
{
    /// <summary>What its taxes are worked out by; null in bills that were asked for before bills said it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TaxRates? Rates { get; init; }
}

/// <summary>What a bill comes to at one rate of tax, minor units.</summary>
/// <param name="Ppm">Millionths of the amount without tax; null where it was not told.</param>
/// <param name="Taxable">The amount without tax.</param>
public readonly record struct RateTotal(int? Ppm, long Taxable, long Tax)
{
    /// <summary>What lines come to by rate, goods and shipping alike; together exactly the lines.</summary>
    /// <returns>The lowest rate first; what was not told comes last.</returns>
    public static IReadOnlyList<RateTotal> Of(IEnumerable<BillLine> lines) =>
    [
        .. from line in lines
           from part in (RateTotal[])
           [
               new(line.Rates?.Ppm, line.Parts.Net, line.Parts.Tax),
               new(line.Rates?.ShippingPpm, line.Parts.Shipping, line.Parts.ShippingTax),
           ]
           where part.Taxable != 0 || part.Tax != 0
           group part by part.Ppm into same
           orderby same.Key is null, same.Key
           select new RateTotal(same.Key, same.Sum(part => part.Taxable), same.Sum(part => part.Tax)),
    ];
}

/// <summary>A bill that the order asked for.</summary>
/// <param name="Number">From 1 within the order; the document's id is <c>{order}.{number}</c>.</param>
/// <param name="Document">The number that it has in its series; null until the series has told it.</param>
public sealed record OrderBill(int Number, BillKind Kind, ImmutableList<BillLine> Lines, string? Document)
{
    /// <summary>What it adds to what the customer was asked for, minor units; below zero for a credit note.</summary>
    [JsonIgnore]
    public long Value => Kind == BillKind.Invoice ? Sum : -Sum;

    private long Sum => Lines.Sum(line => line.Parts.Value);
}
