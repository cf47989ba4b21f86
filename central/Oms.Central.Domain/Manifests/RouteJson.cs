using System.Text.Json.Serialization;
using Oms.Central.Json;
using Oms.Json;

namespace Oms.Central.Manifests;

/// <summary>How a route's events and its state are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter)])]
[JsonSerializable(typeof(RouteEvent.ManifestPlanned))]
[JsonSerializable(typeof(RouteEvent.LoadingStarted))]
[JsonSerializable(typeof(RouteEvent.LinesExpected))]
[JsonSerializable(typeof(RouteEvent.LineLoaded))]
[JsonSerializable(typeof(RouteEvent.OrderLeftBehind))]
[JsonSerializable(typeof(RouteEvent.ManifestDispatched))]
[JsonSerializable(typeof(RouteEvent.ManifestCancelled))]
[JsonSerializable(typeof(RouteEvent.ExcursionRecorded))]
[JsonSerializable(typeof(RouteEvent.ManifestClosed))]
[JsonSerializable(typeof(RouteEvent.ManifestTroubled))]
[JsonSerializable(typeof(RouteEvent.BreachRecorded))]
[JsonSerializable(typeof(DeliveryRoute))]
public sealed partial class RouteJson : JsonSerializerContext;

/// <summary>The released names of a route's events.</summary>
public static class RouteEvents
{
    public static IReadOnlyList<EventForm> Forms { get; } =
    [
        EventForm.First("manifest.planned", RouteJson.Default.ManifestPlanned),
        EventForm.First("manifest.loading-started", RouteJson.Default.LoadingStarted),
        EventForm.First("manifest.lines-expected", RouteJson.Default.LinesExpected),
        EventForm.First("manifest.line-loaded", RouteJson.Default.LineLoaded),
        EventForm.First("manifest.order-left-behind", RouteJson.Default.OrderLeftBehind),
        EventForm.First("manifest.dispatched", RouteJson.Default.ManifestDispatched),
        EventForm.First("manifest.cancelled", RouteJson.Default.ManifestCancelled),
        EventForm.First("manifest.excursion-recorded", RouteJson.Default.ExcursionRecorded),
        EventForm.First("manifest.closed", RouteJson.Default.ManifestClosed),
        EventForm.First("manifest.troubled", RouteJson.Default.ManifestTroubled),
        EventForm.First("manifest.breach-recorded", RouteJson.Default.BreachRecorded),
    ];
}
