using System.Text.Json.Serialization;
using Oms.Central.Pricing;
using Oms.Finance;

namespace Oms.Central.Orders;

/// <summary>What an order costs, line by line, with all that is of the order as a whole apportioned to its
/// lines.</summary>
/// <remarks>
/// Order discounts and shipping are apportioned by the lines' worth, by largest remainder, so the lines sum exactly to
/// the order: goods - discounts + tax + shipping (I10). Of a line's <c>k</c> first units the worth is <see
/// cref="LineTotals.Of"/>, so parts of any size, in any order, sum exactly to the line.
/// </remarks>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Lines">In the order of the lines.</param>
public sealed record OrderTotals(string Currency, IReadOnlyList<LineTotals> Lines)
{
    /// <summary>What the whole order costs, minor units.</summary>
    [JsonIgnore]
    public long Total => Lines.Sum(line => line.Value);

    /// <summary>What the goods cost after discounts, before taxes and shipping, minor units.</summary>
    [JsonIgnore]
    public long Goods => Lines.Sum(line => line.Net);

    /// <summary>The totals with other ones for some lines.</summary>
    public OrderTotals With(IReadOnlyList<PricedLine> priced)
    {
        LineTotals[] lines = [.. Lines];
        foreach (var (line, totals) in priced)
        {
            lines[line - 1] = totals;
        }

        return this with { Lines = lines };
    }

    /// <summary>What each line costs after all discounts, minor units: what taxes are asked for.</summary>
    /// <param name="terms">Without a fault, and with prices.</param>
    public static IReadOnlyList<LineTotals> BeforeTax(OrderTerms terms)
    {
        LineTotals[] lines = [.. terms.Lines.Select(LineTotals.BeforeTax)];
        var off = Apportion.ByWeight(
            terms.Money!.Discounts.Sum(discount => discount.Amount.Minor), [.. lines.Select(line => line.Net)]);
        return [.. lines.Select((line, i) => line with { OrderDiscount = off[i] })];
    }

    /// <summary>What an order costs by the answers of the ports.</summary>
    /// <returns>Null where the answers are not about this order, or are below zero.</returns>
    public static OrderTotals? Of(OrderTerms terms, PriceQuote quote)
    {
        if (quote.Tax.Lines.Count != terms.Lines.Count
            || quote.Shipping.Minor < 0 || quote.Tax.Shipping.Minor < 0
            || quote.Tax.Lines.Any(line => line.Minor < 0))
        {
            return null;
        }

        var lines = BeforeTax(terms);
        if (terms.Money!.PricesIncludeTax == true
            && (quote.Tax.Shipping.Minor > quote.Shipping.Minor
                || lines.Zip(quote.Tax.Lines).Any(pair => pair.Second.Minor > pair.First.Net)))
        {
            return null;
        }

        long[] nets = [.. lines.Select(line => line.Net)];
        var shipping = Apportion.ByWeight(quote.Shipping.Minor, nets);
        var shippingTax = Apportion.ByWeight(quote.Tax.Shipping.Minor, nets);
        return new OrderTotals(
            terms.Money.Currency,
            [
                .. lines.Select((line, i) => line.Taxed(
                    quote.Tax.Lines[i].Minor,
                    shipping[i],
                    shippingTax[i],
                    terms.Money.PricesIncludeTax == true,
                    TaxRates.Of(terms.Lines[i].Price!.TaxCategory, quote.Tax, i))),
            ]);
    }
}

