using NodaTime;

namespace Oms.Central.Inventory;

/// <content>What follows from events, in the same write.</content>
public sealed partial record StockItem
{
    private bool HasDue(Instant now)
    {
        var today = DayOf(now);
        return Lots.FirstExpiry < today || IsReleased(today);
    }

    /// <summary>Whether nothing follows from events: no unit moved, nobody waits and no level is watched.</summary>
    private bool IsSettledAfter(IReadOnlyList<StockEvent> events) =>
        ReorderPoint is null && Backorders.IsEmpty
            && events.All(happened => !MovesUnits(happened) && happened is not StockEvent.BackorderQueued);

    private bool IsReleased(LocalDate today) =>
        BackorderPolicy is { Mode: BackorderMode.Preorder, Release: { } release } && release <= today;

    /// <summary>Adds what follows: lots whose last day is over expire, promises that cannot be kept become backorders,
    /// backorders that can be are filled in the order of the queue, and low stock is told.</summary>
    /// <param name="tellsLow">Whether a level that was crossed is told: not where more follows in the same write, which
    /// may cross it back.</param>
    private static List<StockEvent> Settle(
        StockItem state, IReadOnlyList<StockEvent> first, Instant now, bool tellsLow = true)
    {
        var all = new List<StockEvent>(first);
        state = first.Aggregate(state, Evolve);
        Add(state.Expired(DayOf(now)));
        if (all.Exists(MovesUnits))
        {
            Add(state.LeftBins(first));
            Add(state.Broken());
        }

        if (state.IsReleased(DayOf(now)))
        {
            Add([new StockEvent.PreorderReleased(state.BackorderPolicy!.Release!.Value)]);
        }

        Add(state.Filled(now));
        Add(state.PegsDue(all, now));
        if (tellsLow)
        {
            Add(state.Crossed());
        }

        return all;

        void Add(IEnumerable<StockEvent> more)
        {
            foreach (var happened in more)
            {
                all.Add(happened);
                state = Evolve(state, happened);
            }
        }
    }

    /// <summary>Whether promises may break by it: those that only make or end promises break none.</summary>
    private static bool MovesUnits(StockEvent happened) =>
        happened is not (StockEvent.ReservationMade or StockEvent.ReservationConfirmed
            or StockEvent.ReservationExtended or StockEvent.ReservationReleased or StockEvent.ReservationExpired
            or StockEvent.ReservationDenied or StockEvent.BackorderQueued or StockEvent.BackorderReduced
            or StockEvent.UnitsMoved or StockEvent.PicksUnwanted or StockEvent.SupplyExpected or StockEvent.PegsFellDue
            or StockEvent.BackordersPegged);

    /// <summary>Each names the promises that break when all that are due expire.</summary>
    private IEnumerable<StockEvent> Expired(LocalDate today)
    {
        var due = Lots.Leaving.TakeWhile(pair => IsOver(pair.Value, today)).ToList();
        if (due.Count == 0)
        {
            yield break;
        }

        var left = due.Aggregate(
            Lots, (lots, pair) => lots.With(pair.Key, pair.Value with { Status = LotStatus.Expired }));
        string[] affected = [.. Unkeepable(left).Select(pair => pair.Key)];
        foreach (var (name, lot) in due)
        {
            yield return new StockEvent.LotExpired(name, lot.Quantity, lot.Expires!.Value, affected);
        }
    }

    private IEnumerable<StockEvent> Broken()
    {
        var broken = Unkeepable(Lots);
        if (broken.Count == 0)
        {
            yield break;
        }

        var missing = Reserved > Sellable ? Reserved - Sellable : broken.Sum(pair => pair.Value.Quantity);
        yield return new StockEvent.ShortfallRaised(missing, [.. broken.Select(pair => pair.Key)]);
        foreach (var (id, reservation) in Enumerable.Reverse(broken))
        {
            if (PickedFor(id) is { } picked)
            {
                // What is picked goes; the rest is asked for anew.
                yield return new StockEvent.ReservationReleased(id, reservation.Quantity, 0, ShortWhilePicked)
                {
                    Picked = picked.Quantity,
                };
                continue;
            }

            yield return new StockEvent.ReservationReleased(id, reservation.Quantity, 0, "shortfall");
            yield return new StockEvent.BackorderQueued(id, reservation.Quantity, 0, First: true)
            {
                Priority = BrokenPromise,
                UsableUntil = reservation.UsableUntil,
                Lot = reservation.Serial is null ? reservation.Lot : null,
                Serial = reservation.Serial,
            };
        }
    }

    /// <summary>Backorders that can be promised now. One that cannot keeps what suits it, so that nobody overtakes it;
    /// only units that do not suit it go on to those behind.</summary>
    private IEnumerable<StockEvent> Filled(Instant now)
    {
        if (Backorders.IsEmpty || Available <= 0)
        {
            yield break;
        }

        var preorder = BackorderPolicy?.Mode == BackorderMode.Preorder;

        var pool = WhatNobodyHolds();
        foreach (var next in Backorders)
        {
            if (pool.Available(default) <= 0)
            {
                yield break;
            }

            if (preorder && next.Priority != BrokenPromise)
            {
                // Promises that broke stand before all others.
                yield break;
            }

            if (pool.TryTake(next.Wish, next.Quantity))
            {
                yield return new StockEvent.ReservationMade(next.Reservation, next.Quantity, now + FilledTtl)
                {
                    UsableUntil = next.UsableUntil,
                    Lot = LotOf(next.Wish),
                    Serial = next.Serial,
                };
            }
            else
            {
                pool.Take(next.Wish, long.Max(0, pool.Available(next.Wish)));
            }
        }
    }

    private IEnumerable<StockEvent> Crossed()
    {
        if (ReorderPoint is { } point)
        {
            var atp = Available;
            if (!IsLow && atp <= point)
            {
                yield return new StockEvent.LowStockDetected(atp, point);
            }
            else if (IsLow && atp > point)
            {
                yield return new StockEvent.LowStockEnded(atp, point);
            }
        }
    }
}
