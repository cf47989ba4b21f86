namespace Oms.Campaigns.Cluster.Goods;

/// <summary>Where the goods' load has its goods, and how that is told to the centre.</summary>
internal static class Places
{
    /// <summary>A warehouse that picks and packs; of those that are always there the nearest to all
    /// customers.</summary>
    public const string East = $"{Prefix}east";

    /// <summary>A warehouse that trucks are loaded straight from the shelf of.</summary>
    public const string West = $"{Prefix}west";

    /// <summary>Where people pick up.</summary>
    public const string Store = $"{Prefix}store";

    /// <summary>A supplier that sends itself.</summary>
    public const string Direct = $"{Prefix}direct";

    public const string Supplier = $"{Prefix}supplier";
    public const string Depot = $"{Prefix}depot";
    public const string Channel = "goods";

    /// <summary>Cents that the supplier wants for a unit of what it sends itself.</summary>
    public const int DirectCost = 60;

    /// <summary>Products that it sends itself.</summary>
    public const int DirectProducts = 4;

    /// <summary>Orders that leave such a location as <see cref="Near"/> on one day.</summary>
    public const int NearOrders = 2;

    /// <summary>Where all customers are.</summary>
    public const string Customers = """{"latitude_microdegrees":41878100,"longitude_microdegrees":-87629800}""";

    private const string Prefix = "goods-";
    // Longer than a campaign of the centre's days is.
    private const int ClosedDays = 50;

    private const string Packs = """
        ,"fulfilment":{"mode":"pick_and_pack","company_prefix":"9521234"}
        """;

    /// <summary>What must be there before the first life; each a path and what is sent to it.</summary>
    public static IReadOnlyList<(string Path, string Json)> First =>
    [
        ("/suppliers",
            $$$"""
            {"id":"{{{Supplier}}}","terms":{"name":"Supplier","currency":"EUR","tolerance_permille":20} }
            """),
        ("/locations", Location(East, "warehouse", degrees: 43, Packs)),
        ("/locations", Location(West, "warehouse", degrees: 46)),
        ("/locations", Location(Store, "store", degrees: 20, Packs)),
        ("/locations", Location(
            Direct, "supplier_virtual", degrees: 10,
            $$"""
            ,"drop_ship":{"supplier":"{{Supplier}}","tolerance_permille":20,"offers":[{{string.Join(
                ',', Enumerable.Range(0, DirectProducts).Select(Offer))}}]}
            """)),
        ("/routing/policies",
            $$$"""{"id":"{{{Channel}}}","terms":{"rules":[{"rule":"has_capacity"},{"rule":"nearest"}]} }"""),
        ("/channels",
            $$$"""
            {"id":"{{{Channel}}}","terms":{"name":"Goods","kind":"web",
             "policies":{"ship_policy":"split","routing":"{{{Channel}}}"} } }
            """),
        ("/depots", $$"""{"id":"{{Depot}}","name":"Goods","location":"{{East}}"}"""),
    ];

    /// <summary>Whether a location is one of the load's.</summary>
    public static bool IsOne(string location) => location.StartsWith(Prefix, StringComparison.Ordinal);

    public static string NearOf(string life) => $"{Prefix}{life}";

    public static string DirectSku(int product) => $"{Prefix}{product}";

    /// <summary>A warehouse that picks and packs, nearest of all to the customers, and sends few orders a day: all of
    /// them on one day, for it is closed on those before.</summary>
    public static string Near(string id, DateOnly today) => Location(
        id, "warehouse", degrees: 42,
        $"""
        {Packs},"daily_orders":{NearOrders},"closed_on":[{string.Join(
            ',', Enumerable.Range(-1, ClosedDays).Select(day => $"\"{today.AddDays(day):yyyy-MM-dd}\""))}]
        """);

    private static string Location(string id, string kind, int degrees, string more = "") =>
        $$$"""
        {"id":"{{{id}}}","terms":{"name":"{{{id}}}","kind":"{{{kind}}}","time_zone":"UTC",
         "position":{"latitude_microdegrees":{{{degrees}}}000000,"longitude_microdegrees":-87629800}{{{more}}} } }
        """;

    private static string Offer(int product) =>
        $$$"""{"sku":"{{{DirectSku(product)}}}","unit_cost":{"minor":{{{DirectCost}}},"currency":"EUR"} }""";
}
