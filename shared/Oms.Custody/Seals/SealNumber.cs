using System.Text.RegularExpressions;

namespace Oms.Custody.Seals;

/// <summary>The number on a seal.</summary>
/// <remarks>Case, spaces and hyphens are not told apart: people type a number as they read it.</remarks>
public static partial class SealNumber
{
    /// <summary>The longest number, characters: what UN/EDIFACT data element 9308 holds.</summary>
    public const int CharsMax = 35;

    /// <summary>Whether a text can be a number: letters and digits, with spaces and hyphens between them.</summary>
    public static bool IsValid(string? text) => text is { Length: <= CharsMax } && Form().IsMatch(text);

    /// <summary>Whether two texts are one number.</summary>
    public static bool AreSame(string one, string other) => Bare(one) == Bare(other);

    private static string Bare(string text) =>
        string.Concat(text.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();

    [GeneratedRegex(@"\A[A-Za-z0-9]+(?:[ -][A-Za-z0-9]+)*\z")]
    private static partial Regex Form();
}
