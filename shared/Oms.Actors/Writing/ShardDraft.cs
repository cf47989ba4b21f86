using Oms.Actors.Journal;
using Oms.Actors.Processes;
using Oms.Actors.Runtime;

namespace Oms.Actors.Writing;

/// <summary>One shard's part of the append that is being built.</summary>
internal sealed class ShardDraft
{
    private readonly int _generation;
    private readonly long _expectedHead;
    private readonly List<ReminderRow> _reminders = [];
    private readonly List<SnapshotRow> _snapshots = [];
    private readonly List<CursorRow> _cursors = [];
    private readonly List<QuarantineRow> _quarantine = [];
    private readonly List<RecordDraft> _drafts = [];
    private readonly List<(ConsumerPump Pump, long Position)> _savedCursors = [];
    private bool _withCursors;

    private ShardDraft(Shard shard) => (Shard, _generation, _expectedHead) = (shard, shard.Generation, shard.Head);

    public Shard Shard { get; }

    public IReadOnlyList<JournalRecord> Records { get; private set; } = new List<JournalRecord>();

    public long Head => _expectedHead + Records.Count;

    /// <summary>Whether the shard has not been taken anew since, perhaps in another cell.</summary>
    public bool IsCurrent => Shard.Generation == _generation;

    /// <summary>The drafts of all shards that have rows to write.</summary>
    public static List<ShardDraft> Of(List<LaneEntry> entries)
    {
        List<ShardDraft> drafts = [];
        Dictionary<int, ShardDraft> byShard = [];
        foreach (var entry in entries)
        {
            entry.LastOffset = 0;
            if (entry.Write is not { HasRows: true } && entry is not RowsEntry { HasCursors: true })
            {
                continue;
            }

            if (!byShard.TryGetValue(entry.Shard.Index, out var draft))
            {
                byShard.Add(entry.Shard.Index, draft = new ShardDraft(entry.Shard));
                drafts.Add(draft);
            }

            draft.Add(entry);
        }

        drafts.ForEach(draft => draft.AddCursors());
        drafts.RemoveAll(draft => draft.IsEmpty);
        return drafts;
    }

    public ShardAppend ToAppend() => new(Shard.Term, _expectedHead, Records)
    {
        Reminders = _reminders,
        Snapshots = _snapshots,
        Cursors = _cursors,
        Quarantine = _quarantine,
    };

    /// <exception cref="InvalidOperationException">The sealer changed how many records there are.</exception>
    public void Seal(IReadOnlyList<JournalRecord> sealedRecords) =>
        Records = sealedRecords.Count == Records.Count
            ? sealedRecords
            : throw new InvalidOperationException("The sealer returned another count of records.");

    /// <summary>Tells whoever follows the shard what is durable now.</summary>
    public void Publish(RuntimeCore core)
    {
        _savedCursors.ForEach(saved => saved.Pump.CursorSaved(saved.Position));
        if (_reminders.Count > 0)
        {
            Shard.Reminders.Committed(_reminders);
        }

        if (Records.Count == 0)
        {
            return;
        }

        if (Shard.Feed.IsWanted)
        {
            var committed = new RecordedEvent[Records.Count];
            for (var i = 0; i < committed.Length; i++)
            {
                committed[i] = new RecordedEvent(Records[i], _drafts[i].Meta, _drafts[i].Event);
            }

            Shard.Feed.Publish(committed);
        }
        else
        {
            Shard.Feed.HeadMovedTo(Head);
        }

        core.News?.Moved(Shard.Index, Head);
        core.CountPublished();
        WakePumps(core);
    }

    /// <summary>Wakes whoever hears something of it; the others only move on.</summary>
    private void WakePumps(RuntimeCore core)
    {
        List<string> kinds = [];
        foreach (var record in Records)
        {
            if (!kinds.Contains(record.Address.Kind))
            {
                kinds.Add(record.Address.Kind);
            }
        }

        var passed = false;
        foreach (var pump in Shard.Pumps)
        {
            if (pump.TryPassOver(_expectedHead + 1, Head, kinds))
            {
                passed = true;
            }
            else
            {
                pump.Wake();
            }
        }

        if (passed)
        {
            core.ConsumerRested();
        }
    }

    private bool IsEmpty =>
        Records.Count + _reminders.Count + _snapshots.Count + _cursors.Count + _quarantine.Count == 0;

    private void Add(LaneEntry entry)
    {
        _withCursors |= entry is RowsEntry { HasCursors: true };
        if ((entry as RowsEntry)?.Cursor is { } cursor)
        {
            _cursors.Add(cursor);
        }

        if (entry.Write is not { } write)
        {
            return;
        }

        for (var i = 0; i < write.Records.Length; i++)
        {
            AddRecord(write, i);
            entry.LastOffset = Head;
        }

        _reminders.AddRange(write.Reminders);
        if (write.Snapshot is { } snapshot)
        {
            _snapshots.Add(snapshot);
        }

        if (write.Quarantine is { } quarantine)
        {
            _quarantine.Add(quarantine);
        }
    }

    private void AddRecord(EntityWrite write, int index)
    {
        ref readonly var draft = ref write.Records[index];
        ((List<JournalRecord>)Records).Add(new JournalRecord
        {
            Shard = Shard.Index,
            Offset = Head + 1,
            Address = write.Address,
            Seq = write.FirstSeq + index,
            Epoch = Shard.Term.Epoch,
            CommandId = index == 0 ? write.CommandId : null,
            EventType = draft.Name.Type,
            EventVersion = draft.Name.Version,
            RecordedAt = write.RecordedAt,
            Meta = draft.MetaBytes,
            Payload = draft.Payload,
        });
        _drafts.Add(draft);
    }

    /// <summary>All that are worth it as soon as one is due: they are neighbours in the journal.</summary>
    private void AddCursors()
    {
        if (!_withCursors && !Shard.Pumps.Any(pump => pump.IsCursorDue))
        {
            return;
        }

        foreach (var pump in Shard.Pumps)
        {
            if (pump.UnsavedCursor is { } position)
            {
                _cursors.Add(new CursorRow(pump.Name, position));
                _savedCursors.Add((pump, position));
            }
        }
    }
}
