using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Oms.Finance;
using Xunit;

namespace Oms.Tests.Finance;

public sealed class MoneyTests
{
    private static readonly Money TwelveFifty = Money.Of(1_250, "EUR");

    private static Arbitrary<long> AnyLong => Gen.OneOf(
        Gen.Choose(-1_000_000, 1_000_000).Select(n => (long)n),
        Gen.Elements(long.MinValue, long.MinValue + 1, long.MaxValue - 1, long.MaxValue)).ToArbitrary();

    [Theory]
    [InlineData("EUR", 2)]
    [InlineData("JPY", 0)]
    [InlineData("KWD", 3)]
    [InlineData("CLF", 4)]
    public void A_currency_has_the_decimals_of_the_standard(string code, int decimals) =>
        Assert.Equal(decimals, Currency.Find(code)!.Decimals);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("eur")]
    [InlineData("EURO")]
    [InlineData("XXX")]
    [InlineData("XAU")]
    public void A_code_that_is_no_currency_is_none(string? code) => Assert.Null(Currency.Find(code));

    [Fact]
    public void Every_code_is_three_capital_letters_and_there_once()
    {
        Assert.All(Currency.All, currency => Assert.Matches("^[A-Z]{3}$", currency.Code));
        Assert.Distinct(Currency.All.Select(currency => currency.Code));
        Assert.InRange(Currency.All.Count(), 150, 200);
    }

    [Theory]
    [InlineData(1_250, "EUR", "12.50 EUR")]
    [InlineData(-1, "EUR", "-0.01 EUR")]
    [InlineData(1_250, "JPY", "1250 JPY")]
    [InlineData(1_250, "KWD", "1.250 KWD")]
    [InlineData(long.MaxValue, "EUR", "92233720368547758.07 EUR")]
    public void Money_reads_with_the_decimals_of_its_currency(long minor, string code, string text) =>
        Assert.Equal(text, Money.Of(minor, code).ToString());

    [Fact]
    public void Sums_are_exact_or_refused_and_never_wrap_around() =>
        Prop.ForAll(AnyLong, AnyLong, (left, right) =>
        {
            var exact = (Int128)left + right;
            if (exact > long.MaxValue || exact < long.MinValue)
            {
                _ = Assert.Throws<OverflowException>(() => Money.Of(left, "EUR").Plus(Money.Of(right, "EUR")));
            }
            else
            {
                Assert.Equal((long)exact, Money.Of(left, "EUR").Plus(Money.Of(right, "EUR")).Minor);
                Assert.Equal(Money.Of(left, "EUR"), Money.Of((long)exact, "EUR").Minus(Money.Of(right, "EUR")));
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Two_currencies_are_never_taken_together()
    {
        var yen = Money.Of(1_250, "JPY");
        _ = Assert.Throws<CurrencyMismatchException>(() => TwelveFifty.Plus(yen));
        _ = Assert.Throws<CurrencyMismatchException>(() => TwelveFifty.Minus(yen));
        _ = Assert.Throws<CurrencyMismatchException>(() => TwelveFifty.IsMoreThan(yen));
        Assert.NotEqual(TwelveFifty, yen);
    }

    [Fact]
    public void Money_is_written_in_minor_units_and_read_back()
    {
        var json = JsonSerializer.Serialize(TwelveFifty);
        Assert.Equal("""{"minor":1250,"currency":"EUR"}""", json);
        Assert.Equal(TwelveFifty, JsonSerializer.Deserialize<Money>(json));
    }

    [Theory]
    [InlineData("1250")]
    [InlineData("""{"minor":12.5,"currency":"EUR"}""")]
    [InlineData("""{"minor":"1250","currency":"EUR"}""")]
    [InlineData("""{"minor":9223372036854775808,"currency":"EUR"}""")]
    [InlineData("""{"minor":1250}""")]
    [InlineData("""{"currency":"EUR"}""")]
    [InlineData("""{"minor":1250,"currency":"EURO"}""")]
    [InlineData("""{"minor":1250,"currency":"EUR","more":1}""")]
    [InlineData("""{"minor":1250,"minor":1,"currency":"EUR"}""")]
    public void What_is_not_whole_money_is_refused(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Money>(json));
}
