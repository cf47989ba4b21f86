using System.Collections.Immutable;

namespace Oms.Custody.Inspections;

/// <summary>One driver vehicle inspection report (DVIR) and what was certified on it.</summary>
/// <param name="Submission">The report as its driver signed it; never changed.</param>
public sealed record InspectionReport(VehicleEvent.ReportSubmitted Submission)
{
    /// <summary>Certifications by the defect's number.</summary>
    public ImmutableSortedDictionary<int, VehicleEvent.DefectCertified> Certified { get; init; } =
        ImmutableSortedDictionary<int, VehicleEvent.DefectCertified>.Empty;

    public VehicleEvent.ReviewAcknowledged? Review { get; init; }

    public ReportStatus Status =>
        Review is not null ? ReportStatus.Acknowledged
        : !Holding.Any() ? ReportStatus.NoDefect
        : Uncertified.Any(one => one.Defect.HoldsDispatch) ? ReportStatus.AwaitingRepair
        : Holding.All(one => Certified[one.Number].Outcome is RepairOutcome.Unnecessary)
            ? ReportStatus.RepairUnnecessary
        : ReportStatus.RepairCertified;

    /// <summary>Defects without a certification, with their numbers; each has an open work order.</summary>
    public IEnumerable<(int Number, Defect Defect)> Uncertified =>
        Numbered.Where(one => !Certified.ContainsKey(one.Number));

    /// <summary>Whether nothing more can happen to it.</summary>
    public bool IsFinished => Status is ReportStatus.NoDefect or ReportStatus.Acknowledged && !Uncertified.Any();

    private IEnumerable<(int Number, Defect Defect)> Numbered =>
        Submission.Defects.Select((defect, index) => (index + 1, defect));

    private IEnumerable<(int Number, Defect Defect)> Holding => Numbered.Where(one => one.Defect.HoldsDispatch);
}
