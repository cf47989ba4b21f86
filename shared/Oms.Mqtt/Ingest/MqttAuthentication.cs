namespace Oms.Mqtt.Ingest;

/// <summary>The verdict on a CONNECT.</summary>
public abstract record MqttAuthentication
{
    private MqttAuthentication()
    {
    }

    /// <summary>The connection is accepted.</summary>
    public sealed record Granted(MqttDevice Device) : MqttAuthentication;

    /// <summary>The connection is refused.</summary>
    /// <param name="Reason">
    /// A failure of CONNACK, such as <see cref="MqttReasonCode.BadUserNameOrPassword"/>; translated for MQTT 3.1.1.
    /// </param>
    public sealed record Refused(MqttReasonCode Reason) : MqttAuthentication;
}
