using NodaTime;
using Oms.Custody.HoursOfService;
using Xunit;
using static Oms.Custody.Tests.HoursOfService.LogBuilder;

namespace Oms.Custody.Tests.HoursOfService;

public sealed class HoursOfServiceTests
{
    private static Duration Hours(double hours) => Duration.FromMinutes((long)(hours * 60));

    [Fact]
    public void A_rested_driver_has_all_his_hours()
    {
        var result = Rested().Judge();
        Assert.Equal(new RemainingTime(Hours(11), Hours(14), Hours(8), Hours(70)), result.Remaining);
        Assert.Equal(result.AsOf + Hours(8), result.MayDriveUntil);
        Assert.Empty(result.Violations);
    }

    [Fact]
    public void Driving_and_work_use_up_what_they_should()
    {
        var result = Rested().Work(2).Drive(3).Judge();
        Assert.Equal(new RemainingTime(Hours(8), Hours(9), Hours(5), Hours(65)), result.Remaining);
    }

    [Fact]
    public void Eleven_hours_of_driving_are_legal_and_one_minute_more_is_not()
    {
        Assert.Empty(Rested().Drive(6).Off(0, 30).Drive(5).Violations());
        var violation = Assert.Single(Rested().Drive(6).Off(0, 30).Drive(5, 1).Judge().Violations);
        Assert.Equal(
            new HoursViolation(
                HoursRule.DrivingLimit, "395.3(a)(3)(i)", Monday + Hours(21.5),
                Monday + Hours(21.5) + Duration.FromMinutes(1),
                Duration.FromMinutes(1), IsCertain: true),
            violation);
    }

    [Fact]
    public void The_fourteenth_hour_is_legal_and_the_minute_behind_it_is_not()
    {
        Assert.Empty(Rested().Work(13).Drive(1).Violations());
        Assert.Equal([(HoursRule.DutyWindow, 24 * 60)], Rested().Work(13).Drive(1, 1).Violations());
    }

    [Fact]
    public void Ten_hours_of_rest_give_new_limits_and_a_minute_less_does_not()
    {
        Assert.Empty(Rested().Work(14).Off(10).Drive(8).Violations());
        Assert.Equal([(HoursRule.DutyWindow, (10 + 14 + 10) * 60 - 1)],
            Rested().Work(14).Off(9, 59).Drive(8).Violations());
    }

    [Fact]
    public void Thirty_minutes_of_any_other_status_are_a_break_and_twenty_nine_are_not()
    {
        Assert.Empty(Rested().Drive(8).Work(0, 10).Off(0, 20).Drive(1).Violations());
        Assert.Equal([(HoursRule.Break, 18 * 60 + 29)], Rested().Drive(8).Work(0, 29).Drive(1).Violations());
    }

    [Fact]
    public void Each_stretch_without_a_break_is_a_violation_of_its_own() =>
        Assert.Equal(
            [
                (HoursRule.Break, 18 * 60),
                (HoursRule.DrivingLimit, (21 * 60) + 30),
                (HoursRule.DutyWindow, 24 * 60),
                (HoursRule.Break, 27 * 60),
            ],
            Rested().Drive(8, 30).Off(0, 30).Drive(8, 30).Violations());

    [Fact]
    public void Personal_conveyance_is_rest_and_a_yard_move_is_duty()
    {
        Assert.Empty(Rested().Work(14).Off(5).Add(DutyStatus.PersonalConveyance, 1, 0).Off(4).Drive(8).Violations());
        Assert.NotEmpty(Rested().Work(14).Off(5).Add(DutyStatus.YardMove, 1, 0).Off(4).Drive(8).Violations());
        Assert.Equal(Hours(69), Rested().Add(DutyStatus.YardMove, 1, 0).Judge().Remaining.Cycle);
        Assert.Equal(Hours(11), Rested().Add(DutyStatus.YardMove, 1, 0).Judge().Remaining.Driving);
    }

    [Theory]
    [InlineData(70, 5, true)]
    [InlineData(60, 4, false)]
    public void The_cycle_ends_driving_at_its_limit(int limit, int days, bool everyDay)
    {
        var log = new LogBuilder(Monday, null, everyDay ? DutyCycle.SeventyInEight : DutyCycle.SixtyInSeven).Off(10);
        for (var day = 0; day < days; day++)
        {
            log = log.Drive(7).Work(7).Off(10);
        }

        var left = limit - (14 * days);
        Assert.Equal(Hours(left), log.Judge().Remaining.Cycle);
        log = left > 0 ? log.Work(left) : log;
        Assert.Empty(log.Violations());
        var violation = Assert.Single(log.Drive(0, 1).Judge().Violations);
        Assert.Equal(everyDay ? "395.3(b)(2)" : "395.3(b)(1)", violation.Section);
        Assert.Equal(log.Now - Duration.FromMinutes(1), violation.From);
    }

