using System.Text.Json.Serialization;
using Oms.Json;

namespace Oms.Contracts;

/// <summary>How the messages between edge and centre are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true,
    AllowDuplicateProperties = false,
    Converters = [typeof(InstantJsonConverter)])]
[JsonSerializable(typeof(EnrolmentRequest))]
[JsonSerializable(typeof(EnrolmentGrant))]
[JsonSerializable(typeof(RecordBatch))]
[JsonSerializable(typeof(RecordAck))]
[JsonSerializable(typeof(TelemetryFrame))]
[JsonSerializable(typeof(TelemetryAck))]
[JsonSerializable(typeof(ManifestPage))]
[JsonSerializable(typeof(WitnessOffer))]
[JsonSerializable(typeof(WitnessAnswer))]
[JsonSerializable(typeof(FraudReport))]
[JsonSerializable(typeof(EdgeAck))]
public sealed partial class EdgeJson : JsonSerializerContext;
