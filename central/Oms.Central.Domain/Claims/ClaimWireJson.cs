using System.Text.Json.Serialization;
using Oms.Json;

namespace Oms.Central.Claims;

/// <summary>How a claim's commands, rejections and state cross from node to node.</summary>
/// <remarks>A member that is not known is passed over, so that a newer node may add one that has a default.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter)])]
[JsonSerializable(typeof(ClaimCommand))]
[JsonSerializable(typeof(ClaimRejection))]
[JsonSerializable(typeof(Claim))]
public sealed partial class ClaimWireJson : JsonSerializerContext;
