using Oms.Central.Inventory;
using Decision = Oms.Entities.Decision<Oms.Central.Transfers.TransferEvent, Oms.Central.Transfers.TransferRejection>;

namespace Oms.Central.Transfers;

/// <content>What arrives, where it arrives, and what is not taken there.</content>
public sealed partial record Transfer
{
    /// <summary>What the reference of a receipt stands for that was refused: it is not used again.</summary>
    private const string RefusedReceipt = "refused";

    private Decision Receive(TransferCommand.Receive c)
    {
        var to = c.At ?? Terms!.To;
        var what = ReceiptOf(c.Line, c.Lot, c.Quantity, to);
        if (Receipts.Find(c.Ref) is { } known)
        {
            return known == what
                ? Decision.AlreadyDone
                : Decision.Reject(new TransferRejection.ReferenceReused(c.Ref));
        }

        if (Status is not (TransferStatus.InTransit or TransferStatus.PartiallyReceived))
        {
            return Decision.Reject(new TransferRejection.IllegalTransition(Status, "Nothing is on its way."));
        }

        var lot = Line(c.Line)?.Lots.FirstOrDefault(sent => sent.Lot == c.Lot);
        return c.Quantity < 1
            ? Decision.Reject(new TransferRejection.Invalid("/quantity", "It must be at least 1."))
            : !StockItemId.IsLocation(to)
                ? Decision.Reject(new TransferRejection.Invalid("/at", StockItemId.LocationRule))
                : lot is null || lot.InTransit < c.Quantity
                    ? Decision.Reject(new TransferRejection.NotInTransit(c.Line, c.Lot, lot?.InTransit ?? 0))
                    : !Fits(lot, c)
                        ? Decision.Reject(new TransferRejection.Invalid(
                            "/serials", "They are not the serials of so many units that are on their way."))
                        : AndEnd(new TransferEvent.UnitsReceived(
                            Id, c.Ref, c.Line, Line(c.Line)!.Sku, to,
                            new MovedLot(c.Lot, c.Quantity, lot.Expires) { Serials = c.Serials }));
    }

    private Decision TakeBack(TransferCommand.RecordReceiptRefused c) =>
        Receipts.Find(c.Ref) == RefusedReceipt
            ? Decision.AlreadyDone
            : Line(c.Line)?.Lots.FirstOrDefault(sent => sent.Lot == c.Units.Lot)?.Received >= c.Units.Quantity
                ? Decision.Accept(new TransferEvent.ReceiptRefused(c.Ref, c.Line, c.At, c.Units, c.Reason))
                : Decision.Reject(new TransferRejection.IllegalTransition(Status, "So many units never arrived."));

    private static bool Fits(TransferLot lot, TransferCommand.Receive c) =>
        lot.Serials is null
            ? c.Serials is null
            : c.Serials is not null && c.Serials.Count == c.Quantity
                && c.Serials.Distinct(StringComparer.Ordinal).Count() == c.Quantity
                && c.Serials.All(lot.Serials.Contains);

    private Transfer OnReceived(TransferEvent.UnitsReceived e) =>
        SetLot(e.Line, e.Units.Lot, lot => lot with
        {
            Received = lot.Received + e.Units.Quantity,
            Refused = Left(lot.Refused, lot.InTransit - e.Units.Quantity),
            Serials = lot.Serials is null ? null : [.. lot.Serials.Except(e.Units.Serials ?? [])],
        }) with
        {
            Status = TransferStatus.PartiallyReceived,
            Receipts = Receipts.Add(e.Ref, ReceiptOf(e.Line, e.Units.Lot, e.Units.Quantity, e.To)),
        };

    /// <summary>The units are on their way again, and the transfer is open again if it had ended.</summary>
    private Transfer OnReceiptRefused(TransferEvent.ReceiptRefused e)
    {
        var back = SetLot(e.Line, e.Units.Lot, lot => lot with
        {
            Received = lot.Received - e.Units.Quantity,
            Refused = new TransferRefusal((lot.Refused?.Quantity ?? 0) + e.Units.Quantity, e.At, e.Reason),
            Serials = lot.Serials is null ? null : [.. lot.Serials, .. e.Units.Serials ?? []],
        });
        var arrived = back.Lines.Exists(line => line.Lots.Any(lot => lot.Received > 0));
        return back with
        {
            Status = arrived ? TransferStatus.PartiallyReceived : TransferStatus.InTransit,
            Receipts = Receipts.Add(e.Ref, RefusedReceipt),
            Reason = null,
        };
    }

    /// <summary>Of units that were not taken, those that are still on their way.</summary>
    private static TransferRefusal? Left(TransferRefusal? refused, int inTransit) =>
        refused is null || inTransit == 0
            ? null
            : refused with { Quantity = int.Min(refused.Quantity, inTransit) };

    /// <summary>What the reference of a receipt stands for; receipts where the units were sent to do not say
    /// where.</summary>
    private string ReceiptOf(int line, string lot, int quantity, string at) =>
        at == Terms!.To ? $"{line}:{lot}:{quantity}" : $"{line}:{lot}:{quantity}:{at}";
}
