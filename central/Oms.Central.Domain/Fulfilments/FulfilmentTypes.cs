using System.Collections.Immutable;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Carriers;
using Oms.Central.Inventory;
using Oms.Central.Json;
using Oms.Central.Orders;
using Oms.Central.Products;
using Oms.Custody.CheckOuts;
using Oms.Finance;

namespace Oms.Central.Fulfilments;

/// <summary>How far a fulfilment order is.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<FulfilmentStatus>))]
public enum FulfilmentStatus
{
    Absent,

    /// <summary>To be begun later.</summary>
    Scheduled,

    /// <summary>To be begun.</summary>
    Open,

    /// <summary>Being picked or packed, or packed and not gone.</summary>
    InProgress,

    /// <summary>A person has stopped it.</summary>
    OnHold,

    /// <summary>Fewer units were found than were promised; what was found goes.</summary>
    Incomplete,

    /// <summary>All of it has left.</summary>
    Dispatched,

    /// <summary>A hand-over told what became of a part of it.</summary>
    Delivered,

    /// <summary>Hand-overs told what became of all that left.</summary>
    Closed,

    /// <summary>Nothing of it is to leave.</summary>
    Cancelled,
}

/// <summary>What one location is to pick and pack for an order.</summary>
/// <param name="Group">Its number within the order, from 1.</param>
/// <param name="Priority">Who goes first: the highest.</param>
/// <param name="Promise">The day for which it is promised; null where none is.</param>
/// <param name="Lines">1 to <see cref="Order.WorkLinesMax"/>.</param>
public sealed record FulfilmentWork(
    string Order, int Group, string Location, int Priority, LocalDate? Promise, IReadOnlyList<WorkLine> Lines)
{
    /// <summary>The id of the fulfilment order that does it.</summary>
    [JsonIgnore]
    public string Id => FulfilmentOrder.IdOf(Order, Group);

    /// <summary>What it was split from, and takes over; null where it was not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WorkApart? Apart { get; init; }

    internal bool IsSameAs(FulfilmentWork other) =>
        this with { Lines = other.Lines } == other && Lines.SequenceEqual(other.Lines);
}

/// <summary>One reservation of a fulfilment order, and where each unit of it is.</summary>
/// <remarks>
/// <c>quantity = open + picked + packed + short + cancelled + dispatched</c> at all times.
/// </remarks>
/// <param name="Line">The order's line.</param>
/// <param name="Open">Units that are to be picked.</param>
/// <param name="Short">Units that were not found.</param>
/// <param name="Cancelled">Units that are not wanted any more.</param>
/// <param name="InHand">What is picked and in no package.</param>
/// <param name="Packed">Units in packages that have not left.</param>
/// <param name="Dispatched">Units that have left.</param>
public sealed record FulfilmentLine(
    int Line,
    string Reservation,
    string Sku,
    int Quantity,
    int Open,
    ImmutableList<PickedLot> InHand,
    int Packed,
    int Short,
    int Cancelled,
    int Dispatched,
    TemperatureBand? Band)
{
    /// <summary>Units that are picked and in no package.</summary>
    [JsonIgnore]
    public int Picked => InHand.Sum(lot => lot.Quantity);

    /// <summary>Units for which something is still to be done.</summary>
    [JsonIgnore]
    public int ToDo => Open + Picked + Packed;

    /// <summary>Whether every unit is in one place, and none below nothing.</summary>
    [JsonIgnore]
    public bool IsSound =>
        Quantity == Open + Picked + Packed + Short + Cancelled + Dispatched
        && int.Min(int.Min(Open, Packed), int.Min(int.Min(Short, Cancelled), Dispatched)) >= 0
        && InHand.TrueForAll(lot => lot.Quantity > 0 && (lot.Serials is null || lot.Serials.Count == lot.Quantity));

    /// <summary>A line of which nothing is done.</summary>
    public static FulfilmentLine New(WorkLine line) =>
        new(line.Line, line.Reservation, line.Sku, line.Quantity, line.Quantity, [], 0, 0, 0, 0, line.Band);
}

[JsonConverter(typeof(SnakeCaseEnumConverter<PackageStatus>))]
public enum PackageStatus
{
    /// <summary>Units may be put in.</summary>
    Open,
    Closed,

    /// <summary>It has left.</summary>
    Dispatched,

    /// <summary>Its units were taken out; its number is not used again.</summary>
    Void,
}

/// <summary>A package.</summary>
/// <param name="Sscc">18 digits.</param>
/// <param name="Grams">Its weight, grams; null where nobody has weighed it.</param>
public sealed record Package(string Sscc, PackageStatus Status, ImmutableList<PackedUnits> Content, long? Grams)
{
    /// <summary>Its sides; null where nobody measured them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UnitSize? Size { get; init; }

    /// <summary>The label that was asked for last; null before the first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PackageLabel? Label { get; init; }

    [JsonIgnore]
    public int Quantity => Content.Sum(units => units.Quantity);
}

/// <summary>A package's label, as the carrier's answers say.</summary>
/// <param name="Number">The package's how manieth it is, from 1.</param>
public sealed record PackageLabel(int Number, LabelStage Stage, string Carrier, string Service)
{
    /// <summary>The carrier's number of the package; null before there is one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Tracking { get; init; }

    /// <summary>What the carrier charges; null before it says so.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Money? Cost { get; init; }

    /// <summary>Why it was declined, or is kept; null otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }
}

/// <summary>What a package should weigh.</summary>
/// <param name="Expected">Its units and the package itself, grams.</param>
/// <param name="Tolerance">How much it may weigh more or less, grams.</param>
public sealed record WeightCheck(long Expected, long Tolerance);

/// <summary>That a package is right although its weight is not.</summary>
public sealed record WeightOverride(string Reason, string By);

/// <summary>Units of one lot of one reservation in a package.</summary>
public sealed record PackedUnits(int Line, string Reservation, string Sku, string Lot, int Quantity)
{
    /// <summary>What took them away; null while they are here.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Route { get; init; }

    /// <summary>Their serials; null where the item has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Serials { get; init; }
}

/// <summary>Picked units that go back into their lot.</summary>
public sealed record UnitsPutBack(string Reservation, string Sku, string Ref, string Lot, int Quantity)
{
    /// <summary>Their serials; null where the item has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Serials { get; init; }
}

/// <summary>Why pickers and packers leave it alone.</summary>
public sealed record FulfilmentHold(string Reason, string By);

/// <summary>What took units of it away.</summary>
/// <param name="CheckOut">The hand-over that told what became of them; null before.</param>
public sealed record FulfilmentRoute(string Route, string? CheckOut);
