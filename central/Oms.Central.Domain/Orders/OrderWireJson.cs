using System.Text.Json.Serialization;
using Oms.Json;

namespace Oms.Central.Orders;

/// <summary>How an order's commands, rejections and state cross from node to node.</summary>
/// <remarks>A member that is not known is passed over, so that a newer node may add one that has a default.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter), typeof(LocalDateJsonConverter)])]
[JsonSerializable(typeof(OrderCommand))]
[JsonSerializable(typeof(OrderRejection))]
[JsonSerializable(typeof(Order))]
public sealed partial class OrderWireJson : JsonSerializerContext;
