using System.Text.Json.Serialization;

namespace Oms.Central.Inventory;

/// <summary>Why a stock item may say no.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(StockRejection.NoSuchReservation), "no_such_reservation")]
[JsonDerivedType(typeof(StockRejection.NoSuchLot), "no_such_lot")]
[JsonDerivedType(typeof(StockRejection.QuantityInvalid), "quantity_invalid")]
[JsonDerivedType(typeof(StockRejection.StockStale), "stock_stale")]
[JsonDerivedType(typeof(StockRejection.OutOfStock), "out_of_stock")]
[JsonDerivedType(typeof(StockRejection.ReservationDiffers), "reservation_differs")]
[JsonDerivedType(typeof(StockRejection.ReferenceReused), "reference_reused")]
[JsonDerivedType(typeof(StockRejection.ReservationEnded), "reservation_ended")]
[JsonDerivedType(typeof(StockRejection.BackorderLimitReached), "backorder_limit_reached")]
[JsonDerivedType(typeof(StockRejection.SerialIsThere), "serial_is_there")]
[JsonDerivedType(typeof(StockRejection.NoSuchSerial), "no_such_serial")]
[JsonDerivedType(typeof(StockRejection.NotInBin), "not_in_bin")]
[JsonDerivedType(typeof(StockRejection.LotIsBlocked), "lot_is_blocked")]
[JsonDerivedType(typeof(StockRejection.LimitReached), "limit_reached")]
[JsonDerivedType(typeof(StockRejection.Invalid), "invalid")]
[JsonDerivedType(typeof(StockRejection.NotPossible), "not_possible")]
[JsonDerivedType(typeof(StockRejection.UnitIsPicked), "unit_is_picked")]
public abstract record StockRejection
{
    private StockRejection()
    {
    }

    public sealed record NoSuchReservation(string Reservation) : StockRejection;

    public sealed record NoSuchLot(string Lot) : StockRejection;

    public sealed record QuantityInvalid(string Reason) : StockRejection;

    /// <summary>The lot does not hold what the caller expected.</summary>
    public sealed record StockStale(int Expected, int OnHand) : StockRejection;

    /// <summary>Too few units of approved lots are there.</summary>
    public sealed record OutOfStock(int Atp) : StockRejection;

    /// <summary>The id stands for another quantity.</summary>
    public sealed record ReservationDiffers(string Reservation, int Quantity) : StockRejection;

    /// <summary>The reference stands for another movement.</summary>
    public sealed record ReferenceReused(string Ref) : StockRejection;

    /// <param name="How">Such as <c>expired</c>, <c>released</c> or <c>denied</c>.</param>
    public sealed record ReservationEnded(string Reservation, string How) : StockRejection;

    /// <summary>More units would wait than may.</summary>
    /// <param name="Waiting">Units that wait already.</param>
    public sealed record BackorderLimitReached(int Limit, int Waiting, int Atp) : StockRejection;

    /// <summary>The lot's status forbids it.</summary>
    public sealed record LotIsBlocked(string Lot, LotStatus Status) : StockRejection;

    /// <summary>There is no room for one more.</summary>
    /// <param name="What">Such as <c>lots</c>.</param>
    public sealed record LimitReached(string What, int Max) : StockRejection;

    /// <summary>A member of the command is outside its range.</summary>
    /// <param name="Field">A JSON Pointer (RFC 6901) into the body.</param>
    public sealed record Invalid(string Field, string Reason) : StockRejection;

    /// <summary>The state of the reservation forbids it.</summary>
    public sealed record NotPossible(string Reason) : StockRejection;

    /// <summary>A serial is in one place, and it is there already.</summary>
    public sealed record SerialIsThere(string Serial, string Lot) : StockRejection;

    /// <summary>Somebody has picked the unit already.</summary>
    /// <param name="Reservation">What it was picked for.</param>
    public sealed record UnitIsPicked(string Serial, string Reservation) : StockRejection;

    /// <summary>Too few units of the lot lie there.</summary>
    /// <param name="Bin">Null for those that lie in no bin.</param>
    public sealed record NotInBin(string Lot, string? Bin, int Quantity) : StockRejection;

    /// <summary>The serial is not in the lot.</summary>
    public sealed record NoSuchSerial(string Serial, string Lot) : StockRejection;
}
