using System.Text.Json.Serialization;

namespace Oms.Central.Access;

/// <summary>How a key's commands, rejections and state cross from node to node.</summary>
/// <remarks>A member that is not known is passed over, so that a newer node may add one that has a default.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ApiKeyCommand))]
[JsonSerializable(typeof(ApiKeyRejection))]
[JsonSerializable(typeof(ApiKey))]
public sealed partial class ApiKeyWireJson : JsonSerializerContext;
