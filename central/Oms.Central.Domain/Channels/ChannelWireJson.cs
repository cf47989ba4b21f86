using System.Text.Json.Serialization;

namespace Oms.Central.Channels;

/// <summary>How a channel's commands, rejections and state cross from node to node.</summary>
/// <remarks>A member that is not known is passed over, so that a newer node may add one that has a default.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ChannelCommand))]
[JsonSerializable(typeof(ChannelRejection))]
[JsonSerializable(typeof(Channel))]
public sealed partial class ChannelWireJson : JsonSerializerContext;
