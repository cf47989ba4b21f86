using NodaTime;
using NodaTime.Extensions;
using Oms.Custody;
using Oms.Edge.Gateway.Platform;
using Oms.Testing;

namespace Oms.Simulation.Tests.Hosts;

/// <summary>The clocks of one gateway: time passes as everywhere, and its wall clock can be set wrong.</summary>
internal sealed class DepotClock(ManualTime time, Guid boot) : TimeProvider, IDeviceClock
{
    /// <summary>Farther off than this the centre would refuse its requests, by contract.</summary>
    private static readonly Duration OffMax = Duration.FromMinutes(4);

    private Duration _off = Duration.Zero;
    private long _bootedAt = time.GetTimestamp();

    public Instant Wall => GetUtcNow().ToInstant();

    public long MonoNanoseconds => (long)time.GetElapsedTime(_bootedAt).TotalNanoseconds;

    public Guid BootId { get; private set; } = boot;

    public ClockQuality Quality => ClockQuality.Ntp;

    public override long TimestampFrequency => time.TimestampFrequency;

    public void Step(Duration by) => _off = Duration.Max(-OffMax, Duration.Min(OffMax, _off + by));

    public void Boot(Guid id) => (BootId, _bootedAt) = (id, time.GetTimestamp());

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + _off.ToTimeSpan();

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime, period);
}
