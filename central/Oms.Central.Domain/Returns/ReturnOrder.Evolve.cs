using System.Diagnostics;

namespace Oms.Central.Returns;

/// <content>How events change the return.</content>
public sealed partial record ReturnOrder
{
    /// <summary>Whether nothing is to come, to be inspected or to be counted any more.</summary>
    private bool IsDone =>
        Inspections.TrueForAll(each => each.IsBooked || each.Fault is not null)
        && Receipts.TrueForAll(receipt => receipt.Open == 0)
        && (Kind != ReturnKind.Customer || Status is ReturnStatus.Received or ReturnStatus.Inspected);

    public static ReturnOrder Evolve(ReturnOrder state, ReturnEvent happened)
    {
        var next = happened switch
        {
            ReturnEvent.ReturnOpened e => state with
            {
                Id = e.Id,
                Status = ReturnStatus.Requested,
                Order = e.Order,
                Request = e.Request,
                OpenedAt = e.At,
                Lines =
                [
                    .. e.Lines.Select(line => new ReturnLine(
                        line.Line, line.Sku, line.Reason, line.Quantity, 0, 0, line.Lots, line.Serials)
                    {
                        Worth = line.Worth,
                    }),
                ],
            },
            ReturnEvent.BlindUnitsTaken e => state with
            {
                Id = e.Id,
                Status = ReturnStatus.Unmatched,
                Kind = e.From is null ? ReturnKind.Blind : ReturnKind.Route,
                From = e.From,
                OpenedAt = e.At,
                DecidedBy = e.By,
                Receipts =
                [
                    .. e.Units.Select(units => new ReturnReceipt(
                        units.Ref, null, units.Sku, units.Lot, units.Quantity, e.Location, units.Condition,
                        units.Serials, 0, 0, null)),
                ],
            },
            ReturnEvent.RouteUnitsTaken e => state.OnRouteUnits(e),
            ReturnEvent.ReturnApproved e => state with { Status = ReturnStatus.Approved, DecidedBy = e.By },
            ReturnEvent.ReturnRefused e => state.Ended(ReturnStatus.Refused, e.Reason, e.By),
            ReturnEvent.ReturnCancelled e => state.Ended(ReturnStatus.Cancelled, e.Reason, e.By),
            ReturnEvent.ReturnReceived e => state.SetLine(e.Line, line => line with
            {
                Received = line.Received + e.Quantity,
            }) with
            {
                Receipts = state.Receipts.Add(new ReturnReceipt(
                    e.Ref, e.Line, e.Sku, e.Lot, e.Quantity, e.Location, e.Condition, e.Serials, 0, 0, null)),
            },
            ReturnEvent.UnitsInspected e => state.SetReceipt(e.Receipt, receipt => receipt with
            {
                Inspected = receipt.Inspected + e.Quantity,
            }) with
            {
                Inspections = state.Inspections.Add(new UnitInspection(
                    e.Ref, e.Receipt, e.Quantity, e.Fate, e.CreditPermille, e.Note, e.Serials, null, null,
                    IsBooked: e.Order is null, null, e.By, e.At)),
            },
            ReturnEvent.InspectionBooked e => state.SetInspection(e.Ref, each => each with
            {
                IsBooked = true,
                Refund = e.Refund,
                Credit = e.Credit,
            }),
            ReturnEvent.UnitsDisposed => state,
            ReturnEvent.ReturnCreditRefused e => state.SetInspection(e.Ref, each => each with { Credit = null }),
            ReturnEvent.StepFailed { Step: ReturnStep.Receipt } e => state.OnNotTaken(e),
            ReturnEvent.StepFailed e => state.SetInspection(e.Ref, each => each with { Fault = e.Reason }),
            ReturnEvent.UnitsMatched e => state.SetReceipt(e.Receipt, receipt => receipt with
            {
                Matched = receipt.Matched + e.Quantity,
                MatchedSerials = e.Serials is null ? null : [.. receipt.MatchedSerials ?? [], .. e.Serials],
            }),
            ReturnEvent.MatchRefused e => state.SetReceipt(e.Receipt, receipt => receipt with
            {
                Matched = receipt.Matched - e.Quantity,
                MatchedSerials = e.Serials is null ? receipt.MatchedSerials
                    : [.. (receipt.MatchedSerials ?? []).Except(e.Serials)],
            }) with
            {
                Status = ReturnStatus.Unmatched,
                Reason = e.Reason,
            },
            ReturnEvent.ReturnGivenUp e => state with
            {
                Reason = e.Reason,
                Lines = state.Lines.ConvertAll(line => line with { GivenUp = line.GivenUp + line.Open }),
            },
            ReturnEvent.ReturnLabelRequested or ReturnEvent.ReturnLabelUnwanted or ReturnEvent.ReturnLabelRecorded =>
                state.OnLabel(happened),
            ReturnEvent.ReturnClosed => state with { Status = ReturnStatus.Closed },
            _ => throw new UnreachableException($"No such event: {happened.GetType().Name}."),
        };
        return next.Counted() with { Revision = state.Revision + 1 };
    }

