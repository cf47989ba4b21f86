namespace Oms.Mqtt;

/// <summary>What a publisher hands over: a topic, a payload and what travels beside them.</summary>
/// <remarks>The members after <see cref="Retain"/> are of MQTT 5.0 and left out towards older peers.</remarks>
public sealed record MqttApplicationMessage
{
    /// <summary>The topic name: 1 to 65 535 bytes of UTF-8, no wildcards (MQTT 5.0 section 4.7).</summary>
    public required string Topic { get; init; }

    /// <summary>The bytes of the message; not copied, so the caller leaves them alone until the result is in.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>The wanted delivery promise; the default is at most once.</summary>
    public MqttQualityOfServiceLevel QualityOfServiceLevel { get; init; }

    /// <summary>Asks a broker to keep the message for later subscribers (3.3.1.3).</summary>
    public bool Retain { get; init; }

    /// <summary>True when the payload is UTF-8 text; null when nothing is said (3.3.2.3.2).</summary>
    public bool? PayloadIsText { get; init; }

    /// <summary>How long the message is worth delivering, in seconds; null for ever (3.3.2.3.3).</summary>
    public uint? MessageExpiryIntervalSeconds { get; init; }

    /// <summary>The media type of the payload (3.3.2.3.9).</summary>
    public string? ContentType { get; init; }

    /// <summary>The topic an answer should go to; no wildcards (3.3.2.3.5).</summary>
    public string? ResponseTopic { get; init; }

    /// <summary>What ties an answer to its question (3.3.2.3.6); null when absent.</summary>
    public ReadOnlyMemory<byte>? CorrelationData { get; init; }

    /// <summary>Names and values in the order they were sent (3.3.2.3.7).</summary>
    public IReadOnlyList<MqttUserProperty> UserProperties { get; init; } = [];
}
