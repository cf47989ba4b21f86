using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Orders;
using Oms.Finance;

namespace Oms.Central.Inventory;

/// <summary>What happened to a stock item. Stored for ever (<see cref="StockEvents"/>).</summary>
public abstract record StockEvent
{
    private StockEvent()
    {
    }

    public sealed record StockReceived(string Ref, string Lot, int Quantity, LocalDate? Expires) : StockEvent
    {
        /// <summary>The serials of all units that it names; null where the item has none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<string>? Serials { get; init; }

        /// <summary>What one of them cost; null where nobody said so.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public Money? UnitCost { get; init; }
    }

    /// <param name="ExpiresAt">When it ends unless it is confirmed; null where it lasts: it is hard.</param>
    public sealed record ReservationMade(string Reservation, int Quantity, Instant? ExpiresAt) : StockEvent
    {
        /// <summary>The day until which its units must be usable; null where any will do.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public LocalDate? UsableUntil { get; init; }

        /// <summary>The lot that its units must be of; null where any will do.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Lot { get; init; }

        /// <summary>The unit that it is for; null where any will do.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Serial { get; init; }
    }

    /// <param name="Atp">Units that were available to promise.</param>
    public sealed record ReservationDenied(string Reservation, int Quantity, int Atp) : StockEvent
    {
        /// <summary>The backorder limit that it would exceed; null where it may not wait at all.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public int? Limit { get; init; }
    }

    /// <param name="First">Whether it goes before all others, because it had a promise that could not be kept.</param>
    public sealed record BackorderQueued(string Reservation, int Quantity, int Atp, bool First) : StockEvent
    {
        /// <summary>Who goes first: the highest.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public int Priority { get; init; }

        /// <summary>The day for which it is promised; null where none is.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public LocalDate? Promise { get; init; }

        /// <summary>When it ends by itself if it still waits; null for never.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public Instant? CancelAfter { get; init; }

        /// <summary>As for a reservation.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public LocalDate? UsableUntil { get; init; }

        /// <summary>As for a reservation.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Lot { get; init; }

        /// <summary>The unit that it is for; null where any will do.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Serial { get; init; }
    }

    public sealed record BackorderReduced(string Reservation, int Quantity, int Remaining, string Cause) : StockEvent;

    public sealed record ReservationConfirmed(string Reservation) : StockEvent;

    public sealed record ReservationExtended(string Reservation, Instant ExpiresAt) : StockEvent;

    public sealed record ReservationReleased(string Reservation, int Quantity, int Remaining, string Cause)
        : StockEvent
    {
        /// <summary>Units of it that are picked and stay so; null where none are, or they do not matter.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public int? Picked { get; init; }
    }

    public sealed record ReservationExpired(string Reservation, int Quantity) : StockEvent;

    public sealed record StockShipped(
        string Reservation, int Quantity, string Route, IReadOnlyList<LotQuantity> Lots) : StockEvent
    {
        /// <summary>The serials of all units that it names; null where the item has none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<string>? Serials { get; init; }

        /// <summary>The fulfilment order that the units were picked for; null where they left their lots only
        /// now.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Fulfilment { get; init; }
    }

    /// <summary>Units left their lot for a promise, and have not left the location.</summary>
    public sealed record StockPicked(string Reservation, string Ref, string Fulfilment, string Lot, int Quantity)
        : StockEvent
    {
        /// <summary>The serials of all units that it names; null where the item has none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<string>? Serials { get; init; }
    }

    /// <summary>Picked units are in their lot again, and promised as before.</summary>
    public sealed record StockPutBack(string Reservation, string Ref, string Lot, int Quantity) : StockEvent
    {
        /// <summary>The serials of all units that it names; null where the item has none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<string>? Serials { get; init; }
    }

    /// <summary>Of the units that are picked only so many are still wanted; the others are to be put back.</summary>
    public sealed record PicksUnwanted(string Reservation, int Remaining) : StockEvent;

    public sealed record StockReturned(string Ref, string Lot, int Quantity, Disposition Disposition, string Cause)
        : StockEvent
    {
        /// <summary>The serials of all units that it names; null where the item has none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<string>? Serials { get; init; }
    }

    public sealed record StockScrapped(string Ref, string Lot, int Quantity, string Reason) : StockEvent
    {
        /// <summary>The serials of all units that it names; null where the item has none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<string>? Serials { get; init; }
    }

