using Oms.Actors.Journal;
using Oms.Actors.Postgres;
using Oms.Benchmarks.Runtime;

namespace Oms.Benchmarks.Postgres;

/// <summary>Fenced appends of one record each to one entity, without a runtime.</summary>
internal sealed class BareAppends : IAsyncDisposable
{
    private const int MetaBytes = 70;

    private readonly PostgresJournal _journal;
    private readonly ShardTerm _term;
    private long _head;

    private BareAppends(PostgresJournal journal, ShardTerm term) => (_journal, _term) = (journal, term);

    public static async Task<BareAppends> OpenAsync(string database)
    {
        var journal = await PostgresJournal.OpenAsync(new PostgresJournalOptions(database), CancellationToken.None);
        return new BareAppends(journal, await journal.AcquireAsync(BenchSystem.Address(0).Shard(), Guid.Empty));
    }

    public Task AppendAsync()
    {
        var record = new JournalRecord
        {
            Shard = _term.Shard,
            Offset = _head + 1,
            Address = BenchSystem.Address(0),
            Seq = _head + 1,
            Epoch = _term.Epoch,
            CommandId = BenchSystem.NewContext(_head).Id,
            EventType = "tally.counted",
            EventVersion = 1,
            RecordedAt = default,
            Meta = new byte[MetaBytes],
            Payload = new byte[TallyCodec.PayloadBytes],
        };
        return _journal.AppendAsync(new AppendBatch([new ShardAppend(_term, _head++, [record])]));
    }

    public ValueTask DisposeAsync() => _journal.DisposeAsync();
}
