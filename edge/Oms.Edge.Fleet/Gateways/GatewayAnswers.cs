using System.Text.Json;
using NodaTime;
using Oms.Custody.CheckOuts;

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

    /// <param name="Excursions">Those that go on, and those that no check-out has taken yet.</param>
    public sealed record Device(
        string Id,
        string Kind,
        IReadOnlyList<Excursion> Excursions,
        Instant? ReadingAt = null,
        IReadOnlyList<Zone>? Zones = null,
        TemperatureBand? Band = null);

    public sealed record Zone(long? ReturnMilliC = null);

    /// <param name="To">Null while it goes on.</param>
    public sealed record Excursion(Instant From, Instant? To = null);

    public sealed record DeviceList(IReadOnlyList<Device> Devices);

    /// <param name="Head">The newest record of the depot's log.</param>
    public sealed record Status(long Head, long HighWater, string Link, string ClockQuality);

    public sealed record CheckOutList(IReadOnlyList<CheckOut> CheckOuts);
}
