using System.Diagnostics;

namespace Oms.Central.Inventory;

/// <content>How events change the stock item.</content>
public sealed partial record StockItem
{
    public static StockItem Evolve(StockItem state, StockEvent happened)
    {
        var next = happened switch
        {
            StockEvent.StockReceived e => state.Move(e.Lot, e.Quantity, LotStatus.Approved) with
            {
                Ledger = state.Ledger with { Received = state.Ledger.Received + e.Quantity },
                Movements = state.Movements.Add(e.Ref, $"{e.Lot}:{e.Quantity}"),
            },
            StockEvent.ReservationMade e => state with
            {
                Reservations = state.Reservations.Add(
                    e.Reservation, new Reservation(e.Quantity, ReservationKind.Soft, e.ExpiresAt, state.Revision)),
                Backorders = state.Backorders.RemoveAll(b => b.Reservation == e.Reservation),
                Ledger = state.Ledger with { PromisesMade = state.Ledger.PromisesMade + e.Quantity },
            },
            StockEvent.ReservationDenied e => state with { Ended = state.Ended.Add(e.Reservation, "denied") },
            StockEvent.BackorderQueued e => state with
            {
                Backorders = state.Backorders.Insert(
                    e.First ? 0 : state.Backorders.Count, new Backorder(e.Reservation, e.Quantity)),
            },
            StockEvent.BackorderReduced e => state.OnBackorderReduced(e),
            StockEvent.ReservationConfirmed e => state with
            {
                Reservations = state.Reservations.SetItem(
                    e.Reservation,
                    state.Reservations[e.Reservation] with { Kind = ReservationKind.Hard, ExpiresAt = null }),
            },
            StockEvent.ReservationReleased e => state.OnReleased(e),
            StockEvent.ReservationExpired e => state with
            {
                Reservations = state.Reservations.Remove(e.Reservation),
                Ended = state.Ended.Add(e.Reservation, "expired"),
                Ledger = state.Ledger with { PromisesExpired = state.Ledger.PromisesExpired + e.Quantity },
            },
            StockEvent.StockShipped e => e.Lots.Aggregate(state, (item, lot) => item.Move(lot.Lot, -lot.Quantity)) with
            {
                Reservations = state.Reservations.Remove(e.Reservation),
                Ended = state.Ended.Add(e.Reservation, ShippedBy(e.Route)),
                Ledger = state.Ledger with
                {
                    Shipped = state.Ledger.Shipped + e.Quantity,
                    PromisesConsumed = state.Ledger.PromisesConsumed + e.Quantity,
                },
            },
            StockEvent.StockReturned e => state.OnReturned(e),
            StockEvent.StockScrapped e => state.Move(e.Lot, -e.Quantity) with
            {
                Ledger = state.Ledger with { Scrapped = state.Ledger.Scrapped + e.Quantity },
                Movements = state.Movements.Add(e.Ref, $"scrap:{e.Lot}:{e.Quantity}"),
            },
            StockEvent.LotQuarantined e => state.Mark(e.Lot, LotStatus.Quarantined, e.Cause),
            StockEvent.LotReleased e => state.Mark(e.Lot, LotStatus.Approved, e.Cause),
            StockEvent.StockAdjusted e => state.Move(e.Lot, e.Delta, LotStatus.Approved) with
            {
                Ledger = state.Ledger with
                {
                    AdjustedUp = state.Ledger.AdjustedUp + int.Max(0, e.Delta),
                    AdjustedDown = state.Ledger.AdjustedDown + int.Max(0, -e.Delta),
                },
            },
            StockEvent.ShortfallRaised => state,
            StockEvent.SafetyStockSet e => state with { SafetyStock = e.Quantity },
            _ => throw new UnreachableException($"No such event: {happened.GetType().Name}."),
        };
        if (happened is StockEvent.StockReceived { Expires: { } expires } received)
        {
            // Several receipts of one lot: the earliest day counts.
            var lot = next.Lots[received.Lot];
            next = next with
            {
                Lots = next.Lots.SetItem(
                    received.Lot, lot with { Expires = lot.Expires is { } day && day < expires ? day : expires }),
            };
        }

        return next with { Revision = state.Revision + 1 };
    }

    private StockItem Move(string name, int delta, LotStatus ifNew = LotStatus.Approved)
    {
        var lot = Lots.TryGetValue(name, out var known) ? known : new Lot(0, ifNew, null, Revision, null);
        return lot.Quantity + delta < 0
            ? throw new UnreachableException($"Lot {name} holds {lot.Quantity} units; {-delta} cannot leave.")
            : this with { Lots = Lots.SetItem(name, lot with { Quantity = lot.Quantity + delta }) };
    }

    private StockItem Mark(string name, LotStatus status, string cause)
    {
        var lot = Lots.TryGetValue(name, out var known) ? known : new Lot(0, status, null, Revision, cause);
        return this with { Lots = Lots.SetItem(name, lot with { Status = status, Cause = cause }) };
    }

    private StockItem OnReturned(StockEvent.StockReturned e)
    {
        // Units to be set aside are kept apart from the good ones of their lot, until somebody decides.
        var restock = e.Disposition == Disposition.Restock;
        var moved = Move(
            restock ? e.Lot : ReturnedLot(e.Lot), e.Quantity, restock ? LotStatus.Approved : LotStatus.Quarantined);
        return (restock ? moved : moved.Mark(ReturnedLot(e.Lot), LotStatus.Quarantined, e.Cause)) with
        {
            Ledger = Ledger with { Restocked = Ledger.Restocked + e.Quantity },
            Movements = Movements.Add(e.Ref, $"{e.Lot}:{e.Quantity}:{e.Disposition}"),
        };
    }

    private StockItem OnReleased(StockEvent.ReservationReleased e) =>
        this with
        {
            Reservations = e.Remaining == 0
                ? Reservations.Remove(e.Reservation)
                : Reservations.SetItem(
                    e.Reservation, Reservations[e.Reservation] with { Quantity = e.Remaining }),
            Ended = e.Remaining == 0 ? Ended.Add(e.Reservation, "released") : Ended,
            Ledger = Ledger with { PromisesReleased = Ledger.PromisesReleased + e.Quantity },
        };

    private StockItem OnBackorderReduced(StockEvent.BackorderReduced e)
    {
        var at = Backorders.FindIndex(b => b.Reservation == e.Reservation);
        return this with
        {
            Backorders = e.Remaining == 0
                ? Backorders.RemoveAt(at)
                : Backorders.SetItem(at, Backorders[at] with { Quantity = e.Remaining }),
            Ended = e.Remaining == 0 ? Ended.Add(e.Reservation, "released") : Ended,
        };
    }

    /// <summary>The name under which units of a lot that came back wait for a decision.</summary>
    public static string ReturnedLot(string lot) => $"{lot}~returned";
}
