using System.Text.Json;

namespace Oms.Edge.Fleet.Gateways;

/// <summary>What the fleet reads from a gateway; members that it has no use for are passed over.</summary>
public static class GatewayAnswers
{
    /// <param name="Missing">The steps that still stand between it and the signatures.</param>
    public sealed record CheckOut(
        string Id,
        string State,
        string Vehicle,
        Dictionary<string, bool> Steps,
        IReadOnlyList<string> Missing,
        IReadOnlyList<JsonElement> Excursions,
        IReadOnlyList<SignOff> SignOffs,
        int Scans,
        string? Dock = null);

    public sealed record SignOff(string Role);

    public sealed record CheckOutList(IReadOnlyList<CheckOut> CheckOuts);
}
