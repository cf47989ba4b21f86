using Decision = Oms.Entities.Decision<Oms.Central.Inventory.StockEvent, Oms.Central.Inventory.StockRejection>;

namespace Oms.Central.Inventory;

/// <content>Units that go to another location, and come from one.</content>
public sealed partial record StockItem
{
    private Decision TransferOut(StockCommand.TransferOut c)
    {
        if (Movements.Find(OutOf(c.Transfer, c.Line)) is not null)
        {
            return Decision.AlreadyDone;
        }

        if (InvalidQuantity(c.Quantity) is { } invalid)
        {
            return invalid;
        }

        // What nobody holds and nobody waits for may go; what somebody holds stays.
        var free = Left(default);
        var asked = new Reservation(c.Quantity, ReservationKind.Hard, null, Revision);
        if (free < c.Quantity || Take(asked, asked.Quantity) is not { } lots)
        {
            return Decision.Reject(new StockRejection.OutOfStock((int)long.Clamp(free, 0, QuantityMax)));
        }

        var serials = Named(lots, asked);
        return Decision.Accept(new StockEvent.StockTransferredOut(
            c.Transfer,
            c.Line,
            c.To,
            [
                .. lots.Select(lot => new MovedLot(lot.Lot, lot.Quantity, Lots[lot.Lot].Expires)
                {
                    Serials = serials is null ? null : [.. serials.Where(serial => Serials![serial] == lot.Lot)],
                }),
            ]));
    }

    private Decision TransferIn(StockCommand.TransferIn c) =>
        Movements.Find(InOf(c.Transfer, c.Ref)) is not null
            ? Decision.AlreadyDone
            : InvalidQuantity(c.Units.Quantity) ?? TooMany(c.Units.Quantity) ?? NoRoom(c.Units.Lot)
                ?? (SerialTracked ? SerialFault(c.Units.Serials, c.Units.Quantity) : null)
                ?? SerialTaken(c.Units.Serials)
                ?? Decision.Accept(new StockEvent.StockTransferredIn(c.Transfer, c.Ref, c.Units));

    private StockItem OnTransferredOut(StockEvent.StockTransferredOut e) =>
        e.Lots.Aggregate(this, (item, lot) => item.Move(lot.Lot, -lot.Quantity).WithoutSerials(lot.Serials)) with
        {
            Ledger = Ledger with { TransferredOut = Ledger.TransferredOut + e.Lots.Sum(lot => lot.Quantity) },
            Movements = Movements.Add(OutOf(e.Transfer, e.Line), "transfer"),
        };

    private StockItem OnTransferredIn(StockEvent.StockTransferredIn e) =>
        Move(e.Units.Lot, e.Units.Quantity).WithSerialsIn(e.Units.Lot, e.Units.Serials)
            .UsableUntil(e.Units.Lot, e.Units.Expires) with
        {
            Ledger = Ledger with { TransferredIn = Ledger.TransferredIn + e.Units.Quantity },
            Movements = Movements.Add(InOf(e.Transfer, e.Ref), "transfer"),
        };

    private static string OutOf(string transfer, int line) => $"transfer {transfer} out {line}";

    private static string InOf(string transfer, string reference) => $"transfer {transfer} in {reference}";
}
