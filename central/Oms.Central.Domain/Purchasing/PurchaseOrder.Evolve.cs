using System.Diagnostics;
using Oms.Central.Inventory;

namespace Oms.Central.Purchasing;

/// <content>How events change the purchase order.</content>
public sealed partial record PurchaseOrder
{
    public static PurchaseOrder Evolve(PurchaseOrder state, PurchaseEvent happened)
    {
        var next = happened switch
        {
            PurchaseEvent.PurchaseDrafted e => state.Written(e.Terms) with { Id = e.Id, Status = PurchaseStatus.Draft },
            PurchaseEvent.PurchaseRevised e => state.Written(e.Terms),
            PurchaseEvent.PurchaseSent => state with { Status = PurchaseStatus.Sent },
            PurchaseEvent.PurchaseAcknowledged e => e.Lines.Aggregate(state, (order, said) => order.Set(
                said.Line,
                line => line with
                {
                    Promised = said.Quantity + (state.Terms!.DropShip is null ? 0 : line.GivenUp),
                    UnitCost = said.UnitCost,
                    ExpectedOn = said.ExpectedOn,
                })) with
            {
                SupplierRef = e.SupplierRef ?? state.SupplierRef,
                Status = state.Status == PurchaseStatus.Sent ? PurchaseStatus.Acknowledged : state.Status,
            },
            PurchaseEvent.PurchaseRejected => state with { Status = PurchaseStatus.Rejected },
            PurchaseEvent.NoticeRegistered e => state with { Notices = state.Notices.Add(e.Notice) },
            PurchaseEvent.GoodsReceived e => state.Set(e.Line, line => line with
            {
                Received = line.Received + e.Quantity,
                Damaged = line.Damaged + e.Damaged,
                Late = line.Late + (e.Findings.Contains("late") ? e.Quantity : 0),
            }) with
            {
                Receipts = state.Receipts.Add(e.Ref, $"{e.Line}:{e.Lot}:{e.Quantity}:{e.Damaged}"),
                Status = state.IsOpen ? PurchaseStatus.PartiallyReceived
                    : state.Status == PurchaseStatus.Closed ? PurchaseStatus.Received : state.Status,
            },
            PurchaseEvent.GoodsNotBooked e => state with { Faults = state.Faults.Add(new NotBooked(e.Ref, e.Reason)) },
            PurchaseEvent.UnitsGivenUp e => state.Set(e.Line, line => line with
            {
                GivenUp = line.GivenUp + e.Quantity,
            }) with
            {
                Status = state.Status == PurchaseStatus.Sent ? PurchaseStatus.Acknowledged : state.Status,
            },
            PurchaseEvent.SupplyChanged e => state.Set(e.Line, line => line with
            {
                Told = e.Quantity == 0 ? null : new ExpectedSupply(e.Quantity, e.On),
            }),
            PurchaseEvent.UnitsShipped e => state.OnShipped(e),
            PurchaseEvent.ShipmentReported e => state.OnReported(e),
            PurchaseEvent.UnitsStopped e => state.OnStopped(e),
            PurchaseEvent.UnitsDeclined or PurchaseEvent.PromiseTold => state,
            PurchaseEvent.PurchaseReceived => state with { Status = PurchaseStatus.Received },
            PurchaseEvent.InvoiceMatched e => state.Invoiced(e.Lines, 1) with
            {
                Invoices = state.Invoices.Add(new SupplierInvoice(
                    e.Ref, e.Lines, e.Total, e.Findings.Count == 0 ? InvoiceStatus.Matched : InvoiceStatus.Disputed,
                    e.Findings)),
            },
            PurchaseEvent.InvoiceDecided e => state.Decided(e),
            PurchaseEvent.PurchaseClosed => state with { Status = PurchaseStatus.Closed },
            PurchaseEvent.PurchaseCancelled => state with { Status = PurchaseStatus.Cancelled },
            _ => throw new UnreachableException($"No such event: {happened.GetType().Name}."),
        };
        return next with { Revision = state.Revision + 1 };
    }

    private PurchaseOrder Written(PurchaseTerms terms) => this with
    {
        Terms = terms,
        Lines =
        [
            .. terms.Lines.Select((line, index) => new PurchaseLine(
                index + 1, line.Sku, line.Quantity, line.Quantity, line.UnitCost, line.ExpectedOn, 0, 0, 0, 0, 0)
            {
                For = line.For,
            }),
        ],
    };

    private PurchaseOrder Decided(PurchaseEvent.InvoiceDecided e)
    {
        var at = Invoices.FindIndex(invoice => invoice.Ref == e.Ref);
        var invoice = Invoices[at];
        var order = e.Approved ? this : Invoiced(invoice.Lines, -1);
        return order with
        {
            Invoices = Invoices.SetItem(at, invoice with
            {
                Status = e.Approved ? InvoiceStatus.Approved : InvoiceStatus.Refused,
            }),
        };
    }

    /// <summary>Counts the units of an invoice, or counts them no more.</summary>
    private PurchaseOrder Invoiced(IReadOnlyList<InvoicedLine> lines, int sign) =>
        lines.Aggregate(this, (order, one) => order.Set(one.Line, line => line with
        {
            Invoiced = line.Invoiced + (sign * one.Quantity),
        }));

    private PurchaseOrder Set(int number, Func<PurchaseLine, PurchaseLine> change) =>
        this with { Lines = Lines.SetItem(number - 1, change(Lines[number - 1])) };
}
