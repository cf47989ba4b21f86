namespace Oms.Mqtt.Packets;

/// <summary>One filter of a SUBSCRIBE (MQTT 5.0 section 3.8.3).</summary>
internal readonly record struct MqttSubscription(string Filter, MqttQualityOfServiceLevel QoS)
{
    public bool NoLocal { get; init; }

    public bool RetainAsPublished { get; init; }

    /// <summary>0, 1 or 2 (3.8.3.1).</summary>
    public byte RetainHandling { get; init; }
}
