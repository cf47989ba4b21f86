using Oms.Actors;
using Oms.Actors.Journal;

namespace Oms.Benchmarks.Runtime;

/// <summary>How much memory do ten thousand idle entities take, each with one record behind it?</summary>
internal static class IdleEntitiesBenchmark
{
    private const int Entities = 10_000;

    public static int Run(string[] args)
    {
        RunAsync().GetAwaiter().GetResult();
        return 0;
    }

    private static async Task RunAsync()
    {
        var runs = new List<double>();
        for (var run = 0; run < Report.Runs; run++)
        {
            // The records are written first and by another system, so that only the entities are measured.
            var store = new MemoryStore();
            await using (var writer = await BenchSystem.StartAsync(new MemoryJournal(store), mailboxCapacity: 256))
            {
                await writer.AskAsync(64, Entities, BenchSystem.Address, by: 1, ReplyOutcome.Accepted);
            }

            await using var bench = await BenchSystem.StartAsync(new MemoryJournal(store), mailboxCapacity: 256);
            var before = GC.GetTotalMemory(forceFullCollection: true);
            await bench.AskAsync(64, Entities, BenchSystem.Address, by: -1, ReplyOutcome.Rejected);
            runs.Add(GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        Report.Line("idle-entities", "By", runs, $"entities={Entities}", "journal=memory");
    }
}
