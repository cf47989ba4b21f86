using System.Text;
using System.Text.RegularExpressions;
using Oms.Gs1;

namespace Oms.Epcis;

/// <summary>EPC URIs (EPC Tag Data Standard, section 6), and how they are said as GS1 Digital Link.</summary>
public static partial class EpcUri
{
    /// <summary>What stands before every EPC URI.</summary>
    public const string Stem = "urn:epc:";

    private const string Canonical = DigitalLink.Stem;

    // A key's digits without its check digit, the company prefix included.
    private const int GtinDigits = 13;
    private const int GlnDigits = 12;
    private const int SsccDigits = 17;
    private const int GsinDigits = 16;

    /// <summary>The canonical GS1 Digital Link of an EPC URI.</summary>
    /// <param name="text">An EPC URI, an EPC class URI or an EPC pattern URI for a whole class.</param>
    /// <returns>The link; null when the text is no such URI, or of a scheme that names no GS1 key.</returns>
    public static string? ToDigitalLink(string text)
    {
        var match = Form().Match(text);
        if (!match.Success)
        {
            return null;
        }

        var prefix = match.Groups["prefix"].Value;
        var parts = match.Groups["rest"].Value.Split('.');
        var (kind, scheme) = (match.Groups["kind"].Value, match.Groups["scheme"].Value);
        var link = kind switch
        {
            "id" => Instance(scheme, prefix, match.Groups["rest"].Value, parts),
            "class" when scheme == "lgtin" => Serial(scheme, prefix, match.Groups["rest"].Value),
            "idpat" when parts[^1] == "*" => Pattern(scheme, prefix, parts),
            _ => null,
        };
        return link is null ? null : Canonical + link;
    }

    private static string? Instance(string scheme, string prefix, string rest, string[] parts) =>
        scheme switch
        {
            "sgtin" or "sgln" or "grai" or "gdti" or "upui" or "sgcn" => Serial(scheme, prefix, rest),
            "itip" => Itip(prefix, rest),
            "sscc" when parts.Length == 1 => Moved("00", prefix, rest, SsccDigits),
            "gsrn" when parts.Length == 1 => Checked("8018", prefix, rest, SsccDigits),
            "gsrnp" when parts.Length == 1 => Checked("8017", prefix, rest, SsccDigits),
            "gsin" when parts.Length == 1 => Checked("402", prefix, rest, GsinDigits),
            "pgln" when parts.Length == 1 => Checked("417", prefix, rest, GlnDigits),
            "giai" => Free(rest, 30 - prefix.Length) is { } asset ? $"8004/{prefix}{asset}" : null,
            "ginc" => Free(rest, 30 - prefix.Length) is { } consignment ? $"401/{prefix}{consignment}" : null,
            "cpi" => Cpi(prefix, rest),
            _ => null,
        };

    // Schemes whose key is followed by a serial of free characters, or of digits.
    private static string? Serial(string scheme, string prefix, string rest)
    {
        var dot = rest.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
        {
            return null;
        }

        var (reference, serial) = (rest[..dot], rest[(dot + 1)..]);
        return scheme switch
        {
            "sgtin" => Join(Moved("01", prefix, reference, GtinDigits), "/21/", Free(serial, 20)),
            "lgtin" => Join(Moved("01", prefix, reference, GtinDigits), "/10/", Free(serial, 20)),
            "upui" => Join(Moved("01", prefix, reference, GtinDigits), "/235/", Free(serial, 28)),
            "sgln" when serial == "0" => Checked("414", prefix, reference, GlnDigits),
            "sgln" => Join(Checked("414", prefix, reference, GlnDigits), "/254/", Free(serial, 20)),
            "grai" => Join(Grai(prefix, reference), "", Free(serial, 16)),
            "gdti" => Join(Checked("253", prefix, reference, GlnDigits), "", Free(serial, 17)),
            "sgcn" => Join(Checked("255", prefix, reference, GlnDigits), "", Digits(serial, 12)),
            _ => null,
        };
    }

