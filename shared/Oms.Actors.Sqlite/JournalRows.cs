using NodaTime;
using Oms.Actors.Journal;
using Oms.Entities;

namespace Oms.Actors.Sqlite;

/// <summary>How values stand in the tables.</summary>
internal static class JournalRows
{
    /// <summary>The columns that <see cref="Record"/> reads, in its order.</summary>
    public const string Columns =
        "position, tenant, kind, id, seq, epoch, command_id, event_type, event_version, recorded_at, "
        + "meta, payload, seal";

    private const int OffsetBits = 48;
    private const long OffsetMask = (1L << OffsetBits) - 1;

    public static long Position(int shard, long offset) => ((long)shard << OffsetBits) | offset;

    public static long OffsetOf(long position) => position & OffsetMask;

    /// <summary>Nanoseconds since 1970-01-01 UTC: an instant from 1677 to 2262 without loss.</summary>
    public static long Stored(Instant instant) => (instant - NodaConstants.UnixEpoch).ToInt64Nanoseconds();

    public static Instant Instant(long stored) => NodaConstants.UnixEpoch + Duration.FromNanoseconds(stored);

    public static JournalRecord Record(Statement row)
    {
        var position = row.Int64(0);
        return new JournalRecord
        {
            Shard = (int)(position >> OffsetBits),
            Offset = OffsetOf(position),
            Address = EntityAddress.Of(row.Text(1), row.Text(2), row.Text(3)),
            Seq = row.Int64(4),
            Epoch = row.Int64(5),
            CommandId = row.Uuid(6) is { } id ? new CommandId(id) : null,
            EventType = row.Text(7),
            EventVersion = (int)row.Int64(8),
            RecordedAt = Instant(row.Int64(9)),
            Meta = row.Blob(10),
            Payload = row.Blob(11),
            Seal = row.Blob(12),
        };
    }
}
