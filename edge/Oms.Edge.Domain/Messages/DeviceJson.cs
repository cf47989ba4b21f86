using System.Text.Json.Serialization;
using Oms.Custody;
using Oms.Custody.Seals;
using Oms.Json;

namespace Oms.Edge.Messages;

/// <summary>How device messages are written. Strict: what is not in the schema is refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false,
    MaxDepth = 16,
    Converters = [
        typeof(InstantJsonConverter),
        typeof(LocalDateJsonConverter),
        typeof(StrictEnumConverter<ClockQuality>),
        typeof(StrictEnumConverter<CircuitState>),
        typeof(StrictEnumConverter<ReeferMode>)])]
[JsonSerializable(typeof(ReeferReading))]
[JsonSerializable(typeof(EldReading))]
[JsonSerializable(typeof(EldEvents))]
[JsonSerializable(typeof(EldProfile))]
[JsonSerializable(typeof(Scan))]
[JsonSerializable(typeof(BadgeSwipe))]
[JsonSerializable(typeof(DockDoorState))]
[JsonSerializable(typeof(SealCircuit))]
public sealed partial class DeviceJson : JsonSerializerContext;
