using NodaTime;
using Oms.Custody.Temperature;
using Xunit;
using static Oms.Custody.Tests.Temperature.Trip;

namespace Oms.Custody.Tests.Temperature;

public sealed class TemperatureProofTests
{
    private static Trip Cold(int minutes = 240) => new(ProductBand.TwoToEight, 5_000, minutes);

    private static TemperatureFinding Only(TemperatureVerdict verdict, TemperatureRule rule) =>
        Assert.Single(verdict.Findings, finding => finding.Rule == rule);

    [Fact]
    public void Good_samples_without_a_gap_are_proof()
    {
        var verdict = Cold().Judge();
        Assert.Equal((TemperatureOutcome.Proven, 1), (verdict.Outcome, verdict.Version));
        Assert.Empty(verdict.Findings);
        Assert.Equal(
            new TemperatureFacts(49, 5_000, 5_000, 5_000, 5_000, 5_000, 14_400, 0, 0, 0, 0), verdict.Facts);
    }

    [Fact]
    public void Fifteen_minutes_out_of_the_band_are_borne_and_five_more_are_an_excursion()
    {
        Assert.Equal(TemperatureOutcome.Proven, Cold().Air(65, 75, 8_001).Judge().Outcome);
        var verdict = Cold().Air(65, 80, 8_001).Air(75, 75, 9_500).Judge();
        Assert.Equal(TemperatureOutcome.Excursion, verdict.Outcome);
        Assert.Equal(
            new TemperatureFinding(
                TemperatureRule.Band, TemperatureEffect.Excursion, At(60), At(80), 9_500, 8_000),
            Only(verdict, TemperatureRule.Band));
        Assert.Equal((1_200, 0), (verdict.Facts.UnmaskedSeconds, verdict.Facts.MaskedSeconds));
    }

    [Fact]
    public void A_limit_itself_is_in_the_band() =>
        Assert.Equal(TemperatureOutcome.Proven, Cold().Air(5, 60, 8_000).Air(65, 120, 2_000).Judge().Outcome);

    [Fact]
    public void Only_a_value_inside_by_the_hysteresis_ends_a_stretch()
    {
        Trip Twice(int between) => Cold().Air(65, 75, 8_100).Air(80, 80, between).Air(85, 85, 8_100);
        Assert.Equal(TemperatureOutcome.Excursion, Twice(7_501).Judge().Outcome);
        Assert.Equal(TemperatureOutcome.Proven, Twice(7_500).Judge().Outcome);
    }

    [Fact]
    public void Frozen_goods_bear_three_degrees_in_transport_but_not_for_ever()
    {
        Assert.Equal(
            TemperatureOutcome.Proven, new Trip(ProductBand.Frozen, -20_000).Air(65, 120, -15_500).Judge().Outcome);
        Assert.Equal(
            TemperatureRule.Band,
            new Trip(ProductBand.Frozen, -20_000).Air(65, 80, -14_999).Judge().Findings[0].Rule);
        Only(new Trip(ProductBand.Frozen, -20_000).Air(65, 190, -17_500).Judge(), TemperatureRule.OutOfRangeBudget);
    }

    [Fact]
    public void Room_temperature_bears_what_the_pharmacopeia_allows()
    {
        Trip Room(int minutes = 240) => new(ProductBand.ControlledRoom, 21_000, minutes);
        Assert.Equal(TemperatureOutcome.Proven, Room(6_000).Air(5, 120, 29_000).Air(200, 230, 39_000).Judge().Outcome);
        Assert.Equal(TemperatureOutcome.Excursion, Room().Air(65, 80, 40_001).Judge().Outcome);
        Assert.Equal(TemperatureOutcome.Excursion, Room().Air(65, 80, 14_999).Judge().Outcome);
        Only(Room(3_000).Air(5, 1_450, 30_001).Judge(), TemperatureRule.Band);
        Assert.DoesNotContain(
            Room(3_000).Air(5, 1_440, 30_001).Judge().Findings, finding => finding.Rule == TemperatureRule.Band);
    }

