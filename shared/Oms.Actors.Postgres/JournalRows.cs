using NodaTime;
using Npgsql;
using Oms.Actors.Journal;
using Oms.Entities;

namespace Oms.Actors.Postgres;

/// <summary>How values stand in the tables.</summary>
internal static class JournalRows
{
    /// <summary>The columns that <see cref="Record"/> reads, in its order.</summary>
    public const string Columns =
        "shard_id, shard_seq, tenant, kind, entity_id, seq, epoch, cmd_id, etype, ever, recorded_at, meta, payload, "
        + "seal";

    /// <summary>Nanoseconds since 1970-01-01 UTC: an instant from 1677 to 2262 without loss.</summary>
    public static long Stored(Instant instant) => (instant - NodaConstants.UnixEpoch).ToInt64Nanoseconds();

    public static Instant Instant(long stored) => NodaConstants.UnixEpoch + Duration.FromNanoseconds(stored);

    /// <summary>An address from three columns: tenant, kind and id.</summary>
    public static EntityAddress Address(NpgsqlDataReader row, int first) =>
        EntityAddress.Of(row.GetString(first), row.GetString(first + 1), row.GetString(first + 2));

    public static JournalRecord Record(NpgsqlDataReader row) => new()
    {
        Shard = row.GetInt16(0),
        Offset = row.GetInt64(1),
        Address = Address(row, 2),
        Seq = row.GetInt64(5),
        Epoch = row.GetInt64(6),
        CommandId = row.IsDBNull(7) ? null : new CommandId(row.GetGuid(7)),
        EventType = row.GetString(8),
        EventVersion = row.GetInt32(9),
        RecordedAt = Instant(row.GetInt64(10)),
        Meta = row.GetFieldValue<byte[]>(11),
        Payload = row.GetFieldValue<byte[]>(12),
        Seal = row.GetFieldValue<byte[]>(13),
    };
}
