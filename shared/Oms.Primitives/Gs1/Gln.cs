using System.Diagnostics.CodeAnalysis;

namespace Oms.Gs1;

/// <summary>A Global Location Number: names a party or a place (GS1 General Specifications, section 3.4).</summary>
public sealed record Gln
{
    private const int Length = 13;

    private Gln(string digits) => Digits = digits;

    /// <summary>Thirteen digits, the last one the check digit.</summary>
    public string Digits { get; }

    /// <summary>Reads a GLN.</summary>
    /// <param name="text">13 digits with a valid check digit.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public static Gln Parse(string text) =>
        TryParse(text, out var gln) ? gln : throw new FormatException($"'{text}' is no GLN.");

    /// <inheritdoc cref="Parse"/>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out Gln? gln)
    {
        gln = text.Length == Length && Gs1CheckDigit.IsValid(text) ? new Gln(text.ToString()) : null;
        return gln is not null;
    }

    public override string ToString() => Digits;
}