    [Fact]
    public void The_mean_kinetic_temperature_is_held_to_its_own_limit()
    {
        var warm = new Trip(ProductBand.ControlledRoom, 25_500).Judge();
        Assert.Equal((25_500, 25_000), ((int, int))(
            Only(warm, TemperatureRule.MeanKineticTemperature).Value,
            Only(warm, TemperatureRule.MeanKineticTemperature).Limit));
        Assert.Equal(TemperatureOutcome.Proven, new Trip(ProductBand.ControlledRoom, 25_000).Judge().Outcome);
    }

    [Fact]
    public void The_mean_kinetic_temperature_of_a_long_trip_is_that_of_its_worst_day()
    {
        var verdict = new Trip(ProductBand.TwoToEight, 3_000, minutes: 5 * 1_440).Air(1_445, 2_880, 7_000).Judge();
        Assert.Equal(7_000, verdict.Facts.MktHighestMilliC);
        Assert.InRange(verdict.Facts.MktMilliC!.Value, 3_000, 6_000);
    }

    [Fact]
    public void Fifteen_minutes_without_data_are_no_gap_and_a_second_more_is()
    {
        Assert.Equal(TemperatureOutcome.Proven, Cold().Lose(65, 70).Judge().Outcome);
        var verdict = Cold().Lose(65, 70)
            .Set(75, 75, sample => sample with { At = sample.At + Duration.FromSeconds(1) }).Judge();
        Assert.Equal(TemperatureOutcome.NoProof, verdict.Outcome);
        Assert.Equal(
            (At(60), At(75) + Duration.FromSeconds(1), 901L),
            Only(verdict, TemperatureRule.Gap) is var gap ? (gap.From, gap.To, gap.Value) : default);
        Assert.Equal(14_400, verdict.Facts.CoveredSeconds + verdict.Facts.GapSeconds);
    }

    [Fact]
    public void A_gap_at_either_end_is_a_gap()
    {
        Assert.Equal(TemperatureOutcome.NoProof, Cold().Lose(0, 15).Judge().Outcome);
        Assert.Equal(TemperatureOutcome.NoProof, Cold().Lose(225, 240).Judge().Outcome);
        Assert.Equal(TemperatureOutcome.NoProof, Cold(10).Lose(0, 10).Judge().Outcome);
    }

    [Fact]
    public void An_excursion_stays_one_beside_a_gap() =>
        Assert.Equal(TemperatureOutcome.Excursion, Cold().Air(65, 90, 9_000).Lose(120, 150).Judge().Outcome);

    [Fact]
    public void A_sample_behind_a_gap_counts_though_it_covers_no_time() =>
        Assert.Equal(9_000, Cold().Lose(65, 90).Air(95, 95, 9_000).Judge().Facts.MaxMilliC);

    [Fact]
    public void A_defrost_masks_for_its_time_and_is_reported()
    {
        Trip Defrost(int until) => Cold().Set(65, until, sample => sample with
        {
            IsDefrosting = true,
            ReturnMilliC = 9_000,
        });
        var verdict = Defrost(110).Judge();
        Assert.Equal(TemperatureOutcome.Proven, verdict.Outcome);
        Assert.Equal((0, 50 * 60), (verdict.Facts.UnmaskedSeconds, verdict.Facts.MaskedSeconds));
        Assert.Equal(TemperatureOutcome.Excursion, Defrost(130).Judge().Outcome);
    }

    [Fact]
    public void The_pull_down_after_a_start_masks()
    {
        Trip Started(bool wasOff) => Cold().Set(0, 60, sample => sample with { IsRunning = !wasOff })
            .Set(65, 240, sample => sample with { IsRunning = true }).Air(65, 100, 9_000);
        Assert.Equal(2_400, Started(wasOff: true).Judge().Facts.MaskedSeconds);
        Assert.Equal(0, Started(wasOff: false).Judge().Facts.MaskedSeconds);
    }

    [Fact]
    public void A_door_masks_while_it_is_open_and_fifteen_minutes_after()
    {
        var verdict = Cold().Set(60, 80, sample => sample with { IsDoorOpen = true }).Air(65, 95, 9_000).Judge();
        Assert.Equal((0, 35 * 60), (verdict.Facts.UnmaskedSeconds, verdict.Facts.MaskedSeconds));
        Assert.Equal(300, Cold().Set(60, 80, sample => sample with { IsDoorOpen = true }).Air(65, 100, 9_000).Judge()
            .Facts.UnmaskedSeconds);
    }

