using System.Collections.Concurrent;
using System.Diagnostics;
using Oms.Actors;
using Oms.Actors.Journal;

namespace Oms.Benchmarks.Runtime;

/// <summary>How many commands a second can one producer tell one entity, when none leaves a record?</summary>
internal static class TellBenchmark
{
    private const int Messages = 4_000_000;
    private const int Ids = 64;

    public static int Run(string[] args)
    {
        RunAsync().GetAwaiter().GetResult();
        return 0;
    }

    private static async Task RunAsync()
    {
        await using var bench = await BenchSystem.StartAsync(
            new MemoryJournal(new MemoryStore()), mailboxCapacity: 4_096);
        var runs = new List<double>();
        var queue = new List<double>();
        for (var run = 0; run <= Report.Runs; run++)
        {
            var (told, raw) = (await TellAsync(bench), await QueueAsync());
            if (run > 0)
            {
                runs.Add(told);
                queue.Add(raw);
            }
        }

        Report.Line("tell", "message/s", runs, "producers=1", "entities=1", "journal=memory");
        Report.Line("tell-limit-concurrent-queue", "message/s", queue, "producers=1", "consumers=1");
    }

    private static async Task<double> TellAsync(BenchSystem bench)
    {
        var address = BenchSystem.Address(0);
        var command = new TallyCommand(-1);
        CommandContext[] contexts = [.. Enumerable.Range(0, Ids).Select(id => BenchSystem.NewContext(id))];
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < Messages; i++)
        {
            while (!bench.Tallies.Tell(address, command, contexts[i % Ids]))
            {
                Thread.Yield();
            }
        }

        // All have been decided when this one, told last, is answered.
        await bench.Tallies.ReadAsync(address, CancellationToken.None);
        return Messages / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<double> QueueAsync()
    {
        var queue = new ConcurrentQueue<object>();
        var message = new object();
        var started = Stopwatch.GetTimestamp();
        var consumer = Task.Factory.StartNew(
            () =>
            {
                for (var taken = 0; taken < Messages;)
                {
                    taken += queue.TryDequeue(out _) ? 1 : 0;
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        for (var i = 0; i < Messages; i++)
        {
            queue.Enqueue(message);
        }

        await consumer;
        return Messages / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
