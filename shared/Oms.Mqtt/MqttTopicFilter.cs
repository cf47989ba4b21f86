namespace Oms.Mqtt;

/// <summary>A subscription a client asks for (MQTT 5.0 section 3.8.3).</summary>
/// <param name="Topic">A valid topic filter.</param>
/// <param name="QualityOfServiceLevel">The highest quality of service wanted.</param>
public sealed record MqttTopicFilter(string Topic, MqttQualityOfServiceLevel QualityOfServiceLevel)
{
    /// <summary>Leave out what this client itself published (MQTT 5.0).</summary>
    public bool NoLocal { get; init; }

    /// <summary>Keep the retain flag as the publisher set it (MQTT 5.0).</summary>
    public bool RetainAsPublished { get; init; }

    /// <summary>Retained messages: 0 at every subscribe, 1 at a new one only, 2 never (MQTT 5.0).</summary>
    public int RetainHandling { get; init; }
}
