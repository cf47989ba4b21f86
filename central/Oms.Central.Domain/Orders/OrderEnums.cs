using System.Text.Json.Serialization;
using Oms.Central.Json;

namespace Oms.Central.Orders;

/// <summary>Whether an order may leave in parts.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ShipPolicy>))]
public enum ShipPolicy
{
    /// <summary>All lines or none are allocated.</summary>
    Complete,

    /// <summary>Each line goes as soon as it can.</summary>
    Split,

    /// <summary>As <see cref="Split"/> where the goods are worth as much as the order says, else as <see
    /// cref="Complete"/>.</summary>
    SplitAbove,
}

[JsonConverter(typeof(SnakeCaseEnumConverter<OrderStatus>))]
public enum OrderStatus
{
    /// <summary>No such order.</summary>
    Absent,
    Placed,
    Released,
    Closed,
    Cancelled,

    /// <summary>Written, not placed: nothing is asked for.</summary>
    Draft,

    /// <summary>A draft that was given up; its reference is free again.</summary>
    Discarded,
}

/// <summary>How far the goods are; derived from the lines' quantities, never stored.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<Fulfilment>))]
public enum Fulfilment
{
    Unfulfilled,
    Backordered,
    PartiallyAllocated,
    Allocated,
    PartiallyShipped,
    Shipped,
    PartiallyDelivered,
    Delivered,
    PartiallyReturned,
    Returned,
}

/// <summary>Reasons for which an order must not go on; each at most once on an order.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HoldType>))]
public enum HoldType
{
    [JsonStringEnumMemberName("ADDRESS")]
    Address,
    [JsonStringEnumMemberName("FRAUD")]
    Fraud,
    [JsonStringEnumMemberName("PAYMENT")]
    Payment,

    /// <summary>Set when units are missing, and released by the order itself once they are there.</summary>
    [JsonStringEnumMemberName("STOCK")]
    Stock,
    [JsonStringEnumMemberName("CREDIT")]
    Credit,
    [JsonStringEnumMemberName("COMPLIANCE")]
    Compliance,
    [JsonStringEnumMemberName("MANUAL")]
    Manual,
    [JsonStringEnumMemberName("DUPLICATE")]
    Duplicate,

    /// <summary>Set when a location will not pick what it was given; whoever releases it has it asked again.</summary>
    [JsonStringEnumMemberName("FULFILMENT")]
    Fulfilment,

    /// <summary>Set when no location can be chosen for units, and released by the order itself once they have
    /// one.</summary>
    [JsonStringEnumMemberName("ROUTING")]
    Routing,
}

/// <summary>How far a line's reservation is.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<AllocationStage>))]
public enum AllocationStage
{
    /// <summary>Asked for; the stock item has not answered.</summary>
    Requested,

    /// <summary>Waits for stock at the stock item.</summary>
    Backordered,

    /// <summary>Reserved until it expires.</summary>
    Soft,

    /// <summary>Reserved, and being made to last.</summary>
    Confirming,

    /// <summary>Reserved for good.</summary>
    Hard,

    /// <summary>Being taken from its lots for a route.</summary>
    Shipping,
}
