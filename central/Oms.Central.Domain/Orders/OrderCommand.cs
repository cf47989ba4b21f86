using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Pricing;
using Oms.Central.Purchasing;
using Oms.Custody.CheckOuts;

namespace Oms.Central.Orders;

/// <summary>What an order can be asked.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(OrderCommand.Place), "place")]
[JsonDerivedType(typeof(OrderCommand.PlaceHold), "place_hold")]
[JsonDerivedType(typeof(OrderCommand.ReleaseHold), "release_hold")]
[JsonDerivedType(typeof(OrderCommand.CancelLine), "cancel_line")]
[JsonDerivedType(typeof(OrderCommand.Cancel), "cancel")]
[JsonDerivedType(typeof(OrderCommand.RecordReserved), "record_reserved")]
[JsonDerivedType(typeof(OrderCommand.RecordBackordered), "record_backordered")]
[JsonDerivedType(typeof(OrderCommand.RecordPromise), "record_promise")]
[JsonDerivedType(typeof(OrderCommand.RecordConfirmed), "record_confirmed")]
[JsonDerivedType(typeof(OrderCommand.RecordReservationLost), "record_reservation_lost")]
[JsonDerivedType(typeof(OrderCommand.BeginShipment), "begin_shipment")]
[JsonDerivedType(typeof(OrderCommand.RecordShipped), "record_shipped")]
[JsonDerivedType(typeof(OrderCommand.RecordShipmentRefused), "record_shipment_refused")]
[JsonDerivedType(typeof(OrderCommand.RecordOutcome), "record_outcome")]
[JsonDerivedType(typeof(OrderCommand.SettleDues), "settle_dues")]
[JsonDerivedType(typeof(OrderCommand.Flag), "flag")]
public abstract partial record OrderCommand
{
    private OrderCommand()
    {
    }

    public sealed record Place(string Id, OrderTerms Terms) : OrderCommand
    {
        /// <summary>Taxes and shipping, as the ports told them; null for an order without prices.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public PriceQuote? Quote { get; init; }

        /// <summary>What is to be checked before it goes on; null for nothing.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public OrderChecks? Checks { get; init; }

        /// <summary>Lines that suppliers send straight to the customer; null for none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<SuppliedLine>? Supplies { get; init; }
    }

    /// <param name="Expected">The revision that the caller saw; null for any.</param>
    public sealed record PlaceHold(HoldType Type, string Reason, string By, long? Expected) : OrderCommand;

    public sealed record ReleaseHold(HoldType Type, string Reason, long? Expected) : OrderCommand
    {
        /// <summary>Who releases it; null where that is not known.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? By { get; init; }
    }

    public sealed record CancelLine(int Line, int Quantity, string Reason, long? Expected) : OrderCommand;

    public sealed record Cancel(string Reason, long? Expected) : OrderCommand;

    /// <summary>The stock item reserved what was asked for, at once or after a wait.</summary>
    public sealed record RecordReserved(int Line, string Reservation) : OrderCommand
    {
        /// <summary>Whether it was promised for good.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public bool Firm { get; init; }

        /// <summary>Where it is; null for where the line is served from now.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Location { get; init; }
    }

    /// <summary>The stock item has too little; the reservation waits there.</summary>
    public sealed record RecordBackordered(int Line, string Reservation) : OrderCommand
    {
        /// <summary>Where it is; null for where the line is served from now.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Location { get; init; }

        /// <summary>The day for which it is promised; null where none is.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public LocalDate? Promise { get; init; }
    }

    /// <summary>The stock item promises a reservation that waits for another day.</summary>
    /// <param name="Promise">Null for none.</param>
    public sealed record RecordPromise(int Line, string Reservation, LocalDate? Promise) : OrderCommand;

    public sealed record RecordConfirmed(int Line, string Reservation) : OrderCommand;

    /// <summary>The reservation ended without the order's doing.</summary>
    public sealed record RecordReservationLost(int Line, string Reservation, string Cause) : OrderCommand;

    /// <summary>A route takes every unit that is allocated.</summary>
    public sealed record BeginShipment(string Route, int Stop) : OrderCommand
    {
        /// <summary>The location at which alone the route is loaded; null where it takes units of any.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? LoadFrom { get; init; }

        /// <summary>Locations whose units leave in packages only; null for none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<string>? PackedAt { get; init; }
    }

    public sealed record RecordShipped(
        int Line, string Reservation, string Route, IReadOnlyList<LotQuantity> Lots) : OrderCommand
    {
        /// <summary>The serials of the units; null where the item has none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<string>? Serials { get; init; }

        /// <summary>The parcel that a supplier sent them in; null for none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public Parcel? Parcel { get; init; }

        /// <summary>Whether more of this order leaves with it, which is told next: what is due for all of it is billed
        /// and charged together, with the last.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public bool More { get; init; }
    }

    public sealed record RecordShipmentRefused(
        int Line, string Reservation, string Route, string Reason) : OrderCommand;

    /// <summary>What a completed hand-over says of the units of one lot at one stop.</summary>
    /// <remarks>Its identity is check-out, stop, line and lot: decided again it is already done.</remarks>
    public sealed record RecordOutcome(
        string CheckOut,
        string Route,
        int Stop,
        int Line,
        string Lot,
        long CustodySeq,
        int Delivered,
        int Short,
        int Refused,
        int Damaged,
        string? Reason,
        ProofOfDelivery? Pod) : OrderCommand
    {
        /// <summary>Whether the same hand-over tells more of this order: what is due for all of it is billed and
        /// charged together, with the last.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public bool More { get; init; }
    }

    /// <summary>Nothing more of a hand-over, or of a shipment, comes: what is due of it is billed and charged, if it
    /// was not with the last that came.</summary>
    public sealed record SettleDues : OrderCommand;

    public sealed record Flag(int Line, string Kind, string Evidence, string Detail) : OrderCommand
    {
        /// <summary>What the units were on; null where it is not told.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Route { get; init; }

        /// <summary>The line's lots that it is about; null where it is not told.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<string>? Lots { get; init; }
    }
}

/// <summary>Units of one lot.</summary>
public sealed record LotQuantity(string Lot, int Quantity);
