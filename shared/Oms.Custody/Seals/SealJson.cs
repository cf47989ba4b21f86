using System.Text.Json.Serialization;
using Oms.Json;

namespace Oms.Custody.Seals;

/// <summary>How the bodies of seal events are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true,
    Converters = [typeof(InstantJsonConverter)])]
[JsonSerializable(typeof(SealEvent.Expected))]
[JsonSerializable(typeof(SealEvent.Applied))]
[JsonSerializable(typeof(SealEvent.Inspected))]
[JsonSerializable(typeof(SealEvent.Broken))]
[JsonSerializable(typeof(SealEvent.CircuitChanged))]
public sealed partial class SealJson : JsonSerializerContext;
