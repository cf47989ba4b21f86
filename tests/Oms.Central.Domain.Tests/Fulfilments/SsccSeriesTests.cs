using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Central.Fulfilments;
using Oms.Gs1;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Central.Fulfilments.SsccEvent, Oms.Central.Fulfilments.SsccRejection>;

namespace Oms.Central.Tests.Fulfilments;

/// <summary>Packages have numbers of their own.</summary>
public sealed class SsccSeriesTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 30, 12, 0);

    [Theory]
    [InlineData("9521234", 1, "095212340000000000")]
    [InlineData("9521234", 2, "095212340000000017")]
    [InlineData("952123456789", 10_000, "09521234567899999")]
    [InlineData("952123456789", 10_001, "19521234567890000")]
    public void A_number_is_the_extension_digit_the_prefix_the_serial_reference_and_a_check_digit(
        string prefix, long number, string begins)
    {
        var sscc = SsccSeries.Of(prefix, number).Digits;
        Assert.StartsWith(begins[..17], sscc, StringComparison.Ordinal);
        Assert.True(Gs1CheckDigit.IsValid(sscc));
    }

    [Fact]
    public void No_two_numbers_of_a_prefix_are_the_same() =>
        Prop.ForAll(Gen.Choose(4, 12).ToArbitrary(), Gen.Choose(1, 9_000).ArrayOf().ToArbitrary(), (digits, numbers) =>
        {
            var prefix = "952123456789"[..digits];
            var all = numbers.Distinct().Select(number => SsccSeries.Of(prefix, number).Digits).ToList();
            Assert.Equal(all.Count, all.Distinct().Count());
            Assert.All(all, sscc => Assert.True(Sscc.TryParse(sscc, out _)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_prefix_that_is_used_up_gives_no_number_again()
    {
        const string Prefix = "952123456789";
        var last = new SsccSeries(SsccSeries.CountOf(Prefix) - 1);
        var given = Assert.IsType<Decision.Accepted>(
            SsccSeries.Decide(last, new SsccCommand.Assign(Prefix, "order-1@1"), Noon));
        var assigned = Assert.IsType<SsccEvent.SsccAssigned>(Assert.Single(given.Events));
        Assert.StartsWith("9952123456789", assigned.Sscc, StringComparison.Ordinal);
        Assert.Equal(
            new SsccRejection.UsedUp(Prefix),
            Assert.IsType<Decision.Rejected>(SsccSeries.Decide(
                SsccSeries.Evolve(last, assigned), new SsccCommand.Assign(Prefix, "order-1@2"), Noon)).Reason);
    }

    [Theory]
    [InlineData("952", false)]
    [InlineData("9521", true)]
    [InlineData("952123456789", true)]
    [InlineData("9521234567890", false)]
    [InlineData("95212x", false)]
    public void A_company_prefix_has_four_to_twelve_digits(string prefix, bool isOne) =>
        Assert.Equal(isOne, SsccSeries.IsPrefix(prefix));
}
