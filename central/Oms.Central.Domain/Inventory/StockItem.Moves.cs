using NodaTime;
using Oms.Central.Orders;
using Decision = Oms.Entities.Decision<Oms.Central.Inventory.StockEvent, Oms.Central.Inventory.StockRejection>;

namespace Oms.Central.Inventory;

/// <content>What moves units, and what follows from it for the promises.</content>
public sealed partial record StockItem
{
    private Decision Ship(StockCommand.Ship c)
    {
        if (!Reservations.TryGetValue(c.Reservation, out var live))
        {
            return Ended.Find(c.Reservation) == ShippedBy(c.Route)
                ? Decision.AlreadyDone
                : Decision.Reject(new StockRejection.NoSuchReservation(c.Reservation));
        }

        return live.Quantity != c.Quantity
            ? Decision.Reject(new StockRejection.ReservationDiffers(c.Reservation, live.Quantity))
            : live.Kind != ReservationKind.Hard
                ? Decision.Reject(new StockRejection.NoSuchReservation(c.Reservation))
                : Sellable < c.Quantity
                    ? Decision.Reject(new StockRejection.OutOfStock(Sellable))
                    : Decision.Accept(
                        new StockEvent.StockShipped(c.Reservation, c.Quantity, c.Route, Take(c.Quantity)));
    }

    /// <summary>The lots that leave: approved ones, first expired first out, then first in first out.</summary>
    private List<LotQuantity> Take(int quantity)
    {
        var taken = new List<LotQuantity>();
        var left = quantity;
        var approved =
            from pair in Lots
            where pair.Value is { Status: LotStatus.Approved, Quantity: > 0 }
            orderby pair.Value.Expires ?? LocalDate.MaxIsoValue, pair.Value.Arrival
            select pair;
        foreach (var (name, lot) in approved)
        {
            var part = int.Min(left, lot.Quantity);
            taken.Add(new LotQuantity(name, part));
            left -= part;
            if (left == 0)
            {
                break;
            }
        }

        return taken;
    }

    private Decision Return(StockCommand.Return c)
    {
        var what = $"{c.Lot}:{c.Quantity}:{c.Disposition}";
        return Movements.Find(c.Ref) is { } known
            ? known == what ? Decision.AlreadyDone : Decision.Reject(new StockRejection.ReferenceReused(c.Ref))
            : InvalidQuantity(c.Quantity) ?? TooMany(c.Quantity) ?? Decision.Accept(
                new StockEvent.StockReturned(c.Ref, c.Lot, c.Quantity, c.Disposition, c.Cause));
    }

    private Decision Adjust(StockCommand.Adjust c)
    {
        var onHand = Lots.TryGetValue(c.Lot, out var lot) ? lot.Quantity : 0;
        return c.ExpectedOnHand is { } expected && expected != onHand
            ? Decision.Reject(new StockRejection.StockStale(expected, onHand))
            : lot is null && c.Delta < 0
                ? Decision.Reject(new StockRejection.NoSuchLot(c.Lot))
                : c.Delta == 0 || c.Delta is < -QuantityMax or > QuantityMax || onHand + (long)c.Delta < 0
                    ? Decision.Reject(new StockRejection.QuantityInvalid($"The lot holds {onHand}."))
                    : (c.Delta > 0 ? TooMany(c.Delta) : null) ?? Decision.Accept(
                        new StockEvent.StockAdjusted(c.Lot, c.Delta, c.Reason));
    }

    private Decision Scrap(StockCommand.Scrap c)
    {
        var what = $"scrap:{c.Lot}:{c.Quantity}";
        return Movements.Find(c.Ref) is { } known
            ? known == what ? Decision.AlreadyDone : Decision.Reject(new StockRejection.ReferenceReused(c.Ref))
            : !Lots.TryGetValue(c.Lot, out var lot)
                ? Decision.Reject(new StockRejection.NoSuchLot(c.Lot))
                : InvalidQuantity(c.Quantity) ?? (lot.Quantity < c.Quantity
                    ? Decision.Reject(new StockRejection.QuantityInvalid($"The lot holds {lot.Quantity}."))
                    : Decision.Accept(new StockEvent.StockScrapped(c.Ref, c.Lot, c.Quantity, c.Reason)));
    }

    private Decision Quarantine(StockCommand.QuarantineLot c)
    {
        if (Lots.TryGetValue(c.Lot, out var lot) && lot.Status == LotStatus.Quarantined)
        {
            return Decision.AlreadyDone;
        }

        // A lot that never was here may be quarantined too: its units may still arrive.
        var lost = lot is { Status: LotStatus.Approved } ? lot.Quantity : 0;
        return Decision.Accept(new StockEvent.LotQuarantined(
            c.Lot, lot?.Quantity ?? 0, c.Cause, [.. Unkeepable(Sellable - lost).Select(pair => pair.Key)]));
    }

    /// <summary>The promises that so many units do not cover: the oldest are kept.</summary>
    private IEnumerable<KeyValuePair<string, Reservation>> Unkeepable(int units)
    {
        foreach (var pair in Reservations.OrderBy(pair => pair.Value.Made))
        {
            if (pair.Value.Quantity <= units)
            {
                units -= pair.Value.Quantity;
            }
            else
            {
                yield return pair;
            }
        }
    }

    /// <summary>Adds what follows: promises that cannot be kept become backorders, backorders that can be are
    /// filled in the order in which they came.</summary>
    private static Decision Settle(StockItem state, IReadOnlyList<StockEvent> first, Instant now)
    {
        var all = new List<StockEvent>(first);
        state = first.Aggregate(state, Evolve);
        if (state.Reserved > state.Sellable)
        {
            var broken = state.Unkeepable(state.Sellable).ToList();
            var more = new List<StockEvent>
            {
                new StockEvent.ShortfallRaised(state.Reserved - state.Sellable, [.. broken.Select(pair => pair.Key)]),
            };
            foreach (var (id, reservation) in Enumerable.Reverse(broken))
            {
                more.Add(new StockEvent.ReservationReleased(id, reservation.Quantity, 0, "shortfall"));
                more.Add(new StockEvent.BackorderQueued(id, reservation.Quantity, 0, First: true));
            }

            all.AddRange(more);
            state = more.Aggregate(state, Evolve);
        }

        while (state.Backorders is [var next, ..] && state.Available >= next.Quantity)
        {
            var filled = new StockEvent.ReservationMade(next.Reservation, next.Quantity, now + FilledTtl);
            all.Add(filled);
            state = Evolve(state, filled);
        }

        return Decision.Accept(all);
    }

    private static string ShippedBy(string route) => $"shipped:{route}";
}
