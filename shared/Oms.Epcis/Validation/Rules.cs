using System.Text.Json;
using System.Text.RegularExpressions;

namespace Oms.Epcis;

/// <summary>The rules of single values.</summary>
internal static partial class Rules
{
    private static readonly string[] PrivateSchemes = ["gid", "usdod", "adi", "bic", "imovn"];

    /// <summary>Any text.</summary>
    public static Rule Text { get; } = (value, path, checking) => _ = ReadText(value, path, checking);

    /// <summary>An absolute URI.</summary>
    public static Rule Uri { get; } = (value, path, checking) => _ = ReadUri(value, path, checking);

    /// <summary>The id of a document: an absolute URI, or a blank node of JSON-LD.</summary>
    public static Rule DocumentId { get; } = (value, path, checking) =>
    {
        if (value.ValueKind != JsonValueKind.String || !value.GetString()!.StartsWith("_:", StringComparison.Ordinal))
        {
            _ = ReadUri(value, path, checking);
        }
    };

    /// <summary>An identifier of one thing.</summary>
    public static Rule Instance { get; } = (value, path, checking) =>
        CheckIdentifier(value, path, checking, instance: true);

    /// <summary>An identifier of a class of things.</summary>
    public static Rule Class { get; } = (value, path, checking) =>
        CheckIdentifier(value, path, checking, instance: false);

    /// <summary>An identifier of a thing, a class, a place or a party.</summary>
    public static Rule Identifier { get; } = (value, path, checking) =>
        CheckIdentifier(value, path, checking, instance: null);

    /// <summary>A time with its offset from UTC.</summary>
    public static Rule Time { get; } = (value, path, checking) =>
    {
        if (ReadText(value, path, checking) is { } text && EpcisTime.Read(text) is null)
        {
            checking.Add(
                "not-a-time", path, "It must be a time with its offset, such as 2026-07-01T12:00:00.000+02:00.");
        }
    };

    /// <summary>An offset from UTC of at most fourteen hours.</summary>
    public static Rule Offset { get; } = Matching(
        OffsetForm(), "not-an-offset", "It must be an offset from -14:00 to +14:00, such as +02:00.");

    /// <summary>A unit of UN/ECE Recommendation 20.</summary>
    public static Rule Uom { get; } = Matching(
        UomForm(), "unit", "It must be a common code of UN/ECE Recommendation 20, such as CEL, P1 or KGM.");

    /// <summary>Hexadecimal digits.</summary>
    public static Rule Hex { get; } = Matching(HexForm(), "not-hex", "It must be hexadecimal digits.");

    /// <summary>What an event does to what it is about.</summary>
    public static Rule Action { get; } = Matching(ActionForm(), "vocabulary", "It must be OBSERVE, ADD or DELETE.");

    /// <summary>A version of the schema.</summary>
    public static Rule Version { get; } = Matching(
        VersionForm(), "version", $"It must be {EpcisDocument.SchemaVersion}: other versions are not read.");

    /// <summary>A number.</summary>
    public static Rule Number { get; } = OfKind("a number", JsonValueKind.Number);

    /// <summary>True or false.</summary>
    public static Rule Boolean { get; } = OfKind("true or false", JsonValueKind.True, JsonValueKind.False);

    /// <summary>What is checked elsewhere, or is free.</summary>
    public static Rule Anything { get; } = (_, _, _) => { };

    /// <summary>A term of a standard vocabulary, or a URI of a user's own.</summary>
    public static Rule Term(CbvVocabulary vocabulary) => (value, path, checking) =>
    {
        if (ReadText(value, path, checking) is not { } text || vocabulary.Terms.Contains(text))
        {
            return;
        }

        var whole = checking.Context.ExpandValue(text);
        var standard = whole.StartsWith(vocabulary.Stem, StringComparison.Ordinal) ? whole[vocabulary.Stem.Length..]
            : vocabulary.OldStem.Length > 0 && text.StartsWith(vocabulary.OldStem, StringComparison.Ordinal)
                ? text[vocabulary.OldStem.Length..]
                : null;
        if (standard is not null && vocabulary.Terms.Contains(standard))
        {
            if (whole == text && !text.StartsWith(CbvTerm.Namespace, StringComparison.Ordinal))
            {
                checking.Add("vocabulary", path, $"In JSON a {vocabulary.Name} of the standard is written {standard}.");
            }
        }
        else if (standard is not null || IsOfStandard(whole))
        {
            checking.Add("vocabulary", path, $"The standard has no {vocabulary.Name} {text}.");
        }
        else if (!UriText.IsAbsolute(text))
        {
            checking.Add(
                "vocabulary",
                path,
                $"The standard has no {vocabulary.Name} {text}; one of your own must be an absolute URI.");
        }
    };

