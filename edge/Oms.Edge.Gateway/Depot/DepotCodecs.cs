using Oms.Actors;
using Oms.Custody.CheckOuts;
using Oms.Custody.Inspections;
using Oms.Custody.Seals;
using Oms.Edge.Docks;
using Oms.Edge.Elds;
using Oms.Edge.Fuel;
using Oms.Edge.Gateways;
using Oms.Edge.Reefers;
using Oms.Edge.Routes;
using Oms.Edge.Visits;
using Oms.Edge.Yards;
using Check = Oms.Custody.CheckOuts.CheckOutJson;
using Form = Oms.Edge.EdgeRecordJson;

namespace Oms.Edge.Gateway.Depot;

/// <summary>How the depot log stores each kind of event.</summary>
internal static class DepotCodecs
{
    public static JsonEventCodec<CheckOutEvent> CheckOuts { get; } = JsonEventCodec<CheckOutEvent>.Create()
        .Add(CheckOutEvents.Arrived, 1, Check.Default.Arrived)
        .Add(CheckOutEvents.ManifestAttached, 1, Check.Default.ManifestAttached)
        .Add(CheckOutEvents.VehicleInspected, 1, Check.Default.VehicleInspected)
        .Add(CheckOutEvents.CargoScanned, 1, Check.Default.CargoScanned)
        .Add(CheckOutEvents.CodeScanned, 1, Check.Default.CodeScanned)
        .Add(CheckOutEvents.CargoCounted, 1, Check.Default.CargoCounted)
        .Add(CheckOutEvents.CargoVerified, 1, Check.Default.CargoVerified)
        .Add(CheckOutEvents.DeliveryReconciled, 1, Check.Default.DeliveryReconciled)
        .Add(CheckOutEvents.EldFileAttached, 1, Check.Default.EldFileAttached)
        .Add(CheckOutEvents.KeysReturned, 1, Check.Default.KeysReturned)
        .Add(CheckOutEvents.TemperatureExcursionRecorded, 1, Check.Default.TemperatureExcursionRecorded)
        .Add(CheckOutEvents.InspectionAcknowledged, 1, Check.Default.InspectionAcknowledged)
        .Add(CheckOutEvents.RepairCertified, 1, Check.Default.RepairCertified)
        .Add(CheckOutEvents.PreCoolChecked, 1, Check.Default.PreCoolChecked)
        .Add(CheckOutEvents.AssetHanded, 1, Check.Default.AssetHanded)
        .Add(CheckOutEvents.OdometerRead, 1, Check.Default.OdometerRead)
        .Add(CheckOutEvents.WeightRecorded, 1, Check.Default.WeightRecorded)
        .Add(CheckOutEvents.ExceptionNoted, 1, Check.Default.ExceptionNoted)
        .Add(CheckOutEvents.SealHandled, 1, Check.Default.SealHandled)
        .Add(CheckOutEvents.TemperatureJudged, 1, Check.Default.TemperatureJudged)
        .Add(CheckOutEvents.HazmatChecked, 1, Check.Default.HazmatChecked)
        .Add(CheckOutEvents.SignedOff, 1, Check.Default.SignedOff)
        .Add(CheckOutEvents.Completed, 1, Check.Default.Completed)
        .Add(CheckOutEvents.Refused, 1, Check.Default.Refused)
        .Add(CheckOutEvents.Disputed, 1, Check.Default.Disputed)
        .Build();

    public static JsonEventCodec<ReeferEvent> Reefers { get; } = JsonEventCodec<ReeferEvent>.Create()
        .Add(NameOf<ReeferEvent.WindowSealed>(), 1, Form.Default.WindowSealed)
        .Add(NameOf<ReeferEvent.ExcursionRecorded>(), 1, Form.Default.ExcursionRecorded)
        .Add(NameOf<ReeferEvent.GapFound>(), 1, Form.Default.GapFound)
        .Add(NameOf<ReeferEvent.BandHeld>(), 1, Form.Default.BandHeld)
        .Add(NameOf<ReeferEvent.Reassessed>(), 1, Form.Default.Reassessed)
        .Add(NameOf<ReeferEvent.Bound>(), 1, Form.Default.Bound)
        .Add(NameOf<ReeferEvent.Released>(), 1, Form.Default.Released)
        .Build();

    public static JsonEventCodec<EldEventHappened> Elds { get; } = JsonEventCodec<EldEventHappened>.Create()
        .Add(NameOf<EldEventHappened.BlockRecorded>(), 1, Form.Default.BlockRecorded)
        .Add(NameOf<EldEventHappened.ProfileRecorded>(), 1, Form.Default.ProfileRecorded)
        .Build();

