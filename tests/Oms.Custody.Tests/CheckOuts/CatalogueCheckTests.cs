using Oms.Custody.Cargo;
using Oms.Custody.CheckOuts;
using Oms.Custody.Places;
using Xunit;
using static Oms.Custody.Tests.CheckOuts.CatalogueSamples;
using static Oms.Custody.Tests.CheckOuts.CheckOutSamples;
using Command = Oms.Custody.CheckOuts.CheckOutCommand;

namespace Oms.Custody.Tests.CheckOuts;

/// <summary>A catalogue that cannot be worked with is refused where it is handed in, with the member at
/// fault.</summary>
public sealed class CatalogueCheckTests
{
    private static readonly CatalogueProduct Milk = Catalogue.Products[0];
    private static readonly CatalogueUnit Unit = Catalogue.LogisticUnits![0];

    public static TheoryData<string, ManifestCatalogue> Faults => new()
    {
        { "/products", Catalogue with { Products = [] } },
        { "/products", Catalogue with { Products = [.. Catalogue.Products, Milk with { Items = [] }] } },
        { "/products/2", Catalogue with { Products = [.. Catalogue.Products, null!] } },
        { "/products/0/sku", Of(Milk with { Sku = "" }) },
        { "/products/0/items/0/gtin", Of(Milk with { Items = [new("9506000134353", 1)] }) },
        { "/products/0/items/1/units", Of(Milk with { Items = [Milk.Items[0], new("19506000134359", 0)] }) },
        {
            "/products",
            Of(Milk with { Items = [Milk.Items[0], new("09506000134352", 2)] })
        },
        { "/products/0/unit_grams", Of(Milk with { UnitGrams = 0 }) },
        { "/products/0/lots", Of(Milk with { Lots = [new("L7"), new("L7")] }) },
        { "/products/0/lots/0/lot", Of(Milk with { Lots = [new("")] }) },
        { "/products/0/lots/0/serials/0", Of(Milk with { Lots = [new("L7") { Serials = [new('9', 21)] }] }) },
        {
            "/products/0/lots",
            Of(Milk with { Lots = [new("L7") { Serials = ["1"] }, new("L8") { Serials = ["1"] }] })
        },
        { "/logistic_units/0/sscc", With([Unit with { Sscc = "395011015300000012" }]) },
        { "/logistic_units/0/content", With([Unit with { Content = [] }]) },
        { "/logistic_units/0/content/0/sku", With([Unit with { Content = [new("TEA", "T1", 1)] }]) },
        { "/logistic_units/0/content/0/units", With([Unit with { Content = [new("MILK", "L7", 0)] }]) },
        { "/logistic_units", With([Unit, Unit]) },
        { "/terms/0/stop", With(new StopTerms(3)) },
        { "/terms/0/place", With(new StopTerms(1) { Place = new Position(0, 180_000_001) }) },
        { "/terms/0/radius_metres", With(new StopTerms(1) { RadiusMetres = 10 }) },
        { "/terms/0/radius_metres", With(new StopTerms(1) { Place = Shop, RadiusMetres = 0 }) },
        { "/terms/0/until", With(new StopTerms(1) { From = Noon, Until = Noon }) },
        { "/terms/0/band", With(new StopTerms(1) { Band = new TemperatureBand(2, 1) }) },
        { "/terms", With(new StopTerms(1), new StopTerms(1)) },
        { "/weight_tolerance/permille", Catalogue with { WeightTolerance = new WeightRule(1_001, 0) } },
        { "/weight_tolerance/grams", Catalogue with { WeightTolerance = new WeightRule(0, -1) } },
        { "", Of([.. Enumerable.Range(0, 500).Select(n => new CatalogueProduct($"P-{n}", []) { Lots =
            [.. Enumerable.Range(0, 10).Select(lot => new CatalogueLot($"{new string('l', 30)}{lot}"))] })]) },
    };

    [Fact]
    public void The_sample_has_no_fault() => Assert.Null(CatalogueCheck.Fault(Catalogue, [1, 2]));

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_is_named_by_its_place(string pointer, ManifestCatalogue catalogue)
    {
        var fault = CatalogueCheck.Fault(catalogue, [1, 2]);

        Assert.Equal(pointer, fault?.Pointer);
        Assert.EndsWith(".", fault!.Detail, StringComparison.Ordinal);
        Assert.Equal(
            $"catalogue{pointer}",
            Assert.IsType<CheckOutRejection.Invalid>(Refusal(
                After(Arrive), new Command.AttachManifest(Listed with { Catalogue = catalogue }))).Field);
    }

    private static ManifestCatalogue Of(params CatalogueProduct[] products) =>
        new(products.Length == 1 ? [products[0], Catalogue.Products[1]] : products);

    private static ManifestCatalogue With(CatalogueUnit[] units) => Catalogue with { LogisticUnits = units };

    private static ManifestCatalogue With(params StopTerms[] terms) => Catalogue with { Terms = terms };
}
