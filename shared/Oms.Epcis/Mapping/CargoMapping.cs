using Oms.Custody.CheckOuts;

namespace Oms.Epcis.Mapping;

/// <summary>What came back is scanned and counted.</summary>
internal static class CargoMapping
{
    public static EventDraft Scanned(CheckOutEvent.CargoScanned happened, MappingStep step) =>
        step.Observe("unloading", "in_progress") with
        {
            At = happened.At,
            Epcs = [],
            Quantities = [new DraftQuantity(Gs1Names.Product(happened.Sku, happened.Lot), happened.Quantity)],
            Transactions = step.Route,
        };

    /// <summary>A label that counts nothing, because nobody knows it or it was here before, is no observation of
    /// goods: then it is one of the vehicle that bears it, with the code.</summary>
    public static EventDraft CodeScanned(CheckOutEvent.CodeScanned happened, MappingStep step) =>
        step.Observe("unloading", "in_progress") with
        {
            At = happened.At,
            Epcs = happened.Units.Count > 0 ? [] : [step.Vehicle],
            Quantities =
            [
                .. happened.Units.Select(one => new DraftQuantity(Gs1Names.Product(one.Sku, one.Lot), one.Units)),
            ],
            Transactions = step.Route,
            Extensions = step.With(
                ("code", Printable(happened.Code)),
                ("serial", happened.Label?.Serial),
                ("sscc", happened.Label?.Sscc),
                ("findings", string.Join("; ", happened.Findings.Select(finding => finding.Code)))),
        };

    /// <summary>Counted by hand.</summary>
    public static EventDraft Counted(CheckOutEvent.CargoCounted happened, MappingStep step) =>
        step.Observe("cycle_counting", "in_progress") with
        {
            At = happened.At,
            Epcs = happened.Quantity > 0 ? [] : [step.Vehicle],
            Quantities = happened.Quantity > 0
                ? [new DraftQuantity(Gs1Names.Product(happened.Sku, happened.Lot), happened.Quantity)]
                : [],
            Transactions = step.Route,
            Extensions = step.With(
                ("counted", $"{happened.Sku}/{happened.Lot}: {happened.Quantity}"),
                ("damaged", happened.Damaged > 0 ? $"{happened.Damaged}" : null)),
        };

    public static EventDraft Verified(CheckOutEvent.CargoVerified happened, MappingStep step) =>
        step.Observe("inspecting", Disposition(happened.Counts)) with
        {
            Quantities =
            [
                .. happened.Counts.Where(count => count.Found > 0)
                    .Select(count => new DraftQuantity(Gs1Names.Product(count.Sku, count.Lot), count.Found)),
            ],
            Transactions = step.Route,
            Extensions = step.With((
                "expected",
                string.Join(
                    "; ",
                    happened.Counts.Where(count => count.Expected != count.Found)
                        .Select(count => $"{count.Sku}/{count.Lot}: {count.Expected}")))),
        };

    // A separator of GS1 is a control character; partners' readers may not take one.
    private static string Printable(string code) =>
        string.Concat(code.Select(letter => char.IsControl(letter) ? '\u241D' : letter));

    // A lot that nobody expected is another class of goods; a wrong number of an expected one is a quantity.
    private static string Disposition(IReadOnlyList<CargoCount> counts) =>
        counts.All(count => count.Expected == count.Found) ? "completeness_verified"
        : counts.Any(count => count.Expected == 0 && count.Found > 0) ? "mismatch_class"
        : "mismatch_quantity";
}
