using NodaTime;

namespace Oms.Epcis.Mapping;

/// <summary>An event before it is written: only what the mapping of custody says.</summary>
/// <param name="Type">One of <see cref="EventTypes"/>.</param>
/// <param name="Action">OBSERVE, ADD or DELETE.</param>
/// <param name="At">When it happened.</param>
internal sealed record EventDraft(string Type, string Action, Instant At)
{
    public IReadOnlyList<string> Epcs { get; init; } = [];

    /// <summary>What others belong to; only of an association.</summary>
    public string? Parent { get; init; }

    /// <summary>What belongs to the parent.</summary>
    public IReadOnlyList<string> Children { get; init; } = [];

    public IReadOnlyList<DraftQuantity> Quantities { get; init; } = [];

    public string? BizStep { get; init; }

    public string? Disposition { get; init; }

    public string? ReadPoint { get; init; }

    public string? BizLocation { get; init; }

    public IReadOnlyList<DraftPair> Transactions { get; init; } = [];

    public IReadOnlyList<DraftPair> Sources { get; init; } = [];

    public IReadOnlyList<DraftPair> Destinations { get; init; } = [];

    public DraftSensor? Sensor { get; init; }

    /// <summary>What vouches for it, as URIs.</summary>
    public IReadOnlyList<string> Certification { get; init; } = [];

    /// <summary>Members of the house's own namespace, by their local names.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Extensions { get; init; } = [];
}

/// <summary>A quantity of a class of things, counted.</summary>
internal sealed record DraftQuantity(string EpcClass, int Quantity);

/// <summary>A business transaction, a source or a destination with its type.</summary>
internal sealed record DraftPair(string Type, string Id);

/// <summary>An aggregate of measured temperatures (GS1 guideline: never the raw series).</summary>
/// <param name="MinMilliC">The lowest, milli-degrees Celsius; null where it is not told.</param>
/// <param name="MaxMilliC">The highest, milli-degrees Celsius; null where it is not told.</param>
/// <param name="RawData">Where the series is proven.</param>
internal sealed record DraftSensor(
    string Device, Instant From, Instant To, int? MinMilliC, int? MaxMilliC, bool Alarm, string RawData);
