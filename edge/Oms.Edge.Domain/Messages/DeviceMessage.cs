using NodaTime;
using Oms.Custody;

namespace Oms.Edge.Messages;

/// <summary>What a device says. The JSON forms are the schemas under <c>docs/schemas</c>.</summary>
/// <param name="At">Device time.</param>
public abstract record DeviceMessage(Instant At)
{
    /// <summary>A UUID, fresh for each message and the same when it is sent again; null when the device has
    /// none.</summary>
    public string? MessageId { get; init; }

    /// <summary>How good the device says its clock is; null when it does not say.</summary>
    public ClockQuality? Clock { get; init; }
}
