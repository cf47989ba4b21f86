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
            var store = await WriteAsync();
            var before = Settled();
            await using var bench = await BenchSystem.StartAsync(new MemoryJournal(store), mailboxCapacity: 256);
            await bench.AskAsync(1, Entities, BenchSystem.Address, by: -1, ReplyOutcome.Rejected);
            runs.Add(Settled() - before);
        }

        Report.Line("idle-entities", "By", runs, $"entities={Entities}", "journal=memory");
    }

    /// <summary>The records are written first and by another system, so that only the entities are measured.</summary>
    private static async Task<MemoryStore> WriteAsync()
    {
        var store = new MemoryStore();
        await using var writer = await BenchSystem.StartAsync(new MemoryJournal(store), mailboxCapacity: 256);
        await writer.AskAsync(1, Entities, BenchSystem.Address, by: 1, ReplyOutcome.Accepted);
        return store;
    }

    private static long Settled()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
