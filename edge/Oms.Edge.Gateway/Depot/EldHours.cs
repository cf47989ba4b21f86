using System.Text.Json;
using NodaTime;
using Oms.Custody.Findings;
using Oms.Custody.HoursOfService;
using Oms.Eld;
using Duty = Oms.Custody.HoursOfService.DutyStatus;
using Interval = Oms.Custody.HoursOfService.DutyInterval;

namespace Oms.Edge.Gateway.Depot;

/// <summary>The hours of service that an ELD output file tells of (49 CFR 395.3).</summary>
internal static class EldHours
{
    private const char EightDays = '8';

    /// <summary>Violations, and how long the driver may still drive from the file's end on.</summary>
    /// <returns>Nothing where the file has no duty status or no time of its own.</returns>
    public static (IReadOnlyList<(Finding Finding, bool IsCertain)> Violations, long? MayDriveSeconds) Of(EldFile file)
    {
        if (file.UtcOffset is not { } offset || file.Header.Current.At is not { } end
            || DutyIntervals.Of(file) is not { Count: > 0 } intervals)
        {
            return ([], null);
        }

        var result = HoursOfServiceRules.Evaluate(
            new DutyLog(
                DateTimeZone.ForOffset(offset),
                file.Header.Carrier.PeriodStart.Time ?? LocalTime.Midnight,
                file.Header.Carrier.MultidayBasis.Character == EightDays
                    ? DutyCycle.SeventyInEight
                    : DutyCycle.SixtyInSeven,
                [.. intervals.Select(one => new Interval(StatusOf(one), one.From, one.To))],
                []),
            end.WithOffset(offset).ToInstant());
        return (
            [.. result.Violations.Select(one => (
                new Finding(
                    $"hos-{JsonNamingPolicy.KebabCaseLower.ConvertName(one.Rule.ToString())}",
                    $"{one.From}",
                    $"The driver drove {one.Driven.TotalMinutes:0} minutes beyond the limit until {one.Until}.",
                    $"49 CFR {one.Section}"),
                one.IsCertain))],
            (long)result.Remaining.MayDrive.TotalSeconds);
    }

    private static Duty StatusOf(Oms.Eld.DutyInterval one) =>
        one switch
        {
            { Category: DutyCategory.PersonalConveyance } => Duty.PersonalConveyance,
            { Category: DutyCategory.YardMoves } => Duty.YardMove,
            { Status: Oms.Eld.DutyStatus.SleeperBerth } => Duty.SleeperBerth,
            { Status: Oms.Eld.DutyStatus.Driving } => Duty.Driving,
            { Status: Oms.Eld.DutyStatus.OnDutyNotDriving } => Duty.OnDutyNotDriving,
            _ => Duty.OffDuty,
        };
}
