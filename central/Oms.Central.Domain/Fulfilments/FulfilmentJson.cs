using System.Text.Json.Serialization;
using Oms.Central.Json;
using Oms.Json;

namespace Oms.Central.Fulfilments;

/// <summary>How the events and the state of fulfilment orders, waves and package numbers are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter), typeof(LocalDateJsonConverter)])]
[JsonSerializable(typeof(FulfilmentEvent.FulfilmentOpened))]
[JsonSerializable(typeof(FulfilmentEvent.FulfilmentHeld))]
[JsonSerializable(typeof(FulfilmentEvent.FulfilmentReleased))]
[JsonSerializable(typeof(FulfilmentEvent.FulfilmentScheduled))]
[JsonSerializable(typeof(FulfilmentEvent.FulfilmentWoke))]
[JsonSerializable(typeof(FulfilmentEvent.FulfilmentCancelled))]
[JsonSerializable(typeof(FulfilmentEvent.WaveJoined))]
[JsonSerializable(typeof(FulfilmentEvent.WaveLeft))]
[JsonSerializable(typeof(FulfilmentEvent.UnitsPicked))]
[JsonSerializable(typeof(FulfilmentEvent.UnitsShort))]
[JsonSerializable(typeof(FulfilmentEvent.PackageOpened))]
[JsonSerializable(typeof(FulfilmentEvent.UnitsPacked))]
[JsonSerializable(typeof(FulfilmentEvent.PackageClosed))]
[JsonSerializable(typeof(FulfilmentEvent.PackageVoided))]
[JsonSerializable(typeof(FulfilmentEvent.AllPacked))]
[JsonSerializable(typeof(FulfilmentEvent.ReopeningRequested))]
[JsonSerializable(typeof(FulfilmentEvent.FulfilmentReopened))]
[JsonSerializable(typeof(FulfilmentEvent.ReopeningRefused))]
[JsonSerializable(typeof(FulfilmentEvent.UnitsStopped))]
[JsonSerializable(typeof(FulfilmentEvent.UnitsWithdrawn))]
[JsonSerializable(typeof(FulfilmentEvent.UnitsSplit))]
[JsonSerializable(typeof(FulfilmentEvent.UnitsMoved))]
[JsonSerializable(typeof(FulfilmentEvent.FulfilmentMerged))]
[JsonSerializable(typeof(FulfilmentEvent.UnitsAdded))]
[JsonSerializable(typeof(FulfilmentEvent.LabelRequested))]
[JsonSerializable(typeof(FulfilmentEvent.LabelVoidRequested))]
[JsonSerializable(typeof(FulfilmentEvent.LabelRecorded))]
[JsonSerializable(typeof(FulfilmentEvent.UnitsDispatched))]
[JsonSerializable(typeof(FulfilmentEvent.RouteHandedOver))]
[JsonSerializable(typeof(FulfilmentEvent.PickUpCodeIssued))]
[JsonSerializable(typeof(FulfilmentEvent.PickUpFailed))]
[JsonSerializable(typeof(FulfilmentEvent.UnitsCollected))]
[JsonSerializable(typeof(FulfilmentEvent.CollectionRefused))]
[JsonSerializable(typeof(FulfilmentOrder))]
[JsonSerializable(typeof(WaveEvent.WaveMade))]
[JsonSerializable(typeof(WaveEvent.OrderDropped))]
[JsonSerializable(typeof(WaveEvent.WaveStarted))]
[JsonSerializable(typeof(WaveEvent.WaveFinished))]
[JsonSerializable(typeof(WaveEvent.WaveCancelled))]
[JsonSerializable(typeof(PickWave))]
[JsonSerializable(typeof(SsccEvent.SsccAssigned))]
[JsonSerializable(typeof(SsccSeries))]
public sealed partial class FulfilmentJson : JsonSerializerContext;

/// <summary>How their commands, rejections and states cross from node to node.</summary>
/// <remarks>A member that is not known is passed over, so that a newer node may add one that has a default.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter), typeof(LocalDateJsonConverter)])]
[JsonSerializable(typeof(FulfilmentCommand))]
[JsonSerializable(typeof(FulfilmentRejection))]
[JsonSerializable(typeof(FulfilmentOrder))]
public sealed partial class FulfilmentWireJson : JsonSerializerContext;

/// <inheritdoc cref="FulfilmentWireJson"/>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(WaveCommand))]
[JsonSerializable(typeof(WaveRejection))]
[JsonSerializable(typeof(PickWave))]
[JsonSerializable(typeof(SsccCommand))]
[JsonSerializable(typeof(SsccRejection))]
[JsonSerializable(typeof(SsccSeries))]
public sealed partial class WaveWireJson : JsonSerializerContext;

