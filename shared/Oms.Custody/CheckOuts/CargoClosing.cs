using Oms.Custody.Cargo;
using Oms.Custody.Findings;

namespace Oms.Custody.CheckOuts;

/// <summary>The record that closes a count: every source, what does not fit, and the manifest against deliveries and
/// returns.</summary>
internal static class CargoClosing
{
    /// <summary>How many findings the record tells; of all it tells the number.</summary>
    public const int FindingsMax = 100;

    public static CheckOutEvent.CargoVerified Of(
        CheckOutFacts facts, string verifiedBy, IReadOnlyList<CountRuling>? rulings)
    {
        var tally = CargoCounting.Of(facts, rulings ?? []);
        var counts = CargoCounting.CountsOf(tally);
        if (!CargoCounting.IsTallied(facts))
        {
            return new CheckOutEvent.CargoVerified(counts, verifiedBy);
        }

        var findings = tally.Findings.Concat(LoadedShort(facts))
            .OrderBy(finding => TallyFindings.Mismatches.Contains(finding.Code) ? 0 : 1).ToList();
        var whole = new CheckOutEvent.CargoVerified(counts, verifiedBy)
        {
            Lines = tally.Lines,
            Found = findings.Count,
            Findings = [.. findings.Take(FindingsMax)],
            Rulings = rulings is { Count: > 0 } ? rulings : null,
            Reconciliation = Short(Reconcile(facts, tally)),
        };

        // A count must be possible to close however much there is on board: then only what is remarkable is told.
        return CheckOutEvents.Write(whole).Length <= CheckOutBounds.EventBytesMax
            ? whole
            : whole with
            {
                Lines = [.. tally.Lines.Where(line => line.Source is CountSource.Ruling || line.Short > 0
                    || line.Over > 0 || line.Damaged > 0)],
                Reconciliation = whole.Reconciliation is { } all
                    ? all with { Lines = [.. all.Lines.Where(line => line.Carried != line.Delivered)] }
                    : null,
            };
    }

    /// <summary>The manifest against the deliveries and the count; null where there is nothing to set against each
    /// other: at a check-in, or without a manifest.</summary>
    public static DeliveryReconciliation? Reconcile(CheckOutFacts facts, CargoTally tally) =>
        facts.Manifest is null || facts.Arrival.Direction is not Direction.CheckOut
            ? null
            : DeliveryReconciliation.Of(
                [.. CargoCounting.Promised(facts).Select(line => new CarriedLine(line.Sku, line.Lot, line.Quantity))],
                [
                    .. from delivery in facts.Deliveries.Values
                       from line in delivery.Lines
                       select new StopLine(
                           delivery.Stop, line.Sku, line.Lot, line.Delivered, line.Refused, line.Damaged),
                ],
                [.. tally.Lines.Select(line => ReturnOf(facts, line))]);

    private static ReturnedLine ReturnOf(CheckOutFacts facts, TallyLine line)
    {
        var all = line.Counted ?? line.Scanned;
        var damaged = line.Damaged ?? line.ScannedDamaged;
        if (line.Manual is null)
        {
            // A scan that does not speak of damage does not make good what a stop reported as damaged.
            var reported = facts.Deliveries.Values.SelectMany(delivery => delivery.Lines)
                .Where(one => (one.Sku, one.Lot) == (line.Sku, line.Lot)).Sum(one => (long)one.Damaged);
            damaged = (int)Math.Max(damaged, Math.Min(all, reported));
        }

        return new ReturnedLine(line.Sku, line.Lot, all - damaged, damaged);
    }

    private static IEnumerable<Finding> LoadedShort(CheckOutFacts facts) =>
        from stop in facts.Manifest?.Stops ?? []
        from ordered in stop.Ordered ?? []
        let loaded = stop.Lines.Where(line => line.Line == ordered.Line).Sum(line => (long)line.Quantity)
        where loaded < ordered.Quantity
        select new Finding(
            TallyFindings.LoadedShort,
            $"stop {stop.Stop} line {ordered.Line}",
            $"{ordered.Quantity} of {ordered.Sku} were ordered, {loaded} were on board.");

    private static DeliveryReconciliation? Short(DeliveryReconciliation? all) =>
        all is null ? null : all with { Findings = [.. all.Findings.Take(FindingsMax)] };
}
