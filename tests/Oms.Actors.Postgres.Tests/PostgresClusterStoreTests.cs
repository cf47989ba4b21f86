using NodaTime;
using Npgsql;
using Oms.Actors.Cluster;
using Oms.Actors.Journal;
using Oms.Actors.Postgres.Cluster;
using Xunit;

namespace Oms.Actors.Postgres.Tests;

public sealed class PostgresClusterStoreTests(SharedServer server) : IAsyncLifetime
{
    private static readonly Duration Ttl = Duration.FromMinutes(10);
    private PostgresJournalOptions _options = null!;
    private PostgresClusterStore _store = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _options = await server.NewDatabaseAsync();
        _store = await OpenAsync();
    }

    public ValueTask DisposeAsync() => _store?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Nodes_that_start_at_once_on_an_empty_database_all_find_their_tables()
    {
        var options = await server.NewDatabaseAsync();

        var stores = await Task.WhenAll(Enumerable.Range(0, 4).Select(
            _ => PostgresClusterStore.OpenAsync(options, TimeProvider.System, Cancelled)));
        await Task.WhenAll(stores.Index().Select(one => one.Item.JoinAsync(Incarnation(one.Index), Ttl)));

        Assert.Equal(4, (await stores[0].ReadAsync(Cancelled)).Nodes.Count);
        foreach (var store in stores)
        {
            await store.DisposeAsync();
        }
    }

    [Fact]
    public async Task Of_nodes_that_join_at_once_with_one_address_one_comes_in()
    {
        await using var other = await OpenAsync();
        for (var round = 0; round < 20; round++)
        {
            var address = $"https://same-{round}";
            var joins = Enumerable.Range(0, 4).Select(i => JoinedAsync(
                i % 2 == 0 ? _store : other, Incarnation((4 * round) + i) with { Address = address })).ToArray();

            Assert.Single(await Task.WhenAll(joins), joined => joined);
            Assert.Single(
                (await _store.ReadAsync(Cancelled)).Nodes, row => row.Node.Address == address);
        }
    }

    [Fact]
    public async Task Of_a_heartbeat_and_a_burial_at_once_the_first_decides()
    {
        await using var others = await OpenAsync();
        await _store.JoinAsync(Incarnation(0), Ttl);
        var buried = 0;
        for (var round = 1; round <= 40; round++)
        {
            var late = Incarnation(round);
            await _store.JoinAsync(late, Duration.FromSeconds(-1));

            var heartbeat = ReplicatedServers.RetryAsync(() => _store.HeartbeatAsync(late.Id, Ttl));
            var burial = ReplicatedServers.RetryAsync(
                () => others.DeclareExpiredAsync(Incarnation(0).Id, Duration.Zero));
            await Task.WhenAll(heartbeat, burial);

            Assert.Equal(await burial == 0, await heartbeat);
            Assert.Equal(await heartbeat, await _store.HeartbeatAsync(late.Id, Ttl));
            buried += await burial;
        }

        Assert.Equal(
            41L - buried, (long)(await Sql.ScalarAsync(_options, "select count(*) from node where state <> 'dead'"))!);
    }

    [Fact]
    public async Task A_heartbeat_that_waited_for_a_burial_finds_its_node_dead()
    {
        await _store.JoinAsync(Incarnation(1), Ttl);
        await using var connection = new NpgsqlConnection(_options.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Cancelled);
        await using var burying = await connection.BeginTransactionAsync(Cancelled);
        await using var bury = new NpgsqlCommand("update node set state = 'dead'", connection);
        await bury.ExecuteNonQueryAsync(Cancelled);

        var heartbeat = ReplicatedServers.RetryAsync(() => _store.HeartbeatAsync(Incarnation(1).Id, Ttl));
        while ((long)(await Sql.ScalarAsync(
            _options,
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"))!
            == 0)
        {
            Assert.False(heartbeat.IsCompleted);
        }

        await burying.CommitAsync(Cancelled);

        Assert.False(await heartbeat);
    }

    [Fact]
    public async Task A_row_that_somebody_keeps_locked_is_waited_for_no_longer_than_a_moment()
    {
        await _store.JoinAsync(Incarnation(1), Ttl);
        await using var connection = new NpgsqlConnection(_options.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Cancelled);
        await using var keeping = await connection.BeginTransactionAsync(Cancelled);
        await using var keep = new NpgsqlCommand("select from node for update", connection);
        await keep.ExecuteNonQueryAsync(Cancelled);

        await Assert.ThrowsAsync<JournalUnavailableException>(() => _store.HeartbeatAsync(Incarnation(1).Id, Ttl));

        await Assert.ThrowsAsync<JournalUnavailableException>(() => _store.DeclareDeadAsync(Incarnation(1).Id));
    }

    [Fact]
    public async Task A_heartbeat_does_not_wait_for_other_calls()
    {
        await _store.JoinAsync(Incarnation(1), Ttl);
        await using var connection = new NpgsqlConnection(_options.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Cancelled);
        await using var keeping = await connection.BeginTransactionAsync(Cancelled);
        await using var keep = new NpgsqlCommand("select from shard for update", connection);
        await keep.ExecuteNonQueryAsync(Cancelled);
        var prefers = Enumerable.Range(0, 16).Select(i => _store.PreferAsync(i % 4, "node-1")).ToArray();

        Assert.True(await _store.HeartbeatAsync(Incarnation(1).Id, Ttl));
        Assert.Contains(prefers, prefer => !prefer.IsCompleted);

        await keeping.CommitAsync(Cancelled);
        foreach (var prefer in prefers)
        {
            _ = await Record.ExceptionAsync(() => prefer);
        }
    }

    [Fact]
    public async Task What_has_long_been_dead_is_forgotten_unless_it_owns_a_shard()
    {
        await using var journal = await PostgresJournal.OpenAsync(_options, Cancelled);
        for (var number = 1; number <= 3; number++)
        {
            await _store.JoinAsync(Incarnation(number), Ttl);
        }

        await journal.AcquireAsync(0, Incarnation(2).Id);
        await _store.DeclareDeadAsync(Incarnation(1).Id);
        await _store.DeclareDeadAsync(Incarnation(2).Id);
        await ClusterSql.PassAsync(_options, Duration.FromHours(2));
        await _store.DeclareDeadAsync(Incarnation(3).Id);
        await _store.JoinAsync(Incarnation(4), Ttl);
        await _store.DeclareDeadAsync(Incarnation(4).Id);

        await _store.JoinAsync(Incarnation(5), Ttl);

        Assert.Equal(
            [Incarnation(2).Id, Incarnation(5).Id],
            (await _store.ReadAsync(Cancelled)).Nodes.Select(row => row.Node.Id));
        Assert.Equal(3L, await Sql.ScalarAsync(_options, "select count(*) from node"));

        // Who is forgotten takes no shard either.
        await Assert.ThrowsAsync<JournalFencedException>(() => journal.AcquireAsync(1, Incarnation(1).Id));
    }

    [Fact]
    public async Task There_is_no_shard_to_prefer_beyond_the_last()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _store.PreferAsync(4, "node-1"));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _store.PreferAsync(70_000, "node-1"));
    }

    [Fact]
    public async Task A_closed_store_says_so()
    {
        var wait = _store.WaitForChangeAsync(Cancelled);
        await wait;
        wait = _store.WaitForChangeAsync(Cancelled);

        await _store.DisposeAsync();

        await Assert.ThrowsAsync<JournalUnavailableException>(() => wait);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => _store.WaitForChangeAsync(Cancelled));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => _store.ReadAsync(Cancelled));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => _store.HeartbeatAsync(Incarnation(1).Id, Ttl));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => _store.JoinAsync(Incarnation(1), Ttl));
    }

    private static NodeInfo Incarnation(int number) => new(
        new Guid(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]),
        $"node-{number}",
        $"https://node-{number}",
        new Guid(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 2]));

    private static async Task<bool> JoinedAsync(PostgresClusterStore store, NodeInfo node)
    {
        try
        {
            return await ReplicatedServers.RetryAsync(async () =>
            {
                await store.JoinAsync(node, Ttl);
                return true;
            });
        }
        catch (NodeNameTakenException)
        {
            return false;
        }
    }

    private Task<PostgresClusterStore> OpenAsync() =>
        PostgresClusterStore.OpenAsync(_options, TimeProvider.System, Cancelled);
}
