using System.Text.Json;
using Oms.Custody.Cargo;
using Oms.Gs1;

namespace Oms.Custody.CheckOuts;

/// <summary>Whether a catalogue can be worked with: numbers of GS1 that are none are found where it is handed in, not
/// at the dock.</summary>
public static class CatalogueCheck
{
    public const int ProductsMax = 500;
    public const int ItemsPerProductMax = 20;
    public const int LotsPerProductMax = 100;
    public const int LogisticUnitsMax = 500;
    public const int ContentMax = 100;

    /// <summary>All serial numbers of a catalogue together.</summary>
    public const int SerialsMax = 5_000;

    /// <summary>AI 21 (GS1 General Specifications, section 3.5.2).</summary>
    public const int SerialCharsMax = 20;

    /// <summary>The whole catalogue, bytes of JSON: half of what the manifest's record may have.</summary>
    public const int BytesMax = CheckOutBounds.EventBytesMax / 2;

    private const int GramsMax = 100_000_000;
    private const int RadiusMetresMax = 100_000;
    private const int PermilleMax = 1_000;

    /// <summary>The first thing that is wrong; null when nothing is.</summary>
    /// <param name="stops">The numbers of the route's stops.</param>
    public static CatalogueFault? Fault(ManifestCatalogue catalogue, IEnumerable<int> stops) =>
        Count("/products", catalogue.Products, 1, ProductsMax)
        ?? All("/products", catalogue.Products, Product)
        ?? Twice("/products", catalogue.Products, product => product.Sku, "sku")
        ?? GtinTwice(catalogue)
        ?? Within(
            "/products", catalogue.Products.Sum(product => Serials(product).Count()), 0, SerialsMax, "serial numbers")
        ?? Units(catalogue)
        ?? Terms(catalogue.Terms ?? [], [.. stops])
        ?? Tolerance(catalogue.WeightTolerance)
        ?? Within(
            "",
            JsonSerializer.SerializeToUtf8Bytes(catalogue, CheckOutJson.Default.ManifestCatalogue).Length,
            0,
            BytesMax,
            "bytes of JSON");

    private static CatalogueFault? Product(string at, CatalogueProduct product) =>
        Text($"{at}/sku", product.Sku, CheckOutBounds.SkuCharsMax)
        ?? Count($"{at}/items", product.Items, 0, ItemsPerProductMax)
        ?? All($"{at}/items", product.Items, (place, item) => Gtin.TryParse(item.Gtin, out _)
            ? Within($"{place}/units", item.Units, 1, CheckOutBounds.QuantityMax, "units")
            : new($"{place}/gtin", $"'{item.Gtin}' is no GTIN: 8, 12, 13 or 14 digits of which the last one is the "
                + "check digit."))
        ?? (product.UnitGrams is { } grams ? Within($"{at}/unit_grams", grams, 1, GramsMax, "grams") : null)
        ?? Count($"{at}/lots", product.Lots ?? [], 0, LotsPerProductMax)
        ?? All($"{at}/lots", product.Lots ?? [], Lot)
        ?? Twice($"{at}/lots", product.Lots ?? [], lot => lot.Lot, "lot")
        ?? Twice($"{at}/lots", [.. Serials(product)], serial => serial, "serial number");

    private static CatalogueFault? Lot(string at, CatalogueLot lot) =>
        Text($"{at}/lot", lot.Lot, CheckOutBounds.SkuCharsMax)
        ?? All($"{at}/serials", lot.Serials ?? [], (place, serial) => Text(place, serial, SerialCharsMax));

