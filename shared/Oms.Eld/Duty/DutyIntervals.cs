using NodaTime;
using Oms.Custody.HoursOfService;

namespace Oms.Eld;

/// <summary>Turns a file's events into stretches of duty status.</summary>
public static class DutyIntervals
{
    /// <summary>The driver's duty status in the order of time, by the file's own offset.</summary>
    /// <remarks>With one fixed offset no local time is skipped or ambiguous. Where the home terminal's zone is known,
    /// <see cref="Of(EldFile, DateTimeZone)"/> is the better answer.</remarks>
    /// <returns>Nothing where the header has no offset or no event can be read.</returns>
    public static IReadOnlyList<DutyInterval> Of(EldFile file) =>
        file.UtcOffset is { } offset ? Of(file, DateTimeZone.ForOffset(offset)) : [];

    /// <summary>The driver's duty status in the order of time, from the first event to the file's own time.</summary>
    /// <param name="zone">The home terminal's: dates and times of a record are in the time standard in effect there
    /// (49 CFR 395 subpart B appendix A, 4.4.3).</param>
    /// <remarks>
    /// <para>Only active records of the driver count. Each interval has its true length, also on days of 23 or 25
    /// hours: <see cref="EldTimes"/>.</para>
    /// <para>Two intervals that follow each other differ in status. Personal conveyance and yard moves end with their
    /// clearing, or with a status that they cannot go with. Before the first change of status, personal conveyance is
    /// off duty, yard moves are on duty not driving, and an intermediate log is driving.</para>
    /// </remarks>
    /// <returns>Nothing where no event can be read.</returns>
    public static IReadOnlyList<DutyInterval> Of(EldFile file, DateTimeZone zone)
    {
        var intervals = new List<DutyInterval>();
        var times = new EldTimes(zone);

        // Rows stand newest first: of two at the same second the one further down came before.
        var events = file.Events.Reverse()
            .Where(row => row.IsActive && row.Kind != EldEventKind.Unknown && row.At is not null)
            .Select(row => (At: times.Next(row.At.GetValueOrDefault()), row.Kind))
            .ToList();
        (DutyStatus? status, var category, var since) = (null, Category.None, Instant.MinValue);
        foreach (var (at, kind) in events.OrderBy(one => one.At))
        {
            var (nextStatus, nextCategory) = Next(status, category, kind);
            if (Effective(nextStatus, nextCategory) != Effective(status, category))
            {
                Add(at);
                since = at;
            }

            (status, category) = (nextStatus, nextCategory);
        }

        if (file.Header.Current.At is { } current)
        {
            Add(times.Next(current));
        }

        return intervals;

        void Add(Instant until)
        {
            if (Effective(status, category) is { } known && until > since)
            {
                if (intervals.Count > 0 && intervals[^1].Status == known && intervals[^1].To == since)
                {
                    intervals[^1] = intervals[^1] with { To = until };
                }
                else
                {
                    intervals.Add(new DutyInterval(known, since, until));
                }
            }
        }
    }

    private static (DutyStatus? Status, Category Category) Next(
        DutyStatus? status, Category category, EldEventKind kind) =>
        kind switch
        {
            EldEventKind.OffDuty => Change(DutyStatus.OffDuty, category),
            EldEventKind.SleeperBerth => Change(DutyStatus.SleeperBerth, category),
            EldEventKind.Driving => Change(DutyStatus.Driving, category),
            EldEventKind.OnDutyNotDriving => Change(DutyStatus.OnDutyNotDriving, category),
            EldEventKind.Intermediate => (status ?? DutyStatus.Driving, category),
            EldEventKind.IntermediateReduced =>
                (status ?? DutyStatus.OffDuty, status is null ? Category.PersonalConveyance : category),
            EldEventKind.PersonalConveyance => (status ?? DutyStatus.OffDuty, Category.PersonalConveyance),
            EldEventKind.YardMoves => (status ?? DutyStatus.OnDutyNotDriving, Category.YardMoves),
            _ => (status, Category.None),
        };

    private static (DutyStatus? Status, Category Category) Change(DutyStatus status, Category category) =>
        (status, Effective(status, category) == status ? Category.None : category);

    // Recorded a moment before the status that it goes with, a category waits for it.
    private static DutyStatus? Effective(DutyStatus? status, Category category) =>
        (status, category) switch
        {
            (DutyStatus.OffDuty, Category.PersonalConveyance) => DutyStatus.PersonalConveyance,
            (DutyStatus.OnDutyNotDriving, Category.YardMoves) => DutyStatus.YardMove,
            _ => status,
        };

    /// <summary>What a driver says of moving the vehicle without driving it for the carrier: 49 CFR
    /// 395.28(a).</summary>
    private enum Category
    {
        None,
        PersonalConveyance,
        YardMoves,
    }
}
