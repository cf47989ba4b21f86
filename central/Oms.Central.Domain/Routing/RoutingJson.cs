using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Json;
using Oms.Json;

namespace Oms.Central.Routing;

/// <summary>How policies and decisions are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter), typeof(LocalDateJsonConverter)])]
[JsonSerializable(typeof(RoutingPolicyEvent.PolicyDefined))]
[JsonSerializable(typeof(RoutingPolicyEvent.PolicyRevised))]
[JsonSerializable(typeof(RoutingPolicy))]
[JsonSerializable(typeof(RoutingTerms))]
[JsonSerializable(typeof(RoutingInputs))]
[JsonSerializable(typeof(RoutingOrder))]
[JsonSerializable(typeof(RoutingLocation))]
[JsonSerializable(typeof(RoutingDecision))]
[JsonSerializable(typeof(StoredDecisionEvent.DecisionMade))]
[JsonSerializable(typeof(StoredDecision))]
[JsonSerializable(typeof(DecisionTerms))]
public sealed partial class RoutingJson : JsonSerializerContext;

/// <summary>All that a decision is made from.</summary>
public sealed record RoutingInputs(
    RoutingTerms Terms, RoutingOrder Order, IReadOnlyList<RoutingLocation> Locations, LocalDate Today);

/// <summary>The released names of a policy's events.</summary>
public static class RoutingPolicyEvents
{
    public static IReadOnlyList<EventForm> Forms { get; } =
    [
        EventForm.First("routing-policy.defined", RoutingJson.Default.PolicyDefined),
        EventForm.First("routing-policy.revised", RoutingJson.Default.PolicyRevised),
    ];
}
