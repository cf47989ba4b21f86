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

    public sealed record Order(string Id);

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

    public sealed record RouteState(string Status, IReadOnlyList<ManifestStop> Stops, Instant? Departed = null);

    public sealed record Depot(string Id, IReadOnlyList<DepotDevice> Devices);

    /// <param name="HighWater">The newest of its records that is durable at the centre.</param>
    public sealed record DepotDevice(string Device, long HighWater);

    public sealed record CheckOut(string Id, string Status);

    /// <param name="Cursor">Where to go on after it.</param>
    public sealed record Event(
        string Cursor, string Type, string Id, Instant RecordedAt, JsonElement? Data = null);

    public sealed record Claim(string Kind, int Quantity, string? Route = null, string? Order = null);

    public sealed record Trust(string RootKey, string LogKey);

    public sealed record Health(bool Healthy, IReadOnlyList<JsonElement> Violations);
}
