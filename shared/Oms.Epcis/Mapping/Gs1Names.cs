using System.Text;
using Oms.Gs1;

namespace Oms.Epcis.Mapping;

/// <summary>How things of the house are named to partners.</summary>
/// <remarks>
/// A GS1 Digital Link where the house has a company prefix, a place's GLN or a product's GTIN; a URN of the house where
/// it has not, so that an event is never without a name. Pure.
/// </remarks>
/// <param name="CompanyPrefix">The house's GS1 company prefix, 6 to 12 digits; null without one.</param>
/// <param name="CarrierGln">The carrier's party GLN, 13 digits; null without one.</param>
/// <param name="DepotGlns">The GLN of each depot, 13 digits, by the depot's id.</param>
/// <param name="EvidenceBase">Where evidence is read, without a slash at the end, such as
/// <c>https://oms.example.com</c>.</param>
public sealed record Gs1Names(
    string? CompanyPrefix, string? CarrierGln, IReadOnlyDictionary<string, string> DepotGlns, string EvidenceBase)
{
    /// <summary>The namespace of the house's own members in events.</summary>
    public const string Namespace = "urn:oms:epcis:";

    // GIAI: 30 characters, the company prefix among them (GS1 General Specifications, section 3.9.3).
    private const int AssetCharsMax = 30;

    // Lots and serials (GS1 General Specifications, section 3.4).
    private const int LotCharsMax = 20;

    private const string SafeMarks = "'-.;=_";

    /// <summary>Names without any number of GS1.</summary>
    public static Gs1Names None { get; } = new(null, null, new Dictionary<string, string>(), "urn:oms");

    /// <summary>A vehicle, a reefer, a key: an asset of the house.</summary>
    public string Asset(string name) =>
        CompanyPrefix is { } prefix && prefix.Length + name.Length <= AssetCharsMax && name.All(IsKeyCharacter)
            ? $"{DigitalLink.Stem}8004/{prefix}{Escape(name)}"
            : Own("asset", name);

    /// <summary>A depot as a place.</summary>
    public string Place(string depot) =>
        DepotGlns.TryGetValue(depot, out var gln) ? $"{DigitalLink.Stem}414/{gln}" : Own("depot", depot);

    /// <summary>A dock or another spot of a depot.</summary>
    public string Spot(string depot, string? spot) =>
        spot is null ? Place(depot)
        : DepotGlns.ContainsKey(depot) && spot.Length <= LotCharsMax && spot.All(IsKeyCharacter)
            ? $"{Place(depot)}/254/{Escape(spot)}"
            : Own("spot", $"{depot}/{spot}");

    /// <summary>A depot as a party that possesses things.</summary>
    public string DepotParty(string depot) =>
        DepotGlns.TryGetValue(depot, out var gln) ? $"{DigitalLink.Stem}417/{gln}" : Own("depot", depot);

    /// <summary>Who drives: the carrier where it has a GLN, the driver by the house's id where not.</summary>
    public string CarrierParty(string driver) =>
        CarrierGln is { } gln ? $"{DigitalLink.Stem}417/{gln}" : Own("driver", driver);

    /// <summary>A product's lot, as a class of things: a GTIN where the SKU is one.</summary>
    public static string Product(string sku, string? lot)
    {
        if (!Gtin.TryParse(sku, out var known)
            || (lot is { Length: > 0 } && (lot.Length > LotCharsMax || !lot.All(IsKeyCharacter))))
        {
            return string.IsNullOrEmpty(lot) ? Own("product", sku) : Own("product", $"{sku}/{lot}");
        }

        var gtin = $"{DigitalLink.Stem}01/{known.Digits}";
        return string.IsNullOrEmpty(lot) ? gtin : $"{gtin}/10/{Escape(lot)}";
    }

    /// <summary>A document of the depot (CBV 2.0, section 8.5): its GLN and the document's number.</summary>
    public string Transaction(string depot, string kind, string number) =>
        DepotGlns.TryGetValue(depot, out var gln) && number.All(IsKeyCharacter)
            ? $"urn:epcglobal:cbv:bt:{gln}:{Escape(number)}"
            : Own(kind, number);

    /// <summary>The custody record that an event was made of.</summary>
    public static string Record(string checkOut, long custodySeq) => Own("record", $"{checkOut}/{custodySeq}");

    /// <summary>Where the evidence of a check-out is read.</summary>
    public string Evidence(string checkOut) =>
        EvidenceBase.StartsWith("http", StringComparison.Ordinal)
            ? $"{EvidenceBase}/check-outs/{Escape(checkOut)}/evidence"
            : Own("evidence", checkOut);

    /// <summary>A document by its SHA-256 (RFC 6920, with hexadecimal digits as CBV writes them).</summary>
    public static string Sealed(string sha256) => $"ni:///sha-256;{sha256}";

    /// <summary>A name of the house's own: a URN of its kind.</summary>
    public static string Own(string kind, string name) => $"urn:oms:{kind}:{Escape(name)}";

    // The character set 82 of GS1 without those that mean something in a path.
    private static bool IsKeyCharacter(char letter) =>
        char.IsAsciiLetterOrDigit(letter) || "!\"%&'()*+,-./:;<=>?_".Contains(letter, StringComparison.Ordinal);

    private static string Escape(string name)
    {
        var escaped = new StringBuilder(name.Length);
        foreach (var octet in Encoding.UTF8.GetBytes(name))
        {
            _ = char.IsAsciiLetterOrDigit((char)octet) || SafeMarks.Contains((char)octet, StringComparison.Ordinal)
                ? escaped.Append((char)octet)
                : escaped.Append('%').Append(octet.ToString("X2", null));
        }

        return escaped.ToString();
    }
}
