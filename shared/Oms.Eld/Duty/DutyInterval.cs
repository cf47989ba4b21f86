using NodaTime;

namespace Oms.Eld;

/// <summary>A stretch of time in one duty status.</summary>
/// <param name="From">Its start, inclusive.</param>
/// <param name="To">Its end, exclusive; later than <paramref name="From"/>.</param>
public sealed record DutyInterval(DutyStatus Status, Instant From, Instant To)
{
    /// <summary>Personal conveyance within off duty, yard moves within on duty not driving, else none.</summary>
    public DutyCategory Category { get; init; }
}
