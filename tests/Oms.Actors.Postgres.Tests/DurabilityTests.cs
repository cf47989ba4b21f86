using Oms.Actors.Journal;
using Oms.Journal.Conformance;
using Oms.Testing.Postgres;
using Xunit;

namespace Oms.Actors.Postgres.Tests;

public sealed class DurabilityTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_could_lose_what_was_acknowledged_is_refused_with_the_way_out()
    {
        await using var server = await PostgresServer.StartAsync();
        var options = SharedServer.Patient(server.ConnectionString(await server.CreateDatabaseAsync()));

        await SetAsync(server, "fsync = off");
        await RefusedAsync(options, "Set fsync = on");
        await SetAsync(server, "fsync = on");

        await SetAsync(server, "full_page_writes = off");
        await RefusedAsync(options, "Set full_page_writes = on");
        await SetAsync(server, "full_page_writes = on");

        await SetAsync(server, "synchronous_commit = off");
        await RefusedAsync(options, "Set synchronous_commit = on");

        // Local is as good as on where there is no standby, and only there.
        await SetAsync(server, "synchronous_commit = local");
        await (await PostgresJournal.OpenAsync(options, Cancelled)).DisposeAsync();
        await SetAsync(server, "synchronous_standby_names = 'b'");
        await RefusedAsync(options, "Set synchronous_commit = on");
    }

    [Fact]
    public async Task A_server_that_was_made_careless_later_gets_no_append()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var journal = await PostgresJournal.OpenAsync(
            SharedServer.Patient(server.ConnectionString(await server.CreateDatabaseAsync())), Cancelled);
        var driver = new JournalDriver(journal, journal.ShardCount);
        await driver.AcquireAsync(0);
        await SetAsync(server, "fsync = off");

        var refused = await Assert.ThrowsAsync<JournalUnavailableException>(
            () => driver.AppendAsync(driver.EntityIn(0), count: 1));

        Assert.Contains("fsync", refused.Message, StringComparison.Ordinal);
    }

    private static async Task RefusedAsync(PostgresJournalOptions options, string wayOut)
    {
        var refused = await Assert.ThrowsAsync<PostgresJournalException>(
            () => PostgresJournal.OpenAsync(options, Cancelled));
        Assert.Equal(PostgresJournalFault.NotDurable, refused.Fault);
        Assert.Contains(wayOut, refused.Message, StringComparison.Ordinal);
    }

    private static async Task SetAsync(PostgresServer server, string setting)
    {
        await server.QueryAsync($"alter system set {setting}");
        await server.ReloadAsync();
    }
}
