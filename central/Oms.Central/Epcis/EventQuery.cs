using NodaTime;

namespace Oms.Central.Epcis;

/// <summary>A query for events, checked, in the words of the tables.</summary>
/// <param name="Conditions">All must hold.</param>
/// <param name="ByRecordTime">Whether the time of recording orders the answer; else the time of the event.</param>
/// <param name="Descending">Whether the newest comes first.</param>
/// <param name="CountLimit">The most events of the whole answer; null without a limit.</param>
/// <param name="CountMax">More events than these are refused, not cut; null without a bound.</param>
internal sealed record EventQuery(
    IReadOnlyList<QueryCondition> Conditions,
    bool ByRecordTime,
    bool Descending,
    int? CountLimit,
    int? CountMax);

/// <summary>One condition of a query.</summary>
internal abstract record QueryCondition
{
    private QueryCondition()
    {
    }

    /// <summary>The event has one of these values under one of these names.</summary>
    internal sealed record HasTerm(IReadOnlyList<string> Names, IReadOnlyList<string> Values) : QueryCondition;

    /// <summary>The event has something under the name.</summary>
    internal sealed record HasName(string Name) : QueryCondition;

    /// <summary>The event is at one of these places, or at a spot within one.</summary>
    internal sealed record Within(string Name, IReadOnlyList<string> Places) : QueryCondition;

    /// <summary>The event has a number under the name that compares so.</summary>
    internal sealed record Number(string Name, string Comparison, double Bound) : QueryCondition;

    /// <summary>The event has a time under the name that compares so.</summary>
    internal sealed record Time(string Name, string Comparison, Instant Bound) : QueryCondition;

    /// <summary>The event's own time, or that of its recording, compares so.</summary>
    internal sealed record EventTime(bool Recorded, string Comparison, Instant Bound) : QueryCondition;

    /// <summary>The event has one of these ids.</summary>
    internal sealed record EventId(IReadOnlyList<string> Ids) : QueryCondition;

    /// <summary>The event declares an error.</summary>
    internal sealed record DeclaresError : QueryCondition;
}
