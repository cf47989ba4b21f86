using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Oms.Custody.CheckOuts;

namespace Oms.Central.Orders;

/// <summary>One line of an order.</summary>
/// <param name="Allocation">The reservation that all its open units are in; null while none is asked for.</param>
/// <param name="Requests">How many reservations were asked for so far; the last part of the next one's id.</param>
/// <param name="Lots">What was shipped, by lot and route.</param>
/// <param name="Outcomes">What became of it at the stops, one for each hand-over, stop and lot.</param>
public sealed record OrderLine(
    int Number,
    string Sku,
    TemperatureBand? Band,
    LineQuantities Quantities,
    LineAllocation? Allocation,
    int Requests,
    ImmutableList<ShippedLot> Lots,
    ImmutableList<LineOutcome> Outcomes,
    ImmutableList<LineFlag> Flags)
{
    /// <summary>The line with its reservation in another stage.</summary>
    public OrderLine InStage(AllocationStage stage) => this with { Allocation = Allocation! with { Stage = stage } };
}

/// <param name="Filled">Whether it waited as a backorder: such units are kept, so that an order makes progress.</param>
public sealed record LineAllocation(string Reservation, int Quantity, AllocationStage Stage, bool Filled);

/// <param name="Open">Units of it that are still under way.</param>
public sealed record ShippedLot(string Lot, int Quantity, int Open, string Route);

/// <param name="CheckOut">The hand-over that proves it.</param>
/// <param name="CustodySeq">The record within that hand-over.</param>
public sealed record LineOutcome(
    string CheckOut,
    int Stop,
    string Lot,
    long CustodySeq,
    int Delivered,
    int Short,
    int Refused,
    int Damaged,
    ProofOfDelivery? Pod)
{
    /// <summary>What the units were on; null where it was not told.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Route { get; init; }
}

/// <param name="Kind">Such as <c>excursion</c>.</param>
/// <param name="Evidence">The check-out whose evidence shows it.</param>
public sealed record LineFlag(string Kind, string Evidence, string Detail);

public sealed record OrderHold(string Reason, string PlacedBy);
