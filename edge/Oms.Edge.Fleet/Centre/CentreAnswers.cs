using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Custody.CheckOuts;

namespace Oms.Edge.Fleet.Centre;

/// <summary>What the fleet reads from the centre; members that it has no use for are passed over.</summary>
public static class CentreAnswers
{
    public sealed record Receipt(string Id);

    public sealed record EnrolmentCode(string Code);

    public sealed record Order(string Id, string ExternalRef, string Status, string Fulfilment);

    public sealed record OrderDetail(
        string Id, string ExternalRef, string Status, IReadOnlyList<OrderLine> Lines);

    public sealed record OrderLine(
        int Line, string Sku, Dictionary<string, int> Quantities, IReadOnlyList<Flag> Flags);

    public sealed record Flag(string Kind);

    public sealed record StockItem(string Id);

    public sealed record StockItemDetail(
        string Sku,
        string Location,
        int ReservedSoft,
        int ReservedHard,
        int Backordered,
        IReadOnlyList<Lot> Lots);

    public sealed record Lot(
        [property: JsonPropertyName("lot")] string Id, int Quantity, string Status);

    public sealed record RouteState(
        string Route, string Status, IReadOnlyList<ManifestStop> Stops, string? CheckOut);

    public sealed record Depot(
        string Id, IReadOnlyList<DepotDevice> Devices, JsonElement QuarantinedBatches, IReadOnlyList<JsonElement> Incidents);

    public sealed record DepotDevice(
        string Device, long HighWater, long Head, long Lag, string ClockQuality, Instant? LastSeen);

    public sealed record CheckOut(string Id, string Status);

    /// <param name="Cursor">Where to go on after it.</param>
    public sealed record Event(
        string Cursor, string Type, string Id, long Seq, Instant RecordedAt, JsonElement Data);

    public sealed record Trust(string RootKey, string LogKey, string LogOrigin);

    public sealed record Health(bool Healthy, IReadOnlyList<JsonElement> Violations);
}
