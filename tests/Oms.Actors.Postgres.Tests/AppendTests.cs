using NodaTime;
using Npgsql;
using Oms.Actors.Journal;
using Oms.Journal.Conformance;
using Xunit;

namespace Oms.Actors.Postgres.Tests;

public sealed class AppendTests(SharedServer server) : IAsyncLifetime
{
    private const int Shards = 256;
    private const int Taken = 64;
    private static readonly Instant Noon = Instant.FromUtc(2026, 3, 1, 12, 0);
    private PostgresJournalOptions _options = null!;
    private PostgresJournal _journal = null!;
    private JournalDriver _driver = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _options = await server.NewDatabaseAsync(Shards);
        _journal = await PostgresJournal.OpenAsync(_options, Cancelled);
        _driver = new JournalDriver(_journal, Shards);
        for (var shard = 0; shard < Taken; shard++)
        {
            await _driver.AcquireAsync(shard);
        }
    }

    public ValueTask DisposeAsync() => _journal?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task A_batch_over_many_shards_of_which_one_is_lost_leaves_nothing_in_any_table()
    {
        const int Lost = 40;
        await _journal.AcquireAsync(Lost, Guid.Empty);
        var batch = new AppendBatch([.. Enumerable.Range(0, Taken).Select(shard => Full(shard))]);

        var fenced = await Assert.ThrowsAsync<JournalFencedException>(() => _journal.AppendAsync(batch));

        Assert.Equal((Lost, _driver.TermOf(Lost).Epoch), (fenced.Shard, fenced.Epoch));
        foreach (var table in new[] { "journal", "timer", "snapshot", "shard_cursor", "quarantine" })
        {
            Assert.Equal(0L, await Sql.ScalarAsync(_options, $"select count(*) from {table}"));
        }

        Assert.Equal(0L, await Sql.ScalarAsync(_options, "select max(head) from shard"));
    }

    [Fact]
    public async Task A_batch_over_many_shards_fills_every_table()
    {
        await _journal.AppendAsync(new AppendBatch([.. Enumerable.Range(0, Taken).Select(shard => Full(shard))]));

        foreach (var table in new[] { "journal", "timer", "snapshot", "shard_cursor", "quarantine" })
        {
            Assert.Equal((long)Taken, await Sql.ScalarAsync(_options, $"select count(*) from {table}"));
        }

        Assert.Empty(await _journal.CheckAsync(Cancelled));
    }

    [Fact]
    public async Task Rows_of_one_batch_take_effect_in_their_order()
    {
        var entity = _driver.EntityIn(0);
        await _driver.WriteAsync(_driver.RowsOf(0) with
        {
            Reminders =
            [
                new(entity, "kept", null, 9),
                new(entity, "kept", Noon, 1),
                new(entity, "gone", Noon, 2),
                new(entity, "gone", null, 2),
                new(entity, "stays", Noon, 3),
                new(entity, "stays", null, 2),
            ],
            Snapshots = [new(entity, 1, 1, new byte[] { 1 }), new(entity, 2, 1, new byte[] { 2 })],
            Cursors = [new("a", 1), new("a", 2)],
            Quarantine = [new(entity, "first", 1, Noon), new(entity, null, 1, Noon), new(entity, "then", 2, Noon)],
        });

        Assert.Equal(
            ["kept", "stays"],
            (await _journal.ReadRemindersAsync(0, Noon, 10, Cancelled)).Select(row => row.Name).Order());
        Assert.Equal(2, (await _journal.ReadSnapshotAsync(entity, Cancelled))!.Seq);
        Assert.Equal(2, await _journal.ReadCursorAsync(0, "a", Cancelled));
        Assert.Equal("then", Assert.Single(await _journal.ReadQuarantineAsync(Cancelled)).Reason);
    }

    [Fact]
    public async Task The_first_duplicate_of_a_batch_is_named()
    {
        var (one, two) = (_driver.EntityIn(1), _driver.EntityIn(2));
        var (first, second) = (await _driver.AppendAsync(one, count: 2), await _driver.AppendAsync(two, count: 1));

        var duplicate = await Assert.ThrowsAsync<DuplicateCommandException>(() => _driver.WriteAsync(
            _driver.Next(_driver.EntityIn(3), _driver.NewId()), _driver.Next(two, second), _driver.Next(one, first)));

        Assert.Equal((two, second), (duplicate.Address, duplicate.CommandId));
    }

    [Fact]
    public async Task A_lane_goes_on_after_it_was_fenced()
    {
        await _journal.AcquireAsync(0, Guid.Empty);
        await Assert.ThrowsAsync<JournalFencedException>(() => _driver.AppendAsync(_driver.EntityIn(0), count: 1));

        await _driver.AppendAsync(_driver.EntityIn(1), count: 1);

        Assert.Equal(1, await _journal.ReadHeadAsync(1, Cancelled));
    }

    [Fact]
    public async Task A_lane_whose_session_was_terminated_does_not_know_and_goes_on_after_an_acquire()
    {
        await _driver.AppendAsync(_driver.EntityIn(0), count: 1);
        await Sql.RunAsync(
            _options,
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() "
                + "and application_name = 'oms journal lane'");

        await Assert.ThrowsAsync<JournalOutcomeUnknownException>(
            () => _driver.AppendAsync(_driver.EntityIn(0), count: 1));

        Assert.Equal(1, (await _driver.AcquireAsync(0)).Head);
        await _driver.AppendAsync(_driver.EntityIn(0), count: 1);
    }

    [Fact]
    public async Task A_shard_whose_row_another_transaction_holds_is_waited_for_only_so_long()
    {
        await using var connection = new NpgsqlConnection(_options.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Cancelled);
        await using var holding = await connection.BeginTransactionAsync(Cancelled);
        await using var hold = new NpgsqlCommand("select from shard where shard_id = 0 for update", connection);
        await hold.ExecuteNonQueryAsync(Cancelled);

        await Assert.ThrowsAsync<JournalUnavailableException>(
            () => _driver.AppendAsync(_driver.EntityIn(0), count: 1));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => _journal.AcquireAsync(0, Guid.Empty));
        await holding.RollbackAsync(Cancelled);

        await _driver.AppendAsync(_driver.EntityIn(0), count: 1);
    }

    [Fact]
    public async Task A_closed_journal_is_unavailable()
    {
        await _journal.DisposeAsync();

        await Assert.ThrowsAsync<JournalUnavailableException>(
            () => _driver.AppendAsync(_driver.EntityIn(0), count: 1));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => _journal.AcquireAsync(0, Guid.Empty));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => _journal.ReadHeadAsync(0, Cancelled));
    }

    [Fact]
    public async Task Lanes_append_side_by_side()
    {
        await using var journal = await PostgresJournal.OpenAsync(_options with { Lanes = 4 }, Cancelled);
        var drivers = Enumerable.Range(0, 4).Select(_ => new JournalDriver(journal, Shards)).ToArray();
        await Task.WhenAll(drivers.Select(async (driver, lane) =>
        {
            await driver.AcquireAsync(lane);
            for (var i = 0; i < 20; i++)
            {
                await driver.AppendAsync(driver.EntityIn(lane), count: 3);
            }
        }));

        Assert.Equal(240L, await Sql.ScalarAsync(_options, "select count(*) from journal"));
        Assert.Equal(
            4L,
            await Sql.ScalarAsync(
                _options,
                "select count(*) from pg_stat_activity where datname = current_database() "
                    + "and application_name = 'oms journal lane'"));
        Assert.Empty(await journal.CheckAsync(Cancelled));
    }

    private ShardAppend Full(int shard)
    {
        var record = _driver.Next(_driver.EntityIn(shard), _driver.NewId());
        return new ShardAppend(_driver.TermOf(shard), 0, [record])
        {
            Reminders = [new(record.Address, "r", Noon, 1)],
            Snapshots = [new(record.Address, 1, 1, new byte[] { 1 })],
            Cursors = [new("a", 1)],
            Quarantine = [new(record.Address, "why", 1, Noon)],
        };
    }
}
