using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Oms.Custody.Hazmat;

/// <summary>A hazard class or division, such as <c>3</c>, <c>6.1</c> or <c>1.4S</c> (49 CFR 173.2).</summary>
public sealed partial record HazardClass
{
    /// <summary>The class of a combustible liquid, which has no number (49 CFR 173.120(b)).</summary>
    public const string CombustibleLiquid = "comb";

    private static readonly string[] Divisions =
    [
        "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "2.1", "2.2", "2.3", "3", "4.1", "4.2", "4.3", "5.1", "5.2", "6.1",
        "6.2", "7", "8", "9",
    ];

    private HazardClass(string division, char? group) => (Division, CompatibilityGroup) = (division, group);

    /// <summary>Class or division number; <see cref="CombustibleLiquid"/> for a combustible liquid.</summary>
    public string Division { get; }

    /// <summary>The compatibility group of an explosive, A to S; null for others, or where it was left out.</summary>
    public char? CompatibilityGroup { get; }

    /// <summary>Class 1.</summary>
    public bool IsExplosive => Division[0] == '1';

    /// <summary>Whether its materials are assigned packing groups (49 CFR 172.101(f), 172.202(a)(4)).</summary>
    public bool HasPackingGroups => Division is "3" or "4.1" or "4.2" or "4.3" or "5.1" or "6.1" or "8";

    /// <summary>Reads one.</summary>
    /// <param name="text">The number, with the letter of the compatibility group for an explosive; the word "Class" or
    /// "Division" may stand before it.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out HazardClass? hazard)
    {
        hazard = null;
        var match = Form().Match(text);
        if (match.Success && Divisions.Contains(match.Groups["number"].Value))
        {
            var group = match.Groups["group"].Value;
            var division = match.Groups["number"].Value;
            hazard = group.Length == 0 ? new HazardClass(division, null)
                : division[0] == '1' ? new HazardClass(division, group[0])
                : null;
        }
        else if (Combustible().IsMatch(text))
        {
            hazard = new HazardClass(CombustibleLiquid, null);
        }

        return hazard is not null;
    }

    public override string ToString() => $"{Division}{CompatibilityGroup}";

    [GeneratedRegex(@"\A(?:(?:Class|Division)\s+)?(?<number>[1-9](?:\.[1-6])?)(?<group>[A-HJ-LNS]?)\z",
        RegexOptions.IgnoreCase)]
    private static partial Regex Form();

    [GeneratedRegex(@"\Acomb(?:ustible)?\.?\s+liq(?:uid)?\.?\z", RegexOptions.IgnoreCase)]
    private static partial Regex Combustible();
}
