using Oms.Actors;
using Oms.Actors.Journal;

namespace Oms.Benchmarks.Runtime;

/// <summary>How many commands a second does one entity answer, when none leaves a record?</summary>
internal static class AskBenchmark
{
    private const int InFlight = 64;
    private const int Asks = 1_280_000;

    public static int Run(string[] args)
    {
        RunAsync().GetAwaiter().GetResult();
        return 0;
    }

    private static async Task RunAsync()
    {
        await using var bench = await BenchSystem.StartAsync(
            new MemoryJournal(new MemoryStore()), mailboxCapacity: 256);
        foreach (var entities in new[] { 1, 1_000 })
        {
            var addresses = Enumerable.Range(0, entities).Select(BenchSystem.Address).ToArray();
            var runs = new List<double>();
            for (var run = 0; run <= Report.Runs; run++)
            {
                var rate = await bench.AskAsync(
                    InFlight, Asks, i => addresses[i % entities], by: -1, ReplyOutcome.Rejected);
                if (run > 0)
                {
                    runs.Add(rate);
                }
            }

            Report.Line("ask", "answer/s", runs, $"in_flight={InFlight}", $"entities={entities}", "journal=memory");
        }
    }
}
