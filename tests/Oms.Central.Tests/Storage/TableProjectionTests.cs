using System.Data.Common;
using Oms.Actors.Journal;
using Oms.Actors.Processes;
using Oms.Central.Storage;
using Oms.Testing;
using Xunit;

namespace Oms.Central.Tests.Storage;

/// <summary>Shards that wait for a read model share its transactions, and none pays for another.</summary>
public sealed class TableProjectionTests : IAsyncDisposable
{
    private const string Table = """
        CREATE TABLE positions(projection TEXT NOT NULL, shard INTEGER NOT NULL, upto INTEGER NOT NULL,
          PRIMARY KEY(projection, shard)) WITHOUT ROWID
        """;

    private readonly TempDirectory _folder = new();
    private readonly HeldTables _tables;

    public TableProjectionTests() => _tables = new HeldTables(SqliteTables.Open(
        Path.Combine(_folder.Path, "positions.db"), Table, rebuildable: true, TaskScheduler.Default));

    [Fact]
    public async Task Shards_that_wait_together_are_stored_together()
    {
        var projection = new Nothing(_tables);
        var applied = await HeldAsync(Enumerable.Range(0, 20).Select(
            shard => (Func<Task>)(() => projection.ApplyAsync(shard, 0, [], shard + 5))));

        Assert.All(applied, Assert.Null);
        Assert.Equal(2, _tables.Writes);
        Assert.Equal(
            Enumerable.Range(0, 20).ToDictionary(shard => shard, shard => shard + 5L),
            await PositionsAsync(projection));
    }

    [Fact]
    public async Task A_shard_that_stands_elsewhere_is_told_where_and_the_others_are_stored()
    {
        var projection = new Nothing(_tables);
        await projection.ApplyAsync(3, 0, [], 40);
        await projection.ApplyAsync(4, 0, [], 50);
        var applied = await HeldAsync(Enumerable.Range(0, 8).Select(
            shard => (Func<Task>)(() => projection.ApplyAsync(shard, shard == 4 ? 50 : shard == 3 ? 39 : 0, [], 60))));

        Assert.Equal(40, Assert.IsType<ProjectionMovedException>(applied[3]).Position);
        Assert.All(applied.Where((_, shard) => shard != 3), Assert.Null);
        Assert.Equal(
            Enumerable.Range(0, 8).ToDictionary(shard => shard, shard => shard == 3 ? 40L : 60L),
            await PositionsAsync(projection));
    }

    [Fact]
    public async Task A_store_that_takes_no_more_says_so_and_nothing_counts_as_stored()
    {
        var projection = new Nothing(_tables);
        _tables.IsFull = true;

        _ = await Assert.ThrowsAsync<JournalUnavailableException>(() => projection.ApplyAsync(1, 0, [], 7));

        Assert.Empty(await PositionsAsync(projection));
    }

    public async ValueTask DisposeAsync()
    {
        await _tables.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Starts all of them while the first is held.</summary>
    /// <returns>How each ended.</returns>
    private async Task<List<Exception?>> HeldAsync(IEnumerable<Func<Task>> starts)
    {
        var before = _tables.Hold();
        var started = starts.Select(start => Record.ExceptionAsync(start)).ToList();
        before.SetResult();
        return [.. await Task.WhenAll(started.Select(ended => ended.AsTask()))];
    }

    private async Task<Dictionary<int, long>> PositionsAsync(Nothing projection)
    {
        await using var reader = await _tables.OpenReaderAsync(TestContext.Current.CancellationToken);
        var rows = await reader.ManyAsync(
            "SELECT shard, upto FROM positions WHERE projection = @projection",
            row => (row.GetInt32(0), row.GetInt64(1)),
            ("@projection", projection.Name));
        return rows.ToDictionary();
    }

    /// <summary>Keeps positions and nothing else.</summary>
    private sealed class Nothing(ITables tables) : TableProjection(tables)
    {
        public override string Name => "nothing";

        protected override IReadOnlyList<string> Tables => [];

        public override bool Listens(string kind) => true;

        protected override ValueTask ApplyAsync(DbConnection connection, IReadOnlyList<RecordedEvent> events) =>
            ValueTask.CompletedTask;
    }

    /// <summary>Tables whose next write waits until it is let go.</summary>
    private sealed class HeldTables(ITables tables) : ITables
    {
        private TaskCompletionSource? _held;

        public int Writes { get; private set; }

        public bool IsFull { get; set; }

        public TaskCompletionSource Hold() => _held = new TaskCompletionSource();

        public ValueTask<DbConnection> OpenReaderAsync(CancellationToken cancellationToken) =>
            tables.OpenReaderAsync(cancellationToken);

        public Task<T> ReadAtOneMomentAsync<T>(
            Func<DbConnection, Task<T>> read, CancellationToken cancellationToken) =>
            tables.ReadAtOneMomentAsync(read, cancellationToken);

        public async Task<bool> WriteAsync(Func<DbConnection, ValueTask> change)
        {
            Writes++;
            if (_held is { } held)
            {
                await held.Task;
            }

            return !IsFull && await tables.WriteAsync(change);
        }

        public ValueTask DisposeAsync() => tables.DisposeAsync();
    }
}
