using Oms.Central.Pricing;

namespace Oms.Central.Orders;

/// <summary>What a line costs from a change on.</summary>
public sealed record PricedLine(int Line, LineTotals Totals);

/// <summary>What a change costs, worked out and agreed as it was proposed.</summary>
/// <param name="Lines">Those that it adds, and with a new address all of which units are left.</param>
/// <param name="Quote">The answers that they were worked out from.</param>
public sealed record ChangePrices(IReadOnlyList<PricedLine> Lines, PriceQuote Quote);

/// <summary>What is to be asked about a change before it is proposed.</summary>
/// <param name="Lines">What taxes are asked for, in the order of <see cref="ChangeQuote.Nets"/>.</param>
/// <param name="Goods">Units of each line that the order has after it: their mass decides what shipping costs.</param>
/// <param name="GoodsMinor">What they are worth after discounts, minor units.</param>
/// <param name="ShippingKept">Minor units of shipping that the units pay already which stay as they are.</param>
public sealed record ChangeQuestion(
    IReadOnlyList<TaxedLine> Lines, IReadOnlyList<SkuUnits> Goods, long GoodsMinor, long ShippingKept)
{
    /// <summary>What the change pays of a price of shipping for all: a price that was agreed does not fall.</summary>
    /// <param name="all">Minor units.</param>
    public long ShippingOf(long all) => long.Max(0, all - ShippingKept);
}

public sealed record SkuUnits(string Sku, int Units);

/// <summary>The answers about a change.</summary>
/// <param name="Nets">What was asked about, minor units: the answers count only while it is the same.</param>
/// <param name="ShippingMinor">What the change pays of shipping, minor units.</param>
/// <param name="Prices">What the ports said: taxes of what was asked about, shipping of the order as a whole.</param>
public sealed record ChangeQuote(IReadOnlyList<long> Nets, long ShippingMinor, PriceQuote Prices);

/// <summary>What a change does to what is owed and paid, if it is confirmed as things are now. Minor units.</summary>
/// <param name="Totals">What the order costs then.</param>
/// <param name="OwedBefore">What the customer pays as it is.</param>
/// <param name="OwedAfter">What the customer pays then.</param>
/// <param name="Authorise">What is authorised in addition.</param>
/// <param name="Refund">What is paid back of what was charged.</param>
/// <param name="GiveBack">What is given back of what was authorised and can be needed no more.</param>
public sealed record ChangeEffect(
    OrderTotals Totals, long OwedBefore, long OwedAfter, long Authorise, long Refund, long GiveBack);
