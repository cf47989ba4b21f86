using NodaTime;
using Npgsql;
using Oms.Actors.Journal;
using Oms.Entities;
using Oms.Journal.Conformance;
using Oms.Testing.Postgres;
using Xunit;

namespace Oms.Actors.Postgres.Tests;

public sealed class CrashTests
{
    private const int Shards = 4;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_is_killed_and_restarted_during_appends_loses_nothing_acknowledged()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var journal = await OpenAsync(server, lanes: 2);
        var load = new Load(journal);
        var writers = Enumerable.Range(0, Shards).Select(load.WriteAsync).ToArray();
        Func<Task>[] crashes = [server.KillAsync, server.RestartAsync, server.KillAsync];
        foreach (var crash in crashes)
        {
            await load.MoreAsync();
            await crash();
            if (crash == server.KillAsync)
            {
                await server.StartAgainAsync();
            }
        }

        await load.MoreAsync();
        load.End();
        await Task.WhenAll(writers);

        Assert.Empty(await journal.CheckAsync(Cancelled));
        Assert.True(load.Failures > 0, "No append met a crash.");
        foreach (var (entity, id) in load.Acknowledged)
        {
            Assert.Equal(2, (await journal.FindCommandAsync(entity, id, Cancelled)).Count);
        }
    }

    [Fact]
    public async Task A_server_without_a_free_connection_is_unavailable_until_it_has_one()
    {
        await using var server = await PostgresServer.StartAsync("max_connections = 6", "max_wal_senders = 0");
        await using var journal = await OpenAsync(server, lanes: 1);
        var driver = new JournalDriver(journal, Shards);
        await driver.AcquireAsync(0);
        List<NpgsqlConnection> taken = [];
        try
        {
            await TakeAllAsync(server, taken);

            await Assert.ThrowsAsync<JournalUnavailableException>(
                () => driver.AppendAsync(driver.EntityIn(0), count: 1));
            await Assert.ThrowsAsync<JournalUnavailableException>(() => journal.ReadHeadAsync(0, Cancelled));
        }
        finally
        {
            taken.ForEach(connection => connection.Dispose());
        }

        await ReplicatedServers.RetryAsync(() => driver.AppendAsync(driver.EntityIn(0), count: 1));
        Assert.Equal(1, await ReplicatedServers.RetryAsync(() => journal.ReadHeadAsync(0, Cancelled)));
    }

    [Fact]
    public async Task A_paused_server_leaves_an_append_unknown_and_answers_when_it_goes_on()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var journal = await OpenAsync(server, lanes: 1);
        var driver = new JournalDriver(journal, Shards);
        await driver.AcquireAsync(0);
        await driver.AppendAsync(driver.EntityIn(0), count: 1);

        server.Pause();
        await Assert.ThrowsAsync<JournalOutcomeUnknownException>(
            () => driver.AppendAsync(driver.EntityIn(0), count: 1));
        server.Resume();

        var term = await ReplicatedServers.RetryAsync(() => driver.AcquireAsync(0));
        Assert.InRange(term.Head, 1, 2);
        Assert.Empty(await journal.CheckAsync(Cancelled));
    }

    private static async Task<PostgresJournal> OpenAsync(PostgresServer server, int lanes) =>
        await PostgresJournal.OpenAsync(
            new PostgresJournalOptions(server.ConnectionString(await server.CreateDatabaseAsync()))
            {
                ShardCount = Shards,
                Lanes = lanes,
                AppendWait = Duration.FromSeconds(5),
                ConnectWait = Duration.FromSeconds(2),
            },
            Cancelled);

    private static async Task TakeAllAsync(PostgresServer server, List<NpgsqlConnection> taken)
    {
        try
        {
            while (true)
            {
                var connection = new NpgsqlConnection(server.ConnectionString() + ";Pooling=false");
                taken.Add(connection);
                await connection.OpenAsync(Cancelled);
            }
        }
        catch (PostgresException full) when (full.SqlState == PostgresErrorCodes.TooManyConnections)
        {
            // That was the last one.
        }
    }

    /// <summary>A writer a shard, each of which takes its shard again after every failure, as a node does.</summary>
    private sealed class Load(PostgresJournal journal)
    {
        private const int Step = 200;
        private readonly Lock _gate = new();
        private readonly List<(EntityAddress, CommandId)> _acknowledged = [];
        private TaskCompletionSource _more = new();
        private int _wanted = Step;
        private bool _ended;

        public int Failures { get; private set; }

        public IReadOnlyList<(EntityAddress Entity, CommandId Id)> Acknowledged => _acknowledged;

        /// <summary>Waits until so many more appends were acknowledged.</summary>
        public Task MoreAsync()
        {
            lock (_gate)
            {
                _wanted = _acknowledged.Count + Step;
                _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return _more.Task.WaitAsync(TimeSpan.FromSeconds(90), TimeProvider.System, Cancelled);
            }
        }

        public void End() => _ended = true;

        public async Task WriteAsync(int shard)
        {
            for (var life = 0; !_ended; life++)
            {
                // A fresh entity a life: what the last one wrote is not known.
                var driver = new JournalDriver(journal, Shards);
                await ReplicatedServers.RetryAsync(() => driver.AcquireAsync(shard));
                try
                {
                    var entity = driver.EntityIn(shard, $"life-{life}");
                    while (!_ended)
                    {
                        Acknowledge(entity, await driver.AppendAsync(entity, count: 2));
                    }
                }
                catch (Exception failure) when (failure
                    is JournalUnavailableException or JournalOutcomeUnknownException)
                {
                    lock (_gate)
                    {
                        Failures++;
                    }
                }
            }
        }

        private void Acknowledge(EntityAddress entity, CommandId id)
        {
            lock (_gate)
            {
                _acknowledged.Add((entity, id));
                if (_acknowledged.Count >= _wanted)
                {
                    _more.TrySetResult();
                }
            }
        }
    }
}
