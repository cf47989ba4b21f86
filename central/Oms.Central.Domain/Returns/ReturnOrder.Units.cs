using NodaTime;
using Oms.Central.Inventory;
using Decision = Oms.Entities.Decision<Oms.Central.Returns.ReturnEvent, Oms.Central.Returns.ReturnRejection>;

namespace Oms.Central.Returns;

/// <content>Units that come, and what becomes of them.</content>
public sealed partial record ReturnOrder
{
    private Decision Receive(ReturnCommand.Receive c, Instant now)
    {
        if (Receipt(c.Ref) is { } known)
        {
            return (known.Line, known.Lot, known.Quantity, known.Condition) == (c.Line, c.Lot, c.Quantity, c.Condition)
                && Same(known.Serials, c.Serials)
                ? Decision.AlreadyDone
                : Decision.Reject(new ReturnRejection.ReferenceReused(c.Ref));
        }

        if (Kind != ReturnKind.Customer || IsOver || Status == ReturnStatus.Requested)
        {
            return Decision.Reject(Illegal("Its units may not come; take them in without paper."));
        }

        if (FaultOf(c.Lot, c.Quantity, c.Condition, c.Serials) is var (field, reason))
        {
            return Decision.Reject(new ReturnRejection.Invalid(field, reason));
        }

        if (c.Location is not null && !StockItemId.IsLocation(c.Location))
        {
            return Decision.Reject(new ReturnRejection.Invalid("/location", StockItemId.LocationRule));
        }

        return Lines.Find(line => line.Line == c.Line) is not { } of
            ? Decision.Reject(new ReturnRejection.NoSuchLine(c.Line))
            : NotOf(of, c) is { } strange ? Decision.Reject(strange)
            : c.Quantity > of.Open ? Decision.Reject(new ReturnRejection.QuantityExceeded(c.Quantity, of.Open))
            : Receipts.Count >= PapersMax ? Decision.Reject(new ReturnRejection.TooMany(PapersMax))
            : Decision.Accept(new ReturnEvent.ReturnReceived(
                Id, c.Ref, c.Line, of.Sku, c.Lot, c.Quantity, c.Location ?? Request!.Location, c.Condition, c.Serials,
                now)
            {
                From = c.From,
            });
    }

    private ReturnRejection? NotOf(ReturnLine of, ReturnCommand.Receive c)
    {
        if (of.Lots.FirstOrDefault(lot => lot.Lot == c.Lot) is not { } lot)
        {
            return new ReturnRejection.NotOfLine(of.Line, c.Lot);
        }

        var left = lot.Quantity - Receipts
            .Where(receipt => receipt.Line == of.Line && receipt.Lot == c.Lot && receipt.Fault is null)
            .Sum(receipt => receipt.Quantity);
        if (c.Quantity > left)
        {
            return new ReturnRejection.QuantityExceeded(c.Quantity, left);
        }

        if (of.Serials is null || c.Serials is null)
        {
            return of.Serials is null == c.Serials is null
                ? null
                : new ReturnRejection.Invalid(
                    "/serials", of.Serials is null ? "The units have none." : "Name the units that came.");
        }

        // A unit comes once, whatever the receipt.
        var there = Receipts.Where(receipt => receipt.Fault is null).SelectMany(receipt => receipt.Serials ?? []);
        return c.Serials.FirstOrDefault(serial => !of.Serials.Contains(serial) || there.Contains(serial)) is { } strange
            ? new ReturnRejection.NotOfLine(of.Line, strange)
            : null;
    }

    private Decision Inspect(ReturnCommand.Inspect c, Instant now)
    {
        if (Inspection(c.Ref) is { } known)
        {
            return (known.Receipt, known.Quantity, known.Fate, known.CreditPermille)
                == (c.Receipt, c.Quantity, c.Fate, c.CreditPermille) && Same(known.Serials, c.Serials)
                ? Decision.AlreadyDone
                : Decision.Reject(new ReturnRejection.ReferenceReused(c.Ref));
        }

        if (Receipt(c.Receipt) is not { } receipt)
        {
            return Decision.Reject(new ReturnRejection.NoSuchReceipt(c.Receipt));
        }

        if (c.CreditPermille is < 0 or > ReturnPolicy.WholePermille)
        {
            return Decision.Reject(new ReturnRejection.Invalid(
                "/credit_permille", $"It must be from 0 to {ReturnPolicy.WholePermille}."));
        }

        if (Unfit(receipt, c.Quantity, c.Serials) is { } unfit)
        {
            return Decision.Reject(unfit);
        }

        if (Inspections.Count >= PapersMax)
        {
            return Decision.Reject(new ReturnRejection.TooMany(PapersMax));
        }

        // Whoever never had the units gives none back: only a customer's are counted by the order.
        var counted = Kind == ReturnKind.Customer;
        var inspected = new ReturnEvent.UnitsInspected(
            Id, c.Ref, c.Receipt, counted ? Order : null, counted ? receipt.Line : null, receipt.Lot, c.Quantity,
            c.Fate, c.CreditPermille, c.Note, c.Serials, c.By, now);
        return counted
            ? Decision.Accept(inspected)
            : Decision.Accept(
                [inspected, Disposed(c.Ref, receipt, c.Quantity, c.Fate, c.Note, c.Serials)]);
    }

