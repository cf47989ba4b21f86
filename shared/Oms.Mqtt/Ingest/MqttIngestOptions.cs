using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Oms.Mqtt.Ingest;

/// <summary>The bounds of the ingest listener. Every one of them is enforced for each connection.</summary>
public sealed class MqttIngestOptions
{
    /// <summary>Connections at a time; one more is closed at once. From 1 to 100 000.</summary>
    [Range(1, 100_000)]
    public int ConnectionsMax { get; set; } = 4_096;

    /// <summary>Sessions kept, connected or not. From 1 to 1 000 000.</summary>
    [Range(1, 1_000_000)]
    public int SessionsMax { get; set; } = 16_384;

    /// <summary>How long a connection may take until its CONNECT is answered. Seconds, from 1 to 300.</summary>
    [Range(1, 300)]
    public double ConnectTimeoutSeconds { get; set; } = 10;

    /// <summary>The largest packet accepted. Bytes, from 256 to 268 435 455.</summary>
    [Range(256, 268_435_455)]
    public int PacketBytesMax { get; set; } = 1_048_576;

    /// <summary>
    /// Our Receive Maximum (3.2.2.3.3): QoS 1 and 2 messages a device may have unacknowledged. From 1 to 65 535.
    /// </summary>
    [Range(1, 65_535)]
    public int ReceiveMaximum { get; set; } = 1_024;

    /// <summary>
    /// Messages of a connection, QoS 0 included, that may be with the host at a time; at the bound the listener stops
    /// reading. At least <see cref="ReceiveMaximum"/> to be of use. From 1 to 1 000 000.
    /// </summary>
    [Range(1, 1_000_000)]
    public int InFlightMessagesMax { get; set; } = 2_048;

    /// <summary>Payload bytes of a connection that may be with the host at a time. From 1 024.</summary>
    [Range(1_024, int.MaxValue)]
    public int InFlightBytesMax { get; set; } = 4 * 1_048_576;

    /// <summary>Payload bytes of all connections that may be with the host at a time. From 1 024.</summary>
    [Range(1_024, long.MaxValue)]
    public long InFlightBytesTotalMax { get; set; } = 256L * 1_048_576;

    /// <summary>Topic aliases a device may set (3.2.2.3.8). From 0 to 1 024.</summary>
    [Range(0, 1_024)]
    public int TopicAliasMaximum { get; set; } = 32;

    /// <summary>
    /// The longest keep-alive; a device of MQTT 5.0 that asks for more, or for none, is told this one (3.2.2.3.14).
    /// Seconds, from 1 to 65 535.
    /// </summary>
    [Range(1, 65_535)]
    public int KeepAliveSecondsMax { get; set; } = 3_600;

    /// <summary>The longest a session outlives its connection. Seconds, from 0 to 2 592 000 (30 days).</summary>
    [Range(0, 2_592_000)]
    public int SessionExpirySecondsMax { get; set; } = 86_400;

    /// <summary>How long a flood is held back before the device is disconnected. Seconds, from 0.1 to 3 600.</summary>
    [Range(0.1, 3_600)]
    public double FloodToleranceSeconds { get; set; } = 60;

    /// <summary>Commands queued or unacknowledged for one device. From 1 to 65 000.</summary>
    [Range(1, 65_000)]
    public int OutboundMessagesMax { get; set; } = 256;

    /// <summary>Payload bytes of commands queued or unacknowledged for one device. From 1 024.</summary>
    [Range(1_024, int.MaxValue)]
    public int OutboundBytesMax { get; set; } = 1_048_576;

    /// <summary>How long a device may leave what was sent to it unread. Seconds, from 0.1 to 3 600.</summary>
    [Range(0.1, 3_600)]
    public double SlowReaderSeconds { get; set; } = 30;

    /// <summary>Bytes that may wait behind a flush; past it the device counts as a slow reader. From 4 096.</summary>
    [Range(4_096, int.MaxValue)]
    public int WaitingBytesMax { get; set; } = 2 * 1_048_576;

    /// <summary>Subscriptions of one device. From 1 to 10 000.</summary>
    [Range(1, 10_000)]
    public int SubscriptionsMax { get; set; } = 64;
}

/// <summary>Refuses options that are out of range at start.</summary>
[OptionsValidator]
public sealed partial class MqttIngestOptionsValidator : IValidateOptions<MqttIngestOptions>;
