using Oms.Custody.Cargo;
using Oms.Custody.CheckOuts;

namespace Oms.Central.Manifests;

/// <summary>Spreads what a hand-over's reconciliation found of each lot over the route's lines.</summary>
public static class ReconciledReturns
{
    /// <summary>Settles the lines: of each unit that was not delivered it is told once whether it is back and good,
    /// back and damaged, with the driver, or missing.</summary>
    /// <param name="results">What the stops said; its units are what the manifest put on board.</param>
    /// <param name="kept">What the depot did not take over; each has a claim of its own.</param>
    /// <returns>The lines, and what is beyond the manifest.</returns>
    public static (IReadOnlyList<LineResult> Lines, IReadOnlyList<Discrepancy> Beyond) Settle(
        IReadOnlyList<LineResult> results, DeliveryReconciliation told, IReadOnlyList<ItemQuantity> kept)
    {
        var settled = new List<LineResult>();
        var beyond = new List<Discrepancy>();
        var lots = told.Lines.ToDictionary(line => (line.Sku, line.Lot));
        var withDriver = kept.Where(one => one.Item.Kind is ItemKind.Units)
            .ToDictionary(one => (one.Item.Id, one.Item.Lot ?? ""), one => (long)one.Quantity);
        foreach (var group in results.GroupBy(result => (result.Sku, result.Lot)))
        {
            var found = Found.Of(lots.GetValueOrDefault(group.Key), withDriver.GetValueOrDefault(group.Key));
            _ = lots.Remove(group.Key);
            var lines = group.ToList();
            var open = lines.ConvertAll(line => (long)line.Short + line.Refused + line.Damaged);
            var (damaged, damagedOver) = Spread(found.Damaged, lines.ConvertAll(line => line.Damaged), open);
            var (good, goodOver) = Spread(found.Good, lines.ConvertAll(line => line.Refused), open);
            _ = Spread(found.Kept, lines.ConvertAll(_ => 0), open);
            settled.AddRange(lines.Select((line, index) => line with
            {
                RefusedBack = good[index],
                DamagedBack = damaged[index],
                Missing = (int)open[index],
            }));
            Tell(group.Key, found.Over + damagedOver + goodOver, "More is back than the stops leave.");
        }

        foreach (var (key, line) in lots)
        {
            var found = Found.Of(line, withDriver.GetValueOrDefault(key));
            Tell(key, found.Damaged + found.Good + found.Over, "It was not on board.");
        }

        return (settled, beyond);

        void Tell((string Sku, string Lot) key, long over, string detail)
        {
            if (over > 0)
            {
                beyond.Add(new Discrepancy(
                    "count-discrepancy",
                    null,
                    null,
                    key.Sku,
                    key.Lot,
                    0,
                    (int)Math.Min(int.MaxValue, over),
                    detail));
            }
        }
    }

    /// <summary>Gives units to lines: first where the stop said as much, then where any is open.</summary>
    /// <returns>What each line got, and what no line had room for.</returns>
    private static (int[] Given, long Left) Spread(long units, List<int> said, List<long> open)
    {
        var given = new int[open.Count];
        foreach (var isSaid in new[] { true, false })
        {
            for (var line = 0; line < given.Length; line++)
            {
                var room = isSaid ? Math.Min(said[line], open[line]) : open[line];
                var now = (int)Math.Min(units, room);
                (given[line], open[line], units) = (given[line] + now, open[line] - now, units - now);
            }
        }

        return (given, units);
    }

    /// <summary>What was found of a lot, without what stayed with the driver.</summary>
    private sealed record Found(long Good, long Damaged, long Over, long Kept)
    {
        /// <remarks>Nobody says whether what the driver keeps is a good or a damaged one. It is taken for a good one,
        /// so that none that is damaged is ever sold.</remarks>
        public static Found Of(ReconciledLine? line, long kept)
        {
            if (line is null)
            {
                return new Found(0, 0, 0, 0);
            }

            var over = Math.Min(kept, line.OverReturned);
            var good = Math.Min(kept - over, line.ReturnedGood);
            var damaged = Math.Min(kept - over - good, line.ReturnedDamaged);
            return new Found(
                line.ReturnedGood - good, line.ReturnedDamaged - damaged, line.OverReturned - over, good + damaged);
        }
    }
}
