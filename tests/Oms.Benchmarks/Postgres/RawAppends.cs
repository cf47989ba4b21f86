using System.Diagnostics;
using Oms.Actors.Journal;
using Oms.Benchmarks.Runtime;
using Oms.Entities;

namespace Oms.Benchmarks.Postgres;

/// <summary>The limit: fenced appends that were made before the clock runs, one after another on each lane.</summary>
internal static class RawAppends
{
    private const int MetaBytes = 70;

    /// <returns>Records a second.</returns>
    public static async Task<double> RunAsync(IJournal journal, RowForm form, int lanes, int records, int batch)
    {
        var terms = await Task.WhenAll(
            Enumerable.Range(0, journal.ShardCount).Select(shard => journal.AcquireAsync(shard, Guid.Empty)));
        var byLane = form.Addresses
            .GroupBy(address => address.Shard() % lanes)
            .Select(lane => lane.ToArray())
            .ToArray();
        var work = byLane.Select(lane => Batches(lane, form, terms, records / byLane.Length, batch)).ToArray();
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(work.Select(lane => AppendAsync(journal, lane)));
        return records / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task AppendAsync(IJournal journal, List<AppendBatch> batches)
    {
        foreach (var batch in batches)
        {
            await journal.AppendAsync(batch);
        }
    }

    private static List<AppendBatch> Batches(
        EntityAddress[] entities, RowForm form, ShardTerm[] terms, int records, int batch)
    {
        var heads = new long[terms.Length];
        var seqs = new long[entities.Length];
        var (meta, payload) = (new byte[MetaBytes], form.Payload);
        List<AppendBatch> batches = [];
        for (var done = 0; done < records; done += batch)
        {
            var written = Enumerable.Range(done, Math.Min(batch, records - done))
                .GroupBy(i => (int)entities[i % entities.Length].Shard())
                .Select(shard =>
                {
                    var head = heads[shard.Key];
                    JournalRecord[] placed = [.. shard.Select(i => new JournalRecord
                    {
                        Shard = shard.Key,
                        Offset = ++heads[shard.Key],
                        Address = entities[i % entities.Length],
                        Seq = ++seqs[i % entities.Length],
                        Epoch = terms[shard.Key].Epoch,
                        CommandId = BenchSystem.NewContext(i).Id,
                        EventType = form.EventType,
                        EventVersion = 1,
                        RecordedAt = default,
                        Meta = meta,
                        Payload = payload,
                    })];
                    return new ShardAppend(terms[shard.Key], head, placed);
                });
            batches.Add(new AppendBatch([.. written]));
        }

        return batches;
    }
}