    /// <summary>An array.</summary>
    /// <param name="item">The rule of each element.</param>
    /// <param name="lengthMin">The fewest elements.</param>
    /// <param name="unique">Whether no element may stand twice.</param>
    public static Rule List(Rule item, int lengthMin = 0, bool unique = false) => (value, path, checking) =>
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            checking.Add("wrong-type", path, "It must be an array.");
            return;
        }

        if (value.GetArrayLength() < lengthMin)
        {
            checking.Add("empty", path, $"It must have at least {lengthMin} element.");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var element in value.EnumerateArray())
        {
            var place = JsonPath.Item(path, index);
            item(element, place, checking);
            if (unique && !seen.Add(element.GetRawText()))
            {
                checking.Add("duplicate", place, "It stands in this list already; leave it out.");
            }

            index++;
        }
    };

    /// <summary>A value, or an array of them.</summary>
    public static Rule OneOrList(Rule item) => (value, path, checking) =>
    {
        var rule = value.ValueKind == JsonValueKind.Array ? List(item) : item;
        rule(value, path, checking);
    };

    private static bool IsOfStandard(string whole) =>
        whole.StartsWith(CbvTerm.UrnStem, StringComparison.Ordinal) || StandardNamespaces().IsMatch(whole);

    private static string? ReadText(JsonElement value, string path, Checking checking)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString();
        }

        checking.Add("wrong-type", path, "It must be a string.");
        return null;
    }

    private static string? ReadUri(JsonElement value, string path, Checking checking)
    {
        if (ReadText(value, path, checking) is not { } text)
        {
            return null;
        }

        if (UriText.IsAbsolute(text))
        {
            return text;
        }

        checking.Add("not-a-uri", path, "It must be an absolute URI, such as https://id.gs1.org/414/9521321000018.");
        return null;
    }

    private static void CheckIdentifier(JsonElement value, string path, Checking checking, bool? instance)
    {
        if (ReadUri(value, path, checking) is not { } text)
        {
            return;
        }

        if (text.StartsWith(EpcUri.Stem, StringComparison.Ordinal))
        {
            CheckEpc(text, path, checking, instance);
        }
        else if (DigitalLink.Canonicalize(text) is { } link)
        {
            if (DigitalLink.CheckDigitWanted(link) is { } digit)
            {
                checking.Add("check-digit", path, $"The check digit of its GS1 key must be {digit}.");
            }

            CheckLevel(DigitalLink.NamesInstance(link), path, checking, instance);
        }
    }

    private static void CheckEpc(string text, string path, Checking checking, bool? instance)
    {
        var parts = text.Split(':');
        if (parts[2] == "raw" || (parts[2] == "id" && parts.Length > 4 && PrivateSchemes.Contains(parts[3])))
        {
            return;
        }

        if (EpcUri.ToDigitalLink(text) is null)
        {
            checking.Add(
                "identifier",
                path,
                "It is no EPC URI of a GS1 key: see the company prefix, the digits and the characters of its scheme.");
            return;
        }

        CheckLevel(parts[2] == "id", path, checking, instance);
    }

    private static void CheckLevel(bool isInstance, string path, Checking checking, bool? wanted)
    {
        if (wanted == true && !isInstance)
        {
            checking.Add(
                "identifier", path, "It names a class of things; name one thing here, or use a list of quantities.");
        }
        else if (wanted == false && isInstance)
        {
            checking.Add(
                "identifier", path, "It names one thing; a quantity is of a class: a GTIN, with or without lot.");
        }
    }

    private static Rule Matching(Regex form, string code, string message) => (value, path, checking) =>
    {
        if (ReadText(value, path, checking) is { } text && !form.IsMatch(text))
        {
            checking.Add(code, path, message);
        }
    };

    private static Rule OfKind(string what, params IReadOnlyList<JsonValueKind> kinds) => (value, path, checking) =>
    {
        if (!kinds.Contains(value.ValueKind))
        {
            checking.Add("wrong-type", path, $"It must be {what}.");
        }
    };

    // The last form is that of drafts, the one before it an older one of the web vocabulary.
    [GeneratedRegex(@"\Ahttps?://(ref\.gs1\.org/cbv/|gs1\.org/voc/|www\.gs1\.org/voc/|ns\.gs1\.org/cbv/)")]
    private static partial Regex StandardNamespaces();

    [GeneratedRegex(@"\A[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00)\z")]
    private static partial Regex OffsetForm();

    [GeneratedRegex(@"\A[A-Z0-9]{2,3}\z")]
    private static partial Regex UomForm();

    [GeneratedRegex(@"\A[A-Fa-f0-9]+\z")]
    private static partial Regex HexForm();

    [GeneratedRegex(@"\A(OBSERVE|ADD|DELETE)\z")]
    private static partial Regex ActionForm();

    [GeneratedRegex(@"\A2(\.[0-9]+)*\z")]
    private static partial Regex VersionForm();
}
