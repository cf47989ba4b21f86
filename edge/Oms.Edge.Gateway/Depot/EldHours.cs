using System.Text.Json;
using NodaTime;
using Oms.Custody.Findings;
using Oms.Custody.HoursOfService;
using Oms.Eld;

namespace Oms.Edge.Gateway.Depot;

/// <summary>The hours of service that an ELD output file tells of (49 CFR 395.3).</summary>
/// <param name="Violations">By time.</param>
/// <param name="MayDriveSeconds">How long the driver may still drive from the file's end on; null where the file has no
/// duty status or no time of its own.</param>
/// <param name="Notes">What the judgement had to do without.</param>
internal sealed record EldHours(
    IReadOnlyList<(Finding Finding, bool IsCertain)> Violations, long? MayDriveSeconds, IReadOnlyList<Finding> Notes)
{
    private const char EightDays = '8';

    /// <summary>Judges a file.</summary>
    /// <param name="homeTerminal">The time zone of the driver's home terminal, in which the file's times and the
    /// carrier's 24-hour periods are (49 CFR 395.8(f)); null where it is not known: then the file's own offset holds
    /// for all of it, and a note says so.</param>
    public static EldHours Of(EldFile file, DateTimeZone? homeTerminal)
    {
        var zone = homeTerminal ?? (file.UtcOffset is { } offset ? DateTimeZone.ForOffset(offset) : null);
        if (zone is null || file.Header.Current.At is null
            || DutyIntervals.Of(file, zone) is not { Count: > 0 } intervals)
        {
            return new EldHours([], null, []);
        }

        var result = HoursOfServiceRules.Evaluate(
            new DutyLog(
                zone,
                file.Header.Carrier.PeriodStart.Time ?? LocalTime.Midnight,
                file.Header.Carrier.MultidayBasis.Character == EightDays
                    ? DutyCycle.SeventyInEight
                    : DutyCycle.SixtyInSeven,
                intervals,
                []),
            intervals[^1].To);
        return new EldHours(
            [.. result.Violations.Select(one => (
                new Finding(
                    $"hos-{JsonNamingPolicy.KebabCaseLower.ConvertName(one.Rule.ToString())}",
                    $"{one.From}",
                    $"The driver drove {one.Driven.TotalMinutes:0} minutes beyond the limit until {one.Until}.",
                    $"49 CFR {one.Section}"),
                one.IsCertain))],
            (long)result.Remaining.MayDrive.TotalSeconds,
            homeTerminal is not null ? [] :
            [
                new Finding(
                    "home-terminal-unknown",
                    "Time Zone Offset from UTC",
                    "The home terminal's time zone is not configured (HomeTerminalZone); the hours of service are "
                    + "counted by the file's own offset and may be an hour off around a change of clocks.",
                    "49 CFR 395.8(f)"),
            ]);
    }
}
