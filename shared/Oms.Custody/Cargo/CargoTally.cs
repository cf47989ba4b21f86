using NodaTime;
using Oms.Custody.Findings;

namespace Oms.Custody.Cargo;

/// <summary>A count of cargo: what was expected against what was scanned and counted by hand.</summary>
/// <param name="Lines">One for each SKU and lot that was expected, scanned or counted, in their order.</param>
/// <param name="Findings">What does not fit, with the codes of <see cref="TallyFindings"/>.</param>
public sealed record CargoTally(IReadOnlyList<TallyLine> Lines, IReadOnlyList<Finding> Findings)
{
    /// <summary>Whether every line has a counted quantity, so that the count may be closed.</summary>
    public bool IsSettled => Lines.All(line => line.Source is not CountSource.Open);

    /// <summary>Counts.</summary>
    /// <param name="list">What is expected, and what codes stand for.</param>
    /// <param name="scans">In the order in which they were made; one that was sent twice counts once.</param>
    /// <param name="manual">What people counted; the last count of a SKU and lot is taken.</param>
    /// <param name="rulings">What people ruled; the last ruling on a SKU and lot is taken.</param>
    /// <param name="today">The day at the depot, by which lots expire.</param>
    public static CargoTally Of(
        TallyList list,
        IReadOnlyList<TallyScan> scans,
        IReadOnlyList<ManualCount> manual,
        IReadOnlyList<CountRuling> rulings,
        LocalDate today)
    {
        var scanned = new ScanCounter(list, today);
        foreach (var scan in scans.Distinct())
        {
            scanned.Add(scan);
        }

        var expected = list.Expected.GroupBy(units => (units.Sku, units.Lot))
            .ToDictionary(one => one.Key, one => one.Sum(units => (long)units.Quantity));
        var counts = manual.GroupBy(count => (count.Sku, count.Lot)).ToDictionary(one => one.Key, one => one.Last());
        var ruled = rulings.GroupBy(ruling => (ruling.Sku, ruling.Lot))
            .ToDictionary(one => one.Key, one => one.Last());
        List<TallyLine> lines =
        [
            .. expected.Keys.Concat(scanned.Units.Keys).Concat(counts.Keys).Distinct()
                .OrderBy(key => key.Sku, StringComparer.Ordinal).ThenBy(key => key.Lot, StringComparer.Ordinal)
                .Select(key => Line(
                    key,
                    expected.GetValueOrDefault(key),
                    scanned.Units.GetValueOrDefault(key),
                    counts.GetValueOrDefault(key),
                    ruled.GetValueOrDefault(key))),
        ];
        return new CargoTally(lines, [.. scanned.Findings, .. lines.SelectMany(TallyFindings.Of)]);
    }

    private static TallyLine Line(
        (string Sku, string Lot) key, long expected, ScannedUnits scanned, ManualCount? manual, CountRuling? ruling)
    {
        var agree = manual is not null && manual.Quantity == scanned.All && manual.Damaged == scanned.Damaged;
        var (source, counted, damaged) = (manual, ruling) switch
        {
            (null, _) => (CountSource.Scans, scanned.All, scanned.Damaged),
            _ when agree => (CountSource.Both, scanned.All, scanned.Damaged),
            (_, { } rule) => (CountSource.Ruling, rule.Quantity, rule.Damaged),
            ({ } count, _) when scanned.All == 0 => (CountSource.Manual, count.Quantity, count.Damaged),
            _ => (CountSource.Open, (int?)null, (int?)null),
        };
        return new TallyLine(
            key.Sku, key.Lot, expected, scanned.All, scanned.Damaged, manual, source, counted, damaged);
    }
}
