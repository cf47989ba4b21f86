namespace Oms.Custody.Cargo;

/// <summary>The count of one SKU and lot: every source beside the others, and what follows.</summary>
/// <param name="Lot">The lot; empty where scans do not tell it.</param>
/// <param name="Expected">Units that should be there.</param>
/// <param name="Scanned">Units that scans stand for.</param>
/// <param name="ScannedDamaged">Those of them that were scanned as damaged.</param>
/// <param name="Manual">What a person counted; null where nobody did.</param>
/// <param name="Source">On what the counted quantity rests.</param>
/// <param name="Counted">All units found, the damaged ones among them; null while that is open.</param>
/// <param name="Damaged">The damaged ones; null while that is open.</param>
public sealed record TallyLine(
    string Sku,
    string Lot,
    long Expected,
    int Scanned,
    int ScannedDamaged,
    ManualCount? Manual,
    CountSource Source,
    int? Counted,
    int? Damaged)
{
    /// <summary>Units that are missing; 0 while the count is open.</summary>
    public long Short => Math.Max(0, Expected - (Counted ?? Expected));

    /// <summary>Units too many; 0 while the count is open.</summary>
    public long Over => Math.Max(0, (Counted ?? Expected) - Expected);
}
