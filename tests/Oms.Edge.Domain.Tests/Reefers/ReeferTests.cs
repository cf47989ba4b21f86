using NodaTime;
using Oms.Custody.CheckOuts;
using Oms.Edge.Reefers;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Edge.Reefers.ReeferEvent, Oms.Edge.Reefers.ReeferRejection>;

namespace Oms.Edge.Tests.Reefers;

public sealed class ReeferTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 3, 1, 12, 0);
    private static readonly TemperatureBand Band = new(2_000, 8_000);

    [Fact]
    public void An_excursion_names_the_windows_that_hold_its_readings()
    {
        var state = After(Window(1, -30, -16), Window(2, -15, -1), Window(3, 0, 14), Window(4, 15, 29));
        var happened = Assert.IsType<ReeferEvent.ExcursionRecorded>(
            Assert.Single(Accept(state, Excursion(5, 20))));

        Assert.Equal([new string('3', 64), new string('4', 64)], happened.Excursion.EvidenceSha256);
    }

    [Fact]
    public void Excursions_from_before_the_arrival_go_to_the_check_out_and_older_than_the_route_do_not()
    {
        var state = After(Excursion(-300, -280), Excursion(-60, -30));
        var bound = Assert.IsType<ReeferEvent.Bound>(
            Assert.Single(Accept(state, new ReeferCommand.Bind("c-1", Noon - Duration.FromMinutes(120)))));

        Assert.Equal(Noon - Duration.FromMinutes(60), Assert.Single(bound.Excursions).From);
    }

    [Fact]
    public void An_excursion_while_bound_goes_to_the_check_out_and_after_the_release_to_none()
    {
        var state = After(new ReeferCommand.Bind("c-1", null));
        var bound = Assert.IsType<ReeferEvent.ExcursionRecorded>(Assert.Single(Accept(state, Excursion(0, null))));
        var released = After(new ReeferCommand.Bind("c-1", null), new ReeferCommand.Release("c-1"));
        var free = Assert.IsType<ReeferEvent.ExcursionRecorded>(Assert.Single(Accept(released, Excursion(0, null))));

        Assert.Equal(("c-1", null), (bound.CheckOut, free.CheckOut));
    }

    [Fact]
    public void An_excursion_that_goes_on_ends_once()
    {
        var state = After(Excursion(0, null), Excursion(0, 20));

        Assert.Empty(Accept(state, Excursion(0, 20)));
        Assert.Empty(Accept(state, Excursion(0, null)));
    }

    [Fact]
    public void A_late_reading_that_moves_the_start_keeps_the_start_that_was_recorded()
    {
        var state = After(Excursion(0, null));
        var ended = Assert.IsType<ReeferEvent.ExcursionRecorded>(Assert.Single(Accept(state, Excursion(-5, 20))));

        Assert.Equal(Noon, ended.Excursion.From);
        Assert.Empty(Accept(After(Excursion(0, null), Excursion(-5, 20)), Excursion(-5, 20)));
    }

    [Fact]
    public void The_band_of_a_time_is_the_newest_that_began_before_it()
    {
        var state = After(
            new ReeferCommand.HoldBand("R-1", Band, Noon),
            new ReeferCommand.HoldBand("R-2", new TemperatureBand(0, 4_000), Noon + Duration.FromHours(5)));

        Assert.Null(state.BandAt(Noon - Duration.Epsilon));
        Assert.Equal(Band, state.BandAt(Noon + Duration.FromHours(4)));
        Assert.Equal(4_000, state.BandAt(Noon + Duration.FromHours(5))!.MaxMilliC);
    }

    [Fact]
    public void A_window_out_of_its_turn_is_refused() =>
        Assert.Equal(
            new ReeferRejection.NotNext(3, 2),
            Assert.IsType<Decision.Rejected>(Reefer.Decide(After(Window(1, 0, 1)), Window(3, 0, 1), Noon)).Reason);

    [Fact]
    public void A_band_that_comes_after_sealed_windows_has_them_judged_again_once()
    {
        var warm = new ReeferSignal.Excursion(1, Noon, Noon + Duration.FromMinutes(20), 9_000, Band, 0);
        var late = After(
            Warm(1, 0, 14), Warm(2, 15, 29), new ReeferCommand.HoldBand("R-1", Band, Noon - Duration.FromHours(1)));
        var again = new ReeferCommand.Reassess("rf-07", late.NextWindow, MonitorState.Initial, [warm]);

        var events = Accept(late, again);

        Assert.Equal("R-1", Assert.Single(late.Owed).Route);
        Assert.Equal(
            [new string('1', 64), new string('2', 64)],
            Assert.IsType<ReeferEvent.ExcursionRecorded>(events[1]).Excursion.EvidenceSha256);
        Assert.Empty(Accept(events.Aggregate(late, Reefer.Evolve), again));
    }

    [Fact]
    public void A_band_for_a_time_to_come_owes_nothing() =>
        Assert.Empty(After(
            Warm(1, 0, 14), new ReeferCommand.HoldBand("R-1", Band, Noon + Duration.FromHours(1))).Owed);

    [Fact]
    public void Windows_that_were_sealed_meanwhile_are_judged_with_the_others() =>
        Assert.Equal(
            new ReeferRejection.NotNext(2, 3),
            Assert.IsType<Decision.Rejected>(Reefer.Decide(
                After(Warm(1, 0, 14), new ReeferCommand.HoldBand("R-1", Band, Noon), Warm(2, 15, 29)),
                new ReeferCommand.Reassess("rf-07", 2, MonitorState.Initial, []),
                Noon)).Reason);

    private static ReeferCommand.Seal Warm(int number, int from, int to)
    {
        var seal = Window(number, from, to);
        return seal with { Window = seal.Window with { Monitor = new MonitorState { LastAt = seal.Window.To } } };
    }

    [Fact]
    public void A_window_and_the_end_of_an_excursion_that_its_last_reading_showed_are_one_step()
    {
        var going = After(new ReeferCommand.Bind("c-1", null), Window(1, 0, 14), Excursion(3, null));
        var seal = Window(2, 15, 29) with { Device = "rf-07", Signals = [Excursion(3, 28).Excursion] };

        var events = Accept(going, seal);

        Assert.Equal(2, Assert.IsType<ReeferEvent.WindowSealed>(events[0]).Window.Number);
        var ended = Assert.IsType<ReeferEvent.ExcursionRecorded>(events[1]);
        Assert.Equal(
            (Noon + Duration.FromMinutes(3), Noon + Duration.FromMinutes(28), "c-1", "rf-07"),
            (ended.Excursion.From, ended.Excursion.To, ended.CheckOut, ended.Excursion.Device));
        Assert.Equal([new string('1', 64), new string('2', 64)], ended.Excursion.EvidenceSha256);

        // Once it is sealed nothing of it can be found again: a repeat after a crash adds nothing, and lacks nothing.
        var state = events.Aggregate(going, Reefer.Evolve);
        Assert.Empty(Accept(state, seal));
        Assert.Equal(ended.Excursion.To, Assert.Single(state.Told).To);
        Assert.Empty(state.Excursions);
    }

    [Fact]
    public void A_window_records_the_gaps_that_its_last_reading_showed_and_nothing_twice()
    {
        var (from, to) = (Noon, Noon + Duration.FromMinutes(40));
        var gap = new ReeferSignal.Gap(from, to);
        var seal = Window(1, 40, 41) with { Device = "rf-07", Signals = [gap, gap] };

        var events = Accept(Reefer.Initial, seal);

        Assert.Equal([new ReeferEvent.GapFound(from, to)], events.Skip(1));
    }

    private static ReeferCommand.Seal Window(int number, int from, int to) => new(new SealedWindow(
        number, Noon + Duration.FromMinutes(from), Noon + Duration.FromMinutes(to), 15, 0,
        new string((char)('0' + number), 64), [], MonitorState.Initial, number * 100));

    private static ReeferCommand.Record Excursion(int from, int? to) => new("rf-07", new ReeferSignal.Excursion(
        1, Noon + Duration.FromMinutes(from), to is { } end ? Noon + Duration.FromMinutes(end) : null, 9_000, Band, 0));

    private static Reefer After(params ReeferCommand[] commands) => commands.Aggregate(
        Reefer.Initial, (state, command) => Accept(state, command).Aggregate(state, Reefer.Evolve));

    private static IReadOnlyList<ReeferEvent> Accept(Reefer state, ReeferCommand command) =>
        Assert.IsType<Decision.Accepted>(Reefer.Decide(state, command, Noon)).Events;
}