    private static string? Pattern(string scheme, string prefix, string[] parts) =>
        (scheme, parts) switch
        {
            ("sgtin" or "upui", [var reference, _]) => Moved("01", prefix, reference, GtinDigits),
            ("grai", [var reference, _]) => Grai(prefix, reference),
            ("gdti", [var reference, _]) => Checked("253", prefix, reference, GlnDigits),
            ("sgcn", [var reference, _]) => Checked("255", prefix, reference, GlnDigits),
            ("cpi", [var reference, _]) => CpiReference(reference, 30 - prefix.Length) is { } part
                ? $"8010/{prefix}{part}"
                : null,
            ("itip", [var reference, var piece, var total, _]) => Itip(prefix, reference, piece, total),
            _ => null,
        };

    private static string? Itip(string prefix, string rest) =>
        rest.Split('.', 4) is [var reference, var piece, var total, var serial]
            ? Join(Itip(prefix, reference, piece, total), "/21/", Free(serial, 20))
            : null;

    private static string? Itip(string prefix, string reference, string piece, string total) =>
        piece.Length == 2 && total.Length == 2 && Digits(piece, 2) is not null && Digits(total, 2) is not null
            ? Join(Moved("8006", prefix, reference, GtinDigits), "", piece + total)
            : null;

    private static string? Cpi(string prefix, string rest)
    {
        var dot = rest.LastIndexOf('.');
        return dot > 0
            && CpiReference(rest[..dot], 30 - prefix.Length) is { } reference
            && Digits(rest[(dot + 1)..], 12) is { } serial
            ? $"8010/{prefix}{reference}/8011/{serial}"
            : null;
    }

    private static string? Grai(string prefix, string reference) =>
        Checked("8003", "0" + prefix, reference, GtinDigits);

    // The first digit of the reference stands before the company prefix in these keys.
    private static string? Moved(string identifier, string prefix, string reference, int digits) =>
        reference.Length == 0 ? null : Checked(identifier, reference[0] + prefix, reference[1..], digits);

    private static string? Checked(string identifier, string prefix, string reference, int digits) =>
        prefix.Length + reference.Length == digits && reference.All(char.IsAsciiDigit)
            ? $"{identifier}/{prefix}{reference}{Gs1CheckDigit.Of(prefix + reference)}"
            : null;

    private static string? Join(string? key, string between, string? tail) =>
        key is null || tail is null ? null : key + between + tail;

    private static string? Digits(string text, int lengthMax) =>
        text.Length >= 1 && text.Length <= lengthMax && text.All(char.IsAsciiDigit) ? text : null;

    private static string? CpiReference(string text, int lengthMax) =>
        Units(text) is { } length && length <= lengthMax && CpiCharacters().IsMatch(text) ? Encode(text) : null;

    private static string? Free(string text, int lengthMax) =>
        Units(text) is { } length && length <= lengthMax && FreeCharacters().IsMatch(text) ? Encode(text) : null;

    // An escape stands for one character of the key.
    private static int? Units(string text) =>
        text.Length == 0 ? null : text.Length - (2 * text.Count(letter => letter == '%'));

    /// <summary>Escapes what a Digital Link must not hold bare (GS1 Digital Link, table 7-1) and an EPC may.</summary>
    private static string Encode(string text)
    {
        var encoded = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            _ = "!()*+,:".Contains(letter, StringComparison.Ordinal)
                ? encoded.Append('%').Append(((int)letter).ToString("X2", null))
                : encoded.Append(letter);
        }

        return encoded.ToString();
    }

    [GeneratedRegex(
        @"\Aurn:epc:(?<kind>id|class|idpat):(?<scheme>[a-z]+):(?<prefix>[0-9]{6,12})\.(?<rest>.*)\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Form();

    [GeneratedRegex(
        @"\A([!'()*+,.0-9:;=A-Za-z_-]"
        + "|%(2[125-9A-Fa-f]|3[0-9A-Fa-f]|4[1-9A-Fa-f]|5[0-9AaFf]|6[1-9A-Fa-f]|7[0-9Aa]))+"
        + @"\z")]
    private static partial Regex FreeCharacters();

    [GeneratedRegex(@"\A([0-9A-Z-]|%(2[3dfDF]|3[0-9]|4[1-9A-Fa-f]|5[0-9Aa]))+\z")]
    private static partial Regex CpiCharacters();
}
