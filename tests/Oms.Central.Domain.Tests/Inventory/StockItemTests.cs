using NodaTime;
using Oms.Central.Inventory;
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

    private static StockItem After(params StockCommand[] commands) =>
        commands.Aggregate(
            StockItem.Initial, (state, command) => Do(state, command).Aggregate(state, StockItem.Evolve));

    private static IReadOnlyList<StockEvent> Do(StockItem state, StockCommand command, Instant? now = null) =>
        Assert.IsType<Decision.Accepted>(StockItem.Decide(state, command, now ?? Noon)).Events;
}
