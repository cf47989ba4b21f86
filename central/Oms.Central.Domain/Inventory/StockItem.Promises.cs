using NodaTime;
using Decision = Oms.Entities.Decision<Oms.Central.Inventory.StockEvent, Oms.Central.Inventory.StockRejection>;

namespace Oms.Central.Inventory;

/// <content>What is promised, and for how long.</content>
public sealed partial record StockItem
{
    private Decision Reserve(StockCommand.Reserve c, Instant now)
    {
        var known = Reservations.TryGetValue(c.Reservation, out var live)
            ? live.Quantity
            : Backorders.Find(c.Reservation)?.Quantity;
        if (PickedFor(c.Reservation) is { } picked)
        {
            return (known ?? 0) + picked.Quantity == c.Quantity
                ? Decision.AlreadyDone
                : Decision.Reject(new StockRejection.ReservationDiffers(
                    c.Reservation, (known ?? 0) + picked.Quantity));
        }

        if (known is { } quantity)
        {
            return quantity == c.Quantity
                ? Decision.AlreadyDone
                : Decision.Reject(new StockRejection.ReservationDiffers(c.Reservation, quantity));
        }

        if (Ended.Find(c.Reservation) is { } how)
        {
            return c.OrRefuse
                ? Decision.Reject(new StockRejection.ReservationEnded(c.Reservation, how))
                : Decision.AlreadyDone;
        }

        if ((InvalidQuantity(c.Quantity) ?? InvalidWish(c)) is { } invalid)
        {
            return invalid;
        }

        var today = DayOf(now);
        var wish = new StockWish(c.MinimumRemainingDays is { } days ? today.PlusDays(days) : null, c.Lot, c.Serial);
        var preorder = BackorderPolicy?.Mode == BackorderMode.Preorder;
        var atp = preorder ? 0 : (int)long.Clamp(Left(wish), 0, QuantityMax);
        return atp >= c.Quantity && Reservations.Count < ReservationsMax
            ? Decision.Accept(new StockEvent.ReservationMade(
                c.Reservation, c.Quantity, c.Firm ? null : now + c.Ttl)
            {
                UsableUntil = wish.UsableUntil,
                Lot = LotOf(wish),
                Serial = wish.Serial,
            })
            : Wait(c, wish, atp, today);
    }

    private Decision Wait(StockCommand.Reserve c, StockWish wish, int atp, LocalDate today)
    {
        var may = c.Backorder && BackorderPolicy?.Mode != BackorderMode.Deny && Backorders.Count < BackordersMax;
        var limit = BackorderPolicy?.Limit ?? QuantityMax;
        return may && Waiting + (long)c.Quantity <= limit
            ? Decision.Accept(new StockEvent.BackorderQueued(c.Reservation, c.Quantity, atp, First: false)
            {
                Priority = c.Priority,
                Promise = c.Promise ?? BackorderPolicy?.PromiseFrom(today),
                CancelAfter = c.CancelAfter,
                UsableUntil = wish.UsableUntil,
                Lot = wish.Lot,
                Serial = wish.Serial,
            })
            : c.OrRefuse
                ? Decision.Reject(
                    may
                        ? new StockRejection.BackorderLimitReached(limit, Waiting, atp)
                        : new StockRejection.OutOfStock(atp))
                : Decision.Accept(new StockEvent.ReservationDenied(c.Reservation, c.Quantity, atp)
                {
                    Limit = may ? limit : null,
                });
    }

    /// <summary>Units that a wish may be promised: nobody holds them, and nobody waits for them.</summary>
    private long Left(StockWish wish)
    {
        if (wish != default || !Reservations.ByWish.IsEmpty || Backorders.Wishes > 0)
        {
            return WhatIsLeft().Available(wish);
        }

        // Where nobody wishes for anything, units are as good as one another.
        var free = Lots.Sellable - Reservations.Quantity - SafetyStock;
        return free <= 0 ? free : long.Max(0, free - Backorders.Quantity);
    }

    /// <summary>What nobody holds and nobody waits for: nobody overtakes those who wait.</summary>
    private StockPool WhatIsLeft()
    {
        var pool = WhatNobodyHolds();
        foreach (var waiting in Backorders)
        {
            if (pool.Available(default) <= 0)
            {
                break;
            }

            pool.Take(waiting.Wish, long.Min(waiting.Quantity, pool.Available(waiting.Wish)));
        }

        return pool;
    }

    private StockPool WhatNobodyHolds()
    {
        var pool = new StockPool(Lots, Serials, SafetyStock);
        var any = Reservations.Quantity;
        foreach (var (wish, quantity) in Reservations.ByWish)
        {
            any -= quantity;
            pool.Take(wish, quantity);
        }

        pool.Take(default, any);
        return pool;
    }

    private static Decision? InvalidWish(StockCommand.Reserve c)
    {
        StockRejection.Invalid? fault = c switch
        {
            _ when c.Ttl <= Duration.Zero || c.Ttl > TtlMax =>
                new("/ttl_seconds", $"It must be above 0, at most {TtlMax}."),
            { MinimumRemainingDays: < 0 or > DaysMax } =>
                new("/minimum_remaining_days", $"It must be from 0 to {DaysMax}."),
            { Priority: < 0 or > PriorityMax } => new("/priority", $"It must be from 0 to {PriorityMax}."),
            { Serial: not null, Quantity: not 1 } => new("/quantity", "A serial names one unit."),
            _ => null,
        };
        return fault is null ? null : Decision.Reject(fault);
    }

