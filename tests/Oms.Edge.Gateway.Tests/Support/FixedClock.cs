using NodaTime;
using NodaTime.Extensions;
using Oms.Custody;
using Oms.Edge.Gateway.Platform;

namespace Oms.Edge.Gateway.Tests.Support;

/// <summary>A device whose clock is synchronised and whose boot is always the same one.</summary>
internal sealed class FixedClock : IDeviceClock
{
    public Instant Wall => TimeProvider.System.ToClock().GetCurrentInstant();

    public long MonoNanoseconds => TimeProvider.System.GetTimestamp();

    public Guid BootId { get; } = new(1, 2, 3, new byte[8]);

    public ClockQuality Quality => ClockQuality.Ntp;
}
