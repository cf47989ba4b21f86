using System.Collections.Immutable;
using NodaTime;
using Oms.Custody.CheckOuts;

namespace Oms.Edge.Yards;

/// <summary>When what happened in one visit, by the gateway's clock.</summary>
/// <param name="Steps">The time that each step took: from the record before it to its own last one.</param>
/// <param name="Latest">Its newest record.</param>
/// <param name="EndedAt">Null while it goes on.</param>
public sealed record VisitClock(
    string CheckOut,
    string Vehicle,
    Direction Direction,
    string? Dock,
    Instant ArrivedAt,
    ImmutableSortedDictionary<string, Duration> Steps,
    Instant Latest,
    Instant? EndedAt)
{
    /// <summary>How long it took, or takes until now; never below zero, whatever the clock did.</summary>
    public Duration Took(Instant now) => Duration.Max(Duration.Zero, (EndedAt ?? now) - ArrivedAt);
}