    private Decision Confirm(StockCommand.Confirm c, Instant now) =>
        !Reservations.TryGetValue(c.Reservation, out var live)
            ? PickedFor(c.Reservation) is not null || (c.OrWait && Waits(c.Reservation))
                ? Decision.AlreadyDone
                : Decision.Reject(Missing(c.Reservation))
            : live.Kind == ReservationKind.Hard
                ? Decision.AlreadyDone
                : live.ExpiresAt <= now
                    ? Decision.Accept(new StockEvent.ReservationExpired(c.Reservation, live.Quantity))
                    : Decision.Accept(new StockEvent.ReservationConfirmed(c.Reservation));

    private bool Waits(string reservation) => Backorders.Find(reservation) is not null;

    private Decision Extend(StockCommand.Extend c, Instant now) =>
        c.Ttl <= Duration.Zero || c.Ttl > TtlMax
            ? Decision.Reject(new StockRejection.Invalid("/ttl_seconds", $"It must be above 0, at most {TtlMax}."))
            : !Reservations.TryGetValue(c.Reservation, out var live)
                ? Decision.Reject(Missing(c.Reservation))
                : live.ExpiresAt is not { } until
                    ? Decision.Reject(new StockRejection.NotPossible("It is hard, and does not expire."))
                    : until <= now
                        ? Decision.Accept(new StockEvent.ReservationExpired(c.Reservation, live.Quantity))
                        : now + c.Ttl <= until
                            ? Decision.AlreadyDone
                            : Decision.Accept(new StockEvent.ReservationExtended(c.Reservation, now + c.Ttl));

    private Decision Reduce(StockCommand.Reduce c)
    {
        if (c.Remaining < 0)
        {
            return Decision.Reject(new StockRejection.QuantityInvalid("What remains cannot be below zero."));
        }

        if (PickedFor(c.Reservation) is { } picked)
        {
            return ReducePicked(c, picked);
        }

        if (Reservations.TryGetValue(c.Reservation, out var live))
        {
            return live.Quantity <= c.Remaining
                ? Decision.AlreadyDone
                : Decision.Accept(new StockEvent.ReservationReleased(
                    c.Reservation, live.Quantity - c.Remaining, c.Remaining, c.Cause));
        }

        return Backorders.Find(c.Reservation) is { } waiting
            ? waiting.Quantity <= c.Remaining
                ? Decision.AlreadyDone
                : Decision.Accept(new StockEvent.BackorderReduced(
                    c.Reservation, waiting.Quantity - c.Remaining, c.Remaining, c.Cause))
            : Ended.Find(c.Reservation) is not null
                ? Decision.AlreadyDone
                : Decision.Reject(new StockRejection.NoSuchReservation(c.Reservation));
    }

    private Decision Divide(StockCommand.Divide c)
    {
        if (Reservations.TryGetValue(c.Into, out _) || PickedFor(c.Into) is not null
            || Backorders.Find(c.Into) is not null || Ended.Find(c.Into) is not null)
        {
            return Decision.AlreadyDone;
        }

        if (!Reservations.TryGetValue(c.Reservation, out var live) || live.Kind != ReservationKind.Hard)
        {
            return Decision.Reject(Missing(c.Reservation));
        }

        var units = PickedFor(c.Reservation);
        var picked = units?.Quantity ?? 0;
        var stays = int.Max(0, c.Remaining - picked);
        return c.Remaining < 1 || c.Quantity < 1 || live.Quantity - (long)stays < c.Quantity
            ? Decision.Reject(new StockRejection.QuantityInvalid(
                $"{live.Quantity} units of it are promised and not picked, {picked} picked."))
            : live.Serial is not null || Reservations.Count >= ReservationsMax
                ? Decision.Reject(new StockRejection.NotPossible("It is for one unit, or there are too many promises."))
                : Decision.Accept(
                [
                    new StockEvent.ReservationReleased(c.Reservation, live.Quantity - stays, stays, "divided"),
                    .. c.Remaining < int.Min(picked, units?.Wanted ?? int.MaxValue)
                        ? new StockEvent[] { new StockEvent.PicksUnwanted(c.Reservation, c.Remaining) }
                        : [],
                    new StockEvent.ReservationMade(c.Into, c.Quantity, null)
                    {
                        UsableUntil = live.UsableUntil,
                        Lot = live.Lot,
                    },
                ]);
    }

    private StockRejection Missing(string reservation) =>
        Ended.Find(reservation) is { } how
            ? new StockRejection.ReservationEnded(reservation, how)
            : new StockRejection.NoSuchReservation(reservation);

    private Decision ExpireDue(Instant now) =>
        Decision.Accept(
        [
            .. from pair in Reservations.ExpiredAt(now)
               select new StockEvent.ReservationExpired(pair.Key, pair.Value.Quantity),
            .. from waiting in Backorders.EndedAt(now)
               select new StockEvent.BackorderReduced(waiting.Reservation, waiting.Quantity, 0, "cancel-after"),
        ]);
}
