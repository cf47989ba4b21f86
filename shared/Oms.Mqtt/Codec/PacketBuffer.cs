using System.Buffers.Binary;
using System.Text;

namespace Oms.Mqtt.Codec;

/// <summary>A growing byte buffer that knows the field formats of MQTT 5.0 section 1.5.</summary>
/// <remarks>Not thread-safe. Its owner bounds how much may wait in it.</remarks>
internal sealed class PacketBuffer
{
    private const int LengthBytesMax = 4;
    public const int RemainingLengthMax = 268_435_455;

    private byte[] _bytes = new byte[512];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Clear()
    {
        Length = 0;
        // A burst must not pin its memory for the life of the connection.
        if (_bytes.Length > 256 * 1024)
        {
            _bytes = new byte[512];
        }
    }

    public void Truncate(int length) => Length = length;

    public Span<byte> Append(int count)
    {
        if (_bytes.Length - Length < count)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        }

        var span = _bytes.AsSpan(Length, count);
        Length += count;
        return span;
    }

    public void WriteByte(byte value) => Append(1)[0] = value;

    public void WriteUInt16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Append(2), value);

    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Append(4), value);

    public void WriteBytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Append(bytes.Length));

    public void WriteBinary(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes.Length, ushort.MaxValue, nameof(bytes));
        WriteUInt16((ushort)bytes.Length);
        WriteBytes(bytes);
    }

    public void WriteText(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, ushort.MaxValue, nameof(text));
        WriteUInt16((ushort)length);
        Encoding.UTF8.GetBytes(text, Append(length));
    }

    public void WriteVariableInteger(uint value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, (uint)RemainingLengthMax);
        while (value > 0x7F)
        {
            WriteByte((byte)((value & 0x7F) | 0x80));
            value >>= 7;
        }

        WriteByte((byte)value);
    }

    /// <summary>Leaves room for a length that is known only once its content is written.</summary>
    public int BeginLength()
    {
        Append(LengthBytesMax);
        return Length;
    }

    /// <summary>Puts the length in its shortest form before the content, and moves the content up to it.</summary>
    public void EndLength(int begun)
    {
        var content = Length - begun;
        Length = begun - LengthBytesMax;
        WriteVariableInteger((uint)content);
        if (Length != begun)
        {
            _bytes.AsSpan(begun, content).CopyTo(_bytes.AsSpan(Length));
        }

        Length += content;
    }
}
