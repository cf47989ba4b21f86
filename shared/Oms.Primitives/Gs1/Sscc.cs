using System.Diagnostics.CodeAnalysis;

namespace Oms.Gs1;

/// <summary>A Serial Shipping Container Code: names one logistic unit, such as a pallet (GS1 General Specifications,
/// section 3.3.1).</summary>
public sealed record Sscc
{
    private const int Length = 18;

    private Sscc(string digits) => Digits = digits;

    /// <summary>Eighteen digits, the last one the check digit.</summary>
    public string Digits { get; }

    /// <summary>Reads an SSCC.</summary>
    /// <param name="text">18 digits with a valid check digit.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public static Sscc Parse(string text) =>
        TryParse(text, out var sscc) ? sscc : throw new FormatException($"'{text}' is no SSCC.");

    /// <inheritdoc cref="Parse"/>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out Sscc? sscc)
    {
        sscc = text.Length == Length && Gs1CheckDigit.IsValid(text) ? new Sscc(text.ToString()) : null;
        return sscc is not null;
    }

    public override string ToString() => Digits;
}
