namespace Oms.Custody.CheckOuts;

/// <summary>How much one check-out can hold, so that no input makes it grow without end.</summary>
public static class CheckOutBounds
{
    public const int StopsMax = 200;
    public const int LinesPerStopMax = 500;
    public const int ScansMax = 5_000;
    /// <summary>Different SKU and lot pairs among the scans; with the name lengths it bounds the count's
    /// size.</summary>
    public const int ScannedKindsMax = 500;

    public const int ExcursionsMax = 200;

    /// <summary>Steps but scans, deliveries and excursions.</summary>
    public const int OtherStepsMax = 400;

    /// <summary>Records of one visit, corrections among them.</summary>
    public const int RecordsMax = 12_000;

    /// <summary>Assets that one party holds for a visit.</summary>
    public const int IssuedMax = 50;
    public const int DefectsMax = 50;
    public const int QuantityMax = 1_000_000;
    public const int ScanQuantityMax = 10_000;
    public const int NameCharsMax = 120;

    /// <summary>A SKU or a lot.</summary>
    public const int SkuCharsMax = 64;

    public const int TextCharsMax = 500;
    public const int EvidenceMax = 64;

    /// <summary>The largest event, bytes of JSON; below what the body of a custody leaf may have.</summary>
    public const int EventBytesMax = 200_000;

    /// <summary>The largest ELD output file, bytes.</summary>
    public const long EldFileBytesMax = 64 * 1024 * 1024;
}
