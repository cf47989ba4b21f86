using Oms.Edge.Docks;
using Oms.Edge.Elds;
using Oms.Edge.Fuel;
using Oms.Edge.Gateways;
using Oms.Edge.Reefers;
using Oms.Edge.Routes;
using Oms.Edge.Visits;
using Oms.Edge.Yards;

namespace Oms.Edge;

/// <summary>The released names of the edge's own events. All have schema version 1. A name is never given
/// twice.</summary>
public static class EdgeEvents
{
    public const string ReeferKind = "reefer";

    /// <summary>Readings of vehicles: windows without excursions.</summary>
    public const string VehicleDataKind = "vehicle-data";
    public const string EldKind = "eld";
    public const string DockKind = "dock";
    public const string RouteKind = "route";
    public const string VisitKind = "visit";

    /// <summary>The gate and the yard; the id is the depot's.</summary>
    public const string YardKind = "yard";

    /// <summary>Purchases on fuel cards; the id is the vehicle's.</summary>
    public const string FuelKind = "fuel";
    public const string GatewayKind = "gateway";

    /// <summary>By event type.</summary>
    public static IReadOnlyDictionary<Type, string> Names { get; } = new Dictionary<Type, string>
    {
        [typeof(ReeferEvent.WindowSealed)] = "reefer.window-sealed",
        [typeof(ReeferEvent.ExcursionRecorded)] = "reefer.excursion-recorded",
        [typeof(ReeferEvent.GapFound)] = "reefer.gap-found",
        [typeof(ReeferEvent.BandHeld)] = "reefer.band-held",
        [typeof(ReeferEvent.Reassessed)] = "reefer.reassessed",
        [typeof(ReeferEvent.Bound)] = "reefer.bound",
        [typeof(ReeferEvent.Released)] = "reefer.released",
        [typeof(EldEventHappened.BlockRecorded)] = "eld.block-recorded",
        [typeof(EldEventHappened.ProfileRecorded)] = "eld.profile-recorded",
        [typeof(DockEvent.Occupied)] = "dock.occupied",
        [typeof(DockEvent.Vacated)] = "dock.vacated",
        [typeof(DockEvent.DoorMoved)] = "dock.door-moved",
        [typeof(RouteEvent.ManifestReceived)] = "route.manifest-received",
        [typeof(RouteEvent.Expected)] = "route.expected",
        [typeof(VisitEvent.Begun)] = "visit.begun",
        [typeof(VisitEvent.ReeferKnown)] = "visit.reefer-known",
        [typeof(VisitEvent.Moved)] = "visit.moved",
        [typeof(VisitEvent.Ended)] = "visit.ended",
        [typeof(YardEvent.SlotBooked)] = "yard.slot-booked",
        [typeof(YardEvent.SlotCancelled)] = "yard.slot-cancelled",
        [typeof(YardEvent.Entered)] = "yard.entered",
        [typeof(YardEvent.Called)] = "yard.called",
        [typeof(YardEvent.Left)] = "yard.left",
        [typeof(FuelEvent.Described)] = "fuel.described",
        [typeof(FuelEvent.Purchased)] = "fuel.purchased",
        [typeof(GatewayEvent.Incarnated)] = Custody.DeviceIncarnation.Kind,
        [typeof(GatewayEvent.ClockBound)] = "device.clock-bound",
        [typeof(GatewayEvent.FramesDropped)] = "device.frames-dropped",
        [typeof(GatewayEvent.DeadLettersDropped)] = "device.dead-letters-dropped",
        [typeof(GatewayEvent.KeyChanged)] = Custody.DeviceKeyChange.Kind,
        [typeof(GatewayEvent.CheckpointRefused)] = "device.checkpoint-refused",
    };
}
