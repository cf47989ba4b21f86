namespace Oms.Actors.Postgres.Zombie;

/// <summary>Timers as they are, and a monotonic clock that stands still: no lease on it ever ends.</summary>
internal sealed class FrozenTime : TimeProvider
{
    public override long GetTimestamp() => TimeSpan.TicksPerSecond;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;
}
