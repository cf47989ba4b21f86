using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Oms.Epcis;

/// <summary>The one way a number is written for the hash.</summary>
/// <remarks>
/// The reference implementation passes every value, of whatever member, through a binary64: a text of digits longer
/// than 17 comes out rounded, and two that differ only there hash alike. Its vectors demand that, so it is kept.
/// </remarks>
internal static partial class HashNumber
{
    /// <summary>A value that reads as a number, without the zeros and the sign that it does not need.</summary>
    /// <returns>The number's text; null when the value is none, or beyond a binary64.</returns>
    public static string? Reduce(string text)
    {
        if (!Number().IsMatch(text)
            || !double.TryParse(
                text.Replace("_", "", StringComparison.Ordinal),
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out var value)
            || !double.IsFinite(value))
        {
            return null;
        }

        return double.IsInteger(value)
            ? new BigInteger(value).ToString(CultureInfo.InvariantCulture)
            : value.ToString("R", CultureInfo.InvariantCulture).Replace('E', 'e');
    }

    // Digits may be grouped by underscores, as the reference implementation's language reads them.
    [GeneratedRegex(
        @"\A[+-]?([0-9]+(_[0-9]+)*(\.([0-9]+(_[0-9]+)*)?)?|\.[0-9]+(_[0-9]+)*)([eE][+-]?[0-9]+(_[0-9]+)*)?\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Number();
}
