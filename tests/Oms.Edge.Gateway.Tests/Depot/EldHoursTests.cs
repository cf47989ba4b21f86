using NodaTime;
using Oms.Edge.Gateway.Depot;
using Oms.Edge.Gateway.Tests.Support;
using Oms.Eld;
using Xunit;

namespace Oms.Edge.Gateway.Tests.Depot;

/// <summary>A night of ten hours by the clocks on the wall, in which they change.</summary>
public sealed class EldHoursTests
{
    [Theory]
    [InlineData(2026, 3, 7, "America/Chicago", true)] // Nine hours: no rest of ten, and 12 hours of driving without.
    [InlineData(2026, 3, 7, null, false)]
    [InlineData(2026, 10, 31, "America/Chicago", false)]
    [InlineData(2026, 6, 1, "America/Chicago", false)]
    public void A_night_is_as_long_as_the_home_terminals_clocks_make_it(
        int year, int month, int day, string? zone, bool isViolated)
    {
        var evening = new LocalDateTime(year, month, day, 22, 0);
        var hours = EldHours.Of(
            File(evening), zone is null ? null : DateTimeZoneProviders.Tzdb[zone]);

        Assert.Equal(isViolated, hours.Violations.Any(one => one.Finding.Code == "hos-driving-limit"));
        Assert.Equal(zone is null, hours.Notes.Any(note => note.Code == "home-terminal-unknown"));
    }

    // 6 hours of driving before the night and 6 after it.
    private static EldFile File(LocalDateTime evening) => Local(
        evening.PlusHours(17),
        (evening.PlusHours(-17), EldEventKind.OffDuty),
        (evening.PlusHours(-7), EldEventKind.Driving),
        (evening.PlusHours(-4), EldEventKind.OnDutyNotDriving),
        (evening.PlusHours(-3), EldEventKind.Driving),
        (evening, EldEventKind.OffDuty),
        (evening.PlusHours(10), EldEventKind.Driving),
        (evening.PlusHours(13), EldEventKind.OnDutyNotDriving),
        (evening.PlusHours(14), EldEventKind.Driving));

    // By the clocks on the wall, as a device writes them.
    private static EldFile Local(LocalDateTime current, params (LocalDateTime At, EldEventKind Kind)[] events)
    {
        var header = EldSample.Header(current, 6);
        var offset = new EldFile { Header = header }.UtcOffset!.Value;
        return EldFileBuilder.Build(header, EldRoster.Empty, events.Select((one, index) =>
            EldSample.Duty(index + 1, one.At.WithOffset(offset).ToInstant(), one.Kind)));
    }
}
