using System.Collections.Immutable;
using NodaTime;

namespace Oms.Edge.Reefers;

/// <summary>Where the excursion rules stand after a reading. Sealed with each window, so that a restart goes on from
/// it.</summary>
public sealed record MonitorState
{
    public static MonitorState Initial { get; } = new();

    /// <summary>The newest reading's time; null before the first.</summary>
    public Instant? LastAt { get; init; }

    public bool? Running { get; init; }

    /// <summary>Until when the pull-down masks.</summary>
    public Instant? PullDownUntil { get; init; }

    public IReadOnlyList<ZoneState> Zones { get; init; } = [];

    internal ZoneState Zone(int zone) => Zones.FirstOrDefault(one => one.Zone == zone) ?? new ZoneState(zone);

    internal MonitorState With(ZoneState zone) => this with
    {
        Zones = ImmutableArray.CreateRange(
            Zones.Where(one => one.Zone != zone.Zone).Append(zone).OrderBy(one => one.Zone)),
    };
}

/// <param name="Zone">1 to 3.</param>
public sealed record ZoneState(int Zone)
{
    /// <summary>The first reading out of the band; null while in it.</summary>
    public Instant? OutSince { get; init; }

    public Instant? LastOutAt { get; init; }

    /// <summary>Unmasked milliseconds out of the band.</summary>
    public long OutMilliseconds { get; init; }

    public long MaskedMilliseconds { get; init; }

    /// <summary>The reading farthest from the band so far.</summary>
    public int ExtremeMilliC { get; init; }

    /// <summary>Whether the excursion was called.</summary>
    public bool IsCalled { get; init; }

    public Instant? DefrostSince { get; init; }

    public Instant? DoorSince { get; init; }

    public Instant? DoorMaskUntil { get; init; }
}
