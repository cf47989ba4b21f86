using System.Globalization;
using NodaTime;

namespace Oms.Custody.Cargo;

/// <summary>What the values of elements stand for.</summary>
internal static class LabelValues
{
    // 1 lb is 453.59237 g exactly: International Yard and Pound Agreement, 1959.
    private const long HundredthMilligramsPerPound = 45_359_237;

    /// <summary>A date YYMMDD; day 00 is the month's last day.</summary>
    /// <param name="year">The year of reading: the date lies from 49 years before it to 50 after it (GS1 General
    /// Specifications, section 7.12).</param>
    /// <returns>Null where it is no date.</returns>
    public static LocalDate? Date(string text, int year)
    {
        var (short2, month, day) = (Number(text[..2]), Number(text[2..4]), Number(text[4..6]));
        var difference = short2 - (year % 100);
        var full = year - (year % 100) + short2 + (difference >= 51 ? -100 : difference <= -50 ? 100 : 0);
        if (month is < 1 or > 12)
        {
            return null;
        }

        var days = CalendarSystem.Iso.GetDaysInMonth(full, month);
        return day > days ? null : new LocalDate(full, month, day == 0 ? days : day);
    }

    /// <summary>Whether a text is a date YYMMDD in some year.</summary>
    public static bool IsDate(string text) => Date(text, 2000 + Number(text[..2])) is not null;

    public static int Count(string text) => Number(text);

    /// <summary>Milligrams of an element in kilograms; the last digit of its identifier counts the decimals.</summary>
    public static long? Kilograms(LabelElement element) =>
        Decimals(element) is { } decimals ? Number(element.Value) * PowerOfTen(6 - decimals) : null;

    /// <summary>Milligrams of an element in pounds, rounded to the nearest.</summary>
    public static long? Pounds(LabelElement element)
    {
        if (Decimals(element) is not { } decimals)
        {
            return null;
        }

        var divisor = PowerOfTen(decimals + 2);
        return ((Number(element.Value) * HundredthMilligramsPerPound * 100) + (divisor * 50)) / (divisor * 100);
    }

    private static int? Decimals(LabelElement element) => element.Ai[3] - '0' is >= 0 and <= 5 and var n ? n : null;

    private static int Number(string digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private static long PowerOfTen(int exponent)
    {
        var power = 1L;
        for (var i = 0; i < exponent; i++)
        {
            power *= 10;
        }

        return power;
    }
}
