using Oms.Central.Inventory;
using Oms.Central.Json;
using Oms.Central.Orders;
using Oms.Custody.CheckOuts;

namespace Oms.Central.Products;

/// <summary>What is known of a product. Members that are null are not known, or there are none.</summary>
/// <param name="Name">1 to 200 characters.</param>
/// <param name="Unit">The unit of measure: a code of UN/ECE Recommendation 20, such as <c>EA</c> or <c>KGM</c>.</param>
/// <param name="Gtins">Up to 20, none twice.</param>
/// <param name="WeightGrams">Of one unit, packed: 1 to 100 000 000.</param>
/// <param name="Band">The temperatures that it may have.</param>
/// <param name="ShelfLifeDays">From making to expiry: 1 to 36 500.</param>
/// <param name="MinRemainingDays">What must be left of it at delivery; not more than the shelf life.</param>
/// <param name="Kit">What a kit consists of, up to 100; null where the product is no kit.</param>
/// <param name="Substitutes">Skus that may be sent instead, the best first, up to 20. They need not exist yet.</param>
/// <param name="Segments">Groups it belongs to, for filters and rules, up to 20.</param>
public sealed record ProductTerms(
    string Name,
    string Unit,
    IReadOnlyList<ProductGtin>? Gtins = null,
    UnitSize? Size = null,
    int? WeightGrams = null,
    DangerousGoods? Hazard = null,
    TemperatureBand? Band = null,
    int? ShelfLifeDays = null,
    int? MinRemainingDays = null,
    bool LotTracked = false,
    bool SerialTracked = false,
    IReadOnlyList<KitComponent>? Kit = null,
    IReadOnlyList<string>? Substitutes = null,
    IReadOnlyList<string>? Segments = null)
{
    private const int NameMax = 200;
    private const int GtinsMax = 20;
    private const int PackUnitsMax = 1_000_000;
    private const int MillimetresMax = 100_000;
    private const int GramsMax = 100_000_000;
    private const int DaysMax = 36_500;
    private const int ComponentsMax = 100;
    private const int ComponentUnitsMax = 10_000;
    private const int TextsMax = 20;
    private const int AbsoluteZeroMilliC = -273_150;

    private static readonly HashSet<string> HazardClasses = new(StringComparer.Ordinal)
    {
        "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "2.1", "2.2", "2.3", "3", "4.1", "4.2", "4.3", "5.1", "5.2", "6.1",
        "6.2", "7", "8", "9",
    };

    /// <summary>Its GTINs as 14 digits each; those that are none are left out.</summary>
    public IEnumerable<string> GtinDigits() =>
        (Gtins ?? []).Select(each => Gs1.Gtin.TryParse(each.Gtin, out var gtin) ? gtin.Digits : null).OfType<string>();

    /// <summary>Whether a text is a class or division of 49 CFR 173.2.</summary>
    public static bool IsHazardClass(string text) => HazardClasses.Contains(text);

    /// <summary>Whether these are the same terms, member by member.</summary>
    public bool IsSameAs(ProductTerms other) => WrittenForm.IsSame(this, other, ProductJson.Default.ProductTerms);

    /// <summary>The first member that is out of its range, as a JSON Pointer within the terms; null when all are
    /// good.</summary>
    /// <param name="sku">The product's own sku.</param>
    public ProductRejection.InvalidTerms? Fault(string sku) =>
        TextFault() ?? GtinFault() ?? MeasureFault() ?? HazardFault() ?? KitFault(sku) ?? ListFault(sku);

    private ProductRejection.InvalidTerms? TextFault() =>
        Name.Length is < 1 or > NameMax || Name.Any(char.IsControl)
            ? new("/name", $"It must have 1 to {NameMax} characters, none a control character.")
            : Unit.Length is 2 or 3 && Unit.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c))
                ? null
                : new("/unit", "It must be a code of UN/ECE Recommendation 20, such as EA, CS or KGM.");

    private ProductRejection.InvalidTerms? GtinFault()
    {
        if (Gtins is null)
        {
            return null;
        }

        if (Gtins.Count > GtinsMax)
        {
            return new("/gtins", $"A product has up to {GtinsMax} GTINs.");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < Gtins.Count; i++)
        {
            if (!Gs1.Gtin.TryParse(Gtins[i].Gtin, out var gtin))
            {
                return new($"/gtins/{i}/gtin", "It must be 8, 12, 13 or 14 digits, the last one the check digit.");
            }

            if (!seen.Add(gtin.Digits))
            {
                return new($"/gtins/{i}/gtin", "The GTIN is named twice; each pack has its own.");
            }

            if (Gtins[i].Units is < 1 or > PackUnitsMax || (Gtins[i].Level == PackLevel.Each && Gtins[i].Units != 1))
            {
                return new($"/gtins/{i}/units", $"It must be 1 for each, from 1 to {PackUnitsMax} for other packs.");
            }
        }

        return null;
    }

    private ProductRejection.InvalidTerms? MeasureFault() =>
        Size is { } size
            && !(IsMillimetres(size.LengthMm) && IsMillimetres(size.WidthMm) && IsMillimetres(size.HeightMm))
            ? new("/size", $"Each side must be from 1 to {MillimetresMax} mm.")
        : WeightGrams is < 1 or > GramsMax ? new("/weight_grams", $"It must be from 1 to {GramsMax}.")
        : Band is { } band && (band.MinMilliC > band.MaxMilliC || band.MinMilliC < AbsoluteZeroMilliC)
            ? new("/band", "The lowest temperature is above the highest, or below absolute zero.")
        : ShelfLifeDays is < 1 or > DaysMax ? new("/shelf_life_days", $"It must be from 1 to {DaysMax}.")
        : MinRemainingDays is { } least && (least < 1 || ShelfLifeDays is null || least > ShelfLifeDays)
            ? new("/min_remaining_days", "It must be from 1 to the shelf life, which must be given.")
        : null;

    private ProductRejection.InvalidTerms? HazardFault() =>
        Hazard is not { } hazard ? null
        : !(hazard.UnNumber.Length == 6 && hazard.UnNumber.StartsWith("UN", StringComparison.Ordinal)
            && hazard.UnNumber.Skip(2).All(char.IsAsciiDigit))
            ? new("/hazard/un_number", "It must be UN and four digits, such as UN1203.")
        : !IsHazardClass(hazard.HazardClass)
            ? new("/hazard/hazard_class", "It must be a class or division of 49 CFR 173.2, such as 3 or 2.1.")
        : hazard.PackingGroup is < 1 or > 3 ? new("/hazard/packing_group", "It must be from 1 to 3.")
        : null;

    private ProductRejection.InvalidTerms? KitFault(string sku)
    {
        if (Kit is null)
        {
            return null;
        }

        if (Kit.Count is < 1 or > ComponentsMax)
        {
            return new("/kit", $"A kit has 1 to {ComponentsMax} components; leave it out for a product that is none.");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal) { sku };
        for (var i = 0; i < Kit.Count; i++)
        {
            if (!StockItemId.IsSku(Kit[i].Sku))
            {
                return new($"/kit/{i}/sku", StockItemId.SkuRule);
            }

            if (!seen.Add(Kit[i].Sku))
            {
                return new($"/kit/{i}/sku", "A kit names a component once, and never itself.");
            }

            if (Kit[i].Quantity is < 1 or > ComponentUnitsMax)
            {
                return new($"/kit/{i}/quantity", $"It must be from 1 to {ComponentUnitsMax}.");
            }
        }

        return null;
    }

    private ProductRejection.InvalidTerms? ListFault(string sku)
    {
        if (Substitutes is { } substitutes)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal) { sku };
            if (substitutes.Count > TextsMax || !substitutes.All(each => StockItemId.IsSku(each) && seen.Add(each)))
            {
                return new("/substitutes", $"Up to {TextsMax} other skus, none twice. {StockItemId.SkuRule}");
            }
        }

        return Segments is { } segments
            && (segments.Count > TextsMax || !segments.All(OrderTerms.IsName)
                || segments.Distinct(StringComparer.Ordinal).Count() < segments.Count)
            ? new("/segments", $"Up to {TextsMax}, none twice, of 1 to 64 characters.")
            : null;
    }

    private static bool IsMillimetres(int side) => side is >= 1 and <= MillimetresMax;
}
