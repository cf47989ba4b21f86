using NodaTime;

namespace Oms.Eld;

/// <summary>Makes the file that an ELD would make, of the events that it told.</summary>
/// <remarks>
/// Events may come in any order and more than once. Sequence ids stay as the ELD gave them, rows stand newest first,
/// users and vehicles are numbered with the most recent one first (4.8.2.1.2, 4.8.2.1.3).
/// </remarks>
public static class EldFileBuilder
{
    private const int SequenceCount = 65_536;
    private const int DistanceMax = 6;
    private const int CertificationMax = 9;

    /// <summary>Builds the file.</summary>
    /// <param name="header">Driver, vehicle, carrier and totals at the time of the file.</param>
    /// <param name="homeTerminal">The home terminal's time zone, in which dates and times are written (4.4.3); null for
    /// the header's offset.</param>
    /// <exception cref="ArgumentException">The header has no time zone offset.</exception>
    public static EldFile Build(
        EldHeader header, EldRoster roster, IEnumerable<EldLiveEvent> events, DateTimeZone? homeTerminal = null)
    {
        var offset = new EldFile { Header = header }.UtcOffset
            ?? throw new ArgumentException("The header has no time zone offset.", nameof(header));
        var told = events.Distinct().ToList();
        var sorted = NewestFirst([.. told.Where(one => one is not EldLiveEvent.StatusChange)]);
        var statuses = told.OfType<EldLiveEvent.StatusChange>()
            .GroupBy(change => change.Sequence)
            .ToDictionary(changes => changes.Key, changes => changes.MaxBy(change => change.At)!.Status);
        var users = Users(header, roster, sorted);
        var cmvs = Cmvs(header, roster, sorted);
        var rows = new LiveRows(homeTerminal ?? DateTimeZone.ForOffset(offset), users, cmvs, statuses);
        var duties = sorted.OfType<EldLiveEvent.Duty>().ToList();
        return new EldFile
        {
            Header = header,
            Users = [.. users.Select((user, index) => new EldUserRow(
                EldField.Of(index + 1), EldField.Of(user.IsDriver ? "D" : "S"), user.LastName, user.FirstName))],
            Cmvs = [.. cmvs.Select((cmv, index) => new EldCmvRow(EldField.Of(index + 1), cmv.PowerUnit, cmv.Vin))],
            Events = [.. duties.Where(duty => duty.Username is not null).Select(rows.Event)],
            Annotations =
            [
                .. duties.Where(duty => duty.Comment.Length > 0 || duty.Location.Length > 0).Select(rows.Annotation),
            ],
            Certifications = [.. sorted.OfType<EldLiveEvent.Certification>().Select(rows.Certification)],
            Malfunctions = [.. sorted.OfType<EldLiveEvent.Malfunction>().Select(rows.Malfunction)],
            Logins = [.. sorted.OfType<EldLiveEvent.Session>().Select(rows.Login)],
            EnginePower = [.. sorted.OfType<EldLiveEvent.EnginePower>().Select(rows.EnginePower)],
            Unidentified = [.. duties.Where(duty => duty.Username is null).Select(rows.Unidentified)],
        };
    }

    /// <summary>What one event's distance is written as.</summary>
    internal static EldField Distance(int miles) => EldField.Of(Math.Clamp(miles, 0, DistanceMax));

    /// <summary>What the number of a certification is written as.</summary>
    internal static EldField CertificationNumber(int number) => EldField.Of(Math.Clamp(number, 1, CertificationMax));

    // Ids of the same second are compared around the newest, for they may have wrapped.
    private static List<EldLiveEvent> NewestFirst(List<EldLiveEvent> events)
    {
        var newest = events.MaxBy(one => one.At)?.Sequence ?? 0;
        return
        [
            .. events
                .OrderByDescending(one => one.At)
                .ThenBy(one => (newest - one.Sequence + (SequenceCount * 3 / 2)) % SequenceCount),
        ];
    }

    private static List<EldAccount> Users(EldHeader header, EldRoster roster, List<EldLiveEvent> sorted)
    {
        var (driver, coDriver) = (header.Driver, header.CoDriver);
        List<EldAccount> always = [new(driver.Username, true, driver.LastName, driver.FirstName)];
        if (coDriver.Username.Length > 0)
        {
            always.Add(new(coDriver.Username, true, coDriver.LastName, coDriver.FirstName));
        }

        always.Add(EldAccount.Unidentified);
        var known = always.Concat(roster.Accounts).DistinctBy(account => account.Username)
            .ToDictionary(account => account.Username);
        return
        [
            .. sorted.Select(UsernameOf).OfType<string>().Distinct()
                .Select(name => known.GetValueOrDefault(name) ?? new(name, false, name, name))
                .Concat(always)
                .DistinctBy(account => account.Username),
        ];
    }

    private static string? UsernameOf(EldLiveEvent one) => one switch
    {
        EldLiveEvent.Duty duty => duty.Username ?? EldFile.UnidentifiedUsername,
        EldLiveEvent.Session session => session.Username,
        _ => null,
    };

    private static List<(string PowerUnit, string Vin)> Cmvs(
        EldHeader header, EldRoster roster, List<EldLiveEvent> sorted)
    {
        var vins = sorted.OfType<EldLiveEvent.EnginePower>()
            .Select(power => (power.PowerUnit, power.Vin))
            .Prepend((header.Cmv.PowerUnit, header.Cmv.Vin))
            .Concat(roster.Vins.Select(pair => (pair.Key, pair.Value)))
            .DistinctBy(pair => pair.Item1)
            .ToDictionary(pair => pair.Item1, pair => pair.Item2);
        return
        [
            .. sorted.Select(PowerUnitOf).OfType<string>().Append(header.Cmv.PowerUnit).Distinct()
                .Select(unit => (unit, vins.GetValueOrDefault(unit, ""))),
        ];
    }

    private static string? PowerUnitOf(EldLiveEvent one) => one switch
    {
        EldLiveEvent.Duty duty => duty.PowerUnit,
        EldLiveEvent.Certification certification => certification.PowerUnit,
        EldLiveEvent.EnginePower power => power.PowerUnit,
        EldLiveEvent.Malfunction malfunction => malfunction.PowerUnit,
        _ => null,
    };
}
