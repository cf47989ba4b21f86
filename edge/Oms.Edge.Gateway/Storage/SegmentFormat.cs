using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Oms.Edge.Gateway.Storage;

/// <summary>The bytes of a segment: a header, then records <c>length | CRC-32C | type | payload</c>.</summary>
/// <remarks>
/// Header: the 8 bytes <c>OMSSEG1\n</c> and the segment's first position. Length (of the payload) and CRC are 32 bits,
/// the position 64 bits, little-endian. The CRC (Castagnoli, RFC 3720 appendix B.4) covers length, type and payload.
/// </remarks>
internal static class SegmentFormat
{
    public const int HeaderBytes = 16;
    public const int RecordOverhead = 9;
    public const int PayloadBytesMax = 1024 * 1024;

    private static ReadOnlySpan<byte> Magic => "OMSSEG1\n"u8;

    public static void WriteHeader(Span<byte> header, long position)
    {
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], position);
    }

    public static bool IsHeader(ReadOnlySpan<byte> header, long position) =>
        header.Length >= HeaderBytes && header.StartsWith(Magic)
        && BinaryPrimitives.ReadInt64LittleEndian(header[8..]) == position;

    /// <summary>Writes a record into a buffer of exactly its length.</summary>
    public static void WriteRecord(Span<byte> output, byte type, ReadOnlySpan<byte> payload)
    {
        BinaryPrimitives.WriteInt32LittleEndian(output, payload.Length);
        output[8] = type;
        payload.CopyTo(output[RecordOverhead..]);
        BinaryPrimitives.WriteUInt32LittleEndian(output[4..], Checksum(output));
    }

    /// <summary>The length of the whole record at the start of some bytes; 0 when there is no whole good one.</summary>
    public static int Measure(ReadOnlySpan<byte> input)
    {
        if (input.Length < RecordOverhead)
        {
            return 0;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(input);
        if (length is < 0 or > PayloadBytesMax || input.Length < RecordOverhead + length)
        {
            return 0;
        }

        var record = input[..(RecordOverhead + length)];
        return BinaryPrimitives.ReadUInt32LittleEndian(record[4..]) == Checksum(record) ? record.Length : 0;
    }

    /// <summary>The length that a record claims to have, good or not; 0 when it cannot be one.</summary>
    public static int Claimed(ReadOnlySpan<byte> input) =>
        input.Length >= RecordOverhead
            && BinaryPrimitives.ReadInt32LittleEndian(input) is >= 0 and <= PayloadBytesMax and var length
            ? RecordOverhead + length
            : 0;

    private static uint Checksum(ReadOnlySpan<byte> record) =>
        ~Crc32C(Crc32C(uint.MaxValue, record[..4]), record[8..]);

    private static uint Crc32C(uint crc, ReadOnlySpan<byte> octets)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(octets);
        foreach (var word in words)
        {
            crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word
                : BinaryPrimitives.ReverseEndianness(word));
        }

        foreach (var octet in octets[(words.Length * sizeof(ulong))..])
        {
            crc = BitOperations.Crc32C(crc, octet);
        }

        return crc;
    }
}
