using FsCheck;
using FsCheck.Fluent;
using Oms.Central.Payments;
using Xunit;

namespace Oms.Central.Tests.Payments;

public sealed class CardNumberTests
{
    // Numbers that payment networks publish for tests.
    [Theory]
    [InlineData("4111111111111111")]
    [InlineData("4111 1111 1111 1111")]
    [InlineData("4111-1111-1111-1111")]
    [InlineData("5555555555554444")]
    [InlineData("2223003122003222")]
    [InlineData("378282246310005")]
    [InlineData("3782 822463 10005")]
    [InlineData("6011111111111117")]
    [InlineData("3530111333300000")]
    [InlineData("30569309025904")]
    [InlineData("4222222222222")]
    [InlineData("6304000000000000")]
    [InlineData("My card is 4111 1111 1111 1111, thanks.")]
    [InlineData("""{"note":"4111111111111111"}""")]
    [InlineData("""{"quantity":4111111111111111}""")]
    [InlineData("PAN4111111111111111x")]
    [InlineData("order 12 4111 1111 1111 1111")]
    public void A_card_number_is_found_alone_and_in_text(string text)
    {
        Assert.True(CardNumbers.Contains(text));
        Assert.False(CardNumbers.Contains(CardNumbers.Scrub(text)));
        Assert.Contains(CardNumbers.Scrubbed, CardNumbers.Scrub(text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("4111111111111112")]
    [InlineData("411111111111")]
    [InlineData("41111111111111111111")]
    [InlineData("1234567890123452")]
    [InlineData("09506000134352")]
    [InlineData("395011015300000011")]
    [InlineData("2026-11-21T17:54:01.2500000Z")]
    [InlineData("51.4539578763621486")]
    [InlineData("{\"unix_ns\":1764449999123456789}")]
    [InlineData("4539578763621486abcdef0123456789")]
    [InlineData("45395787-6362-4486-8111-111111111111")]
    [InlineData("+44 20 7946 0958")]
    public void Other_numbers_are_left_alone(string text)
    {
        Assert.False(CardNumbers.Contains(text));
        Assert.Equal(text, CardNumbers.Scrub(text));
    }

    [Fact]
    public void Only_the_number_is_scrubbed() =>
        Assert.Equal(
            "a [card number] b [card number], c",
            CardNumbers.Scrub("a 4111-1111-1111-1111 b 378282246310005, c"));

    [Fact]
    public void Every_sixteen_digits_with_the_right_check_digit_of_a_network_are_found_wherever_they_stand() =>
        Prop.ForAll(
            (from first in Gen.Choose(2, 6)
             from rest in Gen.Choose(0, 9).ArrayOf(14)
             from before in Gen.Elements("", "a", " ", "\"", "x-", ":")
             from after in Gen.Elements("", "b", " ", "\"", "-x", ",")
             select before + WithCheckDigit([first, .. rest]) + after).ToArbitrary(),
            text => Assert.True(CardNumbers.Contains(text), text)).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_can_be_scrubbed_and_has_none_left() =>
        Prop.ForAll(
            Gen.Elements("4", "1", "11", "4111111111111111", " ", "-", "a", "37", "0", "82", "5", "é").ArrayOf()
                .Select(string.Concat).ToArbitrary(),
            text => Assert.False(CardNumbers.Contains(CardNumbers.Scrub(text)), text)).QuickCheckThrowOnFailure();

    private static string WithCheckDigit(int[] digits)
    {
        var sum = digits.Reverse().Select((digit, i) => i % 2 == 1 ? digit : digit > 4 ? (digit * 2) - 9 : digit * 2)
            .Sum();
        return string.Concat(digits) + ((10 - (sum % 10)) % 10);
    }
}
