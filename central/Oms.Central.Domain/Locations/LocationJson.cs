using System.Text.Json.Serialization;
using Oms.Central.Json;
using Oms.Json;

namespace Oms.Central.Locations;

/// <summary>How a location's events and its state are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter), typeof(LocalDateJsonConverter)])]
[JsonSerializable(typeof(LocationEvent.LocationDefined))]
[JsonSerializable(typeof(LocationEvent.LocationRevised))]
[JsonSerializable(typeof(LocationEvent.LocationClosed))]
[JsonSerializable(typeof(LocationEvent.LocationReopened))]
[JsonSerializable(typeof(LocationEvent.LocationDisrupted))]
[JsonSerializable(typeof(LocationEvent.DisruptionEnded))]
[JsonSerializable(typeof(LocationEvent.BinSet))]
[JsonSerializable(typeof(LocationEvent.BinRemoved))]
[JsonSerializable(typeof(Location))]
public sealed partial class LocationJson : JsonSerializerContext;

/// <summary>The released names of a location's events.</summary>
public static class LocationEvents
{
    public static IReadOnlyList<EventForm> Forms { get; } =
    [
        EventForm.First("location.defined", LocationJson.Default.LocationDefined),
        EventForm.First("location.revised", LocationJson.Default.LocationRevised),
        EventForm.First("location.closed", LocationJson.Default.LocationClosed),
        EventForm.First("location.reopened", LocationJson.Default.LocationReopened),
        EventForm.First("location.bin-set", LocationJson.Default.BinSet),
        EventForm.First("location.bin-removed", LocationJson.Default.BinRemoved),
        EventForm.First("location.disrupted", LocationJson.Default.LocationDisrupted),
        EventForm.First("location.disruption-ended", LocationJson.Default.DisruptionEnded),
    ];
}
