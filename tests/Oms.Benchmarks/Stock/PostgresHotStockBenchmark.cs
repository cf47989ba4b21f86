using Oms.Actors.Journal;
using Oms.Benchmarks.Postgres;
using Oms.Testing.Postgres;

namespace Oms.Benchmarks.Stock;

/// <summary>How many durable reservations a second does one hot stock item take in process on PostgreSQL?</summary>
internal static class PostgresHotStockBenchmark
{
    private const int Lanes = 1;

    public static async Task RunAsync()
    {
        await using var server = await PostgresServer.StartAsync(PostgresBench.Settings);
        var (medians, tails, batch) = (new List<double>(), new List<double>(), 1);
        var runs = await Report.InTurnsAsync(
            () => PostgresBench.InFreshDatabaseAsync(server, Lanes, ReserveAsync),
            () => PostgresBench.InFreshDatabaseAsync(server, Lanes, journal => RawAppends.RunAsync(
                journal, StockBench.Rows, Lanes, StockBench.Reservations, batch)));
        Report.Answer(
            "postgres-hot-stock", "reservation/s", runs[0],
            $"in_flight={StockBench.InFlight}", $"live_at_the_end={StockBench.Reservations}",
            $"payload={StockBench.Rows.Payload.Length}", "journal=postgres", "fsync=on",
            StockFacts.Waits(medians[1..], tails[1..]));
        Report.Limit("raw-fenced-appends", runs[0], runs[1], $"batch={batch}", $"lanes={Lanes}");

        async Task<double> ReserveAsync(IJournal journal)
        {
            var counted = new CountedAppends(journal);
            await using var bench = await StockBench.StartAsync(counted.Journal, Lanes);
            var rate = await bench.ReserveAsync();
            batch = StockBench.Reservations / counted.Appends;
            medians.Add(bench.Median);
            tails.Add(bench.Longest);
            return rate;
        }
    }
}
