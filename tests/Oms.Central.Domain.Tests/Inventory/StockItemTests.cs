using NodaTime;
using Oms.Central.Inventory;
using Oms.Central.Orders;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Central.Inventory.StockEvent, Oms.Central.Inventory.StockRejection>;

namespace Oms.Central.Tests.Inventory;

public sealed class StockItemTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 21, 12, 0);
    private static readonly Duration Ttl = Duration.FromMinutes(15);

    [Fact]
    public void The_last_unit_can_be_reserved_and_one_more_cannot()
    {
        var item = After(new StockCommand.Receive("r", "L", 5, null));
        Assert.Contains(Do(item, new StockCommand.Reserve("a/1/1", 5, Ttl, false)), e =>
            e is StockEvent.ReservationMade);
        var denied = Assert.IsType<StockEvent.ReservationDenied>(
            Assert.Single(Do(item, new StockCommand.Reserve("a/1/1", 6, Ttl, false))));
        Assert.Equal(5, denied.Atp);
    }

    [Fact]
    public void Safety_stock_is_not_promised()
    {
        var item = After(new StockCommand.Receive("r", "L", 5, null), new StockCommand.SetSafetyStock(1));
        Assert.IsType<StockEvent.ReservationMade>(Do(item, new StockCommand.Reserve("a/1/1", 4, Ttl, false))[0]);
        Assert.IsType<StockEvent.ReservationDenied>(Do(item, new StockCommand.Reserve("a/1/1", 5, Ttl, false))[0]);
    }

    [Fact]
    public void A_soft_reservation_lasts_until_its_expiry_and_not_longer()
    {
        var item = After(
            new StockCommand.Receive("r", "L", 5, null), new StockCommand.Reserve("a/1/1", 5, Ttl, false));
        var just = Noon + Ttl - Duration.FromNanoseconds(1);
        Assert.IsType<StockEvent.ReservationConfirmed>(Do(item, new StockCommand.Confirm("a/1/1"), just)[0]);
        Assert.IsType<StockEvent.ReservationExpired>(Do(item, new StockCommand.Confirm("a/1/1"), Noon + Ttl)[0]);
    }

    [Fact]
    public void A_firm_reservation_is_hard_from_the_start_and_never_expires()
    {
        var item = After(
            new StockCommand.Receive("r", "L", 5, null),
            new StockCommand.Reserve("a/1/1", 5, Ttl, false) { Firm = true });
        var live = Assert.Single(item.Reservations).Value;
        Assert.Equal((ReservationKind.Hard, null), (live.Kind, live.ExpiresAt));
        Assert.Empty(Do(item, new StockCommand.ExpireDue(), Noon + Duration.FromDays(40)));
        Assert.Same(Decision.AlreadyDone, StockItem.Decide(item, new StockCommand.Confirm("a/1/1"), Noon));
        Assert.IsType<StockEvent.StockShipped>(Do(item, new StockCommand.Ship("a/1/1", 5, "R-1"))[0]);
    }

    [Fact]
    public void Units_leave_also_where_what_is_no_longer_wanted_of_their_promise_was_not_given_up_yet()
    {
        var item = After(
            new StockCommand.Receive("r", "L", 5, null),
            new StockCommand.Reserve("a/1/1", 4, Ttl, false) { Firm = true });
        var shipped = After(item, Noon, new StockCommand.Ship("a/1/1", 1, "R-1"));
        Assert.Equal((4, 4), (shipped.OnHand, shipped.Available));
        Assert.Empty(shipped.Reservations);
        Assert.Same(
            Decision.AlreadyDone, StockItem.Decide(shipped, new StockCommand.Reduce("a/1/1", 1, "surrendered"), Noon));
        Assert.Same(Decision.AlreadyDone, StockItem.Decide(shipped, new StockCommand.Ship("a/1/1", 1, "R-1"), Noon));

        var picked = After(item, Noon, new StockCommand.Pick("a/1/1", "p", "f", "L", 1));
        var sent = After(picked, Noon, new StockCommand.Ship("a/1/1", 1, "R-1"));
        Assert.Equal((4, 4), (sent.OnHand, sent.Available));
        Assert.Null(sent.Picked);
        Assert.Same(Decision.AlreadyDone, StockItem.Decide(sent, new StockCommand.Ship("a/1/1", 1, "R-1"), Noon));
        foreach (var wrong in new[] { 0, -1, 5 })
        {
            var ship = new StockCommand.Ship("a/1/1", wrong, "R-1");
            Assert.IsType<Decision.Rejected>(StockItem.Decide(item, ship, Noon));
            Assert.IsType<Decision.Rejected>(StockItem.Decide(picked, ship, Noon));
        }
    }

    [Fact]
    public void An_expiry_serves_who_waits()
    {
        var item = After(
            new StockCommand.Receive("r", "L", 5, null),
            new StockCommand.Reserve("a/1/1", 5, Ttl, true),
            new StockCommand.Reserve("b/1/1", 3, Ttl, true));
        var events = Do(item, new StockCommand.ExpireDue(), Noon + Ttl);
        Assert.Equal("b/1/1", Assert.IsType<StockEvent.ReservationMade>(events[1]).Reservation);
    }

    [Fact]
    public void Nobody_overtakes_who_waits()
    {
        var item = After(
            new StockCommand.Receive("r", "L", 5, null), new StockCommand.Reserve("a/1/1", 6, Ttl, true));
        Assert.IsType<StockEvent.BackorderQueued>(Do(item, new StockCommand.Reserve("b/1/1", 1, Ttl, true))[0]);
    }

    [Fact]
    public void A_quarantined_lot_takes_the_newest_promises_with_it_and_keeps_the_oldest()
    {
        var item = After(
            new StockCommand.Receive("r1", "GOOD", 4, null),
            new StockCommand.Receive("r2", "BAD", 6, null),
            new StockCommand.Reserve("old/1/1", 4, Ttl, true),
            new StockCommand.Reserve("new/1/1", 5, Ttl, true));
        var events = Do(item, new StockCommand.QuarantineLot("BAD", "warm"));
        Assert.Equal(["new/1/1"], Assert.IsType<StockEvent.LotQuarantined>(events[0]).AffectedReservations);
        Assert.IsType<StockEvent.ShortfallRaised>(events[1]);
        Assert.Equal("new/1/1", Assert.IsType<StockEvent.ReservationReleased>(events[2]).Reservation);
        Assert.True(Assert.IsType<StockEvent.BackorderQueued>(events[3]).First);
    }

    [Fact]
    public void Units_that_come_back_to_be_set_aside_do_not_mix_with_good_ones_of_their_lot()
    {
        var item = After(
            new StockCommand.Receive("r", "L", 5, null),
            new StockCommand.Return("b", "L", 2, Disposition.Quarantine, "damaged"));
        Assert.Equal((7, 5), (item.OnHand, item.Sellable));
    }

    [Fact]
    public void A_reference_that_stands_for_another_movement_is_refused()
    {
        var item = After(new StockCommand.Receive("r", "L", 5, null));
        Assert.Same(Decision.AlreadyDone, StockItem.Decide(item, new StockCommand.Receive("r", "L", 5, null), Noon));
        Assert.Equal(
            new StockRejection.ReferenceReused("r"),
            Assert.IsType<Decision.Rejected>(
                StockItem.Decide(item, new StockCommand.Receive("r", "L", 6, null), Noon)).Reason);
    }

    [Fact]
    public void A_correction_that_saw_another_quantity_is_refused()
    {
        var item = After(new StockCommand.Receive("r", "L", 5, null));
        Assert.Equal(
            new StockRejection.StockStale(4, 5),
            Assert.IsType<Decision.Rejected>(
                StockItem.Decide(item, new StockCommand.Adjust("L", -1, "count", 4), Noon)).Reason);
        Assert.IsType<StockEvent.StockAdjusted>(Do(item, new StockCommand.Adjust("L", -5, "count", 5))[0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(StockItem.QuantityMax + 1)]
    [InlineData(int.MaxValue)]
    public void Quantities_that_are_none_are_refused(int quantity)
    {
        var item = After(new StockCommand.Receive("r", "L", 5, null));
        Assert.All(
            new StockCommand[]
            {
                new StockCommand.Receive("r2", "L", quantity, null),
                new StockCommand.Reserve("a", quantity, Ttl, true),
                new StockCommand.Return("b", "L", quantity, Disposition.Restock, "back"),
                new StockCommand.Scrap("s", "L", quantity, "broken"),
            },
            command => Assert.IsType<StockRejection.QuantityInvalid>(Refused(item, command)));
    }

    [Fact]
    public void Receipts_cannot_add_up_to_more_than_can_be_counted()
    {
        var item = After(new StockCommand.Receive("r", "L", StockItem.QuantityMax, null));
        Assert.IsType<StockRejection.QuantityInvalid>(Refused(item, new StockCommand.Receive("r2", "L", 1, null)));
    }

    [Fact]
    public void A_reservation_that_is_released_twice_frees_its_units_once()
    {
        var item = After(
            new StockCommand.Receive("r", "L", 5, null),
            new StockCommand.Reserve("a", 3, Ttl, false),
            new StockCommand.Reserve("b", 2, Ttl, false),
            new StockCommand.Reduce("a", 0, "left"));
        Assert.Same(Decision.AlreadyDone, StockItem.Decide(item, new StockCommand.Reduce("a", 0, "left"), Noon));
        Assert.Equal((2, 3), (item.Reserved, item.Available));
    }

    [Fact]
    public void A_shopper_is_not_blocked_by_their_own_hold()
    {
        var item = After(new StockCommand.Receive("r", "L", 1, null), new StockCommand.Reserve("a", 1, Ttl, false));
        Assert.Same(
            Decision.AlreadyDone, StockItem.Decide(item, new StockCommand.Reserve("a", 1, Ttl, false), Noon));
    }

    [Fact]
    public void A_confirmation_that_races_the_expiry_wins_or_loses_and_never_both()
    {
        var item = After(new StockCommand.Receive("r", "L", 1, null), new StockCommand.Reserve("a", 1, Ttl, false));
        var late = After(item, Noon + Ttl, new StockCommand.Confirm("a"));
        Assert.Equal(
            new StockRejection.ReservationEnded("a", "expired"), Refused(late, new StockCommand.Confirm("a")));
        Assert.Equal((0, 1), (late.Reserved, late.Available));
        var confirmed = After(item, Noon, new StockCommand.Confirm("a"));
        Assert.Equal(1, After(confirmed, Noon + Ttl, new StockCommand.ExpireDue()).Reserved);
    }

    [Fact]
    public void A_soft_reservation_that_is_extended_lasts_longer_and_a_hard_one_needs_none()
    {
        var item = After(new StockCommand.Receive("r", "L", 1, null), new StockCommand.Reserve("a", 1, Ttl, false));
        var longer = Assert.IsType<StockEvent.ReservationExtended>(
            Do(item, new StockCommand.Extend("a", Ttl + Ttl))[0]);
        Assert.Equal(Noon + Ttl + Ttl, longer.ExpiresAt);
        Assert.Same(Decision.AlreadyDone, StockItem.Decide(item, new StockCommand.Extend("a", Ttl / 2), Noon));
        Assert.IsType<StockEvent.ReservationExpired>(Do(item, new StockCommand.Extend("a", Ttl), Noon + Ttl)[0]);
        Assert.IsType<StockRejection.NotPossible>(
            Refused(After(item, Noon, new StockCommand.Confirm("a")), new StockCommand.Extend("a", Ttl)));
    }

    [Fact]
    public void A_promise_with_a_shelf_life_gets_the_lot_that_lasts_and_leaves_it_to_nobody_else()
    {
        var item = After(
            new StockCommand.Receive("r1", "SOON", 5, new LocalDate(2026, 11, 25)),
            new StockCommand.Receive("r2", "LATE", 5, new LocalDate(2026, 12, 31)),
            new StockCommand.Reserve("long", 4, Ttl, false) { MinimumRemainingDays = 10 },
            new StockCommand.Reserve("any", 6, Ttl, false),
            new StockCommand.Confirm("any"),
            new StockCommand.Confirm("long"));
        var shipped = Assert.IsType<StockEvent.StockShipped>(Do(item, new StockCommand.Ship("any", 6, "R-1"))[0]);
        Assert.Equal([new LotQuantity("SOON", 5), new LotQuantity("LATE", 1)], shipped.Lots);
        var rest = After(item, Noon, new StockCommand.Ship("any", 6, "R-1"));
        Assert.Equal(
            [new LotQuantity("LATE", 4)],
            Assert.IsType<StockEvent.StockShipped>(Do(rest, new StockCommand.Ship("long", 4, "R-1"))[0]).Lots);
        Assert.Equal(
            new StockRejection.OutOfStock(0),
            Refused(item, new StockCommand.Reserve("more", 1, Ttl, false) { OrRefuse = true }));
    }

    [Fact]
    public void A_lot_may_be_used_on_its_last_day_and_not_on_the_next()
    {
        var item = After(
            new StockCommand.Receive("r", "L", 5, new LocalDate(2026, 11, 22)),
            new StockCommand.Reserve("a", 2, Duration.FromDays(9), false));
        var midnight = Instant.FromUtc(2026, 11, 23, 0, 0);
        Assert.IsType<StockEvent.ReservationMade>(Do(
            item, new StockCommand.Reserve("b", 3, Ttl, false), midnight - Duration.FromNanoseconds(1))[0]);
        var events = Do(item, new StockCommand.Reserve("b", 3, Ttl, false), midnight);
        Assert.Equal(["a"], Assert.IsType<StockEvent.LotExpired>(events[0]).AffectedReservations);
        Assert.Contains(new StockEvent.ReservationDenied("b", 3, 0), events);
    }

    [Fact]
    public void A_lot_that_may_be_used_until_the_end_of_time_never_expires()
    {
        var item = After(new StockCommand.Receive("r", "L", 5, LocalDate.MaxIsoValue));
        Assert.Empty(StockItem.Reminders(item));
        Assert.Equal(5, item.Available);
    }

    [Fact]
    public void A_lot_that_has_expired_cannot_be_released()
    {
        var item = After(
            new StockCommand.Receive("r", "L", 5, new LocalDate(2026, 11, 22)),
            new StockCommand.QuarantineLot("L", "warm"));
        Assert.Equal(
            new StockRejection.LotIsBlocked("L", LotStatus.Expired),
            Refused(item, new StockCommand.ReleaseLot("L", "tested"), Instant.FromUtc(2026, 11, 23, 0, 0)));
    }

    [Fact]
    public void A_recall_outlasts_a_quarantine_and_names_the_promises_that_it_breaks()
    {
        var item = After(
            new StockCommand.Receive("r", "L", 5, null), new StockCommand.Reserve("a", 5, Ttl, true));
        var recalled = Do(item, new StockCommand.BlockLot("L", LotStatus.Recalled, "glass"));
        Assert.Equal(["a"], Assert.IsType<StockEvent.LotBlocked>(recalled[0]).AffectedReservations);
        var after = After(item, Noon, new StockCommand.BlockLot("L", LotStatus.Recalled, "glass"));
        Assert.Same(Decision.AlreadyDone, StockItem.Decide(after, new StockCommand.QuarantineLot("L", "warm"), Noon));
        Assert.Equal(
            new StockRejection.LotIsBlocked("L", LotStatus.Recalled),
            Refused(after, new StockCommand.BlockLot("L", LotStatus.OnHold, "look")));
    }

    [Fact]
    public void Low_stock_counts_no_unit_that_is_promised()
    {
        var item = After(new StockCommand.Receive("r", "L", 10, null), new StockCommand.SetReorderPoint(5));
        Assert.DoesNotContain(Do(item, new StockCommand.Reserve("a", 4, Ttl, false)), e =>
            e is StockEvent.LowStockDetected);
        Assert.Equal(
            new StockEvent.LowStockDetected(5, 5), Do(item, new StockCommand.Reserve("a", 5, Ttl, false))[^1]);
        var low = After(item, Noon, new StockCommand.Reserve("a", 5, Ttl, false));
        Assert.Single(Do(low, new StockCommand.Reserve("b", 1, Ttl, false)));
        Assert.Equal(new StockEvent.LowStockEnded(10, 5), Do(low, new StockCommand.Reduce("a", 0, "left"))[^1]);
    }

    [Fact]
    public void A_level_that_is_crossed_and_crossed_back_in_one_write_is_not_told()
    {
        // The lot expires in the write that brings its replacement.
        var item = After(
            new StockCommand.Receive("r1", "L1", 10, new LocalDate(2026, 11, 21)), new StockCommand.SetReorderPoint(5));
        var written = Do(
            item, new StockCommand.Receive("r2", "L2", 10, null), Instant.FromUtc(2026, 11, 22, 0, 0));
        Assert.Equal(
            [typeof(StockEvent.LotExpired), typeof(StockEvent.StockReceived)], written.Select(e => e.GetType()));
        Assert.IsType<StockEvent.LowStockDetected>(
            Do(item, new StockCommand.ExpireDue(), Instant.FromUtc(2026, 11, 22, 0, 0))[^1]);
    }

    private static StockRejection Refused(StockItem state, StockCommand command, Instant? now = null) =>
        Assert.IsType<Decision.Rejected>(StockItem.Decide(state, command, now ?? Noon)).Reason;

    private static StockItem After(StockItem state, Instant now, StockCommand command) =>
        Assert.IsType<Decision.Accepted>(StockItem.Decide(state, command, now)).Events
            .Aggregate(state, StockItem.Evolve);

    private static StockItem After(params StockCommand[] commands) =>
        commands.Aggregate(
            StockItem.Initial, (state, command) => Do(state, command).Aggregate(state, StockItem.Evolve));

    private static IReadOnlyList<StockEvent> Do(StockItem state, StockCommand command, Instant? now = null) =>
        Assert.IsType<Decision.Accepted>(StockItem.Decide(state, command, now ?? Noon)).Events;
}
