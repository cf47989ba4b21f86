using NodaTime;

namespace Oms.Eld.CheckOuts;

/// <summary>Positions that were not measured, and days that have not 24 hours.</summary>
internal static class PlaceAndTimeRules
{
    private const int DaysBefore = 7;
    private const int NamedMax = 5;

    private static readonly (char Letter, string Code, string Meaning)[] Letters =
    [
        ('X', EldFindingCodes.PositionNotMeasured, "had no valid position within 5 miles"),
        ('M', EldFindingCodes.PositionManual, "have a position that the driver typed"),
        ('E', EldFindingCodes.PositionMalfunction, "had no position because of a positioning malfunction"),
    ];

    public static IEnumerable<EldFinding> Check(EldFile file, EldCheckOutFacts facts) =>
        Positions(file).Concat(Days(file, facts));

    private static IEnumerable<EldFinding> Positions(EldFile file)
    {
        var positions = file.Events.Select(row => (row.Latitude, row.Longitude, row.Sequence.ToString()))
            .Concat(file.EnginePower.Select(row => (row.Latitude, row.Longitude, row.Sequence.ToString())))
            .Concat(file.Unidentified.Select(row => (row.Latitude, row.Longitude, row.Sequence.ToString())))
            .Append((file.Header.Current.Latitude, file.Header.Current.Longitude, "of the header"))
            .ToList();
        return
            from letter in Letters
            let found = positions
                .Where(p => p.Latitude.Character == letter.Letter || p.Longitude.Character == letter.Letter)
                .Select(p => p.Item3).ToList()
            where found.Count > 0
            let names = string.Join(", ", found.Take(NamedMax)) + (found.Count > NamedMax ? " and others" : "")
            select new EldFinding(
                letter.Code, EldSeverity.Warning, 0, Record.Name(names),
                $"Records that {letter.Meaning} ({letter.Letter}): {found.Count}.",
                "49 CFR 395 subpart B app. A 4.3.1.6, 7.31, 7.33");
    }

    private static IEnumerable<EldFinding> Days(EldFile file, EldCheckOutFacts facts)
    {
        if (facts.HomeTerminalZone is not { } zone)
        {
            yield break;
        }

        var offset = zone.GetUtcOffset(facts.At);
        if (file.UtcOffset is { } written && written != offset)
        {
            yield return new(
                EldFindingCodes.TimeZoneOffset, EldSeverity.Warning, 0, "Time Zone Offset from UTC",
                $"The file's times are {-written.ToTimeSpan().TotalHours:0} hours behind UTC; {zone.Id} is "
                + $"{-offset.ToTimeSpan().TotalHours:0.##} hours behind at the check-out.",
                "49 CFR 395 subpart B app. A 4.4.3, 7.41");
        }

        var today = facts.At.InZone(zone).Date;
        for (var day = today.PlusDays(-DaysBefore); day <= today; day = day.PlusDays(1))
        {
            var length = zone.AtStartOfDay(day.PlusDays(1)).ToInstant() - zone.AtStartOfDay(day).ToInstant();
            if (length != Duration.FromDays(1))
            {
                yield return new(
                    EldFindingCodes.DaylightSavingDay, EldSeverity.Note, 0, $"24-hour period of {Record.Day(day)}",
                    $"The day has {length.TotalHours:0.##} hours at the home terminal; times before its change may be "
                    + "an hour off in a file that has one offset.",
                    "49 CFR 395 subpart B app. A 4.4.3, 7.41");
            }
        }
    }
}
