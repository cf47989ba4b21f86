using System.Buffers.Binary;
using System.Text;

namespace Oms.Edge.Gateway.Telemetry;

/// <summary>The forms of a sealed frame and of the note that the centre has it: device, window, then the
/// frame.</summary>
internal static class FrameRecord
{
    public const byte FrameType = 2;
    public const byte StoredType = 3;
    private const int HeadBytes = 9;

    public static byte[] Encode(string device, long window, ReadOnlySpan<byte> frame)
    {
        var name = Encoding.UTF8.GetBytes(device);
        var output = new byte[HeadBytes + name.Length + frame.Length];
        BinaryPrimitives.WriteInt64LittleEndian(output, window);
        output[8] = (byte)name.Length;
        name.CopyTo(output, HeadBytes);
        frame.CopyTo(output.AsSpan(HeadBytes + name.Length));
        return output;
    }

    /// <exception cref="InvalidDataException">It is not such a record.</exception>
    public static (string Device, long Window, ReadOnlyMemory<byte> Frame) Decode(ReadOnlyMemory<byte> input)
    {
        if (input.Length < HeadBytes || input.Length < HeadBytes + input.Span[8])
        {
            throw new InvalidDataException("A frame record ends early.");
        }

        var length = input.Span[8];
        return (
            Encoding.UTF8.GetString(input.Span.Slice(HeadBytes, length)),
            BinaryPrimitives.ReadInt64LittleEndian(input.Span),
            input[(HeadBytes + length)..]);
    }
}
