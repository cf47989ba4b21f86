using System.Text.Json.Serialization;
using Oms.Central.Json;

namespace Oms.Central.Inventory;

/// <summary>Where units are, in the double entry of movements: inside a stock item by the status of their lot, or
/// outside it.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<StockBucket>))]
public enum StockBucket
{
    /// <summary>Outside: where receipts come from.</summary>
    Supplier,

    /// <summary>Outside: where shipments go, and returns come from.</summary>
    Customer,

    /// <summary>Outside: what corrections and counts missed or found.</summary>
    Adjustment,

    /// <summary>Outside: what was thrown away.</summary>
    Scrapped,

    /// <summary>Outside: what is on its way from one location to another, or from one lot to another.</summary>
    InTransit,

    /// <summary>Here, and out of its lot: picked for a promise, and not gone yet.</summary>
    Picked,

    /// <summary>Inside, and the only bucket that may be promised and shipped.</summary>
    Approved,

    /// <summary>Inside.</summary>
    OnHold,

    /// <summary>Inside.</summary>
    Quarantined,

    /// <summary>Inside.</summary>
    Recalled,

    /// <summary>Inside.</summary>
    Expired,

    /// <summary>Inside.</summary>
    Damaged,
}

/// <summary>What kind of event moved the units.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<MovementKind>))]
public enum MovementKind
{
    Receipt,
    Shipment,
    Return,
    Adjustment,
    Count,
    Scrap,
    Quarantine,
    Block,
    Expiry,
    Release,
    TransferOut,
    TransferIn,
    BinMove,
    Restock,
    SentBack,
    Pick,
    PutBack,
}

/// <summary>Units of one lot that went from one bucket to another: what leaves one is what the other gets.</summary>
/// <param name="Quantity">Units, at least 1.</param>
/// <param name="From">The same as <paramref name="To"/> only where units went from bin to bin.</param>
/// <param name="Reason">Why, as it was given; null where the kind says it all.</param>
/// <param name="Reference">The receipt, reservation or other document that it belongs to; null where there is
/// none.</param>
public sealed record StockMovement(
    MovementKind Kind,
    string Lot,
    int Quantity,
    StockBucket From,
    StockBucket To,
    string? Reason,
    string? Reference);
