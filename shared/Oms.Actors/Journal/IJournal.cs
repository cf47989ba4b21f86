using NodaTime;
using Oms.Entities;

namespace Oms.Actors.Journal;

/// <summary>Durable, ordered logs of shards: the engine of consistency below the entities.</summary>
/// <remarks>
/// What an implementer guarantees. <b>Fencing</b>: an append whose epoch or expected head differs for any shard in it
/// changes nothing at all. <b>Contiguity</b>: offsets of a shard are 1, 2, 3 ... in commit order, and a reader never
/// sees an offset before all below it. <b>Uniqueness</b>: (address, seq) and (address, command id) are unique; a batch
/// that breaks it changes nothing. <b>Durability</b>: <see cref="AppendAsync"/> returns only once the batch survives
/// kill -9 and a power cut. <b>Atomicity</b>: all shards, records, reminders, snapshots and cursors of a batch, or
/// none.
/// The same suite of conformance tests runs against every journal.
/// </remarks>
/// <threadsafety>Any thread may call any member; appends to one shard are never concurrent.</threadsafety>
public interface IJournal : IAsyncDisposable
{
    /// <summary>How many shards there are, from 1 to 256; an address belongs to shard <c>Shard() %
    /// ShardCount</c>.</summary>
    int ShardCount { get; }

    /// <summary>Which journal this is: 0 at first, another number after each restore from a backup.</summary>
    /// <remarks>What counts in offsets of the time before means nothing after it: records of that time are lost, and
    /// others come in their places.</remarks>
    long Life => 0;

    /// <summary>How many parts it has that share no transaction; from 1.</summary>
    int CellCount => 1;

    /// <summary>The part in which a shard is, from 0: a batch holds shards of one part. It changes only with an
    /// acquire.</summary>
    int CellOf(int shard) => 0;

    /// <summary>Takes a shard for a writer: its epoch grows by one, so that every earlier writer is fenced
    /// off.</summary>
    /// <exception cref="JournalUnavailableException">The store cannot be reached; nothing is known to have
    /// changed.</exception>
    Task<ShardTerm> AcquireAsync(int shard, Guid owner);

    /// <summary>Takes several shards, with as little waiting as the store allows.</summary>
    /// <returns>The terms of those that were taken; the others are somebody else's, or could not be taken
    /// now.</returns>
    /// <exception cref="JournalUnavailableException">None was taken: the store cannot be reached.</exception>
    Task<IReadOnlyList<ShardTerm>> AcquireAllAsync(IReadOnlyCollection<int> shards, Guid owner) =>
        ShardByShard.AcquireAsync(this, shards, owner);

    /// <summary>Appends the whole batch or nothing, and returns once it is durable.</summary>
    /// <exception cref="JournalFencedException">Another writer holds a shard, or its head moved. Nothing was
    /// written.</exception>
    /// <exception cref="DuplicateCommandException">A command id stands in the log already. Nothing was
    /// written.</exception>
    /// <exception cref="JournalUnavailableException">Nothing was written (disk full, read-only, ...): retry
    /// later.</exception>
    /// <exception cref="JournalOutcomeUnknownException">
    /// It may or may not have been written: drop the shards, acquire them again, recover.
    /// </exception>
    /// <remarks>It takes no cancellation token: a write in flight cannot be called back.</remarks>
    Task AppendAsync(AppendBatch batch);

    /// <summary>Reads a shard's log in offset order, from the record after an offset.</summary>
    Task<IReadOnlyList<JournalRecord>> ReadShardAsync(
        int shard, long afterOffset, int recordsMax, CancellationToken cancellationToken);

    /// <summary>Reads one entity's records in sequence order, from the one after a sequence number.</summary>
    Task<IReadOnlyList<JournalRecord>> ReadEntityAsync(
        EntityAddress address, long afterSeq, int recordsMax, CancellationToken cancellationToken);

    /// <summary>Finds what a command did: the records it wrote, first one first; empty when it is not in the
    /// log.</summary>
    Task<IReadOnlyList<JournalRecord>> FindCommandAsync(
        EntityAddress address, CommandId commandId, CancellationToken cancellationToken);

    /// <summary>The newest offset of a shard, 0 when it is empty.</summary>
    Task<long> ReadHeadAsync(int shard, CancellationToken cancellationToken);

    /// <summary>The epoch of the last acquire of each of some shards; 0 where there was none. One round trip.</summary>
    /// <remarks>
    /// It is as of an instant after the call, from where appends are judged and never from a copy that may be behind:
    /// strict reads rest on it.
    /// </remarks>
    /// <exception cref="JournalUnavailableException">The store cannot be reached.</exception>
    Task<IReadOnlyDictionary<int, long>> ReadEpochsAsync(
        IReadOnlyCollection<int> shards, CancellationToken cancellationToken);

    /// <summary>The entity's newest snapshot, or null.</summary>
    Task<SnapshotRow?> ReadSnapshotAsync(EntityAddress address, CancellationToken cancellationToken);

    /// <summary>Reminders of a shard that are due, the earliest first.</summary>
    Task<IReadOnlyList<ReminderRow>> ReadRemindersAsync(
        int shard, Instant dueAtOrBefore, int rowsMax, CancellationToken cancellationToken);

    /// <summary>When the shard's next reminder is due, or null when it has none.</summary>
    Task<Instant?> ReadNextReminderAsync(int shard, CancellationToken cancellationToken);

    /// <summary>Where a consumer of the shard's log stands: the last offset it has done, 0 at first.</summary>
    Task<long> ReadCursorAsync(int shard, string consumer, CancellationToken cancellationToken);

    /// <summary>Entities that were set aside, of all shards.</summary>
    Task<IReadOnlyList<QuarantineRow>> ReadQuarantineAsync(CancellationToken cancellationToken);

    /// <summary>Entities that were set aside, at least those of one shard.</summary>
    Task<IReadOnlyList<QuarantineRow>> ReadQuarantineAsync(int shard, CancellationToken cancellationToken) =>
        ReadQuarantineAsync(cancellationToken);
}
