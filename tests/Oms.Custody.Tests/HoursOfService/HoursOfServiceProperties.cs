using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Custody.HoursOfService;
using Xunit;

namespace Oms.Custody.Tests.HoursOfService;

/// <summary>What holds for every record of duty status without claims.</summary>
public sealed class HoursOfServiceProperties
{
    private static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["America/Denver"];

    // Five days around the change of clocks.
    private static readonly Instant Start = Instant.FromUtc(2026, 3, 6, 7, 0);

    private static readonly Gen<(DutyStatus Status, int Minutes)> Part =
        from status in Gen.Frequency(
            (5, Gen.Constant(DutyStatus.Driving)),
            (2, Gen.Constant(DutyStatus.OnDutyNotDriving)),
            (4, Gen.Constant(DutyStatus.OffDuty)),
            (4, Gen.Constant(DutyStatus.SleeperBerth)))
        from minutes in Gen.OneOf(
            Gen.Choose(1, 300), Gen.Elements(29, 30, 119, 120, 180, 420, 480, 599, 600, 2_039, 2_040))
        select (status, minutes);

    // Duty and rests in turn, between two rests of 10 hours.
    private static readonly Gen<(DutyStatus Status, int Minutes)[]> Tours =
        from opening in Gen.Elements(DutyStatus.OffDuty, DutyStatus.SleeperBerth)
        from closing in Gen.Elements(DutyStatus.OffDuty, DutyStatus.SleeperBerth)
        from count in Gen.Choose(1, 6)
        from pairs in (
            from work in Gen.Choose(0, 1)
            from driving in Gen.Choose(30, 400)
            from rest in Gen.Elements(DutyStatus.OffDuty, DutyStatus.SleeperBerth)
            from minutes in Gen.Elements(60, 119, 120, 150, 180, 300, 420, 450, 480, 599)
            select new (DutyStatus Status, int Minutes)[]
            {
                (DutyStatus.OnDutyNotDriving, 1 + (work * driving / 3)),
                (DutyStatus.Driving, driving),
                (rest, minutes),
            }).ArrayOf(count)
        select ((DutyStatus Status, int Minutes)[])
            [(opening, 600), .. pairs.SelectMany(pair => pair).SkipLast(1), (closing, 600)];

    // Rests near the lengths that matter, so that pairs, resets and restarts are met often.
    private static readonly Gen<DutyInterval[]> Records =
        from count in Gen.Choose(1, 24)
        from parts in Part.ArrayOf(count)
        select Lay(parts);

    private static readonly Gen<(DutyInterval[] Record, int From, int Minutes)> Driven =
        from record in Records
        from permille in Gen.Choose(0, 999)
        from minutes in Gen.Choose(1, 400)
        select (record, (int)((record[^1].To - Start).TotalMinutes * permille / 1_000), minutes);

    // The one exception is of the law: 10 hours off duty cannot be one of a pair of rests, a minute less can
    // (HoursOfServiceTests shows what that makes of driving that breaks them up).
    [Fact]
    public void More_driving_never_leaves_more_time_unless_it_breaks_up_ten_hours_off_duty() =>
        ForAllDriven((before, after) =>
        {
            Assert.True(after.Remaining.Driving <= before.Remaining.Driving, "driving");
            Assert.True(after.Remaining.Window <= before.Remaining.Window, "window");
            Assert.True(after.Remaining.BeforeBreak <= before.Remaining.BeforeBreak, "break");
            Assert.True(after.Remaining.Cycle <= before.Remaining.Cycle, "cycle");
        });

    [Fact]
    public void No_violation_disappears_by_more_driving_unless_it_breaks_up_ten_hours_off_duty() =>
        ForAllDriven((before, after) =>
        {
            // Beyond the 11 hours or beyond the 14: with other pairs of rests it may be the other one.
            foreach (var one in before.Violations)
            {
                Assert.Contains(after.Violations, other =>
                    Family(other.Rule) == Family(one.Rule) && other.From <= one.From && other.Until >= one.From);
            }
        });

    [Fact]
    public void More_driving_never_gives_back_breaks_or_the_cycle() => ForAllDriven(
        (before, after) =>
        {
            Assert.True(after.Remaining.BeforeBreak <= before.Remaining.BeforeBreak, "break");
            Assert.True(after.Remaining.Cycle <= before.Remaining.Cycle, "cycle");
            foreach (var one in before.Violations.Where(one => one.Rule is HoursRule.Break or HoursRule.Cycle))
            {
                Assert.Contains(after.Violations, other =>
                    other.Rule == one.Rule && other.From <= one.From && other.Until >= one.From);
            }
        },
        anywhere: true);

