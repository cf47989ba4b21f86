using NodaTime;

namespace Oms.Eld;

/// <summary>Turns a file's events into stretches of duty status.</summary>
public static class DutyIntervals
{
    /// <summary>The driver's duty status in the order of time, from the first event to when the file was made.</summary>
    /// <remarks>
    /// <para>Only active records of the driver count. Local times become instants by the file's own offset, so each
    /// interval has its true length, also on days of 23 or 25 hours; the offset is none of the zone's on the day, and
    /// no local time is skipped or ambiguous.</para>
    /// <para>Two intervals that follow each other differ in status or category. A category ends with its clearing, or
    /// with a status that it cannot go with. Before the first change of status, personal conveyance is off duty, yard
    /// moves are on duty not driving, and an intermediate log is driving.</para>
    /// </remarks>
    /// <returns>Nothing where the header has no offset or no event can be read.</returns>
    public static IReadOnlyList<DutyInterval> Of(EldFile file)
    {
        var intervals = new List<DutyInterval>();
        if (file.UtcOffset is not { } offset)
        {
            return intervals;
        }

        // Rows stand newest first: of two at the same second the one further down came before.
        var events =
            from row in file.Events.Reverse()
            where row.IsActive && row.Kind != EldEventKind.Unknown && row.At is not null
            let at = row.At.GetValueOrDefault().WithOffset(offset).ToInstant()
            orderby at
            select (at, row.Kind);
        (DutyStatus? status, var category, var since) = (null, DutyCategory.None, Instant.MinValue);
        foreach (var (at, kind) in events)
        {
            var (nextStatus, nextCategory) = Next(status, category, kind);
            if (nextStatus != status || Effective(nextStatus, nextCategory) != Effective(status, category))
            {
                Add(at);
                since = at;
            }

            (status, category) = (nextStatus, nextCategory);
        }

        if (file.Header.Current.At is { } current)
        {
            Add(current.WithOffset(offset).ToInstant());
        }

        return intervals;

        void Add(Instant until)
        {
            if (status is { } known && until > since)
            {
                var interval = new DutyInterval(known, since, until) { Category = Effective(status, category) };
                var isSame = intervals.Count > 0
                    && (intervals[^1].Status, intervals[^1].Category) == (interval.Status, interval.Category);
                if (isSame)
                {
                    intervals[^1] = intervals[^1] with { To = until };
                }
                else
                {
                    intervals.Add(interval);
                }
            }
        }
    }

    private static (DutyStatus? Status, DutyCategory Category) Next(
        DutyStatus? status, DutyCategory category, EldEventKind kind) =>
        kind switch
        {
            EldEventKind.OffDuty => Change(DutyStatus.OffDuty, category),
            EldEventKind.SleeperBerth => Change(DutyStatus.SleeperBerth, category),
            EldEventKind.Driving => Change(DutyStatus.Driving, category),
            EldEventKind.OnDutyNotDriving => Change(DutyStatus.OnDutyNotDriving, category),
            EldEventKind.Intermediate => (status ?? DutyStatus.Driving, category),
            EldEventKind.IntermediateReduced =>
                (status ?? DutyStatus.OffDuty, status is null ? DutyCategory.PersonalConveyance : category),
            EldEventKind.PersonalConveyance => (status ?? DutyStatus.OffDuty, DutyCategory.PersonalConveyance),
            EldEventKind.YardMoves => (status ?? DutyStatus.OnDutyNotDriving, DutyCategory.YardMoves),
            _ => (status, DutyCategory.None),
        };

    private static (DutyStatus? Status, DutyCategory Category) Change(DutyStatus status, DutyCategory category) =>
        (status, Effective(status, category));

    // Recorded a moment before the status that it goes with, a category waits for it.
    private static DutyCategory Effective(DutyStatus? status, DutyCategory category) =>
        (status, category) is (DutyStatus.OffDuty, DutyCategory.PersonalConveyance)
            or (DutyStatus.OnDutyNotDriving, DutyCategory.YardMoves)
            ? category
            : DutyCategory.None;
}
