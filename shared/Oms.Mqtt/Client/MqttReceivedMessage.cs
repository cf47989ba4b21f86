namespace Oms.Mqtt.Client;

/// <summary>A message from the server. The caller acknowledges it once its effect is durable.</summary>
/// <remarks>
/// Acknowledge in any order, from any thread: the acknowledgements leave in the order the messages came (4.6.0-2,
/// 4.6.0-3), so one that is never acknowledged holds back all after it, and the server sends them again on the next
/// connection.
/// </remarks>
public sealed class MqttReceivedMessage
{
    private readonly Action<MqttReasonCode>? _acknowledge;
    private int _isAcknowledged;

    internal MqttReceivedMessage(
        MqttApplicationMessage message, bool isDuplicate, Action<MqttReasonCode>? acknowledge) =>
        (Message, IsDuplicate, _acknowledge) = (message, isDuplicate, acknowledge);

    /// <summary>The message; it is the caller's to keep.</summary>
    public MqttApplicationMessage Message { get; }

    /// <summary>The server sent it before, on an earlier connection (3.3.1.1).</summary>
    public bool IsDuplicate { get; }

    /// <summary>Says that the message is dealt with. Repeats, and QoS 0, are ignored.</summary>
    /// <param name="reasonCode">Success, or why the message is refused for good; told to MQTT 5.0 servers only.</param>
    public void Acknowledge(MqttReasonCode reasonCode = MqttReasonCode.Success)
    {
        if (Interlocked.Exchange(ref _isAcknowledged, 1) == 0)
        {
            _acknowledge?.Invoke(reasonCode);
        }
    }
}
