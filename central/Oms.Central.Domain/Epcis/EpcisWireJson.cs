using System.Text.Json.Serialization;
using Oms.Json;

namespace Oms.Central.Epcis;

/// <summary>How commands, rejections and states of EPCIS entities cross from node to node.</summary>
/// <remarks>A member that is not known is passed over, so that a newer node may add one that has a default.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter)])]
[JsonSerializable(typeof(CapturedEventCommand))]
[JsonSerializable(typeof(CapturedEventRejection))]
[JsonSerializable(typeof(CapturedEvent))]
[JsonSerializable(typeof(CaptureJobCommand))]
[JsonSerializable(typeof(CaptureJobRejection))]
[JsonSerializable(typeof(CaptureJob))]
[JsonSerializable(typeof(NamedQueryCommand))]
[JsonSerializable(typeof(NamedQueryRejection))]
[JsonSerializable(typeof(NamedQuery))]
[JsonSerializable(typeof(SubscriptionCommand))]
[JsonSerializable(typeof(SubscriptionRejection))]
[JsonSerializable(typeof(Subscription))]
public sealed partial class EpcisWireJson : JsonSerializerContext;
