using System.Text.Json.Serialization;
using Oms.Central.Json;
using Oms.Json;

namespace Oms.Central.Depots;

/// <summary>How a depot's events and its state are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter)])]
[JsonSerializable(typeof(DepotEvent.DepotRegistered))]
[JsonSerializable(typeof(DepotEvent.EnrolmentCodeIssued))]
[JsonSerializable(typeof(DepotEvent.GatewayEnrolled))]
[JsonSerializable(typeof(DepotEvent.RecordsAccepted))]
[JsonSerializable(typeof(DepotEvent.BatchQuarantined))]
[JsonSerializable(typeof(DepotEvent.BatchReleased))]
[JsonSerializable(typeof(DepotEvent.IncidentRaised))]
[JsonSerializable(typeof(DepotEvent.ManifestAssigned))]
[JsonSerializable(typeof(DepotEvent.GatewayKeyAnnounced))]
[JsonSerializable(typeof(DepotEvent.GatewayKeyChanged))]
[JsonSerializable(typeof(DepotEvent.KeyRevoked))]
[JsonSerializable(typeof(Depot))]
[JsonSerializable(typeof(System.Text.Json.JsonElement))]
public sealed partial class DepotJson : JsonSerializerContext;

/// <summary>The released names of a depot's events.</summary>
public static class DepotEvents
{
    public static IReadOnlyList<EventForm> Forms { get; } =
    [
        EventForm.First("depot.registered", DepotJson.Default.DepotRegistered),
        EventForm.First("depot.enrolment-code-issued", DepotJson.Default.EnrolmentCodeIssued),
        EventForm.First("depot.gateway-enrolled", DepotJson.Default.GatewayEnrolled),
        EventForm.First("depot.records-accepted", DepotJson.Default.RecordsAccepted),
        EventForm.First("depot.batch-quarantined", DepotJson.Default.BatchQuarantined),
        EventForm.First("depot.batch-released", DepotJson.Default.BatchReleased),
        EventForm.First("depot.incident-raised", DepotJson.Default.IncidentRaised),
        EventForm.First("depot.manifest-assigned", DepotJson.Default.ManifestAssigned),
        EventForm.First("depot.gateway-key-announced", DepotJson.Default.GatewayKeyAnnounced),
        EventForm.First("depot.gateway-key-changed", DepotJson.Default.GatewayKeyChanged),
        EventForm.First("depot.key-revoked", DepotJson.Default.KeyRevoked),
    ];
}
