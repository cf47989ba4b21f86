using System.Text.Json.Serialization;
using Oms.Json;

namespace Oms.Central.Locations;

/// <summary>How a location's commands, rejections and state cross from node to node.</summary>
/// <remarks>A member that is not known is passed over, so that a newer node may add one that has a default.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter), typeof(LocalDateJsonConverter)])]
[JsonSerializable(typeof(LocationCommand))]
[JsonSerializable(typeof(LocationRejection))]
[JsonSerializable(typeof(Location))]
public sealed partial class LocationWireJson : JsonSerializerContext;
