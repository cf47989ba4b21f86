using NodaTime;
using Oms.Eld.Tests.Support;

namespace Oms.Eld.Tests.Duty;

public sealed class DutyIntervalsTests
{
    private static readonly EldEventRow Template = SampleFile.File.Events[0];

    [Fact]
    public void The_samples_intervals_follow_each_other_to_when_the_file_was_made() =>
        Assert.Equal(
            [
                Interval(DutyStatus.OffDuty, "2026-03-01 19:55", "2026-03-01 20:00"),
                Interval(DutyStatus.OffDuty, "2026-03-01 20:00", "2026-03-02 13:05", DutyCategory.PersonalConveyance),
                Interval(DutyStatus.OnDutyNotDriving, "2026-03-02 13:05", "2026-03-02 14:00"),
                Interval(DutyStatus.Driving, "2026-03-02 14:00", "2026-03-02 16:30"),
                Interval(DutyStatus.OnDutyNotDriving, "2026-03-02 16:30", "2026-03-02 17:00"),
                Interval(DutyStatus.OffDuty, "2026-03-02 17:00", "2026-03-02 17:15"),
            ],
            DutyIntervals.Of(SampleFile.File));

    [Fact]
    public void Records_that_do_not_count_change_nothing() =>
        Assert.Equal(
            [Interval(DutyStatus.Driving, "2026-03-02 10:00", "2026-03-02 17:15")],
            Of("12:00 11 2", "11:30 14 3", "11:00 12 4", "10:00 13 1"));

    [Fact]
    public void The_same_status_again_goes_on() =>
        Assert.Equal(
            [Interval(DutyStatus.Driving, "2026-03-02 10:00", "2026-03-02 17:15")],
            Of("12:00 21 1", "11:00 13 1", "10:00 13 1"));

    [Fact]
    public void Of_two_at_one_second_the_upper_row_is_the_later() =>
        Assert.Equal(
            [Interval(DutyStatus.SleeperBerth, "2026-03-02 10:00", "2026-03-02 17:15")],
            Of("10:00 12 1", "10:00 14 1"));

    [Fact]
    public void Yard_moves_last_until_they_are_cleared_or_the_status_changes()
    {
        Assert.Equal(
            [
                Interval(DutyStatus.OnDutyNotDriving, "2026-03-02 10:00", "2026-03-02 11:00", DutyCategory.YardMoves),
                Interval(DutyStatus.OnDutyNotDriving, "2026-03-02 11:00", "2026-03-02 17:15"),
            ],
            Of("11:00 30 1", "10:00 32 1", "10:00 14 1"));
        Assert.Equal(
            [
                Interval(DutyStatus.OnDutyNotDriving, "2026-03-02 10:00", "2026-03-02 11:00", DutyCategory.YardMoves),
                Interval(DutyStatus.Driving, "2026-03-02 11:00", "2026-03-02 12:00"),
                Interval(DutyStatus.OnDutyNotDriving, "2026-03-02 12:00", "2026-03-02 17:15"),
            ],
            Of("12:00 14 1", "11:00 13 1", "10:00 32 1", "10:00 14 1"));
    }

    [Fact]
    public void A_category_told_a_moment_before_its_status_waits_for_it() =>
        Assert.Equal(
            [
                Interval(DutyStatus.OnDutyNotDriving, "2026-03-02 10:00", "2026-03-02 11:00"),
                Interval(DutyStatus.OffDuty, "2026-03-02 11:00", "2026-03-02 17:15", DutyCategory.PersonalConveyance),
            ],
            Of("11:00 11 1", "10:59 31 1", "10:00 14 1"));

    [Theory]
    [InlineData("21", DutyStatus.Driving, DutyCategory.None)]
    [InlineData("22", DutyStatus.OffDuty, DutyCategory.PersonalConveyance)]
    [InlineData("31", DutyStatus.OffDuty, DutyCategory.PersonalConveyance)]
    [InlineData("32", DutyStatus.OnDutyNotDriving, DutyCategory.YardMoves)]
    public void What_comes_before_the_first_status_tells_it(string kind, DutyStatus status, DutyCategory category) =>
        Assert.Equal([Interval(status, "2026-03-02 10:00", "2026-03-02 17:15", category)], Of($"10:00 {kind} 1"));

    [Fact]
    public void A_clearing_alone_tells_nothing() => Assert.Empty(Of("10:00 30 1"));

    [Fact]
    public void The_night_without_an_hour_has_its_true_length()
    {
        // At 02:00 on March 8 clocks go forward. The file keeps one offset, -06, and so skips nothing.
        var file = SampleFile.File with
        {
            Header = SampleFile.File.Header with
            {
                Current = SampleFile.File.Header.Current with
                {
                    Date = EldField.Of("030826"),
                    Time = EldField.Of("080000"),
                },
            },
            Events = [Row("030726", "22:00", "12", "1")],
        };

        var interval = Assert.Single(DutyIntervals.Of(file));
        Assert.Equal(Duration.FromHours(10), interval.To - interval.From);
        Assert.Equal(Instant.FromUtc(2026, 3, 8, 14, 0), interval.To);
    }

    [Fact]
    public void Without_an_offset_there_are_no_instants() =>
        Assert.Empty(DutyIntervals.Of(SampleFile.File with { Header = EldHeader.Blank }));

    // "HH:mm kind status", newest first, on March 2.
    private static IReadOnlyList<DutyInterval> Of(params string[] events) =>
        DutyIntervals.Of(SampleFile.File with
        {
            Events = [.. events.Select(text => text.Split(' ')).Select(e => Row("030226", e[0], e[1], e[2]))],
        });

    private static EldEventRow Row(string date, string time, string kind, string status) => Template with
    {
        Date = EldField.Of(date),
        Time = EldField.Of(time.Replace(":", "", StringComparison.Ordinal) + "00"),
        Type = EldField.Of(kind[..1]),
        Code = EldField.Of(kind[1..]),
        Status = EldField.Of(status),
    };

    private static DutyInterval Interval(
        DutyStatus status, string from, string to, DutyCategory category = DutyCategory.None) =>
        new(status, At(from), At(to)) { Category = category };

    private static Instant At(string text) =>
        NodaTime.Text.LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm").Parse(text).Value
            .WithOffset(Offset.FromHours(-6)).ToInstant();
}
