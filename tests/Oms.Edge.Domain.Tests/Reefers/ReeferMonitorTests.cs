using NodaTime;
using Oms.Custody.CheckOuts;
using Oms.Edge.Messages;
using Oms.Edge.Readings;
using Oms.Edge.Reefers;
using Xunit;

namespace Oms.Edge.Tests.Reefers;

public sealed class ReeferMonitorTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 3, 1, 12, 0);
    private static readonly TemperatureBand Band = new(2_000, 8_000);
    private static readonly ReeferSettings Settings = new();

    [Fact]
    public void Fourteen_minutes_out_of_the_band_are_no_excursion() =>
        Assert.Empty(Feed(Out(0, 14)).OfType<ReeferSignal.Excursion>());

    [Fact]
    public void Fifteen_minutes_out_of_the_band_are_an_excursion_from_the_first_reading()
    {
        var called = Assert.Single(Feed(Out(0, 15)).OfType<ReeferSignal.Excursion>());

        Assert.Equal((Noon, null, 9_000, 0L), (called.From, called.To, called.ExtremeMilliC, called.MaskedSeconds));
    }

    [Theory]
    [InlineData(7_500, true)]
    [InlineData(7_501, false)]
    public void An_excursion_ends_only_half_a_degree_inside_the_band(int milliC, bool ends)
    {
        var signals = Feed([.. Out(0, 20), At(21, milliC)]).OfType<ReeferSignal.Excursion>().ToList();

        Assert.Equal(ends, signals.Count == 2);
        if (ends)
        {
            Assert.Equal(Noon + Duration.FromMinutes(20), signals[1].To);
        }
    }

    [Theory]
    [InlineData(2_000)]
    [InlineData(8_000)]
    public void A_reading_on_the_limit_is_in_the_band(int milliC) =>
        Assert.Empty(Feed([.. Enumerable.Range(0, 40).Select(minute => At(minute, milliC))]));

    [Fact]
    public void A_defrost_delays_an_excursion_and_its_minutes_are_reported()
    {
        var defrost = Enumerable.Range(0, 31).Select(minute => At(minute, 9_000, ReeferMode.Defrost)).ToList();
        var cool = Enumerable.Range(31, 20).Select(minute => At(minute, 9_000)).ToList();

        Assert.Empty(Feed(defrost).OfType<ReeferSignal.Excursion>());
        var called = Assert.Single(Feed([.. defrost, .. cool]).OfType<ReeferSignal.Excursion>());
        Assert.Equal(30 * 60, called.MaskedSeconds);
    }

    [Fact]
    public void A_defrost_masks_for_45_minutes_and_no_longer()
    {
        var endless = Enumerable.Range(0, 62).Select(minute => At(minute, 9_000, ReeferMode.Defrost)).ToList();

        Assert.Empty(Feed(endless[..60]).OfType<ReeferSignal.Excursion>());
        Assert.Single(Feed(endless).OfType<ReeferSignal.Excursion>());
    }

    [Fact]
    public void A_door_masks_while_it_is_open_and_for_15_minutes_after()
    {
        var open = Enumerable.Range(0, 11).Select(minute => At(minute, 9_000, door: true)).ToList();
        var shut = Enumerable.Range(11, 40).Select(minute => At(minute, 9_000, door: false)).ToList();

        var called = Assert.Single(Feed([.. open, .. shut]).OfType<ReeferSignal.Excursion>());
        Assert.Equal(25 * 60, called.MaskedSeconds);
    }

    [Fact]
    public void The_pull_down_after_a_start_masks_for_an_hour()
    {
        var stopped = At(0, 5_000, running: false);
        var started = Enumerable.Range(1, 61).Select(minute => At(minute, 9_000, running: true)).ToList();

        Assert.Empty(Feed([stopped, .. started]).OfType<ReeferSignal.Excursion>());
        Assert.Single(Feed([stopped, .. started, .. Out(62, 16)]).OfType<ReeferSignal.Excursion>());
    }

    [Theory]
    [InlineData(15, 0)]
    [InlineData(16, 1)]
    public void More_than_fifteen_minutes_without_a_reading_are_a_gap(int minutes, int gaps) =>
        Assert.Equal(gaps, Feed([At(0, 5_000), At(minutes, 5_000)]).OfType<ReeferSignal.Gap>().Count());

    [Fact]
    public void Silence_while_out_of_the_band_counts_as_out()
    {
        var called = Assert.Single(Feed([At(0, 9_000), At(20, 9_000)]).OfType<ReeferSignal.Excursion>());

        Assert.Equal(Noon, called.From);
    }

    [Fact]
    public void A_unit_that_falls_silent_has_a_gap_that_goes_on()
    {
        var (state, _) = ReeferMonitor.Step(MonitorState.Initial, At(0, 5_000), Band, Settings);

        Assert.Null(ReeferMonitor.Silence(state, Noon + Duration.FromMinutes(15), Settings));
        Assert.Equal(
            new ReeferSignal.Gap(Noon, null), ReeferMonitor.Silence(state, Noon + Duration.FromMinutes(16), Settings));
    }

    [Fact]
    public void The_extreme_is_the_reading_farthest_from_the_band_on_either_side()
    {
        var warm = Feed([.. Out(0, 16), At(17, 12_345), At(18, 9_000), At(19, 5_000)]).OfType<ReeferSignal.Excursion>();

        Assert.Equal(12_345, warm.Last().ExtremeMilliC);
    }

    internal static Reading At(
        int minute, int milliC, ReeferMode mode = ReeferMode.Cool, bool? door = null, bool? running = null) =>
        Reading.From(new ReeferReading(
            Noon + Duration.FromMinutes(minute),
            [new ZoneReading(1) { ReturnMilliC = milliC, Mode = mode, DoorOpen = door }])
        {
            Running = running,
        });

    internal static List<Reading> Out(int from, int minutes) =>
        [.. Enumerable.Range(from, minutes + 1).Select(minute => At(minute, 9_000))];

    private static List<ReeferSignal> Feed(IReadOnlyList<Reading> readings)
    {
        var (state, found) = (MonitorState.Initial, new List<ReeferSignal>());
        foreach (var reading in readings)
        {
            (state, var signals) = ReeferMonitor.Step(state, reading, Band, Settings);
            found.AddRange(signals);
        }

        return found;
    }
}
