using System.Text.Json.Serialization;
using Oms.Json;

namespace Oms.Central.Manifests;

/// <summary>How a route's commands, rejections and state cross from node to node.</summary>
/// <remarks>A member that is not known is passed over, so that a newer node may add one that has a default.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter)])]
[JsonSerializable(typeof(RouteCommand))]
[JsonSerializable(typeof(RouteRejection))]
[JsonSerializable(typeof(DeliveryRoute))]
public sealed partial class RouteWireJson : JsonSerializerContext;
