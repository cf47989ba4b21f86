using System.Text.Json.Serialization;
using Oms.Json;

namespace Oms.Central.Routing;

/// <summary>How a policy's commands, rejections and state cross from node to node.</summary>
/// <remarks>A member that is not known is passed over, so that a newer node may add one that has a default.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter), typeof(LocalDateJsonConverter)])]
[JsonSerializable(typeof(RoutingPolicyCommand))]
[JsonSerializable(typeof(RoutingRejection))]
[JsonSerializable(typeof(RoutingPolicy))]
[JsonSerializable(typeof(StoredDecisionCommand))]
[JsonSerializable(typeof(StoredDecisionRejection))]
[JsonSerializable(typeof(StoredDecision))]
public sealed partial class RoutingWireJson : JsonSerializerContext;
