using System.Text.Json.Serialization;
using Oms.Central.Json;

namespace Oms.Central.Fleet;

/// <summary>How a vehicle's events and its state are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(FleetVehicleEvent.DefectsNoted))]
[JsonSerializable(typeof(FleetVehicleEvent.DefectCertified))]
[JsonSerializable(typeof(FleetVehicle))]
public sealed partial class FleetVehicleJson : JsonSerializerContext;

/// <summary>The released names of a vehicle's events.</summary>
public static class FleetVehicleEvents
{
    public static IReadOnlyList<EventForm> Forms { get; } =
    [
        EventForm.First("vehicle.defects-noted", FleetVehicleJson.Default.DefectsNoted),
        EventForm.First("vehicle.defect-certified", FleetVehicleJson.Default.DefectCertified),
    ];
}
