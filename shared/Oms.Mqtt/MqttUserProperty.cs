namespace Oms.Mqtt;

/// <summary>A name and value carried beside a message (MQTT 5.0 section 3.3.2.3.7). Names may repeat.</summary>
/// <param name="Name">At most 65 535 bytes of UTF-8; may be empty.</param>
/// <param name="Value">At most 65 535 bytes of UTF-8; may be empty.</param>
public readonly record struct MqttUserProperty(string Name, string Value);
