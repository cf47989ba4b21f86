using System.Text.Json.Serialization;
using Oms.Custody.CheckOuts;
using Oms.Json;

namespace Oms.Edge.Fleet.Gateways;

/// <summary>How a gateway's local API is written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter)])]
[JsonSerializable(typeof(GatewayRequests.Arrival))]
[JsonSerializable(typeof(GatewayRequests.Inspection))]
[JsonSerializable(typeof(GatewayRequests.CargoVerification))]
[JsonSerializable(typeof(GatewayRequests.Keys))]
[JsonSerializable(typeof(GatewayRequests.Repair))]
[JsonSerializable(typeof(GatewayRequests.Odometer))]
[JsonSerializable(typeof(GatewayRequests.Weight))]
[JsonSerializable(typeof(GatewayRequests.Asset))]
[JsonSerializable(typeof(GatewayRequests.SignOff), TypeInfoPropertyName = "NewSignOff")]
[JsonSerializable(typeof(Manifest))]
[JsonSerializable(typeof(StopDelivery))]
[JsonSerializable(typeof(GatewayAnswers.CheckOut))]
[JsonSerializable(typeof(GatewayAnswers.CheckOutList))]
[JsonSerializable(typeof(GatewayAnswers.DeviceList))]
[JsonSerializable(typeof(GatewayAnswers.Status))]
internal sealed partial class GatewayJson : JsonSerializerContext;
