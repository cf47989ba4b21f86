using Oms.Actors.Journal;
using Oms.Central.Bins;
using Oms.Central.Inventory;
using Oms.Central.Storage;

namespace Oms.Central.Operations;

/// <summary>What must hold of bins: nothing is put where it does not fit, what lies in the bins of a location is
/// of what its
/// stock items have there, and bin and item agree on how much.</summary>
/// <remarks>
/// An item says where its units lie, and its bins hear of it a moment later. So a difference counts only between states
/// that neither has left: where it stands names their revisions, and what a second look does not find there is not
/// told.
/// </remarks>
internal sealed class BinAudit
{
    private readonly Dictionary<string, BinStock> _bins = new(StringComparer.Ordinal);
    private readonly FormCodec<BinEvent> _codec = new(BinEvents.Forms);

    public void Fold(JournalRecord record, List<Violation> violations)
    {
        InvariantAudit.Fold(
            AuditRules.Bins, record, BinStock.Kind, _bins, _codec, BinStock.Initial, BinStock.Evolve, violations);

        // Limits may be lowered below what lies there: what counts is that room is not taken which there is not.
        if (InvariantAudit.Read(record, BinStock.Kind, _codec) is BinEvent.UnitsExpected expected
            && _bins.TryGetValue(record.Address.Id, out var bin)
            && OverOf(bin) is { } over)
        {
            violations.Add(new Violation(AuditRules.Bins, record.Address.Id, $"Move {expected.Ref}: {over}"));
        }
    }

    public void Check(Dictionary<string, StockItem> stock, List<Violation> violations)
    {
        violations.AddRange(
            from bin in _bins
            from held in bin.Value.Contents
            where held.Value.Quantity < 1
            select new Violation(AuditRules.Bins, $"{bin.Key} {held.Key}", $"It holds {held.Value.Quantity}."));
        violations.AddRange(
            from item in stock
            from lot in item.Value.Lots
            let lie = lot.Value.Bins?.Values ?? []
            where lie.Any(units => units < 1) || lie.Sum(units => (long)units) > lot.Value.Quantity
            select new Violation(
                AuditRules.Bins, $"{item.Key} {lot.Key}",
                $"{string.Join(" + ", lie)} lie in its bins; {lot.Value.Quantity} are there."));
        Compare(stock, violations);
    }

    /// <summary>What each bin holds of each lot is what the item says lies there.</summary>
    private void Compare(Dictionary<string, StockItem> stock, List<Violation> violations)
    {
        var told = new Dictionary<(string Bin, string Content), (int Units, long Revision)>();
        foreach (var (id, item) in stock)
        {
            if (StockItemId.Parse(id) is not var (sku, location))
            {
                continue;
            }

            foreach (var (lot, held) in item.Lots)
            {
                foreach (var (code, units) in held.Bins?.AsEnumerable() ?? [])
                {
                    told[(BinId.Of(location, code), BinId.Content(sku, lot))] = (units, item.Revision);
                }
            }
        }

        var holds = _bins.SelectMany(bin => bin.Value.Contents.Select(held =>
            KeyValuePair.Create((bin.Key, held.Key), (held.Value.Quantity, bin.Value.Revision)))).ToDictionary();
        violations.AddRange(
            from place in told.Keys.Union(holds.Keys)
            let item = told.GetValueOrDefault(place)
            let bin = holds.GetValueOrDefault(place)
            where item.Units != bin.Quantity
            select new Violation(
                AuditRules.Bins,
                $"{place.Item1} {place.Item2} at {bin.Revision} and {item.Revision}",
                $"The bin holds {bin.Quantity}; the stock item has {item.Units} there."));
    }

    private static string? OverOf(BinStock bin) =>
        bin.Limits is not { } limits ? "There is no such bin."
        : bin.Load() is var load
            && (load.Units > limits.Units || load.Grams > limits.Grams || load.Millilitres > limits.Millilitres)
            ? $"{load} is more than fits: {limits}."
            : null;
}
