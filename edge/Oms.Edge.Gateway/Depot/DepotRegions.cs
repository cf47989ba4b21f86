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
using Route = Oms.Edge.Routes.Route;

namespace Oms.Edge.Gateway.Depot;

/// <summary>The ways to the depot's entities.</summary>
internal sealed class DepotRegions
{
    public DepotRegions(IActorSystem system)
    {
        CheckOuts = system.Register(new EntityType<CheckOut, CheckOutCommand, CheckOutEvent, CheckOutRejection>(
            CheckOutEvents.Kind, DepotCodecs.CheckOuts));
        Reefers = system.Register(new EntityType<Reefer, ReeferCommand, ReeferEvent, ReeferRejection>(
            EdgeEvents.ReeferKind, DepotCodecs.Reefers));
        VehicleData = system.Register(new EntityType<Reefer, ReeferCommand, ReeferEvent, ReeferRejection>(
            EdgeEvents.VehicleDataKind, DepotCodecs.Reefers));
        Elds = system.Register(new EntityType<EldRecord, EldCommand, EldEventHappened, EldRejection>(
            EdgeEvents.EldKind, DepotCodecs.Elds));
        Docks = system.Register(new EntityType<Dock, DockCommand, DockEvent, DockRejection>(
            EdgeEvents.DockKind, DepotCodecs.Docks));
        Routes = system.Register(new EntityType<Route, RouteCommand, RouteEvent, RouteRejection>(
            EdgeEvents.RouteKind, DepotCodecs.Routes));
        Yards = system.Register(new EntityType<Yard, YardCommand, YardEvent, YardRejection>(
            EdgeEvents.YardKind, DepotCodecs.Yards));
        Vehicles = system.Register(new EntityType<Vehicle, VehicleCommand, VehicleEvent, VehicleRejection>(
            VehicleEvents.Kind, DepotCodecs.Vehicles));
        Doors = system.Register(new EntityType<SealedDoor, SealCommand, SealEvent, SealRejection>(
            SealEvents.Kind, DepotCodecs.Doors));
        Fuel = system.Register(new EntityType<FuelLedger, FuelCommand, FuelEvent, FuelRejection>(
            EdgeEvents.FuelKind, DepotCodecs.Fuel));
        _ = system.Register(new EntityType<Visit, VisitCommand, VisitEvent, VisitRejection>(
            EdgeEvents.VisitKind, DepotCodecs.Visits));
        Gateways = system.Register(new EntityType<GatewayRecord, GatewayCommand, GatewayEvent, GatewayRejection>(
            EdgeEvents.GatewayKind, DepotCodecs.Gateways));
    }

    public IShardRegion<CheckOut, CheckOutCommand, CheckOutEvent, CheckOutRejection> CheckOuts { get; }

    public IShardRegion<Reefer, ReeferCommand, ReeferEvent, ReeferRejection> Reefers { get; }

    public IShardRegion<Reefer, ReeferCommand, ReeferEvent, ReeferRejection> VehicleData { get; }

    public IShardRegion<EldRecord, EldCommand, EldEventHappened, EldRejection> Elds { get; }

    public IShardRegion<Dock, DockCommand, DockEvent, DockRejection> Docks { get; }

    public IShardRegion<Route, RouteCommand, RouteEvent, RouteRejection> Routes { get; }

    public IShardRegion<Yard, YardCommand, YardEvent, YardRejection> Yards { get; }

    public IShardRegion<Vehicle, VehicleCommand, VehicleEvent, VehicleRejection> Vehicles { get; }

    public IShardRegion<SealedDoor, SealCommand, SealEvent, SealRejection> Doors { get; }

    public IShardRegion<FuelLedger, FuelCommand, FuelEvent, FuelRejection> Fuel { get; }

    public IShardRegion<GatewayRecord, GatewayCommand, GatewayEvent, GatewayRejection> Gateways { get; }
}
