using System.Text.Json.Serialization;
using Oms.Central.Json;
using Oms.Json;

namespace Oms.Central.Claims;

/// <summary>How a claim's events and its state are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter)])]
[JsonSerializable(typeof(ClaimEvent.ClaimOpened))]
[JsonSerializable(typeof(ClaimEvent.ClaimResolved))]
[JsonSerializable(typeof(ClaimEvent.EvidenceAttached))]
[JsonSerializable(typeof(ClaimEvent.ClaimJudged))]
[JsonSerializable(typeof(ClaimEvent.ClaimSettled))]
[JsonSerializable(typeof(ClaimEvent.SettlementFailed))]
[JsonSerializable(typeof(Claim))]
public sealed partial class ClaimJson : JsonSerializerContext;

/// <summary>The released names of a claim's events.</summary>
public static class ClaimEvents
{
    public static IReadOnlyList<EventForm> Forms { get; } =
    [
        EventForm.First("claim.opened", ClaimJson.Default.ClaimOpened),
        EventForm.First("claim.resolved", ClaimJson.Default.ClaimResolved),
        EventForm.First("claim.evidence-attached", ClaimJson.Default.EvidenceAttached),
        EventForm.First("claim.judged", ClaimJson.Default.ClaimJudged),
        EventForm.First("claim.settled", ClaimJson.Default.ClaimSettled),
        EventForm.First("claim.settlement-failed", ClaimJson.Default.SettlementFailed),
    ];
}
