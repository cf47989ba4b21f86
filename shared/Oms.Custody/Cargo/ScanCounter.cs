using NodaTime;
using Oms.Custody.Findings;
using Oms.Gs1;

namespace Oms.Custody.Cargo;

/// <summary>Adds up scans, one after the other. Not thread-safe.</summary>
internal sealed class ScanCounter(TallyList list, LocalDate today)
{
    // As much as the scans of one visit can name; it keeps every sum far from overflow.
    private const int UnitsMax = 50_000_000;

    private const string Again = "It was scanned before; it counts once.";

    private readonly Dictionary<Gtin, TradeItem> _items =
        list.Items.DistinctBy(item => item.Gtin).ToDictionary(item => item.Gtin);

    private readonly Dictionary<Sscc, LogisticUnit> _pallets =
        list.LogisticUnits.DistinctBy(unit => unit.Sscc).ToDictionary(unit => unit.Sscc);

    private readonly ILookup<string, ExpectedUnits> _expected = list.Expected.ToLookup(units => units.Sku);

    private readonly HashSet<Sscc> _seenPallets = [];

    private readonly HashSet<(Gtin Gtin, string Serial)> _seenSerials = [];

    private readonly Dictionary<(string Sku, string Lot), ScannedUnits> _units = [];

    private readonly List<Finding> _findings = [];

    private long _total;

    public IReadOnlyDictionary<(string Sku, string Lot), ScannedUnits> Units => _units;

    public IReadOnlyList<Finding> Findings => _findings;

    public void Add(TallyScan scan)
    {
        var label = LabelReader.Read(scan.Raw);
        if (scan.Named is { } named)
        {
            AddNamed(scan, label, named);
        }
        else if (label.Findings is [var first, ..])
        {
            Find(TallyFindings.UnknownCode, scan, $"{first.Message} ({first.Code})");
        }
        else if (label.Sscc is { } sscc)
        {
            AddPallet(scan, label, sscc);
        }
        else if ((label.Gtin ?? label.Content) is { } gtin)
        {
            AddItem(scan, label, gtin);
        }
        else
        {
            Find(TallyFindings.UnknownCode, scan, "It names neither a trade item (01) nor a logistic unit (00).");
        }
    }

    /// <summary>What was named by its SKU counts as it was named; the label only tells whether it was here
    /// before.</summary>
    private void AddNamed(TallyScan scan, Label label, NamedUnits named)
    {
        if (label.Sscc is { } sscc && _pallets.ContainsKey(sscc) && !_seenPallets.Add(sscc))
        {
            Find(TallyFindings.DuplicateSscc, scan, Again);
        }
        else if (label is { Gtin: { } gtin, Serial: { } serial } && _items.ContainsKey(gtin)
            && !_seenSerials.Add((gtin, serial)))
        {
            Find(TallyFindings.DuplicateSerial, scan, Again);
        }
        else
        {
            var lot = named.Lot ?? OnlyLotOf(scan, named.Sku, isTracked: false);
            CheckExpiry(scan, label, named.Sku, lot, isTracked: false);
            Count(scan, named.Sku, lot, named.Quantity);
        }
    }

    private void AddPallet(TallyScan scan, Label label, Sscc sscc)
    {
        if (!_seenPallets.Add(sscc))
        {
            Find(TallyFindings.DuplicateSscc, scan, Again);
        }
        else if (_pallets.GetValueOrDefault(sscc) is { } pallet)
        {
            CheckOne(scan);
            CheckContent(scan, label, pallet);
            foreach (var content in pallet.Content)
            {
                Count(scan, content.Sku, content.Lot, content.Units);
            }
        }
        else if ((label.Content ?? label.Gtin) is { } gtin)
        {
            CheckOne(scan);
            AddItem(scan with { Times = 1 }, label, gtin);
        }
        else
        {
            Find(TallyFindings.UnknownSscc, scan, "Nobody announced this logistic unit. Open it and scan its items.");
        }
    }

