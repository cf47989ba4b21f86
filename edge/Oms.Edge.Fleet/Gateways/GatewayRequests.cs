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

    internal sealed record Repair(int Defect, string Outcome, string CertifiedBy, string Note);

    internal sealed record Odometer(long Metres, Instant At);

    internal sealed record Weight(string Part, long Grams, long LimitGrams, string Scale);

    internal sealed record Asset(string Kind, string Id, string Outcome, string ReceivedBy);

    internal sealed record SignOff(string Role, string Signer, string SignatureSha256);
}
