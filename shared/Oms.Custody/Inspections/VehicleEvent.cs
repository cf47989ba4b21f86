namespace Oms.Custody.Inspections;

/// <summary>What happened to one power unit or trailer: its inspections, repairs and meters.</summary>
/// <remarks>Stored: a name or a member once released never changes (see <see cref="VehicleEvents"/>).</remarks>
public abstract record VehicleEvent
{
    private VehicleEvent()
    {
    }

    /// <summary>A driver signed an inspection report (49 CFR 396.11(a)).</summary>
    public sealed record ReportSubmitted(
        string Report, UnitKind Unit, IReadOnlyList<Defect> Defects, ElectronicSignature Driver) : VehicleEvent;

    /// <summary>A defect got its work order.</summary>
    /// <param name="WorkOrder">The order's id: report and number of the defect, see <see cref="Vehicle"/>.</param>
    public sealed record WorkOrderOpened(string WorkOrder, string Report, int Defect) : VehicleEvent;

    /// <summary>The carrier certified a defect on the report that named it (49 CFR 396.11(a)(3)).</summary>
    public sealed record DefectCertified(
        string Report, int Defect, RepairOutcome Outcome, string Note, ElectronicSignature Certifier)
        : VehicleEvent;

    /// <summary>The certification of its defect closed a work order.</summary>
    public sealed record WorkOrderClosed(string WorkOrder) : VehicleEvent;

    /// <summary>The next driver signed that the report and its certifications were reviewed (49 CFR
    /// 396.13(c)).</summary>
    public sealed record ReviewAcknowledged(string Report, ElectronicSignature Driver) : VehicleEvent;

    /// <summary>The meters were read.</summary>
    /// <param name="Findings">Codes of <see cref="MeterRules"/>; a reading with any is kept and not believed.</param>
    public sealed record MetersRead(MeterReading Reading, IReadOnlyList<string> Findings) : VehicleEvent;

    /// <summary>The meters were exchanged, and showed this afterwards.</summary>
    public sealed record MetersReplaced(MeterReading Reading, string By) : VehicleEvent;
}
