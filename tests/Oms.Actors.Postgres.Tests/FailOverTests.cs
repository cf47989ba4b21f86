using Oms.Journal.Conformance;
using Xunit;

namespace Oms.Actors.Postgres.Tests;

public sealed class FailOverTests
{
    private const int Appends = 50;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_promoted_standby_has_all_that_was_acknowledged_and_takes_over()
    {
        await using var servers = await ReplicatedServers.StartAsync();
        var database = await servers.Primary.CreateDatabaseAsync();
        await using var journal = await PostgresJournal.OpenAsync(
            SharedServer.Patient(servers.BothHosts(database)) with { ShardCount = 4 }, Cancelled);
        var driver = new JournalDriver(journal, 4);
        await driver.AcquireAsync(0);
        for (var i = 0; i < Appends; i++)
        {
            await driver.AppendAsync(driver.EntityIn(0), count: 2);
        }

        await servers.Primary.KillAsync();
        await servers.Standby.QueryAsync("select pg_promote()");
        await Assert.ThrowsAnyAsync<Exception>(() => driver.AppendAsync(driver.EntityIn(0), count: 1));

        Assert.Equal(2 * Appends, (await ReplicatedServers.RetryAsync(() => driver.AcquireAsync(0))).Head);
        await driver.AppendAsync(driver.EntityIn(0), count: 1);
        Assert.Empty(await journal.CheckAsync(Cancelled));
    }
}
