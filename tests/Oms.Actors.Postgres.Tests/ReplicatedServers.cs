using Oms.Actors.Journal;
using Oms.Testing.Postgres;
using Xunit;

namespace Oms.Actors.Postgres.Tests;

/// <summary>A pair for the tests of a class that leave it as it was.</summary>
public sealed class SharedPair : IAsyncDisposable
{
    private ReplicatedServers? _servers;

    internal ReplicatedServers Servers => _servers ?? throw new InvalidOperationException("It was not started.");

    /// <summary>Starts it when first asked, so that a test is skipped where there is no PostgreSQL.</summary>
    internal async Task StartAsync() => _servers ??= await ReplicatedServers.StartAsync();

    /// <summary>Lets the standby go on, whatever became of the test.</summary>
    internal void Resume() => _servers?.Standby.Resume();

    public ValueTask DisposeAsync() => _servers?.DisposeAsync() ?? ValueTask.CompletedTask;
}

/// <summary>A server and its synchronous standby.</summary>
internal sealed class ReplicatedServers : IAsyncDisposable
{
    private const int RoundsMax = 600;

    private ReplicatedServers(PostgresServer primary, PostgresServer standby) =>
        (Primary, Standby) = (primary, standby);

    public PostgresServer Primary { get; }

    public PostgresServer Standby { get; }

    public static async Task<ReplicatedServers> StartAsync()
    {
        var primary = await PostgresServer.StartAsync();
        var standby = await primary.StartStandbyAsync();
        await primary.QueryAsync("alter system set synchronous_standby_names = '*'");
        await primary.ReloadAsync();
        await UntilAsync(
            async () => await primary.QueryAsync("select sync_state from pg_stat_replication") == "sync",
            "the standby is synchronous");
        return new ReplicatedServers(primary, standby);
    }

    /// <summary>A connection string that names both, the standby first.</summary>
    public string BothHosts(string database) => Primary.ConnectionString(database).Replace(
        $"Host=127.0.0.1;Port={Primary.Port}",
        $"Host=127.0.0.1:{Standby.Port},127.0.0.1:{Primary.Port}",
        StringComparison.Ordinal);

    /// <summary>Waits until a session of the journal waits for the standby.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> WaitingSessionAsync(string application)
    {
        var found = "";
        await UntilAsync(
            async () => (found = await Primary.QueryAsync(
                "select pid from pg_stat_activity "
                    + $"where wait_event = 'SyncRep' and application_name = '{application}'")).Length > 0,
            "a session waits for the standby");
        return found;
    }

    /// <summary>Asks again until the journal can be reached.</summary>
    public static async Task<T> RetryAsync<T>(Func<Task<T>> call)
    {
        for (var round = 0; ; round++)
        {
            try
            {
                return await call();
            }
            catch (JournalUnavailableException) when (round < RoundsMax)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Standby.Resume();
        await Primary.DisposeAsync();
        await Standby.DisposeAsync();
    }

    private static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        for (var round = 0; !await holds(); round++)
        {
            Assert.True(round < RoundsMax, $"Waited in vain until {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }
}
