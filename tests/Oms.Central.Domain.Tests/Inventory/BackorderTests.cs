using NodaTime;
using Oms.Central.Inventory;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Central.Inventory.StockEvent, Oms.Central.Inventory.StockRejection>;

namespace Oms.Central.Tests.Inventory;

public sealed class BackorderTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 21, 12, 0);
    private static readonly LocalDate Today = new(2026, 11, 21);
    private static readonly Duration Ttl = Duration.FromMinutes(15);

    [Fact]
    public void A_receipt_serves_the_highest_priority_then_the_earliest_promise_then_who_came_first()
    {
        var item = After(
            Wait("late", 0, Today.PlusDays(9)),
            Wait("first", 0, Today.PlusDays(2)),
            Wait("second", 0, Today.PlusDays(2)),
            Wait("none", 0, null),
            Wait("urgent", 5, null),
            new StockCommand.Receive("r", "L", 4, null));
        Assert.Equal(["first", "late", "second", "urgent"], item.Reservations.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["none"], item.Backorders.Select(b => b.Reservation));
    }

    [Fact]
    public void A_receipt_fills_backorders_in_its_own_write()
    {
        var item = After(Wait("a", 0, null));
        var events = Do(item, new StockCommand.Receive("r", "L", 1, null));
        Assert.IsType<StockEvent.StockReceived>(events[0]);
        Assert.Equal(new StockEvent.ReservationMade("a", 1, Noon + StockItem.FilledTtl), events[1]);
    }

    [Fact]
    public void Who_waits_for_a_lot_holds_up_nobody_who_can_do_with_another()
    {
        var item = After(
            new StockCommand.Receive("r1", "L1", 1, null),
            new StockCommand.Reserve("picky", 3, Ttl, true) { Lot = "L1" },
            new StockCommand.Receive("r2", "L2", 2, null));
        Assert.IsType<StockEvent.ReservationMade>(Do(item, new StockCommand.Reserve("any", 2, Ttl, true))[0]);
        Assert.IsType<StockEvent.BackorderQueued>(Do(item, new StockCommand.Reserve("any", 3, Ttl, true))[0]);
    }

    [Fact]
    public void The_last_unit_that_may_wait_is_let_in_and_one_more_is_not()
    {
        var item = After(Policy(BackorderMode.Backorder, 5), Ask("a", 3));
        Assert.IsType<StockEvent.BackorderQueued>(Do(item, Ask("b", 2))[0]);
        Assert.Equal(
            new StockRejection.BackorderLimitReached(5, 3, 0), Refused(item, Ask("b", 3) with { OrRefuse = true }));
        Assert.Equal(
            5, Assert.IsType<StockEvent.ReservationDenied>(Assert.Single(Do(item, Ask("b", 3)))).Limit);
    }

    [Fact]
    public void Huge_quantities_never_add_up_to_more_than_can_be_counted()
    {
        var item = After(Ask("a", StockItem.QuantityMax));
        Assert.Equal(
            new StockRejection.BackorderLimitReached(StockItem.QuantityMax, StockItem.QuantityMax, 0),
            Refused(item, Ask("b", StockItem.QuantityMax) with { OrRefuse = true }));
    }

    [Fact]
    public void A_promise_that_broke_is_left_to_wait_when_its_order_confirms_it_and_a_buyer_is_told()
    {
        var item = After(
            new StockCommand.Receive("r", "L", 2, null), Ask("a", 2), new StockCommand.QuarantineLot("L", "warm"));
        Assert.Empty(Do(item, new StockCommand.Confirm("a") { OrWait = true }));
        Assert.Equal(
            new StockRejection.ReservationEnded("a", "released"), Refused(item, new StockCommand.Confirm("a")));
        Assert.Equal(
            new StockRejection.NoSuchReservation("b"), Refused(item, new StockCommand.Confirm("b") { OrWait = true }));
    }

    [Fact]
    public void A_policy_that_denies_lets_nobody_wait_but_keeps_whose_promise_broke()
    {
        var item = After(
            new StockCommand.Receive("r", "L", 2, null), Policy(BackorderMode.Deny, 0), Ask("had", 2));
        Assert.IsType<StockEvent.ReservationDenied>(Assert.Single(Do(item, Ask("new", 1))));
        var broken = After(item, new StockCommand.QuarantineLot("L", "warm"));
        Assert.Equal(["had"], broken.Backorders.Select(b => b.Reservation));
    }

    [Fact]
    public void Preorders_wait_until_the_day_of_release_whatever_is_there()
    {
        var release = Today.PlusDays(3);
        var item = After(
            new StockCommand.SetBackorderPolicy(new BackorderPolicy(BackorderMode.Preorder, 10, null, release)),
            new StockCommand.Receive("r", "L", 5, null),
            Ask("a", 4));
        Assert.Equal(release, Assert.Single(item.Backorders).Promise);
        var reminder = Assert.Single(StockItem.Reminders(item));
        Assert.Equal(Instant.FromUtc(2026, 11, 24, 0, 0), reminder.DueAt);
        var events = Do(item, reminder.Command, reminder.DueAt);
        Assert.Equal(new StockEvent.PreorderReleased(release), events[0]);
        Assert.Equal("a", Assert.IsType<StockEvent.ReservationMade>(events[1]).Reservation);
        Assert.DoesNotContain(
            StockItem.Reminders(After(item, reminder.Command, reminder.DueAt)), later => later.Name == reminder.Name);
    }

    [Fact]
    public void A_backorder_ends_when_its_buyer_does_not_want_it_any_more()
    {
        var item = After(Ask("a", 4) with { CancelAfter = Noon + Ttl });
        var reminder = Assert.Single(StockItem.Reminders(item));
        Assert.Equal(Noon + Ttl, reminder.DueAt);
        Assert.Equal(
            new StockEvent.BackorderReduced("a", 4, 0, "cancel-after"),
            Assert.Single(Do(item, reminder.Command, reminder.DueAt)));
        Assert.Empty(Do(item, reminder.Command, reminder.DueAt - Duration.FromNanoseconds(1)));
    }

    [Fact]
    public void A_policy_that_makes_no_sense_is_refused_by_its_field()
    {
        Assert.Equal("/limit", Field(new BackorderPolicy(BackorderMode.Backorder, -1, null, null)));
        Assert.Equal("/promise_days", Field(new BackorderPolicy(BackorderMode.Backorder, 1, -1, null)));
        Assert.Equal("/release", Field(new BackorderPolicy(BackorderMode.Preorder, 1, null, null)));
        Assert.Equal("/release", Field(new BackorderPolicy(BackorderMode.Deny, 1, null, Today)));
    }

    [Fact]
    public void A_count_of_stock_that_moved_meanwhile_is_refused_and_a_right_one_corrects_it()
    {
        var item = After(new StockCommand.Receive("r", "L", 5, null));
        Assert.Equal(new StockRejection.StockStale(4, 5), Refused(item, new StockCommand.Count("L", 3, 4, "cycle")));
        Assert.Equal(
            new StockEvent.StockCounted("L", 3, -2, "cycle"), Do(item, new StockCommand.Count("L", 3, 5, "cycle"))[0]);
        var equal = After(item, new StockCommand.Count("L", 5, 5, "cycle"));
        Assert.Equal((5, 5L), (equal.OnHand, equal.Ledger.OnHand));
        Assert.Equal("/counted", Assert.IsType<StockRejection.Invalid>(
            Refused(item, new StockCommand.Count("L", -1, 5, "cycle"))).Field);
        Assert.Equal(
            new StockRejection.NoSuchLot("M"), Refused(item, new StockCommand.Count("M", 0, 0, "cycle")));
    }

    private static string Field(BackorderPolicy policy) => Assert.IsType<StockRejection.Invalid>(
        Refused(StockItem.Initial, new StockCommand.SetBackorderPolicy(policy))).Field;

    private static StockCommand.Reserve Wait(string id, int priority, LocalDate? promise) =>
        Ask(id, 1) with { Priority = priority, Promise = promise };

    private static StockCommand.Reserve Ask(string id, int quantity) => new(id, quantity, Ttl, Backorder: true);

    private static StockCommand.SetBackorderPolicy Policy(BackorderMode mode, int limit) =>
        new(new BackorderPolicy(mode, limit, null, null));

    private static StockRejection Refused(StockItem state, StockCommand command) =>
        Assert.IsType<Decision.Rejected>(StockItem.Decide(state, command, Noon)).Reason;

    private static StockItem After(params StockCommand[] commands) =>
        commands.Aggregate(StockItem.Initial, (state, command) => After(state, command));

    private static StockItem After(StockItem state, StockCommand command, Instant? now = null) =>
        Do(state, command, now).Aggregate(state, StockItem.Evolve);

    private static IReadOnlyList<StockEvent> Do(StockItem state, StockCommand command, Instant? now = null) =>
        Assert.IsType<Decision.Accepted>(StockItem.Decide(state, command, now ?? Noon)).Events;
}
