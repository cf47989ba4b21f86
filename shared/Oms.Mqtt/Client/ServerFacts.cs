using Oms.Mqtt.Packets;

namespace Oms.Mqtt.Client;

/// <summary>What a server said about itself in CONNACK (MQTT 5.0 section 3.2.2.3), or the defaults.</summary>
internal sealed record ServerFacts
{
    public bool SessionPresent { get; private init; }

    public int ReceiveMaximum { get; private init; }

    public uint PacketBytesMax { get; private init; }

    public MqttQualityOfServiceLevel QoSMax { get; private init; }

    public bool RetainAvailable { get; private init; }

    public int KeepAliveSeconds { get; private init; }

    public static ServerFacts Read(MqttPacket.ConnAck answer, MqttClientOptions options)
    {
        var properties = answer.Properties;
        if (properties.Has(MqttPropertyId.AuthenticationMethod) || properties.Has(MqttPropertyId.AuthenticationData))
        {
            // 4.12.0-5: no method in CONNECT, so none in CONNACK.
            throw new MqttProtocolException("4.12.0-5: an authentication method that the client did not name");
        }

        return new ServerFacts
        {
            SessionPresent = answer.SessionPresent,
            ReceiveMaximum = (int)(properties.FindNumber(MqttPropertyId.ReceiveMaximum) ?? ushort.MaxValue),
            PacketBytesMax = properties.FindNumber(MqttPropertyId.MaximumPacketSize) ?? uint.MaxValue,
            QoSMax = (MqttQualityOfServiceLevel)(int)(properties.FindNumber(MqttPropertyId.MaximumQoS) ?? 2),
            RetainAvailable = properties.FindNumber(MqttPropertyId.RetainAvailable) != 0,
            KeepAliveSeconds = (int)(properties.FindNumber(MqttPropertyId.ServerKeepAlive)
                ?? (uint)options.KeepAliveSeconds),
        };
    }
}
