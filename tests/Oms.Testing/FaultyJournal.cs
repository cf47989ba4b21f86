using NodaTime;
using Oms.Actors.Journal;
using Oms.Entities;

namespace Oms.Testing;

/// <summary>A call that a journal gets.</summary>
public enum JournalCall
{
    Acquire,
    Append,
    Read,

    /// <summary>The question for epochs that strict reads rest on.</summary>
    Confirm,
}

/// <summary>What goes wrong with a call.</summary>
public enum JournalFault
{
    None,

    /// <summary>Nothing is done, and the caller is told so.</summary>
    Unavailable,

    /// <summary>Nothing is done, and the caller cannot know.</summary>
    UnknownWithoutEffect,

    /// <summary>It is done, and the caller cannot know.</summary>
    UnknownWithEffect,

    /// <summary>Nothing is done, and no answer ever comes: the process was killed before.</summary>
    DeadBefore,

    /// <summary>It is done, and no answer ever comes: the process was killed after.</summary>
    DeadAfter,

    /// <summary>Another owner holds the shard.</summary>
    Fenced,
}

/// <summary>A journal with the faults of a real one, each where the test says.</summary>
/// <param name="inner">The journal that works.</param>
/// <param name="before">Asked before each call; it may wait as long as the fault it returns should take.</param>
/// <param name="after">Awaited after each call that has worked, before its caller learns of it.</param>
public sealed class FaultyJournal(
    IJournal inner, Func<JournalCall, Task<JournalFault>> before, Func<JournalCall, Task>? after = null) : IJournal
{
    /// <summary>A task that never ends.</summary>
    private readonly TaskCompletionSource _never = new();

    public int ShardCount => inner.ShardCount;

    public Task<ShardTerm> AcquireAsync(int shard, Guid owner) =>
        CallAsync(JournalCall.Acquire, () => inner.AcquireAsync(shard, owner), shard);

    public async Task AppendAsync(AppendBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        await CallAsync(
            JournalCall.Append,
            async () =>
            {
                await inner.AppendAsync(batch);
                return true;
            },
            batch.Shards[0].Term.Shard);
    }

    public Task<IReadOnlyList<JournalRecord>> ReadShardAsync(
        int shard, long afterOffset, int recordsMax, CancellationToken cancellationToken) =>
        ReadAsync(() => inner.ReadShardAsync(shard, afterOffset, recordsMax, cancellationToken));

    public Task<IReadOnlyList<JournalRecord>> ReadEntityAsync(
        EntityAddress address, long afterSeq, int recordsMax, CancellationToken cancellationToken) =>
        ReadAsync(() => inner.ReadEntityAsync(address, afterSeq, recordsMax, cancellationToken));

    public Task<IReadOnlyList<JournalRecord>> FindCommandAsync(
        EntityAddress address, CommandId commandId, CancellationToken cancellationToken) =>
        ReadAsync(() => inner.FindCommandAsync(address, commandId, cancellationToken));

    public Task<long> ReadHeadAsync(int shard, CancellationToken cancellationToken) =>
        ReadAsync(() => inner.ReadHeadAsync(shard, cancellationToken));

    public Task<IReadOnlyDictionary<int, long>> ReadEpochsAsync(
        IReadOnlyCollection<int> shards, CancellationToken cancellationToken) =>
        CallAsync(JournalCall.Confirm, () => inner.ReadEpochsAsync(shards, cancellationToken), shard: 0);

    public Task<SnapshotRow?> ReadSnapshotAsync(EntityAddress address, CancellationToken cancellationToken) =>
        ReadAsync(() => inner.ReadSnapshotAsync(address, cancellationToken));

    public Task<IReadOnlyList<ReminderRow>> ReadRemindersAsync(
        int shard, Instant dueAtOrBefore, int rowsMax, CancellationToken cancellationToken) =>
        ReadAsync(() => inner.ReadRemindersAsync(shard, dueAtOrBefore, rowsMax, cancellationToken));

    public Task<Instant?> ReadNextReminderAsync(int shard, CancellationToken cancellationToken) =>
        ReadAsync(() => inner.ReadNextReminderAsync(shard, cancellationToken));

    public Task<long> ReadCursorAsync(int shard, string consumer, CancellationToken cancellationToken) =>
        ReadAsync(() => inner.ReadCursorAsync(shard, consumer, cancellationToken));

    public Task<IReadOnlyList<QuarantineRow>> ReadQuarantineAsync(CancellationToken cancellationToken) =>
        ReadAsync(() => inner.ReadQuarantineAsync(cancellationToken));

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private Task<T> ReadAsync<T>(Func<Task<T>> read) => CallAsync(JournalCall.Read, read, shard: 0);

    private async Task<T> CallAsync<T>(JournalCall call, Func<Task<T>> work, int shard)
    {
        var fault = await before(call);
        switch (fault)
        {
            case JournalFault.None:
                var result = await work();
                await (after?.Invoke(call) ?? Task.CompletedTask);
                return result;
            case JournalFault.Unavailable:
                throw new JournalUnavailableException("The test made the journal unavailable.");
            case JournalFault.Fenced:
                throw new JournalFencedException(shard, epoch: 0);
            case JournalFault.UnknownWithoutEffect:
                throw new JournalOutcomeUnknownException("The test lost the call.");
            case JournalFault.UnknownWithEffect:
                await work();
                throw new JournalOutcomeUnknownException("The test lost the answer.");
            case JournalFault.DeadAfter:
                await work();
                break;
            default:
                break;
        }

        await _never.Task;
        throw new InvalidOperationException("A task that never ends has ended.");
    }
}
