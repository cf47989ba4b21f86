using System.Text.Json.Serialization;

namespace Oms.Central.Fleet;

/// <summary>What the centre's record of a vehicle can be asked.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(FleetVehicleCommand.NoteDefects), "note_defects")]
[JsonDerivedType(typeof(FleetVehicleCommand.Certify), "certify")]
public abstract record FleetVehicleCommand
{
    private FleetVehicleCommand()
    {
    }

    /// <param name="Parts">The parts with defects, in the order of the report.</param>
    public sealed record NoteDefects(string Report, string CheckOut, IReadOnlyList<string> Parts)
        : FleetVehicleCommand;

    public sealed record Certify(string Report, int Defect) : FleetVehicleCommand;
}

/// <summary>What happened to a vehicle. Stored for ever (<see cref="FleetVehicleEvents"/>).</summary>
public abstract record FleetVehicleEvent
{
    private FleetVehicleEvent()
    {
    }

    public sealed record DefectsNoted(string Report, string CheckOut, IReadOnlyList<string> Parts) : FleetVehicleEvent;

    public sealed record DefectCertified(string Report, int Defect) : FleetVehicleEvent;
}

/// <summary>There is none: what is not open is done.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(FleetVehicleRejection.None), "none")]
public abstract record FleetVehicleRejection
{
    private FleetVehicleRejection()
    {
    }

    public sealed record None : FleetVehicleRejection;
}
