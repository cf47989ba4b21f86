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
}
