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

    // A lot that nobody expected is another class of goods; a wrong number of an expected one is a quantity.
    private static string Disposition(IReadOnlyList<CargoCount> counts) =>
        counts.All(count => count.Expected == count.Found) ? "completeness_verified"
        : counts.Any(count => count.Expected == 0 && count.Found > 0) ? "mismatch_class"
        : "mismatch_quantity";
}
