using System.Text.Json.Serialization;
using Oms.Json;

namespace Oms.Custody.Cargo;

/// <summary>What stock is told of units that the route is over for.</summary>
/// <param name="Quantity">Units, at least 1.</param>
public sealed record StockBooking(string Sku, string Lot, long Quantity, BookingKind Kind);

/// <summary>What becomes of units. Stored by name; a member is never renamed.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<BookingKind>))]
public enum BookingKind
{
    /// <summary>Back on sale, after what the lot's rules ask for.</summary>
    Restock,

    /// <summary>Set aside: damaged.</summary>
    Quarantine,

    /// <summary>Gone: a claim is opened.</summary>
    Short,

    /// <summary>Set aside: on no manifest.</summary>
    Found,
}
