using Oms.Mqtt.Packets;

namespace Oms.Mqtt.Codec;

/// <summary>Reads every control packet of MQTT 3.1.1 and 5.0 and enforces their rules.</summary>
internal static class PacketDecoder
{
    /// <param name="header">The first byte: type and flags.</param>
    /// <param name="body">The variable header and payload; a PUBLISH keeps a slice of it.</param>
    /// <param name="version">The version of the connection. CONNECT carries its own.</param>
    /// <param name="topics">The topic names of this connection.</param>
    /// <exception cref="MqttProtocolException">A rule is broken.</exception>
    public static MqttPacket Read(
        byte header, ReadOnlyMemory<byte> body, MqttProtocolVersion version, TopicCache topics)
    {
        var type = (MqttPacketType)(header >> 4);
        if (type == MqttPacketType.Publish)
        {
            var head = PublishHead.Read(header, body.Span, version, topics);
            return new MqttPacket.Publish(head.Topic?.Name ?? "", body[head.PayloadOffset..])
            {
                QoS = head.QoS,
                Retain = head.Retain,
                Duplicate = head.Duplicate,
                PacketId = head.PacketId,
                Properties = head.Properties,
            };
        }

        if (type != MqttPacketType.Connect)
        {
            CheckFlags(type, header);
        }

        var reader = new PacketReader(body.Span);
        var packet = ReadBody(type, header, ref reader, version);
        reader.ExpectEnd();
        return packet;
    }

    /// <summary>2.1.3-1: flags are fixed but for PUBLISH; those of CONNECT depend on its version.</summary>
    private static void CheckFlags(MqttPacketType type, byte header)
    {
        var expected = type is MqttPacketType.PubRel or MqttPacketType.Subscribe or MqttPacketType.Unsubscribe ? 2 : 0;
        if ((header & 0x0F) != expected)
        {
            PacketReader.ThrowMalformed("2.1.3-1: reserved flags of the fixed header are not as they must be");
        }
    }

    private static MqttPacket ReadBody(
        MqttPacketType type, byte header, ref PacketReader reader, MqttProtocolVersion version)
    {
        var isV5 = version == MqttProtocolVersion.V500;
        switch (type)
        {
            case MqttPacketType.Connect:
                return ConnectDecoder.Read(header, reader.ReadRest(), ref version);
            case MqttPacketType.ConnAck:
                return ReadConnAck(ref reader, isV5);
            case MqttPacketType.PubAck or MqttPacketType.PubRec or MqttPacketType.PubRel or MqttPacketType.PubComp:
                return ReadAcknowledge(type, ref reader, isV5);
            case MqttPacketType.Subscribe:
                return ReadSubscribe(ref reader, isV5);
            case MqttPacketType.SubAck:
                return ReadSubAck(ref reader, isV5);
            case MqttPacketType.Unsubscribe:
                return ReadUnsubscribe(ref reader, isV5);
            case MqttPacketType.UnsubAck:
                return ReadUnsubAck(ref reader, isV5);
            case MqttPacketType.PingReq:
                return new MqttPacket.PingReq();
            case MqttPacketType.PingResp:
                return new MqttPacket.PingResp();
            case MqttPacketType.Disconnect:
                return ReadDisconnect(ref reader, isV5);
            case MqttPacketType.Auth when isV5:
                return ReadAuth(ref reader);
            case MqttPacketType.Auth or MqttPacketType.Will or MqttPacketType.Publish:
            default:
                PacketReader.ThrowMalformed("2.1.2: a forbidden control packet type");
                return null;
        }
    }

    private static MqttPacket.ConnAck ReadConnAck(ref PacketReader reader, bool isV5)
    {
        var flags = reader.ReadByte();
        if (flags > 1)
        {
            PacketReader.ThrowMalformed("3.2.2-1: reserved connect acknowledge flags are not 0");
        }

        var reason = reader.ReadByte();
        if (isV5)
        {
            ReasonRules.Check(MqttPacketType.ConnAck, reason);
        }
        else if (reason > 5)
        {
            PacketReader.ThrowProtocolError("3.2.2.3: an unknown connect return code (MQTT 3.1.1)");
        }

        if (flags == 1 && reason != 0)
        {
            PacketReader.ThrowProtocolError("3.2.2-6: session present together with a refusal");
        }

        return new MqttPacket.ConnAck(flags == 1, reason)
        {
            Properties = Properties(ref reader, MqttPacketType.ConnAck, isV5),
        };
    }

    private static MqttPacket.Acknowledge ReadAcknowledge(MqttPacketType type, ref PacketReader reader, bool isV5)
    {
        var id = PacketId(ref reader, MqttReasonCode.ProtocolError);
        if (!isV5 || reader.Remaining == 0)
        {
            return new MqttPacket.Acknowledge(type, id, MqttReasonCode.Success);
        }

        var reason = ReasonRules.Check(type, reader.ReadByte());
        return new MqttPacket.Acknowledge(type, id, reason) { Properties = OptionalProperties(ref reader, type) };
    }

    private static MqttPacket.Subscribe ReadSubscribe(ref PacketReader reader, bool isV5)
    {
        var id = PacketId(ref reader, MqttReasonCode.MalformedPacket);
        var properties = Properties(ref reader, MqttPacketType.Subscribe, isV5);
        var subscriptions = new List<MqttSubscription>();
        do
        {
            var filter = Filter(ref reader);
            subscriptions.Add(Subscription(filter, reader.ReadByte(), isV5));
        }
        while (reader.Remaining > 0);

        return new MqttPacket.Subscribe(id, subscriptions) { Properties = properties };
    }

