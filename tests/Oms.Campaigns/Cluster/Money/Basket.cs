using System.Globalization;

namespace Oms.Campaigns.Cluster.Money;

/// <summary>What an order of the money's load is about: two lines whose taxes are whole cents for any number of
/// units.</summary>
/// <param name="Items">The numbers of the two products.</param>
/// <param name="Units">How many of each.</param>
internal sealed record Basket((int First, int Second) Items, (int First, int Second) Units)
{
    /// <summary>How many products there are.</summary>
    public const int Products = 4;

    /// <summary>Tax rates and prices of shipping: ten per cent, and none.</summary>
    public const string Prices = """
        {"version":"1","shipping_tax_category":"any","taxes":[{"country":"*","category":"*","rate_ppm":100000}],
         "shipping":[{"country":"*","service":"*","price":{"minor":0,"currency":"EUR"}}]}
        """;

    public long Total => Cost(Items.First, Units.First) + Cost(Items.Second, Units.Second);

    /// <param name="first">So many of the first line are left.</param>
    public long TotalWith(int first) => Cost(Items.First, first) + Cost(Items.Second, Units.Second);

    public static Basket Of(Random random)
    {
        var first = random.Next(Products);
        return new((first, (first + 1) % Products), (random.Next(3, 6), random.Next(1, 5)));
    }

    public static string Sku(int item) => string.Create(CultureInfo.InvariantCulture, $"MONEY-{item}");

    /// <summary>What units cost with their tax.</summary>
    public static long Cost(int item, int units) => Unit(item) * units * 11 / 10;

    /// <summary>An order for it.</summary>
    /// <param name="tenders">JSON objects.</param>
    public string Order(string reference, string capture, params IEnumerable<string> tenders) => $$$"""
        {"channel":"load","external_ref":"{{{reference}}}","customer":{"name":"Load","address":
        {"lines":["1 Street"],"city":"Town","postal_code":"1","country":"US"}},
        "ship_from":"{{{ShardItem.Location}}}","ship_policy":"complete",
        "lines":[{{{Line(Items.First, Units.First)}}},{{{Line(Items.Second, Units.Second)}}}],
        "money":{"currency":"EUR","discounts":[],"shipping_service":"standard","capture":"{{{capture}}}",
        "tenders":[{{{string.Join(',', tenders)}}}]}}
        """;

    // A whole number of tenths, so that ten per cent of it is whole.
    private static long Unit(int item) => (item + 1) * 100;

    private static string Line(int item, int units) => string.Create(CultureInfo.InvariantCulture, $$$"""
        {"sku":"{{{Sku(item)}}}","quantity":{{{units}}},"band":null,"price":{"unit":{"minor":{{{Unit(item)}}},
        "currency":"EUR"},"discounts":[],"tax_category":"any"}}
        """);
}
