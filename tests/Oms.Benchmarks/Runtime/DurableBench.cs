using System.Diagnostics;
using Oms.Actors;
using Oms.Actors.Sqlite;

namespace Oms.Benchmarks.Runtime;

/// <summary>Drives durable commands over SQLite, and beside it inserts the same rows without anything around them.
/// </summary>
internal static class DurableBench
{
    private const int InFlight = 4_000;
    private const int Commands = 100_000;

    public static async Task RunAsync(string name, int entities, string parent)
    {
        var runs = await Report.InTurnsAsync(
            () => InFreshDirectoryAsync(parent, options => CommandsAsync(options, entities)),
            () => InFreshDirectoryAsync(
                parent, options => BareInserts.MeasureAsync(options, RowForm.Tallies(entities), Commands)));
        Report.Answer(
            name, "event/s", runs[0], $"entities={entities}", $"in_flight={InFlight}",
            $"payload={TallyCodec.PayloadBytes}", "journal=sqlite", "synchronous=full",
            $"file_system={Machine.FileSystemOf(parent)}");
        Report.Limit("bare-inserts", runs[0], runs[1], $"batch={BareInserts.Batch}", "connections=1");
    }

    /// <summary>Measures over a journal in a directory of its own, which goes afterwards.</summary>
    public static async Task<double> InFreshDirectoryAsync(
        string parent, Func<SqliteJournalOptions, Task<double>> measure)
    {
        var directory = Path.Combine(parent, $"oms-bench-{Environment.ProcessId}-{Stopwatch.GetTimestamp()}");
        try
        {
            return await measure(new SqliteJournalOptions(directory));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<double> CommandsAsync(SqliteJournalOptions options, int entities)
    {
        await using var journal = SqliteJournal.Open(options);
        await using var bench = await BenchSystem.StartAsync(journal, mailboxCapacity: 8_192);
        var addresses = Enumerable.Range(0, entities).Select(BenchSystem.Address).ToArray();
        return await bench.AskAsync(InFlight, Commands, i => addresses[i % entities], by: 1, ReplyOutcome.Accepted);
    }
}