    public static JsonEventCodec<DockEvent> Docks { get; } = JsonEventCodec<DockEvent>.Create()
        .Add(NameOf<DockEvent.Occupied>(), 1, Form.Default.Occupied)
        .Add(NameOf<DockEvent.Vacated>(), 1, Form.Default.Vacated)
        .Add(NameOf<DockEvent.DoorMoved>(), 1, Form.Default.DoorMoved)
        .Build();

    public static JsonEventCodec<RouteEvent> Routes { get; } = JsonEventCodec<RouteEvent>.Create()
        .Add(NameOf<RouteEvent.ManifestReceived>(), 1, Form.Default.ManifestReceived)
        .Add(NameOf<RouteEvent.Expected>(), 1, Form.Default.Expected)
        .Build();

    public static JsonEventCodec<VisitEvent> Visits { get; } = JsonEventCodec<VisitEvent>.Create()
        .Add(NameOf<VisitEvent.Begun>(), 1, Form.Default.Begun)
        .Add(NameOf<VisitEvent.ReeferKnown>(), 1, Form.Default.ReeferKnown)
        .Add(NameOf<VisitEvent.Moved>(), 1, Form.Default.Moved)
        .Add(NameOf<VisitEvent.Ended>(), 1, Form.Default.Ended)
        .Build();

    public static JsonEventCodec<YardEvent> Yards { get; } = JsonEventCodec<YardEvent>.Create()
        .Add(NameOf<YardEvent.SlotBooked>(), 1, Form.Default.SlotBooked)
        .Add(NameOf<YardEvent.SlotCancelled>(), 1, Form.Default.SlotCancelled)
        .Add(NameOf<YardEvent.Entered>(), 1, Form.Default.Entered)
        .Add(NameOf<YardEvent.Called>(), 1, Form.Default.Called)
        .Add(NameOf<YardEvent.Left>(), 1, Form.Default.Left)
        .Build();

    public static JsonEventCodec<VehicleEvent> Vehicles { get; } = JsonEventCodec<VehicleEvent>.Create()
        .Add(VehicleEvents.ReportSubmitted, 1, VehicleJson.Default.ReportSubmitted)
        .Add(VehicleEvents.WorkOrderOpened, 1, VehicleJson.Default.WorkOrderOpened)
        .Add(VehicleEvents.DefectCertified, 1, VehicleJson.Default.DefectCertified)
        .Add(VehicleEvents.WorkOrderClosed, 1, VehicleJson.Default.WorkOrderClosed)
        .Add(VehicleEvents.ReviewAcknowledged, 1, VehicleJson.Default.ReviewAcknowledged)
        .Add(VehicleEvents.MetersRead, 1, VehicleJson.Default.MetersRead)
        .Add(VehicleEvents.MetersReplaced, 1, VehicleJson.Default.MetersReplaced)
        .Build();

    public static JsonEventCodec<SealEvent> Doors { get; } = JsonEventCodec<SealEvent>.Create()
        .Add(SealEvents.Expected, 1, SealJson.Default.Expected)
        .Add(SealEvents.Applied, 1, SealJson.Default.Applied)
        .Add(SealEvents.Inspected, 1, SealJson.Default.Inspected)
        .Add(SealEvents.Broken, 1, SealJson.Default.Broken)
        .Add(SealEvents.CircuitChanged, 1, SealJson.Default.CircuitChanged)
        .Build();

    public static JsonEventCodec<FuelEvent> Fuel { get; } = JsonEventCodec<FuelEvent>.Create()
        .Add(NameOf<FuelEvent.Described>(), 1, Form.Default.Described)
        .Add(NameOf<FuelEvent.Purchased>(), 1, Form.Default.Purchased)
        .Build();

    public static JsonEventCodec<GatewayEvent> Gateways { get; } = JsonEventCodec<GatewayEvent>.Create()
        .Add(NameOf<GatewayEvent.Incarnated>(), 1, Form.Default.Incarnated)
        .Add(NameOf<GatewayEvent.ClockBound>(), 1, Form.Default.ClockBound)
        .Add(NameOf<GatewayEvent.FramesDropped>(), 1, Form.Default.FramesDropped)
        .Add(NameOf<GatewayEvent.DeadLettersDropped>(), 1, Form.Default.DeadLettersDropped)
        .Add(NameOf<GatewayEvent.KeyChanged>(), 1, Form.Default.KeyChanged)
        .Add(NameOf<GatewayEvent.CheckpointRefused>(), 1, Form.Default.CheckpointRefused)
        .Build();

    private static string NameOf<TEvent>() => EdgeEvents.Names[typeof(TEvent)];
}