    [Fact]
    public void Thirty_four_hours_of_rest_begin_a_new_cycle_and_a_minute_less_does_not()
    {
        LogBuilder Worked() => Rested().Drive(7).Work(7).Off(10).Drive(7).Work(7);
        Assert.Equal(Hours(70), Worked().Off(34).Judge().Remaining.Cycle);
        Assert.Equal(Hours(42), Worked().Off(33, 59).Judge().Remaining.Cycle);
    }

    [Fact]
    public void A_day_leaves_the_cycle_when_the_home_terminals_day_begins()
    {
        // 10 h on the first day only, in a record of 8 days; the 9th day begins at 05:00 UTC.
        var zone = DateTimeZoneProviders.Tzdb["America/New_York"];
        var start = Instant.FromUtc(2026, 1, 5, 5, 0);
        var log = new LogBuilder(start, zone).Off(10).Work(10).Off(4);
        for (var day = 0; day < 7; day++)
        {
            log = log.Off(11).Work(1).Off(12);
        }

        var before = HoursOfServiceRules.Evaluate(log.Log, log.Now - Duration.FromMinutes(1));
        Assert.Equal(Hours(70 - 17), before.Remaining.Cycle);
        Assert.Equal(Hours(70 - 7), log.Judge().Remaining.Cycle);
    }

    [Theory]
    [InlineData(2026, 3, 8, 191)]
    [InlineData(2026, 11, 1, 193)]
    [InlineData(2026, 6, 1, 192)]
    public void Eight_days_of_the_home_terminal_are_as_long_as_its_clocks_make_them(
        int year, int month, int day, int hours)
    {
        var zone = DateTimeZoneProviders.Tzdb["America/Chicago"];
        var start = new LocalDate(year, month, day).AtStartOfDayInZone(zone).ToInstant();
        var log = new LogBuilder(start, zone).Work(1).Off(9);
        for (var shift = 0; shift < 9; shift++)
        {
            log = log.Work(0, 1).Off(23, 59);
        }

        Duration Left(Duration after) => HoursOfServiceRules.Evaluate(log.Log, start + after).Remaining.Cycle;

        // The hour and the minute of the first day.
        Assert.Equal(
            Duration.FromMinutes(61), Left(Hours(hours)) - Left(Hours(hours) - Duration.FromMinutes(1)));
    }

    [Fact]
    public void A_lone_long_rest_in_the_berth_stops_the_window_once_any_rest_pairs_with_it()
    {
        var log = Rested().Drive(4).Work(1).Berth(7).Drive(5).Work(3);
        Assert.Empty(log.Off(3).Violations());
    }

    [Fact]
    public void Ten_hours_off_duty_pair_with_no_rest_before_or_behind_them_and_ten_in_the_berth_do()
    {
        LogBuilder Day(LogBuilder night) => night.Drive(4).Work(1).Berth(7).Drive(5);
        var begun = new LogBuilder(Monday);
        Assert.Equal([(HoursRule.DutyWindow, 24 * 60)], Day(begun.Off(10)).Work(3).Off(10).Violations());
        Assert.Empty(Day(new LogBuilder(Monday).Off(10)).Work(3).Off(9, 59).Violations());
        Assert.Empty(Day(new LogBuilder(Monday).Off(10)).Work(3).Berth(10).Violations());
        Assert.Equal(Duration.Zero, Day(new LogBuilder(Monday).Off(10)).Judge().Remaining.Window);
        Assert.Equal(Hours(4), Day(new LogBuilder(Monday).Off(3).Berth(7)).Judge().Remaining.Window);
    }

    [Fact]
    public void Rests_pair_over_others_that_lie_between_them()
    {
        // 2 hours and 7 are too short for each other, and so are 3 and 2: the 3 pair with the 7.
        var day = Rested().Drive(4).Off(3).Drive(3).Off(2).Drive(3);
        Assert.Equal(Hours(1), day.Judge().Pending!.Driving);
        var result = day.Berth(7).Judge();
        Assert.Empty(result.Violations);
        Assert.Equal((Hours(3), Hours(7)), (result.Split!.First.Length, result.Split.Second.Length));
        Assert.Equal((Hours(5), Hours(6)), (result.Remaining.Driving, result.Remaining.Window));
    }

    [Fact]
    public void A_minute_of_driving_in_ten_hours_off_duty_makes_two_rests_of_them_that_pair()
    {
        LogBuilder Day(LogBuilder night) => night.Drive(4).Work(1).Berth(7).Drive(5);
        Assert.Equal(Duration.Zero, Day(Rested()).Judge().Remaining.Window);
        var broken = new LogBuilder(Monday).Off(4).Drive(0, 1).Off(5, 59);
        Assert.Equal(Hours(4), Day(broken).Judge().Remaining.Window);
    }

