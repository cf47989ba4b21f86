using Oms.Testing.Postgres;
using Xunit;

namespace Oms.Actors.Postgres.Tests;

public sealed class PrimarySourceTests
{
    private const int Reads = 20;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lone_server_is_asked_what_it_is_once_a_connection_and_not_at_every_read()
    {
        await using var server = await PostgresServer.StartAsync("log_statement = all");
        await using var journal = await OpenAsync(server.ConnectionString(await server.CreateDatabaseAsync()));
        _ = await journal.ReadHeadAsync(0, Cancelled);
        var before = Questions(server);

        for (var i = 0; i < Reads; i++)
        {
            _ = await journal.ReadHeadAsync(0, Cancelled);
        }

        Assert.Equal(before, Questions(server));
    }

    [Fact]
    public async Task A_lone_server_that_is_a_standby_is_not_read_from()
    {
        await using var primary = await PostgresServer.StartAsync();
        var database = await primary.CreateDatabaseAsync();
        await using (await OpenAsync(primary.ConnectionString(database)))
        {
            // Only its tables are wanted.
        }

        await using var standby = await primary.StartStandbyAsync();

        var failure = await Assert.ThrowsAsync<PostgresJournalException>(
            () => OpenAsync(standby.ConnectionString(database)));

        Assert.Contains("standby", failure.Message, StringComparison.Ordinal);
    }

    private static Task<PostgresJournal> OpenAsync(string connectionString) =>
        PostgresJournal.OpenAsync(SharedServer.Patient(connectionString) with { ShardCount = 4 }, Cancelled);

    private static int Questions(PostgresServer server) => File.ReadLines(server.Log).Count(
        line => line.Contains("pg_is_in_recovery", StringComparison.Ordinal)
            || line.Contains("default_transaction_read_only", StringComparison.Ordinal));
}
