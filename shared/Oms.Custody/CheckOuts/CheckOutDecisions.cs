using Command = Oms.Custody.CheckOuts.CheckOutCommand;
using Decision = Oms.Entities.Decision<
    Oms.Custody.CheckOuts.CheckOutEvent, Oms.Custody.CheckOuts.CheckOutRejection>;
using Event = Oms.Custody.CheckOuts.CheckOutEvent;
using Rejection = Oms.Custody.CheckOuts.CheckOutRejection;

namespace Oms.Custody.CheckOuts;

/// <summary>The steps of an open check-out: already done, refused or accepted.</summary>
internal static class CheckOutDecisions
{
    /// <summary>Whether the role may not do it; null when it may.</summary>
    public static Rejection? CheckRole(Command command)
    {
        var step = StepCatalog.All[CheckOutSteps.Of(command)];
        return step.Roles.Contains(command.Actor.Role)
            ? command.Actor.Role is Role.System ? null : CheckOutRules.Name("actor.person", command.Actor.Person)
            : new Rejection.RoleNotAllowed(step.Step, command.Actor.Role, [.. step.Roles.Order()]);
    }

    /// <summary>A step: a first record, the same again, or a correction that names what it stands in for.</summary>
    public static Decision Step(CheckOutFacts facts, Command command)
    {
        var happened = StepEvents.Of(facts, command);
        var step = CheckOutSteps.Of(command);
        var known = facts.Steps.GetValueOrDefault(CheckOutSteps.KeyOf(happened)!);
        return known is not null && IsSame(known.Event, happened) ? Decision.AlreadyDone
            : IsOldNews(known?.Event, happened) ? Decision.AlreadyDone
            : (CheckPlace(known, step, command, happened)
                ?? CheckDirection(facts, step)
                ?? CheckOutRules.Check(facts, command)
                ?? StepLimits.Check(facts, known, happened)
                ?? CheckEvidence(facts, step, command)) is { } bad
                ? Decision.Reject(bad)
            : Decision.Accept(happened);
    }

    public static Decision SignOff(CheckOutFacts facts, Command.SignOff c)
    {
        var signed = new Event.SignedOff(c.Role, c.Signer, c.SignatureSha256)
        {
            Actor = c.Actor,
            Evidence = c.Evidence,
        };
        if (facts.SignOffs.TryGetValue(c.Role, out var known))
        {
            return IsSame(known, signed)
                ? Decision.AlreadyDone
                : Decision.Reject(new Rejection.StepDoneDifferently(CheckOutSteps.SignOff, facts.Records));
        }

        if (CheckOutRules.Check(facts, c) is { } bad)
        {
            return Decision.Reject(bad);
        }

        return facts.Missing() is { Count: > 0 } missing ? Decision.Reject(new Rejection.StepsOpen(missing))
            : facts.Arrival.Direction is Direction.CheckIn
                && StepStates.UncertifiedDefects(facts) is { Count: > 0 } open
                ? Decision.Reject(new Rejection.AwaitingRepair(open))
            : StepStates.Unacceptable(facts) is { Count: > 0 } steps
                ? Decision.Reject(new Rejection.OutcomesNotAcceptable(steps))
            : facts.SignOffs.Count == 0 ? Decision.Accept(signed)
            : Decision.Accept(signed, Custodianship.Complete(facts));
    }

    /// <summary>Ends a check-out without a hand-over.</summary>
    public static Decision Close(CheckOutFacts facts, Command command, string reason, string by, Event closing)
    {
        // Only who would receive can refuse to.
        var receiver = facts.Arrival.Direction is Direction.CheckIn ? Role.Driver : Role.Supervisor;
        return (command is Command.Refuse && command.Actor.Role != receiver
            ? new Rejection.RoleNotAllowed(CheckOutSteps.Refusal, command.Actor.Role, [receiver])
            : CheckOutRules.Text("reason", reason) ?? CheckOutRules.Name("by", by)) is { } bad
                ? Decision.Reject(bad)
                : Decision.Accept(closing with { Actor = command.Actor, Evidence = command.Evidence });
    }

    /// <summary>Opens a visit that ended again, with all of its records that stand but the signatures.</summary>
    public static Decision Reopen(Command.Reopen c)
    {
        if (CheckOutRules.Text("reason", c.StandsFor.Reason) is { } bad)
        {
            return Decision.Reject(bad);
        }

        // It stands at no dock any more: its papers are opened, not the truck.
        var arrived = c.Facts.Arrival with
        {
            Dock = null,
            At = c.At,
            StandsFor = c.StandsFor,
            Actor = StepEvents.Told(c.Actor),
            Evidence = c.Evidence,
        };
        return Decision.Accept(
        [
            arrived,
            .. c.Facts.Steps.Values.OrderBy(step => step.Number).Select(step =>
                step.Event with { CarriedFrom = step.Number, Supersedes = null }),
        ]);
    }

