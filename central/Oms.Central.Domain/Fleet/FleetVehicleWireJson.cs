using System.Text.Json.Serialization;

namespace Oms.Central.Fleet;

/// <summary>How a vehicle's commands, rejections and state cross from node to node.</summary>
/// <remarks>A member that is not known is passed over, so that a newer node may add one that has a default.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(FleetVehicleCommand))]
[JsonSerializable(typeof(FleetVehicleRejection))]
[JsonSerializable(typeof(FleetVehicle))]
public sealed partial class FleetVehicleWireJson : JsonSerializerContext;
