using FsCheck;
using FsCheck.Fluent;
using Oms.Central.Orders;
using Oms.Central.Pricing;
using Oms.Finance;
using Xunit;

namespace Oms.Central.Tests.Orders;

/// <summary>Whatever an order costs, its lines and their units sum exactly to it (I10).</summary>
public sealed class OrderTotalsProperties
{
    private static Gen<OrderTerms> Terms =>
        from currency in Gen.Elements("JPY", "EUR", "KWD")
        from count in Gen.Choose(1, 6)
        from lines in Gen.ArrayOf(
            from unit in Gen.Choose(0, 5_000)
            from quantity in Gen.Choose(1, 30)
            from off in Gen.Choose(0, 100)
            select (Unit: (long)unit, Quantity: quantity, Off: off), count)
        from orderOff in Gen.Choose(0, 100)
        let priced = lines.Select(line => new OrderedLine("MILK", line.Quantity, null)
        {
            Price = new LinePrice(
                Money.Of(line.Unit, currency), Discounts(line.Unit * line.Quantity, line.Off, currency), "food"),
        }).ToList()
        let left = lines.Sum(line =>
            (line.Unit * line.Quantity) - (line.Unit * line.Quantity * line.Off / 100))
        select Orders.Terms() with
        {
            Lines = priced,
            Money = new MoneyTerms(
                currency, Discounts(left, orderOff, currency), "standard", CapturePolicy.Manual, []),
        };

    private static Gen<PriceQuote> Quotes(OrderTerms terms) =>
        from taxes in Gen.ArrayOf(Gen.Choose(0, 3_000), terms.Lines.Count)
        from shipping in Gen.Choose(0, 2_000)
        from tax in Gen.Choose(0, 400)
        select new PriceQuote(
            new TaxAnswer("t", [.. taxes.Select(minor => new LineTax(0, minor))], new LineTax(0, tax)),
            new ShippingAnswer("t", shipping));

    [Fact]
    public void The_lines_sum_to_goods_less_discounts_plus_tax_and_shipping() =>
        ForAll((terms, quote, totals) =>
        {
            Assert.Null(terms.Fault());
            var goods = terms.Lines.Sum(line => line.Price!.Unit.Minor * line.Quantity);
            var off = terms.Lines.Sum(line => line.Price!.Discounts.Sum(each => each.Amount.Minor))
                + terms.Money!.Discounts.Sum(each => each.Amount.Minor);
            Assert.Equal(
                goods - off + quote.Shipping.Minor + quote.Tax.Shipping.Minor + quote.Tax.Lines.Sum(each => each.Minor),
                totals.Total);
            Assert.All(totals.Lines, line => Assert.True(line.Net >= 0, $"{line}"));
        });

    [Fact]
    public void Units_that_go_in_any_parts_and_any_order_cost_their_line_together() =>
        ForAll((_, _, totals) => Assert.All(totals.Lines, line =>
        {
            // Each unit's cost, and so the cost of every part, is the difference of two counts.
            var steps = Enumerable.Range(0, line.Quantity).Select(k => line.Of(k + 1) - line.Of(k)).ToList();
            Assert.All(steps, step => Assert.True(step >= 0));
            Assert.Equal(line.Value, steps.Sum());
            Assert.Equal((0, line.Value), (line.Of(0), line.Of(line.Quantity)));
        }));

    [Fact]
    public void The_first_units_of_a_line_alone_cost_what_they_cost_within_it() =>
        ForAll((terms, _, totals) => Assert.All(totals.Lines.Zip(terms.Lines), pair =>
        {
            var (line, ordered) = pair;
            for (var units = 0; units <= line.Quantity; units++)
            {
                var first = line.First(units);
                Assert.Equal((units, line.Of(units)), (first.Quantity, first.Value));
                Assert.Equal(ordered.Price!.GrossOf(units), first.Gross);
                Assert.True(
                    long.Min(long.Min(first.Net, first.Discount), first.OrderDiscount) >= 0
                        && first.Discount <= line.Discount,
                    $"{first}");
            }
        }));

    private static IReadOnlyList<Discount> Discounts(long of, int percent, string currency) =>
        of * percent / 100 is > 0 and var minor ? [new Discount("ten", Money.Of(minor, currency))] : [];

    private static void ForAll(Action<OrderTerms, PriceQuote, OrderTotals> check) =>
        Prop.ForAll(
            (from terms in Terms from quote in Quotes(terms) select (terms, quote)).ToArbitrary(),
            given => check(given.terms, given.quote, OrderTotals.Of(given.terms, given.quote)!))
            .QuickCheckThrowOnFailure();
}
