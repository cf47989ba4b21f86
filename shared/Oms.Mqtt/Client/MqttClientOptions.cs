namespace Oms.Mqtt.Client;

/// <summary>How a client connects and what it bounds.</summary>
public sealed record MqttClientOptions
{
    /// <summary>The client identifier; 1 to 65 535 bytes of UTF-8. The session at the server hangs on it.</summary>
    public required string ClientId { get; init; }

    /// <summary><see cref="MqttProtocolVersion.V311"/> or <see cref="MqttProtocolVersion.V500"/>.</summary>
    public MqttProtocolVersion Version { get; init; } = MqttProtocolVersion.V500;

    /// <summary>
    /// Begin with a new session. MQTT 5.0 does so on the first connection only; MQTT 3.1.1 on each (3.1.2.4).
    /// </summary>
    public bool CleanStart { get; init; }

    /// <summary>
    /// The caller vouches for the session state of an earlier process: nothing was in flight at QoS 2 and every
    /// unacknowledged message may come again. Then a session the server still has is resumed, and what it queued
    /// meanwhile is received. Without this, such a session is refused and begun anew (3.2.2-4).
    /// </summary>
    public bool ResumesUnknownSession { get; init; }

    /// <summary>How long the session outlives a connection. Seconds (MQTT 5.0).</summary>
    public uint SessionExpirySeconds { get; init; } = 86_400;

    /// <summary>Seconds between packets at most, from 0 (off) to 65 535; the server may set another.</summary>
    public int KeepAliveSeconds { get; init; } = 30;

    /// <summary>Null for none.</summary>
    public string? UserName { get; init; }

    /// <summary>Null for none. A secret.</summary>
    public ReadOnlyMemory<byte>? Password { get; init; }

    /// <summary>What the server publishes when this client is lost (3.1.2.5).</summary>
    public MqttApplicationMessage? Will { get; init; }

    /// <summary>How long the server waits with the will. Seconds (MQTT 5.0).</summary>
    public uint WillDelaySeconds { get; init; }

    /// <summary>Makes the message that is published on every new connection; null for none.</summary>
    public Func<MqttApplicationMessage>? Birth { get; init; }

    /// <summary>Subscribed to whenever the server has no session for this client.</summary>
    public IReadOnlyList<MqttTopicFilter> Subscriptions { get; init; } = [];

    /// <summary>
    /// Our Receive Maximum: QoS 1 and 2 messages received and not acknowledged, from 1 to 65 535. It bounds the
    /// inbound queue; a server of MQTT 3.1.1 is held to it by not reading.
    /// </summary>
    public int ReceiveMaximum { get; init; } = 1_024;

    /// <summary>The largest packet accepted from the server. Bytes.</summary>
    public int PacketBytesMax { get; init; } = 1_048_576;

    /// <summary>Topic aliases the server may set, from 0 to 1 024.</summary>
    public int TopicAliasMaximum { get; init; } = 32;

    /// <summary>Messages queued or unacknowledged on their way out, from 1 to 65 000.</summary>
    public int OutboundMessagesMax { get; init; } = 4_096;

    /// <summary>Payload bytes queued or unacknowledged on their way out.</summary>
    public long OutboundBytesMax { get; init; } = 16 * 1_048_576;

    /// <summary>How long connecting may take, from the first byte to CONNACK. Seconds.</summary>
    public double ConnectTimeoutSeconds { get; init; } = 10;

    /// <summary>The longest wait before the first reconnection; it doubles with each failure. Seconds.</summary>
    public double BackOffSeconds { get; init; } = 0.5;

    /// <summary>The longest wait before any reconnection. Seconds.</summary>
    public double BackOffSecondsMax { get; init; } = 30;
}
