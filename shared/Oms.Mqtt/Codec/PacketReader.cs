using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Oms.Mqtt.Codec;

/// <summary>Reads the fields of one packet body; anything cut short is malformed (MQTT 5.0 section 4.13).</summary>
internal ref struct PacketReader(ReadOnlySpan<byte> body)
{
    private readonly ReadOnlySpan<byte> _body = body;

    public int Position { get; private set; }

    public readonly int Remaining => _body.Length - Position;

    [DoesNotReturn]
    public static void ThrowMalformed(string rule) =>
        throw new MqttProtocolException(MqttReasonCode.MalformedPacket, rule);

    [DoesNotReturn]
    public static void ThrowProtocolError(string rule) =>
        throw new MqttProtocolException(MqttReasonCode.ProtocolError, rule);

    public byte ReadByte() => Take(1)[0];

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    /// <summary>1.5.5: at most four bytes, and the shortest form only (1.5.5-1).</summary>
    public uint ReadVariableInteger()
    {
        var value = 0u;
        for (var shift = 0; shift <= 21; shift += 7)
        {
            var digit = ReadByte();
            value |= (digit & 0x7Fu) << shift;
            if ((digit & 0x80) == 0)
            {
                if (digit == 0 && shift > 0)
                {
                    ThrowMalformed("1.5.5-1: a variable byte integer was not in its shortest form");
                }

                return value;
            }
        }

        ThrowMalformed("1.5.5: a variable byte integer is longer than four bytes");
        return 0;
    }

    public ReadOnlySpan<byte> ReadBinary() => Take(ReadUInt16());

    public string ReadText()
    {
        var bytes = ReadBinary();
        if (!MqttText.IsText(bytes))
        {
            ThrowMalformed("1.5.4-1, 1.5.4-2: a string is not UTF-8, or holds U+0000");
        }

        return Encoding.UTF8.GetString(bytes);
    }

    public string ReadIdentifier(MqttReasonCode reason, string rule)
    {
        var bytes = ReadBinary();
        if (!MqttText.IsIdentifier(bytes))
        {
            throw new MqttProtocolException(reason, rule);
        }

        return Encoding.UTF8.GetString(bytes);
    }

    public ReadOnlySpan<byte> ReadRest() => Take(Remaining);

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > Remaining)
        {
            ThrowMalformed("4.13: the packet ends inside a field");
        }

        var taken = _body.Slice(Position, count);
        Position += count;
        return taken;
    }

    public readonly void ExpectEnd()
    {
        if (Remaining != 0)
        {
            ThrowMalformed("2.1.4: the packet is longer than its fields");
        }
    }
}
