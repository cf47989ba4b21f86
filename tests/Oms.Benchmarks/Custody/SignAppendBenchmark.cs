using System.Diagnostics;
using NodaTime;
using Oms.Actors.Journal;
using Oms.Actors.Sqlite;
using Oms.Custody;
using Oms.Custody.CheckOuts;
using Oms.Entities;

namespace Oms.Benchmarks.Custody;

/// <summary>How many custody records a second can a depot log chain, sign and make durable?</summary>
/// <remarks>Its limit: bare signatures over leaves of the same length, one core, nothing kept.</remarks>
internal static class SignAppendBenchmark
{
    private const int Records = 20_000;
    private const int Batch = 500;

    public static async Task RunAsync(string parent)
    {
        var runs = await Report.InTurnsAsync(() => AppendAsync(parent), () => Task.FromResult(Sign()));
        Report.Answer(
            "sign-and-append", "record/s", runs[0], $"records={Records}", $"batch={Batch}", "journal=sqlite",
            "synchronous=full", $"file_system={Machine.FileSystemOf(parent)}", "target_of_limit=0.30");
        Report.Limit("bare-signatures", runs[0], runs[1], "cores=1");
    }

    private static async Task<double> AppendAsync(string parent)
    {
        var directory = Path.Combine(parent, $"oms-bench-{Environment.ProcessId}-{Stopwatch.GetTimestamp()}");
        try
        {
            using var bench = new CustodyBench();
            await using var journal = SqliteJournal.Open(new SqliteJournalOptions(directory) { ShardCount = 1 });
            var term = await journal.AcquireAsync(0, new Guid(1, 0, 0, new byte[8]));
            var started = Stopwatch.GetTimestamp();
            for (var done = 0; done < Records; done += Batch)
            {
                var head = done;
                await journal.AppendAsync(new AppendBatch([new ShardAppend(
                    term, head, [.. Enumerable.Range(head, Batch).Select(i => RecordOf(bench.Next(i), i, term))])]));
            }

            return Records / Stopwatch.GetElapsedTime(started).TotalSeconds;
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>As the gateway's sealer stores it: the body, and beside it signature and leaf.</summary>
    private static JournalRecord RecordOf(SignedRecord signed, int index, ShardTerm term) => new()
    {
        Shard = 0,
        Offset = index + 1,
        Address = EntityAddress.Of(CheckOutEvents.Kind, "CO-2026-000123"),
        Seq = index + 1,
        Epoch = term.Epoch,
        EventType = CheckOutEvents.CargoScanned,
        EventVersion = 1,
        RecordedAt = Instant.FromUtc(2026, 11, 21, 6, 0),
        Meta = "{}"u8.ToArray(),
        Payload = signed.Body!.Value,
        Seal = (byte[])[.. signed.Signature.Span, .. signed.Leaf.Span],
    };

    private static double Sign()
    {
        using var bench = new CustodyBench();
        var leaf = bench.Next(0).Leaf.ToArray();
        var signature = new byte[DomainSignature.Size];
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < Records; i++)
        {
            bench.Key.SignLeaf(leaf, signature);
        }

        return Records / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
