using System.Collections.Immutable;
using System.Diagnostics;
using NodaTime;

namespace Oms.Central.Inventory;

/// <content>How events change the stock item.</content>
public sealed partial record StockItem
{
    public static StockItem Evolve(StockItem state, StockEvent happened)
    {
        var next = happened switch
        {
            StockEvent.StockReceived e => state.Move(e.Lot, e.Quantity, LotStatus.Approved)
                .WithSerialsIn(e.Lot, e.Serials).UsableUntil(e.Lot, e.Expires) with
            {
                Ledger = state.Ledger with { Received = state.Ledger.Received + e.Quantity },
                Movements = state.Movements.Add(e.Ref, ReceiptOf(e.Lot, e.Quantity, e.UnitCost, e.Serials)),
            },
            StockEvent.ReservationMade e => state with
            {
                Reservations = state.Reservations.Add(
                    e.Reservation,
                    new Reservation(
                        e.Quantity,
                        e.ExpiresAt is null ? ReservationKind.Hard : ReservationKind.Soft,
                        e.ExpiresAt,
                        state.Revision)
                    {
                        UsableUntil = e.UsableUntil,
                        Lot = e.Lot,
                        Serial = e.Serial,
                    }),
                Backorders = state.Backorders.Remove(e.Reservation),
                Ledger = state.Ledger with { PromisesMade = state.Ledger.PromisesMade + e.Quantity },
            },
            StockEvent.ReservationDenied e => state with { Ended = state.Ended.Add(e.Reservation, "denied") },
            StockEvent.BackorderQueued e => state.OnQueued(e),
            StockEvent.BackorderReduced e => state.OnBackorderReduced(e),
            StockEvent.ReservationConfirmed e => state with
            {
                Reservations = state.Reservations.Replace(
                    e.Reservation,
                    state.Reservations[e.Reservation] with { Kind = ReservationKind.Hard, ExpiresAt = null }),
            },
            StockEvent.ReservationExtended e => state with
            {
                Reservations = state.Reservations.Replace(
                    e.Reservation, state.Reservations[e.Reservation] with { ExpiresAt = e.ExpiresAt }),
            },
            StockEvent.ReservationReleased e => state.OnReleased(e),
            StockEvent.ReservationExpired e => state with
            {
                Reservations = state.Reservations.Remove(e.Reservation),
                Ended = state.Ended.Add(e.Reservation, "expired"),
                Ledger = state.Ledger with { PromisesExpired = state.Ledger.PromisesExpired + e.Quantity },
            },
            StockEvent.StockShipped e => state.OnShipped(e),
            StockEvent.StockPicked e => state.OnPicked(e),
            StockEvent.StockPutBack e => state.OnPutBack(e),
            StockEvent.PicksUnwanted e => state.OnUnwanted(e),
            StockEvent.StockReturned e => state.OnReturned(e),
            StockEvent.StockScrapped e => state.Move(e.Lot, -e.Quantity).WithoutSerials(e.Serials) with
            {
                Ledger = state.Ledger with { Scrapped = state.Ledger.Scrapped + e.Quantity },
                Movements = state.Movements.Add(e.Ref, WithSerials($"scrap:{e.Lot}:{e.Quantity}", e.Serials)),
            },
            StockEvent.StockRestocked e => state.OnRestocked(e),
            StockEvent.StockSentBack e => state.OnSentBack(e),
            StockEvent.StockTransferredOut e => state.OnTransferredOut(e),
            StockEvent.StockTransferredIn e => state.OnTransferredIn(e),
            StockEvent.UnitsMoved e => state.OnMoved(e),
            StockEvent.UnitsLeftBins e => state.OnLeftBins(e),
            StockEvent.LotQuarantined e => state.Mark(e.Lot, LotStatus.Quarantined, e.Cause),
            StockEvent.LotBlocked e => state.Mark(e.Lot, e.Status, e.Cause),
            StockEvent.LotExpired e => state.Mark(e.Lot, LotStatus.Expired, "expired"),
            StockEvent.LotReleased e => state.Mark(e.Lot, LotStatus.Approved, e.Cause),
            StockEvent.StockAdjusted e => state.OnCorrected(e.Lot, e.Delta),
            StockEvent.StockCounted e => e.Serials is null
                ? state.OnCorrected(e.Lot, e.Delta)
                : state.OnCorrected(e.Lot, e.Delta).WithoutSerials([.. state.SerialsOf(e.Lot)])
                    .WithSerialsIn(e.Lot, e.Serials),
            StockEvent.SerialTrackingSet e => state with { SerialTracked = e.Tracked },
            StockEvent.ShortfallRaised => state,
            StockEvent.SafetyStockSet e => state with { SafetyStock = e.Quantity },
            StockEvent.ReorderPointSet e => state with
            {
                ReorderPoint = e.Quantity,
                IsLow = state.IsLow && e.Quantity is not null,
            },
            StockEvent.LowStockDetected => state with { IsLow = true },
            StockEvent.LowStockEnded => state with { IsLow = false },
            StockEvent.BackorderPolicySet e => state with { BackorderPolicy = e.Policy },
            StockEvent.SupplyExpected e => state.OnSupply(e),
            StockEvent.PegsFellDue e => state with { TellPegsAt = e.At },
            StockEvent.BackordersPegged e => state with
            {
                Backorders = state.Backorders.Expect(e.Pegs),
                TellPegsAt = null,
            },
            StockEvent.PreorderReleased => state with
            {
                BackorderPolicy = state.BackorderPolicy! with { Mode = BackorderMode.Backorder, Release = null },
            },
            _ => throw new UnreachableException($"No such event: {happened.GetType().Name}."),
        };
        return next with { Revision = state.Revision + 1 };
    }

