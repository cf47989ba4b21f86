using Oms.Custody.Cargo;
using Oms.Custody.Inspections;
using Oms.Custody.Seals;
using Command = Oms.Custody.CheckOuts.CheckOutCommand;
using Rejection = Oms.Custody.CheckOuts.CheckOutRejection;
using Steps = Oms.Custody.CheckOuts.CheckOutSteps;

namespace Oms.Custody.CheckOuts;

/// <content>What each step must hold, by its form and by what is known of the visit.</content>
internal static partial class CheckOutRules
{
    private const int ZonesMax = 3;
    private const long GramsMax = 200_000_000;
    private const int PaperEntriesMax = 200;

    public static Rejection? Check(CheckOutFacts facts, Command command) =>
        command switch
        {
            Command.AttachManifest c => CheckManifest(facts, c.Manifest),
            Command.InspectVehicle c => Check(c) ?? CheckParts(facts, c),
            Command.AcknowledgeInspection c => facts.Arrival.PriorReports is null
                ? new Rejection.Invalid("acknowledgement", "No report of the vehicle waits for an acknowledgement.")
                : Signature("signature_sha256", c.SignatureSha256),
            Command.CertifyRepair c => CheckRepair(facts, c),
            Command.ScanCargo c => Check(c) ?? CheckOpenCount(facts, c),
            Command.ScanCode c => Check(c) ?? CheckOpenCount(facts, c),
            Command.CountCargo c => Check(c) ?? CheckOpenCount(facts, c),
            Command.ReconcileDelivery c => CheckDelivery(facts, c.Delivery),
            Command.VerifyCargo c => Name("verified_by", c.VerifiedBy) ?? CheckCountable(facts)
                ?? CheckRulings(facts, c.Rulings ?? []),
            Command.CheckPreCool c => Within("zone", c.Zone, 1, ZonesMax)
                ?? Within("milli_c", c.MilliC, -85_000, 85_000)
                ?? (StepStates.PreCoolTarget(facts) is null
                    ? new Rejection.Invalid("pre-cool", "The manifest has no temperature band to cool down to.")
                    : null),
            Command.AttachEldFile c => Check(c),
            Command.HandleSeal c => CheckSeal(c),
            Command.JudgeTemperature c => Name("load", c.Verdict.Request.Load)
                ?? Name("device", c.Verdict.Request.Device)
                ?? Within("zone", c.Verdict.Request.Zone, 1, ZonesMax),
            Command.CheckHazmat c => CheckHazmat(c),
            Command.ReturnKeys c => Name("key_tag", c.KeyTag) ?? Name("received_by", c.ReceivedBy),
            Command.HandAsset c => c.Kind is ItemKind.Key or ItemKind.FuelCard or ItemKind.Device
                ? Name("id", c.Id) ?? Name("received_by", c.ReceivedBy)
                : new Rejection.Invalid("kind", "It is no key, fuel card or device."),
            Command.ReadOdometer c => Within("metres", c.Metres, 0, VehicleBounds.OdometerMetresMax)
                ?? Within("engine_seconds", c.EngineSeconds ?? 0, 0, VehicleBounds.EngineSecondsMax)
                ?? Within("previous_metres", c.PreviousMetres ?? 0, 0, VehicleBounds.OdometerMetresMax)
                ?? Within("other_metres", c.OtherMetres ?? 0, 0, VehicleBounds.OdometerMetresMax),
            Command.RecordWeight c => Name("part", c.Part)
                ?? Within("grams", c.Grams, 0, GramsMax)
                ?? Within("limit_grams", c.LimitGrams, 1, GramsMax)
                ?? Within("tare_grams", c.TareGrams ?? 0, 0, GramsMax)
                ?? Name("scale", c.Scale),
            Command.RecordExcursion c => Check(c.Excursion),
            Command.ExceptItem c => CheckException(facts, c),
            _ => null,
        };

    public static Rejection? Check(CheckOutFacts facts, Command.SignOff c)
    {
        var driver = facts.Arrival.Driver;
        return Name("signer", c.Signer)
            ?? (c.Strokes <= 0
                ? new Rejection.SignatureEmpty("strokes")
                : Signature("signature_sha256", c.SignatureSha256))
            ?? (c.Actor != new Actor(c.Signer, c.Role) ? new Rejection.WrongSigner(c.Signer, c.Actor.Person)
                : c.Role is Role.Driver && c.Signer != driver ? new Rejection.WrongSigner(driver, c.Signer)
                : c.Role is Role.Supervisor && c.Signer == driver ? new Rejection.SameSigner(c.Signer)
                : null);
    }

    private static Rejection? CheckManifest(CheckOutFacts facts, Manifest manifest)
    {
        var arrival = facts.Arrival;
        return facts.Cargo is not null || facts.Deliveries.Count > 0
            ? new Rejection.CountClosed()
            : Check(manifest)
                ?? Differs("depot", arrival.Depot, manifest.Depot)
                ?? Differs("vehicle", arrival.Vehicle, manifest.Vehicle)
                ?? Differs("driver", arrival.Driver, manifest.Driver)
                ?? Differs("route", arrival.Route ?? manifest.Route, manifest.Route);
    }

    private static Rejection.PartsMissing? CheckParts(CheckOutFacts facts, Command.InspectVehicle c) =>
        (facts.Checklist.Parts ?? []).Except(c.Parts ?? [], StringComparer.Ordinal).ToList() is { Count: > 0 } missing
            ? new Rejection.PartsMissing(missing)
            : null;

