using System.Text.Json.Serialization;
using Oms.Edge.Docks;
using Oms.Edge.Elds;
using Oms.Edge.Fuel;
using Oms.Edge.Gateways;
using Oms.Edge.Messages;
using Oms.Edge.Reefers;
using Oms.Edge.Routes;
using Oms.Edge.Visits;
using Oms.Edge.Yards;
using Oms.Json;

namespace Oms.Edge;

/// <summary>How the edge's own events are stored, beside those of check-outs.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [
        typeof(InstantJsonConverter), typeof(LocalDateJsonConverter),
        typeof(StrictEnumConverter<Custody.ClockQuality>)])]
[JsonSerializable(typeof(ReeferEvent.WindowSealed))]
[JsonSerializable(typeof(ReeferEvent.ExcursionRecorded))]
[JsonSerializable(typeof(ReeferEvent.GapFound))]
[JsonSerializable(typeof(ReeferEvent.BandHeld))]
[JsonSerializable(typeof(ReeferEvent.Reassessed))]
[JsonSerializable(typeof(ReeferEvent.Bound))]
[JsonSerializable(typeof(ReeferEvent.Released))]
[JsonSerializable(typeof(EldEventHappened.BlockRecorded))]
[JsonSerializable(typeof(EldEventHappened.ProfileRecorded))]
[JsonSerializable(typeof(DockEvent.Occupied))]
[JsonSerializable(typeof(DockEvent.Vacated))]
[JsonSerializable(typeof(DockEvent.DoorMoved))]
[JsonSerializable(typeof(RouteEvent.ManifestReceived))]
[JsonSerializable(typeof(RouteEvent.Expected))]
[JsonSerializable(typeof(VisitEvent.Begun))]
[JsonSerializable(typeof(VisitEvent.ReeferKnown))]
[JsonSerializable(typeof(VisitEvent.Moved))]
[JsonSerializable(typeof(VisitEvent.Ended))]
[JsonSerializable(typeof(YardEvent.SlotBooked))]
[JsonSerializable(typeof(YardEvent.SlotCancelled))]
[JsonSerializable(typeof(YardEvent.Entered))]
[JsonSerializable(typeof(YardEvent.Called))]
[JsonSerializable(typeof(YardEvent.Left))]
[JsonSerializable(typeof(FuelEvent.Described))]
[JsonSerializable(typeof(FuelEvent.Purchased))]
[JsonSerializable(typeof(GatewayEvent.Incarnated))]
[JsonSerializable(typeof(GatewayEvent.ClockBound))]
[JsonSerializable(typeof(GatewayEvent.FramesDropped))]
[JsonSerializable(typeof(GatewayEvent.DeadLettersDropped))]
[JsonSerializable(typeof(GatewayEvent.KeyChanged))]
[JsonSerializable(typeof(GatewayEvent.CheckpointRefused))]
public sealed partial class EdgeRecordJson : JsonSerializerContext;
