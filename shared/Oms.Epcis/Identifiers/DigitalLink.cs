using System.Text.RegularExpressions;
using Oms.Gs1;

namespace Oms.Epcis;

/// <summary>GS1 Digital Link URIs (GS1 Digital Link URI Syntax 1.2), in the canonical form that hashes use.</summary>
public static partial class DigitalLink
{
    /// <summary>The domain of canonical links.</summary>
    public const string Stem = "https://id.gs1.org/";

    private static readonly Dictionary<string, string> ShortNames = new(StringComparer.Ordinal)
    {
        ["gtin"] = "01",
        ["itip"] = "8006",
        ["cpid"] = "8010",
        ["gln"] = "414",
        ["party"] = "417",
        ["gsrnp"] = "8017",
        ["gsrn"] = "8018",
        ["gcn"] = "255",
        ["sscc"] = "00",
        ["gdti"] = "253",
        ["ginc"] = "401",
        ["gsin"] = "402",
        ["grai"] = "8003",
        ["giai"] = "8004",
        ["cpv"] = "22",
        ["lot"] = "10",
        ["ser"] = "21",
    };

    // The AIs of primary keys; the group holds the digits that end in a check digit, where the key has them.
    private static readonly Dictionary<string, Regex> Keys = new(StringComparer.Ordinal)
    {
        ["00"] = Sscc(),
        ["01"] = Gtin(),
        ["253"] = Gdti(),
        ["255"] = Gcn(),
        ["401"] = FreeKey(),
        ["402"] = Gsin(),
        ["414"] = Gln(),
        ["417"] = Gln(),
        ["8003"] = Grai(),
        ["8004"] = FreeKey(),
        ["8006"] = Itip(),
        ["8010"] = Cpid(),
        ["8017"] = Sscc(),
        ["8018"] = Sscc(),
    };

    /// <summary>The canonical form of a link: the domain id.gs1.org, application identifiers in digits, a GTIN of 14
    /// digits, the finest level of identification only, no query.</summary>
    /// <param name="text">A link of any domain.</param>
    /// <returns>The canonical link; null when the text is no link to a GS1 key.</returns>
    public static string? Canonicalize(string text)
    {
        if (Parse(text) is not { } link)
        {
            return null;
        }

        var tail = (link.Identifier, link.Qualifiers) switch
        {
            (_, { Count: 0 }) => "",
            ("01" or "8006", var q) when q.TryGetValue("21", out var serial) => "/21/" + serial,
            ("01", var q) when q.TryGetValue("235", out var unit) => "/235/" + unit,
            ("01" or "8006", var q) when q.TryGetValue("10", out var lot) => "/10/" + lot,
            ("414", var q) when q.TryGetValue("254", out var extension) => "/254/" + extension,
            ("8010", var q) when q.TryGetValue("8011", out var serial) => "/8011/" + serial,
            ("01" or "8006", var q) when q.ContainsKey("22") => "",
            _ => null,
        };
        return tail is null ? null : $"{Stem}{link.Identifier}/{link.Key}{tail}";
    }

    /// <summary>Whether a link names one thing, not a class of things.</summary>
    public static bool NamesInstance(string canonical) =>
        !canonical.StartsWith(Stem + "01/", StringComparison.Ordinal)
        || canonical.Contains("/21/", StringComparison.Ordinal)
        || canonical.Contains("/235/", StringComparison.Ordinal);

    /// <summary>The check digit a link should have, where it has a wrong one; null when nothing is wrong.</summary>
    public static char? CheckDigitWanted(string canonical)
    {
        if (Parse(canonical) is not { } link || Keys[link.Identifier].Match(link.Key).Groups["digits"] is not
            {
                Success: true,
                Value: var digits,
            })
        {
            return null;
        }

        var wanted = (char)('0' + Gs1CheckDigit.Of(digits.AsSpan(0, digits.Length - 1)));
        return digits[^1] == wanted ? null : wanted;
    }

    private static Link? Parse(string text)
    {
        var match = Form().Match(text);
        if (!match.Success)
        {
            return null;
        }

        var parts = match.Groups["path"].Value.Split('/');
        for (var index = 0; index + 1 < parts.Length; index++)
        {
            var identifier = ShortNames.GetValueOrDefault(parts[index], parts[index]);
            if (Keys.TryGetValue(identifier, out var form)
                && form.Match(parts[index + 1]) is { Success: true }
                && ReadQualifiers(parts.AsSpan(index + 2)) is { } qualifiers)
            {
                var key = identifier == "01" ? parts[index + 1].PadLeft(14, '0') : parts[index + 1];
                return new Link(identifier, key, qualifiers);
            }
        }

        return null;
    }

    private static Dictionary<string, string>? ReadQualifiers(ReadOnlySpan<string> parts)
    {
        var qualifiers = new Dictionary<string, string>(StringComparer.Ordinal);
        if (parts.Length % 2 != 0)
        {
            return null;
        }

        for (var index = 0; index < parts.Length; index += 2)
        {
            var identifier = ShortNames.GetValueOrDefault(parts[index], parts[index]);
            if (!Qualifier().IsMatch(parts[index + 1])
                || identifier is not ("10" or "21" or "22" or "235" or "254" or "8011")
                || !qualifiers.TryAdd(identifier, parts[index + 1]))
            {
                return null;
            }
        }

        return qualifiers;
    }

    private sealed record Link(string Identifier, string Key, IReadOnlyDictionary<string, string> Qualifiers);

    [GeneratedRegex(@"\Ahttps?://[^/?#]+/(?<path>[^?#]+)(\?[^#]*)?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();

    [GeneratedRegex(@"\A(?<digits>[0-9]{18})\z")]
    private static partial Regex Sscc();

    [GeneratedRegex(@"\A(?<digits>[0-9]{14}|[0-9]{13}|[0-9]{12}|[0-9]{8})\z")]
    private static partial Regex Gtin();

    [GeneratedRegex(@"\A(?<digits>[0-9]{13})\z")]
    private static partial Regex Gln();

    [GeneratedRegex(@"\A(?<digits>[0-9]{17})\z")]
    private static partial Regex Gsin();

    [GeneratedRegex(@"\A(?<digits>[0-9]{13})[!-$&-.0-;=?A-Z_a-z%]{0,51}\z")]
    private static partial Regex Gdti();

    [GeneratedRegex(@"\A(?<digits>[0-9]{13})[0-9]{0,12}\z")]
    private static partial Regex Gcn();

    [GeneratedRegex(@"\A(?<digits>0[0-9]{13})[!-$&-.0-;=?A-Z_a-z%]{0,48}\z")]
    private static partial Regex Grai();

    [GeneratedRegex(@"\A(?<digits>[0-9]{14})[0-9]{4}\z")]
    private static partial Regex Itip();

    [GeneratedRegex(@"\A[0-9]{4}[!-$&-.0-;=?A-Z_a-z%]{0,86}\z")]
    private static partial Regex FreeKey();

    [GeneratedRegex(@"\A[0-9]{4}([#0-9A-Z-]|%(23|2F|2f))*\z")]
    private static partial Regex Cpid();

    [GeneratedRegex(@"\A([""'.0-9;<=>?A-Z_a-z-]|[!()*+,:]|%[0-9A-Fa-f]{2}){1,90}\z")]
    private static partial Regex Qualifier();
}
