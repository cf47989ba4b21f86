using Oms.Custody.Findings;
using Section = Oms.Custody.Hazmat.HazmatSections;
using Text = Oms.Custody.Hazmat.DescriptionText;

namespace Oms.Custody.Hazmat;

/// <summary>Reads one line of a shipping paper, in whatever state it is.</summary>
/// <remarks>
/// The basic description is identification number, proper shipping name, class with subsidiaries, packing group, in
/// this order with nothing interspersed (49 CFR 172.202(b)). Quantity, packages and additional words stand before or
/// after.
/// </remarks>
public static class ShippingDescriptionReader
{
    /// <summary>The longest line, characters.</summary>
    public const int CharsMax = 1_000;

    /// <summary>Reads a line.</summary>
    /// <param name="line">The text of the entry.</param>
    /// <param name="place">What findings name as their place.</param>
    public static ReadDescription Read(string line, string place)
    {
        if (line.Length > CharsMax)
        {
            return new ReadDescription(
                null, [new Finding("line-too-long", place, $"A line has at most {CharsMax} characters.")]);
        }

        var text = string.Join(' ', line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var id = Text.IdNumber().Match(text);
        return id.Success
            ? new DescriptionParser(
                text[..id.Index].Trim(' ', ','),
                $"{id.Groups["kind"].Value.ToUpperInvariant()}{id.Groups["number"].Value}",
                text[(id.Index + id.Length)..].Trim(' ', ','),
                place).Read()
            : new ReadDescription(null, MissingIdNumber(text, place));
    }

    // A line without a number may be of something harmless; a class or packing group says that it is not.
    private static IReadOnlyList<Finding> MissingIdNumber(string text, string place)
    {
        var parts = Text.Split(text);
        return parts.Exists(part => Text.ClassSegment().IsMatch(part))
            && parts.Exists(part => Text.GroupSegment().IsMatch(part))
            ? [new Finding("id-number-missing", place, "It needs UN or NA and four digits first.", Section.IdNumber)]
            : [];
    }
}
