using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Central.Inventory;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Central.Inventory.StockEvent, Oms.Central.Inventory.StockRejection>;

namespace Oms.Central.Tests.Inventory;

/// <summary>What holds for a stock item after any commands, repeated ones included.</summary>
public sealed class StockItemProperties
{
    private static readonly Instant Start = Instant.FromUtc(2026, 11, 21, 12, 0);

    private static Gen<string> Reservations => Gen.Choose(1, 6).Select(i => $"o{i}/1/1");

    private static Gen<string> Lots => Gen.Elements("A", "B", "C");

    private static Gen<StockCommand> Commands => Gen.OneOf(
        from reference in Gen.Choose(1, 30)
        from lot in Lots
        from quantity in Gen.Choose(0, 12)
        from day in Gen.Choose(0, 3)
        select (StockCommand)new StockCommand.Receive(
            $"r{reference}", lot, quantity, day == 0 ? null : new LocalDate(2027, 1, day)),
        from id in Reservations
        from quantity in Gen.Choose(1, 9)
        from minutes in Gen.Choose(1, 20)
        from backorder in Gen.Elements(true, false)
        select (StockCommand)new StockCommand.Reserve(id, quantity, Duration.FromMinutes(minutes), backorder),
        Reservations.Select(id => (StockCommand)new StockCommand.Confirm(id)),
        from id in Reservations
        from left in Gen.Choose(0, 5)
        select (StockCommand)new StockCommand.Reduce(id, left, "test"),
        Gen.Constant((StockCommand)new StockCommand.ExpireDue()),
        from id in Reservations
        from quantity in Gen.Choose(1, 9)
        select (StockCommand)new StockCommand.Ship(id, quantity, "R-1"),
        from reference in Gen.Choose(1, 10)
        from lot in Lots
        from quantity in Gen.Choose(1, 5)
        from disposition in Gen.Elements(Disposition.Restock, Disposition.Quarantine)
        select (StockCommand)new StockCommand.Return($"b{reference}", lot, quantity, disposition, "refused"),
        from lot in Lots
        from delta in Gen.Choose(-8, 8)
        select (StockCommand)new StockCommand.Adjust(lot, delta, "count", null),
        from reference in Gen.Choose(1, 10)
        from lot in Lots
        from quantity in Gen.Choose(0, 4)
        select (StockCommand)new StockCommand.Scrap($"s{reference}", lot, quantity, "broken"),
        Lots.Select(lot => (StockCommand)new StockCommand.QuarantineLot(lot, "recall")),
        Lots.Select(lot => (StockCommand)new StockCommand.ReleaseLot(lot, "tested")),
        Gen.Choose(0, 3).Select(quantity => (StockCommand)new StockCommand.SetSafetyStock(quantity)));

    internal static Arbitrary<StockCommand[]> Histories => Commands.ArrayOf().ToArbitrary();

    [Fact]
    public void Never_more_is_promised_than_there_is_of_approved_lots() =>
        Always((before, happened, after) => Assert.True(after.Reserved <= after.Sellable, $"{happened}"));

    [Fact]
    public void Units_on_hand_are_the_sum_of_all_movements() =>
        Always((_, happened, after) => Assert.True(after.OnHand == after.Ledger.OnHand, $"{happened}"));

    [Fact]
    public void Every_promised_unit_ends_once() =>
        Always((_, happened, after) => Assert.True(after.Reserved == after.Ledger.Promised, $"{happened}"));

    [Fact]
    public void Only_approved_lots_are_shipped_and_exactly_what_was_promised() =>
        Always((before, happened, _) =>
        {
            foreach (var shipped in happened.OfType<StockEvent.StockShipped>())
            {
                Assert.Equal(shipped.Quantity, shipped.Lots.Sum(lot => lot.Quantity));
                Assert.All(shipped.Lots, lot =>
                {
                    Assert.Equal(LotStatus.Approved, before.Lots[lot.Lot].Status);
                    Assert.InRange(lot.Quantity, 1, before.Lots[lot.Lot].Quantity);
                });
            }
        });

    [Fact]
    public void Lots_that_expire_first_leave_first() =>
        Always((before, happened, _) =>
        {
            foreach (var shipped in happened.OfType<StockEvent.StockShipped>())
            {
                var left = before.Lots.Where(lot => lot.Value.Status == LotStatus.Approved && lot.Value.Quantity
                    > shipped.Lots.Where(taken => taken.Lot == lot.Key).Sum(taken => taken.Quantity));
                var last = shipped.Lots.Max(lot => before.Lots[lot.Lot].Expires ?? LocalDate.MaxIsoValue);
                Assert.All(left, lot => Assert.True((lot.Value.Expires ?? LocalDate.MaxIsoValue) >= last));
            }
        });

    [Fact]
    public void A_quarantine_names_every_promise_that_it_breaks() =>
        Always((before, happened, after) =>
        {
            foreach (var quarantined in happened.OfType<StockEvent.LotQuarantined>())
            {
                var broken = before.Reservations.Keys.Except(after.Reservations.Keys)
                    .Concat(happened.OfType<StockEvent.ReservationReleased>().Select(released => released.Reservation));
                Assert.Equal(broken.Distinct().Order(), quarantined.AffectedReservations.Order());
            }
        });

    [Fact]
    public void Who_waits_is_served_as_soon_as_there_is_enough_and_in_order() =>
        Always((_, happened, after) => Assert.True(
            after.Backorders.IsEmpty || after.Available < after.Backorders[0].Quantity, $"{happened}"));

    [Fact]
    public void A_command_with_its_own_identity_has_no_second_effect() =>
        Prop.ForAll(Histories, commands =>
        {
            var (state, now) = (StockItem.Initial, Start);
            foreach (var command in commands)
            {
                now += Duration.FromMinutes(1);
                if (StockItem.Decide(state, command, now) is not Decision.Accepted accepted)
                {
                    continue;
                }

                state = accepted.Events.Aggregate(state, StockItem.Evolve);
                if (command is StockCommand.Receive or StockCommand.Return or StockCommand.Scrap or StockCommand.Ship
                    or StockCommand.Reserve or StockCommand.Reduce or StockCommand.QuarantineLot
                    or StockCommand.SetSafetyStock)
                {
                    Assert.Same(Decision.AlreadyDone, StockItem.Decide(state, command, now));
                }
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_reminder_is_at_the_earliest_expiry_and_then_ends_it() =>
        Always((_, happened, after) =>
        {
            var soft = after.Reservations.Values.Where(r => r.ExpiresAt is not null).Select(r => r.ExpiresAt!.Value)
                .ToList();
            var reminders = StockItem.Reminders(after);
            Assert.Equal(soft.Count == 0 ? 0 : 1, reminders.Count);
            if (reminders is [var reminder])
            {
                Assert.Equal(soft.Min(), reminder.DueAt);
                var ended = Assert.IsType<Decision.Accepted>(StockItem.Decide(after, reminder.Command, reminder.DueAt));
                Assert.Contains(ended.Events, e => e is StockEvent.ReservationExpired);
            }
        });

    private static void Always(Action<StockItem, IReadOnlyList<StockEvent>, StockItem> check) =>
        Prop.ForAll(Histories, commands =>
        {
            var (state, now) = (StockItem.Initial, Start);
            foreach (var command in commands)
            {
                now += Duration.FromMinutes(1);
                if (StockItem.Decide(state, command, now) is Decision.Accepted { Events: { Count: > 0 } events })
                {
                    var next = events.Aggregate(state, StockItem.Evolve);
                    check(state, events, next);
                    state = next;
                }
            }
        }).QuickCheckThrowOnFailure();
}
