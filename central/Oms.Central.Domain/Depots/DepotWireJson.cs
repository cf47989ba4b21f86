using System.Text.Json.Serialization;
using Oms.Json;

namespace Oms.Central.Depots;

/// <summary>How a depot's commands, rejections and state cross from node to node.</summary>
/// <remarks>A member that is not known is passed over, so that a newer node may add one that has a default.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter)])]
[JsonSerializable(typeof(DepotCommand))]
[JsonSerializable(typeof(DepotRejection))]
[JsonSerializable(typeof(Depot))]
public sealed partial class DepotWireJson : JsonSerializerContext;
