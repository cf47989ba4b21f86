using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using NodaTime;
using Oms.Edge.Messages;

namespace Oms.Edge.Readings;

/// <summary>Encodes the readings of one device as a frame, each value as its difference from the one before.</summary>
/// <remarks>
/// Format 1, after the bytes <c>O T F 1</c>: device id (length, UTF-8), number of readings; then per reading the time
/// in Unix milliseconds (difference), the number of values, per value its channel and difference, the number of
/// alarms, per alarm its severity and code (length, UTF-8). All numbers are LEB128; differences are zigzag. The same
/// readings give the same bytes, so a frame's SHA-256 names its content.
/// </remarks>
public static class FrameCodec
{
    /// <summary>Readings in one frame.</summary>
    public const int ReadingsMax = 4_096;

    private const int AlarmsMax = 64;
    private const int TextBytesMax = 512;
    private static ReadOnlySpan<byte> Magic => "OTF1"u8;

    public static byte[] Encode(string device, IReadOnlyList<Reading> readings)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(readings.Count, ReadingsMax);
        var output = new ArrayBufferWriter<byte>(64 + (readings.Count * 24));
        output.Write(Magic);
        WriteText(output, device);
        WriteNumber(output, (ulong)readings.Count);
        var last = new Dictionary<int, long>();
        var at = 0L;
        foreach (var reading in readings)
        {
            var now = reading.At.ToUnixTimeMilliseconds();
            WriteDifference(output, now, at);
            at = now;
            WriteNumber(output, (ulong)reading.Values.Count);
            foreach (var (channel, value) in reading.Values)
            {
                WriteNumber(output, (ulong)channel);
                WriteDifference(output, value, last.GetValueOrDefault(channel));
                last[channel] = value;
            }

            WriteNumber(output, (ulong)reading.Alarms.Length);
            foreach (var alarm in reading.Alarms)
            {
                WriteNumber(output, (ulong)alarm.Severity);
                WriteText(output, alarm.Code);
            }
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads a frame.</summary>
    /// <exception cref="InvalidDataException">It is not a frame of this format, to its last byte.</exception>
    public static (string Device, IReadOnlyList<Reading> Readings) Decode(ReadOnlySpan<byte> frame)
    {
        if (!frame.StartsWith(Magic))
        {
            throw new InvalidDataException("A frame begins with OTF1.");
        }

        var input = frame[Magic.Length..];
        var device = ReadText(ref input);
        var count = ReadCount(ref input, ReadingsMax);
        var readings = new List<Reading>(count);
        var last = new Dictionary<int, long>();
        var at = 0L;
        for (var index = 0; index < count; index++)
        {
            at = unchecked(at + ReadDifference(ref input));
            if (at is < -62_135_596_800_000 or > 253_402_300_799_999)
            {
                throw new InvalidDataException("A reading's time is not from the year 1 to 9999.");
            }

            var values = ImmutableSortedDictionary.CreateBuilder<int, long>();
            for (var left = ReadCount(ref input, byte.MaxValue); left > 0; left--)
            {
                var channel = ReadCount(ref input, byte.MaxValue);
                var value = unchecked(last.GetValueOrDefault(channel) + ReadDifference(ref input));
                last[channel] = value;
                values[channel] = value;
            }

            var alarms = ImmutableArray.CreateBuilder<ReeferAlarm>();
            for (var left = ReadCount(ref input, AlarmsMax); left > 0; left--)
            {
                var severity = ReadCount(ref input, byte.MaxValue);
                alarms.Add(new ReeferAlarm(ReadText(ref input), severity));
            }

            readings.Add(new Reading(
                Instant.FromUnixTimeMilliseconds(at), values.ToImmutable(), alarms.DrainToImmutable()));
        }

        return input.IsEmpty ? (device, readings) : throw new InvalidDataException("Bytes follow the frame.");
    }

    private static void WriteText(ArrayBufferWriter<byte> output, string text)
    {
        var octets = Encoding.UTF8.GetBytes(text);
        WriteNumber(output, (ulong)octets.Length);
        output.Write(octets);
    }

    private static void WriteDifference(ArrayBufferWriter<byte> output, long value, long before)
    {
        var difference = unchecked(value - before);
        WriteNumber(output, unchecked((ulong)((difference << 1) ^ (difference >> 63))));
    }

    private static void WriteNumber(ArrayBufferWriter<byte> output, ulong number)
    {
        Span<byte> octets = stackalloc byte[10];
        var length = 0;
        do
        {
            octets[length++] = (byte)((number & 0x7F) | (number > 0x7F ? 0x80u : 0u));
            number >>= 7;
        }
        while (number > 0);
        output.Write(octets[..length]);
    }

    private static string ReadText(ref ReadOnlySpan<byte> input)
    {
        var length = ReadCount(ref input, TextBytesMax);
        if (length > input.Length)
        {
            throw new InvalidDataException("A text ends early.");
        }

        var text = Encoding.UTF8.GetString(input[..length]);
        input = input[length..];
        return text;
    }

    private static long ReadDifference(ref ReadOnlySpan<byte> input)
    {
        var zigzag = ReadNumber(ref input);
        return unchecked((long)(zigzag >> 1) ^ -(long)(zigzag & 1));
    }

    private static int ReadCount(ref ReadOnlySpan<byte> input, int max)
    {
        var number = ReadNumber(ref input);
        return number <= (ulong)max ? (int)number : throw new InvalidDataException($"{number} is more than {max}.");
    }

    private static ulong ReadNumber(ref ReadOnlySpan<byte> input)
    {
        var number = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (input.IsEmpty)
            {
                throw new InvalidDataException("A number ends early.");
            }

            var octet = input[0];
            input = input[1..];
            if (shift == 63 && octet > 1)
            {
                break;
            }

            number |= (ulong)(octet & 0x7F) << shift;
            if (octet < 0x80)
            {
                return number;
            }
        }

        throw new InvalidDataException("A number has more than 64 bits.");
    }
}
