using NodaTime;
using Oms.Custody;

namespace Oms.Edge.Gateway.Platform;

/// <summary>The three clocks of a record.</summary>
internal interface IDeviceClock
{
    Instant Wall { get; }

    /// <summary>Nanoseconds since boot, time asleep included.</summary>
    long MonoNanoseconds { get; }

    /// <summary>The boot that <see cref="MonoNanoseconds"/> counts from.</summary>
    Guid BootId { get; }

    ClockQuality Quality { get; }
}
