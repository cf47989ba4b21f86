using NodaTime;
using Oms.Custody.Temperature;
using Xunit;
using static Oms.Custody.Tests.Temperature.Trip;

namespace Oms.Custody.Tests.Temperature;

/// <summary>Verdicts where of some readings only the summary of their window is left.</summary>
public sealed class TemperatureSummaryTests
{
    [Fact]
    public void Windows_in_the_band_prove_as_readings_do_and_the_facts_say_how_much_they_are()
    {
        var verdict = Judge(Window(60, 75, 4_000, 6_000), Window(80, 95, 4_000, 6_000));
        Assert.Equal(TemperatureOutcome.Proven, verdict.Outcome);
        Assert.Equal(
            (4_000, 6_000, 14_400L, 0L, 2_400L),
            (verdict.Facts.MinMilliC, verdict.Facts.MaxMilliC, verdict.Facts.CoveredSeconds, verdict.Facts.GapSeconds,
                verdict.Facts.SummarizedSeconds!.Value));
    }

    [Fact]
    public void Without_the_windows_the_same_time_is_a_gap() =>
        Assert.Equal(TemperatureOutcome.NoProof, Judge().Outcome);

    [Theory]
    [InlineData(1_999, 5_000, 1_999, 2_000)]
    [InlineData(5_000, 8_001, 8_001, 8_000)]
    public void A_window_out_of_the_band_proves_nothing_since_a_mask_may_have_covered_it(
        int min, int max, int value, int limit)
    {
        var verdict = Judge(Window(60, 75, min, max), Window(80, 95, 4_000, 6_000));
        Assert.Equal(TemperatureOutcome.NoProof, verdict.Outcome);
        var finding = Assert.Single(verdict.Findings, one => one.Rule == TemperatureRule.Summary);
        Assert.Equal((At(60), At(75), (long)value, (long)limit),
            (finding.From, finding.To, finding.Value, finding.Limit));
    }

    [Fact]
    public void The_total_of_the_time_out_of_the_band_needs_no_readings_to_be_passed()
    {
        TemperatureSummary Warm(int from) => Window(from, from + 15, 5_000, 9_000) with { OutOfBandSeconds = 1_801 };
        Assert.Equal(TemperatureOutcome.Excursion, Judge(Warm(60), Warm(80)).Outcome);
        Assert.Equal(
            TemperatureOutcome.NoProof, Judge(Warm(60), Warm(80) with { OutOfBandSeconds = 1_799 }).Outcome);
        Assert.Equal(TemperatureOutcome.NoProof, Judge(Warm(60), Warm(80) with { OutOfBandSeconds = null }).Outcome);
    }

    [Fact]
    public void A_window_with_a_gap_in_it_is_no_proof()
    {
        var verdict = Judge(Window(60, 75, 4_000, 6_000) with { IsWhole = false }, Window(80, 95, 4_000, 6_000));
        Assert.Equal(TemperatureOutcome.NoProof, verdict.Outcome);
    }

    [Fact]
    public void A_window_of_another_time_changes_nothing() =>
        Assert.Equal(Judge().EvidenceSha256, Judge(Window(300, 315, 0, 20_000)).EvidenceSha256);

    [Fact]
    public void Windows_alone_can_be_the_proof()
    {
        var request = Cold().Request;
        var verdict = TemperatureProof.Judge(
            request, [], new TemperatureThresholds(),
            [.. Enumerable.Range(0, 17).Select(one => Window(one * 15, (one * 15) + 10, 4_000, 6_000))]);
        Assert.Equal(
            (TemperatureOutcome.Proven, verdict.Facts.CoveredSeconds),
            (verdict.Outcome, verdict.Facts.SummarizedSeconds!.Value));
    }

    [Fact]
    public void What_rests_on_less_takes_the_place_of_nothing_unless_it_shows_an_excursion()
    {
        var full = Cold().Judge();
        Assert.Null(TemperatureProof.Follow(VerdictMark.Of(full), Judge()));
        Assert.Null(TemperatureProof.Follow(
            VerdictMark.Of(full), Judge(Window(60, 75, 4_000, 6_000), Window(80, 95, 4_000, 6_000))));
        var warm = TemperatureProof.Follow(VerdictMark.Of(full), Cold().Lose(60, 95).Air(100, 140, 9_000).Judge());
        Assert.Equal((2, TemperatureOutcome.Excursion), (warm!.Version, warm.Outcome));
    }

    [Fact]
    public void An_interval_that_the_clocks_do_not_give_is_no_proof()
    {
        var request = Cold().Request;
        var verdict = TemperatureProof.WithoutInterval(
            request with { To = NodaConstants.UnixEpoch }, new TemperatureThresholds());
        Assert.Equal(TemperatureOutcome.NoProof, verdict.Outcome);
        Assert.Equal(TemperatureRule.Gap, Assert.Single(verdict.Findings).Rule);
    }

    private static Trip Cold() => new(ProductBand.TwoToEight, 5_000);

    private static TemperatureVerdict Judge(params TemperatureSummary[] windows)
    {
        var trip = Cold().Lose(60, 95);
        return TemperatureProof.Judge(trip.Request, trip.Samples, trip.Thresholds, windows);
    }

    private static TemperatureSummary Window(int from, int to, int min, int max) =>
        new(At(from), At(to), 4, min, max, 5_000, 5_000, 0, IsWhole: true);
}
