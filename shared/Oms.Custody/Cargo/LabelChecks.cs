using System.Buffers;
using Oms.Custody.Findings;
using Oms.Gs1;

namespace Oms.Custody.Cargo;

/// <summary>The rules that one element, and the elements of one label together, must keep.</summary>
internal static class LabelChecks
{
    private static readonly SearchValues<char> Set82 = SearchValues.Create(
        "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> Set39 = SearchValues.Create("#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static readonly SearchValues<char> Set64 = SearchValues.Create(
        "-0123456789=ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");

    private static readonly string[] Dates = ["11", "12", "13", "15", "16", "17"];

    /// <summary>Adds an element where it is sound, and a finding where it is not.</summary>
    public static void Add(
        ApplicationIdentifier form, string ai, string value, List<LabelElement> elements, List<Finding> findings)
    {
        if (Check(form, ai, value) is { } finding)
        {
            findings.Add(finding);
        }
        else
        {
            elements.Add(new LabelElement(ai, value, form.Title));
        }
    }

    /// <summary>What elements say together: an identifier has one value, content comes with its count (GS1 General
    /// Specifications, section 4.13).</summary>
    public static IEnumerable<Finding> Together(IReadOnlyList<LabelElement> elements)
    {
        foreach (var twice in elements.GroupBy(one => one.Ai).Where(
            one => one.Select(element => element.Value).Distinct(StringComparer.Ordinal).Count() > 1))
        {
            yield return new Finding("two-values", twice.Key, "The label gives this identifier two different values.");
        }

        var (content, count) = (Has("02"), Has("37"));
        if (content && !count)
        {
            yield return new Finding("count-missing", "37", "The content (02) of a unit needs its count (37).");
        }

        if (count && !content && !Has("8026"))
        {
            yield return new Finding("content-missing", "02", "A count (37) needs the content (02) that it counts.");
        }

        if (content && Has("01"))
        {
            yield return new Finding("two-items", "02", "A label names a trade item (01) or a content (02), not both.");
        }

        bool Has(string ai) => elements.Any(one => one.Ai == ai);
    }

    private static Finding? Check(ApplicationIdentifier form, string ai, string value) =>
        value.Length < form.LengthMin || value.Length > form.LengthMax
            ? new Finding("value-length", ai, form.LengthMin == form.LengthMax
                ? $"{form.Title} has {form.LengthMin} characters, not {value.Length}."
                : $"{form.Title} has {form.LengthMin} to {form.LengthMax} characters, not {value.Length}; "
                    + "is a separator (FNC1) missing?")
        : !IsOf(form, value)
            ? new Finding("value-characters", ai, $"{form.Title} has a character that it may not have.")
        : form.CheckedDigits > 0 && !Gs1CheckDigit.IsValid(value.AsSpan(0, form.CheckedDigits))
            ? new Finding("check-digit", ai, $"The check digit of {form.Title} is wrong: it was misread or mistyped.")
        : Dates.Contains(ai) && !LabelValues.IsDate(value)
            ? new Finding("value-date", ai, $"{form.Title} is no date of the form YYMMDD.")
        : null;

    private static bool IsOf(ApplicationIdentifier form, string value)
    {
        var digits = form.Characters is ElementCharacters.Digits ? value.Length : form.LeadingDigits;
        return !value.AsSpan(0, digits).ContainsAnyExceptInRange('0', '9')
            && !value.AsSpan(digits).ContainsAnyExcept(form.Characters switch
            {
                ElementCharacters.Set39 => Set39,
                ElementCharacters.Set64 => Set64,
                _ => Set82,
            });
    }
}
