using System.Diagnostics.CodeAnalysis;

namespace Oms.Gs1;

/// <summary>A Global Trade Item Number: names a kind of trade item (GS1 General Specifications, section
/// 3.3.2).</summary>
/// <remarks>GTIN-8, -12, -13 and -14 are one number space: each is held as 14 digits with leading zeros.</remarks>
public sealed record Gtin
{
    private const int Length = 14;

    private Gtin(string digits) => Digits = digits;

    /// <summary>Fourteen digits, the last one the check digit.</summary>
    public string Digits { get; }

    /// <summary>Reads a GTIN.</summary>
    /// <param name="text">8, 12, 13 or 14 digits with a valid check digit.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public static Gtin Parse(string text) =>
        TryParse(text, out var gtin) ? gtin : throw new FormatException($"'{text}' is no GTIN.");

    /// <inheritdoc cref="Parse"/>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out Gtin? gtin)
    {
        gtin = text.Length is 8 or 12 or 13 or 14 && Gs1CheckDigit.IsValid(text)
            ? new Gtin(text.ToString().PadLeft(Length, '0'))
            : null;
        return gtin is not null;
    }

    public override string ToString() => Digits;
}
