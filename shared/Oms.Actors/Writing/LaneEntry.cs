using NodaTime;
using Oms.Actors.Journal;
using Oms.Actors.Runtime;
using Oms.Entities;

namespace Oms.Actors.Writing;

/// <summary>Something that waits for the next append of its shard: rows, or an answer that rows before it
/// decide.</summary>
internal abstract class LaneEntry(Shard shard, int generation)
{
    public Shard Shard { get; } = shard;

    /// <summary>The shard's generation on which it was decided; on another one it is void.</summary>
    public int Generation { get; } = generation;

    /// <summary>Its place among the shard's entries, from 1.</summary>
    public long Ticket { get; set; }

    /// <summary>The offset of its last record, once that is known; 0 when it has none.</summary>
    public long LastOffset { get; set; }

    /// <summary>Whose state it was decided on; null for the runtime's own rows.</summary>
    public EntityCell? Cell { get; init; }

    public int CellVersion { get; init; }

    /// <summary>The records and rows to append; null for an answer that only waits.</summary>
    public EntityWrite? Write { get; init; }

    /// <summary>Whether the entity's state it was decided on still stands.</summary>
    public bool StandsByItsCell => Cell is null || Cell.Version == CellVersion;

    /// <summary>Everything before it and its own rows are durable.</summary>
    /// <param name="lastOffset">The offset of its last record; 0 when it has none.</param>
    public abstract void Committed(long lastOffset);

    /// <summary>Nothing of it may be believed.</summary>
    public abstract void Refuse(Refusal refusal);

    /// <summary>Nothing of it was written, and its entity's state was wrong: it is decided again.</summary>
    public abstract void DecideAgain();
}

/// <summary>What one command adds to the journal.</summary>
internal sealed class EntityWrite
{
    public required EntityAddress Address { get; init; }

    public long FirstSeq { get; init; }

    public CommandId CommandId { get; init; }

    public Instant RecordedAt { get; init; }

    public RecordDraft[] Records { get; init; } = [];

    public IReadOnlyList<ReminderRow> Reminders { get; init; } = [];

    public SnapshotRow? Snapshot { get; init; }

    public QuarantineRow? Quarantine { get; init; }

    public bool HasRows => Records.Length > 0 || Reminders.Count > 0 || Snapshot is not null || Quarantine is not null;

    public long Bytes
    {
        get
        {
            var bytes = Snapshot?.Payload.Length ?? 0L;
            foreach (var record in Records)
            {
                bytes += record.Payload.Length + record.MetaBytes.Length;
            }

            return bytes;
        }
    }
}

/// <summary>A record whose offset is not known yet.</summary>
internal readonly record struct RecordDraft(
    EventName Name, RecordMeta Meta, ReadOnlyMemory<byte> MetaBytes, ReadOnlyMemory<byte> Payload, object? Event);

/// <summary>Rows of the runtime itself, or a bare wait for all entries before it.</summary>
internal sealed class RowsEntry(Shard shard, int generation) : LaneEntry(shard, generation)
{
    private readonly TaskCompletionSource<Refusal?> _done = shard.Core.NewSource<Refusal?>();

    /// <summary>Null once it is durable; otherwise why it is not.</summary>
    public Task<Refusal?> Done => _done.Task;

    /// <summary>Positions of consumers to write, whatever else the batch holds.</summary>
    public bool WithCursors { get; init; }

    /// <summary>A cursor of its own to write.</summary>
    public CursorRow? Cursor { get; init; }

    public bool HasCursors => WithCursors || Cursor is not null;

    public override void Committed(long lastOffset) => _done.TrySetResult(null);

    public override void Refuse(Refusal refusal) => _done.TrySetResult(refusal);

    public override void DecideAgain() => _done.TrySetResult(Refusal.Unknown);
}
