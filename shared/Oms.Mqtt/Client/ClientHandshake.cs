using Oms.Mqtt.Packets;
using Oms.Mqtt.Session;

namespace Oms.Mqtt.Client;

/// <summary>CONNECT from the options, and the meaning of the older return codes.</summary>
internal static class ClientHandshake
{
    public static MqttPacket.Connect ToConnect(MqttClientOptions options, bool cleanStart) =>
        new(options.Version, options.ClientId, cleanStart)
        {
            KeepAliveSeconds = (ushort)options.KeepAliveSeconds,
            UserName = options.UserName,
            Password = options.Password,
            Will = options.Will is null ? null : ToWill(options, options.Will),
            Properties = options.Version == MqttProtocolVersion.V500 ? PropertiesOf(options) : MqttProperties.Empty,
        };

    /// <summary>Table 3.1 of MQTT 3.1.1 in the words of MQTT 5.0.</summary>
    public static MqttReasonCode ReasonOf(byte reason, MqttProtocolVersion version) =>
        version == MqttProtocolVersion.V500 ? (MqttReasonCode)reason : reason switch
        {
            1 => MqttReasonCode.UnsupportedProtocolVersion,
            2 => MqttReasonCode.ClientIdentifierNotValid,
            3 => MqttReasonCode.ServerUnavailable,
            4 => MqttReasonCode.BadUserNameOrPassword,
            _ => MqttReasonCode.NotAuthorized,
        };

    private static MqttPacket.WillMessage ToWill(MqttClientOptions options, MqttApplicationMessage will)
    {
        MessageCodec.Check(will);
        var properties = MessageCodec.PropertiesOf(will, will.MessageExpiryIntervalSeconds);
        if (options.WillDelaySeconds > 0)
        {
            properties.Number(MqttPropertyId.WillDelayInterval, options.WillDelaySeconds);
        }

        return new MqttPacket.WillMessage(will.Topic, will.Payload)
        {
            QoS = will.QualityOfServiceLevel,
            Retain = will.Retain,
            Properties = properties,
        };
    }

    private static MqttProperties PropertiesOf(MqttClientOptions options)
    {
        var properties = new MqttProperties()
            .Number(MqttPropertyId.ReceiveMaximum, (uint)options.ReceiveMaximum)
            .Number(MqttPropertyId.MaximumPacketSize, (uint)options.PacketBytesMax);
        if (options.SessionExpirySeconds > 0)
        {
            properties.Number(MqttPropertyId.SessionExpiryInterval, options.SessionExpirySeconds);
        }

        if (options.TopicAliasMaximum > 0)
        {
            properties.Number(MqttPropertyId.TopicAliasMaximum, (uint)options.TopicAliasMaximum);
        }

        return properties;
    }
}
