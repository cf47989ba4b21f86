using Oms.Actors.Processes;
using Oms.Custody.CheckOuts;
using Oms.Edge.Devices;
using Oms.Edge.Docks;
using Oms.Edge.Reefers;
using Oms.Edge.Routes;
using Oms.Edge.Seals;
using Oms.Edge.Visits;
using Oms.Edge.Yards;
using Oms.Entities;

namespace Oms.Edge.Gateway.Depot;

/// <summary>Ties the depot's entities together: check-out, visit, dock, route and refrigeration unit.</summary>
internal sealed class DepotProcess(DeviceRegistry devices) : IProcessManager
{
    public string Name => "depot";

    public bool Listens(string kind) =>
        kind is CheckOutEvents.Kind or EdgeEvents.VisitKind or EdgeEvents.RouteKind or EdgeEvents.ReeferKind
            or EdgeEvents.YardKind;

    public IReadOnlyList<ProcessStep> React(RecordedEvent happened)
    {
        var id = happened.Address.Id;
        return happened.Event switch
        {
            // Of a visit whose papers are open again nothing stands at a dock, and the vehicle's record has it all.
            CheckOutEvent.Arrived { StandsFor: not null } or CheckOutEvent { CarriedFrom: not null } => [],
            CheckOutEvent.Arrived e =>
            [
                Visit(id, new VisitCommand.Begin(e.Vehicle, e.Dock, devices.ReeferOf(e.Vehicle), e.Route)),
                .. e.Dock is { } dock
                    ? Step(EdgeEvents.YardKind, e.Depot, new YardCommand.Stand(e.Vehicle, dock))
                    : [],
            ],
            CheckOutEvent.ManifestAttached { Manifest: var manifest } => ReeferOf(manifest) is { } reefer
                ? [Visit(id, new VisitCommand.Know(reefer)), .. HoldBand(manifest, happened),
                    Bind(reefer, id, manifest)]
                : [],
            CheckOutEvent.Completed or CheckOutEvent.Refused or CheckOutEvent.Disputed =>
                [Visit(id, new VisitCommand.End())],
            CheckOutEvent.SealHandled e => DoorSteps.DoorOf(e.Unit, e.Door) is { } door
                ? [.. DoorSteps.Of(id, e).Select(command => new ProcessStep(door, command))]
                : [],
            CheckOutEvent.VehicleInspected or CheckOutEvent.RepairCertified or CheckOutEvent.InspectionAcknowledged
                or CheckOutEvent.OdometerRead => [.. VehicleSteps.Of(happened)],
            VisitEvent.Begun e =>
            [
                .. Step(EdgeEvents.DockKind, e.Dock, new DockCommand.Occupy(id)),
                .. Step(EdgeEvents.ReeferKind, e.Reefer, new ReeferCommand.Bind(id, null)),
                .. Step(EdgeEvents.RouteKind, e.Route, new RouteCommand.Expect(id)),
            ],
            YardEvent.Called { CheckOut: { } checkOut } e => [Visit(checkOut, new VisitCommand.Move(e.Dock))],
            VisitEvent.Moved e =>
            [
                .. Step(EdgeEvents.DockKind, e.From, new DockCommand.Vacate(id)),
                .. Step(EdgeEvents.DockKind, e.To, new DockCommand.Occupy(id)),
            ],
            VisitEvent.Ended e =>
            [
                .. Step(EdgeEvents.DockKind, e.Dock, new DockCommand.Vacate(id)),
                .. Step(EdgeEvents.ReeferKind, e.Reefer, new ReeferCommand.Release(id)),
            ],
            RouteEvent.ManifestReceived e =>
                [.. HoldBand(e.Manifest, happened), .. Attach(e.CheckOut, e.Manifest)],
            RouteEvent.Expected { Manifest: { } manifest } e => Attach(e.CheckOut, manifest),
            ReeferEvent.Bound e => [.. e.Excursions.Select(one => Tell(e.CheckOut, one))],
            ReeferEvent.ExcursionRecorded { CheckOut: { } checkOut } e => [Tell(checkOut, e.Excursion)],
            _ => [],
        };
    }

    // A dock that is taken, or a check-out that ended meanwhile, needs nothing to be undone.
    public IReadOnlyList<ProcessStep> Compensate(RecordedEvent happened, ProcessStep rejected, object reason) => [];

    private static ProcessStep Visit(string checkOut, VisitCommand command) =>
        new(EntityAddress.Of(EdgeEvents.VisitKind, checkOut), command);

    private static IEnumerable<ProcessStep> Step(string kind, string? id, object command) =>
        EntityAddress.IsId(id) ? [new ProcessStep(EntityAddress.Of(kind, id!), command)] : [];

    private static ProcessStep[] Attach(string? checkOut, Manifest manifest) => checkOut is null
        ? []
        : [new ProcessStep(CheckOutAddress(checkOut), new CheckOutCommand.AttachManifest(manifest))];

    private static ProcessStep Tell(string checkOut, TemperatureExcursion excursion) =>
        new(CheckOutAddress(checkOut), new CheckOutCommand.RecordExcursion(excursion));

    private static EntityAddress CheckOutAddress(string id) => EntityAddress.Of(CheckOutEvents.Kind, id);

    private static ProcessStep Bind(string reefer, string checkOut, Manifest manifest) => new(
        EntityAddress.Of(EdgeEvents.ReeferKind, reefer), new ReeferCommand.Bind(checkOut, manifest.Departed));

    private IEnumerable<ProcessStep> HoldBand(Manifest manifest, RecordedEvent happened) =>
        ManifestBand.Of(manifest) is { } band
            ? Step(
                EdgeEvents.ReeferKind,
                ReeferOf(manifest),
                new ReeferCommand.HoldBand(manifest.Route, band, manifest.Departed ?? happened.RecordedAt))
            : [];

    private string? ReeferOf(Manifest manifest) =>
        manifest.Reefer is { } named && EntityAddress.IsId(named) ? named : devices.ReeferOf(manifest.Vehicle);
}
