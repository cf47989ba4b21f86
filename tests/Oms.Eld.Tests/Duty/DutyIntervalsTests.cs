using NodaTime;
using Oms.Custody.HoursOfService;
using Oms.Eld.Tests.Support;

namespace Oms.Eld.Tests.Duty;

public sealed class DutyIntervalsTests
{
    private static readonly EldEventRow Template = SampleFile.File.Events[0];

    private static readonly DateTimeZone Chicago = DateTimeZoneProviders.Tzdb["America/Chicago"];

    [Fact]
    public void The_samples_intervals_follow_each_other_to_when_the_file_was_made() =>
        Assert.Equal(
            [
                Interval(DutyStatus.OffDuty, "2026-03-01 19:55", "2026-03-01 20:00"),
                Interval(DutyStatus.PersonalConveyance, "2026-03-01 20:00", "2026-03-02 13:05"),
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
                Interval(DutyStatus.YardMove, "2026-03-02 10:00", "2026-03-02 11:00"),
                Interval(DutyStatus.OnDutyNotDriving, "2026-03-02 11:00", "2026-03-02 17:15"),
            ],
            Of("11:00 30 1", "10:00 32 1", "10:00 14 1"));
        Assert.Equal(
            [
                Interval(DutyStatus.YardMove, "2026-03-02 10:00", "2026-03-02 11:00"),
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
                Interval(DutyStatus.PersonalConveyance, "2026-03-02 11:00", "2026-03-02 17:15"),
            ],
            Of("11:00 11 1", "10:59 31 1", "10:00 14 1"));

    [Theory]
    [InlineData("21", DutyStatus.Driving)]
    [InlineData("22", DutyStatus.PersonalConveyance)]
    [InlineData("31", DutyStatus.PersonalConveyance)]
    [InlineData("32", DutyStatus.YardMove)]
    public void What_comes_before_the_first_status_tells_it(string kind, DutyStatus status) =>
        Assert.Equal([Interval(status, "2026-03-02 10:00", "2026-03-02 17:15")], Of($"10:00 {kind} 1"));

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

    [Theory]
    [InlineData("030726", "22:00", "030826", "08:00", 9)] // the clocks skip 02:00 to 03:00
    [InlineData("103126", "22:00", "110126", "08:00", 11)] // 01:00 to 02:00 comes twice
    [InlineData("060126", "22:00", "060226", "08:00", 10)]
    public void By_the_home_terminals_clocks_a_night_is_as_long_as_they_make_it(
        string from, string at, string to, string until, int hours)
    {
        var file = Made(to, until, Row(from, at, "12", "1"));

        var interval = Assert.Single(DutyIntervals.Of(file, Chicago));
        Assert.Equal(Duration.FromHours(hours), interval.To - interval.From);
        Assert.Equal(Duration.FromHours(10), Assert.Single(DutyIntervals.Of(file)) is var fixedOffset
            ? fixedOffset.To - fixedOffset.From
            : Duration.Zero);
    }

    [Fact]
    public void An_hour_that_comes_twice_is_told_apart_by_the_order_of_the_records()
    {
        // 00:30, 01:45 by the old time, 01:15 by the new one, 02:30.
        var file = Made(
            "110126", "02:30",
            Row("110126", "01:15", "13", "1"), Row("110126", "01:45", "14", "1"), Row("110126", "00:30", "13", "1"));

        Assert.Equal(
            [(DutyStatus.Driving, 75.0), (DutyStatus.OnDutyNotDriving, 30.0), (DutyStatus.Driving, 75.0)],
            DutyIntervals.Of(file, Chicago).Select(one => (one.Status, (one.To - one.From).TotalMinutes)));
    }

    [Fact]
    public void A_time_that_the_clocks_skip_is_counted_on_from_before_the_change()
    {
        var file = Made(
            "030826", "04:00", Row("030826", "02:30", "13", "1"), Row("030826", "01:30", "14", "1"));

        Assert.Equal(
            [(DutyStatus.OnDutyNotDriving, 60.0), (DutyStatus.Driving, 30.0)],
            DutyIntervals.Of(file, Chicago).Select(one => (one.Status, (one.To - one.From).TotalMinutes)));
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

    // A file made at a local time, its rows newest first.
    private static EldFile Made(string date, string time, params EldEventRow[] rows) => SampleFile.File with
    {
        Header = SampleFile.File.Header with
        {
            Current = SampleFile.File.Header.Current with
            {
                Date = EldField.Of(date),
                Time = EldField.Of(time.Replace(":", "", StringComparison.Ordinal) + "00"),
            },
        },
        Events = rows,
    };

    private static DutyInterval Interval(DutyStatus status, string from, string to) =>
        new(status, At(from), At(to));

    private static Instant At(string text) =>
        NodaTime.Text.LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm").Parse(text).Value
            .WithOffset(Offset.FromHours(-6)).ToInstant();
}
