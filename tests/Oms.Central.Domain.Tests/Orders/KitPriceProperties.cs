using FsCheck;
using FsCheck.Fluent;
using Oms.Central.Orders;
using Oms.Central.Pricing;
using Oms.Finance;
using Xunit;

namespace Oms.Central.Tests.Orders;

/// <summary>Whatever a kit costs and consists of, its components cost exactly that together (I10).</summary>
public sealed class KitPriceProperties
{
    private sealed record Given(KitPrice Price, int Kits, IReadOnlyList<KitUnits> Components);

    private static Gen<Given> Any =>
        from currency in Gen.Elements("JPY", "EUR", "KWD")
        from unit in Gen.Choose(0, 9_999)
        from kits in Gen.Choose(1, 12)
        from count in Gen.Choose(1, 6)
        from perKit in Gen.ArrayOf(Gen.Choose(1, 7), count)
        from worth in Gen.ArrayOf(Gen.Choose(0, 500), count)
        from isWeighed in Gen.Elements(true, false)
        from off in Gen.ArrayOf(Gen.Choose(0, 40), 3)
        let components = perKit.Select((units, i) => new KitUnits($"P-{i}", units)).ToList()
        select new Given(
            new KitPrice(Money.Of(unit, currency), Discounts((long)unit * kits, off, currency), "food")
            {
                Parts = isWeighed
                    ? [.. components.Select((each, i) => new KitPartPrice(each.Sku, Money.Of(worth[i], currency)))]
                    : null,
            },
            kits,
            components);

    [Fact]
    public void Components_cost_their_kit_and_each_is_within_one_minor_unit_of_its_share() => ForAll(given =>
    {
        var (price, kits, components) = given;
        Assert.Null(price.Fault(kits, price.Unit.Currency, components, "/kits/0"));
        var prices = price.Apportioned(kits, components);
        Assert.Equal(price.Unit.Minor, prices.Sum(each => each.Unit.Minor));
        var weights = components.Select(each =>
            (price.Parts?.First(part => part.Sku == each.Sku).Unit.Minor ?? 1) * each.PerKit).ToList();
        weights = weights.Sum() == 0 ? [.. components.Select(each => (long)each.PerKit)] : weights;
        foreach (var (each, weight) in prices.Zip(weights))
        {
            Assert.True(
                decimal.Abs(each.Unit.Minor - ((decimal)price.Unit.Minor * weight / weights.Sum())) < 1, $"{each}");
        }
    });

    [Fact]
    public void Any_number_of_kits_cost_a_whole_number_of_kits() => ForAll(given =>
    {
        var (price, kits, components) = given;
        var prices = price.Apportioned(kits, components);
        for (var some = 0; some <= kits; some++)
        {
            Assert.Equal(
                price.Unit.Minor * some,
                prices.Zip(components).Sum(each => each.First.GrossOf(each.Second.PerKit * some)));
        }
    });

    [Fact]
    public void Discounts_are_given_exactly_and_none_is_more_than_what_it_is_taken_off() => ForAll(given =>
    {
        var (price, kits, components) = given;
        var prices = price.Apportioned(kits, components);
        foreach (var discount in price.Discounts)
        {
            Assert.Equal(
                discount.Amount.Minor,
                prices.SelectMany(each => each.Discounts).Where(each => each.Code == discount.Code)
                    .Sum(each => each.Amount.Minor));
        }

        Assert.All(prices.Zip(components), each => Assert.InRange(
            each.First.Discounts.Sum(off => off.Amount.Minor), 0, each.First.GrossOf(each.Second.PerKit * kits)));
        Assert.Null(Terms(given).Fault());
    });

