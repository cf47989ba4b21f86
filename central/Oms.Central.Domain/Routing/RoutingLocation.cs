using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Locations;
using Oms.Custody.CheckOuts;
using Oms.Custody.Places;

namespace Oms.Central.Routing;

/// <summary>A location as it is at one moment: all that a decision knows of it.</summary>
/// <param name="DispatchOn">The day on which goods released now leave; null where none is in sight.</param>
/// <param name="OrdersLeft">Orders that it can still send on that day; null where that is no limit.</param>
/// <param name="Disruption">What keeps it from sending anything, such as a blocked road; null for nothing.</param>
/// <param name="Stock">One for each sku that it has units of.</param>
public sealed record RoutingLocation(
    string Id,
    LocationKind Kind,
    LocalDate? DispatchOn,
    IReadOnlyList<RoutingStock> Stock,
    Position? Position = null,
    IReadOnlyList<string>? HazardClasses = null,
    IReadOnlyList<TemperatureBand>? Bands = null,
    int? OrdersLeft = null,
    string? Disruption = null)
{
    /// <summary>Days before <see cref="DispatchOn"/> on which it can send no more orders, though it works; null for
    /// none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<LocalDate>? FullOn { get; init; }
}

/// <param name="Available">Units available to promise, of all lots together.</param>
/// <param name="Lots">What is there of lots that may be sold, by their last day.</param>
public sealed record RoutingStock(string Sku, int Available, IReadOnlyList<DatedUnits> Lots)
{
    /// <summary>Units that can be promised and may still be used on a day.</summary>
    /// <remarks>Promises to others may need the same lots, so the stock item itself may promise fewer.</remarks>
    public int UsableOn(LocalDate day)
    {
        var units = 0L;
        foreach (var lot in Lots)
        {
            units += lot.Expires is { } expires && expires < day ? 0 : lot.Quantity;
        }

        return (int)long.Clamp(units, 0, int.Max(0, Available));
    }
}

/// <param name="Expires">The last day of the lot; null where it has none.</param>
public sealed record DatedUnits(int Quantity, LocalDate? Expires);