    [Fact]
    public void Driving_is_beyond_its_limits_exactly_where_no_pairing_of_rests_allows_it()
    {
        var (legal, beyond, split) = (0, 0, 0);
        Prop.ForAll(Tours.ToArbitrary(), parts =>
        {
            var record = Lay(parts);
            var first = Judge(record).Violations.FirstOrDefault(one => Family(one.Rule) == 0);
            var expected = SplitOracle.FirstViolation(parts);
            Assert.Equal(expected, first is null ? null : (int)(first.From - Start).TotalMinutes);
            _ = expected is null ? legal++ : beyond++;
            split += Evaluate(record[..^1], record[^1].From).Split is null ? 0 : 1;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
        Assert.True(legal > 100 && beyond > 100 && split > 100, $"{legal} legal, {beyond} beyond, {split} split");
    }

    [Fact]
    public void An_interval_in_two_pieces_is_the_same() =>
        Prop.ForAll(Driven.ToArbitrary(), drawn =>
        {
            var at = Start + Duration.FromMinutes(drawn.From);
            var pieces = drawn.Record.SelectMany(one => one.From < at && at < one.To
                ? new[] { one with { To = at }, one with { From = at } }
                : [one]).ToArray();
            Same(Judge(drawn.Record), Judge(pieces));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Ten_hours_of_rest_renew_the_shift_and_thirty_four_the_cycle() =>
        Prop.ForAll(Records.ToArbitrary(), Gen.Choose(600, 3_000).ToArbitrary(), (record, minutes) =>
        {
            var end = record[^1].To;
            var rest = new DutyInterval(
                minutes % 2 == 0 ? DutyStatus.OffDuty : DutyStatus.SleeperBerth, end,
                end + Duration.FromMinutes(minutes));
            var left = Judge([.. record, rest]).Remaining;
            Assert.Equal(
                (HoursLimits.Driving, HoursLimits.Window, HoursLimits.DrivingBeforeBreak),
                (left.Driving, left.Window, left.BeforeBreak!.Value));
            Assert.True(minutes < 34 * 60 || left.Cycle == DutyCycle.SeventyInEight.Limit);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Unknown_time_leaves_no_more_than_any_status_in_its_place() =>
        Prop.ForAll(
            Records.ToArbitrary(), Gen.Choose(0, 1_000).ToArbitrary(),
            Gen.Elements(Enum.GetValues<DutyStatus>()).ToArbitrary(), (record, draw, status) =>
            {
                // Time before the record is no gap in it.
                if (record.Length == 1)
                {
                    return;
                }

                var lost = 1 + (draw % (record.Length - 1));
                var known = Judge(
                    [.. record.Select((one, index) => index == lost ? one with { Status = status } : one)]);
                var unknown = Evaluate([.. record.Where((_, index) => index != lost)], record[^1].To);
                Assert.True(unknown.Remaining.MayDrive <= known.Remaining.MayDrive);
                Assert.All(
                    unknown.Violations.Where(one => one.IsCertain),
                    one => Assert.Contains(known.Violations, other => Family(other.Rule) == Family(one.Rule)
                        && other.From <= one.From && other.Until >= one.From));
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static int Family(HoursRule rule) => rule == HoursRule.DutyWindow ? (int)HoursRule.DrivingLimit : (int)rule;

    private static bool BreaksTenHoursOffDuty(DutyInterval[] record, Instant from, Instant to)
    {
        var (began, ended, berth) = (Instant.MinValue, Instant.MinValue, Duration.Zero);
        var (berthBegan, berthEnded) = (Instant.MinValue, Instant.MinValue);
        var broken = false;
        foreach (var one in record.Where(one => one.Status is DutyStatus.OffDuty or DutyStatus.SleeperBerth)
            .Append(new DutyInterval(DutyStatus.OffDuty, Instant.MaxValue, Instant.MaxValue)))
        {
            if (one.From != ended)
            {
                broken |= ended - began >= HoursLimits.Rest && berth < HoursLimits.SplitSleeperMin
                    && from < ended && began < to;
                (began, berth) = (one.From, Duration.Zero);
            }

            if (one.Status == DutyStatus.SleeperBerth)
            {
                (berthBegan, berthEnded) = (one.From == berthEnded ? berthBegan : one.From, one.To);
                berth = Duration.Max(berth, berthEnded - berthBegan);
            }

            ended = one.To;
        }

        return broken;
    }

    private static void ForAllDriven(
        Action<HoursOfServiceResult, HoursOfServiceResult> check, bool anywhere = false) =>
        Prop.ForAll(Driven.ToArbitrary(), drawn =>
        {
            var from = Start + Duration.FromMinutes(drawn.From);
            var to = Instant.Min(from + Duration.FromMinutes(drawn.Minutes), drawn.Record[^1].To);
            if (anywhere || !BreaksTenHoursOffDuty(drawn.Record, from, to))
            {
                check(Judge(drawn.Record), Judge(Drive(drawn.Record, from, to)));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    private static DutyInterval[] Drive(DutyInterval[] record, Instant from, Instant to) =>
    [
        .. record.SelectMany(one => new[]
        {
            one with { To = Instant.Min(one.To, from) },
            one with { From = Instant.Max(one.From, to) },
        }).Where(one => one.From < one.To).Append(new DutyInterval(DutyStatus.Driving, from, to))
            .OrderBy(one => one.From),
    ];

    private static DutyInterval[] Lay((DutyStatus Status, int Minutes)[] parts)
    {
        var (laid, at) = (new List<DutyInterval>(), Start);
        foreach (var (status, minutes) in parts)
        {
            laid.Add(new DutyInterval(status, at, at + Duration.FromMinutes(minutes)));
            at += Duration.FromMinutes(minutes);
        }

        return [.. laid];
    }

    private static HoursOfServiceResult Judge(DutyInterval[] record) => Evaluate(record, record[^1].To);

    private static HoursOfServiceResult Evaluate(DutyInterval[] record, Instant asOf) =>
        HoursOfServiceRules.Evaluate(
            new DutyLog(Zone, LocalTime.Midnight, DutyCycle.SeventyInEight, record, []), asOf);

    private static void Same(HoursOfServiceResult one, HoursOfServiceResult other)
    {
        Assert.Equal(one.Remaining, other.Remaining);
        Assert.Equal(one.Split, other.Split);
        Assert.Equal(one.Pending, other.Pending);
        Assert.Equal(one.Violations, other.Violations);
        Assert.Equal(one.Rests, other.Rests);
        Assert.Equal(one.Findings, other.Findings);
    }
}
