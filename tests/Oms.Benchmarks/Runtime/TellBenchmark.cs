using System.Collections.Concurrent;
using System.Diagnostics;
using Oms.Actors;
using Oms.Actors.Journal;

namespace Oms.Benchmarks.Runtime;

/// <summary>How many commands a second can one producer tell one entity, when none leaves a record?</summary>
/// <remarks>Its limit: references through a bare concurrent queue, from one thread to another that only takes them.
/// </remarks>
internal static class TellBenchmark
{
    private const int Messages = 4_000_000;
    private const int Ids = 64;
    private const int MailboxCapacity = 4_096;

    public static async Task RunAsync()
    {
        await using var bench = await BenchSystem.StartAsync(new MemoryJournal(new MemoryStore()), MailboxCapacity);
        var runs = await Report.InTurnsAsync(() => TellAsync(bench), QueueAsync);
        Report.Answer(
            "tell", "message/s", runs[0], "producers=1", "entities=1", $"in_flight={MailboxCapacity}", "payload=0",
            "journal=memory", "file_system=none");
        Report.Limit("concurrent-queue", runs[0], runs[1], "producers=1", "consumers=1");
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
