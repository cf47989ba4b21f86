using Oms.Custody.Findings;
using Section = Oms.Custody.Hazmat.HazmatSections;

namespace Oms.Custody.Hazmat;

/// <summary>Whether a shipping paper is as 49 CFR 172.200 to 172.205 and 172.604 ask.</summary>
/// <remarks>
/// Without the table of 172.101 it cannot tell whether name, class and packing group belong to the identification
/// number; it tells whether what must be there is there, in order.
/// </remarks>
public static class ShippingPaperCheck
{
    private static readonly string[] Certifications =
    [
        "this is to certify that the above named materials are properly classified described packaged marked and "
            + "labeled and are in proper condition for transportation according to the applicable regulations of the "
            + "department of transportation",
        "i hereby declare that the contents of this consignment are fully and accurately described above by the "
            + "proper shipping name and are classified packaged marked and labeled placarded and are in all respects "
            + "in proper condition for transport according to applicable international and national governmental "
            + "regulations",
    ];

    /// <summary>Checks a paper.</summary>
    public static CheckedPaper Check(ShippingPaper paper)
    {
        var lines = paper.Entries
            .Select((entry, index) => (
                Entry: entry, Place: $"line {index + 1}", Read: ShippingDescriptionReader.Read(
                    entry.Text, $"line {index + 1}")))
            .ToList();
        var materials = lines.Select(line => line.Read.Description is { } it
            ? it with { IsReportableQuantity = it.IsReportableQuantity || IsRq(line.Entry) }
            : null).ToList();
        List<ShippingDescription> hazardous = [.. materials.OfType<ShippingDescription>()];
        return new CheckedPaper(
            hazardous,
            [
                .. lines.SelectMany(line => line.Read.Findings),
                .. Distinguished(lines.Select(line => line.Entry).ToList(), materials),
                .. hazardous.Count == 0 ? [] : OfWhole(paper, hazardous),
            ]);
    }

    private static bool IsRq(PaperEntry entry) => entry.HmColumn?.Trim().ToUpperInvariant() == "RQ";

    private static IEnumerable<Finding> Distinguished(List<PaperEntry> entries, List<ShippingDescription?> materials)
    {
        var firstOther = materials.FindIndex(material => material is null);
        for (var i = 0; i < entries.Count; i++)
        {
            var marked = entries[i].HmColumn?.Trim().ToUpperInvariant() is "X" or "RQ";
            if (materials[i] is not null && firstOther >= 0 && firstOther < i && !marked && !entries[i].IsContrasting)
            {
                yield return new Finding(
                    "not-distinguished",
                    $"line {i + 1}",
                    "Among other goods it stands first, in a contrasting colour, or with X in the column HM.",
                    Section.Distinguished);
            }

            if (materials[i] is null && marked)
            {
                yield return new Finding(
                    "marked-not-described",
                    $"line {i + 1}",
                    "The column HM marks it, and no hazardous material is described.",
                    Section.IdNumber);
            }
        }
    }

    private static IEnumerable<Finding> OfWhole(ShippingPaper paper, List<ShippingDescription> hazardous)
    {
        if (!IsNumbered(paper.Pages))
        {
            yield return new Finding(
                "pages",
                "pages",
                "Pages are numbered from 1, and the first one says how many there are.",
                Section.Pages);
        }

        if (!hazardous.All(material => material.IsLimitedQuantity))
        {
            if (!IsPhone(paper.EmergencyPhone))
            {
                yield return new Finding(
                    "emergency-phone",
                    "emergency_phone",
                    "It needs a number with area code, or + and country code, that is monitored at all times.",
                    Section.Phone);
            }

            if (string.IsNullOrWhiteSpace(paper.EmergencyContact))
            {
                yield return new Finding(
                    "emergency-contact",
                    "emergency_contact",
                    "Beside the number stands who is registered for it: the offeror's name or a contract number.",
                    Section.PhoneOwner);
            }
        }

        var waste = hazardous.Any(material => material.IsWaste);
        if (waste || !paper.IsWithoutCertification)
        {
            if (!IsCertification(paper.Certification))
            {
                yield return new Finding(
                    "certification",
                    "certification",
                    "It needs the shipper's certification in one of the two wordings.",
                    Section.Certification);
            }

            if (string.IsNullOrWhiteSpace(paper.SignedBy))
            {
                yield return new Finding("signature", "signed_by", "Nobody signed for the shipper.", Section.Signature);
            }
        }

        if (waste && string.IsNullOrWhiteSpace(paper.WasteManifest))
        {
            yield return new Finding(
                "waste-manifest", "waste_manifest", "Hazardous waste travels with its manifest.", Section.Manifest);
        }
    }

    private static bool IsNumbered(IReadOnlyList<PaperPage> pages) =>
        pages.Count <= 1
            ? pages.All(page => page is { Number: null or 1, Total: null or 1 })
            : pages[0].Total == pages.Count
                && pages.Select((page, index) => page.Number == index + 1 && (page.Total ?? pages.Count) == pages.Count)
                    .All(good => good);

    // Ten digits are a number with its area code; abroad, + and the country code make at least eight.
    private static bool IsPhone(string? text)
    {
        var digits = text?.Count(char.IsAsciiDigit) ?? 0;
        return digits <= 20 && (digits >= 10 || (digits >= 8 && text!.TrimStart().StartsWith('+')));
    }

    private static bool IsCertification(string? text)
    {
        var words = string.Concat((text ?? "").ToLowerInvariant()
            .Select(letter => char.IsAsciiLetter(letter) ? letter : ' '))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var plain = string.Join(' ', words)
            .Replace("herein named", "above named", StringComparison.Ordinal)
            .Replace("described below", "described above", StringComparison.Ordinal);
        return Certifications.Any(wording => plain.Contains(wording, StringComparison.Ordinal));
    }
}
