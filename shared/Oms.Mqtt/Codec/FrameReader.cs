using System.Buffers;

namespace Oms.Mqtt.Codec;

/// <summary>Cuts control packets out of a stream of bytes (MQTT 5.0 section 2.1).</summary>
internal static class FrameReader
{
    private const int FixedHeaderBytesMax = 5;

    /// <summary>Takes one packet off the front of the buffer.</summary>
    /// <param name="buffer">What was received; on success it begins after the packet.</param>
    /// <param name="packetBytesMax">The largest packet accepted, fixed header included.</param>
    /// <param name="header">The first byte: type and flags.</param>
    /// <param name="body">The variable header and payload.</param>
    /// <returns>False when the packet has not wholly arrived.</returns>
    /// <exception cref="MqttProtocolException">The length is malformed, or too large.</exception>
    public static bool TryRead(
        ref ReadOnlySequence<byte> buffer, uint packetBytesMax, out byte header, out ReadOnlySequence<byte> body)
    {
        header = 0;
        body = default;
        if (buffer.IsEmpty)
        {
            return false;
        }

        var start = buffer.FirstSpan;
        if (start.Length < FixedHeaderBytesMax && start.Length < buffer.Length)
        {
            Span<byte> joined = stackalloc byte[FixedHeaderBytesMax];
            var count = (int)Math.Min(FixedHeaderBytesMax, buffer.Length);
            buffer.Slice(0, count).CopyTo(joined);
            return TryCut(joined[..count], ref buffer, packetBytesMax, out header, out body);
        }

        return TryCut(start, ref buffer, packetBytesMax, out header, out body);
    }

    private static bool TryCut(
        scoped ReadOnlySpan<byte> start,
        ref ReadOnlySequence<byte> buffer,
        uint packetBytesMax,
        out byte header,
        out ReadOnlySequence<byte> body)
    {
        header = start[0];
        body = default;
        var (length, used) = (0u, 1);
        for (var shift = 0; ; shift += 7)
        {
            if (shift > 21)
            {
                PacketReader.ThrowMalformed("2.1.4: the remaining length is longer than four bytes");
            }

            if (used == start.Length)
            {
                return false;
            }

            var digit = start[used++];
            length |= (digit & 0x7Fu) << shift;
            if ((digit & 0x80) == 0)
            {
                if (digit == 0 && shift > 0)
                {
                    PacketReader.ThrowMalformed("1.5.5-1: the remaining length was not in its shortest form");
                }

                break;
            }
        }

        if (length + (uint)used > packetBytesMax)
        {
            throw new MqttProtocolException(
                MqttReasonCode.PacketTooLarge, "3.1.2-24: the packet is larger than this side said it accepts");
        }

        if (buffer.Length < used + length)
        {
            return false;
        }

        body = buffer.Slice(used, length);
        buffer = buffer.Slice(body.End);
        return true;
    }
}
