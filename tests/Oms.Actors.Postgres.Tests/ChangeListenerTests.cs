using NodaTime;
using Npgsql;
using Oms.Actors.Cluster;
using Oms.Actors.Journal;
using Oms.Actors.Postgres.Cluster;
using Oms.Testing.Postgres;
using Xunit;

namespace Oms.Actors.Postgres.Tests;

/// <summary>Waiting for a change, and a server that goes and comes back.</summary>
public sealed class ChangeListenerTests(SharedServer shared)
{
    private static readonly Duration Ttl = Duration.FromMinutes(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(100);
    private static readonly NodeInfo Node = new(
        new Guid("00000000-0000-0000-0000-000000000001"), "node-1", "https://node-1",
        new Guid("00000000-0000-0000-0000-000000000002"));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_change_of_nodes_and_owners_wakes_all_that_wait()
    {
        var options = await shared.NewDatabaseAsync();
        await using var journal = await PostgresJournal.OpenAsync(options, Cancelled);
        await using var store = await OpenAsync(options);
        await using var waiting = await OpenAsync(options);
        await ChangedAsync(waiting);
        Func<Task>[] changes =
        [
            () => store.JoinAsync(Node, Ttl),
            () => journal.AcquireAsync(0, Node.Id),
            () => store.PreferAsync(0, Node.Name),
            () => store.SetDrainingAsync(Node.Id, draining: true),
            () => store.ReleaseAsync(0, 1, Node.Id),
            () => store.DeclareDeadAsync(Node.Id),
        ];
        foreach (var change in changes)
        {
            Task[] waits = [ChangedAsync(waiting), ChangedAsync(waiting)];
            await change();
            await Task.WhenAll(waits);
        }
    }

    [Fact]
    public async Task A_heartbeat_an_append_and_what_changes_nothing_wake_nobody()
    {
        var options = await shared.NewDatabaseAsync();
        await using var journal = await PostgresJournal.OpenAsync(options, Cancelled);
        await using var store = await OpenAsync(options);
        await store.JoinAsync(Node, Ttl);
        var term = await journal.AcquireAsync(0, Node.Id);
        await using var connection = new NpgsqlConnection(options.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Cancelled);
        var heard = 0;
        connection.Notification += (_, _) => heard++;
        await using var listen = new NpgsqlCommand("listen oms_cluster", connection);
        await listen.ExecuteNonQueryAsync(Cancelled);

        await store.HeartbeatAsync(Node.Id, Ttl);
        await journal.AppendAsync(
            new AppendBatch([new ShardAppend(term, 0, []) { Cursors = [new CursorRow("a", 1)] }]));
        await store.ReleaseAsync(0, term.Epoch + 1, Node.Id);
        await store.DeclareExpiredAsync(Node.Id, Duration.Zero);
        await store.PreferAsync(0, Node.Name);

        // They come in the order of the commits: the first one is the preference.
        await connection.WaitAsync(Cancelled);
        Assert.Equal(1, heard);
    }

    [Fact]
    public async Task A_wait_may_be_given_up()
    {
        await using var store = await OpenAsync(await shared.NewDatabaseAsync());
        await ChangedAsync(store);
        using var giveUp = new CancellationTokenSource();
        var wait = store.WaitForChangeAsync(giveUp.Token);

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    [Fact]
    public async Task While_the_server_is_away_calls_fail_and_afterwards_calls_and_waits_work_again()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var store = await OpenAsync(await NewDatabaseAsync(server));
        await store.JoinAsync(Node, Ttl);
        await ChangedAsync(store);
        var wait = ChangedAsync(store);

        await server.StopAsync();
        await FailsAsync(() => store.HeartbeatAsync(Node.Id, Ttl));
        await FailsAsync(() => store.ReadAsync(Cancelled));
        await FailsAsync(() => store.DeclareExpiredAsync(Node.Id, Duration.Zero));
        await server.StartAgainAsync();

        Assert.True(await EventuallyAsync(() => store.HeartbeatAsync(Node.Id, Ttl)));
        Assert.Equal(Node, Assert.Single((await EventuallyAsync(() => store.ReadAsync(Cancelled))).Nodes).Node);
        await wait;
        wait = ChangedAsync(store);
        Assert.True(await EventuallyAsync(() => store.SetDrainingAsync(Node.Id, draining: true)));
        await wait;
    }

    [Fact]
    public async Task A_server_that_stands_still_makes_a_heartbeat_fail_and_not_hang()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var store = await OpenAsync(
            await NewDatabaseAsync(server) with { HeartbeatWait = Duration.FromSeconds(1) });
        await store.JoinAsync(Node, Ttl);
        Assert.True(await EventuallyAsync(() => store.HeartbeatAsync(Node.Id, Ttl)));

        server.Pause();
        await FailsAsync(() => store.HeartbeatAsync(Node.Id, Ttl));
        await FailsAsync(() => store.HeartbeatAsync(Node.Id, Ttl));
        server.Resume();

        Assert.True(await EventuallyAsync(() => store.HeartbeatAsync(Node.Id, Ttl)));
    }

    [Fact]
    public async Task Without_a_server_no_store_is_opened()
    {
        var refused = await Assert.ThrowsAsync<PostgresJournalException>(
            () => OpenAsync(new PostgresJournalOptions("Host=127.0.0.1;Port=1;Username=nobody;Database=none")));

        Assert.Equal(PostgresJournalFault.Unreachable, refused.Fault);
    }

    private static async Task<PostgresJournalOptions> NewDatabaseAsync(PostgresServer server) =>
        SharedServer.Patient(server.ConnectionString(await server.CreateDatabaseAsync())) with { ShardCount = 4 };

    private static Task<PostgresClusterStore> OpenAsync(PostgresJournalOptions options) =>
        PostgresClusterStore.OpenAsync(options, TimeProvider.System, Cancelled);

    private static Task ChangedAsync(PostgresClusterStore store) =>
        store.WaitForChangeAsync(Cancelled).WaitAsync(Patience, TimeProvider.System);

    private static async Task FailsAsync(Func<Task> call)
    {
        var failure = await Record.ExceptionAsync(() => call().WaitAsync(Patience, TimeProvider.System));

        Assert.True(failure is JournalUnavailableException or JournalOutcomeUnknownException, $"{failure}");
    }

    private static async Task<T> EventuallyAsync<T>(Func<Task<T>> call)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return await call().WaitAsync(Patience, TimeProvider.System);
            }
            catch (Exception failure) when (
                failure is JournalUnavailableException or JournalOutcomeUnknownException
                && TimeProvider.System.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(AskAgain, TimeProvider.System);
            }
        }
    }
}
