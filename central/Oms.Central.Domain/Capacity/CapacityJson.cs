using System.Text.Json.Serialization;
using Oms.Central.Json;
using Oms.Json;

namespace Oms.Central.Capacity;

/// <summary>How the events and the state of a location's capacity are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(LocalDateJsonConverter)])]
[JsonSerializable(typeof(CapacityEvent.LimitSet))]
[JsonSerializable(typeof(CapacityEvent.PlaceHeld))]
[JsonSerializable(typeof(CapacityEvent.PlaceRefused))]
[JsonSerializable(typeof(CapacityEvent.PlaceConfirmed))]
[JsonSerializable(typeof(CapacityEvent.PlaceReleased))]
[JsonSerializable(typeof(CapacityBook))]
public sealed partial class CapacityJson : JsonSerializerContext;

/// <summary>How its commands, rejections and state cross from node to node.</summary>
/// <remarks>A member that is not known is passed over, so that a newer node may add one that has a default.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(LocalDateJsonConverter)])]
[JsonSerializable(typeof(CapacityCommand))]
[JsonSerializable(typeof(CapacityRejection))]
[JsonSerializable(typeof(CapacityBook))]
public sealed partial class CapacityWireJson : JsonSerializerContext;

/// <summary>The released names of the events of a location's capacity.</summary>
public static class CapacityEvents
{
    public static IReadOnlyList<EventForm> Forms { get; } =
    [
        EventForm.First("capacity.limit-set", CapacityJson.Default.LimitSet),
        EventForm.First("capacity.place-held", CapacityJson.Default.PlaceHeld),
        EventForm.First("capacity.place-refused", CapacityJson.Default.PlaceRefused),
        EventForm.First("capacity.place-confirmed", CapacityJson.Default.PlaceConfirmed),
        EventForm.First("capacity.place-released", CapacityJson.Default.PlaceReleased),
    ];
}
