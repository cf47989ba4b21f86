namespace Oms.Mqtt.Ingest;

/// <summary>Where messages go. The listener acknowledges a message only after its task completed.</summary>
/// <remarks>
/// Messages of one connection are handed over in the order they came, many at a time: the next one does not wait for
/// the effect of the last. Several connections call at the same time. Every message is delivered at least once;
/// duplicates within a session are removed at QoS 2 only, so a host that must not count twice looks at an identity in
/// the message itself.
/// </remarks>
public interface IMqttIngest
{
    /// <summary>Makes the effect of a message durable.</summary>
    /// <returns>
    /// <see cref="MqttReasonCode.Success"/> once the effect is durable. A code of 0x80 or above, of those a PUBACK may
    /// carry, when the message is refused for good: MQTT 5.0 devices are told so, older ones get a plain
    /// acknowledgement (3.3.5-2), so that neither sends it again.
    /// </returns>
    /// <exception cref="MqttNotDurableException">
    /// The effect is not durable. The message is never acknowledged; the connection ends, so that the device sends
    /// everything unacknowledged again.
    /// </exception>
    ValueTask<MqttReasonCode> HandleAsync(MqttIngestMessage message);
}
