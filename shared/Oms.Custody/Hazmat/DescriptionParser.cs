using System.Text.RegularExpressions;
using Oms.Custody.Findings;
using Section = Oms.Custody.Hazmat.HazmatSections;
using Text = Oms.Custody.Hazmat.DescriptionText;

namespace Oms.Custody.Hazmat;

/// <summary>Reads the parts of one description. Used once; not thread-safe.</summary>
/// <param name="before">What stands before the identification number.</param>
/// <param name="id">The identification number.</param>
/// <param name="after">What stands after it.</param>
internal sealed class DescriptionParser(string before, string id, string after, string place)
{
    private readonly List<Finding> _findings = [];

    private readonly List<string> _technicalNames = [];

    private readonly List<HazardClass> _subsidiaries = [];

    private HazardClass? _hazard;

    private PackingGroup? _group;

    public ReadDescription Read()
    {
        var parts = Text.Split(after);
        var classAt = ClassAt(parts);
        var nameParts = classAt < 0 ? NameUpToExtras(parts) : parts[..classAt];
        var rest = classAt < 0 ? ReadWithoutClass(nameParts, parts[nameParts.Count..]) : ReadClass(parts[classAt..]);

        var prefix = Text.BeforeName().Match(string.Join(", ", nameParts));
        var name = ReadName(string.Join(", ", nameParts)[prefix.Length..]);
        var tail = string.Join(", ", rest);
        var around = $"{before} | {tail}";
        CheckOrder(name, classAt);

        var all = $"{around} | {after}";
        var packages = Text.Packages().Match(around);
        var quantity = Text.Quantity().Match(
            packages.Success ? around.Remove(packages.Index, packages.Length) : around);
        var description = new ShippingDescription(
            id,
            name,
            _hazard,
            _subsidiaries,
            _group,
            [.. _technicalNames, .. Text.Parentheses().Matches(tail).Select(one => one.Groups[1].Value.Trim())
                .Where(one => one.Length > 0)],
            quantity.Success ? quantity.Value : null,
            packages.Success ? packages.Value : null)
        {
            IsReportableQuantity = Text.ReportableQuantity().IsMatch(all),
            IsLimitedQuantity = Text.LimitedQuantity().IsMatch(all),
            IsHot = prefix.Groups["hot"].Success || prefix.Groups["hotlast"].Success,
            IsWaste = prefix.Groups["waste"].Success,
            IsResidue = Text.Residue().IsMatch(all),
            IsMarinePollutant = Text.MarinePollutant().IsMatch(all),
            IsInhalationHazard = Text.InhalationHazard().IsMatch(tail.Replace('-', ' ')),
            Zone = Text.Zone().Match(tail) is { Success: true } zone
                ? char.ToUpperInvariant(zone.Groups["zone"].Value[0])
                : null,
            SpecialPermit = Text.SpecialPermit().Match(all) is { Success: true } permit
                ? permit.Groups["number"].Value
                : null,
        };
        _findings.AddRange(ShippingDescriptionCheck.Check(description, before, tail, place));
        return new ReadDescription(description, _findings);
    }

    // "Combustible liquid" is a class after a name, and the beginning of a name in the first place.
    private static int ClassAt(List<string> parts) =>
        parts.FindIndex(
            parts is [var first, ..] && IsCombustible(first) ? 1 : 0, part => Text.ClassSegment().IsMatch(part));

    private static bool IsCombustible(string part) => part.StartsWith("comb", StringComparison.OrdinalIgnoreCase);

    // The entry "Combustible liquid, n.o.s." needs no class: 172.202(a)(3)(ii).
    private List<string> ReadWithoutClass(List<string> nameParts, List<string> rest)
    {
        if (nameParts is [var first, ..] && IsCombustible(first))
        {
            _ = HazardClass.TryParse(first, out _hazard);
        }

        if (rest is [var next, ..] && Text.GroupSegment().Match(next) is { Success: true } group)
        {
            _group = Group(group.Groups["group"].Value);
            ReadParenthesis(group.Groups["after"]);
            return rest[1..];
        }

        return rest;
    }

    // Without a class nothing tells where the name ends; quantities and packages are not part of it.
    private static List<string> NameUpToExtras(List<string> parts) =>
        [.. parts.TakeWhile(part => !Text.GroupSegment().IsMatch(part) && !IsExtra(part))];

