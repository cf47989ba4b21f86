namespace Oms.Mqtt.Ingest;

/// <summary>What became of a command to a device.</summary>
public enum MqttDelivery
{
    /// <summary>The device acknowledged it (QoS 1 or 2).</summary>
    Acknowledged,

    /// <summary>Written towards the device; at QoS 0 no more is known.</summary>
    Sent,

    /// <summary>The device answered with a failure.</summary>
    Refused,

    /// <summary>No session of the device subscribes to the topic, or it is offline and the message is QoS 0.</summary>
    NotSubscribed,

    /// <summary>Too much waits for the device already; nothing was queued.</summary>
    Overloaded,

    /// <summary>The message expired before it could be sent.</summary>
    Expired,

    /// <summary>The message is larger than the device accepts.</summary>
    TooLarge,

    /// <summary>The session ended before the device acknowledged; it may or may not have the message.</summary>
    SessionEnded,
}
