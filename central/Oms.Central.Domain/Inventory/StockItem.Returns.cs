using Decision = Oms.Entities.Decision<Oms.Central.Inventory.StockEvent, Oms.Central.Inventory.StockRejection>;

namespace Oms.Central.Inventory;

/// <content>What becomes of units that came back.</content>
public sealed partial record StockItem
{
    private Decision Restock(StockCommand.Restock c)
    {
        var aside = ReturnedLot(c.Lot);
        var what = WithSerials($"restock:{c.Lot}:{c.Quantity}", c.Serials);
        return Movements.Find(c.Ref) is { } known
            ? known == what ? Decision.AlreadyDone : Decision.Reject(new StockRejection.ReferenceReused(c.Ref))
            : !Lots.TryGetValue(aside, out var lot)
                ? Decision.Reject(new StockRejection.NoSuchLot(aside))
                : lot.Status != LotStatus.Quarantined
                    ? Decision.Reject(new StockRejection.LotIsBlocked(aside, lot.Status))
                    : InvalidQuantity(c.Quantity) ?? (lot.Quantity < c.Quantity
                        ? Decision.Reject(new StockRejection.QuantityInvalid($"The lot holds {lot.Quantity}."))
                        : NoRoom(c.Lot) ?? SerialFault(c.Serials, c.Quantity) ?? SerialMissing(c.Serials, aside)
                            ?? Decision.Accept(new StockEvent.StockRestocked(c.Ref, c.Lot, c.Quantity, c.Cause)
                            {
                                Serials = c.Serials,
                            }));
    }

    private Decision SendBack(StockCommand.SendBack c) => TakeAway(
        "sent-back", c.Ref, c.Lot, c.Quantity, c.Serials,
        new StockEvent.StockSentBack(c.Ref, c.Lot, c.Quantity, c.Cause) { Serials = c.Serials });

    private StockItem OnRestocked(StockEvent.StockRestocked e) =>
        Move(ReturnedLot(e.Lot), -e.Quantity).Move(e.Lot, e.Quantity).WithSerialsIn(e.Lot, e.Serials) with
        {
            Movements = Movements.Add(e.Ref, WithSerials($"restock:{e.Lot}:{e.Quantity}", e.Serials)),
        };

    private StockItem OnSentBack(StockEvent.StockSentBack e) =>
        Move(e.Lot, -e.Quantity).WithoutSerials(e.Serials) with
        {
            Ledger = Ledger with { SentBack = Ledger.SentBack + e.Quantity },
            Movements = Movements.Add(e.Ref, WithSerials($"sent-back:{e.Lot}:{e.Quantity}", e.Serials)),
        };
}
