using NodaTime;
using Decision = Oms.Entities.Decision<Oms.Central.Inventory.StockEvent, Oms.Central.Inventory.StockRejection>;

namespace Oms.Central.Inventory;

/// <content>Lots that may not leave, and the promises that this breaks.</content>
public sealed partial record StockItem
{
    /// <summary>The day it is, in UTC.</summary>
    private static LocalDate DayOf(Instant now) => now.InUtc().Date;

    private static bool IsOver(Lot lot, LocalDate today) => lot.Expires is { } last && last < today;

    private Decision Quarantine(StockCommand.QuarantineLot c)
    {
        // A lot that is set aside for a graver reason stays so.
        if (Lots.TryGetValue(c.Lot, out var lot) && Gravity(lot.Status) >= Gravity(LotStatus.Quarantined))
        {
            return Decision.AlreadyDone;
        }

        // A lot that never was here may be quarantined too: its units may still arrive.
        return NoRoom(c.Lot) ?? Decision.Accept(new StockEvent.LotQuarantined(
            c.Lot, lot?.Quantity ?? 0, c.Cause, Affected(c.Lot, LotStatus.Quarantined)));
    }

    private Decision Block(StockCommand.BlockLot c)
    {
        if (c.Status is not (LotStatus.OnHold or LotStatus.Damaged or LotStatus.Recalled))
        {
            return Decision.Reject(new StockRejection.Invalid("/status", "It must be on_hold, damaged or recalled."));
        }

        _ = Lots.TryGetValue(c.Lot, out var lot);
        return lot?.Status == c.Status
            ? Decision.AlreadyDone
            : lot is not null && Gravity(lot.Status) > Gravity(c.Status)
                ? Decision.Reject(new StockRejection.LotIsBlocked(c.Lot, lot.Status))
                : NoRoom(c.Lot) ?? Decision.Accept(new StockEvent.LotBlocked(
                    c.Lot, c.Status, lot?.Quantity ?? 0, c.Cause, Affected(c.Lot, c.Status)));
    }

    private Decision ReleaseLot(StockCommand.ReleaseLot c, Instant now) =>
        !Lots.TryGetValue(c.Lot, out var lot)
            ? Decision.Reject(new StockRejection.NoSuchLot(c.Lot))
            : lot.Status == LotStatus.Approved
                ? Decision.AlreadyDone
                : IsOver(lot, DayOf(now))
                    ? Decision.Reject(new StockRejection.LotIsBlocked(c.Lot, LotStatus.Expired))
                    : SerialTracked && SerialsOf(c.Lot).Count() != lot.Quantity
                        ? Decision.Reject(new StockRejection.NotPossible(
                            "Not all its units have serials: count the lot and name them."))
                        : Decision.Accept(new StockEvent.LotReleased(c.Lot, c.Cause));

    /// <summary>How grave a status is: a graver one is never replaced by a lighter one, only released.</summary>
    private static int Gravity(LotStatus status) =>
        status switch
        {
            LotStatus.Approved => 0,
            LotStatus.OnHold => 1,
            LotStatus.Quarantined => 2,
            LotStatus.Damaged => 3,
            LotStatus.Expired => 4,
            LotStatus.Recalled => 5,
            _ => throw new System.Diagnostics.UnreachableException($"No such status: {status}."),
        };

    /// <summary>Whether these lots cover all promises, without a look at each.</summary>
    private bool AllAreKept(LotTable lots)
    {
        if (Reservations.ByWish.IsEmpty || Reservations.Quantity > lots.Sellable)
        {
            return Reservations.Quantity <= lots.Sellable;
        }

        var pool = new StockPool(lots, Serials, safetyStock: 0);
        var any = Reservations.Quantity;
        foreach (var (wish, quantity) in Reservations.ByWish)
        {
            any -= quantity;
            if (!pool.TryTake(wish, quantity))
            {
                return false;
            }
        }

        return pool.TryTake(default, any);
    }

    private Decision? NoRoom(string lot) =>
        Lots.Count < LotsMax || Lots.ContainsKey(lot)
            ? null
            : Decision.Reject(new StockRejection.LimitReached("lots", LotsMax));

    /// <summary>The promises that cannot be kept once the lot has the status.</summary>
    private string[] Affected(string name, LotStatus status) =>
        Lots.TryGetValue(name, out var lot)
            ? [.. Unkeepable(Lots.With(name, lot with { Status = status })).Select(pair => pair.Key)]
            : [];

    /// <summary>The promises that these lots do not cover: the oldest are kept.</summary>
    private List<KeyValuePair<string, Reservation>> Unkeepable(LotTable lots)
    {
        if (AllAreKept(lots))
        {
            return [];
        }

        var pool = new StockPool(lots, Serials, safetyStock: 0);
        return
        [
            .. Reservations.OrderBy(pair => pair.Value.Made)
                .Where(pair => !pool.TryTake(pair.Value.Wish, pair.Value.Quantity)),
        ];
    }
}
