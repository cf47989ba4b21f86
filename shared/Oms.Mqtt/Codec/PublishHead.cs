using Oms.Mqtt.Packets;

namespace Oms.Mqtt.Codec;

/// <summary>Everything of a PUBLISH but its payload, which stays where it was read (MQTT 5.0 section 3.3).</summary>
internal readonly record struct PublishHead(TopicEntry? Topic, byte Header, ushort PacketId)
{
    public MqttProperties Properties { get; private init; } = MqttProperties.Empty;

    /// <summary>Where in the packet body the payload begins.</summary>
    public int PayloadOffset { get; private init; }

    public MqttQualityOfServiceLevel QoS => (MqttQualityOfServiceLevel)((Header >> 1) & 0x03);

    public bool Retain => (Header & 0x01) != 0;

    public bool Duplicate => (Header & 0x08) != 0;

    /// <exception cref="MqttProtocolException">A rule of section 3.3 is broken.</exception>
    public static PublishHead Read(byte header, ReadOnlySpan<byte> body, MqttProtocolVersion version, TopicCache topics)
    {
        var qos = (header >> 1) & 0x03;
        if (qos == 3)
        {
            PacketReader.ThrowMalformed("3.3.1-4: both QoS bits are set");
        }

        if (qos == 0 && (header & 0x08) != 0)
        {
            CheckDuplicateAtQoS0(version);
        }

        var reader = new PacketReader(body);
        var name = reader.ReadBinary();
        var topic = name.IsEmpty ? null : topics.Get(name);
        var packetId = (ushort)0;
        if (qos > 0 && (packetId = reader.ReadUInt16()) == 0)
        {
            PacketReader.ThrowProtocolError("2.2.1-4: a packet identifier of 0");
        }

        if (version != MqttProtocolVersion.V500)
        {
            if (topic is null)
            {
                PacketReader.ThrowMalformed("4.7.3-1: the topic name is empty");
            }

            return new PublishHead(topic, header, packetId) { PayloadOffset = reader.Position };
        }

        var properties = PropertyCodec.Read(ref reader, MqttPacketType.Publish);
        if (topic is null && !properties.Has(MqttPropertyId.TopicAlias))
        {
            PacketReader.ThrowProtocolError("3.3.2.1: an empty topic name without a topic alias");
        }

        return new PublishHead(topic, header, packetId)
        {
            Properties = properties,
            PayloadOffset = reader.Position,
        };
    }

    private static void CheckDuplicateAtQoS0(MqttProtocolVersion version)
    {
        // 3.3.1-2 binds the sender; only MQTT 5.0 names the error, and old devices do set the flag.
        if (version == MqttProtocolVersion.V500)
        {
            PacketReader.ThrowMalformed("3.3.1-2: DUP is set at QoS 0");
        }
    }
}
