using NodaTime;
using Oms.Custody.HoursOfService;
using Xunit;
using static Oms.Custody.Tests.HoursOfService.LogBuilder;

namespace Oms.Custody.Tests.HoursOfService;

/// <summary>Records with faults, and the exceptions that a driver may claim.</summary>
public sealed class DutyRecordTests
{
    private static readonly Instant Ten = Monday + Duration.FromHours(10);

    private static Duration Hours(double hours) => Duration.FromMinutes((long)(hours * 60));

    [Fact]
    public void A_gap_is_unknown_and_leaves_as_little_as_if_it_had_been_driven()
    {
        var result = Rested().Drive(2).Lose(3).Work(1).Judge();
        var gap = Assert.Single(result.Findings, finding => finding.Kind == LogFindingKind.Gap);
        Assert.Equal((Monday + Hours(12), Monday + Hours(15)), (gap.From, gap.To));
        Assert.Equal(new RemainingTime(Hours(6), Hours(8), Hours(8), Hours(64)), result.Remaining);
    }

    [Fact]
    public void A_violation_that_rest_in_a_gap_would_lift_is_not_certain()
    {
        Assert.False(Assert.Single(
            Rested().Work(13).Lose(11).Drive(1).Judge().Violations, one => one.Rule == HoursRule.DutyWindow).IsCertain);
        Assert.True(Assert.Single(
            Rested().Work(13).Lose(1).Work(1).Drive(1).Judge().Violations, one => one.Rule == HoursRule.DutyWindow)
            .IsCertain);
    }

    [Fact]
    public void Statuses_that_contradict_each_other_are_unknown()
    {
        var log = Rested().Off(10).Log;
        log = log with
        {
            Intervals = [.. log.Intervals, new DutyInterval(DutyStatus.Driving, Ten, Ten + Hours(1))],
        };
        var result = HoursOfServiceRules.Evaluate(log, Ten + Hours(10));
        var found = Assert.Single(result.Findings, finding => finding.Kind == LogFindingKind.Contradiction);
        Assert.Equal((Ten, Ten + Hours(1)), (found.From, found.To));
        Assert.Equal(Hours(10), result.Remaining.Driving);
    }

    [Fact]
    public void One_status_recorded_twice_counts_once_and_is_reported()
    {
        var log = Rested().Drive(2).Log;
        log = log with { Intervals = [.. log.Intervals, log.Intervals[1]] };
        var result = HoursOfServiceRules.Evaluate(log, Ten + Hours(2));
        Assert.Contains(result.Findings, finding => finding.Kind == LogFindingKind.Overlap);
        Assert.Equal(Hours(9), result.Remaining.Driving);
    }

    [Fact]
    public void Intervals_out_of_order_are_taken_in_their_place_and_reported()
    {
        var sorted = Rested().Drive(2).Work(1).Log;
        var mixed = sorted with { Intervals = [sorted.Intervals[2], sorted.Intervals[0], sorted.Intervals[1]] };
        var (one, other) = (HoursOfServiceRules.Evaluate(sorted, Ten + Hours(3)),
            HoursOfServiceRules.Evaluate(mixed, Ten + Hours(3)));
        Assert.Equal(one.Remaining, other.Remaining);
        Assert.Equal(2, other.Findings.Count(finding => finding.Kind == LogFindingKind.OutOfOrder));
    }

    [Fact]
    public void An_interval_that_ends_before_it_begins_is_left_out_and_reported()
    {
        var log = Rested().Log;
        log = log with { Intervals = [.. log.Intervals, new DutyInterval(DutyStatus.Driving, Ten, Ten)] };
        var result = HoursOfServiceRules.Evaluate(log, Ten);
        Assert.Contains(result.Findings, finding => finding.Kind == LogFindingKind.Empty);
        Assert.Equal(Hours(11), result.Remaining.Driving);
    }