    private StockItem Move(string name, int delta, LotStatus ifNew = LotStatus.Approved)
    {
        var lot = Lots.TryGetValue(name, out var known) ? known : new Lot(0, ifNew, null, Revision, null);
        return lot.Quantity + delta < 0
            ? throw new UnreachableException($"Lot {name} holds {lot.Quantity} units; {-delta} cannot leave.")
            : this with { Lots = Lots.With(name, lot with { Quantity = lot.Quantity + delta }) };
    }

    /// <summary>Several receipts of one lot: the earliest day counts.</summary>
    private StockItem UsableUntil(string name, LocalDate? expires) =>
        expires is { } last && Lots[name] is var lot && !(lot.Expires <= last)
            ? this with { Lots = Lots.With(name, lot with { Expires = last }) }
            : this;

    private StockItem Mark(string name, LotStatus status, string cause)
    {
        var lot = Lots.TryGetValue(name, out var known) ? known : new Lot(0, status, null, Revision, cause);
        return this with { Lots = Lots.With(name, lot with { Status = status, Cause = cause }) };
    }

    private StockItem OnCorrected(string lot, int delta) =>
        Move(lot, delta, LotStatus.Approved) with
        {
            Ledger = Ledger with
            {
                AdjustedUp = Ledger.AdjustedUp + int.Max(0, delta),
                AdjustedDown = Ledger.AdjustedDown + int.Max(0, -delta),
            },
        };

    private StockItem OnQueued(StockEvent.BackorderQueued e)
    {
        var waiting = new Backorder(e.Reservation, e.Quantity)
        {
            Priority = e.Priority,
            Promise = e.Promise,
            CancelAfter = e.CancelAfter,
            UsableUntil = e.UsableUntil,
            Lot = e.Lot,
            Serial = e.Serial,
        };
        return this with { Backorders = Backorders.Insert(waiting, e.First) };
    }

    private StockItem OnSupply(StockEvent.SupplyExpected e)
    {
        var supplies = Supplies ?? ImmutableSortedDictionary<string, ExpectedSupply>.Empty;
        supplies = e.Quantity == 0
            ? supplies.Remove(e.Ref)
            : supplies.SetItem(e.Ref, new ExpectedSupply(e.Quantity, e.On));
        return this with { Supplies = supplies.IsEmpty ? null : supplies };
    }

    private StockItem OnReturned(StockEvent.StockReturned e)
    {
        // Units to be set aside are kept apart from the good ones of their lot, until somebody decides.
        var restock = e.Disposition == Disposition.Restock;
        var moved = Move(
            restock ? e.Lot : ReturnedLot(e.Lot), e.Quantity, restock ? LotStatus.Approved : LotStatus.Quarantined);
        moved = moved.WithSerialsIn(restock ? e.Lot : ReturnedLot(e.Lot), e.Serials);
        return (restock ? moved : moved.Mark(ReturnedLot(e.Lot), LotStatus.Quarantined, e.Cause)) with
        {
            Ledger = Ledger with { Restocked = Ledger.Restocked + e.Quantity },
            Movements = Movements.Add(e.Ref, WithSerials($"{e.Lot}:{e.Quantity}:{e.Disposition}", e.Serials)),
        };
    }

    private StockItem OnReleased(StockEvent.ReservationReleased e) =>
        this with
        {
            Reservations = e.Remaining == 0
                ? Reservations.Remove(e.Reservation)
                : Reservations.Replace(
                    e.Reservation, Reservations[e.Reservation] with { Quantity = e.Remaining }),
            Ended = e.Remaining == 0 ? Ended.Add(e.Reservation, "released") : Ended,
            Ledger = Ledger with { PromisesReleased = Ledger.PromisesReleased + e.Quantity },
        };

    private StockItem OnBackorderReduced(StockEvent.BackorderReduced e) =>
        this with
        {
            Backorders = e.Remaining == 0
                ? Backorders.Remove(e.Reservation)
                : Backorders.Reduce(e.Reservation, e.Remaining),
            Ended = e.Remaining == 0 ? Ended.Add(e.Reservation, "released") : Ended,
        };

    /// <summary>The name under which units of a lot that came back wait for a decision.</summary>
    public static string ReturnedLot(string lot) => $"{lot}~returned";
}
