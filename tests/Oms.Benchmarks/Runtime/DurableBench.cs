using System.Diagnostics;
using System.Globalization;
using Oms.Actors;
using Oms.Actors.Journal;
using Oms.Actors.Sqlite;

namespace Oms.Benchmarks.Runtime;

/// <summary>Drives durable commands over SQLite, and beside it the same records in raw batches.</summary>
internal static class DurableBench
{
    private const int RawBatch = 1_000;

    public static int Run(string name, int entities, int inFlight, int commands, string[] args)
    {
        var parent = args.Length > 0 ? args[0] : Environment.CurrentDirectory;
        var format = FileSystem.FormatOf(parent);
        if (format is "tmpfs" or "ramfs")
        {
            Console.Error.WriteLine($"{parent} is {format}: nothing there is durable. Name a directory on a disk.");
            return 2;
        }

        RunAsync(name, entities, inFlight, commands, parent, format).GetAwaiter().GetResult();
        return 0;
    }

    private static async Task RunAsync(
        string name, int entities, int inFlight, int commands, string parent, string format)
    {
        List<double> runs = [], limits = [];
        for (var run = 0; run <= Report.Runs; run++)
        {
            // Interleaved, so that a busy neighbour is unfair to both.
            var rate = await InFreshDirectoryAsync(
                parent, journal => CommandsAsync(journal, entities, inFlight, commands));
            var limit = await InFreshDirectoryAsync(parent, journal => RawAsync(journal, entities, commands));
            if (run > 0)
            {
                runs.Add(rate);
                limits.Add(limit);
            }
        }

        var share = (Report.Median(runs) / Report.Median(limits)).ToString("F2", CultureInfo.InvariantCulture);
        Report.Line(
            name, "event/s", runs, $"entities={entities}", $"in_flight={inFlight}",
            $"payload={TallyCodec.PayloadBytes}", "journal=sqlite", "synchronous=full", $"file_system={format}",
            $"of_limit={share}");
        Report.Line(
            $"{name}-limit-raw-batches", "event/s", limits, $"entities={entities}", $"batch={RawBatch}",
            $"payload={TallyCodec.PayloadBytes}", "journal=sqlite", "synchronous=full", $"file_system={format}");
    }

    private static async Task<double> InFreshDirectoryAsync(string parent, Func<IJournal, Task<double>> measure)
    {
        var directory = Path.Combine(parent, $"oms-bench-{Environment.ProcessId}-{Stopwatch.GetTimestamp()}");
        try
        {
            await using var journal = SqliteJournal.Open(new SqliteJournalOptions(directory));
            return await measure(journal);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<double> CommandsAsync(IJournal journal, int entities, int inFlight, int commands)
    {
        await using var bench = await BenchSystem.StartAsync(journal, mailboxCapacity: 8_192);
        var addresses = Enumerable.Range(0, entities).Select(BenchSystem.Address).ToArray();
        return await bench.AskAsync(inFlight, commands, i => addresses[i % entities], by: 1, ReplyOutcome.Accepted);
    }

    private static async Task<double> RawAsync(IJournal journal, int entities, int commands)
    {
        var addresses = Enumerable.Range(0, entities).Select(BenchSystem.Address).ToArray();
        var shards = addresses.Select(address => (int)address.Shard()).Distinct().ToArray();
        Dictionary<int, ShardTerm> terms = [];
        foreach (var shard in shards)
        {
            terms[shard] = await journal.AcquireAsync(shard, Guid.Empty);
        }

        Dictionary<int, long> heads = shards.ToDictionary(shard => shard, _ => 0L);
        var seqs = new long[entities];
        var (meta, payload) = (new byte[70], new byte[TallyCodec.PayloadBytes]);
        var started = Stopwatch.GetTimestamp();
        for (var done = 0; done < commands; done += RawBatch)
        {
            var records = Enumerable.Range(done, RawBatch).Select(i => new JournalRecord
            {
                Shard = addresses[i % entities].Shard(),
                Offset = 0,
                Address = addresses[i % entities],
                Seq = ++seqs[i % entities],
                Epoch = terms[addresses[i % entities].Shard()].Epoch,
                CommandId = BenchSystem.NewContext(i).Id,
                EventType = "tally.counted",
                EventVersion = 1,
                RecordedAt = default,
                Meta = meta,
                Payload = payload,
            });
            await journal.AppendAsync(new AppendBatch([.. records.GroupBy(record => record.Shard).Select(shard =>
            {
                var head = heads[shard.Key];
                JournalRecord[] placed = [.. shard.Select((record, i) => record with { Offset = head + 1 + i })];
                heads[shard.Key] += placed.Length;
                return new ShardAppend(terms[shard.Key], head, placed);
            })]));
        }

        return commands / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
