using Oms.Actors;
using Oms.Actors.Journal;
using Oms.Actors.Postgres;
using Oms.Benchmarks.Runtime;
using Oms.Testing.Postgres;

namespace Oms.Benchmarks.Postgres;

/// <summary>Drives durable commands over a real PostgreSQL server, and beside it raw fenced appends of the same batch
/// size.</summary>
internal static class PostgresBench
{
    private const int InFlight = 4_000;
    private const int Commands = 100_000;

    public static readonly string[] Settings =
        ["shared_buffers = 512MB", "max_wal_size = 4GB", "checkpoint_timeout = 30min"];

    public static async Task RunAsync(string name, int entities, int lanes)
    {
        await using var server = await PostgresServer.StartAsync(Settings);
        var batch = 1;
        var runs = await Report.InTurnsAsync(
            async () =>
            {
                (var rate, batch) = await InFreshDatabaseAsync(
                    server, lanes, journal => CommandsAsync(journal, entities, lanes));
                return rate;
            },
            () => InFreshDatabaseAsync(
                server, lanes, journal => RawAppends.RunAsync(
                    journal, RowForm.Tallies(entities), lanes, Commands, batch)));
        Report.Answer(
            name, "event/s", runs[0], $"entities={entities}", $"in_flight={InFlight}", $"lanes={lanes}",
            $"payload={TallyCodec.PayloadBytes}", "journal=postgres", "fsync=on",
            $"file_system={Machine.FileSystemOf(Path.GetTempPath())}");
        Report.Limit("raw-fenced-appends", runs[0], runs[1], $"batch={batch}", $"lanes={lanes}");
    }

    /// <summary>Measures over a journal in a database of its own.</summary>
    public static async Task<T> InFreshDatabaseAsync<T>(
        PostgresServer server, int lanes, Func<IJournal, Task<T>> measure)
    {
        var database = server.ConnectionString(await server.CreateDatabaseAsync());
        await using var journal = await PostgresJournal.OpenAsync(
            new PostgresJournalOptions(database) { Lanes = lanes }, CancellationToken.None);
        return await measure(journal);
    }

    /// <returns>Commands a second, and how many records an append held.</returns>
    private static async Task<(double Rate, int Batch)> CommandsAsync(IJournal journal, int entities, int lanes)
    {
        var counted = new CountedAppends(journal);
        await using var bench = await BenchSystem.StartAsync(counted.Journal, mailboxCapacity: 8_192, lanes);
        var addresses = Enumerable.Range(0, entities).Select(BenchSystem.Address).ToArray();
        var rate = await bench.AskAsync(
            InFlight, Commands, i => addresses[i % entities], by: 1, ReplyOutcome.Accepted);
        return (rate, Commands / counted.Appends);
    }
}
