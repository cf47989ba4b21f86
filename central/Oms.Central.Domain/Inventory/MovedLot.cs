using System.Text.Json.Serialization;
using NodaTime;

namespace Oms.Central.Inventory;

/// <summary>Units of a lot that go from one location to another, with what has to be known of them there.</summary>
/// <param name="Expires">The last day on which the lot may be used; null for any day.</param>
public sealed record MovedLot(string Lot, int Quantity, LocalDate? Expires)
{
    /// <summary>The serials of the units; null where the item has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Serials { get; init; }
}
