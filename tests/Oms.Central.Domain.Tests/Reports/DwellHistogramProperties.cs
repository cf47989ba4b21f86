using FsCheck;
using FsCheck.Fluent;
using Oms.Central.Reports;
using Xunit;

namespace Oms.Central.Tests.Reports;

/// <summary>A histogram of times tells quantiles within its bound, and adds up.</summary>
public sealed class DwellHistogramProperties
{
    private const int BucketMax = 447;

    private static Arbitrary<long> Times => Gen.OneOf(
        Gen.Choose(0, 100).Select(seconds => (long)seconds),
        Gen.Choose(0, 10_000_000).Select(seconds => (long)seconds),
        Gen.Choose(0, int.MaxValue).Select(seconds => (long)seconds)).ToArbitrary();

    [Fact]
    public void Every_time_is_in_a_bucket_that_ends_less_than_a_sixteenth_above_it() =>
        Prop.ForAll(Times, seconds =>
        {
            var bucket = DwellHistogram.BucketOf(seconds);
            var bound = DwellHistogram.UpperBoundOf(bucket);
            Assert.InRange(bucket, 0, BucketMax);
            Assert.InRange(bound, seconds, seconds + (seconds / 16));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Buckets_follow_each_other_without_a_gap()
    {
        for (var bucket = 0; bucket < BucketMax; bucket++)
        {
            var bound = DwellHistogram.UpperBoundOf(bucket);
            Assert.Equal(bucket, DwellHistogram.BucketOf(bound));
            Assert.Equal(bucket + 1, DwellHistogram.BucketOf(bound + 1));
        }

        Assert.Equal(DwellHistogram.SecondsMax, DwellHistogram.UpperBoundOf(BucketMax));
        Assert.Equal(BucketMax, DwellHistogram.BucketOf(long.MaxValue));
        Assert.Equal(0, DwellHistogram.BucketOf(-1));
    }

    [Fact]
    public void A_quantile_is_never_less_than_it_is_and_at_most_a_sixteenth_more() =>
        Prop.ForAll(Samples.ToArbitrary(), sample =>
        {
            var sorted = sample.Times.Order().ToList();
            var rank = (int)Math.Ceiling(sorted.Count * sample.Permille / 1_000m);
            var exact = sorted[int.Max(1, rank) - 1];
            var told = DwellHistogram.Quantile(Count(sample.Times), sample.Permille, sorted[^1]);
            Assert.InRange(told, exact, long.Min(sorted[^1], exact + (exact / 16)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Counts_of_parts_add_up_to_those_of_the_whole() =>
        Prop.ForAll(Samples.ToArbitrary(), sample =>
        {
            var half = sample.Times.Length / 2;
            var parts = Count(sample.Times[..half]).Concat(Count(sample.Times[half..]));
            Assert.Equal(
                DwellHistogram.Quantile(Count(sample.Times), sample.Permille, long.MaxValue),
                DwellHistogram.Quantile(
                    parts.GroupBy(each => each.Bucket).Select(of => (of.Key, of.Sum(each => each.Count))),
                    sample.Permille, long.MaxValue));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Nothing_has_no_quantile() => Assert.Equal(0, DwellHistogram.Quantile([], 500, 0));

    private static Gen<(long[] Times, int Permille)> Samples =>
        from times in Times.Generator.NonEmptyListOf()
        from permille in Gen.Choose(1, 1_000)
        select (times.ToArray(), permille);

    private static IEnumerable<(int Bucket, long Count)> Count(IEnumerable<long> times) =>
        times.GroupBy(DwellHistogram.BucketOf).Select(of => (of.Key, (long)of.Count()));
}