    /// <summary>Whether a closed check-out did this very thing while it was open.</summary>
    public static bool WasDone(CheckOutFacts facts, Command command) =>
        command is Command.SignOff c
            ? facts.SignOffs.TryGetValue(c.Role, out var signed)
                && IsSame(signed, new Event.SignedOff(c.Role, c.Signer, c.SignatureSha256) { Evidence = c.Evidence })
            : StepEvents.Of(facts, command) is var happened
                && facts.Steps.TryGetValue(CheckOutSteps.KeyOf(happened)!, out var known)
                && (IsSame(known.Event, happened) || IsOldNews(known.Event, happened));

    // What was done counts, not who sent it, nor whether it was a correction, nor what followed from it. Records
    // compare their lists by reference; what is stored of two equal contents is the same bytes.
    private static bool IsSame(Event one, Event other) =>
        one.GetType() == other.GetType() && Content(one).AsSpan().SequenceEqual(Content(other));

    private static byte[] Content(Event happened) =>
        CheckOutEvents.Write(Said(happened) with
        {
            Actor = null,
            Supersedes = null,
            CarriedFrom = null,
        });

    /// <summary>What was said, without what was made of it: that may be another thing when more is known.</summary>
    private static Event Said(Event happened) =>
        happened switch
        {
            Event.EldFileAttached e => e with { Check = null },
            Event.AssetHanded e => e with { Findings = null },
            Event.CodeScanned e => e with { Units = [], Findings = [], Label = null },
            Event.CargoVerified e => e with { Lines = null, Found = null, Findings = null, Reconciliation = null },
            Event.DeliveryReconciled e => e with { Findings = null },
            Event.WeightRecorded e => e with { ExpectedGrams = null, Finding = null },
            _ => happened,
        };

    /// <summary>An excursion that ended does not open again.</summary>
    private static bool IsOldNews(Event? known, Event happened) =>
        known is Event.TemperatureExcursionRecorded { Excursion.To: not null }
        && happened is Event.TemperatureExcursionRecorded { Excursion.To: null };

    private static Rejection? CheckPlace(StepRecord? known, string step, Command command, Event happened) =>
        (known, command.Supersedes) switch
        {
            (null, null) => null,
            (null, { } named) => new Rejection.NothingToSupersede(step, named),

            // One that was going on may end; an end, once recorded, stands.
            ({ Event: Event.TemperatureExcursionRecorded { Excursion.To: null } }, null) => null,
            ({ Event: Event.TemperatureJudged }, null) => null,
            (_, null) => new Rejection.StepDoneDifferently(step, known.Number),
            (_, { } named) when named != known.Number => new Rejection.SupersededBefore(step, named, known.Number),
            _ when happened is Event.TemperatureExcursionRecorded =>
                new Rejection.StepDoneDifferently(step, known.Number),
            _ => null,
        };

    private static Rejection.NotInDirection? CheckDirection(CheckOutFacts facts, string step) =>
        StepCatalog.All[step].Direction is { } only && only != facts.Arrival.Direction
            ? new Rejection.NotInDirection(step, facts.Arrival.Direction)
            : null;

    private static Rejection? CheckEvidence(CheckOutFacts facts, string step, Command command)
    {
        foreach (var item in command.Evidence ?? [])
        {
            if (item is null)
            {
                return new Rejection.Invalid("evidence", "An item is null.");
            }

            if (CheckOutRules.Digest("evidence.sha256", item.Sha256) is { } bad)
            {
                return bad;
            }
        }

        return (facts.Checklist.RuleOf(step)?.Evidence ?? []).Where(kind => !Proves(command, kind))
            .Select(kind => (EvidenceKind?)kind).FirstOrDefault() is { } missing
            ? new Rejection.EvidenceMissing(step, missing)
            : null;
    }

    /// <summary>A defect's photo and a signature of the step itself count too.</summary>
    private static bool Proves(Command command, EvidenceKind kind) =>
        (command.Evidence ?? []).Any(item => item.Kind == kind)
        || (kind, command) switch
        {
            (EvidenceKind.Photo, Command.InspectVehicle c) =>
                c.Defects.Count > 0 && c.Defects.All(defect => defect?.PhotoSha256 is not null),
            (EvidenceKind.Signature, Command.AcknowledgeInspection) => true,
            (EvidenceKind.Signature, Command.ReconcileDelivery c) => c.Delivery.Pod is not null,
            (EvidenceKind.Scan, Command.ScanCargo or Command.ScanCode) => true,
            _ => false,
        };
}
