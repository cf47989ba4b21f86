using Oms.Mqtt.Packets;

namespace Oms.Mqtt.Codec;

/// <summary>Reads CONNECT (MQTT 5.0 section 3.1, MQTT 3.1.1 section 3.1, and the older name MQIsdp).</summary>
internal static class ConnectDecoder
{
    /// <param name="header">The first byte of the packet; its flags are reserved (2.1.3-1).</param>
    /// <param name="body">The variable header and payload.</param>
    /// <param name="version">The level asked for, set as soon as it is known, so that a refusal can be phrased.</param>
    /// <exception cref="MqttProtocolException">A rule is broken.</exception>
    public static MqttPacket.Connect Read(byte header, ReadOnlySpan<byte> body, ref MqttProtocolVersion version)
    {
        var reader = new PacketReader(body);
        var name = reader.ReadBinary();
        var isOld = name.SequenceEqual("MQIsdp"u8);
        if (!isOld && !name.SequenceEqual("MQTT"u8))
        {
            PacketReader.ThrowMalformed("3.1.2-1: the protocol name is not MQTT");
        }

        version = (isOld, reader.ReadByte()) switch
        {
            (true, 3) => MqttProtocolVersion.V310,
            (false, 4) => MqttProtocolVersion.V311,
            (false, 5) => MqttProtocolVersion.V500,
            // A level below 6 belongs to a peer that reads the old CONNACK.
            (_, 3 or 4 or 5) => RefuseLevel(ref version, MqttProtocolVersion.V311),
            _ => RefuseLevel(ref version, MqttProtocolVersion.V500),
        };
        // MQTT 3.1 has no reserved flags: it says that DUP, QoS and RETAIN are not used in CONNECT.
        if ((header & 0x0F) != 0 && version != MqttProtocolVersion.V310)
        {
            PacketReader.ThrowMalformed("2.1.3-1: the reserved flags of CONNECT are not 0");
        }

        return ReadRest(ref reader, version);
    }

    private static MqttProtocolVersion RefuseLevel(ref MqttProtocolVersion version, MqttProtocolVersion answer)
    {
        version = answer;
        throw new MqttProtocolException(
            MqttReasonCode.UnsupportedProtocolVersion, "3.1.2-2: the protocol level is not supported");
    }

    private static MqttPacket.Connect ReadRest(ref PacketReader reader, MqttProtocolVersion version)
    {
        var flags = reader.ReadByte();
        CheckFlags(flags, version);
        var keepAlive = reader.ReadUInt16();
        var properties = version == MqttProtocolVersion.V500
            ? PropertyCodec.Read(ref reader, MqttPacketType.Connect)
            : MqttProperties.Empty;
        if (properties.Has(MqttPropertyId.AuthenticationData)
            && !properties.Has(MqttPropertyId.AuthenticationMethod))
        {
            PacketReader.ThrowProtocolError("3.1.2.11.10: authentication data without an authentication method");
        }

        var clientId = reader.ReadIdentifier(
            MqttReasonCode.ClientIdentifierNotValid, "3.1.3-4: the client identifier is not a clean UTF-8 string");
        var will = (flags & 0x04) != 0 ? ReadWill(ref reader, flags, version) : null;
        var userName = (flags & 0x80) != 0
            ? reader.ReadIdentifier(MqttReasonCode.MalformedPacket, "3.1.3-12: the user name is not clean UTF-8")
            : null;
        ReadOnlyMemory<byte>? password = (flags & 0x40) != 0 ? reader.ReadBinary().ToArray() : null;
        reader.ExpectEnd();
        return new MqttPacket.Connect(version, clientId, (flags & 0x02) != 0)
        {
            KeepAliveSeconds = keepAlive,
            Properties = properties,
            Will = will,
            UserName = userName,
            Password = password,
        };
    }

    private static void CheckFlags(byte flags, MqttProtocolVersion version)
    {
        // MQTT 3.1 called the lowest bit unused rather than reserved.
        if ((flags & 0x01) != 0 && version != MqttProtocolVersion.V310)
        {
            PacketReader.ThrowMalformed("3.1.2-3: the reserved connect flag is not 0");
        }

        if ((flags & 0x04) == 0 && (flags & 0x38) != 0)
        {
            PacketReader.ThrowMalformed("3.1.2-11, 3.1.2-13: will QoS or will retain without a will");
        }

        if ((flags & 0x18) == 0x18)
        {
            PacketReader.ThrowMalformed("3.1.2-12: will QoS 3");
        }

        if ((flags & 0xC0) == 0x40 && version != MqttProtocolVersion.V500)
        {
            PacketReader.ThrowMalformed("3.1.2-22: a password without a user name (MQTT 3.1.1)");
        }
    }

    private static MqttPacket.WillMessage ReadWill(ref PacketReader reader, byte flags, MqttProtocolVersion version)
    {
        var properties = version == MqttProtocolVersion.V500
            ? PropertyCodec.Read(ref reader, MqttPacketType.Will)
            : MqttProperties.Empty;
        var topic = reader.ReadIdentifier(
            MqttReasonCode.MalformedPacket, "3.1.3-11: the will topic is not a clean UTF-8 string");
        var payload = reader.ReadBinary().ToArray();
        if (!MqttTopic.IsValidName(topic))
        {
            PacketReader.ThrowMalformed("4.7: the will topic is no topic name");
        }

        return new MqttPacket.WillMessage(topic, payload)
        {
            QoS = (MqttQualityOfServiceLevel)((flags >> 3) & 0x03),
            Retain = (flags & 0x20) != 0,
            Properties = properties,
        };
    }
}
