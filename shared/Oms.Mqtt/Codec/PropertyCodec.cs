using Oms.Mqtt.Packets;

namespace Oms.Mqtt.Codec;

/// <summary>Reads and writes the property section of a packet (MQTT 5.0 section 2.2.2).</summary>
internal static class PropertyCodec
{
    /// <exception cref="MqttProtocolException">A property is unknown, misplaced, repeated or out of range.</exception>
    public static MqttProperties Read(ref PacketReader reader, MqttPacketType place)
    {
        var length = reader.ReadVariableInteger();
        if (length == 0)
        {
            return MqttProperties.Empty;
        }

        if (length > reader.Remaining)
        {
            PacketReader.ThrowMalformed("2.2.2.1: the property length reaches past the end of the packet");
        }

        var section = new PacketReader(reader.Take((int)length));
        var (properties, seen) = (new MqttProperties(), 0UL);
        while (section.Remaining > 0)
        {
            var property = ReadOne(ref section, place);
            var bit = 1UL << (int)property.Id;
            if ((seen & bit) != 0 && !PropertyRules.MayRepeat(property.Id, place))
            {
                PacketReader.ThrowProtocolError($"3.x.2.3: {property.Id} is included more than once");
            }

            PropertyRules.CheckValue(property);
            seen |= bit;
            properties.Add(property);
        }

        return properties;
    }

    public static void Write(PacketBuffer buffer, MqttProperties properties)
    {
        if (properties.Items.Count == 0)
        {
            buffer.WriteByte(0);
            return;
        }

        var begun = buffer.BeginLength();
        foreach (var property in properties.Items)
        {
            WriteOne(buffer, property);
        }

        buffer.EndLength(begun);
    }

    private static MqttProperty ReadOne(ref PacketReader section, MqttPacketType place)
    {
        var number = section.ReadVariableInteger();
        var format = PropertyRules.FormatOf(number);
        var property = new MqttProperty((MqttPropertyId)number);
        if (format == PropertyFormat.Unknown || !PropertyRules.IsAllowed(property.Id, place))
        {
            PacketReader.ThrowMalformed("2.2.2.2: a property identifier is not valid for its packet type");
        }

        return format switch
        {
            PropertyFormat.Byte => property with { Number = section.ReadByte() },
            PropertyFormat.UInt16 => property with { Number = section.ReadUInt16() },
            PropertyFormat.UInt32 => property with { Number = section.ReadUInt32() },
            PropertyFormat.VariableInteger => property with { Number = section.ReadVariableInteger() },
            PropertyFormat.Text => property with { Text = section.ReadText() },
            PropertyFormat.Binary => property with { Data = section.ReadBinary().ToArray() },
            _ => property with { Text = section.ReadText(), Value = section.ReadText() },
        };
    }

    private static void WriteOne(PacketBuffer buffer, in MqttProperty property)
    {
        buffer.WriteByte((byte)property.Id);
        switch (PropertyRules.FormatOf((uint)property.Id))
        {
            case PropertyFormat.Byte:
                buffer.WriteByte((byte)property.Number);
                break;
            case PropertyFormat.UInt16:
                buffer.WriteUInt16((ushort)property.Number);
                break;
            case PropertyFormat.UInt32:
                buffer.WriteUInt32(property.Number);
                break;
            case PropertyFormat.VariableInteger:
                buffer.WriteVariableInteger(property.Number);
                break;
            case PropertyFormat.Text:
                buffer.WriteText(property.Text);
                break;
            case PropertyFormat.Binary:
                buffer.WriteBinary(property.Data.Span);
                break;
            case PropertyFormat.Pair:
                buffer.WriteText(property.Text);
                buffer.WriteText(property.Value);
                break;
            case PropertyFormat.Unknown:
            default:
                throw new ArgumentException($"{property.Id} is no property.", nameof(property));
        }
    }
}
