using NodaTime;
using Oms.Custody.CheckOuts;

namespace Oms.Edge.Fleet.Gateways;

/// <summary>What people enter at a depot; the forms are those of the gateway's local API.</summary>
internal static class GatewayRequests
{
    internal sealed record Arrival(
        string Vehicle, string Driver, string? Route, string? Dock, long? OdometerMetres, Instant At);

    internal sealed record Inspection(string Outcome, IReadOnlyList<VehicleDefect>? Defects, string InspectedBy);

    internal sealed record CargoVerification(string VerifiedBy);

    internal sealed record Keys(string KeyTag, string ReceivedBy);

    internal sealed record SignOff(string Role, string Signer, string SignatureSha256);
}
