namespace Oms.Custody.HoursOfService;

/// <summary>Kinds of faults in a record of duty status.</summary>
public enum LogFindingKind
{
    /// <summary>Time that no interval covers: its status is unknown.</summary>
    Gap,

    /// <summary>Intervals of one status cover the same time.</summary>
    Overlap,

    /// <summary>Intervals of different statuses cover the same time: its status is unknown.</summary>
    Contradiction,

    /// <summary>An interval begins before one that came ahead of it.</summary>
    OutOfOrder,

    /// <summary>An interval ends before it begins, or at once: it is left out.</summary>
    Empty,

    /// <summary>An interval reaches beyond the instant of the question: that part is left out.</summary>
    Future,

    /// <summary>The record is too short to prove the cycle: time before it counts as off duty.</summary>
    HistoryShort,

    /// <summary>A claimed exception does not apply.</summary>
    ClaimRefused,
}
