using System.Buffers;

namespace Oms.Custody.Findings;

/// <summary>The forms that the members of commands have; each method gives null where the form is met.</summary>
internal static class FieldForms
{
    public const int NameCharsMax = 120;
    public const int TextCharsMax = 500;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    public static FieldFault? Name(string field, string? value) => Length(field, value, NameCharsMax);

    public static FieldFault? Text(string field, string? value) => Length(field, value, TextCharsMax);

    /// <summary>A SHA-256 as 64 lower-case hexadecimal digits.</summary>
    public static FieldFault? Digest(string field, string? value) =>
        value is { Length: 64 } && !value.AsSpan().ContainsAnyExcept(HexDigits)
            ? null
            : new FieldFault(field, "It is not 64 lower-case hexadecimal digits.");

    public static FieldFault? Within(string field, long value, long min, long max) =>
        value < min || value > max ? new FieldFault(field, $"{value} is not from {min} to {max}.") : null;

    public static FieldFault? Length(string field, string? value, int charsMax) =>
        value is { Length: > 0 } && value.Length <= charsMax && !string.IsNullOrWhiteSpace(value)
            ? null
            : new FieldFault(field, $"It must have 1 to {charsMax} characters, not only white space.");
}
