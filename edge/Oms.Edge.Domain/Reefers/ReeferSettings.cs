using NodaTime;

namespace Oms.Edge.Reefers;

/// <summary>The rules of excursions, gaps and windows. All times are event time.</summary>
public sealed record ReeferSettings
{
    /// <summary>An excursion is called after this much unmasked time out of the band.</summary>
    public Duration ExcursionAfter { get; init; } = Duration.FromMinutes(15);

    /// <summary>How far inside the band a reading must be to end it, milli-°C; less where the band is narrow.</summary>
    public int HysteresisMilliC { get; init; } = 500;

    /// <summary>Without a reading for longer than this there is no proof.</summary>
    public Duration GapAfter { get; init; } = Duration.FromMinutes(15);

    /// <summary>The longest that a defrost masks.</summary>
    public Duration DefrostMaskMax { get; init; } = Duration.FromMinutes(45);

    /// <summary>For how long the pull-down after the unit's start masks.</summary>
    public Duration PullDownMask { get; init; } = Duration.FromMinutes(60);

    /// <summary>A door masks while it is open and for this long after.</summary>
    public Duration DoorMaskAfter { get; init; } = Duration.FromMinutes(15);

    /// <summary>The longest that a door masks while it stays open.</summary>
    public Duration DoorMaskMax { get; init; } = Duration.FromMinutes(60);

    /// <summary>The most masked time within one stretch out of the band; what is beyond counts.</summary>
    public Duration MaskTotalMax { get; init; } = Duration.FromMinutes(120);

    /// <summary>The event time that a window spans.</summary>
    public Duration WindowLength { get; init; } = Duration.FromMinutes(15);

    /// <summary>Readings in a window; at this many it is sealed early.</summary>
    public int WindowReadingsMax { get; init; } = 512;
}
