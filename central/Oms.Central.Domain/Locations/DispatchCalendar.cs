using NodaTime;

namespace Oms.Central.Locations;

/// <summary>When goods leave a location.</summary>
public static class DispatchCalendar
{
    /// <summary>Days that are looked ahead; a location that works on none of them sends nothing.</summary>
    public const int DaysMax = 60;

    /// <summary>The day, in the location's own time, on which what is released now leaves.</summary>
    /// <remarks>
    /// Today while it works today and the cut-off has not passed; where there is no cut-off, until it closes. Else the
    /// next day on which it works. The cut-off's own minute is in time.
    /// </remarks>
    /// <returns>Null when it works on none of the next <see cref="DaysMax"/> days.</returns>
    public static LocalDate? DispatchDay(this LocationTerms terms, Instant now)
    {
        var local = now.InZone(DateTimeZoneProviders.Tzdb[terms.TimeZone]).LocalDateTime;
        var today = local.Date;
        var minute = (local.Hour * 60) + local.Minute;
        var first = terms.WorksOn(today) && minute <= LastMinute(terms, today) ? 0 : 1;
        for (var ahead = first; ahead <= DaysMax; ahead++)
        {
            if (terms.WorksOn(today.PlusDays(ahead)))
            {
                return today.PlusDays(ahead);
            }
        }

        return null;
    }

    /// <summary>Whether it works on a day at all.</summary>
    public static bool WorksOn(this LocationTerms terms, LocalDate day) =>
        !(terms.ClosedOn?.Contains(day) ?? false)
        && (terms.Hours is not { } hours || hours.Any(each => IsOf(each, day)));

    private static int LastMinute(LocationTerms terms, LocalDate day) =>
        terms.CutOff is { } cutOff ? LocationTerms.MinutesOf(cutOff)!.Value
        : terms.Hours is { } hours
            ? hours.Where(each => IsOf(each, day)).Max(each => LocationTerms.MinutesOf(each.Until)!.Value)
        : int.MaxValue;

    private static bool IsOf(OpeningHours hours, LocalDate day) => (int)hours.Day + 1 == (int)day.DayOfWeek;
}
