using System.Buffers.Binary;

namespace Oms.Transparency;

/// <summary>Up to 256 log entries: each with its length before it, 2 bytes big-endian (C2SP tlog-tiles).</summary>
public static class EntryBundle
{
    /// <summary>The largest entry in bytes.</summary>
    public const int EntryBytesMax = ushort.MaxValue;

    /// <summary>Writes an entry with its length.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is larger than <see cref="EntryBytesMax"/>.</exception>
    public static byte[] Encode(ReadOnlySpan<byte> entry)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(entry.Length, EntryBytesMax, nameof(entry));
        var octets = new byte[entry.Length + sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(octets, (ushort)entry.Length);
        entry.CopyTo(octets.AsSpan(sizeof(ushort)));
        return octets;
    }

    /// <summary>Reads the entries of a bundle.</summary>
    /// <exception cref="InvalidDataException">It does not hold exactly the number of entries its id says.</exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Decode(Tile bundle)
    {
        var entries = new List<ReadOnlyMemory<byte>>(bundle.Id.Width);
        var rest = bundle.Content;
        while (rest.Length >= sizeof(ushort) && entries.Count < bundle.Id.Width)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(rest.Span);
            if (rest.Length - sizeof(ushort) < length)
            {
                break;
            }

            entries.Add(rest.Slice(sizeof(ushort), length));
            rest = rest[(sizeof(ushort) + length)..];
        }

        return entries.Count == bundle.Id.Width && rest.Length == 0
            ? entries
            : throw new InvalidDataException($"{bundle.Id.ToPath()} does not hold {bundle.Id.Width} entries.");
    }
}
