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
    private static readonly LocalDate Today = new(2026, 11, 21);

    private static Gen<string> Reservations => Gen.Choose(1, 6).Select(i => $"o{i}/1/1");

    private static Gen<string> Lots => Gen.Elements("A", "B", "C");

    private static Gen<StockCommand> Commands => Gen.OneOf(
        from reference in Gen.Choose(1, 30)
        from lot in Lots
        from quantity in Gen.Choose(0, 12)
        from day in Gen.Choose(0, 3)
        select (StockCommand)new StockCommand.Receive(
            $"r{reference}", lot, quantity, day == 0 ? null : Today.PlusDays(2 * day)),
        from id in Reservations
        from quantity in Gen.Choose(1, 9)
        from minutes in Gen.Choose(1, 20)
        from backorder in Gen.Elements(true, false)
        from firm in Gen.Elements(true, false)
        select (StockCommand)new StockCommand.Reserve(id, quantity, Duration.FromMinutes(minutes), backorder)
        {
            Firm = firm,
        },
        from id in Reservations
        from quantity in Gen.Choose(1, 9)
        from days in Gen.Elements<int?>(null, 0, 1, 3, 5)
        from lot in Gen.OneOf(Gen.Constant<string?>(null), Lots.Select(name => (string?)name))
        from backorder in Gen.Elements(true, false)
        select (StockCommand)new StockCommand.Reserve(id, quantity, Duration.FromDays(2), backorder)
        {
            MinimumRemainingDays = days,
            Lot = lot,
        },
        from id in Reservations
        from quantity in Gen.Choose(1, 9)
        from priority in Gen.Choose(0, 2)
        from promise in Gen.Choose(0, 2)
        from hours in Gen.Elements<int?>(null, 20)
        select (StockCommand)new StockCommand.Reserve(id, quantity, Duration.FromDays(2), true)
        {
            Priority = priority,
            Promise = promise == 0 ? null : Today.PlusDays(promise),
            CancelAfter = hours is { } after ? Start + Duration.FromHours(after) : null,
        },
        from mode in Gen.Elements<BackorderMode?>(null, BackorderMode.Deny, BackorderMode.Backorder,
            BackorderMode.Preorder)
        from limit in Gen.Choose(0, 12)
        select (StockCommand)new StockCommand.SetBackorderPolicy(mode is { } given
            ? new BackorderPolicy(given, limit, 3, given == BackorderMode.Preorder ? Today.PlusDays(2) : null)
            : null),
        from lot in Lots
        from counted in Gen.Choose(0, 9)
        from expected in Gen.Choose(0, 12)
        select (StockCommand)new StockCommand.Count(lot, counted, expected, "cycle"),
        Reservations.Select(id => (StockCommand)new StockCommand.Confirm(id)),
        Reservations.Select(id => (StockCommand)new StockCommand.Confirm(id)),
        Reservations.Select(id => (StockCommand)new StockCommand.Extend(id, Duration.FromHours(30))),
        from lot in Lots
        from status in Gen.Elements(LotStatus.OnHold, LotStatus.Damaged, LotStatus.Recalled)
        select (StockCommand)new StockCommand.BlockLot(lot, status, "look"),
        Gen.Elements<int?>(null, 0, 3, 8).Select(point => (StockCommand)new StockCommand.SetReorderPoint(point)),
        from id in Reservations
        from left in Gen.Choose(0, 5)
        select (StockCommand)new StockCommand.Reduce(id, left, "test"),
        from id in Reservations
        from other in Reservations
        from remaining in Gen.Choose(0, 4)
        from quantity in Gen.Choose(0, 4)
        select (StockCommand)new StockCommand.Divide(id, remaining, other, quantity),
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
        from reference in Gen.Choose(1, 10)
        from lot in Lots
        from quantity in Gen.Choose(0, 4)
        select (StockCommand)new StockCommand.Restock($"t{reference}", lot, quantity, "looked at"),
        from reference in Gen.Choose(1, 10)
        from lot in Lots
        from aside in Gen.Elements(true, false)
        from quantity in Gen.Choose(0, 4)
        select (StockCommand)new StockCommand.SendBack(
            $"v{reference}", aside ? StockItem.ReturnedLot(lot) : lot, quantity, "faulty"),
        from reference in Gen.Choose(1, 20)
        from lot in Lots
        from quantity in Gen.Choose(1, 6)
        from fromBin in Gen.Elements(null, "A-01", "A-02")
        from toBin in Gen.Elements(null, "A-01", "A-02", "A-03")
        select (StockCommand)new StockCommand.MoveUnits($"p{reference}", lot, quantity, fromBin, toBin),
        from id in Reservations
        from reference in Gen.Choose(1, 20)
        from lot in Lots
        from quantity in Gen.Choose(1, 5)
        from bin in Gen.Frequency((3, Gen.Constant<string?>(null)), (1, Gen.Constant<string?>("A-01")))
        select (StockCommand)new StockCommand.Pick(id, $"k{reference}", $"{id}@1", lot, quantity) { Bin = bin },
        from id in Reservations
        from reference in Gen.Choose(1, 20)
        from lot in Lots
        from quantity in Gen.Choose(1, 5)
        select (StockCommand)new StockCommand.PutBack(id, $"u{reference}", lot, quantity),
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
                    Assert.InRange(
                        lot.Quantity,
                        1,
                        shipped.Fulfilment is null
                            ? before.Lots[lot.Lot].Quantity
                            : before.Picked![shipped.Reservation].Lots.Single(own => own.Lot == lot.Lot).Quantity);
                });
            }
        });

    [Fact]
    public void What_is_picked_was_promised_and_leaves_as_it_was_picked_or_is_put_back()
    {
        // The oracle: units by lot that were picked for each promise and have neither left nor been put back.
        Prop.ForAll(Histories, commands =>
        {
            var (state, now, held) = (StockItem.Initial, Start, new Dictionary<(string, string), int>());
            foreach (var command in commands)
            {
                now += Duration.FromMinutes(1);
                if (StockItem.Decide(state, command, now) is not Decision.Accepted accepted)
                {
                    continue;
                }

                foreach (var happened in accepted.Events)
                {
                    if (happened is StockEvent.StockPicked picked)
                    {
                        Assert.Equal(ReservationKind.Hard, state.Reservations[picked.Reservation].Kind);
                        Assert.Equal(LotStatus.Approved, state.Lots[picked.Lot].Status);
                        held[(picked.Reservation, picked.Lot)] =
                            held.GetValueOrDefault((picked.Reservation, picked.Lot)) + picked.Quantity;
                    }
                    else if (happened is StockEvent.StockPutBack back)
                    {
                        held[(back.Reservation, back.Lot)] -= back.Quantity;
                    }
                    else if (happened is StockEvent.StockShipped { Fulfilment: not null } shipped)
                    {
                        Assert.All(shipped.Lots, lot =>
                        {
                            Assert.Equal(held[(shipped.Reservation, lot.Lot)], lot.Quantity);
                            held[(shipped.Reservation, lot.Lot)] = 0;
                        });
                    }

                    state = StockItem.Evolve(state, happened);
                }

                Assert.Equal(held.Values.Sum(), state.PickedQuantity);
                Assert.All(held.Where(each => each.Value > 0), each => Assert.Equal(
                    each.Value,
                    state.Picked![each.Key.Item1].Lots.Single(lot => lot.Lot == each.Key.Item2).Quantity));
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Lots_that_expire_first_leave_first_and_suit_the_promise() =>
        Always((before, happened, _) =>
        {
            foreach (var (at, shipped) in happened.Index()
                .Where(e => e.Item is StockEvent.StockShipped { Fulfilment: null })
                .Select(e => (e.Index, (StockEvent.StockShipped)e.Item)))
            {
                var state = happened.Take(at).Aggregate(before, StockItem.Evolve);
                var promise = state.Reservations[shipped.Reservation];
                var last = shipped.Lots.Max(lot => Day(state.Lots[lot.Lot]));
                Assert.All(shipped.Lots, lot =>
                {
                    Assert.True(promise.Lot is null || promise.Lot == lot.Lot);
                    Assert.True(promise.UsableUntil is null || Day(state.Lots[lot.Lot]) >= promise.UsableUntil);
                });
                var left =
                    from lot in state.Lots
                    where lot.Value.Status == LotStatus.Approved && (promise.Lot is null || promise.Lot == lot.Key)
                        && (promise.UsableUntil is null || Day(lot.Value) >= promise.UsableUntil)
                    let taken = shipped.Lots.Where(part => part.Lot == lot.Key).Sum(part => part.Quantity)
                    let named = state.Reservations.Values.Where(r => r != promise && r.Lot == lot.Key)
                        .Sum(r => r.Quantity)
                    where lot.Value.Quantity - taken > named
                    select lot.Value;
                Assert.All(left, lot => Assert.True(Day(lot) >= last));
            }
        });

    [Fact]
    public void Every_promise_can_be_kept_at_once_with_units_that_suit_it() =>
        Always((_, happened, after) => Assert.True(
            PromiseOracle.Kept(after) == after.Reserved, $"{string.Join(", ", happened)}"));

    [Fact]
    public void No_lot_whose_last_day_is_over_is_promised_or_shipped() =>
        Always((_, happened, after, now) =>
        {
            Assert.All(after.Lots.Values, lot => Assert.False(
                lot is { Status: LotStatus.Approved, Quantity: > 0 } && Day(lot) < now.InUtc().Date));
            Assert.All(happened.OfType<StockEvent.StockShipped>().SelectMany(shipped => shipped.Lots), lot =>
                Assert.True(Day(after.Lots[lot.Lot]) >= now.InUtc().Date));
        });

    [Fact]
    public void A_lot_that_is_set_aside_names_every_promise_that_it_breaks() =>
        Always((_, happened, _) =>
        {
            var named = happened.Select(e => e switch
            {
                StockEvent.LotQuarantined q => q.AffectedReservations,
                StockEvent.LotBlocked b => b.AffectedReservations,
                StockEvent.LotExpired x => x.AffectedReservations,
                _ => null,
            }).OfType<IReadOnlyList<string>>().ToList();
            if (named.Count > 0)
            {
                var broken = happened.OfType<StockEvent.ReservationReleased>()
                    .Where(released => released.Cause is "shortfall" or StockItem.ShortWhilePicked)
                    .Select(released => released.Reservation)
                    .ToHashSet();
                var affected = named.SelectMany(each => each).ToHashSet();
                Assert.Subset(broken, affected);

                // A lot may expire in the write that moves units, and that breaks promises of its own: also what comes,
                // where it makes the whole lot end sooner.
                Assert.True(
                    broken.SetEquals(affected) || happened.Any(e => e is StockEvent.StockScrapped
                        or StockEvent.StockAdjusted or StockEvent.StockCounted or StockEvent.StockShipped
                        or StockEvent.StockTransferredOut or StockEvent.StockSentBack or StockEvent.StockReceived
                        or StockEvent.StockPutBack),
                    string.Join(", ", happened));
            }
        });

    [Fact]
    public void Low_stock_is_told_once_for_each_crossing()
    {
        // The oracle: whether it was low after the write before this one.
        Always((before, happened, after) =>
        {
            var low = after.ReorderPoint is { } point && after.Available <= point;
            var told = before.IsLow && after.ReorderPoint is not null;
            Assert.Equal(low, after.IsLow);
            Assert.Equal(low && !told ? 1 : 0, happened.OfType<StockEvent.LowStockDetected>().Count());
            Assert.Equal(!low && told ? 1 : 0, happened.OfType<StockEvent.LowStockEnded>().Count());
        });
    }

    [Fact]
    public void No_more_units_lie_in_bins_than_are_there_and_what_leaves_goes_from_no_bin_first() =>
        Always((before, happened, after) =>
        {
            foreach (var (name, lot) in after.Lots)
            {
                Assert.InRange(lot.In(null), 0, lot.Quantity);
                Assert.All(lot.Bins?.Values ?? [], held => Assert.InRange(held, 1, lot.Quantity));
                var left = happened.OfType<StockEvent.UnitsLeftBins>().Where(e => e.Lot == name)
                    .Sum(e => e.Bins.Sum(bin => bin.Quantity));
                // A picker says what bin the units come from; they are not looked for elsewhere.
                var picked = happened.OfType<StockEvent.StockPicked>().Any()
                    ? happened.OfType<StockEvent.UnitsMoved>().Where(e => e.Lot == name).Sum(e => e.Quantity)
                    : 0;
                var gone = before.Lots.TryGetValue(name, out var was)
                    ? int.Max(0, was.Quantity - lot.Quantity - was.In(null) - picked) : 0;
                Assert.Equal(gone, left);
            }
        });

    [Fact]
    public void Who_waits_is_served_as_soon_as_there_is_enough_and_in_order() =>
        Always((_, happened, after) => Assert.True(
            after.Backorders.IsEmpty
                || after.Backorders[0] is { UsableUntil: not null } or { Lot: not null }
                || (after.BackorderPolicy?.Mode == BackorderMode.Preorder
                    && after.Backorders[0].Priority != StockItem.BrokenPromise)
                || after.Available < after.Backorders[0].Quantity,
            $"{happened}"));

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
                    or StockCommand.Restock or StockCommand.SendBack or StockCommand.Pick or StockCommand.PutBack
                    or StockCommand.Reserve or StockCommand.Reduce or StockCommand.QuarantineLot
                    or StockCommand.BlockLot or StockCommand.SetSafetyStock or StockCommand.SetReorderPoint
                    or StockCommand.SetBackorderPolicy or StockCommand.MoveUnits or StockCommand.Divide)
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
            var reminders = StockItem.Reminders(after).Where(r => r.Name == "reservation-expiry").ToList();
            Assert.Equal(soft.Count == 0 ? 0 : 1, reminders.Count);
            if (reminders is [var reminder])
            {
                Assert.Equal(soft.Min(), reminder.DueAt);
                var ended = Assert.IsType<Decision.Accepted>(StockItem.Decide(after, reminder.Command, reminder.DueAt));
                Assert.DoesNotContain(
                    ended.Events.Aggregate(after, StockItem.Evolve).Reservations.Values,
                    reservation => reservation.ExpiresAt <= reminder.DueAt);
            }
        });

    [Fact]
    public void The_queue_is_in_the_order_of_priority_then_promise() =>
        Always((_, happened, after) =>
        {
            foreach (var (earlier, later) in after.Backorders.Zip(after.Backorders.Skip(1)))
            {
                Assert.True(
                    earlier.Priority > later.Priority
                        || (earlier.Priority == later.Priority
                            && (earlier.Promise ?? LocalDate.MaxIsoValue) <= (later.Promise ?? LocalDate.MaxIsoValue)),
                    $"{earlier} stands before {later} after {string.Join(", ", happened)}.");
            }
        });

    [Fact]
    public void No_more_units_are_let_into_the_queue_than_may_wait() =>
        Always((before, happened, after) =>
        {
            if (happened.OfType<StockEvent.BackorderQueued>().Any(queued => !queued.First))
            {
                Assert.True(after.BackorderPolicy is null || after.Waiting <= after.BackorderPolicy.Limit
                    || happened.OfType<StockEvent.BackorderQueued>().Any(queued => queued.First));
                Assert.NotEqual(BackorderMode.Deny, after.BackorderPolicy?.Mode);
            }
        });

    [Fact]
    public void Nothing_that_was_asked_for_is_lost() =>
        Always((before, happened, after) =>
        {
            // The oracle: what was known is promised, waits or was told to have ended.
            foreach (var id in before.Reservations.Keys.Concat(before.Backorders.Select(b => b.Reservation)))
            {
                Assert.True(
                    after.Reservations.ContainsKey(id) != (after.Backorders.Find(id) is not null)
                        || (after.Ended.Find(id) is not null && !after.Reservations.ContainsKey(id))
                        || after.Picked?.ContainsKey(id) == true,
                    $"{id} after {string.Join(", ", happened)}");
            }
        });

    [Fact]
    public void The_reminder_at_the_end_of_the_last_day_of_a_lot_ends_the_lot() =>
        Always((_, _, after) =>
        {
            if (StockItem.Reminders(after).SingleOrDefault(r => r.Name == "lot-expiry") is { } reminder)
            {
                var ended = Assert.IsType<Decision.Accepted>(StockItem.Decide(after, reminder.Command, reminder.DueAt));
                Assert.Contains(ended.Events, e => e is StockEvent.LotExpired);
                Assert.DoesNotContain(
                    Assert.IsType<Decision.Accepted>(StockItem.Decide(
                        after, reminder.Command, reminder.DueAt - Duration.FromNanoseconds(1))).Events,
                    e => e is StockEvent.LotExpired);
            }
        });

    private static LocalDate Day(Lot lot) => lot.Expires ?? LocalDate.MaxIsoValue;

    private static void Always(Action<StockItem, IReadOnlyList<StockEvent>, StockItem> check) =>
        Always((before, happened, after, _) => check(before, happened, after));

    /// <summary>Every seventh command comes half a day later: lots expire.</summary>
    private static void Always(Action<StockItem, IReadOnlyList<StockEvent>, StockItem, Instant> check) =>
        Prop.ForAll(Histories, commands =>
        {
            var (state, now) = (StockItem.Initial, Start);
            foreach (var (number, command) in commands.Index())
            {
                now += number % 7 == 6 ? Duration.FromHours(12) : Duration.FromMinutes(1);
                if (StockItem.Decide(state, command, now) is Decision.Accepted { Events: { Count: > 0 } events })
                {
                    var next = events.Aggregate(state, StockItem.Evolve);
                    check(state, events, next, now);
                    state = next;
                }
            }
        }).QuickCheckThrowOnFailure();
}