    private void AddItem(TallyScan scan, Label label, Gtin gtin)
    {
        if (_items.GetValueOrDefault(gtin) is not { } item)
        {
            Find(TallyFindings.UnknownItem, scan, $"No item has the GTIN {gtin}. Count it by hand under its SKU.");
            return;
        }

        if (label.Serial is { } serial)
        {
            if (!_seenSerials.Add((gtin, serial)))
            {
                Find(TallyFindings.DuplicateSerial, scan, Again);
                return;
            }

            CheckOne(scan);
            var serials = _expected[item.Sku].SelectMany(units => units.Serials).ToList();
            if (serials.Count > 0 && !serials.Contains(serial))
            {
                Find(
                    TallyFindings.UnknownSerial,
                    scan,
                    $"Serial {serial} is not one of those expected. Set it aside and ask where it is from.");
            }
        }
        else if (item is { IsSerialTracked: true, Units: 1 })
        {
            Find(TallyFindings.SerialMissing, scan, $"Each {item.Sku} has a serial number; scan the label with it.");
        }

        var lot = label.Lot ?? OnlyLotOf(scan, item.Sku, item.IsLotTracked);
        CheckExpiry(scan, label, item.Sku, lot, item.IsExpiryTracked);
        Count(
            scan, item.Sku, lot, (long)item.Units * (label.Count ?? 1) * (label.Serial is null ? scan.Times : 1));
    }

    private void Count(TallyScan scan, string sku, string lot, long units)
    {
        if (_total + units > UnitsMax)
        {
            Find(TallyFindings.TooMany, scan, $"A count has at most {UnitsMax} units; this scan was not counted.");
            return;
        }

        if (!_expected[sku].Any())
        {
            Find(TallyFindings.UnexpectedItem, scan, $"{sku} is not expected here.");
        }
        else if (lot.Length > 0 && _expected[sku].All(expected => expected.Lot != lot))
        {
            Find(TallyFindings.WrongLot, scan, $"Lot {lot} of {sku} is not expected here.");
        }

        _total += units;
        var before = _units.GetValueOrDefault((sku, lot));
        _units[(sku, lot)] = new ScannedUnits(
            before.All + (int)units, before.Damaged + (scan.IsDamaged ? (int)units : 0));
    }

    private string OnlyLotOf(TallyScan scan, string sku, bool isTracked)
    {
        var lots = _expected[sku].Select(units => units.Lot).Distinct(StringComparer.Ordinal).Take(2).ToList();
        if (lots.Count > 1)
        {
            Find(TallyFindings.LotMissing, scan, $"The label tells no lot, and several of {sku} are expected.");
        }
        else if (isTracked)
        {
            Find(TallyFindings.LotMissing, scan, $"Each label of {sku} tells its lot; scan the label with it.");
        }

        return lots.Count == 1 ? lots[0] : "";
    }

    private void CheckExpiry(TallyScan scan, Label label, string sku, string lot, bool isTracked)
    {
        var promised = _expected[sku].FirstOrDefault(units => units.Lot == lot)?.Expiry;
        var labelled = label.Expiry(today.Year);
        if (labelled is { } read && promised is { } known && read != known)
        {
            Find(
                TallyFindings.ExpiryDiffers,
                scan,
                $"The label says {read:uuuu-MM-dd}, the manifest {known:uuuu-MM-dd}.");
        }

        if ((labelled ?? promised) is { } expiry && expiry < today)
        {
            Find(TallyFindings.Expired, scan, $"It expired on {expiry:uuuu-MM-dd}. Set it aside.");
        }
        else if (isTracked && labelled is null && promised is null)
        {
            Find(TallyFindings.ExpiryMissing, scan, "Nobody tells its expiry date; read it from the package.");
        }
    }

    private void CheckOne(TallyScan scan)
    {
        if (scan.Times != 1)
        {
            Find(TallyFindings.OneOfAKind, scan, $"The label names one thing; it counts once, not {scan.Times} times.");
        }
    }

    private void CheckContent(TallyScan scan, Label label, LogisticUnit pallet)
    {
        if (label.Content is { } gtin && label.Count is { } count && _items.GetValueOrDefault(gtin) is { } item
            && pallet.Content.Where(content => content.Sku == item.Sku).Sum(content => (long)content.Units)
                != (long)item.Units * count)
        {
            Find(TallyFindings.ContentDiffers, scan, "The label's content is not that of the advance list. Open it.");
        }
    }

    private void Find(string code, TallyScan scan, string message) =>
        _findings.Add(new Finding(code, scan.Raw, message));
}