    /// <summary>The status that follows from where the units are.</summary>
    private ReturnOrder Counted() =>
        Kind != ReturnKind.Customer || IsOver || Status is ReturnStatus.Absent or ReturnStatus.Requested
            ? this
            : this with
            {
                Status = Lines.Exists(line => line.Open > 0)
                    ? Lines.Exists(line => line.Received > 0) ? ReturnStatus.PartiallyReceived : ReturnStatus.Approved
                    : Inspections.IsEmpty || Receipts.Exists(receipt => receipt.Open > 0) ? ReturnStatus.Received
                    : ReturnStatus.Inspected,
            };

    private ReturnOrder Ended(ReturnStatus status, string reason, string by) =>
        this with { Status = status, Reason = reason, DecidedBy = by };

    /// <summary>What the hand-over restocked is inspected already; the rest waits for it.</summary>
    private ReturnOrder OnRouteUnits(ReturnEvent.RouteUnitsTaken e) => this with
    {
        Id = e.Id,
        Status = ReturnStatus.Received,
        Kind = ReturnKind.Route,
        Order = e.Order,
        From = e.CheckOut,
        OpenedAt = e.At,
        Receipts =
        [
            .. e.Units.Select(units => new ReturnReceipt(
                units.Ref, units.Line, units.Sku, units.Lot, units.Quantity, e.Location, units.Reason, null,
                units.IsRestocked ? units.Quantity : 0, 0, null)),
        ],
        Inspections =
        [
            .. e.Units.Where(units => units.IsRestocked).Select(units => new UnitInspection(
                units.Ref, units.Ref, units.Quantity, UnitFate.Restock, 0, units.Reason, null, null, null,
                IsBooked: true, null, e.CheckOut, e.At)),
        ],
    };

    /// <summary>Units that stock did not take count as not having come, unless somebody has them in hand
    /// already.</summary>
    private ReturnOrder OnNotTaken(ReturnEvent.StepFailed e)
    {
        var receipt = Receipt(e.Ref)!;
        var noted = SetReceipt(e.Ref, each => each with { Fault = e.Reason });
        return receipt is { Line: { } line, Inspected: 0 } && Kind == ReturnKind.Customer
            ? noted.SetLine(line, each => each with { Received = each.Received - receipt.Quantity })
            : noted;
    }

    private ReturnOrder SetLine(int number, Func<ReturnLine, ReturnLine> change) =>
        this with { Lines = Lines.ConvertAll(line => line.Line == number ? change(line) : line) };

    private ReturnOrder SetReceipt(string reference, Func<ReturnReceipt, ReturnReceipt> change) =>
        this with { Receipts = Receipts.ConvertAll(each => each.Ref == reference ? change(each) : each) };

    private ReturnOrder SetInspection(string reference, Func<UnitInspection, UnitInspection> change) =>
        this with { Inspections = Inspections.ConvertAll(each => each.Ref == reference ? change(each) : each) };
}
