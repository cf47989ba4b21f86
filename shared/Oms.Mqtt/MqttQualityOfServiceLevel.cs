namespace Oms.Mqtt;

/// <summary>The delivery promise of a message (MQTT 5.0 section 4.3).</summary>
public enum MqttQualityOfServiceLevel
{
    /// <summary>QoS 0: no acknowledgement, the message may be lost.</summary>
    AtMostOnce = 0,

    /// <summary>QoS 1: acknowledged by PUBACK, may arrive more than once.</summary>
    AtLeastOnce = 1,

    /// <summary>QoS 2: PUBREC, PUBREL, PUBCOMP; arrives once within a session.</summary>
    ExactlyOnce = 2,
}
