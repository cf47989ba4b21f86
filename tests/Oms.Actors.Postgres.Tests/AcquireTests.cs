using Npgsql;
using Oms.Actors.Journal;
using Xunit;

namespace Oms.Actors.Postgres.Tests;

public sealed class AcquireTests(SharedServer server) : IAsyncLifetime
{
    private static readonly Guid One = new("00000000-0000-0000-0000-000000000001");
    private static readonly Guid Two = new("00000000-0000-0000-0000-000000000002");
    private PostgresJournalOptions _options = null!;
    private PostgresJournal _journal = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _options = await server.NewDatabaseAsync();
        _journal = await PostgresJournal.OpenAsync(_options, Cancelled);
    }

    public ValueTask DisposeAsync() => _journal?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task A_shard_is_taken_from_nobody_and_again_from_oneself()
    {
        await JoinAsync(One, "up");

        Assert.Equal(1, (await _journal.AcquireAsync(3, One)).Epoch);
        Assert.Equal(2, (await _journal.AcquireAsync(3, One)).Epoch);
    }

    [Theory]
    [InlineData("up")]
    [InlineData("draining")]
    public async Task A_shard_of_another_owner_that_lives_is_refused_and_stays_as_it_is(string state)
    {
        await JoinAsync(One, state);
        await JoinAsync(Two, "up");
        await _journal.AcquireAsync(3, One);

        var fenced = await Assert.ThrowsAsync<JournalFencedException>(() => _journal.AcquireAsync(3, Two));

        Assert.Equal((3, 1L), (fenced.Shard, fenced.Epoch));
        Assert.Equal(2, (await _journal.AcquireAsync(3, One)).Epoch);
    }

    [Fact]
    public async Task A_shard_is_taken_from_a_dead_owner_and_its_writer_is_fenced()
    {
        await JoinAsync(One, "up");
        await JoinAsync(Two, "up");
        var lost = await _journal.AcquireAsync(3, One);
        await Sql.RunAsync(_options, $"update node set state = 'dead' where node_id = '{One}'");

        Assert.Equal(2, (await _journal.AcquireAsync(3, Two)).Epoch);
        await Assert.ThrowsAsync<JournalFencedException>(() => _journal.AppendAsync(
            new AppendBatch([new ShardAppend(lost, 0, []) { Cursors = [new CursorRow("a", 1)] }])));
    }

    [Fact]
    public async Task A_node_that_was_declared_dead_takes_nothing_not_even_its_own()
    {
        await JoinAsync(One, "up");
        await _journal.AcquireAsync(3, One);
        await Sql.RunAsync(_options, "update node set state = 'dead'");

        await Assert.ThrowsAsync<JournalFencedException>(() => _journal.AcquireAsync(3, One));
        await Assert.ThrowsAsync<JournalFencedException>(() => _journal.AcquireAsync(2, One));
    }

    [Fact]
    public async Task Owners_that_never_joined_take_shards_from_each_other()
    {
        await _journal.AcquireAsync(3, One);

        Assert.Equal(2, (await _journal.AcquireAsync(3, Two)).Epoch);
    }

    [Fact]
    public async Task A_shard_that_moves_elsewhere_is_taken_by_nobody()
    {
        await _journal.AcquireAsync(3, One);
        await Sql.RunAsync(_options, "update shard set state = 'moving' where shard_id = 3");

        await Assert.ThrowsAsync<JournalFencedException>(() => _journal.AcquireAsync(3, One));
    }

    [Fact]
    public async Task Of_two_that_want_a_shard_at_once_one_gets_it()
    {
        await JoinAsync(One, "up");
        await JoinAsync(Two, "up");
        var wanted = Enumerable.Range(0, 20).Select(i => AcquiredAsync(i % 2 == 0 ? One : Two)).ToArray();

        var terms = (await Task.WhenAll(wanted)).OfType<ShardTerm>().Select(term => term.Epoch).Order().ToArray();

        // Whoever came first took it again and again; the other never.
        Assert.Equal(Enumerable.Range(1, 10).Select(epoch => (long)epoch), terms);
    }

    [Fact]
    public async Task A_node_that_joined_and_took_the_shard_while_another_waited_for_it_keeps_it()
    {
        await JoinAsync(One, "up");
        await using var connection = new NpgsqlConnection(_options.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Cancelled);
        await using var taking = await connection.BeginTransactionAsync(Cancelled);
        await using var take = new NpgsqlCommand(
            $"{NodeRow(Two, "up")}; update shard set epoch = epoch + 1, owner = '{Two}' where shard_id = 3",
            connection);
        await take.ExecuteNonQueryAsync(Cancelled);

        var acquire = ReplicatedServers.RetryAsync(() => _journal.AcquireAsync(3, One));
        while (await WaitingAsync() == 0)
        {
            Assert.False(acquire.IsCompleted);
        }

        await taking.CommitAsync(Cancelled);

        Assert.Equal(1, (await Assert.ThrowsAsync<JournalFencedException>(() => acquire)).Epoch);
    }

    [Fact]
    public async Task All_shards_can_be_asked_for_at_once()
    {
        await using var journal = await PostgresJournal.OpenAsync(
            await server.NewDatabaseAsync(shards: 256), Cancelled);

        var terms = await Task.WhenAll(Enumerable.Range(0, 256).Select(shard => journal.AcquireAsync(shard, One)));

        Assert.All(terms.Index(), term => Assert.Equal(new ShardTerm(term.Index, 1, 0), term.Item));
    }

    private async Task<ShardTerm?> AcquiredAsync(Guid owner)
    {
        try
        {
            return await _journal.AcquireAsync(3, owner);
        }
        catch (JournalFencedException)
        {
            return null;
        }
    }

    private async Task<long> WaitingAsync() => (long)(await Sql.ScalarAsync(
        _options,
        "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"))!;

    private Task JoinAsync(Guid node, string state) => Sql.RunAsync(_options, NodeRow(node, state));

    private static string NodeRow(Guid node, string state) =>
        $"""
        insert into node (node_id, home, name, address, version, state, lease_until)
        values ('{node}', '{node}', 'n', 'https://n', 1, '{state}', clock_timestamp())
        """;
}
