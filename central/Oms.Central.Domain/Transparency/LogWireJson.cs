using System.Text.Json.Serialization;

namespace Oms.Central.Transparency;

/// <summary>How the log's commands, rejections and state cross from node to node.</summary>
/// <remarks>A member that is not known is passed over, so that a newer node may add one that has a default.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(LogCommand))]
[JsonSerializable(typeof(LogRejection))]
[JsonSerializable(typeof(CustodyLog))]
public sealed partial class LogWireJson : JsonSerializerContext;
