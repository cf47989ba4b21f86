using NodaTime;
using Oms.Custody.Inspections;
using Xunit;
using static Oms.Custody.Tests.Inspections.VehicleSamples;
using Command = Oms.Custody.Inspections.VehicleCommand;
using Decision = Oms.Entities.Decision<
    Oms.Custody.Inspections.VehicleEvent, Oms.Custody.Inspections.VehicleRejection>;

namespace Oms.Custody.Tests.Inspections;

public sealed class VehicleMeterTests
{
    private static readonly Command Gate = Meters(MeterSource.Gate, 204_118_300, 3_600_000, 0);

    [Theory]
    [InlineData(204_116_691, 0, null)]
    [InlineData(204_116_690, 0, MeterRules.OdometerWentBack)]
    [InlineData(204_119_909, 0, null)]
    [InlineData(204_119_910, 0, MeterRules.OdometerTooFar)]
    [InlineData(204_118_300 + 1_609 + (35 * 600), 10, null)]
    [InlineData(204_118_300 + 1_610 + (35 * 600), 10, MeterRules.OdometerTooFar)]
    public void An_odometer_of_the_eld_agrees_with_the_gates_within_a_mile_and_what_can_be_driven(
        long metres, int minute, string? code) =>
        Assert.Equal(code, Judged(Meters(MeterSource.Eld, metres, null, minute)));

    [Theory]
    [InlineData(3_599_640, 0, null)]
    [InlineData(3_599_639, 0, MeterRules.EngineHoursWentBack)]
    [InlineData(3_600_360 + 600, 10, null)]
    [InlineData(3_600_361 + 600, 10, MeterRules.EngineHoursTooMany)]
    public void Engine_hours_agree_within_a_tenth_of_an_hour_and_the_time_between(
        long seconds, int minute, string? code) =>
        Assert.Equal(code, Judged(Meters(MeterSource.Eld, null, seconds, minute)));

    [Fact]
    public void A_late_reading_is_judged_by_both_its_neighbours()
    {
        var vehicle = After(Gate, Meters(MeterSource.Gate, 204_218_300, null, 120));

        Assert.Equal([], Codes(vehicle, Meters(MeterSource.Eld, 204_168_300, null, 60)));
        Assert.Equal(
            [MeterRules.OdometerWentBack], Codes(vehicle, Meters(MeterSource.Eld, 204_219_910, null, 119)));
    }

    [Fact]
    public void A_doubtful_reading_is_kept_and_does_not_decide_about_the_next_one()
    {
        var typo = Meters(MeterSource.Gate, 2_041_183_000, null, 30);
        var vehicle = After(Gate, typo);

        Assert.Single(vehicle.Readings);
        Assert.Same(Decision.AlreadyDone, Vehicle.Decide(vehicle, typo, Noon));
        Assert.Equal([], Codes(vehicle, Meters(MeterSource.Gate, 204_120_000, null, 60)));
    }

    [Fact]
    public void Exchanged_meters_begin_again_and_readings_of_the_old_ones_are_refused()
    {
        var changed = new Command.ReplaceMeters(
            new MeterReading(MeterSource.Workshop, 0, 0, Noon + Duration.FromMinutes(60)), "M-1");
        var vehicle = After(Gate, changed);

        Assert.Equal([], Codes(vehicle, Meters(MeterSource.Gate, 100, 60, 61)));
        Assert.IsType<VehicleRejection.Invalid>(Refusal(vehicle, Meters(MeterSource.Gate, 204_118_301, null, 59)));
        Assert.Same(Decision.AlreadyDone, Vehicle.Decide(vehicle, changed, Noon));
    }

    [Fact]
    public void A_trailer_has_no_engine_hours_and_an_empty_reading_is_none()
    {
        var trailer = After(new Command.SubmitReport("R-1", UnitKind.Trailer, [], Driver));

        Assert.Equal(
            "reading.engine_seconds",
            Assert.IsType<VehicleRejection.Invalid>(Refusal(trailer, Meters(MeterSource.Gate, 5, 5, 0))).Field);
        Assert.IsType<VehicleRejection.Invalid>(Refusal(trailer, Meters(MeterSource.Gate, null, null, 0)));
        Assert.IsType<VehicleRejection.Invalid>(Refusal(trailer, Meters(MeterSource.Gate, -1, null, 0)));
    }

    private static string? Judged(Command reading) => Codes(After(Gate), reading).SingleOrDefault();

    private static IReadOnlyList<string> Codes(Vehicle vehicle, Command reading) =>
        Assert.IsType<VehicleEvent.MetersRead>(Assert.Single(Events(vehicle, reading))).Findings;
}
