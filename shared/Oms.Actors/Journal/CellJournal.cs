using NodaTime;
using Oms.Actors.Cluster;
using Oms.Entities;

namespace Oms.Actors.Journal;

/// <summary>One journal over several: each shard's log is in the journal of its cell.</summary>
/// <remarks>
/// An append goes where this journal acquired the shard last, all else where the map says. A batch is of one cell
/// (<see cref="CellOf"/>): cells share no transaction.
/// </remarks>
/// <threadsafety>Any thread may call any member.</threadsafety>
public sealed class CellJournal : IJournal
{
    private readonly IReadOnlyList<IJournal> _cells;
    private readonly CellMap _map;
    private readonly Held?[] _held;

    /// <param name="cells">In the order of the map; they are disposed with it.</param>
    /// <param name="map">Where each shard is; others keep it up to date.</param>
    /// <exception cref="ArgumentException">The journals have not the map's shards, or are not its cells.</exception>
    public CellJournal(IReadOnlyList<IJournal> cells, CellMap map)
    {
        ArgumentNullException.ThrowIfNull(cells);
        ArgumentNullException.ThrowIfNull(map);
        if (cells.Count != map.CellCount || cells.Any(cell => cell.ShardCount != map.ShardCount))
        {
            throw new ArgumentException("Every cell has one journal with all shards.", nameof(cells));
        }

        (_cells, _map, _held) = (cells, map, new Held?[map.ShardCount]);
    }

    public int ShardCount => _map.ShardCount;

    /// <remarks>A part that was never restored counts for nothing, so that one more changes nothing.</remarks>
    public long Life => _cells.Aggregate(0L, (life, cell) => life ^ cell.Life);

    public int CellCount => _cells.Count;

    public int CellOf(int shard) => Volatile.Read(ref _held[shard])?.Cell ?? _map.CellOf(shard);

