using System.Text;

namespace Oms.Eld.Reading;

/// <summary>What one field of a line may hold.</summary>
/// <param name="Name">Its name in the standard.</param>
/// <param name="Paragraph">The paragraph of section 7 that describes it.</param>
/// <param name="Min">The shortest text, or the lowest number.</param>
/// <param name="Max">The longest text, or the highest number.</param>
internal sealed record FieldRule(string Name, string Paragraph, FieldKind Kind, int Min, int Max)
{
    private const int ShownMax = 40;

    /// <summary>Whether it may be empty.</summary>
    public bool IsOptional { get; init; }

    /// <summary>The characters of <see cref="FieldKind.OneOf"/>.</summary>
    public string Vocabulary { get; init; } = "";

    /// <summary>Where the rule stands.</summary>
    public string Source => $"49 CFR 395 subpart B app. A {Paragraph}";

    /// <summary>How the text of a field breaks the rule; null where it does not.</summary>
    public FieldFault? Check(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || (text[0] == ' ' && !text.ContainsAnyExcept((byte)' ')))
        {
            return IsOptional && text.IsEmpty ? null : new(EldFindingCodes.MissingRequiredField, "It is blank.");
        }

        return Kind switch
        {
            FieldKind.Text => CheckLength(text),
            FieldKind.Capitals => Letters(text, digits: false, small: false),
            FieldKind.CapitalsAndDigits => Letters(text, digits: true, small: false),
            FieldKind.LettersAndDigits => Letters(text, digits: true, small: true),
            FieldKind.Digits => text.ContainsAnyExceptInRange((byte)'0', (byte)'9')
                ? new(EldFindingCodes.InvalidInteger, $"\"{Show(text)}\" has other characters than digits.")
                : CheckLength(text),
            FieldKind.Hexadecimal => CheckLength(text) ?? (FieldValue.TryHexadecimal(text, out _)
                ? null
                : new(EldFindingCodes.InvalidFormat, $"\"{Show(text)}\" is no hexadecimal number.")),
            FieldKind.OneOf => CheckVocabulary(text),
            FieldKind.Integer => CheckInteger(text),
            FieldKind.Tenths => CheckTenths(text),
            FieldKind.Latitude => CheckCoordinate(text, -90_00, 90_00, "-90.00 to 90.00"),
            FieldKind.Longitude => CheckCoordinate(text, -179_99, 180_00, "-179.99 to 180.00"),
            FieldKind.Date => FieldValue.TryDate(text, out _, out _, out _)
                ? null
                : new(EldFindingCodes.InvalidDate, $"\"{Show(text)}\" is no date MMDDYY."),
            FieldKind.Time => FieldValue.TryTime(text, out _, out _, out _)
                ? null
                : new(EldFindingCodes.InvalidTime, $"\"{Show(text)}\" is no time HHMMSS from 000000 to 235959."),
            _ => CheckVin(text),
        };
    }

    /// <summary>A text for a message: not too long, and nothing in it that is not ASCII.</summary>
    public static string Show(ReadOnlySpan<byte> text) =>
        text.Length > ShownMax
            ? Encoding.ASCII.GetString(text[..ShownMax]) + "..."
            : Encoding.ASCII.GetString(text);

    private FieldFault? CheckLength(ReadOnlySpan<byte> text) =>
        text.Length >= Min && text.Length <= Max
            ? null
            : new(
                EldFindingCodes.InvalidFieldLength,
                Min == Max
                    ? $"\"{Show(text)}\" has {text.Length} characters; it has {Min}."
                    : $"\"{Show(text)}\" has {text.Length} characters; it may have {Min} to {Max}.");

    private FieldFault? Letters(ReadOnlySpan<byte> text, bool digits, bool small)
    {
        foreach (var octet in text)
        {
            var c = (char)octet;
            if (!char.IsAsciiLetterUpper(c) && !(digits && char.IsAsciiDigit(c)) && !(small && char.IsAsciiLetter(c)))
            {
                return new(
                    EldFindingCodes.InvalidFormat,
                    $"\"{Show(text)}\" has other characters than {(digits ? "digits and " : "")}"
                    + $"{(small ? "" : "capital ")}letters.");
            }
        }

        return CheckLength(text);
    }

    private FieldFault? CheckVocabulary(ReadOnlySpan<byte> text) =>
        text.Length != 1
            ? new(EldFindingCodes.InvalidFieldLength, $"\"{Show(text)}\" is not one character of {Choices()}.")
            : Vocabulary.Contains((char)text[0], StringComparison.Ordinal)
                ? null
                : new(EldFindingCodes.InvalidValue, $"\"{Show(text)}\" is none of {Choices()}.");

    private string Choices() => string.Join(' ', Vocabulary.AsEnumerable());

    private FieldFault? CheckInteger(ReadOnlySpan<byte> text)
    {
        var digits = text[0] == '-' ? text[1..] : text;
        return digits.ContainsAnyExceptInRange((byte)'0', (byte)'9') || digits.IsEmpty
            ? new(EldFindingCodes.InvalidInteger, $"\"{Show(text)}\" is no whole number.")
            : text.Length > Max.ToString(System.Globalization.CultureInfo.InvariantCulture).Length
                || !FieldValue.TryInteger(text, out var value) || value < Min || value > Max
                ? new(EldFindingCodes.ValueOutsideRange, $"{Show(text)} is outside {Min} to {Max}.")
                : null;
    }

    private FieldFault? CheckTenths(ReadOnlySpan<byte> text) =>
        FieldValue.TryTenths(text, out var value) && text.Length <= 7
            ? value >= Min && value <= Max ? null : OutsideTenths(text)
            : IsNumber(text, decimalsMin: 1, decimalsMax: 1)
                ? OutsideTenths(text)
                : new(EldFindingCodes.InvalidDecimal, $"\"{Show(text)}\" is no number with one decimal.");

    private FieldFault OutsideTenths(ReadOnlySpan<byte> text) =>
        new(EldFindingCodes.ValueOutsideRange,
            $"{Show(text)} is outside {Min / 10}.{Min % 10} to {Max / 10}.{Max % 10}.");

    private static FieldFault? CheckCoordinate(ReadOnlySpan<byte> text, int min, int max, string range) =>
        text.Length == 1 && text[0] is (byte)'X' or (byte)'M' or (byte)'E'
            ? null
            : FieldValue.TryHundredths(text, out var value, out _)
                ? value >= min && value <= max
                    ? null
                    : new(EldFindingCodes.ValueOutsideRange, $"{Show(text)} is outside {range} degrees.")
                : IsNumber(text, decimalsMin: 1, decimalsMax: 2)
                    ? new(EldFindingCodes.ValueOutsideRange, $"{Show(text)} is outside {range} degrees.")
                    : new(
                        EldFindingCodes.InvalidDecimal,
                        $"\"{Show(text)}\" is neither degrees with one or two decimals nor X, M or E.");

    private static bool IsNumber(ReadOnlySpan<byte> text, int decimalsMin, int decimalsMax)
    {
        var digits = text[0] == '-' ? text[1..] : text;
        var point = digits.IndexOf((byte)'.');
        var decimals = digits.Length - point - 1;
        return point > 0 && decimals >= decimalsMin && decimals <= decimalsMax
            && !digits[..point].ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && !digits[(point + 1)..].ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    private static FieldFault? CheckVin(ReadOnlySpan<byte> text)
    {
        var number = text[0] == '-' ? text[1..] : text;
        if (number.Length != Vin.Length)
        {
            return new(
                EldFindingCodes.InvalidFieldLength,
                $"\"{Show(text)}\" is no VIN: it has 17 characters, after a \"-\" when not from the engine, or none.");
        }

        Span<char> characters = stackalloc char[Vin.Length];
        _ = Encoding.Latin1.GetChars(number, characters);
        return !Vin.IsWellFormed(characters)
            ? new(EldFindingCodes.InvalidFormat,
                $"\"{Show(text)}\" is no VIN: it has digits and capital letters without I, O and Q.")
            : Vin.HasCheckDigit(characters)
                ? null
                : new(EldFindingCodes.VinCheckDigit,
                    $"The ninth character of {Show(text)} is not its check digit (49 CFR 565.15(c)): "
                    + "a character is wrong.");
    }
}
