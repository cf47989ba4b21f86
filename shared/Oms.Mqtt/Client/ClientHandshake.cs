using System.Text;
using Oms.Mqtt.Codec;
using Oms.Mqtt.Packets;
using Oms.Mqtt.Session;

namespace Oms.Mqtt.Client;

/// <summary>CONNECT from the options, and the meaning of the older return codes.</summary>
internal static class ClientHandshake
{
    /// <exception cref="ArgumentException">A text or the will does not fit CONNECT (3.1.3).</exception>
    public static void Check(MqttClientOptions options)
    {
        foreach (var text in new[] { options.ClientId, options.UserName ?? "" })
        {
            if (text.Length > 0 && !MqttText.IsIdentifier(Encoding.UTF8.GetBytes(text)))
            {
                throw new ArgumentException("A control character in the client identifier or user name.", nameof(options));
            }
        }

        if (options.Will is { } will)
        {
            MessageCodec.Check(will);
        }

        if (Encoding.UTF8.GetByteCount(options.ClientId) > ushort.MaxValue
            || Encoding.UTF8.GetByteCount(options.UserName ?? "") > ushort.MaxValue
            || options.Password is { Length: > ushort.MaxValue }
            || options.Will is { Payload.Length: > ushort.MaxValue })
        {
            throw new ArgumentException("An identifier, secret or will is longer than 65 535 bytes.", nameof(options));
        }

        if (options.Version != MqttProtocolVersion.V500 && options is { Password: not null, UserName: null })
        {
            throw new ArgumentException("MQTT 3.1.1 has no password without a user name (3.1.2-22).", nameof(options));
        }
    }

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