    public async Task<ShardTerm> AcquireAsync(int shard, Guid owner)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(shard);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(shard, ShardCount);
        var cell = _map.CellOf(shard);
        var term = await Cell(cell).AcquireAsync(shard, owner);
        Volatile.Write(ref _held[shard], new Held(cell, term.Epoch));
        return term;
    }

    public async Task<IReadOnlyList<ShardTerm>> AcquireAllAsync(IReadOnlyCollection<int> shards, Guid owner)
    {
        var answers = await Task.WhenAll(shards.GroupBy(_map.CellOf).Select(async cell =>
        {
            var terms = await TryAcquireAsync(cell.Key, [.. cell], owner);
            foreach (var term in terms.Taken)
            {
                Volatile.Write(ref _held[term.Shard], new Held(cell.Key, term.Epoch));
            }

            return terms;
        }));
        return answers.FirstOrDefault(answer => answer.Failure is not null) is { Failure: { } failure }
            && answers.All(answer => answer.Taken.Count == 0)
            ? throw failure
            : [.. answers.SelectMany(answer => answer.Taken)];
    }

    /// <exception cref="ArgumentException">The batch is of several cells.</exception>
    public Task AppendAsync(AppendBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var cell = CellOf(batch.Shards[0].Term.Shard);
        if (batch.Shards.Count > 1)
        {
            foreach (var append in batch.Shards)
            {
                var held = Volatile.Read(ref _held[append.Term.Shard]);
                if (held is not null && held.Epoch != append.Term.Epoch)
                {
                    // It was acquired again, perhaps in another cell, while the batch was built.
                    return Task.FromException(new JournalFencedException(append.Term.Shard, append.Term.Epoch));
                }

                if (CellOf(append.Term.Shard) != cell)
                {
                    return Task.FromException(new ArgumentException("The batch is of several cells.", nameof(batch)));
                }
            }
        }

        return Cell(cell).AppendAsync(batch);
    }

    public Task<IReadOnlyList<JournalRecord>> ReadShardAsync(
        int shard, long afterOffset, int recordsMax, CancellationToken cancellationToken) =>
        Reading(shard).ReadShardAsync(shard, afterOffset, recordsMax, cancellationToken);

    public Task<IReadOnlyList<JournalRecord>> ReadEntityAsync(
        EntityAddress address, long afterSeq, int recordsMax, CancellationToken cancellationToken) =>
        Reading(address).ReadEntityAsync(address, afterSeq, recordsMax, cancellationToken);

    public Task<IReadOnlyList<JournalRecord>> FindCommandAsync(
        EntityAddress address, CommandId commandId, CancellationToken cancellationToken) =>
        Reading(address).FindCommandAsync(address, commandId, cancellationToken);

    public Task<long> ReadHeadAsync(int shard, CancellationToken cancellationToken) =>
        Reading(shard).ReadHeadAsync(shard, cancellationToken);

    public async Task<IReadOnlyDictionary<int, long>> ReadEpochsAsync(
        IReadOnlyCollection<int> shards, CancellationToken cancellationToken)
    {
        var cells = await Task.WhenAll(shards.GroupBy(CellOf).Select(
            cell => Cell(cell.Key).ReadEpochsAsync([.. cell], cancellationToken)));
        return cells.SelectMany(cell => cell).ToDictionary();
    }

    public Task<SnapshotRow?> ReadSnapshotAsync(EntityAddress address, CancellationToken cancellationToken) =>
        Reading(address).ReadSnapshotAsync(address, cancellationToken);

    public Task<IReadOnlyList<ReminderRow>> ReadRemindersAsync(
        int shard, Instant dueAtOrBefore, int rowsMax, CancellationToken cancellationToken) =>
        Reading(shard).ReadRemindersAsync(shard, dueAtOrBefore, rowsMax, cancellationToken);

    public Task<Instant?> ReadNextReminderAsync(int shard, CancellationToken cancellationToken) =>
        Reading(shard).ReadNextReminderAsync(shard, cancellationToken);

    public Task<long> ReadCursorAsync(int shard, string consumer, CancellationToken cancellationToken) =>
        Reading(shard).ReadCursorAsync(shard, consumer, cancellationToken);

    public async Task<IReadOnlyList<QuarantineRow>> ReadQuarantineAsync(CancellationToken cancellationToken)
    {
        var all = await Task.WhenAll(_cells.Select(cell => cell.ReadQuarantineAsync(cancellationToken)));

        // A copy that is not the shard's log yet, or no longer, says nothing.
        return
        [
            .. all.Index().SelectMany(cell => cell.Item.Where(row => _map.CellOf(ShardOf(row.Address)) == cell.Index))
                .OrderBy(row => row.Since),
        ];
    }

    public async Task<IReadOnlyList<QuarantineRow>> ReadQuarantineAsync(
        int shard, CancellationToken cancellationToken) =>
        await Reading(shard).ReadQuarantineAsync(shard, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var cell in _cells)
        {
            await cell.DisposeAsync();
        }
    }

    /// <summary>What one cell gives; one that does not answer keeps nobody from the others.</summary>
    private async Task<(IReadOnlyList<ShardTerm> Taken, JournalUnavailableException? Failure)> TryAcquireAsync(
        int cell, IReadOnlyCollection<int> shards, Guid owner)
    {
        try
        {
            return (await Cell(cell).AcquireAllAsync(shards, owner), null);
        }
        catch (JournalUnavailableException failure)
        {
            return ([], failure);
        }
    }

    private IJournal Reading(EntityAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return Reading(ShardOf(address));
    }

    private IJournal Reading(int shard) => Cell(_map.CellOf(shard));

    private int ShardOf(EntityAddress address) => address.Shard() % ShardCount;

    private IJournal Cell(int cell) => cell < _cells.Count
        ? _cells[cell]
        : throw new JournalUnavailableException($"This node does not know cell {cell}: see the option Journal:Cells.");

    private sealed record Held(int Cell, long Epoch);
}
