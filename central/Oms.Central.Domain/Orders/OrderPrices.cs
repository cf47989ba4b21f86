using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Json;
using Oms.Central.Payments;
using Oms.Finance;

namespace Oms.Central.Orders;

/// <summary>When what was authorised is captured.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<CapturePolicy>))]
public enum CapturePolicy
{
    /// <summary>Units are charged when they have left.</summary>
    AfterShipment,

    /// <summary>Units are charged when their delivery is proven.</summary>
    AfterDelivery,

    /// <summary>People capture.</summary>
    Manual,
}

/// <summary>The money of an order as it was placed. All amounts are of its one currency.</summary>
/// <param name="Currency">ISO 4217, such as <c>EUR</c>.</param>
/// <param name="Discounts">Off the goods as a whole; each line's own discounts come first.</param>
/// <param name="ShippingService">What the price of shipping is asked for, such as <c>standard</c>.</param>
/// <param name="Tenders">How it is paid, in the order in which it is captured; empty where it is paid
/// elsewhere.</param>
public sealed record MoneyTerms(
    string Currency,
    IReadOnlyList<Discount> Discounts,
    string ShippingService,
    CapturePolicy Capture,
    IReadOnlyList<Tender> Tenders)
{
    /// <summary>Ways in which one order is paid as it is placed; more are refused.</summary>
    public const int TendersMax = 8;

    internal const int DiscountsMax = 20;

    /// <summary>Goods of at least this worth, after discounts, may leave in parts; for <see
    /// cref="ShipPolicy.SplitAbove"/> only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Money? SplitAbove { get; init; }

    /// <summary>Whether prices, discounts and the price of shipping include taxes; null for as the channel says, and in
    /// an order that was placed for not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? PricesIncludeTax { get; init; }

    public bool Equals(MoneyTerms? other) =>
        other is not null
        && (Currency, ShippingService, Capture, SplitAbove, PricesIncludeTax)
            == (other.Currency, other.ShippingService, other.Capture, other.SplitAbove, other.PricesIncludeTax)
        && Discounts.SequenceEqual(other.Discounts)
        && Tenders.SequenceEqual(other.Tenders);

    public override int GetHashCode() => HashCode.Combine(Currency, ShippingService, Capture, Tenders.Count);
}

/// <summary>What a unit of a line costs.</summary>
/// <param name="Unit">Before discounts, from 0; before taxes, unless the order's prices include them.</param>
/// <param name="Discounts">Off the line as a whole.</param>
/// <param name="TaxCategory">What its tax rate is found by, such as <c>food</c>.</param>
public sealed record LinePrice(Money Unit, IReadOnlyList<Discount> Discounts, string TaxCategory)
{
    /// <summary>How many units <see cref="Unit"/> is the price of: those of the line in one kit, of which the price is
    /// a part; null for one unit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Per { get; init; }

    /// <summary>What units cost before discounts, minor units: exactly where they are those of whole kits, else rounded
    /// half up.</summary>
    /// <exception cref="OverflowException">It is beyond 64 bits.</exception>
    public long GrossOf(int units) => Apportion.Ratio(Unit.Minor, units, Per ?? 1, RoundingRule.HalfUp);

    public bool Equals(LinePrice? other) =>
        other is not null
        && (Unit, Per, TaxCategory) == (other.Unit, other.Per, other.TaxCategory)
        && Discounts.SequenceEqual(other.Discounts);

    public override int GetHashCode() => HashCode.Combine(Unit, TaxCategory);
}

/// <summary>Something off a price. Whoever grants it works out the amount: percentages and their rounding are
/// theirs.</summary>
/// <param name="Code">Such as a voucher's.</param>
/// <param name="Amount">Above 0.</param>
public sealed record Discount(string Code, Money Amount);

/// <summary>One way in which an order is paid.</summary>
/// <param name="Amount">How much of it; null for what the others leave, at most once.</param>
/// <param name="Card">For method <c>card</c>.</param>
/// <param name="DueOn">For method <c>invoice_terms</c>.</param>
/// <param name="Account">For method <c>store_credit</c>: whose.</param>
public sealed record Tender(
    PaymentMethod Method, Money? Amount = null, CardReference? Card = null, LocalDate? DueOn = null,
    string? Account = null)
{
    /// <summary>What a payment of it is opened with.</summary>
    public PaymentTerms TermsOf(string order, Money amount) => new(order, Method, amount, Card, DueOn)
    {
        Account = Account,
    };
}