    private static bool IsExtra(string part) =>
        Text.Packages().IsMatch(part) || Text.Quantity().Match(part) is { Success: true, Index: 0 }
        || Text.ReportableQuantity().IsMatch(part) || Text.LimitedQuantity().IsMatch(part);

    /// <summary>Reads class, subsidiaries and packing group.</summary>
    /// <returns>What follows the basic description.</returns>
    private List<string> ReadClass(List<string> parts)
    {
        var match = Text.ClassSegment().Match(parts[0]);
        if (HazardClass.TryParse(match.Groups["class"].Value, out _hazard))
        {
            ReadParenthesis(match.Groups["parenthesis"]);
            ReadParenthesis(match.Groups["after"]);
        }

        var next = 1;
        if (next < parts.Count && parts[next] is ['(', .., ')'] subsidiaries && ReadSubsidiaries(subsidiaries[1..^1]))
        {
            next++;
        }

        next += next < parts.Count && Text.ClassNames.Contains(parts[next].ToLowerInvariant()) ? 1 : 0;
        if (match.Groups["group"] is { Success: true, Value: var written })
        {
            _group = Group(written);
        }
        else if (next < parts.Count && Text.GroupSegment().Match(parts[next]) is { Success: true } group)
        {
            _group = Group(group.Groups["group"].Value);
            ReadParenthesis(group.Groups["after"]);
            next++;
        }
        else if (parts.FindIndex(next, part => Text.GroupSegment().IsMatch(part)) is > 0 and var late)
        {
            _group = Group(Text.GroupSegment().Match(parts[late]).Groups["group"].Value);
            _findings.Add(new Finding(
                "interspersed", place, $"\"{parts[next]}\" stands between class and packing group.", Section.Order));
            parts = [.. parts[..late], .. parts[(late + 1)..]];
        }

        return parts[next..];
    }

    private string ReadName(string name)
    {
        _technicalNames.AddRange(Text.Parentheses().Matches(name).Select(one => one.Groups[1].Value.Trim()));
        return Text.Parentheses().Replace(name, "").Trim(' ', ',').Replace("  ", " ", StringComparison.Ordinal);
    }

    private void ReadParenthesis(Group parenthesis)
    {
        if (parenthesis.Success && !ReadSubsidiaries(parenthesis.Value)
            && !Text.ClassNames.Contains(parenthesis.Value.Trim().ToLowerInvariant()))
        {
            _technicalNames.Add(parenthesis.Value.Trim());
        }
    }

    private bool ReadSubsidiaries(string text)
    {
        var read = text.Split(',', StringSplitOptions.TrimEntries)
            .Select(part => HazardClass.TryParse(part, out var hazard) ? hazard : null).ToList();
        if (read.Count == 0 || read.Contains(null))
        {
            return false;
        }

        _subsidiaries.AddRange(read.OfType<HazardClass>());
        return true;
    }

    private void CheckOrder(string name, int classAt)
    {
        var isBefore = Text.Split(before).Exists(part => char.IsAsciiLetter(part[0]) && !IsExtra(part));
        if (name.Length == 0 && isBefore)
        {
            _findings.Add(new Finding(
                "order", place, "The order is identification number, name, class, packing group.", Section.Order));
        }
        else if (name.Length == 0)
        {
            _findings.Add(new Finding("name-missing", place, "It needs the proper shipping name.", Section.Name));
        }

        if (classAt >= 0 && _hazard is null)
        {
            _findings.Add(new Finding("class-unknown", place, "There is no such class or division.", Section.Class));
        }
        else if (_hazard is null && !(name.Length == 0 && isBefore))
        {
            _findings.Add(new Finding(
                "class-missing", place, "It needs the hazard class or division after the name.", Section.Class));
        }

        if (Text.Split(name).FirstOrDefault(IsExtra) is { } extra)
        {
            _findings.Add(new Finding(
                "interspersed", place, $"\"{extra}\" stands inside the basic description.", Section.Order));
        }
    }

    private static PackingGroup Group(string text) =>
        (PackingGroup)(text.Count(letter => letter is 'I' or 'i') - 1);
}
