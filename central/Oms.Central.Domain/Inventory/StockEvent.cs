using NodaTime;
using Oms.Central.Orders;

namespace Oms.Central.Inventory;

/// <summary>What happened to a stock item. Stored for ever (<see cref="StockEvents"/>).</summary>
public abstract record StockEvent
{
    private StockEvent()
    {
    }

    public sealed record StockReceived(string Ref, string Lot, int Quantity, LocalDate? Expires) : StockEvent;

    public sealed record ReservationMade(string Reservation, int Quantity, Instant ExpiresAt) : StockEvent;

    /// <param name="Atp">Units that were available to promise.</param>
    public sealed record ReservationDenied(string Reservation, int Quantity, int Atp) : StockEvent;

    /// <param name="First">Whether it goes before all others, because it had a promise that could not be kept.</param>
    public sealed record BackorderQueued(string Reservation, int Quantity, int Atp, bool First) : StockEvent;

    public sealed record BackorderReduced(string Reservation, int Quantity, int Remaining, string Cause) : StockEvent;

    public sealed record ReservationConfirmed(string Reservation) : StockEvent;

    public sealed record ReservationReleased(string Reservation, int Quantity, int Remaining, string Cause)
        : StockEvent;

    public sealed record ReservationExpired(string Reservation, int Quantity) : StockEvent;

    public sealed record StockShipped(
        string Reservation, int Quantity, string Route, IReadOnlyList<LotQuantity> Lots) : StockEvent;

    public sealed record StockReturned(string Ref, string Lot, int Quantity, Disposition Disposition, string Cause)
        : StockEvent;

    public sealed record StockScrapped(string Ref, string Lot, int Quantity, string Reason) : StockEvent;

    /// <param name="AffectedReservations">Promises that can no longer be kept; they become backorders.</param>
    public sealed record LotQuarantined(
        string Lot, int Quantity, string Cause, IReadOnlyList<string> AffectedReservations) : StockEvent;

    public sealed record LotReleased(string Lot, string Cause) : StockEvent;

    public sealed record StockAdjusted(string Lot, int Delta, string Reason) : StockEvent;

    /// <summary>Something physical left fewer units than were promised.</summary>
    public sealed record ShortfallRaised(int Missing, IReadOnlyList<string> Reservations) : StockEvent;

    public sealed record SafetyStockSet(int Quantity) : StockEvent;
}
