using Oms.Custody.CheckOuts;

namespace Oms.Edge.Fleet.Scenarios;

/// <summary>What the depots hold, and to whom they deliver.</summary>
internal static class Assortment
{
    private static readonly TemperatureBand Chilled = new(0, 6_000);
    private static readonly TemperatureBand Pharma = new(2_000, 8_000);
    private static readonly TemperatureBand Frozen = new(-28_000, -18_000);

    public static IReadOnlyList<ProductPlan> Products { get; } =
    [
        Product("MILK-1L", "Whole milk, 1 l", CargoClass.Chilled, 1, Chilled, 129),
        Product("YOGURT-500", "Plain yogurt, 500 g", CargoClass.Chilled, 2, Chilled, 219),
        Product("CREAM-250", "Cream, 250 ml", CargoClass.Chilled, 3, Chilled, 179),
        Product("VACCINE-10", "Influenza vaccine, 10 doses", CargoClass.Pharma, 4, Pharma, 18_950),
        Product("INSULIN-5", "Insulin, 5 pens", CargoClass.Pharma, 5, Pharma, 9_400),
        Product("EYEDROPS-3", "Eye drops, 3 bottles", CargoClass.Pharma, 6, Pharma, 2_750),
        Product("PEAS-1KG", "Garden peas, 1 kg", CargoClass.Frozen, 7, Frozen, 349),
        Product("COD-400", "Cod fillets, 400 g", CargoClass.Frozen, 8, Frozen, 899),
        Product("ICE-900", "Vanilla ice cream, 900 ml", CargoClass.Frozen, 9, Frozen, 529),
        Product("PASTA-500", "Pasta, 500 g", CargoClass.Dry, 10, null, 149),
        Product("RICE-1KG", "Long grain rice, 1 kg", CargoClass.Dry, 11, null, 239),
        Product("OIL-1L", "Olive oil, 1 l", CargoClass.Dry, 12, null, 1_099),
    ];

    public static IReadOnlyList<(string Id, string Name)> Depots { get; } =
        [("dayton", "Dayton"), ("toledo", "Toledo"), ("akron", "Akron"), ("lima", "Lima")];

    public static IReadOnlyList<string> Customers { get; } =
    [
        "Corner Shop", "Mill Street Market", "Lakeside Grocery", "Elm Pharmacy", "Harbor Deli", "Union Cafe",
        "Orchard School", "North Hill Clinic", "Station Bakery", "Maple Diner", "Riverside Hotel", "Canal Grill",
        "Grant Hospital", "Cedar Care Home", "Bridge Bistro", "Main Street Foods", "Oakwood Drugs", "Prairie Co-op",
        "Summit Kitchen", "Wright Canteen", "Fairview Store", "Garden Inn", "Liberty Mart", "Valley Pantry",
    ];

    public static IReadOnlyList<string> People { get; } =
    [
        "A. Baker", "B. Cole", "C. Dunn", "D. Ellis", "E. Ford", "F. Gray", "G. Hayes", "H. Irwin", "J. Kent",
        "K. Lamb", "L. Moss", "M. Nash", "N. Owens", "P. Quinn", "R. Shaw", "S. Tate",
    ];

    public static IReadOnlyList<string> Streets { get; } =
        ["Main Street", "Mill Street", "Elm Street", "Canal Road", "Harbor Way", "Orchard Lane", "Grant Avenue"];

    public static IReadOnlyList<DefectPlan> Defects { get; } =
    [
        new("lighting-devices-and-reflectors", "Right marker lamp is out"),
        new("tires", "Outer left rear tire below 2/32 inch"),
        new("windshield-wipers", "Driver's wiper blade is torn"),
    ];

    /// <summary>The same products under names and numbers that no other round has.</summary>
    /// <param name="round">From 0.</param>
    public static IReadOnlyList<ProductPlan> ProductsOf(int round) =>
    [
        .. Products.Select((product, index) => product with
        {
            Sku = $"{product.Sku}-{round}",
            Gtin = Gtin((Products.Count * (round + 1)) + index + 1),
        }),
    ];

    /// <summary>The temperatures of a class of cargo; null for dry cargo.</summary>
    public static TemperatureBand? BandOf(CargoClass cargo) =>
        Products.First(product => product.Class == cargo).Band;

    private static ProductPlan Product(
        string sku, string name, CargoClass cargo, int item, TemperatureBand? band, int priceMinor) =>
        new(sku, name, cargo, Gtin(item), band, priceMinor);

    // A prefix of the range that GS1 keeps for use inside one company (020-029).
    private static string Gtin(int item)
    {
        var digits = $"0020{item:000000000}";
        var sum = digits.Select((digit, place) => (digit - '0') * (place % 2 == 0 ? 3 : 1)).Sum();
        return $"{digits}{(10 - (sum % 10)) % 10}";
    }
}
