namespace Oms.Custody.Inspections;

/// <summary>What may be asked of a vehicle's record. Each carries its own identity: asked again, it is already
/// done.</summary>
public abstract record VehicleCommand
{
    private VehicleCommand()
    {
    }

    /// <summary>Hands in an inspection report; an empty list of defects says that nothing is wrong.</summary>
    /// <param name="Report">The report's id, unique for the vehicle, 1 to 120 characters.</param>
    public sealed record SubmitReport(
        string Report, UnitKind Unit, IReadOnlyList<Defect> Defects, ElectronicSignature Driver) : VehicleCommand;

    /// <summary>Certifies on the report that one of its defects is repaired or needs no repair.</summary>
    /// <param name="Defect">The defect's number in the report, from 1.</param>
    /// <param name="Note">What was done, or why nothing is, 1 to 500 characters.</param>
    /// <param name="Certifier">Who certifies for the carrier.</param>
    public sealed record CertifyDefect(
        string Report, int Defect, RepairOutcome Outcome, string Note, ElectronicSignature Certifier)
        : VehicleCommand;

    /// <summary>The next driver has reviewed the report and its certifications.</summary>
    public sealed record AcknowledgeReview(string Report, ElectronicSignature Driver) : VehicleCommand;

    /// <summary>Adds a reading of odometer, engine hours or both.</summary>
    public sealed record RecordMeters(MeterReading Reading) : VehicleCommand;

    /// <summary>The meters were exchanged: what they show from now on does not follow from before.</summary>
    /// <param name="By">Who exchanged them.</param>
    public sealed record ReplaceMeters(MeterReading Reading, string By) : VehicleCommand;
}
