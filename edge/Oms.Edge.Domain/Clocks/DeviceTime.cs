using NodaTime;
using Oms.Custody;

namespace Oms.Edge.Clocks;

/// <summary>Whether a device's time can be believed.</summary>
public static class DeviceTime
{
    /// <summary>No device of this product line is older; an earlier time is a clock that was never set.</summary>
    public static readonly Instant Earliest = Instant.FromUtc(2020, 1, 1, 0, 0);

    /// <summary>How far a device's clock may be ahead of the gateway's.</summary>
    public static readonly Duration AheadMax = Duration.FromMinutes(10);

    /// <summary>Checks a device's time.</summary>
    /// <param name="at">What the device said.</param>
    /// <param name="received">The gateway's time of receipt.</param>
    /// <param name="gateway">How good the gateway's own clock is; a bad one can accuse nobody of being ahead.</param>
    /// <returns>Why it cannot be believed; null when it can.</returns>
    public static string? Doubt(Instant at, Instant received, ClockQuality gateway) =>
        at < Earliest ? $"The time {at} is before {Earliest}: the device's clock is not set."
        : gateway >= ClockQuality.Rtc && at > received + AheadMax
            ? $"The time {at} is more than {AheadMax.TotalMinutes} minutes ahead of {received}."
        : null;
}