    private static Rejection? CheckRepair(CheckOutFacts facts, Command.CertifyRepair c) =>
        c.Defect < 1 || c.Defect > (facts.Inspection?.Defects.Count ?? 0)
            ? new Rejection.Invalid("defect", "The inspection of this visit has no defect of this number.")
            : Name("certified_by", c.CertifiedBy) ?? Text("note", c.Note);

    private static Rejection? CheckOpenCount(CheckOutFacts facts, Command c) =>
        facts.MissingBeforeLoading() is { Count: > 0 } missing ? new Rejection.LoadGateClosed(missing)

            // A correction opens the count again; one scan more does not.
            : facts.Cargo is not null && c.Supersedes is null ? new Rejection.CountClosed()
            : null;

    private static Rejection? CheckDelivery(CheckOutFacts facts, StopDelivery delivery) =>
        facts.Manifest is not { } manifest ? new Rejection.ManifestMissing()
        : manifest.Stops.FirstOrDefault(stop => stop.Stop == delivery.Stop) is not { } promised
            ? new Rejection.UnknownStop(delivery.Stop, delivery.Order)
        : Check(delivery, promised);

    private static Rejection? CheckCountable(CheckOutFacts facts) =>
        facts.Manifest is null && facts.Arrival.Route is not null ? new Rejection.ManifestMissing()
        : facts.Arrival.Direction is Direction.CheckOut && facts.OpenStops() is { Count: > 0 } open
            ? new Rejection.StopsOpen(open)
        : null;

    /// <summary>Each line on which scans and manual count differ needs one ruling, and no other line any.</summary>
    private static Rejection? CheckRulings(CheckOutFacts facts, IReadOnlyList<CountRuling> rulings)
    {
        var open = CargoCounting.Of(facts, []).Lines.Where(line => line.Source is CountSource.Open).ToList();
        foreach (var ruling in rulings)
        {
            if (open.RemoveAll(line => (line.Sku, line.Lot) == (ruling.Sku, ruling.Lot)) == 0)
            {
                return new Rejection.Invalid(
                    "rulings", $"On {ruling.Sku}/{ruling.Lot} scans and manual count do not differ, or it is ruled "
                        + "on twice. Leave this ruling out.");
            }

            if ((Within("rulings.quantity", ruling.Quantity, 0, CheckOutBounds.QuantityMax)
                ?? Within("rulings.damaged", ruling.Damaged, 0, ruling.Quantity)
                ?? Text("rulings.reason", ruling.Reason)) is { } bad)
            {
                return bad;
            }
        }

        return open.Count > 0 ? new Rejection.CountOpen(open) : null;
    }

    private static Rejection? CheckSeal(Command.HandleSeal c) =>
        Name("door", c.Door)
        ?? (c.Number is null
            ? c is { Action: SealAction.Checked, Condition: SealCondition.Missing }
                ? null
                : new Rejection.Invalid("number", "Only a seal that is missing has none.")
            : SealNumber.IsValid(c.Number)
                ? null
                : new Rejection.Invalid(
                    "number", $"It must be letters and digits, at most {SealNumber.CharsMax} characters."))
        ?? (c.Action is SealAction.Checked && c.Condition is null
            ? new Rejection.Invalid("condition", "What is seen of the seal?")
            : null)
        ?? (c.Action is SealAction.Broken ? Text("reason", c.Reason) : null);

    private static Rejection? CheckHazmat(Command.CheckHazmat c)
    {
        var paper = c.Declaration.Paper;
        return Digest("paper_sha256", c.PaperSha256)
            ?? Within("paper.entries", paper.Entries.Count, 1, PaperEntriesMax)
            ?? Within("paper.pages", paper.Pages.Count, 0, PaperEntriesMax)
            ?? Within("materials", c.Declaration.Materials.Count, 0, PaperEntriesMax)
            ?? Within("displayed", c.Declaration.Displayed.Count, 0, PaperEntriesMax)
            ?? (paper.Entries.Any(entry => entry is null) || paper.Pages.Any(page => page is null)
                || c.Declaration.Materials.Any(material => material is null or { GrossGrams: < 0 })
                ? new Rejection.Invalid("declaration", "A list holds null, or a weight is below zero.")
                : null)
            ?? paper.Entries.Select(entry => Text("paper.entries.text", entry.Text))
                .FirstOrDefault(bad => bad is not null);
    }

    private static Rejection? CheckException(CheckOutFacts facts, Command.ExceptItem c)
    {
        // Only who receives can leave something with the other.
        var receiver = facts.Arrival.Direction is Direction.CheckIn ? Role.Driver : Role.Supervisor;
        if (c.Actor.Role != receiver)
        {
            return new Rejection.RoleNotAllowed(Steps.Exception, c.Actor.Role, [receiver]);
        }

        var present = Custodianship.HandedOf(facts, c.Item);
        return Name("item.id", c.Item.Id)
            ?? Text("reason", c.Reason)
            ?? (StepCatalog.All.ContainsKey(c.Step) ? null : new Rejection.Invalid("step", "There is no such step."))
            ?? (Rejection?)Within("quantity", c.Quantity, c.Supersedes is null ? 1 : 0, CheckOutBounds.QuantityMax)
            ?? (c.Quantity > present ? new Rejection.NotThere(c.Item, c.Quantity, present) : null);
    }

    private static Rejection.ManifestMismatch? Differs(string field, string expected, string actual) =>
        expected == actual ? null : new Rejection.ManifestMismatch(field, expected, actual);
}
