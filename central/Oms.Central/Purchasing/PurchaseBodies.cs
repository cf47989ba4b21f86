using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Orders;
using Oms.Finance;

namespace Oms.Central.Purchasing;

internal sealed record DraftPurchaseBody(
    string Id, string Supplier, string Location, IReadOnlyList<PurchasedLine> Lines);

internal sealed record AcknowledgeBody(IReadOnlyList<AcknowledgedLine> Lines, string? SupplierRef = null);

internal sealed record PurchaseReasonBody(string Reason);

internal sealed record GiveUpBody(int Line, string Reason);

/// <param name="Damaged">Those of the units that cannot be used.</param>
/// <param name="On">The day on which they came; null for today, in UTC.</param>
internal sealed record ReceivePurchaseBody(
    string Ref, int Line, string Lot, int Quantity, int Damaged = 0, LocalDate? Expires = null, LocalDate? On = null);

internal sealed record SupplierInvoiceBody(string Ref, IReadOnlyList<InvoicedLine> Lines, Money Total);

internal sealed record DecideInvoiceBody(bool Approved, string Reason);

/// <summary>A purchase order as the API shows it.</summary>
internal sealed record PurchaseView(
    string Id,
    long Version,
    PurchaseStatus Status,
    string Supplier,
    string? SupplierRef,
    string Location,
    IReadOnlyList<PurchaseLineView> Lines,
    IReadOnlyList<AdvanceNotice> Notices,
    IReadOnlyList<SupplierInvoice> Invoices,
    IReadOnlyList<NotBooked> Faults)
{
    /// <summary>The order whose customer the supplier sends it to; null where we receive it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Order { get; init; }

    /// <summary>Who that is, and where; null in lists, and where we receive it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Customer? ShipTo { get; init; }

    /// <summary>What was sent to the customer; null where we receive it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ShipmentView>? Shipments { get; init; }

    public static PurchaseView Of(string id, PurchaseOrder order) => new(
        id,
        order.Revision,
        order.Status,
        order.Terms!.Supplier,
        order.SupplierRef,
        order.Terms.Location,
        [.. order.Lines.Select(PurchaseLineView.Of)],
        order.Notices,
        order.Invoices,
        order.Faults)
    {
        Order = order.Terms.DropShip?.Order,
        Shipments = order.Terms.DropShip is null ? null : [.. (order.Shipments ?? []).Select(ShipmentView.Of)],
    };
}

/// <param name="Open">Units that are still to come.</param>
internal sealed record PurchaseLineView(
    int Line,
    string Sku,
    int Ordered,
    int Promised,
    Money UnitCost,
    LocalDate? ExpectedOn,
    int Received,
    int Damaged,
    int Late,
    int GivenUp,
    int Open,
    int Invoiced)
{
    /// <summary>The line of the order that it is for; null where we receive it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? OrderLine { get; init; }

    public static PurchaseLineView Of(PurchaseLine line) => new(
        line.Number, line.Sku, line.Ordered, line.Promised, line.UnitCost, line.ExpectedOn, line.Received,
        line.Damaged, line.Late, line.GivenUp, line.Open, line.Invoiced)
    {
        OrderLine = line.For?.Line,
    };
}
