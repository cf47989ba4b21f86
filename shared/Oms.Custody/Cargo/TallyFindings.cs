using Oms.Custody.Findings;

namespace Oms.Custody.Cargo;

/// <summary>The codes of what a count finds.</summary>
public static class TallyFindings
{
    public const string Shortage = "shortage";
    public const string Overage = "overage";
    public const string Damage = "damage";

    /// <summary>Scans and manual count differ, and nobody ruled.</summary>
    public const string SourcesDiffer = "sources-differ";

    /// <summary>The SKU is expected, this lot of it is not.</summary>
    public const string WrongLot = "wrong-lot";

    /// <summary>The label tells no lot, and several are expected.</summary>
    public const string LotMissing = "lot-missing";

    public const string Expired = "expired";

    /// <summary>The label's expiry date is not the manifest's.</summary>
    public const string ExpiryDiffers = "expiry-differs";

    public const string DuplicateSerial = "duplicate-serial";
    public const string UnknownSerial = "unknown-serial";
    public const string DuplicateSscc = "duplicate-sscc";

    /// <summary>A pallet that nobody announced, and whose label does not tell its content.</summary>
    public const string UnknownSscc = "unknown-sscc";

    /// <summary>A label's count of what a pallet holds is not that of the advance list.</summary>
    public const string ContentDiffers = "content-differs";

    /// <summary>The SKU is not expected at all.</summary>
    public const string UnexpectedItem = "unexpected-item";

    /// <summary>No trade item has this GTIN.</summary>
    public const string UnknownItem = "unknown-item";

    /// <summary>The code could not be understood; it is kept as it was read.</summary>
    public const string UnknownCode = "unknown-code";

    /// <summary>The label must tell a serial number and does not.</summary>
    public const string SerialMissing = "serial-missing";

    /// <summary>Neither the label nor the manifest tells the expiry date.</summary>
    public const string ExpiryMissing = "expiry-missing";

    /// <summary>A label that names one thing was entered as several.</summary>
    public const string OneOfAKind = "one-of-a-kind";

    /// <summary>Less of an order line was loaded than was ordered.</summary>
    public const string LoadedShort = "loaded-short";

    /// <summary>A scan would count more units than a count may have.</summary>
    public const string TooMany = "too-many";

    /// <summary>Those after which a count is no complete one, though its numbers may be right: something is not what
    /// was promised, or nobody knows what it is.</summary>
    public static IReadOnlySet<string> Mismatches { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        WrongLot, Expired, ExpiryDiffers, UnknownSerial, UnknownSscc, ContentDiffers, UnexpectedItem, UnknownItem,
        UnknownCode, TooMany,
    };

    /// <summary>What a line finds, apart from single scans.</summary>
    internal static IEnumerable<Finding> Of(TallyLine line)
    {
        var place = $"{line.Sku}/{line.Lot}";
        if (line.Source is CountSource.Open)
        {
            yield return new Finding(
                SourcesDiffer,
                place,
                $"Scans say {line.Scanned} ({line.ScannedDamaged} damaged), {line.Manual!.By} counted "
                + $"{line.Manual.Quantity} ({line.Manual.Damaged} damaged). Count again, or rule with a reason.");
        }

        if (line.Short > 0)
        {
            yield return new Finding(Shortage, place, $"{line.Short} of {line.Expected} units are missing.");
        }

        if (line.Over > 0)
        {
            yield return new Finding(Overage, place, $"{line.Over} units more than the {line.Expected} expected.");
        }

        if (line.Damaged > 0)
        {
            yield return new Finding(Damage, place, $"{line.Damaged} of {line.Counted} units are damaged.");
        }
    }
}
