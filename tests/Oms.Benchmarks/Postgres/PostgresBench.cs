using System.Globalization;
using Oms.Actors;
using Oms.Actors.Journal;
using Oms.Actors.Postgres;
using Oms.Benchmarks.Runtime;
using Oms.Testing;
using Oms.Testing.Postgres;

namespace Oms.Benchmarks.Postgres;

/// <summary>Drives durable commands over a real PostgreSQL server, and beside it raw fenced appends of the same batch
/// size.</summary>
internal static class PostgresBench
{
    private const int InFlight = 4_000;
    private const int Commands = 100_000;

    private static readonly string[] Settings =
        ["shared_buffers = 512MB", "max_wal_size = 4GB", "checkpoint_timeout = 30min"];

    public static int Run(string name, int entities, string[] args)
    {
        var directory = Path.GetTempPath();
        var format = FileSystem.FormatOf(directory);
        if (format is "tmpfs" or "ramfs")
        {
            Console.Error.WriteLine($"{directory} is {format}: nothing there is durable. Set TMPDIR to a disk.");
            return 2;
        }

        var lanes = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1;
        RunAsync(name, entities, lanes, format).GetAwaiter().GetResult();
        return 0;
    }

    private static async Task RunAsync(string name, int entities, int lanes, string format)
    {
        await using var server = await PostgresServer.StartAsync(Settings);
        List<double> runs = [], limits = [], batches = [];
        for (var run = 0; run <= Report.Runs; run++)
        {
            // Interleaved, so that a busy neighbour is unfair to both.
            var (rate, batch) = await InFreshDatabaseAsync(
                server, lanes, journal => CommandsAsync(journal, entities, lanes));
            var limit = await InFreshDatabaseAsync(
                server, lanes, journal => RawAppends.RunAsync(journal, entities, lanes, Commands, batch));
            if (run > 0)
            {
                runs.Add(rate);
                limits.Add(limit);
                batches.Add(batch);
            }
        }

        var share = (Report.Median(runs) / Report.Median(limits)).ToString("F2", CultureInfo.InvariantCulture);
        string[] facts =
        [
            $"entities={entities}", $"lanes={lanes}", $"batch={Report.Median(batches):F0}",
            $"payload={TallyCodec.PayloadBytes}", "journal=postgres", "fsync=on", $"file_system={format}",
        ];
        Report.Line(name, "event/s", runs, [$"in_flight={InFlight}", .. facts, $"of_limit={share}"]);
        Report.Line($"{name}-limit-raw-appends", "event/s", limits, facts);
    }

    private static async Task<T> InFreshDatabaseAsync<T>(
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
        var appends = 0;
        var counted = new FaultyJournal(journal, call =>
        {
            _ = call is JournalCall.Append ? Interlocked.Increment(ref appends) : 0;
            return Task.FromResult(JournalFault.None);
        });
        await using var bench = await BenchSystem.StartAsync(counted, mailboxCapacity: 8_192, lanes);
        var addresses = Enumerable.Range(0, entities).Select(BenchSystem.Address).ToArray();
        var rate = await bench.AskAsync(
            InFlight, Commands, i => addresses[i % entities], by: 1, ReplyOutcome.Accepted);
        return (rate, Commands / appends);
    }
}
