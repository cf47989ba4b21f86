using NodaTime;
using Oms.Entities;

namespace Oms.Actors.Journal;

/// <summary>A journal in memory: the reference that every other one is compared with.</summary>
/// <remarks>It keeps every promise but durability, which lasts as long as its <see cref="MemoryStore"/>.</remarks>
/// <threadsafety>Any thread may call any member.</threadsafety>
public sealed class MemoryJournal(MemoryStore store) : IJournal
{
    public int ShardCount => store.ShardCount;

    public Task<ShardTerm> AcquireAsync(int shard, Guid owner) => Task.FromResult(store.Acquire(shard, owner));

    public Task AppendAsync(AppendBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        try
        {
            store.Append(batch);
            return Task.CompletedTask;
        }
        catch (Exception failure) when (failure is JournalFencedException or DuplicateCommandException)
        {
            return Task.FromException(failure);
        }
    }

    public Task<IReadOnlyList<JournalRecord>> ReadShardAsync(
        int shard, long afterOffset, int recordsMax, CancellationToken cancellationToken) =>
        Read(() => store.ReadShard(shard, afterOffset, recordsMax), cancellationToken);

    public Task<IReadOnlyList<JournalRecord>> ReadEntityAsync(
        EntityAddress address, long afterSeq, int recordsMax, CancellationToken cancellationToken) =>
        Read(() => store.ReadEntity(address, afterSeq, recordsMax), cancellationToken);

    public Task<IReadOnlyList<JournalRecord>> FindCommandAsync(
        EntityAddress address, CommandId commandId, CancellationToken cancellationToken) =>
        Read(() => store.FindCommand(address, commandId), cancellationToken);

    public Task<long> ReadHeadAsync(int shard, CancellationToken cancellationToken) =>
        Read(() => store.Head(shard), cancellationToken);

    public Task<IReadOnlyDictionary<int, long>> ReadEpochsAsync(
        IReadOnlyCollection<int> shards, CancellationToken cancellationToken) =>
        Read(() => store.Epochs(shards), cancellationToken);

    public Task<SnapshotRow?> ReadSnapshotAsync(EntityAddress address, CancellationToken cancellationToken) =>
        Read(() => store.Snapshot(address), cancellationToken);

    public Task<IReadOnlyList<ReminderRow>> ReadRemindersAsync(
        int shard, Instant dueAtOrBefore, int rowsMax, CancellationToken cancellationToken) =>
        Read(() => store.Reminders(shard, dueAtOrBefore, rowsMax), cancellationToken);

    public Task<Instant?> ReadNextReminderAsync(int shard, CancellationToken cancellationToken) =>
        Read(() => store.NextReminder(shard), cancellationToken);

    public Task<long> ReadCursorAsync(int shard, string consumer, CancellationToken cancellationToken) =>
        Read(() => store.Cursor(shard, consumer), cancellationToken);

    public Task<IReadOnlyList<QuarantineRow>> ReadQuarantineAsync(CancellationToken cancellationToken) =>
        Read(store.Quarantine, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static Task<T> Read<T>(Func<T> read, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<T>(cancellationToken)
            : Task.FromResult(read());
}
