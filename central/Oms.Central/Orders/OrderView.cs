using System.Text.Json.Serialization;
using NodaTime;
using Oms.Custody.CheckOuts;

namespace Oms.Central.Orders;

/// <summary>An order as the API shows it.</summary>
internal sealed record OrderView(
    string Id,
    long Version,
    string Channel,
    string ExternalRef,
    OrderStatus Status,
    Fulfilment Fulfilment,
    Customer Customer,
    string ShipFrom,
    ShipPolicy ShipPolicy,
    Instant PlacedAt,
    IReadOnlyList<HoldView> Holds,
    IReadOnlyList<OrderLineView> Lines)
{
    /// <summary>Null for an order without prices.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OrderMoneyView? Money { get; init; }

    public static OrderView Of(Order order) => new(
        order.Id,
        order.Revision,
        order.Terms!.Channel,
        order.Terms.ExternalRef,
        order.Status,
        order.Fulfilment(),
        order.Terms.Customer,
        order.Terms.ShipFrom,
        order.Terms.ShipPolicy,
        order.PlacedAt,
        [.. order.Holds.Select(hold => new HoldView(hold.Key, hold.Value.Reason, hold.Value.PlacedBy))],
        [.. order.Lines.Select(OrderLineView.Of)])
    {
        Money = OrderMoneyView.Of(order),
    };
}

internal sealed record HoldView(HoldType Type, string Reason, string PlacedBy);

internal sealed record OrderLineView(
    int Line,
    string Sku,
    TemperatureBand? Band,
    QuantitiesView Quantities,
    IReadOnlyList<LotView> Lots,
    IReadOnlyList<DeliveryView> Deliveries,
    IReadOnlyList<LineFlag> Flags)
{
    public static OrderLineView Of(OrderLine line) => new(
        line.Number,
        line.Sku,
        line.Band,
        QuantitiesView.Of(line.Quantities),
        [.. line.Lots.Select(lot => new LotView(lot.Lot, lot.Quantity, lot.Route))],
        [.. line.Outcomes.Select(DeliveryView.Of)],
        line.Flags);
}

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

internal sealed record LotView(string Lot, int Quantity, string Route);

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