/// <summary>What one line costs, minor units.</summary>
/// <param name="Quantity">Units that it is for: those ordered, or those that were left when a new address changed their
/// taxes; 0 where none were.</param>
/// <param name="Gross">Unit price times quantity; of a component its part of the kits' price.</param>
/// <param name="Discount">The line's own.</param>
/// <param name="OrderDiscount">Its part of the order's.</param>
/// <param name="Tax">Added to what is left of the goods.</param>
/// <param name="Shipping">Its part of the order's price of shipping.</param>
/// <param name="ShippingTax">Its part of the tax on shipping.</param>
public sealed record LineTotals(
    int Quantity, long Gross, long Discount, long OrderDiscount, long Tax, long Shipping, long ShippingTax)
{
    /// <summary>The tax that is part of the goods after discounts; 0 where taxes are added to prices.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long TaxIncluded { get; init; }

    /// <summary>The tax that is part of <see cref="Shipping"/>; 0 where taxes are added to prices.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long ShippingTaxIncluded { get; init; }

    /// <summary>What the taxes are worked out by; null where nobody has told, as of lines that cost nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TaxRates? Rates { get; init; }

    /// <summary>All taxes, whether they are added to prices or part of them.</summary>
    [JsonIgnore]
    public long Taxes => Tax + ShippingTax + TaxIncluded + ShippingTaxIncluded;

    /// <summary>The goods after all discounts.</summary>
    [JsonIgnore]
    public long Net => Gross - Discount - OrderDiscount;

    /// <summary>All of it.</summary>
    [JsonIgnore]
    public long Value => Net + Tax + Shipping + ShippingTax;

    /// <summary>What the first units cost. Each part is rounded by itself, so that a bill of them adds up
    /// too.</summary>
    /// <param name="units">From 0 to all.</param>
    public long Of(int units) => units == 0 ? 0
        : units == Quantity ? Value
        : Apportion.OfFirst(Net, units, Quantity)
        + Apportion.OfFirst(Tax, units, Quantity)
        + Apportion.OfFirst(Shipping, units, Quantity)
        + Apportion.OfFirst(ShippingTax, units, Quantity);

    /// <summary>The parts of what the first units cost, for the books: taxes that prices include are taken out of
    /// them.</summary>
    /// <param name="units">From 0 to all.</param>
    public BillParts PartsOf(int units)
    {
        if (units == 0)
        {
            return default;
        }

        var (tax, shippingTax) = (First(TaxIncluded), First(ShippingTaxIncluded));
        return new BillParts(
            First(Net) - tax, First(Tax) + tax, First(Shipping) - shippingTax, First(ShippingTax) + shippingTax);

        long First(long whole) => Apportion.OfFirst(whole, units, Quantity);
    }

    /// <summary>The totals of the first units alone; their <see cref="Value"/> is what <see cref="Of"/> says of
    /// them.</summary>
    /// <param name="units">From 0 to all.</param>
    public LineTotals First(int units)
    {
        if (units == 0 || units == Quantity)
        {
            return units == 0 ? Unpriced(0) : this;
        }

        var gross = Apportion.OfFirst(Gross, units, Quantity);
        var discounted = Apportion.OfFirst(Gross - Discount, units, Quantity);
        return new LineTotals(
            units,
            gross,
            gross - discounted,
            discounted - Apportion.OfFirst(Net, units, Quantity),
            Apportion.OfFirst(Tax, units, Quantity),
            Apportion.OfFirst(Shipping, units, Quantity),
            Apportion.OfFirst(ShippingTax, units, Quantity))
        {
            TaxIncluded = Apportion.OfFirst(TaxIncluded, units, Quantity),
            ShippingTaxIncluded = Apportion.OfFirst(ShippingTaxIncluded, units, Quantity),
            Rates = Rates,
        };
    }

    /// <summary>The totals without those of the first units: both together are exactly these.</summary>
    /// <param name="first">Of <see cref="First"/> of these totals.</param>
    public LineTotals Less(LineTotals first) => new(
        Quantity - first.Quantity,
        Gross - first.Gross,
        Discount - first.Discount,
        OrderDiscount - first.OrderDiscount,
        Tax - first.Tax,
        Shipping - first.Shipping,
        ShippingTax - first.ShippingTax)
    {
        TaxIncluded = TaxIncluded - first.TaxIncluded,
        ShippingTaxIncluded = ShippingTaxIncluded - first.ShippingTaxIncluded,
    };

    /// <summary>The line with its taxes and shipping.</summary>
    /// <param name="included">Whether the taxes are part of the other amounts.</param>
    internal LineTotals Taxed(long tax, long shipping, long shippingTax, bool included, TaxRates? rates) => this with
    {
        Rates = rates,
        Tax = included ? 0 : tax,
        Shipping = shipping,
        ShippingTax = included ? 0 : shippingTax,
        TaxIncluded = included ? tax : 0,
        ShippingTaxIncluded = included ? shippingTax : 0,
    };

    /// <summary>A line for which nobody pays (yet): a change proposes it, or its change was declined.</summary>
    public static LineTotals Unpriced(int quantity) => new(quantity, 0, 0, 0, 0, 0, 0);

    /// <summary>What a line costs before taxes and shipping, and before what is off the order as a whole.</summary>
    /// <param name="line">With a price.</param>
    public static LineTotals BeforeTax(OrderedLine line) => new(
        line.Quantity,
        line.Price!.GrossOf(line.Quantity),
        line.Price.Discounts.Sum(discount => discount.Amount.Minor),
        0,
        0,
        0,
        0);
}
