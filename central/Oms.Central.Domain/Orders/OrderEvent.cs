using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Purchasing;
using Oms.Custody.CheckOuts;

namespace Oms.Central.Orders;

/// <summary>What happened to an order. Stored for ever: names and members never change (<see
/// cref="OrderEvents"/>).</summary>
public abstract partial record OrderEvent
{
    private OrderEvent()
    {
    }

    public sealed record OrderPlaced(string Id, OrderTerms Terms, Instant PlacedAt) : OrderEvent
    {
        /// <summary>What is to be checked before it goes on; null for nothing.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public OrderChecks? Checks { get; init; }

        /// <summary>Lines that suppliers send straight to the customer; null for none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<SuppliedLine>? Supplies { get; init; }
    }

    /// <summary>The line's open units were asked for at a stock item.</summary>
    public sealed record LineAllocationRequested(
        int Line, string Reservation, string Sku, string Location, int Quantity) : OrderEvent
    {
        /// <summary>Who goes first of those who wait: the highest.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public int Priority { get; init; }

        /// <summary>The day for which it is promised; null for that of the stock item's policy.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public LocalDate? Promise { get; init; }

        /// <summary>When it ends by itself if it still waits; null for never.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public Instant? CancelAfter { get; init; }

        /// <summary>Seconds that units are promised for unconfirmed; null for the centre's.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public int? TtlSeconds { get; init; }

        /// <summary>Whether what is there is promised for good at once, so that nothing is left to confirm.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public bool Firm { get; init; }
    }

    public sealed record LineReserved(int Line, string Reservation, int Quantity) : OrderEvent;

    public sealed record LineConfirmationRequested(
        int Line, string Reservation, string Sku, string Location) : OrderEvent;

    public sealed record LineAllocated(int Line, string Reservation, int Quantity) : OrderEvent;

    public sealed record LineBackordered(int Line, string Reservation, int Quantity) : OrderEvent
    {
        /// <summary>The day for which it is promised; null where none is.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public LocalDate? Promise { get; init; }
    }

    /// <summary>Units that wait are promised for another day.</summary>
    /// <param name="Before">The day until now; null for none.</param>
    /// <param name="Promise">The day from now on; null for none.</param>
    public sealed record LinePromiseMoved(int Line, string Reservation, LocalDate? Before, LocalDate? Promise)
        : OrderEvent;

    /// <summary>The order gives a reservation back, in whole or in part.</summary>
    /// <param name="Remaining">Units that it keeps.</param>
    /// <param name="Current">Whether it was the line's own, so that its units are unallocated now.</param>
    public sealed record ReservationSurrendered(
        int Line, string Reservation, string Sku, string Location, int Remaining, bool Current) : OrderEvent
    {
        /// <summary>Whether a supplier was to send them: no stock item has them.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public bool DropShip { get; init; }
    }

    public sealed record LineReservationLost(int Line, string Reservation, int Quantity, string Cause) : OrderEvent;

    public sealed record HoldPlaced(HoldType Type, string Reason, string By) : OrderEvent
    {
        /// <summary>Whether a check has yet to say that nothing is wrong.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public bool Pending { get; init; }

        /// <summary>What made the check necessary: 0 for the placing, else the number of a change.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public int Round { get; init; }
    }

    public sealed record HoldReleased(HoldType Type, string Reason) : OrderEvent
    {
        /// <summary>Who released it; null where the order itself did.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? By { get; init; }
    }

    public sealed record OrderReleased : OrderEvent;

    /// <param name="Location">Where the lines leave that name no other location.</param>
    public sealed record ShipmentBegun(
        string Route, int Stop, string Location, IReadOnlyList<ShipmentLine> Lines) : OrderEvent;

    public sealed record LineShipped(
        int Line, string Reservation, string Route, IReadOnlyList<LotQuantity> Lots) : OrderEvent
    {
        /// <summary>The serials of the units; null where the item has none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<string>? Serials { get; init; }

        /// <summary>The parcel that a supplier sent them in; null for none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public Parcel? Parcel { get; init; }
    }

    public sealed record LineShipmentRefused(int Line, string Reservation, string Route, string Reason) : OrderEvent;

    /// <param name="CheckOut">The hand-over whose evidence holds the proof of delivery.</param>
    /// <param name="CustodySeq">The record of the proof within it.</param>
    public sealed record LineDelivered(
        int Line, string CheckOut, int Stop, string Lot, long CustodySeq, int Quantity, ProofOfDelivery? Pod)
        : OrderEvent
    {
        /// <summary>What the units were on; null in an event of before it was told.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Route { get; init; }
    }

    /// <summary>Units were missing at the stop.</summary>
    public sealed record LineShorted(
        int Line, string CheckOut, int Stop, string Lot, long CustodySeq, int Quantity, string? Reason) : OrderEvent
    {
        /// <summary>What the units were on; null in an event of before it was told.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Route { get; init; }
    }

    /// <summary>Units came back: refused by the consignee, or damaged.</summary>
    public sealed record LineRefused(
        int Line, string CheckOut, int Stop, string Lot, long CustodySeq, int Refused, int Damaged, string? Reason)
        : OrderEvent
    {
        /// <summary>What the units were on; null in an event of before it was told.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Route { get; init; }
    }

    public sealed record LineFlagged(int Line, string Kind, string Evidence, string Detail) : OrderEvent
    {
        /// <summary>What the units were on; null where it is not told.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Route { get; init; }

        /// <summary>The line's lots that it is about; null where it is not told.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<string>? Lots { get; init; }
    }

    public sealed record LineCancelled(int Line, int Quantity, string Reason) : OrderEvent;

    public sealed record OrderCancelled(string Reason) : OrderEvent;

    /// <summary>Every unit has reached an end.</summary>
    public sealed record OrderClosed : OrderEvent;
}

/// <summary>What a route is to take of one line.</summary>
public sealed record ShipmentLine(int Line, string Reservation, string Sku, int Quantity, TemperatureBand? Band)
{
    /// <summary>The location that its units leave; null for that of the order.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Location { get; init; }

    /// <summary>The packages that its units are in; null where they are loaded from the shelf.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PackageUnits>? Packages { get; init; }
}
