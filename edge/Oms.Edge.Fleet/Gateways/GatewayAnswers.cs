using System.Text.Json;
using System.Text.Json.Serialization;

namespace Oms.Edge.Fleet.Gateways;

/// <summary>What the fleet reads from a gateway; members that it has no use for are passed over.</summary>
public static class GatewayAnswers
{
    /// <param name="Missing">The steps that still stand between it and the signatures.</param>
    public sealed record CheckOut(
        string Id,
        string State,
        string Vehicle,
        string Driver,
        string? Route,
        string? Dock,
        string Custodian,
        Dictionary<string, bool> Steps,
        IReadOnlyList<string> Missing,
        IReadOnlyList<Stop> Stops,
        IReadOnlyList<JsonElement> Excursions,
        IReadOnlyList<SignOff> SignOffs,
        int Scans);

    public sealed record Stop(
        [property: JsonPropertyName("stop")] int Number, string Order, bool Reconciled);

    public sealed record SignOff(string Role);

    public sealed record CheckOutList(IReadOnlyList<CheckOut> CheckOuts);
}