    private static CatalogueFault? Units(ManifestCatalogue catalogue)
    {
        var known = catalogue.Products.Select(product => product.Sku).ToHashSet(StringComparer.Ordinal);
        var units = catalogue.LogisticUnits ?? [];
        return Count("/logistic_units", units, 0, LogisticUnitsMax)
            ?? All("/logistic_units", units, (at, unit) =>
                (Sscc.TryParse(unit.Sscc, out _)
                    ? null
                    : new CatalogueFault($"{at}/sscc", $"'{unit.Sscc}' is no SSCC: 18 digits of which the last one is "
                        + "the check digit."))
                ?? Count($"{at}/content", unit.Content, 1, ContentMax)
                ?? All($"{at}/content", unit.Content, (place, content) => known.Contains(content.Sku)
                    ? Text($"{place}/lot", content.Lot, CheckOutBounds.SkuCharsMax)
                        ?? Within($"{place}/units", content.Units, 1, CheckOutBounds.QuantityMax, "units")
                    : new CatalogueFault(
                        $"{place}/sku", $"'{content.Sku}' is none of the catalogue's products; add it there.")))
            ?? Twice("/logistic_units", units, unit => unit.Sscc, "SSCC");
    }

    private static CatalogueFault? Terms(IReadOnlyList<StopTerms> terms, HashSet<int> stops) =>
        Count("/terms", terms, 0, CheckOutBounds.StopsMax)
        ?? All("/terms", terms, (at, one) =>
            !stops.Contains(one.Stop) ? new($"{at}/stop", $"The route has no stop {one.Stop}.")
            : one.Place is { IsOnEarth: false } ? new CatalogueFault(
                $"{at}/place", "Millionths of a degree: latitude to 90,000,000, longitude to 180,000,000, either way.")
            : one is { Place: null, RadiusMetres: not null } ? new CatalogueFault(
                $"{at}/radius_metres", "A radius needs the place around which it is.")
            : one is { From: { } from, Until: { } until } && until <= from ? new CatalogueFault(
                $"{at}/until", "The promised time ends before it begins.")
            : one.Band is { } band && band.MinMilliC > band.MaxMilliC ? new CatalogueFault(
                $"{at}/band", "Its lowest is above its highest.")
            : Within(
                $"{at}/radius_metres",
                one.RadiusMetres ?? StopTerms.RadiusMetresDefault,
                1,
                RadiusMetresMax,
                "metres"))
        ?? Twice("/terms", terms, one => $"{one.Stop}", "stop");

    private static CatalogueFault? Tolerance(WeightRule? rule) => rule is null
        ? null
        : Within("/weight_tolerance/permille", rule.Permille, 0, PermilleMax, "thousandths")
            ?? Within("/weight_tolerance/grams", rule.Grams, 0, GramsMax, "grams");

    private static CatalogueFault? GtinTwice(ManifestCatalogue catalogue) =>
        Twice(
            "/products",
            [.. catalogue.Products.SelectMany(product => product.Items)],
            item => Gtin.Parse(item.Gtin).Digits,
            "GTIN");

    private static IEnumerable<string> Serials(CatalogueProduct product) =>
        (product.Lots ?? []).SelectMany(lot => lot.Serials ?? []);

    private static CatalogueFault? All<T>(string at, IReadOnlyList<T> all, Func<string, T, CatalogueFault?> fault) =>
        all.Select((one, index) => one is null
                ? new CatalogueFault($"{at}/{index}", "It is null.")
                : fault($"{at}/{index}", one))
            .FirstOrDefault(bad => bad is not null);

    private static CatalogueFault? Count<T>(string at, IReadOnlyList<T> all, int min, int max) =>
        Within(at, all.Count, min, max, "of them");

    private static CatalogueFault? Twice<T>(string at, IReadOnlyList<T> all, Func<T, string> name, string what) =>
        all.GroupBy(name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice
            ? new(at, $"The {what} {twice.Key} stands there twice.")
            : null;

    private static CatalogueFault? Text(string at, string? value, int charsMax) =>
        value is { Length: > 0 } && value.Length <= charsMax
            ? null
            : new(at, $"It must have 1 to {charsMax} characters.");

    private static CatalogueFault? Within(string at, long value, long min, long max, string what) =>
        value < min || value > max ? new(at, $"{value} {what}: it must be from {min} to {max}.") : null;
}
