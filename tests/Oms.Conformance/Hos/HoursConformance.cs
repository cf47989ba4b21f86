using System.Globalization;
using System.Text.Json;
using NodaTime;
using Oms.Conformance.Merkle;
using Oms.Custody.HoursOfService;

namespace Oms.Conformance.Hos;

/// <summary>Cases of hours of service that were derived by hand from 49 CFR 395.1 and 395.3.</summary>
public sealed class HoursConformance
{
    private static readonly Instant DayZero = Instant.FromUtc(2024, 1, 1, 0, 0);

    [Fact]
    public void Every_case_has_exactly_the_violations_that_its_makers_found()
    {
        var cases = VectorFolder.Read(VectorFolder.Path("hos", "hos_cases.json")).GetProperty("cases")
            .EnumerateArray().ToList();
        Assert.NotEmpty(cases);
        foreach (var one in cases)
        {
            Assert.Empty(one.GetProperty("options").EnumerateObject());
            var log = new DutyLog(
                DateTimeZone.Utc,
                LocalTime.Midnight,
                one.GetProperty("cycle").GetString() == "60/7" ? DutyCycle.SixtyInSeven : DutyCycle.SeventyInEight,
                [.. one.GetProperty("segments").EnumerateArray().Select(segment => new DutyInterval(
                    StatusOf(segment[0].GetString()!), At(segment[1]), At(segment[2])))],
                []);
            var result = HoursOfServiceRules.Evaluate(log, log.Intervals.Max(interval => interval.To));
            Assert.Equal(
                one.GetProperty("expected_violations").EnumerateArray()
                    .Select(expected => (RuleOf(expected[0].GetString()!), At(expected[1]))),
                result.Violations.Select(violation => (violation.Rule, violation.From)));
            Assert.All(result.Violations, violation => Assert.True(violation.IsCertain));
        }
    }

    private static DutyStatus StatusOf(string code) => code switch
    {
        "OFF" => DutyStatus.OffDuty,
        "SB" => DutyStatus.SleeperBerth,
        "D" => DutyStatus.Driving,
        "ON" => DutyStatus.OnDutyNotDriving,
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "It is no status."),
    };

    private static HoursRule RuleOf(string code) => code switch
    {
        "DRIVE_11H" => HoursRule.DrivingLimit,
        "WINDOW_14H" => HoursRule.DutyWindow,
        "BREAK_30M" => HoursRule.Break,
        "CYCLE" => HoursRule.Cycle,
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "It is no rule."),
    };

    private static Instant At(JsonElement text)
    {
        var parts = text.GetString()!.Split(' ', ':');
        return DayZero + Duration.FromDays(Number(0)) + Duration.FromHours(Number(1)) + Duration.FromMinutes(Number(2));

        int Number(int index) => int.Parse(parts[index], CultureInfo.InvariantCulture);
    }
}