    [Fact]
    public void A_minute_of_driving_in_ten_hours_off_duty_makes_one_tour_of_two_whose_rests_pair()
    {
        // Where the 10 hours are whole, nothing pairs with the 3; else the berth of the next day does.
        LogBuilder Day() => Rested().Work(4).Off(3).Work(5).Drive(3);
        Assert.Equal([(HoursRule.DutyWindow, 24 * 60)], Day().Off(10).Work(1).Berth(7).Violations());
        Assert.Empty(Day().Drive(0, 1).Off(9, 59).Work(1).Berth(7).Violations());
    }

    [Fact]
    public void Three_hours_off_pair_with_a_full_night_in_the_berth_but_not_with_one_at_home()
    {
        LogBuilder Day() => Rested().Work(2).Drive(5).Off(3).Work(3, 30).Drive(1);
        Assert.Empty(Day().Berth(10).Violations());
        Assert.Equal([(HoursRule.DutyWindow, 24 * 60)], Day().Off(10, 30).Violations());
    }

    [Theory]
    [InlineData(7, 0, 3, 0, true)]
    [InlineData(7, 30, 2, 30, true)]
    [InlineData(8, 0, 2, 0, true)]
    [InlineData(6, 59, 3, 1, false)]
    [InlineData(7, 0, 2, 59, false)]
    [InlineData(8, 1, 1, 59, false)]
    public void Two_rests_pair_when_they_are_long_enough(
        int berth, int berthMinutes, int off, int offMinutes, bool pair)
    {
        var result = Rested().Drive(4).Berth(berth, berthMinutes).Drive(1).Off(off, offMinutes).Judge();
        Assert.Equal(pair, result.Split is not null && result.Split.Second.Length == Duration.FromMinutes(
            (off * 60) + offMinutes));
        Assert.Equal(pair ? Hours(10) : Hours(6), result.Remaining.Driving);
    }

    [Fact]
    public void Both_limits_count_from_the_end_of_the_first_rest_of_a_pair()
    {
        var result = Rested().Drive(5).Off(3).Drive(6).Berth(7).Judge();
        Assert.Equal((Hours(5), Hours(8)), (result.Remaining.Driving, result.Remaining.Window));
        Assert.Equal(Monday + Hours(18), result.Split!.First.To);
    }

    [Fact]
    public void After_a_violation_only_ten_consecutive_hours_help()
    {
        LogBuilder Beyond() => Rested().Drive(6).Off(0, 30).Drive(5, 1);
        Assert.Equal(Duration.Zero, Beyond().Berth(7).Off(2, 59).Judge().Remaining.Driving);
        Assert.Equal(Hours(11), Beyond().Berth(7).Off(3).Judge().Remaining.Driving);
        Assert.Equal(Duration.Zero, Beyond().Off(3).Work(0, 1).Berth(7).Judge().Remaining.Driving);
    }

    [Fact]
    public void A_rest_that_may_become_the_first_of_a_pair_says_what_the_second_must_be()
    {
        var pending = Rested().Drive(5).Off(3).Work(6).Judge().Pending;
        Assert.Equal(
            new PendingSplit(
                new RestPeriod(Monday + Hours(15), Monday + Hours(18), Duration.Zero), Hours(7),
                SecondNeedsSleeper: true, Hours(6), Hours(3)),
            pending);
    }

    [Fact]
    public void Driving_on_the_promise_of_a_second_rest_is_a_violation_that_is_not_certain()
    {
        var driving = Rested().Drive(5).Off(3).Work(6).Drive(1);
        Assert.False(Assert.Single(driving.Judge().Violations).IsCertain);
        Assert.Empty(driving.Berth(7).Violations());
    }

    [Fact]
    public void A_driver_who_must_stop_is_told_when_he_may_go_on()
    {
        var result = Rested().Drive(8).Judge();
        Assert.Null(result.MayDriveUntil);
        Assert.Equal(
            new RestOption(
                DutyStatus.OffDuty, result.AsOf + HoursLimits.Break,
                new RemainingTime(Hours(3), Hours(5.5), Hours(8), Hours(62))),
            result.Rests[0]);

        var spent = Rested().Work(14).Judge();
        Assert.All(spent.Rests, rest => Assert.Equal(spent.AsOf + HoursLimits.Rest, rest.DrivingFrom));

        var split = Rested().Drive(5).Off(3).Drive(6).Judge();
        Assert.Equal([Hours(10), Hours(7)], split.Rests.Select(rest => rest.DrivingFrom - split.AsOf));
    }
}
