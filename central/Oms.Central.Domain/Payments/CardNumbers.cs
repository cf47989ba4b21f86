using System.Text;
using System.Text.RegularExpressions;
using Oms.Gs1;

namespace Oms.Central.Payments;

/// <summary>Finds the numbers of payment cards in any text, so that they are refused and never written down.</summary>
/// <remarks>
/// <para>A card's number (ISO/IEC 7812-1) has 13 to 19 digits here, alone or in groups parted by one space or hyphen;
/// it passes the check of Luhn (annex B), and it begins as the numbers that payment networks issue: 2 to 6, or 81 and
/// 82 (RuPay).</para>
/// <para>What is not one: the decimals of a fraction, a run within a hash or id of at least 24 hexadecimal digits, a
/// UUID, and a number of a length that GS1 uses (13, 14 and 18 digits) whose GS1 check digit is right: GTINs, GLNs and
/// SSCCs are everywhere in logistics, and one in ten of them passes Luhn's check by chance.</para>
/// </remarks>
public static partial class CardNumbers
{
    /// <summary>What stands in place of a number that was scrubbed.</summary>
    public const string Scrubbed = "[card number]";

    private const int DigitsMin = 13;
    private const int DigitsMax = 19;

    /// <summary>Whether a text has a card's number in it.</summary>
    public static bool Contains(string text) => MayContain(text) && Find(text).Count > 0;

    /// <summary>The text without card numbers.</summary>
    public static string Scrub(string text)
    {
        if (!MayContain(text) || Find(text) is not { Count: > 0 } found)
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        var at = 0;
        foreach (var (start, end) in found)
        {
            _ = clean.Append(text, at, start - at).Append(Scrubbed);
            at = end;
        }

        // What stood beside a number may be one itself now that this one is gone.
        return Scrub(clean.Append(text, at, text.Length - at).ToString());
    }

    /// <summary>Whether there are enough digits close together; most texts end here.</summary>
    private static bool MayContain(string text)
    {
        var digits = 0;
        foreach (var c in text)
        {
            if (char.IsAsciiDigit(c))
            {
                if (++digits >= DigitsMin)
                {
                    return true;
                }
            }
            else if (!IsSeparator(c))
            {
                digits = 0;
            }
        }

        return false;
    }

    private static List<(int Start, int End)> Find(string text)
    {
        var passed = Ids().EnumerateMatches(text);
        var ids = new List<(int Start, int End)>();
        foreach (var match in passed)
        {
            ids.Add((match.Index, match.Index + match.Length));
        }

        var found = new List<(int Start, int End)>();
        foreach (var run in Runs().EnumerateMatches(text))
        {
            var (start, end) = (run.Index, run.Index + run.Length);
            if (!ids.Exists(id => start >= id.Start && start < id.End))
            {
                FindInRun(text, start, end, found);
            }
        }

        return found;
    }

    /// <summary>Looks at every sequence of whole groups of a run, longest first from the left.</summary>
    private static void FindInRun(string text, int start, int end, List<(int Start, int End)> found)
    {
        Span<char> digits = stackalloc char[DigitsMax];
        var at = start;
        while (at < end)
        {
            var (last, count) = (-1, 0);
            for (var i = at; i < end && (count < DigitsMax || !char.IsAsciiDigit(text[i])); i++)
            {
                if (char.IsAsciiDigit(text[i]))
                {
                    digits[count++] = text[i];
                    var isGroupsEnd = i + 1 == end || !char.IsAsciiDigit(text[i + 1]);
                    last = isGroupsEnd && IsCard(digits[..count]) ? i + 1 : last;
                }
            }

            if (last > 0)
            {
                found.Add((at, last));
            }

            at = NextGroup(text, last > 0 ? last : at, end);
        }
    }

    /// <summary>Where the group after the one at a place begins.</summary>
    private static int NextGroup(string text, int at, int end)
    {
        while (at < end && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        while (at < end && !char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return at;
    }

    private static bool IsCard(ReadOnlySpan<char> digits) =>
        digits.Length >= DigitsMin
        && (digits[0] is >= '2' and <= '6' || digits is ['8', '1' or '2', ..])
        && PassesLuhn(digits)
        && !(digits.Length is 13 or 14 or 18 && Gs1CheckDigit.IsValid(digits));

    private static bool PassesLuhn(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            sum += i % 2 == 0 ? digit : digit > 4 ? (digit * 2) - 9 : digit * 2;
        }

        return sum % 10 == 0;
    }

    private static bool IsSeparator(char c) => c is ' ' or '-' or '\u00a0';

    /// <summary>Digits, in groups that one separator parts.</summary>
    [GeneratedRegex("(?<![0-9]\\.[0-9]*)[0-9]+(?:[ \\-\u00a0][0-9]+)*")]
    private static partial Regex Runs();

    /// <summary>UUIDs, and hexadecimal ids and hashes that have letters in them.</summary>
    [GeneratedRegex(
        "(?<![0-9A-Za-z])(?:[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
        + "|(?=[0-9]*[a-fA-F])[0-9a-fA-F]{24,})(?![0-9A-Za-z])")]
    private static partial Regex Ids();
}