/// <summary>The released names of the events of fulfilment orders, waves and package numbers.</summary>
public static class FulfilmentEvents
{
    public static IReadOnlyList<EventForm> Orders { get; } =
    [
        EventForm.First("fulfilment.opened", FulfilmentJson.Default.FulfilmentOpened),
        EventForm.First("fulfilment.held", FulfilmentJson.Default.FulfilmentHeld),
        EventForm.First("fulfilment.released", FulfilmentJson.Default.FulfilmentReleased),
        EventForm.First("fulfilment.scheduled", FulfilmentJson.Default.FulfilmentScheduled),
        EventForm.First("fulfilment.woke", FulfilmentJson.Default.FulfilmentWoke),
        EventForm.First("fulfilment.cancelled", FulfilmentJson.Default.FulfilmentCancelled),
        EventForm.First("fulfilment.wave-joined", FulfilmentJson.Default.WaveJoined),
        EventForm.First("fulfilment.wave-left", FulfilmentJson.Default.WaveLeft),
        EventForm.First("fulfilment.units-picked", FulfilmentJson.Default.UnitsPicked),
        EventForm.First("fulfilment.units-short", FulfilmentJson.Default.UnitsShort),
        EventForm.First("fulfilment.package-opened", FulfilmentJson.Default.PackageOpened),
        EventForm.First("fulfilment.units-packed", FulfilmentJson.Default.UnitsPacked),
        EventForm.First("fulfilment.package-closed", FulfilmentJson.Default.PackageClosed),
        EventForm.First("fulfilment.package-voided", FulfilmentJson.Default.PackageVoided),
        EventForm.First("fulfilment.all-packed", FulfilmentJson.Default.AllPacked),
        EventForm.First("fulfilment.reopening-requested", FulfilmentJson.Default.ReopeningRequested),
        EventForm.First("fulfilment.reopened", FulfilmentJson.Default.FulfilmentReopened),
        EventForm.First("fulfilment.reopening-refused", FulfilmentJson.Default.ReopeningRefused),
        EventForm.First("fulfilment.units-stopped", FulfilmentJson.Default.UnitsStopped),
        EventForm.First("fulfilment.units-withdrawn", FulfilmentJson.Default.UnitsWithdrawn),
        EventForm.First("fulfilment.units-dispatched", FulfilmentJson.Default.UnitsDispatched),
        EventForm.First("fulfilment.route-handed-over", FulfilmentJson.Default.RouteHandedOver),
        EventForm.First("fulfilment.pick-up-code-issued", FulfilmentJson.Default.PickUpCodeIssued),
        EventForm.First("fulfilment.pick-up-failed", FulfilmentJson.Default.PickUpFailed),
        EventForm.First("fulfilment.units-collected", FulfilmentJson.Default.UnitsCollected),
        EventForm.First("fulfilment.collection-refused", FulfilmentJson.Default.CollectionRefused),
        EventForm.First("fulfilment.units-split", FulfilmentJson.Default.UnitsSplit),
        EventForm.First("fulfilment.units-moved", FulfilmentJson.Default.UnitsMoved),
        EventForm.First("fulfilment.merged", FulfilmentJson.Default.FulfilmentMerged),
        EventForm.First("fulfilment.units-added", FulfilmentJson.Default.UnitsAdded),
        EventForm.First("fulfilment.label-requested", FulfilmentJson.Default.LabelRequested),
        EventForm.First("fulfilment.label-void-requested", FulfilmentJson.Default.LabelVoidRequested),
        EventForm.First("fulfilment.label-recorded", FulfilmentJson.Default.LabelRecorded),
    ];

    public static IReadOnlyList<EventForm> Waves { get; } =
    [
        EventForm.First("pick-wave.made", FulfilmentJson.Default.WaveMade),
        EventForm.First("pick-wave.order-dropped", FulfilmentJson.Default.OrderDropped),
        EventForm.First("pick-wave.started", FulfilmentJson.Default.WaveStarted),
        EventForm.First("pick-wave.finished", FulfilmentJson.Default.WaveFinished),
        EventForm.First("pick-wave.cancelled", FulfilmentJson.Default.WaveCancelled),
    ];

    public static IReadOnlyList<EventForm> Series { get; } =
        [EventForm.First("sscc-series.assigned", FulfilmentJson.Default.SsccAssigned)];
}
