using System.Text.Json;
using System.Text.Json.Serialization;
using Oms.Central.Fulfilments;
using Oms.Central.Json;
using Oms.Custody.Checklists;
using Oms.Custody.CheckOuts;

namespace Oms.Central.Manifests;

[JsonConverter(typeof(SnakeCaseEnumConverter<RouteStatus>))]
public enum RouteStatus
{
    Absent,
    Planned,

    /// <summary>Units are being taken from their lots.</summary>
    Loading,
    Dispatched,

    /// <summary>Nothing could be loaded.</summary>
    Cancelled,

    /// <summary>A completed check-out told what became of every line.</summary>
    Closed,
}

/// <summary>What a route is planned to do.</summary>
/// <param name="ReturnTo">The location at which units that come back are put into stock.</param>
/// <param name="Reefer">The refrigeration unit; null for dry cargo.</param>
public sealed record RoutePlan(
    string Route,
    string Depot,
    string ReturnTo,
    string Vehicle,
    string Driver,
    string? Reefer,
    IReadOnlyList<PlannedStop> Stops)
{
    public const int StopsMax = 200;

    /// <summary>The vehicle's class, such as <c>van</c>; null when it is not told.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? VehicleClass { get; init; }

    /// <summary>The cargo's class, such as <c>pharma</c>; null when it is not told.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CargoClass { get; init; }

    /// <summary>The customer whose rules hold; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Customer { get; init; }

    /// <summary>Checklists that go to the depot with the manifest; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ChecklistTemplate>? Checklists { get; init; }

    /// <summary>What the goods are known by; it goes to the depot with the manifest. Null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ManifestCatalogue? Catalogue { get; init; }

    /// <summary>The location at which alone it is loaded: what orders have elsewhere stays for another route. Null
    /// where it takes units of any location.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LoadFrom { get; init; }

    /// <summary>Locations whose units leave in packages only; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? PackedAt { get; init; }

    /// <summary>The first member that is out of its range; null when all are good.</summary>
    public RouteRejection.InvalidPlan? Fault()
    {
        if (!Entities.EntityAddress.IsId(Route))
        {
            return new("/route", "It must be 1 to 120 printable ASCII characters without space.");
        }

        if (FulfilmentOrder.IsPickUp(Route))
        {
            return new("/route", "It must not begin with pick-up:, as what takes what customers pick up does.");
        }

        if (LoadFrom is { } from && !Inventory.StockItemId.IsLocation(from))
        {
            return new("/load_from", Inventory.StockItemId.LocationRule);
        }

        if (Stops.Count is < 1 or > StopsMax)
        {
            return new("/stops", $"A route has 1 to {StopsMax} orders.");
        }

        if (ChecklistSet.Of(Checklists ?? []).Fault is { } wrong)
        {
            return new("/checklists", wrong);
        }

        if (Catalogue is { } catalogue
            && CatalogueCheck.Fault(catalogue, Stops.Select(stop => stop.Stop)) is { } bad)
        {
            return new($"/catalogue{bad.Pointer}", bad.Detail);
        }

        return Stops.Any(stop => stop.Stop < 1)
            ? new("/stops", "Stops are numbered from 1.")
            : Stops.DistinctBy(stop => stop.Order).Count() == Stops.Count
                ? null
                : new("/stops", "An order stands on the route twice.");
    }

    /// <summary>Whether two plans are the same, member by member.</summary>
    public bool IsSameAs(RoutePlan other) =>
        this with
        {
            Stops = other.Stops,
            Checklists = other.Checklists,
            Catalogue = other.Catalogue,
            PackedAt = other.PackedAt,
        } == other
        && Planned(this).SequenceEqual(Planned(other))
        && Versions(this).SequenceEqual(Versions(other))
        && Written(this).AsSpan().SequenceEqual(Written(other));

    /// <summary>What an order asks for may change until it is loaded; it is the same plan.</summary>
    private static IEnumerable<PlannedStop> Planned(RoutePlan plan) =>
        plan.Stops.Select(stop => stop with { Ordered = null });

    private static byte[] Written(RoutePlan plan) => plan.Catalogue is { } catalogue
        ? JsonSerializer.SerializeToUtf8Bytes(catalogue, CheckOutJson.Default.ManifestCatalogue)
        : [];

    /// <summary>A template's id and version stand for its content.</summary>
    private static IEnumerable<(string, int)> Versions(RoutePlan plan) =>
        (plan.Checklists ?? []).Select(checklist => (checklist.Id, checklist.Version));
}

/// <param name="Stop">Its number on the route, from 1; several orders may share one.</param>
/// <param name="ShipFrom">The location that the order's units leave, where its lines name no other.</param>
public sealed record PlannedStop(int Stop, string Consignee, string Order, string ShipFrom)
{
    /// <summary>The order's lines, when the route was planned; null for a route without a catalogue.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<OrderedQuantity>? Ordered { get; init; }
}

/// <summary>A line that is to be loaded, or was.</summary>
/// <param name="Lots">Empty until it is loaded.</param>
public sealed record RouteLine(
    string Order, int Line, string Sku, int Quantity, TemperatureBand? Band, IReadOnlyList<Orders.LotQuantity> Lots)
{
    /// <summary>The location that its units leave; null for that of the order.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Location { get; init; }

    /// <summary>The packages that its units are in; null where they are loaded from the shelf.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Orders.PackageUnits>? Packages { get; init; }
}

/// <summary>An order, or one line of it, that did not leave.</summary>
/// <param name="Line">Null for the whole order.</param>
public sealed record LeftBehind(string Order, int? Line, string Reason);

/// <summary>What became of the units of one lot of a line.</summary>
/// <param name="RefusedBack">Refused units that were found at the dock; by a reconciliation all good ones.</param>
/// <param name="DamagedBack">Damaged units that were found at the dock.</param>
/// <param name="Excursion">Whether the lot was in a truck whose cargo left the band of the product.</param>
public sealed record LineResult(
    int Stop,
    string Order,
    int Line,
    string Sku,
    string Lot,
    string ShipFrom,
    long CustodySeq,
    int Delivered,
    int Short,
    int Refused,
    int Damaged,
    int RefusedBack,
    int DamagedBack,
    bool Excursion,
    string? Reason,
    ProofOfDelivery? Pod)
{
    /// <summary>Units that are neither delivered nor back nor with the driver, by the hand-over's reconciliation; null
    /// where it has none, and the stop's word is all there is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Missing { get; init; }
}

/// <summary>Something that does not add up.</summary>
public sealed record Discrepancy(
    string Kind, string? Order, int? Line, string? Sku, string? Lot, int Expected, int Found, string Detail);

/// <summary>A lot on a route whose product should never have been that warm or cold.</summary>
public sealed record ExposedLine(string Order, int Line, string Sku, string Lot, string ShipFrom);
