namespace Oms.Custody.CheckOuts;

/// <summary>Sets what should be there against what was scanned.</summary>
internal static class CargoCounting
{
    public static IReadOnlyList<CargoCount> Of(CheckOutFacts facts)
    {
        var counts = new SortedDictionary<(string Sku, string Lot), (int Expected, int Found)>();
        foreach (var (sku, lot, quantity) in facts.Arrival.Direction is Direction.CheckIn
            ? Promised(facts)
            : ComesBack(facts))
        {
            var so = counts.GetValueOrDefault((sku, lot));
            counts[(sku, lot)] = so with { Expected = so.Expected + quantity };
        }

        foreach (var scan in facts.Scans.Values.Where(scan => scan.Quantity > 0))
        {
            var key = (scan.Sku, scan.Lot ?? OnlyLotOf(facts, scan.Sku) ?? "");
            var so = counts.GetValueOrDefault(key);
            counts[key] = so with { Found = so.Found + scan.Quantity };
        }

        return [.. counts.Select(c => new CargoCount(c.Key.Sku, c.Key.Lot, c.Value.Expected, c.Value.Found))];
    }

    /// <summary>Units of the manifest.</summary>
    public static IEnumerable<(string Sku, string Lot, int Quantity)> Promised(CheckOutFacts facts) =>
        from stop in facts.Manifest?.Stops ?? []
        from line in stop.Lines
        select (line.Sku, line.Lot, line.Quantity);

    private static IEnumerable<(string Sku, string Lot, int Quantity)> ComesBack(CheckOutFacts facts) =>
        from delivery in facts.Deliveries.Values
        from line in delivery.Lines
        where line.Refused + line.Damaged > 0
        select (line.Sku, line.Lot, line.Refused + line.Damaged);

    private static string? OnlyLotOf(CheckOutFacts facts, string sku)
    {
        var lots = Promised(facts).Where(line => line.Sku == sku)
            .Select(line => line.Lot)
            .Distinct(StringComparer.Ordinal)
            .Take(2)
            .ToList();
        return lots.Count == 1 ? lots[0] : null;
    }
}
