using Oms.Custody.Inspections;
using Oms.Custody.Temperature;
using Command = Oms.Custody.CheckOuts.CheckOutCommand;
using Event = Oms.Custody.CheckOuts.CheckOutEvent;

namespace Oms.Custody.CheckOuts;

/// <summary>What a step's command makes happen, when nothing stands in its way.</summary>
internal static class StepEvents
{
    public static Event Of(CheckOutFacts facts, Command command)
    {
        Event happened = command switch
        {
            Command.AttachManifest c => new Event.ManifestAttached(c.Manifest),
            Command.InspectVehicle c =>
                new Event.VehicleInspected(c.Outcome, c.Defects, c.InspectedBy)
                {
                    Parts = c.Parts,
                    Vehicle = facts.Arrival.Vehicle,
                },
            Command.AcknowledgeInspection c => new Event.InspectionAcknowledged(
                facts.Arrival.Vehicle,
                c.Satisfied,
                c.SignatureSha256,
                [.. (facts.Arrival.PriorReports ?? []).Select(one => one.Report)]),
            Command.CertifyRepair c => new Event.RepairCertified(
                facts.Arrival.Vehicle,
                facts.Steps.GetValueOrDefault(CheckOutSteps.Inspection)?.Number ?? 0,
                c.Defect,
                c.Outcome,
                c.CertifiedBy,
                c.Note),
            Command.ScanCargo c => ScanEvents.Of(facts, c),
            Command.ScanCode c => ScanEvents.Of(facts, c),
            Command.CountCargo c =>
                new Event.CargoCounted(c.Sku, c.Lot, c.Quantity, c.Damaged, c.CountedBy, c.At),
            Command.ReconcileDelivery c => new Event.DeliveryReconciled(c.Delivery)
            {
                Findings = DeliveryJudgement.Of(facts, c.Delivery),
            },
            Command.VerifyCargo c => CargoClosing.Of(facts, c.VerifiedBy, c.Rulings),
            Command.CheckPreCool c => new Event.PreCoolChecked(
                c.Zone, c.MilliC, StepStates.PreCoolTarget(facts) ?? int.MaxValue, c.At),
            Command.AttachEldFile c => new Event.EldFileAttached(c.Sha256, c.Name, c.SizeBytes) { Check = c.Check },
            Command.HandleSeal c => new Event.SealHandled(
                facts.Arrival.Trailer ?? facts.Arrival.Vehicle,
                c.Door,
                c.Action,
                c.Number,
                c.Condition,
                c.Class,
                facts.Manifest?.Seals?.FirstOrDefault(seal => seal.Door == c.Door)?.Number,
                c.Reason,
                c.At),
            Command.JudgeTemperature { Verdict: var verdict } => Of(verdict),
            Command.CheckHazmat c => HazmatJudgement.Of(facts.Arrival.Driver, c),
            Command.ReturnKeys c => new Event.KeysReturned(c.KeyTag, c.ReceivedBy),
            Command.HandAsset c => new Event.AssetHanded(c.Kind, c.Id, c.Outcome, c.ReceivedBy)
            {
                Findings = c.Findings,
            },
            Command.ReadOdometer c => new Event.OdometerRead(
                facts.Arrival.Vehicle,
                c.Metres,
                c.EngineSeconds,
                c.PreviousMetres,
                c.OtherMetres,
                facts.Checklist.OdometerToleranceMetres ?? MeterRules.OdometerToleranceMetres,
                c.At),
            Command.RecordWeight c => CargoWeight.Of(facts, c),
            Command.RecordExcursion c => new Event.TemperatureExcursionRecorded(c.Excursion),
            Command.ExceptItem c => new Event.ExceptionNoted(c.Item, c.Quantity, c.Step, c.Reason),
            _ => throw new ArgumentOutOfRangeException(nameof(command), command, "It is no step."),
        };
        return happened with
        {
            Actor = Told(command.Actor),

            // A verdict is judged again whenever readings come late: it takes the place of the one before by itself.
            Supersedes = command is Command.JudgeTemperature
                ? facts.Steps.GetValueOrDefault(CheckOutSteps.KeyOf(happened)!)?.Number
                : command.Supersedes,
            Evidence = command.Evidence,
        };
    }

    private static Event.TemperatureJudged Of(TemperatureVerdict verdict) => new(
        verdict.Request.Load,
        verdict.Request.Device,
        verdict.Request.Zone,
        verdict.Request.From,
        verdict.Request.To,
        new TemperatureBand(verdict.Request.Band.MinMilliC, verdict.Request.Band.MaxMilliC),
        verdict.Version,
        verdict.Outcome,
        verdict.Facts,
        [.. verdict.Findings.Select(finding => finding.Rule).Distinct()],
        verdict.TermsSha256,
        verdict.EvidenceSha256);

    /// <summary>The leaf names the device or system that acts by itself; only a person is told here.</summary>
    public static Actor? Told(Actor actor) => actor.Role is Role.System ? null : actor;
}
