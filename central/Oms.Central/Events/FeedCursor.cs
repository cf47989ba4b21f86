using System.Buffers.Binary;
using System.Buffers.Text;

namespace Oms.Central.Events;

/// <summary>How far a reader of all shards is: the last offset that it has seen of each.</summary>
/// <remarks>
/// Encoded as base64url of: version byte 1; or, in a journal that was once restored, version byte 2 and the journal's
/// life (8 bytes, least first); then for each shard that is above 0 its number (1 byte) and its offset (7 bits a byte,
/// least first, as in protocol buffers).
/// </remarks>
internal static class FeedCursor
{
    private const byte OfFirstLife = 1;
    private const byte OfLaterLife = 2;

    /// <param name="life">The journal's (<c>IJournal.Life</c>).</param>
    public static string Encode(long life, ReadOnlySpan<long> positions)
    {
        var octets = new List<byte> { life == 0 ? OfFirstLife : OfLaterLife };
        if (life != 0)
        {
            Span<byte> id = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(id, life);
            octets.AddRange(id);
        }

        for (var shard = 0; shard < positions.Length; shard++)
        {
            if (positions[shard] <= 0)
            {
                continue;
            }

            octets.Add((byte)shard);
            var rest = (ulong)positions[shard];
            for (; rest >= 0x80; rest >>= 7)
            {
                octets.Add((byte)((rest & 0x7F) | 0x80));
            }

            octets.Add((byte)rest);
        }

        return Base64Url.EncodeToString([.. octets]);
    }

    /// <summary>Reads a cursor; null when it is none.</summary>
    public static (long Life, long[] Positions)? Decode(string text, int shards)
    {
        if (!Base64Url.IsValid(text))
        {
            return null;
        }

        var octets = Base64Url.DecodeFromChars(text);
        if (octets is not [OfFirstLife, ..] && (octets is not [OfLaterLife, ..] || octets.Length <= sizeof(long)))
        {
            return null;
        }

        var life = octets[0] == OfFirstLife ? 0 : BinaryPrimitives.ReadInt64LittleEndian(octets.AsSpan(1));
        var positions = new long[shards];
        for (var at = octets[0] == OfFirstLife ? 1 : 1 + sizeof(long); at < octets.Length;)
        {
            var shard = octets[at++];
            var offset = 0L;
            for (var shift = 0; ; shift += 7)
            {
                if (at >= octets.Length || shift > 56)
                {
                    return null;
                }

                offset |= (long)(octets[at] & 0x7F) << shift;
                if ((octets[at++] & 0x80) == 0)
                {
                    break;
                }
            }

            if (shard >= shards || offset == 0 || positions[shard] != 0)
            {
                return null;
            }

            positions[shard] = offset;
        }

        return (life, positions);
    }
}
