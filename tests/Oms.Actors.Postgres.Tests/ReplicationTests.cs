using NodaTime;
using Oms.Actors.Cluster;
using Oms.Actors.Journal;
using Oms.Actors.Postgres.Cluster;
using Oms.Journal.Conformance;
using Xunit;

namespace Oms.Actors.Postgres.Tests;

/// <summary>A commit that waits for its synchronous standby (engine, section 5.3): never a false success.</summary>
public sealed class ReplicationTests(SharedPair pair) : IClassFixture<SharedPair>, IAsyncLifetime
{
    private string _database = "";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await pair.StartAsync();
        _database = await pair.Servers.Primary.CreateDatabaseAsync();
    }

    public ValueTask DisposeAsync()
    {
        pair.Resume();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("pg_cancel_backend")]
    [InlineData("pg_terminate_backend")]
    public async Task An_append_whose_wait_for_the_standby_was_ended_has_an_unknown_outcome(string end)
    {
        // A role may silence warnings; the journal must hear this one all the same.
        await pair.Servers.Primary.QueryAsync("alter role oms set client_min_messages = error");
        await using var journal = await OpenAsync(Duration.FromSeconds(60));
        var driver = await FirstAppendAsync(journal);
        pair.Servers.Standby.Pause();

        var append = driver.AppendAsync(driver.EntityIn(0), count: 1);
        var session = await pair.Servers.WaitingSessionAsync("oms journal lane");
        Assert.False(append.IsCompleted);
        await pair.Servers.Primary.QueryAsync($"select {end}({session})");

        await Assert.ThrowsAsync<JournalOutcomeUnknownException>(() => append);
        await RecoverAsync(driver);
    }

    [Fact]
    public async Task An_append_whose_standby_never_answers_has_an_unknown_outcome()
    {
        await using var journal = await OpenAsync(Duration.FromSeconds(5));
        var driver = await FirstAppendAsync(journal);
        pair.Servers.Standby.Pause();

        await Assert.ThrowsAsync<JournalOutcomeUnknownException>(
            () => driver.AppendAsync(driver.EntityIn(0), count: 1));
        await RecoverAsync(driver);
    }

    [Fact]
    public async Task An_acquire_whose_wait_for_the_standby_was_cancelled_gives_no_right()
    {
        await using var journal = await OpenAsync(Duration.FromSeconds(60));
        var driver = await FirstAppendAsync(journal);
        pair.Servers.Standby.Pause();

        var acquire = journal.AcquireAsync(0, Guid.Empty);
        var session = await pair.Servers.WaitingSessionAsync("oms journal acquire");
        await pair.Servers.Primary.QueryAsync($"select pg_cancel_backend({session})");

        await Assert.ThrowsAsync<JournalUnavailableException>(() => acquire);
        pair.Servers.Standby.Resume();
        Assert.Equal(3, (await ReplicatedServers.RetryAsync(() => driver.AcquireAsync(0))).Epoch);
    }

    [Fact]
    public async Task A_heartbeat_whose_wait_for_the_standby_was_cancelled_is_none()
    {
        var node = new NodeInfo(new Guid(1, 0, 0, new byte[8]), "node-1", "https://node-1", Guid.Empty);
        await using var store = await PostgresClusterStore.OpenAsync(
            SharedServer.Patient(pair.Servers.BothHosts(_database)), TimeProvider.System, Cancelled);
        await store.JoinAsync(node, Duration.FromMinutes(10));
        pair.Servers.Standby.Pause();

        var heartbeat = store.HeartbeatAsync(node.Id, Duration.FromMinutes(10));
        var session = await pair.Servers.WaitingSessionAsync("oms cluster heartbeat");
        await pair.Servers.Primary.QueryAsync($"select pg_cancel_backend({session})");

        await Assert.ThrowsAsync<JournalOutcomeUnknownException>(() => heartbeat);
    }

    private async Task<PostgresJournal> OpenAsync(Duration appendWait) => await PostgresJournal.OpenAsync(
        SharedServer.Patient(pair.Servers.BothHosts(_database)) with { ShardCount = 4, AppendWait = appendWait },
        Cancelled);

    private static async Task<JournalDriver> FirstAppendAsync(PostgresJournal journal)
    {
        var driver = new JournalDriver(journal, 4);
        await driver.AcquireAsync(0);
        await driver.AppendAsync(driver.EntityIn(0), count: 1);
        return driver;
    }

    /// <summary>The record is there, once: the server had committed it, and the standby has it now.</summary>
    private async Task RecoverAsync(JournalDriver driver)
    {
        pair.Servers.Standby.Resume();
        var term = await ReplicatedServers.RetryAsync(() => driver.AcquireAsync(0));
        Assert.Equal((2L, 2L), (term.Epoch, term.Head));
        Assert.Equal(2, (await driver.Journal.ReadShardAsync(0, 0, 10, Cancelled)).Count);
    }
}
