using FsCheck;
using FsCheck.Fluent;
using Oms.Gs1;
using Xunit;

namespace Oms.Tests.Gs1;

public sealed class Gs1KeyTests
{
    // The examples of GS1's own check digit page, and of the General Specifications.
    [Theory]
    [InlineData("6291041500213")]
    [InlineData("09506000134352")]
    [InlineData("395011015300000011")]
    public void A_published_key_has_a_valid_check_digit(string key) => Assert.True(Gs1CheckDigit.IsValid(key));

    [Theory]
    [InlineData("96385074", "00000096385074")]
    [InlineData("614141007349", "00614141007349")]
    [InlineData("6291041500213", "06291041500213")]
    [InlineData("09506000134352", "09506000134352")]
    public void The_four_lengths_of_gtin_are_one_number_space(string text, string digits)
    {
        Assert.Equal(digits, Gtin.Parse(text).Digits);
        Assert.Equal(Gtin.Parse(digits), Gtin.Parse(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("6291041500214")]
    [InlineData("629104150021")]
    [InlineData("629104150021X")]
    [InlineData("006291041500213")]
    [InlineData("\u0660291041500213")]
    public void What_is_no_gtin_is_refused(string text)
    {
        Assert.False(Gtin.TryParse(text, out _));
        Assert.Throws<FormatException>(() => Gtin.Parse(text));
    }

    [Fact]
    public void An_sscc_has_18_digits_and_a_gln_13()
    {
        Assert.True(Sscc.TryParse("395011015300000011", out _));
        Assert.False(Sscc.TryParse("395011015300000012", out _));
        Assert.False(Sscc.TryParse("6291041500213", out _));
        Assert.True(Gln.TryParse("6291041500213", out _));
        Assert.False(Gln.TryParse("395011015300000011", out _));
    }

    [Fact]
    public void One_digit_read_wrongly_is_always_noticed() =>
        Prop.ForAll(
            (from digits in Gen.Choose(0, 9).ArrayOf(17)
             from place in Gen.Choose(0, 17)
             from added in Gen.Choose(1, 9)
             select (digits, place, added)).ToArbitrary(),
            one =>
            {
                var key = string.Concat(one.digits.Select(digit => (char)('0' + digit)));
                key += (char)('0' + Gs1CheckDigit.Of(key));
                var wrong = key.ToCharArray();
                wrong[one.place] = (char)('0' + ((wrong[one.place] - '0' + one.added) % 10));

                Assert.True(Sscc.TryParse(key, out _));
                Assert.False(Sscc.TryParse(wrong, out _));
            }).QuickCheckThrowOnFailure();
}
