using System.Text.Json.Serialization;
using Oms.Finance;

namespace Oms.Central.Orders;

/// <summary>What a kit costs.</summary>
/// <param name="Unit">Of one kit, before discounts, from 0; before taxes, unless the order's prices include
/// them.</param>
/// <param name="Discounts">Off all of its kits together.</param>
/// <param name="TaxCategory">What the tax rate of its components is found by, where they have no other.</param>
public sealed record KitPrice(Money Unit, IReadOnlyList<Discount> Discounts, string TaxCategory)
{
    // With as many units as a kit may have, a worth stays within 64 bits.
    private const long PartMinorMax = 1_000_000_000_000;

    /// <summary>What its components are worth beside each other; null where each unit is worth the same.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<KitPartPrice>? Parts { get; init; }

    /// <summary>The first member that is out of its range; null when all are good.</summary>
    /// <param name="kits">How many are ordered.</param>
    /// <param name="components">What one kit consists of.</param>
    /// <param name="at">A JSON Pointer to the kit within the request.</param>
    public OrderRejection.InvalidTerms? Fault(
        int kits, Currency currency, IReadOnlyList<KitUnits> components, string at)
    {
        var whole = new OrderedLine("KIT", kits, null) { Price = new LinePrice(Unit, Discounts, TaxCategory) };
        if (OrderTerms.PriceFault(whole, currency, at, out _) is { } fault)
        {
            return fault;
        }

        if (Parts is null)
        {
            return null;
        }

        for (var i = 0; i < Parts.Count; i++)
        {
            if (Parts[i] is not { } part || components.All(each => each.Sku != part.Sku))
            {
                return new($"{at}/price/parts/{i}/sku", "It is no component of the kit.");
            }

            if (part.Unit.Currency != currency || part.Unit.Minor is < 0 or > PartMinorMax)
            {
                return new(
                    $"{at}/price/parts/{i}/unit", $"It is from 0 to {PartMinorMax} minor units of {currency}.");
            }

            if (part.TaxCategory is { } category && !OrderTerms.IsName(category))
            {
                return new(
                    $"{at}/price/parts/{i}/tax_category",
                    "It must have 1 to 64 characters, none a control character.");
            }
        }

        return Parts.Select(part => part.Sku).Distinct(StringComparer.Ordinal).Count() == components.Count
            && Parts.Count == components.Count
                ? null
                : new($"{at}/price/parts", "Each component of the kit is named once.");
    }

    /// <summary>The prices of the components: together they are exactly the kit's.</summary>
    /// <remarks>
    /// One kit is apportioned by what its components are worth, by largest remainder, and each kit alike: so kits of
    /// any number, cancelled or returned in any order, cost a whole number of kits. Discounts follow what is left of
    /// the components, so none is taken off more than it costs. Tax law asks for prices of bundles to be divided like
    /// this, by what the parts are sold for alone (European Court of Justice, C-251/05 Talacre; C-463/16 Stadion
    /// Amsterdam: where parts have rates of their own).
    /// </remarks>
    /// <param name="kits">How many are ordered, at least 1.</param>
    /// <param name="components">What one kit consists of; without a <see cref="Fault"/>.</param>
    /// <returns>One for each component, in their order.</returns>
    public IReadOnlyList<LinePrice> Apportioned(int kits, IReadOnlyList<KitUnits> components)
    {
        var parts = components.Select(each => Parts?.First(part => part.Sku == each.Sku)).ToList();
        var units = Apportion.ByWeight(Unit.Minor, Weights(components, parts));
        var left = units.Select(unit => unit * kits).ToList();
        var discounts = components.Select(_ => new List<Discount>()).ToList();
        foreach (var discount in Discounts)
        {
            foreach (var (i, minor) in Apportion.ByWeight(discount.Amount.Minor, left).Index())
            {
                left[i] -= minor;
                if (minor > 0)
                {
                    discounts[i].Add(discount with { Amount = Money.Of(minor, Unit.Currency) });
                }
            }
        }

        return
        [
            .. components.Select((each, i) => new LinePrice(
                Money.Of(units[i], Unit.Currency), discounts[i], parts[i]?.TaxCategory ?? TaxCategory)
            {
                Per = each.PerKit == 1 ? null : each.PerKit,
            }),
        ];
    }

    /// <summary>What the components are worth; where none is worth anything, their units count.</summary>
    private static List<long> Weights(
        IReadOnlyList<KitUnits> components, IReadOnlyList<KitPartPrice?> parts)
    {
        var worth = components.Zip(parts, (each, part) => (part?.Unit.Minor ?? 1) * each.PerKit).ToList();
        return worth.TrueForAll(each => each == 0) ? [.. components.Select(each => (long)each.PerKit)] : worth;
    }
}

/// <summary>What a component of a kit is worth.</summary>
/// <param name="Unit">What a unit of it is sold for alone, from 0.</param>
/// <param name="TaxCategory">What its tax rate is found by; null for the kit's.</param>
public sealed record KitPartPrice(string Sku, Money Unit, string? TaxCategory = null);

/// <param name="PerKit">Units of it in each kit, at least 1.</param>
public readonly record struct KitUnits(string Sku, int PerKit);
