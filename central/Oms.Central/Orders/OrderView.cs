using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Purchasing;
using Oms.Custody.CheckOuts;

namespace Oms.Central.Orders;

/// <summary>An order as the API shows it.</summary>
/// <param name="Customer">Null where a registered customer's name and address cannot be read, or are not shown: in
/// lists, and once the customer is erased.</param>
internal sealed record OrderView(
    string Id,
    long Version,
    string Channel,
    string ExternalRef,
    OrderStatus Status,
    Fulfilment Fulfilment,
    Customer? Customer,
    string? ShipFrom,
    ShipPolicy ShipPolicy,
    Instant PlacedAt,
    IReadOnlyList<HoldView> Holds,
    IReadOnlyList<OrderLineView> Lines)
{
    public string? CustomerId { get; init; }

    public int Priority { get; init; }

    public LocalDate? Promise { get; init; }

    public Instant? CancelAfter { get; init; }

    public NextActionKind NextAction { get; init; }

    public ChangeView? Change { get; init; }

    /// <summary>Null for an order without prices.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OrderMoneyView? Money { get; init; }

    /// <param name="opened">The name and address of a registered customer; null where they are not shown.</param>
    public static OrderView Of(Order order, Customer? opened = null) => new(
        order.Id,
        order.Revision,
        order.Terms!.Channel,
        order.Terms.ExternalRef,
        order.Status,
        order.Fulfilment(),
        order.Terms.CustomerId is null ? order.ShipTo().Customer : opened,
        order.Terms.ShipFrom,
        order.Terms.ShipPolicy,
        order.PlacedAt,
        [.. order.Holds.Select(hold => new HoldView(
            hold.Key, hold.Value.Reason, hold.Value.PlacedBy, hold.Value.Pending))],
        [.. order.Lines.Select(line => OrderLineView.Of(line, order.Id, order.FindLocation(line)))])
    {
        CustomerId = order.Terms.CustomerId,
        Priority = order.Terms.Priority,
        Promise = order.Terms.Promise,
        CancelAfter = order.Terms.CancelAfter,
        NextAction = order.NextAction().Kind,
        Change = order.Change is { } change ? ChangeView.Of(change) : null,
        Money = OrderMoneyView.Of(order),
    };
}

/// <param name="Pending">Whether a check has yet to say that nothing is wrong.</param>
internal sealed record HoldView(HoldType Type, string Reason, string PlacedBy, bool Pending);

/// <summary>A change that is proposed.</summary>
/// <param name="Take">Units that it takes from lines.</param>
/// <param name="Add">Numbers of the lines that it adds.</param>
/// <param name="NewAddress">Whether the order is to go elsewhere.</param>
internal sealed record ChangeView(
    int Number,
    string Reason,
    string By,
    Instant ProposedAt,
    Instant ExpiresAt,
    IReadOnlyList<LineCut> Take,
    IReadOnlyList<int> Add,
    bool NewAddress)
{
    public static ChangeView Of(OrderChange change) => new(
        change.Number,
        change.Reason,
        change.By,
        change.ProposedAt,
        change.ExpiresAt,
        change.Cuts,
        change.Added,
        change.Destination is not null);
}

internal sealed record OrderLineView(
    int Line,
    string Sku,
    TemperatureBand? Band,
    QuantitiesView Quantities,
    IReadOnlyList<LotView> Lots,
    IReadOnlyList<DeliveryView> Deliveries,
    IReadOnlyList<LineFlag> Flags)
{
    /// <summary>How far its reservation is; null where it has none.</summary>
    public AllocationStage? Allocation { get; init; }

    /// <summary>The day for which it is promised: that of the stock while it waits.</summary>
    public LocalDate? Promise { get; init; }

    public IReadOnlyList<LineDetail> Attributes { get; init; } = [];

    /// <summary>Whether a change only proposes it.</summary>
    public bool Proposed { get; init; }

    public int? AddsTo { get; init; }

    public LineKit? Kit { get; init; }

    /// <summary>The location whose stock serves it; null where none is chosen yet.</summary>
    public required string? ShipFrom { get; init; }

    /// <summary>The fulfilment order that its units are in; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? FulfilmentOrder { get; init; }

    /// <summary>The supplier that sends it straight to the customer; null where it leaves from stock.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Supplier { get; init; }

    /// <summary>The purchase order by which the supplier is to send its units; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PurchaseOrder { get; init; }

    /// <summary>The packages that its units are, or were, in; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<LinePackageView>? Packages { get; init; }

    public static OrderLineView Of(OrderLine line, string order, string? shipFrom) => new(
        line.Number,
        line.Sku,
        line.Band,
        QuantitiesView.Of(line.Quantities),
        [.. line.Lots.Select(lot => new LotView(lot.Lot, lot.Quantity, lot.Route) { Parcel = lot.Parcel })],
        [.. line.Outcomes.Select(DeliveryView.Of)],
        line.Flags)
    {
        Allocation = line.Allocation?.Stage,
        Promise = line.Allocation?.Promise ?? line.Promise,
        Attributes = line.Attributes ?? [],
        Proposed = line.Proposed is not null,
        AddsTo = line.AddsTo,
        Kit = line.Kit,
        ShipFrom = shipFrom,
        FulfilmentOrder = line.Allocation is { DropShip: false, Work: { } work }
            ? FulfilmentOrderId(order, work.Group) : null,
        PurchaseOrder = line.Allocation is { DropShip: true, Work: { } bought }
            ? FulfilmentOrderId(order, bought.Group) : null,
        Supplier = line.Supply?.Supplier,
        Packages = line.Packages is { } packages
            ? [.. packages.Select(units => new LinePackageView(units.Sscc, units.Lot, units.Quantity))]
            : null,
    };

    private static string FulfilmentOrderId(string order, int group) =>
        Central.Fulfilments.FulfilmentOrder.IdOf(order, group);
}

/// <summary>Units of a line in one package.</summary>
internal sealed record LinePackageView(string Sscc, string Lot, int Quantity);

internal sealed record QuantitiesView(
    int Ordered,
    int Unallocated,
    int Cancelled,
    int Shorted,
    int Backordered,
    int DropShipOpen,
    int Reserved,
    int Shipped,
    int InTransit,
    int Delivered,
    int Lost,
    int TurnedBack,
    int Returned)
{
    public static QuantitiesView Of(LineQuantities q) => new(
        q.Ordered,
        q.Unallocated,
        q.Cancelled,
        q.Shorted,
        q.Backordered,
        q.DropShipOpen,
        q.Reserved,
        q.Shipped,
        q.InTransit,
        q.Delivered,
        q.Lost,
        q.TurnedBack,
        q.Returned);
}

internal sealed record LotView(string Lot, int Quantity, string Route)
{
    /// <summary>The parcel that a supplier sent it in; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Parcel? Parcel { get; init; }
}

internal sealed record DeliveryView(
    string CheckOut,
    int Stop,
    string Lot,
    long CustodySeq,
    int Delivered,
    int Short,
    int Refused,
    int Damaged,
    string? SignedBy,
    Instant? SignedAt,
    string? SignatureSha256)
{
    public static DeliveryView Of(LineOutcome o) => new(
        o.CheckOut,
        o.Stop,
        o.Lot,
        o.CustodySeq,
        o.Delivered,
        o.Short,
        o.Refused,
        o.Damaged,
        o.Pod?.SignedBy,
        o.Pod?.SignedAt,
        o.Pod?.SignatureSha256);
}
