using System.Text.Json.Serialization;
using Oms.Custody.CheckOuts;

namespace Oms.Edge.Fleet.Centre;

/// <summary>What the fleet writes to the centre; the forms are those of the centre's API.</summary>
internal static class CentreRequests
{
    internal sealed record Nothing;

    internal sealed record Depot(string Id, string Name, string Location);

    internal sealed record EnrolmentCode(int ValidForMinutes);

    internal sealed record Receipt(
        [property: JsonPropertyName("receipt")] string Reference,
        string Lot,
        int Quantity,
        string? Expires);

    internal sealed record Quarantine(string Cause);

    internal sealed record Order(
        string Channel,
        string ExternalRef,
        Customer Customer,
        string ShipFrom,
        string ShipPolicy,
        IReadOnlyList<PlacedLine> Lines);

    internal sealed record Customer(string Name, Address Address);

    internal sealed record Address(IReadOnlyList<string> Lines, string City, string PostalCode, string Country);

    internal sealed record PlacedLine(string Sku, int Quantity, TemperatureBand? Band);

    internal sealed record Route(
        [property: JsonPropertyName("route")] string Id,
        string Depot,
        string Vehicle,
        string Driver,
        string? Reefer,
        IReadOnlyList<RouteStop> Stops)
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public ManifestCatalogue? Catalogue { get; init; }
    }

    internal sealed record RouteStop(int Stop, string Consignee, IReadOnlyList<string> Orders);
}
