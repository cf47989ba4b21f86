using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Custody.Temperature;
using Xunit;
using static Oms.Custody.Tests.Temperature.Trip;

namespace Oms.Custody.Tests.Temperature;

/// <summary>What holds for any samples.</summary>
public sealed class TemperatureProofProperties
{
    private const int Minutes = 300;

    private static readonly TemperatureProofRequest Request =
        new("O-1", "rf-07", 1, Eight, At(Minutes), ProductBand.TwoToEight) { LoadingAt = At(20) };

    private static readonly Gen<bool?> Said = Gen.Elements<bool?>(null, true, false);

    private static readonly Gen<TemperatureSample> Sample =
        from second in Gen.Choose(-600, (Minutes * 60) + 600)
        from milliC in Gen.Frequency((6, Gen.Choose(2_000, 8_000)), (1, Gen.Choose(-5_000, 20_000)))
        from cargo in Gen.Frequency((3, Gen.Constant((int?)null)), (1, Gen.Choose(2_000, 9_000).Select(c => (int?)c)))
        from running in Said
        from defrost in Said
        from door in Said
        select new TemperatureSample(Eight + Duration.FromSeconds(second))
        {
            ReturnMilliC = milliC,
            CargoMilliC = cargo,
            IsRunning = running,
            IsDefrosting = defrost,
            IsDoorOpen = door,
        };

    // A steady trip with strange samples among the good ones, so that every outcome is met.
    private static readonly Gen<TemperatureSample[]> Samples =
        from strange in Gen.Choose(0, 12).SelectMany(count => Sample.ArrayOf(count))
        from every in Gen.Elements(5, 10, 14, 16)
        from good in Gen.Choose(3_000, 7_000).ArrayOf((Minutes / every) + 1)
        select strange.Concat(good.Select((milliC, step) =>
            new TemperatureSample(At(step * every)) { ReturnMilliC = milliC })).ToArray();

    [Fact]
    public void The_order_in_which_samples_come_changes_nothing() =>
        Prop.ForAll(
            Samples.SelectMany(samples => Gen.Shuffle(samples), (samples, mixed) => (samples, mixed)).ToArbitrary(),
            drawn => Assert.Equivalent(Judge(drawn.samples), Judge([.. drawn.mixed, drawn.mixed[0]]), strict: true))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Samples_of_another_time_change_nothing() =>
        Prop.ForAll(Samples.ToArbitrary(), samples => Assert.Equivalent(
            Judge(samples),
            Judge([.. samples.Where(one => one.At >= Request.From && one.At < Request.To + Duration.FromSeconds(1))]),
            strict: true)).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Losing_a_stretch_of_samples_never_makes_a_proof()
    {
        var met = new HashSet<TemperatureOutcome>();
        Prop.ForAll(Samples.ToArbitrary(), Gen.Choose(0, Minutes - 16).ToArbitrary(), (samples, from) =>
        {
            _ = met.Add(Judge(samples).Outcome);
            var left = Judge([.. samples.Where(one => one.At < At(from) || one.At > At(from + 16))]);
            Assert.NotEqual(TemperatureOutcome.Proven, left.Outcome);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
        Assert.Equal(3, met.Count);
    }

    [Fact]
    public void Time_with_and_without_data_is_the_interval_and_masked_and_unmasked_all_that_is_out() =>
        Prop.ForAll(Samples.ToArbitrary(), samples =>
        {
            var facts = Judge(samples).Facts;
            Assert.Equal(Minutes * 60, facts.CoveredSeconds + facts.GapSeconds);
            Assert.Equal(facts.OutOfRangeSeconds, OutOfRange(samples));
            Assert.True(facts.MaskedSeconds <= 120 * 60);
            Assert.True(facts.MktMilliC >= facts.MeanMilliC - 1 && facts.MktMilliC <= facts.MaxMilliC);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void A_revision_counts_up_and_keeps_what_was_said() =>
        Prop.ForAll(Samples.ToArbitrary(), Samples.ToArbitrary(), (early, late) =>
        {
            var first = Judge(early);
            var next = TemperatureProof.Revise(first, Request, early.Concat(late), new TemperatureThresholds());
            Assert.True(ReferenceEquals(first, next)
                || (next.Version == 2 && next.Supersedes is { Version: 1 } old && old.Outcome == first.Outcome));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    private static TemperatureVerdict Judge(TemperatureSample[] samples) =>
        TemperatureProof.Judge(Request, samples, new TemperatureThresholds());

    /// <summary>The time out of the band, second by second, the slow way.</summary>
    private static long OutOfRange(TemperatureSample[] samples)
    {
        var band = ProductBand.TwoToEight;
        var worst = samples
            .Select(one => ((one.At - Eight).TotalSeconds, one))
            .Where(one => one.TotalSeconds is >= 0 and <= Minutes * 60)
            .GroupBy(one => (int)one.TotalSeconds)
            .Select(same => (Second: same.Key, MilliC: same
                .SelectMany(one => new[] { one.one.ReturnMilliC, one.one.CargoMilliC }.OfType<int>())
                .MaxBy(band.Beyond)))
            .OrderBy(one => one.Second)
            .ToList();
        var (last, seconds) = (0, 0L);
        foreach (var (second, milliC) in worst.Append((Minutes * 60, worst[^1].MilliC)))
        {
            seconds += second - last <= 900 && band.Beyond(milliC) > 0 ? second - last : 0;
            last = second;
        }

        return seconds;
    }
}
