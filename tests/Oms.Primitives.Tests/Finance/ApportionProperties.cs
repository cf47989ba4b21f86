using FsCheck;
using FsCheck.Fluent;
using Oms.Finance;
using Xunit;

namespace Oms.Tests.Finance;

/// <summary>Parts of an amount sum exactly to it, however it is divided.</summary>
public sealed class ApportionProperties
{
    private static Gen<long> Amounts => Gen.OneOf(
        Gen.Choose(0, 1_000).Select(n => (long)n), Gen.Elements(0L, 1L, 999_999_999_999_999L, 1_000_000_000_000_000L));

    private static Gen<long[]> Weights =>
        from first in Amounts
        from rest in Amounts.ArrayOf(12)
        select (long[])[first, .. rest];

    [Fact]
    public void Parts_by_weight_are_the_whole_together_and_each_within_one_unit_of_its_share() =>
        Prop.ForAll((from whole in Amounts from weights in Weights select (whole, weights)).ToArbitrary(), given =>
        {
            var parts = Apportion.ByWeight(given.whole, given.weights);
            Assert.Equal(given.whole, parts.Sum());
            var sum = given.weights.Aggregate(Int128.Zero, (total, weight) => total + weight);
            for (var i = 0; i < parts.Count; i++)
            {
                var (weight, of) = sum == 0 ? (Int128.One, (Int128)parts.Count) : (given.weights[i], sum);
                Assert.True(Int128.Abs((parts[i] * of) - (given.whole * weight)) < of, $"{parts[i]} of {given.whole}");
                Assert.True(weight > 0 || parts[i] == 0, "A weight of nothing carries nothing.");
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Units_that_come_in_parts_of_any_size_carry_the_whole_together() =>
        Prop.ForAll(
            (from whole in Amounts
             from parts in Gen.Choose(1, 9).NonEmptyListOf()
             select (whole, parts)).ToArbitrary(),
            given =>
            {
                var (of, units, sum) = (given.parts.Sum(), 0, 0L);
                foreach (var part in given.parts)
                {
                    var carried = Apportion.OfFirst(given.whole, units + part, of)
                        - Apportion.OfFirst(given.whole, units, of);
                    Assert.True(carried >= 0);
                    (units, sum) = (units + part, sum + carried);
                }

                Assert.Equal(given.whole, sum);
            }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(250, 1, 100, RoundingRule.HalfUp, 3)]
    [InlineData(249, 1, 100, RoundingRule.HalfUp, 2)]
    [InlineData(-250, 1, 100, RoundingRule.HalfUp, -3)]
    [InlineData(299, 1, 100, RoundingRule.Down, 2)]
    [InlineData(-299, 1, 100, RoundingRule.Down, -2)]
    [InlineData(1_000_000_000_000_000, 999_999, 1_000_000, RoundingRule.HalfUp, 999_999_000_000_000)]
    public void A_fraction_is_rounded_as_the_rule_says(
        long amount, long numerator, long denominator, RoundingRule rule, long expected) =>
        Assert.Equal(expected, Apportion.Ratio(amount, numerator, denominator, rule));

    [Fact]
    public void Fractions_of_yen_are_dropped_and_of_all_others_rounded_half_up() =>
        Assert.All(Currency.All, currency => Assert.Equal(
            currency.Code == "JPY" ? RoundingRule.Down : RoundingRule.HalfUp, currency.Rounding));
}