    [Fact]
    public void The_future_is_left_out_and_reported()
    {
        var result = HoursOfServiceRules.Evaluate(Rested().Drive(4).Log, Ten + Hours(1));
        var future = Assert.Single(result.Findings, finding => finding.Kind == LogFindingKind.Future);
        Assert.Equal((Ten + Hours(1), Ten + Hours(4)), (future.From, future.To));
        Assert.Equal(Hours(10), result.Remaining.Driving);
    }

    [Fact]
    public void A_record_that_is_shorter_than_the_cycle_says_so_unless_a_restart_is_in_it()
    {
        Assert.Contains(Rested().Judge().Findings, finding => finding.Kind == LogFindingKind.HistoryShort);
        Assert.Empty(new LogBuilder(Monday).Off(34).Drive(1).Judge().Findings);
    }

    [Fact]
    public void Nothing_recorded_is_no_rest()
    {
        var result = HoursOfServiceRules.Evaluate(Rested().Log with { Intervals = [] }, Ten);
        Assert.Equal(LogFindingKind.HistoryShort, Assert.Single(result.Findings).Kind);
        Assert.Empty(result.Violations);
    }

    [Fact]
    public void Adverse_conditions_give_two_hours_of_driving_and_window_and_not_a_minute_more()
    {
        LogBuilder Day() => Rested().Claim(new ExceptionClaim.AdverseConditions(Ten)).Drive(7).Off(0, 30).Drive(6);
        Assert.Empty(Day().Violations());
        Assert.Equal([(HoursRule.DrivingLimit, (23 * 60) + 30)], Day().Drive(0, 1).Violations());
        Assert.Equal(Hours(16), Rested().Claim(new ExceptionClaim.AdverseConditions(Ten)).Work(1).Judge()
            .Remaining.Window + Hours(1));
    }

    [Fact]
    public void Short_haul_owes_no_break_within_150_air_miles_and_14_hours()
    {
        LogBuilder Day(long metres) => Rested().Claim(new ExceptionClaim.ShortHaul(Ten, metres)).Drive(9);
        Assert.Empty(Day(277_800).Violations());
        Assert.Null(Day(277_800).Judge().Remaining.BeforeBreak);
        Assert.Single(Day(277_801).Violations());
        Assert.Empty(Day(0).Work(5).Violations());
        var late = Day(0).Work(5, 1).Judge();
        Assert.Equal(HoursRule.Break, Assert.Single(late.Violations).Rule);
        Assert.Contains(late.Findings, finding => finding.Kind == LogFindingKind.ClaimRefused);
    }

    [Fact]
    public void One_long_day_is_legal_to_its_sixteenth_hour_if_the_driver_is_released_then()
    {
        LogBuilder Day(int tours) => Rested().Claim(new ExceptionClaim.SixteenHour(Ten, tours)).Work(14).Drive(2);
        Assert.Empty(Day(5).Violations());
        Assert.Single(Day(4).Violations());
        Assert.Equal([(HoursRule.DutyWindow, 24 * 60)], Day(5).Work(0, 1).Violations());
    }

    [Theory]
    [InlineData(6, 1)]
    [InlineData(7, 0)]
    public void A_long_day_comes_once_in_seven_days(int daysLater, int violations)
    {
        var log = Rested().Claim(new ExceptionClaim.SixteenHour(Ten, 5)).Work(15);
        for (var day = 1; day < daysLater; day++)
        {
            log = log.Off(23).Work(1);
        }

        log = log.Off(Math.Max(10, (int)(Ten + Duration.FromDays(daysLater) - log.Now).TotalHours));
        log = log.Claim(new ExceptionClaim.SixteenHour(log.Now, 5)).Work(14).Drive(1).Off(10);
        Assert.Equal(violations, log.Judge().Violations.Count);
    }

    [Fact]
    public void A_claim_for_no_tour_is_refused() =>
        Assert.Contains(
            Rested().Claim(new ExceptionClaim.ShortHaul(Monday, 0)).Drive(1).Judge().Findings,
            finding => finding.Kind == LogFindingKind.ClaimRefused);
}