    private static MqttSubscription Subscription(string filter, byte options, bool isV5)
    {
        if ((options & (isV5 ? 0xC0 : 0xFC)) != 0)
        {
            PacketReader.ThrowMalformed("3.8.3-5: reserved subscription options are not 0");
        }

        if ((options & 0x03) == 3 || (options & 0x30) == 0x30)
        {
            throw new MqttProtocolException(
                isV5 ? MqttReasonCode.ProtocolError : MqttReasonCode.MalformedPacket,
                "3.8.3.1: a subscription with QoS 3 or retain handling 3");
        }

        var subscription = new MqttSubscription(filter, (MqttQualityOfServiceLevel)(options & 0x03))
        {
            NoLocal = (options & 0x04) != 0,
            RetainAsPublished = (options & 0x08) != 0,
            RetainHandling = (byte)((options >> 4) & 0x03),
        };
        if (subscription.NoLocal && MqttTopic.IsShared(filter))
        {
            PacketReader.ThrowProtocolError("3.8.3-4: no local on a shared subscription");
        }

        return subscription;
    }

    private static MqttPacket.SubAck ReadSubAck(ref PacketReader reader, bool isV5)
    {
        var id = PacketId(ref reader, MqttReasonCode.ProtocolError);
        var properties = Properties(ref reader, MqttPacketType.SubAck, isV5);
        var reasons = new List<MqttReasonCode>();
        foreach (var reason in reader.ReadRest())
        {
            if (!isV5 && reason is > 2 and not 0x80)
            {
                PacketReader.ThrowProtocolError("3.9.3-2: a SUBACK return code other than 0, 1, 2 and 0x80");
            }

            reasons.Add(isV5 ? ReasonRules.Check(MqttPacketType.SubAck, reason) : (MqttReasonCode)reason);
        }

        if (reasons.Count == 0)
        {
            PacketReader.ThrowMalformed("3.9.3: a SUBACK without a reason code");
        }

        return new MqttPacket.SubAck(id, reasons) { Properties = properties };
    }

    private static MqttPacket.Unsubscribe ReadUnsubscribe(ref PacketReader reader, bool isV5)
    {
        var id = PacketId(ref reader, MqttReasonCode.MalformedPacket);
        var properties = Properties(ref reader, MqttPacketType.Unsubscribe, isV5);
        var filters = new List<string>();
        do
        {
            filters.Add(Filter(ref reader));
        }
        while (reader.Remaining > 0);

        return new MqttPacket.Unsubscribe(id, filters) { Properties = properties };
    }

    private static MqttPacket.UnsubAck ReadUnsubAck(ref PacketReader reader, bool isV5)
    {
        var id = PacketId(ref reader, MqttReasonCode.ProtocolError);
        if (!isV5)
        {
            return new MqttPacket.UnsubAck(id, []);
        }

        var properties = PropertyCodec.Read(ref reader, MqttPacketType.UnsubAck);
        var reasons = new List<MqttReasonCode>();
        foreach (var reason in reader.ReadRest())
        {
            reasons.Add(ReasonRules.Check(MqttPacketType.UnsubAck, reason));
        }

        if (reasons.Count == 0)
        {
            PacketReader.ThrowMalformed("3.11.3: an UNSUBACK without a reason code");
        }

        return new MqttPacket.UnsubAck(id, reasons) { Properties = properties };
    }

    private static MqttPacket.Disconnect ReadDisconnect(ref PacketReader reader, bool isV5)
    {
        if (!isV5 || reader.Remaining == 0)
        {
            return new MqttPacket.Disconnect(MqttReasonCode.Success);
        }

        var reason = ReasonRules.Check(MqttPacketType.Disconnect, reader.ReadByte());
        return new MqttPacket.Disconnect(reason)
        {
            Properties = OptionalProperties(ref reader, MqttPacketType.Disconnect),
        };
    }

    private static MqttPacket.Auth ReadAuth(ref PacketReader reader)
    {
        if (reader.Remaining == 0)
        {
            return new MqttPacket.Auth(MqttReasonCode.Success);
        }

        var reason = ReasonRules.Check(MqttPacketType.Auth, reader.ReadByte());
        return new MqttPacket.Auth(reason) { Properties = OptionalProperties(ref reader, MqttPacketType.Auth) };
    }

    private static string Filter(ref PacketReader reader)
    {
        var filter = reader.ReadIdentifier(
            MqttReasonCode.MalformedPacket, "3.8.3-1: the topic filter is not a clean UTF-8 string");
        if (!MqttTopic.IsValidFilter(filter))
        {
            PacketReader.ThrowMalformed("4.7.1, 4.8.2: the topic filter breaks a rule of wildcards or shares");
        }

        return filter;
    }

    private static ushort PacketId(ref PacketReader reader, MqttReasonCode reason)
    {
        var id = reader.ReadUInt16();
        return id != 0 ? id : throw new MqttProtocolException(reason, "2.2.1-3: a packet identifier of 0");
    }

    private static MqttProperties Properties(ref PacketReader reader, MqttPacketType type, bool isV5) =>
        isV5 ? PropertyCodec.Read(ref reader, type) : MqttProperties.Empty;

    /// <summary>Where the reason code may end the packet, the property length may be left out.</summary>
    private static MqttProperties OptionalProperties(ref PacketReader reader, MqttPacketType type) =>
        reader.Remaining == 0 ? MqttProperties.Empty : PropertyCodec.Read(ref reader, type);
}
