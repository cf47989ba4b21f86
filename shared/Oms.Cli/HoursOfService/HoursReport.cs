using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Oms.Custody.HoursOfService;

namespace Oms.Cli.HoursOfService;

/// <summary>The result of a case, for people.</summary>
internal static class HoursReport
{
    private static readonly LocalTimePattern Minute = LocalTimePattern.CreateWithInvariantCulture("HH:mm");
    private static readonly LocalTimePattern Exact = LocalTimePattern.ExtendedIso;

    public static IEnumerable<string> Of(HoursCase one, HoursOfServiceResult result)
    {
        yield return $"{one.Name}: {Verdict(one, result)}";
        foreach (var violation in result.Violations)
        {
            yield return $"  {HoursCaseFile.CodeOf(violation.Rule)} {violation.Section} from "
                + $"{At(one, violation.From)} to {At(one, violation.Until)}, {Length(violation.Driven)} of driving"
                + (violation.IsCertain ? "" : ", not certain");
        }

        var left = result.Remaining;
        yield return $"  at {At(one, result.AsOf)}: driving {Length(left.Driving)}, window {Length(left.Window)}, "
            + "break " + (left.BeforeBreak is { } before ? $"in {Length(before)}" : "not owed")
            + $", cycle {Length(left.Cycle)}; "
            + (result.MayDriveUntil is { } until ? $"may drive until {At(one, until)}" : "must not drive");
        if (result.Split is { } split)
        {
            yield return $"  split rest in force: {At(one, split.First.From)} to {At(one, split.First.To)} with "
                + $"{At(one, split.Second.From)} to {At(one, split.Second.To)}";
        }

        if (result.Pending is { } pending)
        {
            yield return $"  split rest open: {At(one, pending.First.From)} to {At(one, pending.First.To)}, with "
                + $"{Length(pending.SecondMin)} more {(pending.SecondNeedsSleeper ? "(7 h in the berth) " : "")}"
                + $"after at most {Length(pending.Driving)} of driving and {Length(pending.Window)} of window";
        }

        if (result.MayDriveUntil is null)
        {
            foreach (var rest in result.Rests)
            {
                yield return $"  {(rest.Status == DutyStatus.OffDuty ? "off duty" : "in the berth")} from now on, "
                    + $"driving from {At(one, rest.DrivingFrom)} for {Length(rest.Remaining.MayDrive)}";
            }
        }

        foreach (var finding in result.Findings)
        {
            yield return $"  note: {finding.Message}";
        }
    }

    public static string Text(HoursCase one, IReadOnlyList<HoursExpectation> violations) =>
        violations.Count == 0
            ? "no violation"
            : string.Join(", ", violations.Select(violation => $"{violation.Code} at {At(one, violation.At)}"));

    private static string Verdict(HoursCase one, HoursOfServiceResult result) =>
        (result.Violations.Count == 0 ? "legal" : $"{result.Violations.Count} violations")
        + (one.Expected is { } expected ? $" (expected: {Text(one, expected)})" : "");

    /// <summary>An instant as case files write it, with seconds only where it has some.</summary>
    private static string At(HoursCase one, Instant at)
    {
        var local = at.InZone(one.Log.HomeTerminal).LocalDateTime;
        var day = Period.DaysBetween(one.DayZero, local.Date);
        var pattern = local.Second == 0 && local.NanosecondOfSecond == 0 ? Minute : Exact;
        return string.Create(CultureInfo.InvariantCulture, $"{day} {pattern.Format(local.TimeOfDay)}");
    }

    private static string Length(Duration time) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00}");
}
