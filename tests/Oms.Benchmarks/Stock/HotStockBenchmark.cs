using Oms.Actors.Sqlite;
using Oms.Benchmarks.Runtime;

namespace Oms.Benchmarks.Stock;

/// <summary>How many durable reservations a second does one hot stock item take in process, on SQLite, and how many
/// buyers a second does it refuse once nothing is left?</summary>
internal static class HotStockBenchmark
{
    public static async Task RunAsync(string parent)
    {
        var (medians, tails, refusals) = (new List<double>(), new List<double>(), new List<double>());
        var runs = await Report.InTurnsAsync(
            () => DurableBench.InFreshDirectoryAsync(parent, ReserveAsync),
            () => DurableBench.InFreshDirectoryAsync(
                parent, options => BareInserts.MeasureAsync(options, StockBench.Rows, StockBench.Reservations)));
        string[] facts =
        [
            $"in_flight={StockBench.InFlight}", $"live_at_the_end={StockBench.Reservations}",
            $"payload={StockBench.Rows.Payload.Length}", "journal=sqlite", "synchronous=full",
            $"file_system={Machine.FileSystemOf(parent)}",
        ];
        Report.Answer(
            "hot-stock", "reservation/s", runs[0], [.. facts, StockFacts.Waits(medians[1..], tails[1..])]);
        Report.Limit("bare-inserts", runs[0], runs[1], $"batch={BareInserts.Batch}", "connections=1");
        Report.Answer("hot-stock-sold-out", "refusal/s", refusals[1..], $"in_flight={StockBench.InFlight}");

        async Task<double> ReserveAsync(SqliteJournalOptions options)
        {
            await using var journal = SqliteJournal.Open(options);
            await using var bench = await StockBench.StartAsync(journal);
            var rate = await bench.ReserveAsync();
            medians.Add(bench.Median);
            tails.Add(bench.Longest);
            refusals.Add(await bench.RefuseAsync());
            return rate;
        }
    }
}