    [Fact]
    public void Units_of_components_that_go_in_any_parts_and_any_order_cost_the_order_together() => ForAll(given =>
    {
        var terms = Terms(given);
        var quote = new PriceQuote(
            new TaxAnswer("t", [.. terms.Lines.Select((_, i) => new LineTax(0, 37 * i))], new LineTax(0, 5)),
            new ShippingAnswer("t", 490));
        var totals = OrderTotals.Of(terms, quote)!;
        var off = given.Price.Discounts.Sum(each => each.Amount.Minor);
        Assert.Equal(
            (given.Price.Unit.Minor * given.Kits) - off + 495 + quote.Tax.Lines.Sum(each => each.Minor), totals.Total);
        foreach (var line in totals.Lines)
        {
            Assert.Equal(
                line.Value, Enumerable.Range(0, line.Quantity).Sum(k => line.Of(k + 1) - line.Of(k)));
            for (var units = 0; units <= line.Quantity; units++)
            {
                var first = line.First(units);
                Assert.Equal((units, line.Of(units)), (first.Quantity, first.Value));
                Assert.Equal(first.Value, line.PartsOf(units).Value);
                Assert.True(long.Min(first.Net, long.Min(first.Discount, first.OrderDiscount)) >= 0, $"{first}");
            }
        }
    });

    [Fact]
    public void What_a_kit_cannot_cost_is_told_by_its_member()
    {
        Check(new KitPrice(Money.Of(-1, "EUR"), [], "food"), "/kits/0/price/unit");
        Check(new KitPrice(Money.Of(1, "USD"), [], "food"), "/kits/0/price/unit");
        Check(new KitPrice(Money.Of(1, "EUR"), [], ""), "/kits/0/price/tax_category");
        Check(
            new KitPrice(Money.Of(1, "EUR"), [new Discount("x", Money.Of(3, "EUR"))], "food"),
            "/kits/0/price/discounts");
        Check(Parts(new KitPartPrice("P-9", Money.Of(1, "EUR"))), "/kits/0/price/parts/0/sku");
        Check(Parts(new KitPartPrice("P-0", Money.Of(-1, "EUR"))), "/kits/0/price/parts/0/unit");
        Check(Parts(new KitPartPrice("P-0", Money.Of(1, "EUR"), "")), "/kits/0/price/parts/0/tax_category");
        Check(Parts(new KitPartPrice("P-0", Money.Of(1, "EUR"))), "/kits/0/price/parts");
        var twice = new KitPartPrice("P-0", Money.Of(1, "EUR"));
        Check(Parts(twice, twice), "/kits/0/price/parts");

        static KitPrice Parts(params KitPartPrice[] parts) =>
            new(Money.Of(1, "EUR"), [], "food") { Parts = parts };

        static void Check(KitPrice price, string field) => Assert.Equal(
            field,
            price.Fault(2, Currency.Find("EUR")!, [new("P-0", 1), new("P-1", 2)], "/kits/0")?.Field);
    }

    [Fact]
    public void Only_a_component_of_a_kit_has_a_price_of_several_units()
    {
        var line = new OrderedLine("MILK", 4, null)
        {
            Price = new LinePrice(Money.Of(100, "EUR"), [], "food") { Per = 2 },
        };
        var terms = Orders.Terms() with
        {
            Lines = [line],
            Money = new MoneyTerms("EUR", [], "standard", CapturePolicy.Manual, []),
        };
        Assert.Equal("/lines/0/price/per", terms.Fault()?.Field);
        Assert.Null((terms with
        {
            Lines = [line with { Kit = new LineKit(1, "KIT", 2, KitPolicy.Whole) }],
        }).Fault());
    }

    private static OrderTerms Terms(Given given)
    {
        var prices = given.Price.Apportioned(given.Kits, given.Components);
        return Orders.Terms() with
        {
            Lines =
            [
                .. given.Components.Select((each, i) => new OrderedLine(each.Sku, each.PerKit * given.Kits, null)
                {
                    Kit = new LineKit(1, "KIT", each.PerKit, KitPolicy.Whole),
                    Price = prices[i],
                }),
            ],
            Money = new MoneyTerms(
                given.Price.Unit.Currency.Code, [], "standard", CapturePolicy.Manual, []),
        };
    }

    private static List<Discount> Discounts(long of, int[] percents, string currency)
    {
        var discounts = new List<Discount>();
        foreach (var (i, percent) in percents.Index())
        {
            if (of * percent / 100 is > 0 and var minor)
            {
                discounts.Add(new Discount($"off-{i}", Money.Of(minor, currency)));
                of -= minor;
            }
        }

        return discounts;
    }

    private static void ForAll(Action<Given> check) =>
        Prop.ForAll(Any.ToArbitrary(), check).QuickCheckThrowOnFailure();
}
