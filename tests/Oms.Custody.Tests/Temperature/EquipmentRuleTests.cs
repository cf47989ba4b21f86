using NodaTime;
using Oms.Custody.Temperature;
using Xunit;
using static Oms.Custody.Tests.Temperature.Trip;

namespace Oms.Custody.Tests.Temperature;

/// <summary>The rules of setpoints, sensors, the unit, doors, the seal, and pre-cooling.</summary>
public sealed class EquipmentRuleTests
{
    private static Trip Cold() => new(ProductBand.TwoToEight, 5_000);

    private static void Finds(Trip trip, TemperatureRule rule, TemperatureEffect effect, int from, int to, long value)
    {
        var found = Assert.Single(trip.Judge().Findings, finding => finding.Rule == rule);
        Assert.Equal((effect, At(from), At(to), value), (found.Effect, found.From, found.To, found.Value));
    }

    private static void FindsNot(Trip trip, TemperatureRule rule) =>
        Assert.DoesNotContain(trip.Judge().Findings, finding => finding.Rule == rule);

    [Fact]
    public void A_setpoint_that_is_not_the_orders_is_seen_at_once_and_a_change_on_the_way_too()
    {
        Trip Ordered(int setpoint) => Cold().Set(0, 240, sample => sample with { SetpointMilliC = setpoint });
        var wrong = Ordered(4_000);
        wrong.Request = wrong.Request with { SetpointMilliC = 5_000 };
        Finds(wrong, TemperatureRule.SetpointMismatch, TemperatureEffect.Notice, 0, 0, 4_000);
        Assert.Equal(TemperatureOutcome.Proven, wrong.Judge().Outcome);
        FindsNot(Ordered(4_000), TemperatureRule.SetpointMismatch);
        Finds(
            Ordered(5_000).Set(100, 240, sample => sample with { SetpointMilliC = 6_000 }),
            TemperatureRule.SetpointChanged, TemperatureEffect.Notice, 100, 100, 6_000);
    }

    [Fact]
    public void Air_may_be_three_degrees_off_the_setpoint_for_thirty_minutes()
    {
        Trip Off(int until, int setpoint = 1_999) =>
            Cold().Set(65, until, sample => sample with { SetpointMilliC = setpoint });
        Finds(Off(95), TemperatureRule.SetpointDeviation, TemperatureEffect.Notice, 60, 95, 3_001);
        FindsNot(Off(90), TemperatureRule.SetpointDeviation);
        FindsNot(Off(200, setpoint: 2_000), TemperatureRule.SetpointDeviation);
    }

    [Fact]
    public void Air_may_change_by_one_degree_a_minute()
    {
        Finds(
            new Trip(ProductBand.TwoToEight, 2_000).Air(65, 240, 7_020), TemperatureRule.Rate,
            TemperatureEffect.Notice, 60, 65, 1_004);
        FindsNot(new Trip(ProductBand.TwoToEight, 2_000).Air(65, 240, 7_000), TemperatureRule.Rate);
    }

    [Fact]
    public void A_running_units_air_that_stays_the_same_for_an_hour_proves_nothing()
    {
        var moving = 0;
        Trip Stuck(int until) => Cold().Set(0, 240, sample => sample with { ReturnMilliC = 5_000 + moving++ })
            .Set(60, until, sample => sample with { IsRunning = true, ReturnMilliC = 5_000 });
        Finds(Stuck(120), TemperatureRule.StuckSensor, TemperatureEffect.NoProof, 60, 120, 5_000);
        Assert.Equal(TemperatureOutcome.NoProof, Stuck(120).Judge().Outcome);
        FindsNot(Stuck(115), TemperatureRule.StuckSensor);
    }

    [Fact]
    public void A_sensor_that_is_due_every_minute_is_stale_after_more_than_three()
    {
        var trip = Cold();
        trip.Thresholds = trip.Thresholds with { SampleEvery = Duration.FromSeconds(100) };
        FindsNot(trip, TemperatureRule.StaleSensor);
        trip.Thresholds = trip.Thresholds with { SampleEvery = Duration.FromSeconds(99) };
        Assert.Contains(trip.Judge().Findings, finding => finding is
        { Rule: TemperatureRule.StaleSensor, Effect: TemperatureEffect.Notice, Value: 300 });
    }

    [Fact]
    public void Sensors_that_disagree_for_more_than_fifteen_minutes_prove_nothing()
    {
        Trip Apart(int until, int cargo) => Cold().Set(65, until, sample => sample with { CargoMilliC = cargo });
        Finds(Apart(80, 7_001), TemperatureRule.SensorDisagreement, TemperatureEffect.NoProof, 60, 80, 2_001);
        FindsNot(Apart(75, 7_001), TemperatureRule.SensorDisagreement);
        FindsNot(Apart(80, 7_000), TemperatureRule.SensorDisagreement);
    }

