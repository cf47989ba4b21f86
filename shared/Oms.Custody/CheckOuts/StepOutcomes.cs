using Oms.Custody.Cargo;
using Oms.Custody.Inspections;
using Oms.Custody.Seals;
using Oms.Custody.Temperature;

namespace Oms.Custody.CheckOuts;

/// <summary>What came out of a step, in the words of <see cref="StepDefinition.Outcomes"/>.</summary>
public static class StepOutcomes
{
    /// <returns>Null for a step that has no outcomes to tell apart.</returns>
    public static string? Of(CheckOutEvent happened) =>
        happened switch
        {
            CheckOutEvent.VehicleInspected e => e.Outcome is InspectionOutcome.NoDefect ? "no-defect" : "defects-found",
            CheckOutEvent.InspectionAcknowledged e => e.Satisfied ? "satisfied" : "not-satisfied",
            CheckOutEvent.RepairCertified e => e.Outcome is RepairOutcome.Repaired ? "repaired" : "unnecessary",
            CheckOutEvent.DeliveryReconciled e => OfStop(e.Delivery),
            CheckOutEvent.CargoVerified e => OfCount(e),
            CheckOutEvent.PreCoolChecked e => e.MilliC <= e.TargetMilliC ? "reached" : "not-reached",
            CheckOutEvent.SealHandled e => OfSeal(e),
            CheckOutEvent.TemperatureJudged e => e.Outcome switch
            {
                TemperatureOutcome.Proven => "proven",
                TemperatureOutcome.Excursion => "excursion",
                _ => "no-proof",
            },
            CheckOutEvent.HazmatChecked e => e.Found == 0 ? "compliant" : "not-compliant",
            CheckOutEvent.EldFileAttached e => e.Check switch
            {
                null => "unchecked",
                { Errors: > 0 } => "errors",
                { Warnings: > 0 } => "warnings",
                _ => "clean",
            },
            CheckOutEvent.KeysReturned => "handed-over",
            CheckOutEvent.AssetHanded e => e.Outcome switch
            {
                AssetOutcome.Damaged => "damaged",
                AssetOutcome.Missing => "missing",
                _ => "handed-over",
            },
            CheckOutEvent.OdometerRead e => OfOdometer(e),
            CheckOutEvent.WeightRecorded e => e.Grams > e.LimitGrams ? "over-limit"
                : e.Finding is not null ? "deviating"
                : "within-limit",
            _ => null,
        };

    private static string OfSeal(CheckOutEvent.SealHandled e) =>
        e switch
        {
            { Action: SealAction.Applied } => "applied",
            { Action: SealAction.Broken } => "broken",
            { Condition: SealCondition.Missing } or { Number: null } => "missing",
            { Condition: SealCondition.Damaged } => "damaged",
            { Expected: { } expected, Number: { } number } when !SealNumber.AreSame(expected, number) => "mismatch",
            _ => "intact",
        };

    private static string OfStop(StopDelivery delivery) =>
        delivery.Lines.All(line => line.Short + line.Refused + line.Damaged == 0) ? "delivered"
        : delivery.Lines.All(line => line.Delivered == 0) ? "undelivered"
        : "partly";

    // The right number of the wrong thing is no complete count.
    private static string OfCount(CheckOutEvent.CargoVerified e) =>
        (e.Findings ?? []).Any(finding => TallyFindings.Mismatches.Contains(finding.Code))
            ? "mismatch"
            : OfCounts(e.Counts);

    private static string OfCounts(IReadOnlyList<CargoCount> counts) =>
        (counts.Any(count => count.Found < count.Expected), counts.Any(count => count.Found > count.Expected)) switch
        {
            (false, false) => "complete",
            (true, false) => "shortage",
            (false, true) => "overage",
            _ => "mismatch",
        };

    private static string OfOdometer(CheckOutEvent.OdometerRead e) =>
        e.Metres < e.PreviousMetres ? "decreased"
        : e.OtherMetres is { } other && Math.Abs(e.Metres - other) > e.ToleranceMetres ? "deviating"
        : "consistent";
}
