using Oms.Actors.Journal;
using static Oms.Simulation.Tests.SimWorld;

namespace Oms.Simulation.Tests.Checks;

/// <summary>What holds of every journal: logs without gaps, epochs that never go back, one effect a command.</summary>
internal static class JournalChecks
{
    /// <summary>Every record, shard by shard.</summary>
    public static IReadOnlyList<JournalRecord> Read(MemoryStore store) =>
        [.. Enumerable.Range(0, store.ShardCount).SelectMany(shard => ReadShard(store, shard))];

    /// <returns>All records, shard by shard.</returns>
    public static IReadOnlyList<JournalRecord> Check(MemoryStore store, string whose)
    {
        for (var shard = 0; shard < store.ShardCount; shard++)
        {
            CheckShard($"shard {shard} of {whose}", ReadShard(store, shard), store.Acquired(shard));
        }

        var records = Read(store);
        foreach (var entity in records.GroupBy(record => record.Address))
        {
            var seq = 0L;
            foreach (var record in entity)
            {
                Must(record.Seq == ++seq, $"{entity.Key} of {whose} has {record.Seq} at place {seq}");
            }

            var ids = entity.Select(record => record.CommandId).Where(id => id is not null).ToList();
            Must(ids.Distinct().Count() == ids.Count, $"{entity.Key} of {whose} has applied a command twice");
        }

        return records;
    }

    private static IReadOnlyList<JournalRecord> ReadShard(MemoryStore store, int shard)
    {
        var read = new MemoryJournal(store).ReadShardAsync(shard, 0, int.MaxValue, CancellationToken.None);
        Must(read.IsCompleted, "the memory journal did not answer at once");
        return read.GetAwaiter().GetResult();
    }

    private static void CheckShard(
        string shard, IReadOnlyList<JournalRecord> log, IReadOnlyList<(long Epoch, long Head)> acquired)
    {
        for (var i = 0; i < log.Count; i++)
        {
            Must(log[i].Offset == i + 1, $"{shard} has {log[i].Offset} at place {i + 1}");
            Must(i == 0 || log[i].Epoch >= log[i - 1].Epoch, $"the epoch of {shard} goes back at {i + 1}");
        }

        for (var i = 1; i < acquired.Count; i++)
        {
            Must(
                acquired[i].Epoch > acquired[i - 1].Epoch,
                $"{shard} was acquired twice with epoch {acquired[i].Epoch}");
        }

        foreach (var (epoch, head) in acquired)
        {
            Must(
                head >= log.Count || log[(int)head].Epoch >= epoch,
                $"{shard} has an older writer's record after epoch {epoch} began at {head}");
        }
    }
}
