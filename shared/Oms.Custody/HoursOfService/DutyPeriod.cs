using NodaTime;

namespace Oms.Custody.HoursOfService;

/// <summary>One 24-hour period of the home terminal: 23 or 25 hours where clocks change in it.</summary>
/// <param name="Date">The local date on which it begins.</param>
internal readonly record struct DutyPeriod(LocalDate Date, Instant From, Instant To)
{
    /// <summary>The period that an instant is in.</summary>
    /// <remarks>A start that the clocks skip is taken as late as they skip it; of one that comes twice the first
    /// counts.</remarks>
    public static DutyPeriod Of(Instant at, DateTimeZone zone, LocalTime start)
    {
        var date = at.InZone(zone).Date.PlusDays(1);
        while (Begin(date) > at)
        {
            date = date.PlusDays(-1);
        }

        return new DutyPeriod(date, Begin(date), Begin(date.PlusDays(1)));

        Instant Begin(LocalDate day) => (day + start).InZoneLeniently(zone).ToInstant();
    }
}
