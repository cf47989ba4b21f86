using NodaTime;

namespace Oms.Eld;

/// <summary>Makes instants of a file's local times, told one after another from the oldest on. Not
/// thread-safe.</summary>
/// <param name="zone">The home terminal's.</param>
/// <remarks>
/// Of an hour that comes twice the first is meant, unless that lies before the record before. A time that the clocks
/// skip was written by a device that had not set its clock yet: it is counted on from before the change.
/// </remarks>
public sealed class EldTimes(DateTimeZone zone)
{
    private Instant _last = Instant.MinValue;

    /// <summary>The instant of the next local time.</summary>
    public Instant Next(LocalDateTime local)
    {
        var map = zone.MapLocal(local);
        var at = map.Count == 2 && map.First().ToInstant() < _last
            ? map.Last().ToInstant()
            : local.InZoneLeniently(zone).ToInstant();
        _last = Instant.Max(_last, at);
        return at;
    }
}
