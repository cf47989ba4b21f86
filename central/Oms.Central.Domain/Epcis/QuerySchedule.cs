using System.Globalization;
using System.Text.Json.Serialization;
using NodaTime;

namespace Oms.Central.Epcis;

/// <summary>When a subscription is to run, in UTC (EPCIS 2.0, section 8.2.5.3).</summary>
/// <param name="Second">0 to 59; null is 0, so that nobody is called every second by what was left out.</param>
/// <param name="Minute">0 to 59; null for every minute.</param>
/// <param name="Hour">0 to 23; null for every hour.</param>
/// <param name="DayOfMonth">1 to 31; null for every day.</param>
/// <param name="Month">1 to 12; null for every month.</param>
/// <param name="DayOfWeek">1, a Monday, to 7; null for every day.</param>
/// <remarks>A field is numbers and ranges with commas between: <c>5</c>, <c>0,30</c>, <c>[8-17]</c>.</remarks>
public sealed record QuerySchedule(
    string? Second, string? Minute, string? Hour, string? DayOfMonth, string? Month, string? DayOfWeek)
{
    // Every date, the 29th of February on a given day of the week too, comes again within 40 years.
    private const int DaysMax = 40 * 366;

    /// <summary>The first field that is not of its form; null where all are.</summary>
    [JsonIgnore]
    public string? Fault =>
        Read(Second, 0, 59) is null ? "second"
        : Read(Minute, 0, 59) is null ? "minute"
        : Read(Hour, 0, 23) is null ? "hour"
        : Read(DayOfMonth, 1, 31) is null ? "dayOfMonth"
        : Read(Month, 1, 12) is null ? "month"
        : Read(DayOfWeek, 1, 7) is null ? "dayOfWeek"
        : null;

    /// <summary>The next time after an instant.</summary>
    /// <returns>Null where there is none, as of the 30th of February.</returns>
    /// <exception cref="FormatException">A field is not of its form.</exception>
    public Instant? Next(Instant after)
    {
        var (seconds, minutes, hours) =
            (Second is null ? [0] : Require(Second, 0, 59), Require(Minute, 0, 59), Require(Hour, 0, 23));
        var (days, months, weekdays) =
            (Require(DayOfMonth, 1, 31), Require(Month, 1, 12), Require(DayOfWeek, 1, 7));
        var date = after.InUtc().Date;
        for (var day = 0; day < DaysMax; day++, date = date.PlusDays(1))
        {
            if (!months.Contains(date.Month) || !days.Contains(date.Day) || !weekdays.Contains((int)date.DayOfWeek))
            {
                continue;
            }

            foreach (var hour in hours)
            {
                foreach (var minute in minutes)
                {
                    foreach (var second in seconds)
                    {
                        var at = date.At(new LocalTime(hour, minute, second)).InUtc().ToInstant();
                        if (at > after)
                        {
                            return at;
                        }
                    }
                }
            }
        }

        return null;
    }

    private static List<int> Require(string? field, int min, int max) =>
        Read(field, min, max) ?? throw new FormatException($"'{field}' is no list of numbers from {min} to {max}.");

    private static List<int>? Read(string? field, int min, int max)
    {
        if (field is null)
        {
            return [.. Enumerable.Range(min, max - min + 1)];
        }

        var numbers = new SortedSet<int>();
        foreach (var part in field.Split(','))
        {
            var ends = part is ['[', .. var inner, ']'] ? inner.Split('-') : [part, part];
            if (ends.Length != 2 || Number(ends[0], min, max) is not { } from || Number(ends[1], min, max) is not { } to
                || from > to)
            {
                return null;
            }

            numbers.UnionWith(Enumerable.Range(from, to - from + 1));
        }

        return [.. numbers];
    }

    private static int? Number(string text, int min, int max) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number >= min && number <= max
            ? number
            : null;
}
