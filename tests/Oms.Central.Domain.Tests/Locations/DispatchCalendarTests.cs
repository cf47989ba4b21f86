using NodaTime;
using Oms.Central.Locations;
using Xunit;

namespace Oms.Central.Tests.Locations;

/// <summary>The 30th of November 2026 is a Monday; Chicago is six hours behind UTC.</summary>
public sealed class DispatchCalendarTests
{
    private static readonly LocalDate Monday = new(2026, 11, 30);

    private static readonly LocationTerms North = new("North", LocationKind.Warehouse, "America/Chicago")
    {
        Hours =
        [
            new(Weekday.Monday, "08:00", "12:00"), new(Weekday.Monday, "13:00", "17:00"),
            new(Weekday.Friday, "08:00", "17:00"),
        ],
        CutOff = "15:30",
    };

    [Theory]
    [InlineData(15, 30, 0)]
    [InlineData(15, 31, 4)]
    public void The_cut_off_of_a_working_day_decides(int hour, int minute, int days) =>
        Assert.Equal(Monday.PlusDays(days), North.DispatchDay(At(hour, minute)));

    [Theory]
    [InlineData(17, 0, 0)]
    [InlineData(17, 1, 4)]
    public void Where_there_is_no_cut_off_the_end_of_the_day_decides(int hour, int minute, int days) =>
        Assert.Equal(Monday.PlusDays(days), (North with { CutOff = null }).DispatchDay(At(hour, minute)));

    [Fact]
    public void Days_on_which_it_is_closed_are_passed_over()
    {
        var closed = North with { ClosedOn = [Monday, Monday.PlusDays(4)] };

        Assert.Equal(Monday.PlusDays(7), closed.DispatchDay(At(9, 0)));
        Assert.False(closed.WorksOn(Monday));
        Assert.True(closed.WorksOn(Monday.PlusDays(7)));
    }

    [Fact]
    public void The_location_s_own_day_counts() =>
        Assert.Equal(
            Monday.PlusDays(-1),
            (North with { Hours = null, CutOff = null }).DispatchDay(Instant.FromUtc(2026, 11, 30, 5, 59)));

    [Fact]
    public void A_location_that_never_works_sends_nothing() =>
        Assert.Null((North with { Hours = [] }).DispatchDay(At(9, 0)));

    private static Instant At(int hour, int minute) =>
        Monday.At(new LocalTime(hour, minute))
            .InZoneStrictly(DateTimeZoneProviders.Tzdb["America/Chicago"]).ToInstant();
}
