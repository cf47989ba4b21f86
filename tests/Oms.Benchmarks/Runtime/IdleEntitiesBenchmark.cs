using Oms.Actors;
using Oms.Actors.Journal;

namespace Oms.Benchmarks.Runtime;

/// <summary>How much memory do ten thousand idle entities take, each with one record behind it?</summary>
/// <remarks>Its limit, which it can only be above: their addresses and states alone, in a dictionary.</remarks>
internal static class IdleEntitiesBenchmark
{
    private const int Entities = 10_000;

    public static async Task RunAsync()
    {
        // All systems live to the end: one that is freed while the next is measured would count against it.
        var kept = new List<BenchSystem>();
        var runs = await Report.InTurnsAsync(
            async () => await MeasureAsync(await WriteAsync(), kept),
            () => Task.FromResult(Bare()));
        foreach (var bench in kept)
        {
            await bench.DisposeAsync();
        }

        Report.Answer(
            "idle-entities", "By", runs[0], $"entities={Entities}", $"payload={TallyCodec.PayloadBytes}", "in_flight=1",
            "journal=memory", "file_system=none");
        Report.Limit("addresses-and-states-in-a-dictionary", runs[0], runs[1], $"entities={Entities}");
    }

    private static double Bare()
    {
        var before = Settled();
        var bare = Enumerable.Range(0, Entities).ToDictionary(BenchSystem.Address, i => new Tally(i));
        var bytes = Settled() - before;
        GC.KeepAlive(bare);
        return bytes;
    }

    private static async Task<double> MeasureAsync(MemoryStore store, List<BenchSystem> kept)
    {
        var before = Settled();
        var bench = await BenchSystem.StartAsync(new MemoryJournal(store), mailboxCapacity: 256);
        kept.Add(bench);
        await bench.AskAsync(1, Entities, BenchSystem.Address, by: -1, ReplyOutcome.Rejected);
        return Settled() - before;
    }

    /// <summary>The records are written first and without a system, so that only the entities are measured.</summary>
    private static async Task<MemoryStore> WriteAsync()
    {
        var store = new MemoryStore();
        var journal = new MemoryJournal(store);
        var heads = new long[journal.ShardCount];
        var terms = new ShardTerm[journal.ShardCount];
        for (var shard = 0; shard < terms.Length; shard++)
        {
            terms[shard] = await journal.AcquireAsync(shard, Guid.Empty);
        }

        for (var i = 0; i < Entities; i++)
        {
            var address = BenchSystem.Address(i);
            var shard = address.Shard();
            var record = new JournalRecord
            {
                Shard = shard,
                Offset = heads[shard] + 1,
                Address = address,
                Seq = 1,
                Epoch = terms[shard].Epoch,
                CommandId = BenchSystem.NewContext(i).Id,
                EventType = "tally.counted",
                EventVersion = 1,
                RecordedAt = default,
                Meta = default,
                Payload = new byte[TallyCodec.PayloadBytes],
            };
            await journal.AppendAsync(new AppendBatch([new ShardAppend(terms[shard], heads[shard]++, [record])]));
        }

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