    [Fact]
    public void Of_two_temperatures_of_one_second_the_worse_counts_and_both_are_reported()
    {
        var trip = Cold();
        var worse = new TemperatureSample(At(60) + Duration.FromMilliseconds(400)) { ReturnMilliC = 12_000 };
        var verdict = TemperatureProof.Judge(trip.Request, [.. trip.Samples, worse], trip.Thresholds);
        Assert.Equal((49, 12_000), (verdict.Facts.Samples, verdict.Facts.MaxMilliC));
        Assert.Contains(
            new TemperatureFinding(
                TemperatureRule.ConflictingSamples, TemperatureEffect.Notice, At(60), At(60), 2, 1),
            verdict.Findings);
    }

    [Fact]
    public void An_idle_unit_little_fuel_and_a_grave_alarm_are_noticed()
    {
        Finds(
            Cold().Set(60, 80, sample => sample with { IsRunning = false })
                .Set(85, 85, sample => sample with { IsRunning = true }),
            TemperatureRule.UnitOff, TemperatureEffect.Notice, 60, 80, 0);
        Finds(
            Cold().Set(0, 240, sample => sample with { FuelPermille = 150 })
                .Set(60, 80, sample => sample with { FuelPermille = 149 }),
            TemperatureRule.FuelLow, TemperatureEffect.Notice, 60, 80, 149);
        Finds(
            Cold().Set(0, 240, sample => sample with { AlarmSeverity = 2 })
                .Set(60, 80, sample => sample with { AlarmSeverity = 3 }),
            TemperatureRule.Alarm, TemperatureEffect.Notice, 60, 80, 3);
    }

    [Fact]
    public void A_door_is_open_at_a_stop_only()
    {
        Trip Door(bool moving, bool? stop) => Cold().Set(0, 240, sample => sample with { IsDoorOpen = false })
            .Set(60, 65, sample => sample with { IsDoorOpen = true, IsMoving = moving, IsAtStop = stop });
        Finds(Door(moving: true, stop: null), TemperatureRule.DoorOpen, TemperatureEffect.Notice, 60, 65, 0);
        Finds(Door(moving: false, stop: false), TemperatureRule.DoorOpen, TemperatureEffect.Notice, 60, 65, 0);
        FindsNot(Door(moving: false, stop: true), TemperatureRule.DoorOpen);
        FindsNot(Door(moving: false, stop: null), TemperatureRule.DoorOpen);
    }

    [Fact]
    public void A_seal_is_open_only_after_a_step_that_broke_it()
    {
        Trip Seal(params Instant[] breaks)
        {
            var trip = Cold().Set(0, 60, sample => sample with { IsSealOpen = false })
                .Set(65, 240, sample => sample with { IsSealOpen = true });
            trip.Request = trip.Request with { SealBreaks = breaks };
            return trip;
        }

        Finds(Seal(), TemperatureRule.SealOpen, TemperatureEffect.Notice, 65, 240, 0);
        Finds(Seal(At(75)), TemperatureRule.SealOpen, TemperatureEffect.Notice, 65, 70, 0);
        FindsNot(Seal(At(65)), TemperatureRule.SealOpen);
    }

    [Fact]
    public void A_vehicle_is_cold_before_it_is_loaded()
    {
        Trip Loaded(int milliC)
        {
            var trip = Cold().Air(0, 10, milliC);
            trip.Request = trip.Request with { LoadingAt = At(14) };
            return trip;
        }

        Finds(Loaded(8_001), TemperatureRule.PreCool, TemperatureEffect.Excursion, 14, 14, 8_001);
        FindsNot(Loaded(8_000), TemperatureRule.PreCool);
        Finds(
            Loaded(5_000).Lose(0, 10), TemperatureRule.PreCool, TemperatureEffect.NoProof, 14, 14, 0);
    }

    [Fact]
    public void What_was_cold_before_loading_is_seen_before_custody_and_changes_nothing_else()
    {
        var trip = Cold();
        trip.Request = trip.Request with { LoadingAt = Eight - Duration.FromMinutes(1) };
        var plain = Cold().Judge();
        TemperatureVerdict With(int minute, int milliC) => TemperatureProof.Judge(
            trip.Request, trip.Samples.Append(new TemperatureSample(At(minute)) { ReturnMilliC = milliC }),
            trip.Thresholds);
        Assert.Equal((TemperatureOutcome.Proven, plain.Facts), (With(-16, 5_000).Outcome, With(-16, 5_000).Facts));
        Assert.Equal((TemperatureOutcome.NoProof, plain.Facts), (With(-17, 5_000).Outcome, With(-17, 5_000).Facts));
        Assert.Equal((TemperatureOutcome.Excursion, plain.Facts), (With(-2, 1_999).Outcome, With(-2, 1_999).Facts));
        Assert.Equal(2_000, Assert.Single(With(-2, 1_999).Findings).Limit);
    }
}
