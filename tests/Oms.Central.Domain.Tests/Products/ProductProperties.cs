using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Central.Products;
using Oms.Custody.CheckOuts;
using Oms.Gs1;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Central.Products.ProductEvent, Oms.Central.Products.ProductRejection>;

namespace Oms.Central.Tests.Products;

public sealed class ProductProperties
{
    private static readonly string[] Skus = ["A", "B", "C", "D", "E", "F", "G", "H"];

    private static Gen<ProductTerms> Terms =>
        from name in Gen.Elements("Milk", "Ä", new string('n', 200))
        from pack in Gen.Choose(0, 2)
        from body in Gen.Choose(0, 9_999_999)
        from side in Gen.Choose(1, 100_000)
        from grams in Gen.Choose(1, 100_000_000)
        from low in Gen.Choose(-273_150, 40_000)
        from days in Gen.Choose(1, 36_500)
        from least in Gen.Choose(1, days)
        from tracked in Gen.Elements(true, false)
        select new ProductTerms(
            name,
            "EA",
            [new ProductGtin((PackLevel)pack, GtinOf(body), pack == 0 ? 1 : 12)],
            new UnitSize(side, side, side),
            grams,
            new DangerousGoods("UN1203", "3", null),
            new TemperatureBand(low, low + 5_000),
            days,
            least,
            tracked,
            !tracked,
            null,
            ["OTHER"],
            ["group"]);

    private static Gen<(string Sku, string[] Parts, bool Revises)[]> Kits =>
        (from sku in Gen.Elements(Skus)
         from parts in Gen.SubListOf(Skus)
         from revises in Gen.Elements(true, false)
         select (sku, parts.ToArray(), revises)).ArrayOf();

    [Fact]
    public void Good_terms_are_taken_as_they_are_and_read_back_the_same() =>
        Prop.ForAll(Terms.ToArbitrary(), terms =>
        {
            Assert.Null(terms.Fault("MILK"));
            GtinClaim[] claims = [.. terms.GtinDigits().Select(gtin => new GtinClaim(gtin, 1))];
            var define = new ProductCommand.Define("MILK", terms, claims, null);
            var defined = Assert.IsType<ProductEvent.ProductDefined>(Assert.Single(Assert.IsType<Decision.Accepted>(
                Product.Decide(Product.Initial, define, Instant.MinValue)).Events));
            var json = ProductJson.Default.ProductDefined;
            var read = JsonSerializer.Deserialize(JsonSerializer.Serialize(defined, json), json)!;
            Assert.True(read.Terms.IsSameAs(terms));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_gtin_with_one_digit_changed_is_never_taken() =>
        Prop.ForAll(
            (from body in Gen.Choose(0, 9_999_999)
             from at in Gen.Choose(0, 12)
             from shift in Gen.Choose(1, 9)
             select (body, at, shift)).ToArbitrary(),
            change =>
            {
                var digits = GtinOf(change.body).ToCharArray();
                digits[change.at] = (char)('0' + ((digits[change.at] - '0' + change.shift) % 10));
                var terms = new ProductTerms("Milk", "EA", [new(PackLevel.Each, new string(digits), 1)]);
                Assert.Equal("/gtins/0/gtin", terms.Fault("MILK")?.Field);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_kit_ever_holds_itself_or_is_too_deep() =>
        Prop.ForAll(Kits.ToArbitrary(), changes =>
        {
            var products = Skus.ToDictionary(sku => sku, _ => Product.Initial);
            foreach (var (sku, parts, revises) in changes)
            {
                if (parts.Any(part => products[part].Status == ProductStatus.Absent))
                {
                    continue;
                }

                int? level = parts.Length == 0 ? null : parts.Max(part => products[part].KitLevel);
                var terms = new ProductTerms(
                    sku, "EA", Kit: parts.Length == 0 ? null : [.. parts.Select(part => new KitComponent(part, 1))]);
                ProductCommand command = revises
                    ? new ProductCommand.Revise(terms, [], level, null)
                    : new ProductCommand.Define(sku, terms, [], level);
                if (Product.Decide(products[sku], command, Instant.MinValue) is Decision.Accepted accepted)
                {
                    products[sku] = accepted.Events.Aggregate(products[sku], Product.Evolve);
                }

                Assert.All(Skus, each => Assert.InRange(DepthOf(products, each, []), 0, Product.KitLevelMax));
            }
        }).QuickCheckThrowOnFailure();

    private static int DepthOf(Dictionary<string, Product> products, string sku, string[] within)
    {
        Assert.DoesNotContain(sku, within);
        return products[sku].Terms?.Kit is { } kit
            ? 1 + kit.Max(part => DepthOf(products, part.Sku, [.. within, sku]))
            : 0;
    }

    private static string GtinOf(int body)
    {
        var digits = $"40063{body:D7}";
        return $"{digits}{Gs1CheckDigit.Of(digits)}";
    }
}
