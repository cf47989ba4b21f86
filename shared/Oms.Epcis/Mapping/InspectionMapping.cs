using Oms.Custody.CheckOuts;

namespace Oms.Epcis.Mapping;

/// <summary>The vehicle is looked at, and the driver's log taken in.</summary>
internal static class InspectionMapping
{
    /// <summary>The type of the driver's vehicle inspection report (49 CFR 396.11) as a business transaction.</summary>
    private const string ReportType = Gs1Names.Namespace + "btt-dvir";

    /// <summary>The type of the ELD output file (49 CFR 395) as a business transaction.</summary>
    private const string EldType = Gs1Names.Namespace + "btt-eld";

    public static EventDraft Inspected(CheckOutEvent.VehicleInspected happened, MappingStep step) =>
        step.Observe(
            "inspecting", happened.Outcome == InspectionOutcome.NoDefect ? "conformant" : "non_conformant") with
        {
            Transactions = [new DraftPair(ReportType, Gs1Names.Record(step.Record.CheckOut, step.Record.CustodySeq))],
            Certification =
            [
                .. happened.Defects.Select(defect => defect.PhotoSha256).OfType<string>().Distinct()
                    .Select(Gs1Names.Sealed),
            ],
            Extensions = step.With(
                ("defects", string.Join("; ", happened.Defects.Select(d => $"{d.Part}: {d.Description}")))),
        };

    public static EventDraft Acknowledged(CheckOutEvent.InspectionAcknowledged happened, MappingStep step) =>
        step.Observe("inspecting", happened.Satisfied ? "conformant" : "non_conformant") with
        {
            Certification = [Gs1Names.Sealed(happened.SignatureSha256)],
            Extensions = step.With(("reports", string.Join(" ", happened.Reports))),
        };

    public static EventDraft Repaired(CheckOutEvent.RepairCertified happened, MappingStep step) =>
        step.Observe("repairing", "conformant") with
        {
            Transactions =
            [
                new DraftPair(ReportType, Gs1Names.Record(step.Record.CheckOut, happened.Inspection)),
            ],
            Extensions = step.With(
                ("defect", $"{happened.Defect}"), ("repair", StepOutcomes.Of(happened)), ("note", happened.Note)),
        };

    public static EventDraft EldFile(CheckOutEvent.EldFileAttached happened, MappingStep step) =>
        step.Observe("inspecting") with { Transactions = [new DraftPair(EldType, Gs1Names.Sealed(happened.Sha256))] };
}
