using System.Text.Json.Serialization;
using Oms.Json;

namespace Oms.Edge.Gateway.Letters;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(InstantJsonConverter)])]
[JsonSerializable(typeof(Letter))]
[JsonSerializable(typeof(LetterReplayed))]
internal sealed partial class LetterJson : JsonSerializerContext;
