using Oms.Mqtt.Packets;

namespace Oms.Mqtt.Codec;

/// <summary>Writes every control packet of MQTT 3.1.1 and 5.0.</summary>
internal static class PacketEncoder
{
    /// <returns>How many bytes the packet took.</returns>
    public static int Write(PacketBuffer buffer, MqttPacket packet, MqttProtocolVersion version)
    {
        var start = buffer.Length;
        buffer.WriteByte(HeaderOf(packet));
        var begun = buffer.BeginLength();
        WriteBody(buffer, packet, version);
        buffer.EndLength(begun);
        return buffer.Length - start;
    }

    /// <summary>The hot path of acknowledgements: no packet object, and the shortest form.</summary>
    public static void WriteAcknowledge(
        PacketBuffer buffer, MqttPacketType type, ushort packetId, MqttReasonCode reason, MqttProtocolVersion version)
    {
        var isLong = reason != MqttReasonCode.Success && version == MqttProtocolVersion.V500;
        var bytes = buffer.Append(isLong ? 5 : 4);
        bytes[0] = (byte)(((int)type << 4) | (type == MqttPacketType.PubRel ? 2 : 0));
        bytes[1] = (byte)(isLong ? 3 : 2);
        bytes[2] = (byte)(packetId >> 8);
        bytes[3] = (byte)(packetId & 0xFF);
        if (isLong)
        {
            bytes[4] = (byte)reason;
        }
    }

    private static byte HeaderOf(MqttPacket packet) => packet switch
    {
        MqttPacket.Connect => 0x10,
        MqttPacket.ConnAck => 0x20,
        MqttPacket.Publish p => (byte)(
            0x30 | (p.Duplicate ? 8 : 0) | ((int)p.QoS << 1) | (p.Retain ? 1 : 0)),
        MqttPacket.Acknowledge a => (byte)(((int)a.Type << 4) | (a.Type == MqttPacketType.PubRel ? 2 : 0)),
        MqttPacket.Subscribe => 0x82,
        MqttPacket.SubAck => 0x90,
        MqttPacket.Unsubscribe => 0xA2,
        MqttPacket.UnsubAck => 0xB0,
        MqttPacket.PingReq => 0xC0,
        MqttPacket.PingResp => 0xD0,
        MqttPacket.Disconnect => 0xE0,
        _ => 0xF0,
    };

    private static void WriteBody(PacketBuffer buffer, MqttPacket packet, MqttProtocolVersion version)
    {
        var isV5 = version == MqttProtocolVersion.V500;
        switch (packet)
        {
            case MqttPacket.Connect p:
                WriteConnect(buffer, p);
                break;
            case MqttPacket.ConnAck p:
                buffer.WriteByte((byte)(p.SessionPresent ? 1 : 0));
                buffer.WriteByte(p.Reason);
                WriteProperties(buffer, p, isV5);
                break;
            case MqttPacket.Publish p:
                buffer.WriteText(p.Topic);
                if (p.QoS != MqttQualityOfServiceLevel.AtMostOnce)
                {
                    buffer.WriteUInt16(p.PacketId);
                }

                WriteProperties(buffer, p, isV5);
                buffer.WriteBytes(p.Payload.Span);
                break;
            case MqttPacket.Acknowledge p:
                buffer.WriteUInt16(p.PacketId);
                WriteReason(buffer, p.Reason, p, isV5);
                break;
            case MqttPacket.Subscribe p:
                buffer.WriteUInt16(p.PacketId);
                WriteProperties(buffer, p, isV5);
                WriteSubscriptions(buffer, p, isV5);
                break;
            case MqttPacket.SubAck p:
                buffer.WriteUInt16(p.PacketId);
                WriteProperties(buffer, p, isV5);
                WriteReasons(buffer, p.Reasons);
                break;
            case MqttPacket.Unsubscribe p:
                buffer.WriteUInt16(p.PacketId);
                WriteProperties(buffer, p, isV5);
                foreach (var filter in p.Filters)
                {
                    buffer.WriteText(filter);
                }

                break;
            case MqttPacket.UnsubAck p:
                buffer.WriteUInt16(p.PacketId);
                WriteProperties(buffer, p, isV5);
                if (isV5)
                {
                    WriteReasons(buffer, p.Reasons);
                }

                break;
            case MqttPacket.Disconnect p:
                WriteReason(buffer, p.Reason, p, isV5);
                break;
            case MqttPacket.Auth p:
                WriteReason(buffer, p.Reason, p, isV5);
                break;
            default:
                break;
        }
    }

    private static void WriteConnect(PacketBuffer buffer, MqttPacket.Connect packet)
    {
        var isV5 = packet.Version == MqttProtocolVersion.V500;
        buffer.WriteText(packet.Version == MqttProtocolVersion.V310 ? "MQIsdp" : "MQTT");
        buffer.WriteByte((byte)packet.Version);
        buffer.WriteByte((byte)(
            (packet.CleanStart ? 0x02 : 0)
            | (packet.Will is { } w ? 0x04 | ((int)w.QoS << 3) | (w.Retain ? 0x20 : 0) : 0)
            | (packet.Password is null ? 0 : 0x40)
            | (packet.UserName is null ? 0 : 0x80)));
        buffer.WriteUInt16(packet.KeepAliveSeconds);
        WriteProperties(buffer, packet, isV5);
        buffer.WriteText(packet.ClientId);
        if (packet.Will is { } will)
        {
            if (isV5)
            {
                PropertyCodec.Write(buffer, will.Properties);
            }

            buffer.WriteText(will.Topic);
            buffer.WriteBinary(will.Payload.Span);
        }

        if (packet.UserName is { } userName)
        {
            buffer.WriteText(userName);
        }

        if (packet.Password is { } password)
        {
            buffer.WriteBinary(password.Span);
        }
    }

    private static void WriteSubscriptions(PacketBuffer buffer, MqttPacket.Subscribe packet, bool isV5)
    {
        foreach (var subscription in packet.Subscriptions)
        {
            buffer.WriteText(subscription.Filter);
            var options = (int)subscription.QoS;
            if (isV5)
            {
                options |= (subscription.NoLocal ? 0x04 : 0) | (subscription.RetainAsPublished ? 0x08 : 0)
                    | (subscription.RetainHandling << 4);
            }

            buffer.WriteByte((byte)options);
        }
    }

    private static void WriteReason(PacketBuffer buffer, MqttReasonCode reason, MqttPacket packet, bool isV5)
    {
        if (!isV5 || (reason == MqttReasonCode.Success && packet.Properties.Items.Count == 0))
        {
            return;
        }

        buffer.WriteByte((byte)reason);
        if (packet.Properties.Items.Count > 0)
        {
            PropertyCodec.Write(buffer, packet.Properties);
        }
    }

    private static void WriteReasons(PacketBuffer buffer, IReadOnlyList<MqttReasonCode> reasons)
    {
        foreach (var reason in reasons)
        {
            buffer.WriteByte((byte)reason);
        }
    }

    private static void WriteProperties(PacketBuffer buffer, MqttPacket packet, bool isV5)
    {
        if (isV5)
        {
            PropertyCodec.Write(buffer, packet.Properties);
        }
    }
}