    /// <summary>Why units of a receipt cannot be had; null when they can.</summary>
    private ReturnRejection? Unfit(ReturnReceipt receipt, int quantity, IReadOnlyList<string>? serials)
    {
        if (quantity < 1 || quantity > receipt.Open)
        {
            return new ReturnRejection.QuantityExceeded(quantity, receipt.Open);
        }

        if (receipt.Serials is null != serials is null
            || (serials is not null && (serials.Count != quantity || serials.Distinct().Count() != quantity)))
        {
            return new ReturnRejection.Invalid("/serials", "Name each unit once, where units have serials.");
        }

        var gone = Inspections.Where(each => each.Receipt == receipt.Ref).SelectMany(each => each.Serials ?? [])
            .Concat(receipt.MatchedSerials ?? []);
        return serials?.FirstOrDefault(serial => !receipt.Serials!.Contains(serial) || gone.Contains(serial))
            is { } strange
            ? new ReturnRejection.NotOfLine(receipt.Line ?? 0, strange)
            : null;
    }

    private Decision Match(ReturnCommand.Match c) =>
        Kind == ReturnKind.Customer || Order is not null
            ? Decision.Reject(Illegal("It is known whose units they are."))
            : Receipt(c.Receipt) is not { } receipt
                ? Decision.Reject(new ReturnRejection.NoSuchReceipt(c.Receipt))
                : Unfit(receipt, c.Quantity, c.Serials) is { } unfit
                    ? Decision.Reject(unfit)
                    : Decision.Accept(new ReturnEvent.UnitsMatched(
                        Id, c.Receipt, c.Return, c.Line, receipt.Sku, receipt.Lot, c.Quantity, receipt.Location,
                        receipt.Condition, c.Serials, c.By));

    private Decision GiveUp(ReturnCommand.GiveUp c) =>
        Kind != ReturnKind.Customer || IsOver || Status == ReturnStatus.Requested
            ? Decision.Reject(Illegal("Nothing of it is to come."))
            : Lines.TrueForAll(line => line.Open == 0)
                ? Decision.AlreadyDone
                : Decision.Accept(new ReturnEvent.ReturnGivenUp(
                    Order!,
                    [.. Lines.Where(line => line.Open > 0).Select(line => new LineUnits(line.Line, line.Open))],
                    c.Reason,
                    c.By));

    private Decision RecordBooked(ReturnCommand.RecordBooked c) =>
        Inspection(c.Ref) is not { IsBooked: false } inspection
            ? Decision.AlreadyDone
            : Decision.Accept(
            [
                new ReturnEvent.InspectionBooked(c.Ref, c.Refund, c.Credit),
                Disposed(
                    c.Ref, Receipt(inspection.Receipt)!, inspection.Quantity, inspection.Fate, inspection.Note,
                    inspection.Serials),
            ]);

    private Decision RecordFault(ReturnCommand.RecordFault c)
    {
        var (known, fault) = c.Step == ReturnStep.Receipt
            ? (Receipt(c.Ref) is not null, Receipt(c.Ref)?.Fault)
            : (Inspection(c.Ref) is not null, Inspection(c.Ref)?.Fault);
        return !known || fault is not null
            ? Decision.AlreadyDone
            : Decision.Accept(new ReturnEvent.StepFailed(c.Ref, c.Step, c.Reason));
    }

    private ReturnEvent.UnitsDisposed Disposed(
        string reference, ReturnReceipt receipt, int quantity, UnitFate fate, string note,
        IReadOnlyList<string>? serials) =>
        new(Id, reference, receipt.Sku, receipt.Lot, quantity, receipt.Location, fate, note, serials);
}
