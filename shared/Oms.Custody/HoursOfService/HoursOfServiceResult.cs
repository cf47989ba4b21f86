using NodaTime;

namespace Oms.Custody.HoursOfService;

/// <summary>What the rules say of a record of duty status at an instant.</summary>
/// <param name="AsOf">The instant.</param>
/// <param name="Remaining">Taken at its least where time is unknown.</param>
/// <param name="Split">The split rest that is in force; null for none.</param>
/// <param name="Pending">The best split rest that can still be completed and would give more; null for none.</param>
/// <param name="Violations">By time.</param>
/// <param name="Rests">What each kind of rest from now on would bring.</param>
/// <param name="Findings">What is wrong with the record itself.</param>
public sealed record HoursOfServiceResult(
    Instant AsOf,
    RemainingTime Remaining,
    SplitRest? Split,
    PendingSplit? Pending,
    IReadOnlyList<HoursViolation> Violations,
    IReadOnlyList<RestOption> Rests,
    IReadOnlyList<LogFinding> Findings)
{
    /// <summary>Until when the driver may drive if he goes on now; null where he must not.</summary>
    public Instant? MayDriveUntil => Remaining.MayDrive > Duration.Zero ? AsOf + Remaining.MayDrive : null;
}
