using NodaTime;
using Oms.Entities;

namespace Oms.Actors.Journal;

/// <summary>What a <see cref="MemoryJournal"/> keeps; several journals over one store are several processes.</summary>
/// <threadsafety>Any thread may call any member.</threadsafety>
public sealed class MemoryStore
{
    private readonly Lock _gate = new();
    private ShardLog[] _shards;
    private Dictionary<EntityAddress, EntityLog> _entities = [];
    private Dictionary<EntityAddress, QuarantineRow> _quarantine = [];

    /// <param name="shardCount">From 1 to 256.</param>
    public MemoryStore(int shardCount = 256)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shardCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shardCount, 256);
        _shards = [.. Enumerable.Range(0, shardCount).Select(_ => new ShardLog())];
    }

    /// <summary>How many shards there are.</summary>
    public int ShardCount => _shards.Length;

    /// <summary>Whether an owner may take a shard now; a cluster's store decides that. Called under the store's
    /// lock.</summary>
    public Func<int, Guid, bool> MayAcquire { get; set; } = (_, _) => true;

    /// <summary>The newest epoch of a shard, and its newest offset.</summary>
    public (long Epoch, long Head) StateOf(int shard)
    {
        lock (_gate)
        {
            return (_shards[shard].Epoch, _shards[shard].Records.Count);
        }
    }

    /// <summary>Every acquire of a shard so far: the epoch, and the head at that time.</summary>
    public IReadOnlyList<(long Epoch, long Head)> Acquired(int shard)
    {
        lock (_gate)
        {
            return [.. _shards[shard].Acquired];
        }
    }

    /// <summary>What it holds now; it stays as it is.</summary>
    public MemoryStore Copy()
    {
        var copy = new MemoryStore(ShardCount);
        copy.GoBackTo(this);
        return copy;
    }

    /// <summary>Forgets all that came after a copy was made, as a standby does that never heard of it.</summary>
    public void GoBackTo(MemoryStore copy)
    {
        ArgumentNullException.ThrowIfNull(copy);
        lock (_gate)
        {
            _shards = [.. copy._shards.Select(log => log.Copy())];
            _entities = copy._entities.ToDictionary(entry => entry.Key, entry => entry.Value.Copy());
            _quarantine = new Dictionary<EntityAddress, QuarantineRow>(copy._quarantine);
        }
    }

    internal ShardTerm Acquire(int shard, Guid owner)
    {
        lock (_gate)
        {
            var log = _shards[shard];
            if (!MayAcquire(shard, owner))
            {
                throw new JournalFencedException(shard, log.Epoch);
            }

            log.Acquired.Add((++log.Epoch, log.Records.Count));
            return new ShardTerm(shard, log.Epoch, log.Records.Count);
        }
    }

    internal void Append(AppendBatch batch)
    {
        lock (_gate)
        {
            // Everything is checked before anything changes, so that a refused batch leaves no trace.
            foreach (var shard in batch.Shards)
            {
                Check(shard);
            }

            CheckEntities(batch);
            foreach (var shard in batch.Shards)
            {
                Apply(shard);
            }
        }
    }

    internal IReadOnlyList<JournalRecord> ReadShard(int shard, long after, int max)
    {
        lock (_gate)
        {
            return Slice(_shards[shard].Records, after, max);
        }
    }

    internal IReadOnlyList<JournalRecord> ReadEntity(EntityAddress address, long after, int max)
    {
        lock (_gate)
        {
            return _entities.TryGetValue(address, out var log) ? Slice(log.Records, after, max) : [];
        }
    }

    internal IReadOnlyList<JournalRecord> FindCommand(EntityAddress address, CommandId id)
    {
        lock (_gate)
        {
            if (!_entities.TryGetValue(address, out var log) || !log.Commands.TryGetValue(id, out var seq))
            {
                return [];
            }

            var first = log.Records[(int)seq - 1];
            return [first, .. log.Records.Skip((int)seq).TakeWhile(record => record.CommandId is null)];
        }
    }

    internal long Head(int shard)
    {
        lock (_gate)
        {
            return _shards[shard].Records.Count;
        }
    }

    internal IReadOnlyDictionary<int, long> Epochs(IReadOnlyCollection<int> shards)
    {
        lock (_gate)
        {
            return shards.ToDictionary(shard => shard, shard => _shards[shard].Epoch);
        }
    }

    internal SnapshotRow? Snapshot(EntityAddress address)
    {
        lock (_gate)
        {
            return _entities.GetValueOrDefault(address)?.Snapshot;
        }
    }

    internal IReadOnlyList<ReminderRow> Reminders(int shard, Instant dueAtOrBefore, int max)
    {
        lock (_gate)
        {
            return [.. _shards[shard].Reminders.Values.Where(row => row.DueAt <= dueAtOrBefore)
                .OrderBy(row => row.DueAt)
                .ThenBy(row => row.Address.ToString(), StringComparer.Ordinal)
                .ThenBy(row => row.Name, StringComparer.Ordinal)
                .Take(max)];
        }
    }

    internal Instant? NextReminder(int shard)
    {
        lock (_gate)
        {
            return _shards[shard].Reminders.Values.Min(row => row.DueAt);
        }
    }

    internal long Cursor(int shard, string consumer)
    {
        lock (_gate)
        {
            return _shards[shard].Cursors.GetValueOrDefault(consumer);
        }
    }

    internal IReadOnlyList<QuarantineRow> Quarantine()
    {
        lock (_gate)
        {
            return [.. _quarantine.Values.OrderBy(row => row.Since)
                .ThenBy(row => row.Address.ToString(), StringComparer.Ordinal)];
        }
    }

    private static JournalRecord[] Slice(List<JournalRecord> records, long after, int max)
    {
        var count = (int)Math.Clamp(records.Count - after, 0, max);
        var slice = new JournalRecord[count];
        records.CopyTo((int)Math.Min(after, records.Count), slice, 0, count);
        return slice;
    }

    private void Check(ShardAppend append)
    {
        var log = _shards[append.Term.Shard];
        if (log.Epoch != append.Term.Epoch || log.Records.Count != append.ExpectedHead)
        {
            throw new JournalFencedException(append.Term.Shard, append.Term.Epoch);
        }

        var offset = append.ExpectedHead;
        foreach (var record in append.Records)
        {
            if (record.Offset != ++offset || record.Shard != append.Term.Shard || record.Epoch != append.Term.Epoch)
            {
                throw new ArgumentException($"Record {record.Shard}-{record.Offset} is out of place.");
            }
        }
    }

    private void CheckEntities(AppendBatch batch)
    {
        Dictionary<EntityAddress, long> seqs = [];
        HashSet<(EntityAddress, CommandId)> ids = [];
        foreach (var record in batch.Shards.SelectMany(shard => shard.Records))
        {
            var log = _entities.GetValueOrDefault(record.Address);
            if (record.CommandId is { } id && (log?.Commands.ContainsKey(id) is true || !ids.Add((record.Address, id))))
            {
                throw new DuplicateCommandException(record.Address, id);
            }

            var last = seqs.TryGetValue(record.Address, out var pending) ? pending : log?.Records.Count ?? 0;
            if (record.Seq != last + 1)
            {
                throw new ArgumentException($"Record {record.Seq} of {record.Address} does not follow {last}.");
            }

            seqs[record.Address] = record.Seq;
        }
    }

    private void Apply(ShardAppend append)
    {
        var log = _shards[append.Term.Shard];
        foreach (var record in append.Records)
        {
            log.Records.Add(record);
            var entity = EntityOf(record.Address);
            entity.Records.Add(record);
            if (record.CommandId is { } id)
            {
                entity.Commands.Add(id, record.Seq);
            }
        }

        foreach (var row in append.Reminders)
        {
            var known = log.Reminders.TryGetValue((row.Address, row.Name), out var old);
            if (row.DueAt is not null)
            {
                log.Reminders[(row.Address, row.Name)] = row;
            }
            else if (known && old!.Version <= row.Version)
            {
                log.Reminders.Remove((row.Address, row.Name));
            }
        }

        foreach (var row in append.Snapshots)
        {
            EntityOf(row.Address).Snapshot = row;
        }

        foreach (var row in append.Cursors)
        {
            log.Cursors[row.Consumer] = row.Offset;
        }

        foreach (var row in append.Quarantine)
        {
            _quarantine.Remove(row.Address);
            if (row.Reason is not null)
            {
                _quarantine.Add(row.Address, row);
            }
        }
    }

    private EntityLog EntityOf(EntityAddress address)
    {
        if (!_entities.TryGetValue(address, out var log))
        {
            _entities.Add(address, log = new EntityLog());
        }

        return log;
    }

    private sealed class ShardLog
    {
        public long Epoch { get; set; }

        public List<(long Epoch, long Head)> Acquired { get; private init; } = [];

        public List<JournalRecord> Records { get; private init; } = [];

        public Dictionary<(EntityAddress, string), ReminderRow> Reminders { get; private init; } = [];

        public Dictionary<string, long> Cursors { get; private init; } = [];

        public ShardLog Copy() => new()
        {
            Epoch = Epoch,
            Acquired = [.. Acquired],
            Records = [.. Records],
            Reminders = new Dictionary<(EntityAddress, string), ReminderRow>(Reminders),
            Cursors = new Dictionary<string, long>(Cursors),
        };
    }

    private sealed class EntityLog
    {
        public List<JournalRecord> Records { get; private init; } = [];

        public Dictionary<CommandId, long> Commands { get; private init; } = [];

        public SnapshotRow? Snapshot { get; set; }

        public EntityLog Copy() => new()
        {
            Records = [.. Records],
            Commands = new Dictionary<CommandId, long>(Commands),
            Snapshot = Snapshot,
        };
    }
}
