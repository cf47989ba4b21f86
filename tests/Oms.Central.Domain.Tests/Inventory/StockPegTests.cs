using NodaTime;
using Oms.Central.Inventory;
using Oms.Entities;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Central.Inventory.StockEvent, Oms.Central.Inventory.StockRejection>;

namespace Oms.Central.Tests.Inventory;

/// <summary>Who waits is pegged to what is to come, and told once for each net change.</summary>
public sealed class StockPegTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 21, 12, 0);
    private static readonly LocalDate Day = new(2026, 12, 4);
    private static readonly Duration Ttl = Duration.FromMinutes(15);

    [Fact]
    public void Supplies_serve_the_queue_in_its_order_and_who_they_do_not_reach_is_pegged_to_none()
    {
        var item = After(
            Wait("a", 4), Wait("b", 4), Wait("c", 4), Wait("d", 4),
            Expect("po/2/1", 6, Day.PlusDays(7)), Expect("po/1/1", 5, Day));
        Assert.Equal(
            [
                new PeggedBackorder("a", Day, Day),
                new PeggedBackorder("b", Day.PlusDays(7), Day.PlusDays(7)),
            ],
            Told(item));
    }

    [Fact]
    public void Exactly_enough_units_reach_the_last_one_and_one_less_do_not()
    {
        Assert.Equal(2, Told(After(Wait("a", 4), Wait("b", 4), Expect("po/1/1", 8, Day))).Count);
        Assert.Single(Told(After(Wait("a", 4), Wait("b", 4), Expect("po/1/1", 7, Day))));
    }

    [Fact]
    public void A_date_that_moves_ten_times_is_told_once_as_the_last_one()
    {
        var item = After(Wait("a", 4));
        for (var days = 1; days <= 10; days++)
        {
            item = Run(item, Noon.Plus(Duration.FromSeconds(days)), Expect("po/1/1", 4, Day.PlusDays(days)));
        }

        var due = Assert.Single(StockItem.Reminders(item));
        Assert.Equal(Noon + Duration.FromSeconds(1) + StockItem.PegDelay, due.DueAt);
        Assert.Equal([new PeggedBackorder("a", Day.PlusDays(10), Day.PlusDays(10))], Told(item));
        Assert.Empty(StockItem.Reminders(Run(item, due.DueAt, due.Command)));
    }

    [Fact]
    public void A_date_that_moves_and_moves_back_is_not_told()
    {
        var told = AfterTold(After(Wait("a", 4), Expect("po/1/1", 4, Day)));
        var back = Run(
            Run(told, Noon, Expect("po/1/1", 4, Day.PlusDays(3))), Noon, Expect("po/1/1", 4, Day));
        Assert.Empty(Told(back));
    }

    [Fact]
    public void A_promise_moves_only_where_the_supply_comes_later_and_comes_back_with_it()
    {
        var item = AfterTold(After(Wait("a", 4, Day.PlusDays(5)), Expect("po/1/1", 4, Day)));
        Assert.Equal((Day, Day.PlusDays(5)), (item.Backorders[0].ExpectedOn, item.Backorders[0].Promise));
        var late = Run(item, Noon, Expect("po/1/1", 4, Day.PlusDays(9)));
        Assert.Equal([new PeggedBackorder("a", Day.PlusDays(9), Day.PlusDays(9))], Told(late));
        var gone = Run(AfterTold(late), Noon, Expect("po/1/1", 0, null));
        Assert.Equal([new PeggedBackorder("a", null, Day.PlusDays(5))], Told(gone));
        Assert.Null(AfterTold(gone).Supplies);
    }

    [Fact]
    public void Who_comes_later_and_who_moves_up_is_told_and_the_others_are_not()
    {
        var item = AfterTold(After(Wait("a", 4), Wait("b", 4), Expect("po/1/1", 4, Day)));
        var queued = Run(item, Noon, Wait("c", 1), Expect("po/2/1", 5, Day.PlusDays(1)));
        Assert.Equal(["b", "c"], Told(queued).Select(peg => peg.Reservation));
        var up = Run(AfterTold(queued), Noon, new StockCommand.Reduce("a", 0, "surrendered"));
        Assert.Equal([new PeggedBackorder("b", Day, Day)], Told(up));
    }

    [Fact]
    public void Units_that_came_serve_who_waits_and_nobody_is_told_of_what_did_not_change()
    {
        var item = AfterTold(After(Wait("a", 4), Wait("b", 4), Expect("po/1/1", 8, Day)));
        var came = Run(
            item, Noon, new StockCommand.Receive("po/1/R-1", "L1", 4, null), Expect("po/1/1", 4, Day));
        Assert.Equal("b", Assert.Single(came.Backorders).Reservation);
        Assert.Empty(Told(came));
    }

    [Fact]
    public void Who_waits_for_a_lot_is_pegged_to_nothing_and_takes_nothing_from_the_others()
    {
        var item = After(
            new StockCommand.Reserve("picky", 4, Ttl, true) { Lot = "L1" }, Wait("a", 4), Expect("po/1/1", 4, Day));
        Assert.Equal([new PeggedBackorder("a", Day, Day)], Told(item));
    }

    [Fact]
    public void Nobody_is_told_before_the_time_nor_twice()
    {
        var item = After(Wait("a", 4), Expect("po/1/1", 4, Day));
        Assert.Same(Decision.AlreadyDone, StockItem.Decide(item, new StockCommand.TellPegs(), Noon));
        var told = AfterTold(item);
        Assert.Same(
            Decision.AlreadyDone, StockItem.Decide(told, new StockCommand.TellPegs(), Noon + StockItem.PegDelay));
        Assert.Same(Decision.AlreadyDone, StockItem.Decide(told, Expect("po/1/1", 4, Day), Noon));
    }

    [Fact]
    public void More_supplies_than_are_kept_apart_are_refused()
    {
        var item = After([
            .. Enumerable.Range(0, StockItem.SuppliesMax).Select(i => Expect($"po/{i}/1", 1, Day)),
        ]);
        Assert.IsType<StockRejection.LimitReached>(Assert.IsType<Decision.Rejected>(
            StockItem.Decide(item, Expect("po/x/1", 1, Day), Noon)).Reason);
        Assert.IsType<Decision.Accepted>(StockItem.Decide(item, Expect("po/0/1", 2, Day), Noon));
        Assert.IsType<StockRejection.QuantityInvalid>(Assert.IsType<Decision.Rejected>(
            StockItem.Decide(item, Expect("po/0/1", -1, Day), Noon)).Reason);
    }

    [Fact]
    public void Whatever_happens_who_waits_is_told_the_day_that_a_walk_over_single_units_finds()
    {
        for (var seed = 0; seed < 1_000; seed++)
        {
            var dice = new Random(seed);
            var (item, now, heard) = (StockItem.Initial, Noon, new Dictionary<string, LocalDate?>());
            for (var step = 0; step < 25; step++)
            {
                now += Duration.FromMinutes(dice.Next(4));
                item = Hear(item, dice.Next(6) switch
                {
                    0 => new StockCommand.Receive($"r{step}", "L", dice.Next(1, 5), null),
                    1 => new StockCommand.Reduce($"w{dice.Next(25)}", 0, "surrendered"),
                    2 or 3 => Expect($"po/{dice.Next(4)}/1", dice.Next(6), Day.PlusDays(dice.Next(9))),
                    _ => Wait($"w{step}", dice.Next(1, 5)),
                });
                item = Hear(item, new StockCommand.TellPegs());
            }

            now += StockItem.PegDelay;
            item = Hear(item, new StockCommand.TellPegs());
            var days = new Queue<LocalDate?>((item.Supplies?.Values ?? [])
                .OrderBy(supply => supply.On)
                .SelectMany(supply => Enumerable.Repeat(supply.On, supply.Quantity)));
            foreach (var waiting in item.Backorders)
            {
                var units = Enumerable.Range(0, waiting.Quantity)
                    .Select(_ => days.TryDequeue(out var day) ? day : null).ToList();
                Assert.True(
                    units[^1] == heard.GetValueOrDefault(waiting.Reservation),
                    $"seed {seed}: {waiting.Reservation} heard {heard.GetValueOrDefault(waiting.Reservation)}.");
            }

            StockItem Hear(StockItem state, StockCommand command)
            {
                if (StockItem.Decide(state, command, now) is not Decision.Accepted accepted)
                {
                    return state;
                }

                foreach (var peg in accepted.Events.OfType<StockEvent.BackordersPegged>().SelectMany(e => e.Pegs))
                {
                    // Each is told of a change only.
                    Assert.NotEqual(peg.ExpectedOn, heard.GetValueOrDefault(peg.Reservation));
                    heard[peg.Reservation] = peg.ExpectedOn;
                }

                return accepted.Events.Aggregate(state, StockItem.Evolve);
            }
        }
    }

    private static StockCommand.Reserve Wait(string reservation, int quantity, LocalDate? promise = null) =>
        new(reservation, quantity, Ttl, true) { Promise = promise };

    private static StockCommand.ExpectSupply Expect(string reference, int quantity, LocalDate? on) =>
        new(reference, quantity, on);

    private static StockItem After(params StockCommand[] commands) => Run(StockItem.Initial, Noon, commands);

    private static StockItem Run(StockItem item, Instant now, params StockCommand[] commands) =>
        commands.Aggregate(item, (state, command) =>
            Assert.IsType<Decision.Accepted>(StockItem.Decide(state, command, now)).Events
                .Aggregate(state, StockItem.Evolve));

    /// <summary>What is told when the time has come; nothing where no time is set.</summary>
    private static IReadOnlyList<PeggedBackorder> Told(StockItem item) =>
        DueOf(item) is { } due
            ? Assert.IsType<StockEvent.BackordersPegged>(Assert.Single(
                Assert.IsType<Decision.Accepted>(StockItem.Decide(item, due.Command, due.DueAt)).Events)).Pegs
            : [];

    private static StockItem AfterTold(StockItem item) =>
        DueOf(item) is { } due ? Run(item, due.DueAt, due.Command) : item;

    private static Reminder<StockCommand>? DueOf(StockItem item) =>
        StockItem.Reminders(item).SingleOrDefault(reminder => reminder.Command is StockCommand.TellPegs);
}
