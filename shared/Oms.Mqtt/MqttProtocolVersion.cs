namespace Oms.Mqtt;

/// <summary>The protocol level of a connection; the number is the one in the CONNECT packet (3.1.2.2).</summary>
public enum MqttProtocolVersion
{
    /// <summary>No level was agreed yet.</summary>
    None = 0,

    /// <summary>MQTT 3.1, protocol name MQIsdp. The listener accepts it, the client never speaks it.</summary>
    V310 = 3,

    /// <summary>MQTT 3.1.1 (OASIS standard, 2014).</summary>
    V311 = 4,

    /// <summary>MQTT 5.0 (OASIS standard, 2019).</summary>
    V500 = 5,
}