    [Fact]
    public void Masks_have_an_end_in_all()
    {
        var trip = Cold().Set(0, 240, sample => sample with { IsDoorOpen = true }).Air(5, 60, 9_000);
        trip.Thresholds = trip.Thresholds with { MaskTotalMax = Duration.FromMinutes(30) };
        var verdict = trip.Judge();
        Assert.Equal((30 * 60, 30 * 60), (verdict.Facts.UnmaskedSeconds, verdict.Facts.MaskedSeconds));
        Assert.Equal(At(30), Only(verdict, TemperatureRule.MasksUsedUp).From);
        Assert.Equal(TemperatureOutcome.Excursion, verdict.Outcome);
    }

    [Fact]
    public void What_is_masked_still_counts_in_the_budgets()
    {
        var verdict = Cold().Set(60, 120, sample => sample with { IsDoorOpen = true }).Air(65, 125, 10_000).Judge();
        Assert.Equal(65 * 60, verdict.Facts.MaskedSeconds);
        Assert.Equal(130, verdict.Facts.DegreeMinutes);
        Only(verdict, TemperatureRule.OutOfRangeBudget);
        Only(verdict, TemperatureRule.DegreeMinutesBudget);
    }

    [Fact]
    public void The_cargo_probe_counts_where_it_is_farther_out()
    {
        var verdict = Cold().Set(65, 80, sample => sample with { CargoMilliC = 8_500, ReturnMilliC = 7_000 }).Judge();
        Assert.Equal(8_500, Only(verdict, TemperatureRule.Band).Value);
    }

    [Fact]
    public void Samples_before_and_after_custody_count_nothing()
    {
        var trip = Cold();
        TemperatureSample[] strangers =
        [
            new(Eight - Duration.FromSeconds(1)) { ReturnMilliC = 30_000 },
            new(trip.Request.To + Duration.FromSeconds(1)) { ReturnMilliC = 30_000 },
        ];
        Assert.Equivalent(
            trip.Judge(), TemperatureProof.Judge(trip.Request, [.. strangers, .. trip.Samples], trip.Thresholds),
            strict: true);
    }

    [Fact]
    public void A_late_sample_gives_a_new_version_that_says_what_it_supersedes()
    {
        var gappy = Cold().Lose(65, 90);
        var first = gappy.Judge();
        var second = TemperatureProof.Revise(first, gappy.Request, Cold().Samples, gappy.Thresholds);
        Assert.Equal((2, TemperatureOutcome.Proven), (second.Version, second.Outcome));
        Assert.Equal(
            new Supersession(
                1, TemperatureOutcome.NoProof, "The samples of the interval changed: 49 instead of 43."),
            second.Supersedes);
        Assert.Same(second, TemperatureProof.Revise(second, gappy.Request, Cold().Samples.Reverse(), gappy.Thresholds));
    }

    [Fact]
    public void Other_thresholds_give_a_new_version_too()
    {
        var trip = Cold();
        var next = TemperatureProof.Revise(
            trip.Judge(), trip.Request, trip.Samples, trip.Thresholds with { HysteresisMilliC = 400 });
        Assert.Equal("The interval, the band or a threshold changed.", next.Supersedes!.Reason);
    }

    [Fact]
    public void An_interval_that_ends_before_it_begins_is_refused()
    {
        var trip = Cold();
        var turned = trip.Request with { To = trip.Request.From };
        Assert.Throws<ArgumentException>(() => TemperatureProof.Judge(turned, trip.Samples, trip.Thresholds));
    }

    [Fact]
    public void A_threshold_out_of_its_range_is_refused_by_its_name()
    {
        Assert.Empty(new TemperatureThresholds().Faults());
        Assert.Equal(
            ["GapAfter must be from 1 to 1440 minutes.", "StaleIntervals must be from 2 to 20 intervals."],
            new TemperatureThresholds { GapAfter = Duration.FromMinutes(1_441), StaleIntervals = 1 }.Faults());
    }

    [Theory]
    [InlineData(-80_000, 85_000, true)]
    [InlineData(-80_001, 0, false)]
    [InlineData(0, 85_001, false)]
    [InlineData(1, 1, false)]
    public void A_band_of_ones_own_is_in_order_and_within_what_recorders_show(int min, int max, bool isBand) =>
        Assert.Equal(isBand, ProductBand.Custom(min, max) is not null);
}
