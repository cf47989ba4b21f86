using Oms.Custody.CheckOuts;

namespace Oms.Epcis.Mapping;

/// <summary>Keys come back, both sides sign, and the vehicle changes hands, or does not.</summary>
internal static class HandOverMapping
{
    /// <summary>The step of giving a signature, which CBV has not.</summary>
    private const string Signing = Gs1Names.Namespace + "bizstep-signing";

    public static EventDraft Keys(CheckOutEvent.KeysReturned happened, MappingStep step) =>
        Transfer(step) with { Epcs = [step.Names.Asset(happened.KeyTag)] };

    public static EventDraft Asset(CheckOutEvent.AssetHanded happened, MappingStep step)
    {
        var draft = happened.Outcome is AssetOutcome.Missing
            ? step.Observe("holding", "unavailable")
            : Transfer(step) with { Disposition = happened.Outcome is AssetOutcome.Damaged ? "damaged" : null };
        return draft with
        {
            Epcs = [step.Names.Asset(happened.Id)],
            Extensions = step.With(("asset", $"{happened.Kind}"), ("assetState", StepOutcomes.Of(happened))),
        };
    }

    public static EventDraft Excepted(CheckOutEvent.ExceptionNoted happened, MappingStep step) =>
        step.Observe("holding", "non_conformant") with
        {
            Transactions = step.Route,
            Extensions = step.With(
                ("exceptedKind", $"{happened.Item.Kind}"), ("exceptedItem", happened.Item.Id),
                ("exceptedQuantity", $"{happened.Quantity}"), ("exceptedReason", happened.Reason)),
        };

    public static EventDraft Signed(CheckOutEvent.SignedOff happened, MappingStep step) =>
        step.Observe(Signing, "in_progress") with
        {
            Certification = [Gs1Names.Sealed(happened.SignatureSha256)],
            Extensions = step.With(("role", happened.Role == Role.Driver ? "driver" : "supervisor")),
        };

    public static EventDraft Completed(CheckOutEvent.Completed happened, MappingStep step) =>
        Transfer(step) with { Disposition = "in_progress", Transactions = step.Route };

    public static EventDraft Refused(CheckOutEvent.Refused happened, MappingStep step) =>
        step.Observe("holding", "non_conformant") with
        {
            Transactions = step.Route,
            Extensions = step.With(("refused", happened.Reason)),
        };

    public static EventDraft Disputed(CheckOutEvent.Disputed happened, MappingStep step) =>
        step.Observe("holding", "unavailable") with
        {
            Transactions = step.Route,
            Extensions = step.With(("disputed", happened.Reason)),
        };

    // CBV 2.0: accepting is where possession changes; at a check-in the depot gives and the carrier takes.
    private static EventDraft Transfer(MappingStep step)
    {
        var (carrier, depot) = (step.Carrier, step.Names.DepotParty(step.Record.Depot));
        var (from, to) = step.Scene.Arrival is { Direction: Direction.CheckIn } ? (depot, carrier) : (carrier, depot);
        return step.Observe("accepting") with
        {
            Sources = [new DraftPair("possessing_party", from)],
            Destinations = [new DraftPair("possessing_party", to)],
        };
    }
}
