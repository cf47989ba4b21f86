using System.Collections.Immutable;
using System.Diagnostics;
using NodaTime;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Central.Fleet.FleetVehicleEvent, Oms.Central.Fleet.FleetVehicleRejection>;

namespace Oms.Central.Fleet;

/// <summary>What the depots found wrong with a vehicle, and what of it nobody certified yet.</summary>
/// <remarks>A vehicle with such a defect is not dispatched: 49 CFR 396.11(a)(3).</remarks>
public sealed record FleetVehicle(ImmutableList<OpenDefect> Open)
    : IEntity<FleetVehicle, FleetVehicleCommand, FleetVehicleEvent, FleetVehicleRejection>
{
    /// <summary>The kind in every vehicle's address; the id is the fleet number.</summary>
    public const string Kind = "vehicle";

    public static FleetVehicle Initial { get; } = new([]);

    public static Decision Decide(FleetVehicle state, FleetVehicleCommand command, Instant now) =>
        command switch
        {
            FleetVehicleCommand.NoteDefects c => c.Parts.Count == 0 || state.Open.Any(open => open.Report == c.Report)
                ? Decision.AlreadyDone
                : Decision.Accept(new FleetVehicleEvent.DefectsNoted(c.Report, c.CheckOut, c.Parts)),
            FleetVehicleCommand.Certify c => state.Open.Any(open => open.IsNamed(c.Report, c.Defect))
                ? Decision.Accept(new FleetVehicleEvent.DefectCertified(c.Report, c.Defect))
                : Decision.AlreadyDone,
            _ => throw new UnreachableException($"No such command: {command.GetType().Name}."),
        };

    public static FleetVehicle Evolve(FleetVehicle state, FleetVehicleEvent happened) =>
        happened switch
        {
            FleetVehicleEvent.DefectsNoted e => new FleetVehicle(state.Open.AddRange(
                e.Parts.Select((part, index) => new OpenDefect(e.Report, index + 1, part, e.CheckOut)))),
            FleetVehicleEvent.DefectCertified e => new FleetVehicle(
                state.Open.RemoveAll(open => open.IsNamed(e.Report, e.Defect))),
            _ => throw new UnreachableException($"No such event: {happened.GetType().Name}."),
        };
}

/// <summary>A defect of which nobody certified what became.</summary>
/// <param name="Report">The inspection report's id in the depot's record of the vehicle.</param>
/// <param name="Defect">Its number in the report, from 1.</param>
/// <param name="CheckOut">The visit in which it was found.</param>
public sealed record OpenDefect(string Report, int Defect, string Part, string CheckOut)
{
    public bool IsNamed(string report, int defect) => (Report, Defect) == (report, defect);
}
