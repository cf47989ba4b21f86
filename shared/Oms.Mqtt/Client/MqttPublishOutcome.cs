namespace Oms.Mqtt.Client;

/// <summary>What became of a message handed to the client.</summary>
public enum MqttPublishOutcome
{
    /// <summary>The server took it over (QoS 1 and 2).</summary>
    Acknowledged,

    /// <summary>Written to the connection; at QoS 0 no more is known.</summary>
    Sent,

    /// <summary>The server refused it, or had said that it would.</summary>
    Refused,

    /// <summary>QoS 0 and no connection: nothing was sent.</summary>
    NotConnected,

    /// <summary>The bound on messages or bytes is reached: nothing was queued.</summary>
    Overloaded,

    /// <summary>It expired before it could be sent.</summary>
    Expired,

    /// <summary>Larger than the server accepts.</summary>
    TooLarge,

    /// <summary>The client stopped first; the server may or may not have it.</summary>
    Unknown,
}
