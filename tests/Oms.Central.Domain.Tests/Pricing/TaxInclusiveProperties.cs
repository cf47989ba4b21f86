using FsCheck;
using FsCheck.Fluent;
using Oms.Central.Orders;
using Oms.Central.Pricing;
using Oms.Finance;
using Xunit;

namespace Oms.Central.Tests.Pricing;

/// <summary>Prices that include taxes: what is paid is what the price says, and the taxes in it add up, in currencies
/// of 0, 2 and 3 decimals.</summary>
public sealed class TaxInclusiveProperties
{
    private const int Whole = 1_000_000;

    private static readonly string[] Categories = ["food", "toys", "free"];

    private static Gen<(OrderTerms Terms, PriceTables Tables, long Shipping)> Given =>
        from currency in Gen.Elements("JPY", "EUR", "KWD")
        from rates in Gen.ArrayOf(Gen.Choose(0, Whole), Categories.Length)
        from count in Gen.Choose(1, 6)
        from lines in Gen.ArrayOf(
            from unit in Gen.Choose(0, 5_000)
            from quantity in Gen.Choose(1, 30)
            from category in Gen.Elements(Categories)
            select (Unit: (long)unit, Quantity: quantity, Category: category), count)
        from off in Gen.Choose(0, 100)
        from shipping in Gen.Choose(0, 2_000)
        let goods = lines.Sum(line => line.Unit * line.Quantity)
        select (
            Orders.Orders.Terms() with
            {
                Lines =
                [
                    .. lines.Select(line => new OrderedLine("MILK", line.Quantity, null)
                    {
                        Price = new LinePrice(Money.Of(line.Unit, currency), [], line.Category),
                    }),
                ],
                Money = new MoneyTerms(
                    currency,
                    goods * off / 100 is > 0 and var minor ? [new Discount("off", Money.Of(minor, currency))] : [],
                    "standard",
                    CapturePolicy.Manual,
                    [])
                {
                    PricesIncludeTax = true,
                },
            },
            new PriceTables(
                "t", "toys", [.. Categories.Zip(rates, (category, rate) => new TaxRow("*", category, rate))], []),
            (long)shipping);

    [Fact]
    public void What_is_paid_is_what_the_prices_say_and_not_a_unit_more() =>
        ForAll((terms, _, shipping, totals) =>
        {
            var goods = terms.Lines.Sum(line => line.Price!.Unit.Minor * line.Quantity)
                - terms.Money!.Discounts.Sum(each => each.Amount.Minor);
            Assert.Equal(goods + shipping, totals.Total);
            Assert.All(totals.Lines, line => Assert.Equal((0, 0), (line.Tax, line.ShippingTax)));
        });

    [Fact]
    public void The_tax_of_a_rate_is_rounded_once_and_its_lines_carry_exactly_it() =>
        ForAll((terms, tables, _, totals) =>
        {
            var rule = Currency.Find(terms.Money!.Currency)!.Rounding;
            var lines = totals.Lines.Zip(terms.Lines, (line, ordered) => (line, ordered.Price!.TaxCategory));
            var byRate = lines.GroupBy(each => tables.Taxes.First(row => row.Category == each.TaxCategory).RatePpm);
            Assert.All(byRate, group =>
            {
                var gross = group.Sum(each => each.line.Net);
                var tax = group.Sum(each => each.line.TaxIncluded);

                // The exact tax is gross * r / (1 + r); all in whole numbers: tax * (1 + r) against gross * r.
                var difference = ((Int128)gross * group.Key) - ((Int128)tax * (Whole + group.Key));
                Assert.True(
                    rule == RoundingRule.Down
                        ? difference >= 0 && difference < Whole + group.Key
                        : Int128.Abs(difference) * 2 <= Whole + group.Key,
                    $"{gross} at {group.Key} ppm has {tax}");
            });
        });

    [Fact]
    public void No_line_holds_more_tax_than_it_costs_and_parts_of_it_add_up() =>
        ForAll((_, _, shipping, totals) =>
        {
            Assert.Equal(shipping, totals.Lines.Sum(line => line.Shipping));
            Assert.All(totals.Lines, line =>
            {
                Assert.InRange(line.TaxIncluded, 0, line.Net);
                Assert.InRange(line.ShippingTaxIncluded, 0, line.Shipping);
                var parts = Enumerable.Range(0, line.Quantity)
                    .Select(k => line.First(k + 1).TaxIncluded - line.First(k).TaxIncluded).ToList();
                Assert.All(parts, part => Assert.True(part >= 0));
                Assert.Equal(line.TaxIncluded, parts.Sum());
            });
        });

    private static void ForAll(Action<OrderTerms, PriceTables, long, OrderTotals> check) =>
        Prop.ForAll(Given.ToArbitrary(), given =>
        {
            var (terms, tables, shipping) = given;
            var asked = new TaxQuestion(
                "DE",
                terms.Money!.Currency,
                [
                    .. terms.Lines.Zip(OrderTotals.BeforeTax(terms), (line, before) =>
                        new TaxedLine(line.Sku, line.Price!.TaxCategory, before.Net)),
                ],
                shipping)
            {
                IncludesTax = true,
            };
            var quote = new PriceQuote(tables.TaxesOf(asked)!, new ShippingAnswer("t", shipping));
            check(terms, tables, shipping, OrderTotals.Of(terms, quote)!);
        }).QuickCheckThrowOnFailure();
}
