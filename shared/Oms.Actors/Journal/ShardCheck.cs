using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Oms.Actors.Journal;

/// <summary>Checks the places of one shard's records, given to it in the order of the log.</summary>
/// <remarks>
/// It keeps 24 bytes for each entity of the shard and no record, so a whole log can be streamed through it. Not
/// thread-safe.
/// </remarks>
public sealed class ShardCheck
{
    // The first 16 bytes of a SHA-256 of the address: two entities never meet in practice.
    private readonly Dictionary<UInt128, long> _seqs = [];
    private long _offset;
    private long _epoch;

    /// <summary>What is wrong with the place of the next record; null when nothing is.</summary>
    public string? Next(JournalRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var key = KeyOf(record);
        var (offset, epoch, seq) = (_offset, _epoch, _seqs.GetValueOrDefault(key));
        (_offset, _epoch, _seqs[key]) = (record.Offset, record.Epoch, record.Seq);
        return record.Offset != offset + 1 ? $"It stands where offset {offset + 1} should."
            : record.Epoch < epoch ? $"Its epoch {record.Epoch} is below {epoch}, that of the record before it."
            : record.Seq != seq + 1 ? $"Its seq {record.Seq} follows the entity's seq {seq}."
            : null;
    }

    /// <summary>A record's place in words, such as <c>3-17 (main/order/o-1, seq 4)</c>.</summary>
    public static string PlaceOf(JournalRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return $"{new ShardPosition(record.Shard, record.Offset)} ({record.Address}, seq {record.Seq})";
    }

    private static UInt128 KeyOf(JournalRecord record)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _ = SHA256.HashData(Encoding.UTF8.GetBytes(record.Address.ToString()), hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
