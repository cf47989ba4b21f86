namespace Oms.Mqtt.Ingest;

/// <summary>A message could not be made durable; its sender must keep it and send it again.</summary>
public sealed class MqttNotDurableException : Exception
{
    public MqttNotDurableException()
        : this("The message is not durable.")
    {
    }

    public MqttNotDurableException(string message)
        : base(message)
    {
    }

    public MqttNotDurableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <param name="reasonCode">What the device is told: server busy, quota exceeded and the like.</param>
    /// <param name="message">What went wrong.</param>
    public MqttNotDurableException(MqttReasonCode reasonCode, string message)
        : base(message) => ReasonCode = reasonCode;

    /// <summary>The reason code of the DISCONNECT.</summary>
    public MqttReasonCode ReasonCode { get; } = MqttReasonCode.ServerBusy;
}
