using System.Collections.Immutable;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Purchasing;
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
    /// <summary>The day for which the line is promised; null where none is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LocalDate? Promise { get; init; }

    /// <summary>The day for which it is promised since that moved; null where it did not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LocalDate? Due { get; init; }

    /// <summary>What else the line says; null for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<LineDetail>? Attributes { get; init; }

    /// <summary>The change that proposes the line; null for a line that stands.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Proposed { get; init; }

    /// <summary>The line that it adds units to; null for a line of its own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? AddsTo { get; init; }

    /// <summary>The kit that it is a component of; null for one that stands for itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LineKit? Kit { get; init; }

    /// <summary>The location whose stock serves the line; null for that of the order.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ShipFrom { get; init; }

    /// <summary>The supplier that sends it straight to the customer; null where it leaves from stock.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LineSupply? Supply { get; init; }

    /// <summary>How its location is decided; null where the order, or the line, names it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LineRoute? Route { get; init; }

    /// <summary>What a unit of it costs, where a change added it; null for a line of the order's terms, which say
    /// it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LinePrice? Price { get; init; }

    /// <summary>Units that were not given up before they left: those that somebody has paid, or is to pay.</summary>
    [JsonIgnore]
    public int Standing => Quantities.Ordered - Quantities.Cancelled - Quantities.Shorted;

    /// <summary>The serials of what was shipped; null where its units have none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Serials { get; init; }

    /// <summary>The packages that its units are, or were, in; null where they are in none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableList<PackageUnits>? Packages { get; init; }

    /// <summary>What the customer gave back, in the order in which it was booked; null where nothing was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableList<UnitsBack>? Back { get; init; }

    /// <summary>Minor units that the customer owes for units that were given back: what of their price is not
    /// refunded, or is refunded as store credit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Retained { get; init; }

    /// <summary>The line as it is placed or proposed: nothing is asked for.</summary>
    /// <param name="from">The location of the order; null where routing decides.</param>
    public static OrderLine New(int number, OrderedLine line, LocalDate? promise, string? from) =>
        new(number, line.Sku, line.Band, LineQuantities.Placed(line.Quantity), null, 0, [], [], [])
        {
            Promise = line.Promise ?? promise,
            Attributes = line.Attributes,
            Kit = line.Kit,
            ShipFrom = line.ShipFrom,
            Route = (line.ShipFrom ?? from) is null ? LineRoute.New : null,
        };

    /// <summary>Units that may still be given up at once: what is not on its way, nor being loaded, nor with
    /// pickers.</summary>
    [JsonIgnore]
    public int Cancellable => Allocation?.Stage == AllocationStage.Shipping || Allocation?.Work is not null
        ? 0
        : Quantities.Unallocated + Quantities.Backordered + Quantities.Reserved + Quantities.DropShipOpen;

    /// <summary>Units that are in no reservation although others of the line are: they were short.</summary>
    [JsonIgnore]
    public int Loose => Allocation is null or { Stage: AllocationStage.Requested } ? 0 : Quantities.Unallocated;

    /// <summary>The line with its reservation in another stage.</summary>
    public OrderLine InStage(AllocationStage stage) => this with { Allocation = Allocation! with { Stage = stage } };
}

/// <param name="Filled">Whether it waited as a backorder: such units are kept, so that an order makes progress.</param>
public sealed record LineAllocation(string Reservation, int Quantity, AllocationStage Stage, bool Filled)
{
    /// <summary>The day for which it is promised while it waits; null where none is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LocalDate? Promise { get; init; }

    /// <summary>Whether its location hands units out in packages only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool PickAndPack { get; init; }

    /// <summary>Whether a supplier sends the units: no stock item knows of them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool DropShip { get; init; }

    /// <summary>The fulfilment order, or the purchase order, that its units are in; null where they are in
    /// none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LineWork? Work { get; init; }

    /// <summary>What its next fulfilment order takes over from the one that it was split from; null where it was
    /// not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WorkApart? Apart { get; init; }
}

/// <summary>Where the units of a reservation are picked and packed.</summary>
/// <param name="Group">The number of the fulfilment order within the order, from 1.</param>
public sealed record LineWork(int Group)
{
    /// <summary>Units whose picking was asked to stop; the answer is on its way.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Stopping { get; init; }

    /// <summary>Whether all of them are in closed packages, ready to leave.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Packed { get; init; }
}

/// <summary>Units of a line in one package.</summary>
/// <param name="Group">The number of the fulfilment order that packed them.</param>
/// <param name="Sscc">The package's SSCC, 18 digits.</param>
public sealed record PackageUnits(int Group, string Sscc, string Lot, int Quantity);

/// <param name="Open">Units of it that are still under way.</param>
public sealed record ShippedLot(string Lot, int Quantity, int Open, string Route)
{
    /// <summary>The parcel that it is in; null where a driver of ours has it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Parcel? Parcel { get; init; }
}

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

/// <summary>Why an order must not go on.</summary>
public sealed record OrderHold(string Reason, string PlacedBy)
{
    /// <summary>Whether a check has yet to say that nothing is wrong.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Pending { get; init; }

    /// <summary>What made the check necessary: 0 for the placing, else the number of a change.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Round { get; init; }
}
