using Oms.Actors.Journal;
using Oms.Entities;
using Xunit;

namespace Oms.Journal.Conformance;

/// <summary>One step against a journal and its oracle. Built from plain numbers, so that a generator can shrink
/// it.</summary>
/// <param name="Kind">What to do, modulo the kinds there are.</param>
/// <param name="Shard">The shard, modulo the count.</param>
/// <param name="Entity">The entity, modulo a few.</param>
/// <param name="Count">Records, or how far back a repeated id lies.</param>
public sealed record JournalStep(int Kind, int Shard, int Entity, int Count);

/// <summary>Runs random steps against a journal and compares it with lists that cannot be wrong.</summary>
public sealed class JournalModel(IJournal journal)
{
    private const int EntitiesPerShard = 3;

    private readonly JournalDriver _driver = new(journal, journal.ShardCount);
    private readonly Dictionary<int, List<JournalRecord>> _logs = [];
    private readonly List<(EntityAddress Entity, CommandId Id, int Count)> _commands = [];

    /// <summary>Runs the steps, then compares every log, entity and command.</summary>
    public async Task RunAsync(IEnumerable<JournalStep> steps)
    {
        for (var shard = 0; shard < journal.ShardCount; shard++)
        {
            await _driver.AcquireAsync(shard);
            _logs[shard] = [.. await journal.ReadShardAsync(shard, 0, int.MaxValue, CancellationToken.None)];
        }

        foreach (var step in steps)
        {
            await RunAsync(step);
        }

        await CompareAsync();
    }

    private Task RunAsync(JournalStep step)
    {
        var shard = step.Shard % journal.ShardCount;
        var entity = EntityOf(shard, step.Entity);
        return (step.Kind % 6) switch
        {
            0 => _driver.AcquireAsync(shard),
            1 => RepeatAsync(step.Count),
            2 => FencedAsync(shard, entity),
            3 => TwoShardsAsync(shard, step.Entity),
            _ => AppendAsync(shard, entity, 1 + (step.Count % 5)),
        };
    }

    private EntityAddress EntityOf(int shard, int entity) =>
        _driver.EntityIn(shard, $"m{entity % EntitiesPerShard}");

    private async Task AppendAsync(int shard, EntityAddress entity, int count)
    {
        var id = await _driver.AppendAsync(entity, count);
        _commands.Add((entity, id, count));
        var head = _logs[shard].Count;
        _logs[shard].AddRange(await journal.ReadShardAsync(shard, head, int.MaxValue, CancellationToken.None));
        Assert.Equal(head + count, _logs[shard].Count);
    }

    private async Task RepeatAsync(int back)
    {
        if (_commands.Count > 0)
        {
            var (entity, id, _) = _commands[^(1 + (back % _commands.Count))];
            await Assert.ThrowsAsync<DuplicateCommandException>(() => _driver.WriteAsync(_driver.Next(entity, id)));
        }
    }

    private async Task FencedAsync(int shard, EntityAddress entity)
    {
        var stale = _driver.Next(entity, _driver.NewId());
        var append = new ShardAppend(_driver.TermOf(shard) with { Epoch = stale.Epoch - 1 }, stale.Offset - 1,
            [stale with { Epoch = stale.Epoch - 1 }]);
        await Assert.ThrowsAsync<JournalFencedException>(() => journal.AppendAsync(new AppendBatch([append])));
    }

    private async Task TwoShardsAsync(int shard, int entity)
    {
        var other = (shard + 1) % journal.ShardCount;
        if (other == shard || journal.CellOf(other) != journal.CellOf(shard))
        {
            return;
        }

        var (one, two) = (EntityOf(shard, entity), EntityOf(other, entity));
        var (first, second) = (_driver.Next(one, _driver.NewId()), _driver.Next(two, _driver.NewId()));
        await _driver.WriteAsync(first, second);
        _logs[shard].Add(first);
        _logs[other].Add(second);
        _commands.Add((one, first.CommandId!.Value, 1));
        _commands.Add((two, second.CommandId!.Value, 1));
    }

    private async Task CompareAsync()
    {
        foreach (var (shard, expected) in _logs)
        {
            var log = await journal.ReadShardAsync(shard, 0, int.MaxValue, CancellationToken.None);
            Assert.Equal(expected.Count, log.Count);
            Assert.Equal(Enumerable.Range(1, log.Count).Select(offset => (long)offset), log.Select(r => r.Offset));
            Assert.Equal(log.Select(record => record.Epoch).Order(), log.Select(record => record.Epoch));
            foreach (var (written, read) in expected.Zip(log))
            {
                JournalDriver.AssertSame(written, read);
            }

            foreach (var entity in log.GroupBy(record => record.Address))
            {
                var read = await journal.ReadEntityAsync(entity.Key, 0, int.MaxValue, CancellationToken.None);
                Assert.Equal(entity.Select(record => record.Offset), read.Select(record => record.Offset));
                Assert.Equal(Enumerable.Range(1, read.Count).Select(seq => (long)seq), read.Select(r => r.Seq));
            }
        }

        foreach (var (entity, id, count) in _commands)
        {
            Assert.Equal(count, (await journal.FindCommandAsync(entity, id, CancellationToken.None)).Count);
        }
    }
}
