namespace Oms.Eld;

/// <summary>Reads the values of fields from their bytes.</summary>
internal static class FieldValue
{
    private const int DigitsMax = 8;
    private const int HexDigitsMax = 4;

    private static ReadOnlySpan<byte> DaysOfMonths => [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

    public static bool TryInteger(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        if (text.Length is 0 or > DigitsMax)
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!IsDigit(c))
            {
                return false;
            }

            value = (value * 10) + (c - '0');
        }

        return true;
    }

    public static bool TryHexadecimal(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        if (text.Length is 0 or > HexDigitsMax)
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!char.IsAsciiHexDigit((char)c))
            {
                return false;
            }

            value = (value << 4) | (IsDigit(c) ? c - '0' : (c & 0xDF) - 'A' + 10);
        }

        return true;
    }

    public static bool TryTenths(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        if (text.Length < 3 || text[^2] != '.' || !IsDigit(text[^1]) || !TryInteger(text[..^2], out var whole))
        {
            return false;
        }

        value = (whole * 10) + (text[^1] - '0');
        return true;
    }

    public static bool TryHundredths(ReadOnlySpan<byte> text, out int value, out int decimals)
    {
        (value, decimals) = (0, 0);
        var isNegative = text.Length > 0 && text[0] == '-';
        var digits = isNegative ? text[1..] : text;
        var point = digits.IndexOf((byte)'.');
        if (point is < 1 or > 3
            || !TryInteger(digits[..point], out var whole)
            || !TryInteger(digits[(point + 1)..], out var part))
        {
            return false;
        }

        decimals = digits.Length - point - 1;
        value = (whole * 100) + (decimals == 1 ? part * 10 : part);
        value = isNegative ? -value : value;
        return decimals is 1 or 2;
    }

    public static bool TryDate(ReadOnlySpan<byte> text, out int month, out int day, out int year)
    {
        (month, day, year) = (0, 0, 0);
        if (text.Length != 6 || text.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        (month, day, year) = (Pair(text), Pair(text[2..]), Pair(text[4..]));

        // Every fourth year from 2000 to 2099 is a leap year.
        return month is >= 1 and <= 12
            && day >= 1 && day <= DaysOfMonths[month - 1]
            && (month != 2 || day < 29 || year % 4 == 0);
    }

    public static bool TryTime(ReadOnlySpan<byte> text, out int hour, out int minute, out int second)
    {
        (hour, minute, second) = (0, 0, 0);
        if (text.Length != 6 || text.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        (hour, minute, second) = (Pair(text), Pair(text[2..]), Pair(text[4..]));
        return hour < 24 && minute < 60 && second < 60;
    }

    private static bool IsDigit(byte c) => c is >= (byte)'0' and <= (byte)'9';

    private static int Pair(ReadOnlySpan<byte> text) => ((text[0] - '0') * 10) + (text[1] - '0');
}
