using System.Text.RegularExpressions;

namespace Oms.Custody.Hazmat;

/// <summary>The forms of the parts of a shipping description.</summary>
internal static partial class DescriptionText
{
    /// <summary>Class names that may follow the number (49 CFR 172.202(a)(3)(iii)).</summary>
    public static readonly string[] ClassNames =
    [
        "explosive", "explosives", "flammable gas", "non-flammable gas", "nonflammable gas", "poison gas",
        "poisonous gas", "toxic gas", "flammable liquid", "combustible liquid", "flammable solid",
        "spontaneously combustible", "spontaneously combustible material", "dangerous when wet",
        "dangerous when wet material", "oxidizer", "organic peroxide", "poison", "poisonous", "toxic",
        "poisonous material", "infectious substance", "radioactive", "radioactive material", "corrosive",
        "corrosive material", "miscellaneous", "miscellaneous hazardous material",
    ];

    /// <summary>Cuts a text at the commas outside parentheses. A comma without a space between digits, as in 8,500 and
    /// 1,1-Dichloroethane, or before a locant, as in N,N-Dimethylaniline, belongs to a number or a name.</summary>
    public static List<string> Split(string text)
    {
        var parts = new List<string>();
        var (depth, start) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] == '(' ? 1 : text[i] == ')' && depth > 0 ? -1 : 0;
            if (text[i] == ',' && depth == 0 && !IsInside(text, i))
            {
                parts.Add(text[start..i].Trim());
                start = i + 1;
            }
        }

        parts.Add(text[start..].Trim());
        parts.RemoveAll(part => part.Length == 0);
        return parts;
    }

    private static bool IsInside(string text, int comma) =>
        comma > 0 && comma + 1 < text.Length
        && ((char.IsAsciiDigit(text[comma - 1]) && char.IsAsciiDigit(text[comma + 1]))
            || (comma + 2 < text.Length && char.IsAsciiLetterOrDigit(text[comma + 1]) && text[comma + 2] == '-'));

    [GeneratedRegex(@"\b(?<kind>UN|NA)\s?(?<number>[0-9]{4})\b", RegexOptions.IgnoreCase)]
    public static partial Regex IdNumber();

    /// <summary>A segment that begins with a class; subsidiaries and packing group may follow without a
    /// comma.</summary>
    [GeneratedRegex(
        @"\A(?<class>(?:(?:Class|Division)\s+)?[1-9](?:\.[1-6])?[A-HJ-LNS]?|comb(?:ustible)?\.?\s+liq(?:uid)?\.?)"
        + @"(?:\s*\((?<parenthesis>[^()]*)\))?(?:\s*,?\s*(?<group>(?:PG\s*)?I{1,3}))?(?:\s*\((?<after>[^()]*)\))?\z",
        RegexOptions.IgnoreCase)]
    public static partial Regex ClassSegment();

    [GeneratedRegex(@"\A(?:PG\s*)?(?<group>I{1,3})(?:\s*\((?<after>[^()]*)\))?\z", RegexOptions.IgnoreCase)]
    public static partial Regex GroupSegment();

    [GeneratedRegex(@"\(([^()]*)\)")]
    public static partial Regex Parentheses();

    [GeneratedRegex(
        @"(?<![\w.])[0-9][0-9,]*(?:\.[0-9]+)?\s?"
        + @"(?:kg|kgs|g|mg|t|lb|lbs|pounds?|oz|ounces?|L|ml|liters?|litres?|gal|gals|gallons?|m3|"
        + @"[kMGTP]?Bq|[mu]?Ci)\b\.?",
        RegexOptions.IgnoreCase)]
    public static partial Regex Quantity();

    [GeneratedRegex(
        @"(?<![\w.])[1-9][0-9,]*\s+(?:[0-9][A-Z][0-9]?\w*\s+|\w+\s+){0,2}?"
        + @"(?:drums?|box(?:es)?|cyl(?:s|inders?)?\.?|bags?|cartons?|ctns?|cases?|pails?|cans?|jerricans?|jerrycans?|"
        + @"ibcs?|totes?|(?:cargo |portable )?tanks?|carboys?|bottles?|crates?|pallets?|packages?|pkgs?|barrels?|"
        + @"kegs?|sacks?|pieces?|pcs?)\b(?:\s*\([^()]*\))?",
        RegexOptions.IgnoreCase)]
    public static partial Regex Packages();

    /// <summary>Packages whose number is quantity enough (49 CFR 172.202(a)(5)(iii)).</summary>
    [GeneratedRegex(@"\b(?:cargo tanks?|tanks?|ibcs?|totes?|cyl\w*)\b", RegexOptions.IgnoreCase)]
    public static partial Regex CountsAsQuantity();

    [GeneratedRegex(@"\bRQ\b")]
    public static partial Regex ReportableQuantity();

    [GeneratedRegex(@"\b(?:Limited\s+Quantity|Ltd\.?\s+Qty\.?)", RegexOptions.IgnoreCase)]
    public static partial Regex LimitedQuantity();

    [GeneratedRegex(@"\bInhalation\s+Hazard\b", RegexOptions.IgnoreCase)]
    public static partial Regex InhalationHazard();

    [GeneratedRegex(@"\bZone\s+(?<zone>[A-D])\b", RegexOptions.IgnoreCase)]
    public static partial Regex Zone();

    [GeneratedRegex(@"\bDOT-(?:SP|E)\s*(?<number>[0-9]+)", RegexOptions.IgnoreCase)]
    public static partial Regex SpecialPermit();

    [GeneratedRegex(@"\bRESIDUE\b\s*:?\s*(?:Last\s+Contained)?", RegexOptions.IgnoreCase)]
    public static partial Regex Residue();

    [GeneratedRegex(@"\bMarine\s+Pollutant\b", RegexOptions.IgnoreCase)]
    public static partial Regex MarinePollutant();

    /// <summary>What may stand immediately before a proper shipping name.</summary>
    [GeneratedRegex(@"\A(?<hot>HOT\s*,?\s+)?(?<waste>Waste\s*,?\s+)?(?<hotlast>HOT\s*,?\s+)?", RegexOptions.IgnoreCase)]
    public static partial Regex BeforeName();

    [GeneratedRegex(@"\bHOT\b")]
    public static partial Regex Hot();

    [GeneratedRegex(@"\bD0[0-9]{2}\b|\b[FKPU][0-9]{3}\b")]
    public static partial Regex WasteCode();
}