    /// <param name="To">The location that they go to.</param>
    public sealed record StockTransferredOut(string Transfer, int Line, string To, IReadOnlyList<MovedLot> Lots)
        : StockEvent;

    public sealed record StockTransferredIn(string Transfer, string Ref, MovedLot Units) : StockEvent;

    /// <param name="From">The bin where they lay; null for none.</param>
    /// <param name="To">The bin where they lie; null for none.</param>
    public sealed record UnitsMoved(string Ref, string Lot, int Quantity, string? From, string? To) : StockEvent;

    /// <summary>Units left the item out of bins.</summary>
    public sealed record UnitsLeftBins(string Lot, IReadOnlyList<BinQuantity> Bins) : StockEvent;

    /// <param name="AffectedReservations">Promises that can no longer be kept; they become backorders.</param>
    public sealed record LotQuarantined(
        string Lot, int Quantity, string Cause, IReadOnlyList<string> AffectedReservations) : StockEvent;

    /// <param name="AffectedReservations">As for a quarantine.</param>
    public sealed record LotBlocked(
        string Lot, LotStatus Status, int Quantity, string Cause, IReadOnlyList<string> AffectedReservations)
        : StockEvent;

    /// <summary>The last day of a lot is over.</summary>
    /// <param name="Expires">That day.</param>
    /// <param name="AffectedReservations">As for a quarantine.</param>
    public sealed record LotExpired(
        string Lot, int Quantity, LocalDate Expires, IReadOnlyList<string> AffectedReservations) : StockEvent;

    public sealed record LotReleased(string Lot, string Cause) : StockEvent;

    public sealed record StockAdjusted(string Lot, int Delta, string Reason) : StockEvent;

    /// <param name="Delta">What was missed (below zero) or found.</param>
    public sealed record StockCounted(string Lot, int Counted, int Delta, string Reason) : StockEvent
    {
        /// <summary>The serials of all units that it names; null where the item has none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<string>? Serials { get; init; }
    }

    /// <summary>Something physical left fewer units than were promised.</summary>
    public sealed record ShortfallRaised(int Missing, IReadOnlyList<string> Reservations) : StockEvent;

    public sealed record SafetyStockSet(int Quantity) : StockEvent;

    /// <param name="Quantity">Null when there is no such point any more.</param>
    public sealed record ReorderPointSet(int? Quantity) : StockEvent;

    /// <summary>What can be promised fell to the reorder point or below it: once for each crossing.</summary>
    public sealed record LowStockDetected(int Atp, int ReorderPoint) : StockEvent;

    /// <summary>What can be promised is above the reorder point again; the next crossing is told again.</summary>
    public sealed record LowStockEnded(int Atp, int ReorderPoint) : StockEvent;

    /// <param name="Policy">Null when there is none any more.</param>
    public sealed record BackorderPolicySet(BackorderPolicy? Policy) : StockEvent;

    /// <summary>The day of release has come: who preordered is served as who backordered.</summary>
    public sealed record PreorderReleased(LocalDate Release) : StockEvent;

    public sealed record SerialTrackingSet(bool Tracked) : StockEvent;

    /// <param name="Ref">The source, such as a line of a purchase order.</param>
    /// <param name="Quantity">Units that are to come; 0 for none any more.</param>
    /// <param name="On">The day on which they are expected; null where nobody knows.</param>
    public sealed record SupplyExpected(string Ref, int Quantity, LocalDate? On) : StockEvent;

    /// <summary>Who waits may be pegged to another day than was told.</summary>
    /// <param name="At">When that is looked at.</param>
    public sealed record PegsFellDue(Instant At) : StockEvent;

    /// <summary>Reservations that wait are expected on other days than was told.</summary>
    /// <param name="Pegs">Those only; none where all is as it was told.</param>
    public sealed record BackordersPegged(IReadOnlyList<PeggedBackorder> Pegs) : StockEvent;

    /// <summary>Units that came back and were set aside are in their lot again.</summary>
    /// <param name="Lot">The lot that they went into.</param>
    public sealed record StockRestocked(string Ref, string Lot, int Quantity, string Cause) : StockEvent
    {
        /// <summary>The serials of all units that it names; null where the item has none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<string>? Serials { get; init; }
    }

    /// <summary>Units went back to whom they were bought of.</summary>
    public sealed record StockSentBack(string Ref, string Lot, int Quantity, string Cause) : StockEvent
    {
        /// <summary>The serials of all units that it names; null where the item has none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<string>? Serials { get; init; }
    }
}
