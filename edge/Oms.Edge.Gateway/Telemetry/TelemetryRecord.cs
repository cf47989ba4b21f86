using System.Buffers.Binary;
using System.Text;
using NodaTime;
using Oms.Edge.Readings;

namespace Oms.Edge.Gateway.Telemetry;

/// <summary>A raw reading in the store.</summary>
/// <param name="Identity">What makes a repeat of it known: 16 bytes of a SHA-256.</param>
/// <param name="Received">The gateway's time, whole milliseconds.</param>
/// <param name="Kind">The kind of entity that its windows belong to.</param>
internal sealed record TelemetryRecord(UInt128 Identity, Instant Received, string Kind, string Device, Reading Reading)
{
    public const byte Type = 1;

    private const int HeadBytes = 25;

    public byte[] Encode()
    {
        var frame = FrameCodec.Encode(Device, [Reading]);
        var kind = Encoding.ASCII.GetBytes(Kind);
        var output = new byte[HeadBytes + kind.Length + frame.Length];
        BinaryPrimitives.WriteUInt128LittleEndian(output, Identity);
        BinaryPrimitives.WriteInt64LittleEndian(output.AsSpan(16), Received.ToUnixTimeMilliseconds());
        output[24] = (byte)kind.Length;
        kind.CopyTo(output, HeadBytes);
        frame.CopyTo(output, HeadBytes + kind.Length);
        return output;
    }

    /// <exception cref="InvalidDataException">It is not such a record.</exception>
    public static TelemetryRecord Decode(ReadOnlySpan<byte> input)
    {
        if (input.Length < HeadBytes || input.Length < HeadBytes + input[24])
        {
            throw new InvalidDataException("A telemetry record ends early.");
        }

        var (device, readings) = FrameCodec.Decode(input[(HeadBytes + input[24])..]);
        return readings.Count == 1
            ? new TelemetryRecord(
                BinaryPrimitives.ReadUInt128LittleEndian(input),
                Instant.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(input[16..])),
                Encoding.ASCII.GetString(input.Slice(HeadBytes, input[24])),
                device,
                readings[0])
            : throw new InvalidDataException("A telemetry record has one reading.");
    }
}
