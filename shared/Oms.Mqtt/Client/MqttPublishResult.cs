namespace Oms.Mqtt.Client;

/// <summary>What became of a message, with the reason code of the acknowledgement if there was one.</summary>
public readonly record struct MqttPublishResult(MqttPublishOutcome Outcome, MqttReasonCode ReasonCode);
