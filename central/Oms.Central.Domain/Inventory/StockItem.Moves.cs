using Oms.Central.Costing;
using Oms.Central.Orders;
using Oms.Finance;
using Decision = Oms.Entities.Decision<Oms.Central.Inventory.StockEvent, Oms.Central.Inventory.StockRejection>;

namespace Oms.Central.Inventory;

/// <content>What moves units, and what follows from it for the promises.</content>
public sealed partial record StockItem
{
    private Decision Receive(StockCommand.Receive c)
    {
        var what = ReceiptOf(c.Lot, c.Quantity, c.UnitCost, c.Serials);
        return Movements.Find(c.Ref) is { } known
            ? known == what ? Decision.AlreadyDone : Decision.Reject(new StockRejection.ReferenceReused(c.Ref))
            : InvalidQuantity(c.Quantity) ?? TooMany(c.Quantity) ?? NoRoom(c.Lot)
                ?? SerialFault(c.Serials, c.Quantity) ?? SerialTaken(c.Serials) ?? CostFault(c.UnitCost)
                ?? Decision.Accept(new StockEvent.StockReceived(c.Ref, c.Lot, c.Quantity, c.Expires)
                {
                    Serials = c.Serials,
                    UnitCost = c.UnitCost,
                });
    }

    private static Decision? CostFault(Money? unit) =>
        unit is null or { Minor: >= 0 and <= CostBook.UnitCostMax }
            ? null
            : Decision.Reject(new StockRejection.Invalid(
                "/unit_cost/minor", $"It must be from 0 to {CostBook.UnitCostMax}."));

    /// <summary>What the reference of a receipt stands for.</summary>
    private static string ReceiptOf(string lot, int quantity, Money? unitCost, IReadOnlyList<string>? serials) =>
        WithSerials(
            unitCost is null ? $"{lot}:{quantity}" : $"{lot}:{quantity} at {unitCost.Minor} {unitCost.Currency}",
            serials);

    private Decision Ship(StockCommand.Ship c)
    {
        if (ShipPicked(c) is { } picked)
        {
            return picked;
        }

        if (!Reservations.TryGetValue(c.Reservation, out var live))
        {
            return Ended.Find(c.Reservation) == ShippedBy(c.Route)
                ? Decision.AlreadyDone
                : Decision.Reject(new StockRejection.NoSuchReservation(c.Reservation));
        }

        return live.Quantity < c.Quantity || c.Quantity < 1
            ? Decision.Reject(new StockRejection.ReservationDiffers(c.Reservation, live.Quantity))
            : live.Kind != ReservationKind.Hard
                ? Decision.Reject(new StockRejection.NoSuchReservation(c.Reservation))
                : Take(live, c.Quantity) is { } lots
                    ? Decision.Accept(
                    [
                        .. Beyond(c, live.Quantity - c.Quantity, c.Quantity),
                        new StockEvent.StockShipped(c.Reservation, c.Quantity, c.Route, lots)
                        {
                            Serials = Named(lots, live),
                        },
                    ])
                    : Decision.Reject(new StockRejection.OutOfStock(Sellable));
    }

    /// <summary>What is promised beyond what is shipped is given up.</summary>
    private static StockEvent[] Beyond(StockCommand.Ship c, int beyond, int remaining) =>
        beyond > 0 ? [new StockEvent.ReservationReleased(c.Reservation, beyond, remaining, "surrendered")] : [];

    /// <summary>The lots that leave for a promise: approved ones that suit it, first expired first out, then first in
    /// first out; never units of a lot that another promise names.</summary>
    /// <returns>Null when there are too few.</returns>
    private List<LotQuantity>? Take(Reservation promise, int quantity)
    {
        var pinned = Reservations.ByWish.Where(wish => wish.Key.Lot is not null)
            .ToLookup(wish => wish.Key.Lot, wish => wish.Value, StringComparer.Ordinal);
        var taken = new List<LotQuantity>();
        var left = quantity;
        var suiting =
            from pair in Lots.Leaving
            where (promise.Lot is null || promise.Lot == pair.Key)
                && (promise.UsableUntil is null || LotTable.LastDay(pair.Value) >= promise.UsableUntil)
            select pair;
        foreach (var (name, lot) in suiting)
        {
            // Of its own lot, what it holds itself is no obstacle.
            var others = pinned[name].Sum() - (name == promise.Lot ? promise.Quantity : 0);
            var part = (int)long.Min(left, lot.Quantity - others);
            if (part > 0)
            {
                taken.Add(new LotQuantity(name, part));
                left -= part;
            }

            if (left == 0)
            {
                return taken;
            }
        }

        return null;
    }

