using NodaTime;
using Oms.Custody.Cargo;
using Oms.Gs1;

namespace Oms.Custody.CheckOuts;

/// <summary>Sets what should be there against what was scanned and counted by hand.</summary>
internal static class CargoCounting
{
    // Within them every date of a label has a year.
    private static readonly Instant TodayMin = Instant.FromUtc(1970, 1, 1, 0, 0);
    private static readonly Instant TodayMax = Instant.FromUtc(9000, 1, 1, 0, 0);

    /// <summary>Units by SKU and lot; where scans and a manual count differ and nobody ruled, those scanned.</summary>
    public static IReadOnlyList<CargoCount> CountsOf(CargoTally tally) =>
    [
        .. tally.Lines.Select(line => new CargoCount(
            line.Sku, line.Lot, (int)Math.Min(int.MaxValue, line.Expected), line.Counted ?? line.Scanned)),
    ];

    /// <summary>The count as it stands.</summary>
    public static CargoTally Of(CheckOutFacts facts, IReadOnlyList<CountRuling> rulings)
    {
        var list = ListOf(facts);
        var tally = CargoTally.Of(
            list,
            [.. ScansOf(facts)],
            [.. ManualOf(facts)],
            rulings,
            Today(facts));

        // What is on the manifest only so that its lots are known is no line of the count.
        return tally with
        {
            Lines = [.. tally.Lines.Where(line => line.Expected > 0 || line.Scanned > 0 || line.Manual is not null)],
        };
    }

    /// <summary>Whether the record of the count tells each source and what was found; otherwise it is of the form from
    /// before there were catalogues.</summary>
    public static bool IsTallied(CheckOutFacts facts) =>
        facts.Manifest?.Catalogue is not null || facts.Codes.Count > 0
        || facts.Scans.Values.Any(scan => scan.Damaged)
        || facts.Steps.Values.Any(step => step.Event is CheckOutEvent.CargoCounted);

    /// <summary>What a label counts as, after the scans that were made before it.</summary>
    public static (IReadOnlyList<LogisticContent> Units, IReadOnlyList<Findings.Finding> Findings) Understand(
        CheckOutFacts facts, TallyScan scan, long? number)
    {
        var counter = new ScanCounter(ListOf(facts), Today(facts));
        foreach (var earlier in ScansOf(facts, number))
        {
            counter.Add(earlier);
        }

        var (units, findings) = (counter.Units.ToDictionary(), counter.Findings.Count);
        counter.Add(scan);
        return (
            [
                .. counter.Units.Select(one => new LogisticContent(
                        one.Key.Sku, one.Key.Lot, one.Value.All - units.GetValueOrDefault(one.Key).All))
                    .Where(one => one.Units > 0)
                    .OrderBy(one => one.Sku, StringComparer.Ordinal).ThenBy(one => one.Lot, StringComparer.Ordinal),
            ],
            [.. counter.Findings.Skip(findings)]);
    }

    /// <summary>The day by which lots expire: of the arrival or, where the depot's clock is behind, of the route's
    /// departure; UTC.</summary>
    public static LocalDate Today(CheckOutFacts facts)
    {
        var at = Instant.Max(facts.Arrival.At, facts.Manifest?.Departed ?? Instant.MinValue);
        return Instant.Max(TodayMin, Instant.Min(TodayMax, at)).InUtc().Date;
    }

    /// <summary>Units of the manifest.</summary>
    public static IEnumerable<(string Sku, string Lot, int Quantity)> Promised(CheckOutFacts facts) =>
        from stop in facts.Manifest?.Stops ?? []
        from line in stop.Lines
        select (line.Sku, line.Lot, line.Quantity);

    private static TallyList ListOf(CheckOutFacts facts)
    {
        var catalogue = facts.Manifest?.Catalogue;
        var products = catalogue?.Products ?? [];
        var lots = products.SelectMany(product => product.Lots ?? [], (product, lot) => (product.Sku, Lot: lot))
            .ToDictionary(one => (one.Sku, one.Lot.Lot), one => one.Lot);
        var isCheckIn = facts.Arrival.Direction is Direction.CheckIn;

        // At a check-out the manifest only tells which lots there may be; what comes back is what stops sent back.
        var units = Promised(facts).Select(line => isCheckIn ? line : line with { Quantity = 0 })
            .Concat(isCheckIn ? [] : ComesBack(facts));
        return new TallyList(
            [
                .. from line in units
                   let lot = lots.GetValueOrDefault((line.Sku, line.Lot))
                   select new ExpectedUnits(line.Sku, line.Lot, line.Quantity, lot?.Expiry, lot?.Serials ?? []),
            ],
            [
                .. products.SelectMany(product => product.Items, (product, item) =>
                    new TradeItem(Gtin.Parse(item.Gtin), product.Sku, item.Units)
                    {
                        IsLotTracked = product.LotTracked,
                        IsSerialTracked = product.SerialTracked,
                        IsExpiryTracked = product.ExpiryTracked,
                    }),

                // A SKU may be a GTIN itself: then it needs no catalogue.
                .. Promised(facts).Select(line => line.Sku).Distinct(StringComparer.Ordinal)
                    .Where(sku => Gtin.TryParse(sku, out _)).Select(sku => new TradeItem(Gtin.Parse(sku), sku, 1)),
            ],
            [
                .. (catalogue?.LogisticUnits ?? [])
                    .Select(unit => new LogisticUnit(Sscc.Parse(unit.Sscc), unit.Content)),
            ]);
    }

    /// <param name="before">Only scans of records before this one; null for all.</param>
    private static IEnumerable<TallyScan> ScansOf(CheckOutFacts facts, long? before = null) =>
        facts.Steps.Values.Where(step => before is null || step.Number < before)
            .OrderBy(step => step.Number)
            .Select(step => ScanOf(step.Event))
            .OfType<TallyScan>();

    /// <summary>Null for what is no scan, or one that was taken back.</summary>
    private static TallyScan? ScanOf(CheckOutEvent happened) =>
        happened switch
        {
            CheckOutEvent.CargoScanned { Quantity: > 0 } e => new TallyScan(e.Code, e.Device, e.At, e.Damaged)
            {
                Named = new NamedUnits(e.Sku, e.Lot, e.Quantity),
            },
            CheckOutEvent.CodeScanned { Quantity: > 0 } e => new TallyScan(e.Code, e.Device, e.At, e.Damaged)
            {
                Times = e.Quantity,
            },
            _ => null,
        };

    private static IEnumerable<ManualCount> ManualOf(CheckOutFacts facts) =>
        from step in facts.Steps.Values
        where step.Event is CheckOutEvent.CargoCounted
        orderby step.Number
        let counted = (CheckOutEvent.CargoCounted)step.Event
        select new ManualCount(
            counted.Sku,
            counted.Lot ?? OnlyLotOf(facts, counted.Sku) ?? "",
            counted.Quantity,
            counted.Damaged,
            counted.CountedBy,
            counted.At);

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
