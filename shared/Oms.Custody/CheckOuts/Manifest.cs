using System.Text.Json.Serialization;
using NodaTime;
using Oms.Custody.Checklists;

namespace Oms.Custody.CheckOuts;

/// <summary>What one route carries: the promise that the hand-over is checked against.</summary>
/// <param name="Route">The route's id.</param>
/// <param name="Version">From 1; a later one replaces an earlier one until the route leaves.</param>
/// <param name="Depot">The depot at which it ends.</param>
/// <param name="Vehicle">The power unit's fleet number.</param>
/// <param name="Driver">The driver's id.</param>
/// <param name="Reefer">The refrigeration unit's device id; null for dry cargo.</param>
/// <param name="Departed">When the route left; null when the centre does not know.</param>
public sealed record Manifest(
    string Route,
    int Version,
    string Depot,
    string Vehicle,
    string Driver,
    string? Reefer,
    IReadOnlyList<ManifestStop> Stops,
    Instant? Departed = null)
{
    /// <summary>The vehicle's class, such as <c>van</c>; null when the centre does not say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? VehicleClass { get; init; }

    /// <summary>The cargo's class, such as <c>pharma</c>; null when the centre does not say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CargoClass { get; init; }

    /// <summary>The customer whose rules hold; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Customer { get; init; }

    /// <summary>The seals that are on the doors; null when the centre does not say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ManifestSeal>? Seals { get; init; }

    /// <summary>Checklists that the centre sends with the route; those of them that are for a visit come before the
    /// depot's own. Null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ChecklistTemplate>? Checklists { get; init; }

    /// <summary>What the goods are known by; null where they are scanned by SKU alone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ManifestCatalogue? Catalogue { get; init; }
}

/// <param name="Door">Such as <c>rear</c>.</param>
/// <param name="Number">The number on the seal.</param>
public sealed record ManifestSeal(string Door, string Number);

/// <param name="Stop">The stop's number on the route, from 1.</param>
/// <param name="Order">The order that is delivered there.</param>
/// <param name="Consignee">Who receives it.</param>
public sealed record ManifestStop(int Stop, string Order, string Consignee, IReadOnlyList<ManifestLine> Lines)
{
    /// <summary>What was ordered, whatever was loaded; null where the centre does not say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<OrderedQuantity>? Ordered { get; init; }
}

/// <summary>A line as it was ordered.</summary>
/// <param name="Line">The order line's number, from 1.</param>
/// <param name="Quantity">Units, at least 1.</param>
public sealed record OrderedQuantity(int Line, string Sku, int Quantity);

/// <param name="Line">The order line's number, from 1.</param>
/// <param name="Sku">The stock keeping unit.</param>
/// <param name="Lot">The lot that was shipped.</param>
/// <param name="Quantity">Units on board for this line, at least 1.</param>
/// <param name="Band">The temperatures the product may have; null when any will do.</param>
public sealed record ManifestLine(int Line, string Sku, string Lot, int Quantity, TemperatureBand? Band);

/// <summary>The temperatures that a product may have.</summary>
/// <param name="MinMilliC">Lowest allowed, milli-degrees Celsius.</param>
/// <param name="MaxMilliC">Highest allowed, milli-degrees Celsius.</param>
public sealed record TemperatureBand(int MinMilliC, int MaxMilliC);
