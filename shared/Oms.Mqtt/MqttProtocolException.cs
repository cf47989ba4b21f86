namespace Oms.Mqtt;

/// <summary>The peer broke a rule of the standard, or this side must end the connection with a reason.</summary>
public sealed class MqttProtocolException : Exception
{
    public MqttProtocolException()
        : this(MqttReasonCode.UnspecifiedError, "unspecified")
    {
    }

    public MqttProtocolException(string rule)
        : this(MqttReasonCode.ProtocolError, rule)
    {
    }

    public MqttProtocolException(string rule, Exception innerException)
        : base($"{MqttReasonCode.ProtocolError}: {rule}", innerException) =>
        (ReasonCode, Rule) = (MqttReasonCode.ProtocolError, rule);

    /// <param name="reasonCode">What a DISCONNECT or CONNACK of MQTT 5.0 would say.</param>
    /// <param name="rule">The rule that was broken, with its number in the standard; never payload or secrets.</param>
    public MqttProtocolException(MqttReasonCode reasonCode, string rule)
        : base($"{reasonCode}: {rule}") => (ReasonCode, Rule) = (reasonCode, rule);

    /// <summary>The code of section 2.4 that names the failure.</summary>
    public MqttReasonCode ReasonCode { get; }

    /// <summary>The rule that was broken, in a few words, with its number in the standard.</summary>
    public string Rule { get; }
}
