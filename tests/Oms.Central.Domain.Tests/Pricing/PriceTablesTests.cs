using Oms.Central.Pricing;
using Oms.Finance;
using Xunit;

namespace Oms.Central.Tests.Pricing;

public sealed class PriceTablesTests
{
    private static readonly PriceTables Tables = new(
        "2026-11",
        "standard",
        [new("DE", "food", 70_000), new("DE", "*", 190_000), new("JP", "*", 100_000), new("KW", "*", 50_000)],
        [
            new("DE", "standard", Money.Of(0, "EUR")) { ValueUpTo = null, GramsUpTo = 500 },
            new("DE", "standard", Money.Of(490, "EUR")) { GramsUpTo = 5_000, ValueUpTo = 5_000 },
            new("DE", "standard", Money.Of(990, "EUR")) { PostalPrefix = "27499" },
            new("DE", "*", Money.Of(1_290, "EUR")),
        ]);

    [Theory]
    [InlineData("food", 1_000, 70)]
    [InlineData("toys", 1_000, 190)]
    [InlineData("toys", 50, 10)]
    [InlineData("toys", 2, 0)]
    public void A_rate_is_found_by_country_and_category_the_first_row_first(string category, long net, long tax) =>
        Assert.Equal(tax, Tables.TaxesOf(Asked("DE", "EUR", (category, net)))!.Lines[0].Minor);

    [Fact]
    public void A_country_without_a_row_has_no_answer() =>
        Assert.Null(Tables.TaxesOf(Asked("FR", "EUR", ("food", 100))));

    // Rounded line by line it would be 3 x 1 = 3; an invoice shows one tax a rate: 19 % of 0.09 is 0.02.
    [Fact]
    public void The_tax_of_a_rate_is_rounded_once_and_carried_by_its_lines()
    {
        var answer = Tables.TaxesOf(Asked("DE", "EUR", ("toys", 3), ("toys", 3), ("food", 100), ("toys", 3)))!;
        Assert.Equal([1, 1, 7, 0], answer.Lines.Select(line => line.Minor));
    }

    [Theory]
    [InlineData("JP", "JPY", 999, 99)]
    [InlineData("KW", "KWD", 999, 50)]
    [InlineData("DE", "EUR", 997, 189)]
    public void Each_currency_has_its_own_rule(string country, string currency, long net, long tax) =>
        Assert.Equal(tax, Tables.TaxesOf(Asked(country, currency, ("any", net)))!.Lines[0].Minor);

    [Theory]
    [InlineData("10115", "standard", 500, 9_999, 0)]
    [InlineData("10115", "standard", 501, 5_000, 490)]
    [InlineData("10115", "standard", 501, 5_001, 1_290)]
    [InlineData("27499", "standard", 5_001, 10, 990)]
    [InlineData("10115", "express", 1, 10, 1_290)]
    public void Shipping_is_priced_by_zone_service_weight_and_value(
        string postalCode, string service, long grams, long goods, long expected) =>
        Assert.Equal(
            new ShippingAnswer("table:2026-11", expected),
            Tables.ShippingOf(new ShippingQuestion("DE", postalCode, service, "EUR", grams, goods)));

    [Theory]
    [InlineData("FR", "EUR")]
    [InlineData("DE", "USD")]
    public void Where_no_row_fits_no_price_of_shipping_is_known(string country, string currency) =>
        Assert.Null(Tables.ShippingOf(new ShippingQuestion(country, "1", "standard", currency, 1, 1)));

    [Theory]
    [InlineData("10115", 100)]
    [InlineData("19999", 100)]
    [InlineData("20000", 300)]
    [InlineData("80 331", 100)]
    [InlineData("bt1 5gs", 200)]
    [InlineData("BT95GS", 200)]
    [InlineData("B1 1AA", 300)]
    [InlineData("1", 300)]
    public void A_zone_is_a_range_of_how_postal_codes_begin(string postalCode, long expected)
    {
        var zones = Tables with
        {
            Shipping =
            [
                new("*", "*", Money.Of(100, "EUR")) { PostalRanges = [new("10", "19"), new("80-3", "80-3")] },
                new("*", "*", Money.Of(200, "EUR")) { PostalRanges = [new("BT1", "BT9")] },
                new("*", "*", Money.Of(300, "EUR")),
            ],
        };
        Assert.Null(zones.Fault());
        Assert.Equal(
            expected, zones.ShippingOf(new ShippingQuestion("DE", postalCode, "standard", "EUR", 1, 1))!.Minor);
    }

    [Theory]
    [InlineData("19", "10")]
    [InlineData("1", "19")]
    [InlineData("", "")]
    [InlineData("1*", "19")]
    public void A_range_that_is_none_is_named(string from, string to) =>
        Assert.StartsWith(
            "/shipping/0/postal_ranges/1",
            (Tables with
            {
                Shipping = [new("DE", "*", Money.Of(1, "EUR")) { PostalRanges = [new("1", "2"), new(from, to)] }],
            }).Fault(),
            StringComparison.Ordinal);

    // 19 % of 100 is 19: of 119 that include it 19 are tax. In yen the fraction is dropped: 100 / 11 is 9.09.
    [Theory]
    [InlineData("DE", "EUR", 11_900, 1_900)]
    [InlineData("DE", "EUR", 100, 16)]
    [InlineData("JP", "JPY", 100, 9)]
    [InlineData("JP", "JPY", 109, 9)]
    [InlineData("JP", "JPY", 110, 10)]
    [InlineData("KW", "KWD", 1_050, 50)]
    public void Of_prices_that_include_it_the_tax_is_taken_out(string country, string currency, long gross, long tax) =>
        Assert.Equal(
            tax,
            Tables.TaxesOf(Asked(country, currency, ("any", gross)) with { IncludesTax = true })!.Lines[0].Minor);

    [Fact]
    public void Rows_out_of_their_range_are_named()
    {
        Assert.Null(Tables.Fault());
        Assert.StartsWith(
            "/taxes/0/rate_ppm",
            (Tables with { Taxes = [new("DE", "*", 1_000_001)] }).Fault(),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "/shipping/0/price",
            (Tables with { Shipping = [new("DE", "*", Money.Of(-1, "EUR"))] }).Fault(),
            StringComparison.Ordinal);
    }

    private static TaxQuestion Asked(string country, string currency, params (string Category, long Net)[] lines) =>
        new(country, currency, [.. lines.Select(line => new TaxedLine("MILK", line.Category, line.Net))], 0);
}
