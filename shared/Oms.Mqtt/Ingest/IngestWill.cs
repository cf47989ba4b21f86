namespace Oms.Mqtt.Ingest;

/// <summary>A message a device left for the case that it is lost (MQTT 5.0 section 3.1.2.5).</summary>
internal sealed record IngestWill(
    MqttDevice Device, string ClientId, MqttApplicationMessage Message, uint DelaySeconds);
