using NodaTime;
using Oms.Entities;

namespace Oms.Actors.Journal;

/// <summary>A writer's right to a shard: valid while the shard's epoch is this one.</summary>
/// <param name="Shard">The shard, 0 to 255.</param>
/// <param name="Epoch">Grows by one at every acquire.</param>
/// <param name="Head">The newest offset at the time of the acquire.</param>
public readonly record struct ShardTerm(int Shard, long Epoch, long Head);

/// <summary>Everything that becomes durable together.</summary>
/// <param name="Shards">At least one; each shard at most once.</param>
public sealed record AppendBatch(IReadOnlyList<ShardAppend> Shards);

/// <summary>One shard's part of a batch.</summary>
/// <param name="Term">The epoch that must still be the shard's.</param>
/// <param name="ExpectedHead">The offset that must still be the shard's newest; the first record is the next
/// one.</param>
/// <param name="Records">In offset order without gaps; may be empty when only rows below change.</param>
public sealed record ShardAppend(ShardTerm Term, long ExpectedHead, IReadOnlyList<JournalRecord> Records)
{
    /// <summary>Reminder rows to write, or to remove where <see cref="ReminderRow.DueAt"/> is null.</summary>
    public IReadOnlyList<ReminderRow> Reminders { get; init; } = [];

    public IReadOnlyList<SnapshotRow> Snapshots { get; init; } = [];

    public IReadOnlyList<CursorRow> Cursors { get; init; } = [];

    /// <summary>Entities to set aside, or to release where <see cref="QuarantineRow.Reason"/> is null.</summary>
    public IReadOnlyList<QuarantineRow> Quarantine { get; init; } = [];
}

/// <param name="Version">Grows whenever the reminder of that name is set anew; part of the fired command's id.</param>
public sealed record ReminderRow(EntityAddress Address, string Name, Instant? DueAt, long Version);

/// <param name="SchemaVersion">A snapshot of a version that the codec does not know is ignored.</param>
public sealed record SnapshotRow(EntityAddress Address, long Seq, int SchemaVersion, ReadOnlyMemory<byte> Payload);

public sealed record CursorRow(string Consumer, long Offset);

/// <summary>An entity that was set aside.</summary>
/// <param name="Reason">One sentence; null releases it.</param>
/// <param name="AtSeq">The seq of the event that cannot be read, or the one at which its commands failed.</param>
public sealed record QuarantineRow(EntityAddress Address, string? Reason, long AtSeq, Instant Since)
{
    /// <summary>Names the case in logs, lists and answers, such as <c>main/order/o-1#12</c>.</summary>
    public string Incident => $"{Address}#{AtSeq}";
}
