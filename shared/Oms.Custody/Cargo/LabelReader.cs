using Oms.Custody.Findings;
using Oms.Gs1;

namespace Oms.Custody.Cargo;

/// <summary>Reads what a scanner or a person gives: any text ends in a <see cref="Label"/>, never in an
/// exception.</summary>
/// <remarks>
/// Taken are GS1 element strings with or without a symbology identifier (<c>]C1</c>, <c>]d2</c>, <c>]Q3</c>,
/// <c>]e0</c>, <c>]J1</c>) and with FNC1 as the control character GS, bracketed text, GS1 Digital Link URIs, and bare
/// GTIN and SSCC digits (GS1 General Specifications, sections 5, 7.8 and 4.14; GS1 Digital Link URI Syntax).
/// </remarks>
public static class LabelReader
{
    /// <summary>The longest code, characters; the largest GS1 symbols hold less.</summary>
    public const int CharsMax = 4_096;

    /// <summary>What a scanner sends for FNC1 between elements: ASCII 29, group separator.</summary>
    public const char Separator = '\u001D';

    // The picture of the control character, which some keyboard wedges send instead.
    private const char SeparatorPicture = '\u241D';

    private static readonly string[] ElementSymbologies = ["C1", "e0", "e1", "e2", "d2", "Q3", "J1"];

    private static readonly string[] BareSymbologies = ["E0", "E4", "I1"];

    private static readonly string[] LinkSymbologies = ["d1", "Q1"];

    /// <summary>Reads one code.</summary>
    public static Label Read(string raw)
    {
        if (raw.Length is 0 or > CharsMax)
        {
            return None(raw, new Finding("length", "", $"A code has 1 to {CharsMax} characters."));
        }

        var text = raw.Replace(SeparatorPicture, Separator).Trim(' ', '\r', '\n', '\t');
        return text is [']', _, _, ..] ? ReadSymbol(raw, text[1..3], text[3..])
            : text.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
                || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? ReadLink(raw, text)
            : text.StartsWith('(') ? ReadBracketed(raw, text)
            : IsBareKey(text) ? ReadBareKey(raw, text)
            : ReadElementString(raw, text);
    }

    private static Label ReadSymbol(string raw, string symbology, string text) =>
        ElementSymbologies.Contains(symbology) ? ReadElementString(raw, text)
        : BareSymbologies.Contains(symbology) ? ReadBareKey(raw, text)
        : LinkSymbologies.Contains(symbology) && text.StartsWith("http", StringComparison.OrdinalIgnoreCase)
            ? ReadLink(raw, text)
        : None(raw, new Finding(
            "not-gs1", $"]{symbology}", "This symbol carries no GS1 data. Scan the GS1 label, or count by hand."));

    private static bool IsBareKey(string text) =>
        Gtin.TryParse(text, out _) || Sscc.TryParse(text, out _);

    private static Label ReadBareKey(string raw, string text) =>
        Gtin.TryParse(text, out var gtin)
            ? Checked(raw, LabelForm.BareKey, [new LabelElement("01", gtin.Digits, "GTIN")], [])
        : Sscc.TryParse(text, out var sscc)
            ? Checked(raw, LabelForm.BareKey, [new LabelElement("00", sscc.Digits, "SSCC")], [])
        : None(raw, new Finding(
            "not-gs1", "", "It is no GTIN (8, 12, 13 or 14 digits) and no SSCC (18), or its check digit is wrong."));

    private static Label ReadElementString(string raw, string text)
    {
        var elements = new List<LabelElement>();
        var findings = new List<Finding>();
        var rest = text.AsSpan().TrimStart(Separator);
        while (rest.Length > 0)
        {
            if (ApplicationIdentifiers.At(rest) is not { } form)
            {
                findings.Add(UnknownIdentifier(rest.ToString(), elements.Count));
                break;
            }

            var ai = rest[..form.Digits].ToString();
            rest = rest[form.Digits..];
            var end = rest.IndexOf(Separator);
            end = end < 0 ? rest.Length : end;
            if (form.IsPredefined)
            {
                end = Math.Min(end, form.LengthMax);
            }

            LabelChecks.Add(form, ai, rest[..end].ToString(), elements, findings);
            rest = rest[end..];
            rest = rest.Length > 0 && rest[0] == Separator ? rest[1..] : rest;
        }

        return Checked(raw, LabelForm.ElementString, elements, findings);
    }

    private static Label ReadBracketed(string raw, string text)
    {
        var elements = new List<LabelElement>();
        var findings = new List<Finding>();
        var at = 0;
        while (at < text.Length)
        {
            if (IdentifierInBrackets(text, at) is not { } form)
            {
                findings.Add(UnknownIdentifier(text[at..].TrimStart('('), elements.Count));
                break;
            }

            // A value may hold brackets itself; only one around a known identifier begins the next element.
            var start = at + form.Digits + 2;
            var end = text.IndexOf('(', start);
            while (end >= 0 && IdentifierInBrackets(text, end) is null)
            {
                end = text.IndexOf('(', end + 1);
            }

            end = end < 0 ? text.Length : end;
            LabelChecks.Add(form, text[(at + 1)..(start - 1)], text[start..end].Trim(' '), elements, findings);
            at = end;
        }

        return Checked(raw, LabelForm.Bracketed, elements, findings);
    }

    private static Label ReadLink(string raw, string text)
    {
        var elements = new List<LabelElement>();
        var findings = new List<Finding>();
        foreach (var (ai, value) in DigitalLink.Split(text))
        {
            if (ApplicationIdentifiers.At(ai) is { } form && form.Digits == ai.Length)
            {
                // Older links write a GTIN with fewer than 14 digits.
                var padded = ai == "01" && Gtin.TryParse(value, out var gtin) ? gtin.Digits : value;
                LabelChecks.Add(form, ai, padded, elements, findings);
            }
            else
            {
                findings.Add(UnknownIdentifier(ai, elements.Count));
            }
        }

        return Checked(raw, LabelForm.DigitalLink, elements, findings);
    }

    private static ApplicationIdentifier? IdentifierInBrackets(string text, int at)
    {
        var close = text.IndexOf(')', at);
        return text[at] == '(' && close - at is >= 3 and <= 5
            && ApplicationIdentifiers.At(text.AsSpan(at + 1, close - at - 1)) is { } form
            && form.Digits == close - at - 1
                ? form
                : null;
    }

    private static Label Checked(
        string raw, LabelForm form, List<LabelElement> elements, List<Finding> findings)
    {
        if (elements.Count == 0 && findings.Count == 0)
        {
            return None(raw, new Finding("not-gs1", "", "It holds no GS1 element, such as (01) with a GTIN."));
        }

        findings.AddRange(LabelChecks.Together(elements));
        return new Label(raw, elements.Count == 0 ? LabelForm.Unknown : form, elements, findings);
    }

    private static Label None(string raw, Finding why) => new(raw, LabelForm.Unknown, [], [why]);

    private static Finding UnknownIdentifier(string rest, int after) => after == 0
        ? new Finding("not-gs1", "", "It begins with no GS1 identifier. Scan the GS1 label, or count by hand.")
        : new Finding(
            "unknown-identifier",
            rest[..Math.Min(rest.Length, 4)],
            $"After {after} good elements no GS1 application identifier follows; is a separator (FNC1) missing?");
}
