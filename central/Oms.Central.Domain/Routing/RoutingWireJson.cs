using System.Text.Json.Serialization;

namespace Oms.Central.Routing;

/// <summary>How a policy's commands, rejections and state cross from node to node.</summary>
/// <remarks>A member that is not known is passed over, so that a newer node may add one that has a default.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(RoutingPolicyCommand))]
[JsonSerializable(typeof(RoutingRejection))]
[JsonSerializable(typeof(RoutingPolicy))]
public sealed partial class RoutingWireJson : JsonSerializerContext;