    private Decision Return(StockCommand.Return c)
    {
        // Nobody can tell which units came back without a serial: they wait apart for a count.
        var disposition = SerialTracked && c.Serials is null ? Disposition.Quarantine : c.Disposition;
        var what = WithSerials($"{c.Lot}:{c.Quantity}:{disposition}", c.Serials);
        return Movements.Find(c.Ref) is { } known
            ? known == what ? Decision.AlreadyDone : Decision.Reject(new StockRejection.ReferenceReused(c.Ref))
            : InvalidQuantity(c.Quantity) ?? TooMany(c.Quantity) ?? NoRoom(c.Lot)
                ?? (c.Serials is null ? null : SerialFault(c.Serials, c.Quantity) ?? SerialTaken(c.Serials))
                ?? Decision.Accept(new StockEvent.StockReturned(c.Ref, c.Lot, c.Quantity, disposition, c.Cause)
                {
                    Serials = c.Serials,
                });
    }

    private Decision Adjust(StockCommand.Adjust c)
    {
        if (SerialTracked)
        {
            return Decision.Reject(
                new StockRejection.NotPossible("Its units have serials: count the lot and name them."));
        }

        var onHand = Lots.TryGetValue(c.Lot, out var lot) ? lot.Quantity : 0;
        return c.ExpectedOnHand is { } expected && expected != onHand
            ? Decision.Reject(new StockRejection.StockStale(expected, onHand))
            : lot is null && c.Delta < 0
                ? Decision.Reject(new StockRejection.NoSuchLot(c.Lot))
                : c.Delta == 0 || c.Delta is < -QuantityMax or > QuantityMax || onHand + (long)c.Delta < 0
                    ? Decision.Reject(new StockRejection.QuantityInvalid($"The lot holds {onHand}."))
                    : (c.Delta > 0 ? TooMany(c.Delta) ?? NoRoom(c.Lot) : null) ?? Decision.Accept(
                        new StockEvent.StockAdjusted(c.Lot, c.Delta, c.Reason));
    }

    private Decision Count(StockCommand.Count c)
    {
        var onHand = Lots.TryGetValue(c.Lot, out var lot) ? lot.Quantity : 0;
        return c.Counted is < 0 or > QuantityMax
            ? Decision.Reject(new StockRejection.Invalid("/counted", $"It must be from 0 to {QuantityMax}."))
            : c.Expected != onHand
                ? Decision.Reject(new StockRejection.StockStale(c.Expected, onHand))
                : lot is null && c.Counted == 0
                    ? Decision.Reject(new StockRejection.NoSuchLot(c.Lot))
                    : (c.Counted > onHand ? TooMany(c.Counted - onHand) ?? NoRoom(c.Lot) : null)
                        ?? SerialFault(c.Serials, c.Counted) ?? SerialTaken(c.Serials, exceptIn: c.Lot)
                        ?? Decision.Accept(
                            new StockEvent.StockCounted(c.Lot, c.Counted, c.Counted - onHand, c.Reason)
                            {
                                Serials = c.Serials,
                            });
    }

    private Decision Scrap(StockCommand.Scrap c) => TakeAway(
        "scrap", c.Ref, c.Lot, c.Quantity, c.Serials,
        new StockEvent.StockScrapped(c.Ref, c.Lot, c.Quantity, c.Reason) { Serials = c.Serials });

    /// <summary>Takes units out of a lot for good.</summary>
    /// <param name="kind">What the movement is remembered as.</param>
    private Decision TakeAway(
        string kind, string reference, string name, int quantity, IReadOnlyList<string>? serials, StockEvent taken)
    {
        var what = WithSerials($"{kind}:{name}:{quantity}", serials);
        return Movements.Find(reference) is { } known
            ? known == what ? Decision.AlreadyDone : Decision.Reject(new StockRejection.ReferenceReused(reference))
            : !Lots.TryGetValue(name, out var lot)
                ? Decision.Reject(new StockRejection.NoSuchLot(name))
                : InvalidQuantity(quantity) ?? (lot.Quantity < quantity
                    ? Decision.Reject(new StockRejection.QuantityInvalid($"The lot holds {lot.Quantity}."))
                    : SerialFault(serials, quantity) ?? SerialMissing(serials, name) ?? Decision.Accept(taken));
    }

    private static string ShippedBy(string route) => $"shipped:{route}";
}
