using Oms.Actors.Runtime;

namespace Oms.Actors.Processes;

/// <summary>The newest committed records of a shard in memory, so that consumers seldom read the journal.</summary>
internal sealed class ShardFeed(RuntimeCore core, int capacity)
{
    /// <summary>How far before what it wants itself one consumer reads for others.</summary>
    public const int ReadEarlierMax = 64;

    private readonly Lock _gate = new();
    private (long From, Task<IReadOnlyList<RecordedEvent>> Records)? _reading;
    private RecordedEvent[] _ring = [];
    private long _first = 1;
    private long _last;
    private long _head;
    private int _wanted;
    private TaskCompletionSource? _moved;

    /// <summary>Whether anyone follows the shard.</summary>
    public bool IsWanted => Volatile.Read(ref _wanted) > 0;

    /// <summary>The newest committed offset.</summary>
    public long Head => Volatile.Read(ref _head);

    public void Want() => Interlocked.Increment(ref _wanted);

    public void WantNoMore() => Interlocked.Decrement(ref _wanted);

    /// <summary>Adds records that follow the newest one.</summary>
    public void Publish(IReadOnlyList<RecordedEvent> records)
    {
        lock (_gate)
        {
            Add(records);
        }

        HeadMovedTo(records[^1].Record.Offset);
    }

    /// <summary>Takes up records to the head that were read from the journal, where none from there on are in
    /// memory.</summary>
    private void Keep(IReadOnlyList<RecordedEvent> records)
    {
        lock (_gate)
        {
            if (records.Count > 0 && records[^1].Record.Offset == _head && _last < records[0].Record.Offset)
            {
                Add(records);
            }
        }
    }

    private void Add(IReadOnlyList<RecordedEvent> records)
    {
        var offset = records[0].Record.Offset;
        if (_ring.Length == 0)
        {
            _ring = new RecordedEvent[capacity];
        }

        if (offset != _last + 1)
        {
            _first = offset;
        }

        foreach (var record in records)
        {
            _ring[record.Record.Offset % capacity] = record;
        }

        _last = records[^1].Record.Offset;
        _first = Math.Max(_first, _last - capacity + 1);
    }

    /// <summary>Says how far the log goes, where the records themselves are not at hand.</summary>
    public void HeadMovedTo(long head)
    {
        TaskCompletionSource? moved;
        lock (_gate)
        {
            Volatile.Write(ref _head, Math.Max(_head, head));
            (moved, _moved) = (_moved, null);
        }

        moved?.TrySetResult();
    }

    /// <summary>Records after an offset that are in memory; null when the journal must be read.</summary>
    public IReadOnlyList<RecordedEvent>? TryRead(long after, int max)
    {
        lock (_gate)
        {
            if (after >= _head)
            {
                return [];
            }

            if (after + 1 < _first || after + 1 > _last)
            {
                return null;
            }

            var records = new RecordedEvent[Math.Min(max, _last - after)];
            for (var i = 0; i < records.Length; i++)
            {
                records[i] = _ring[(after + 1 + i) % capacity];
            }

            return records;
        }
    }

    /// <summary>Records after an offset, read from the journal. What another one reads at this moment is not read a
    /// second time: after a start all consumers of a shard stand close to one another.</summary>
    /// <param name="from">The offset to read from, at or before <paramref name="after"/>.</param>
    /// <param name="read">Reads records after an offset.</param>
    public async Task<IReadOnlyList<RecordedEvent>> ReadOnceAsync(
        long after, long from, Func<long, Task<IReadOnlyList<RecordedEvent>>> read)
    {
        TaskCompletionSource<IReadOnlyList<RecordedEvent>>? own = null;
        Task<IReadOnlyList<RecordedEvent>> records;
        lock (_gate)
        {
            if (_reading is { } other && other.From <= after && other.From >= after - ReadEarlierMax)
            {
                records = other.Records;
            }
            else
            {
                own = core.NewSource<IReadOnlyList<RecordedEvent>>();
                records = own.Task;
                _reading = (from, records);
            }
        }

        if (own is not null)
        {
            await TellAsync(own, from, read);
        }

        IReadOnlyList<RecordedEvent> found = [.. (await records).SkipWhile(each => each.Record.Offset <= after)];
        return found.Count > 0 ? found : await read(after);
    }

    private async Task TellAsync(
        TaskCompletionSource<IReadOnlyList<RecordedEvent>> own,
        long from,
        Func<long, Task<IReadOnlyList<RecordedEvent>>> read)
    {
        try
        {
            var found = await read(from);
            Keep(found);
            IsRead(own);
            own.SetResult(found);
        }
        catch (Exception failure) when (Faults.IsContained(failure))
        {
            IsRead(own);
            own.SetException(failure);
        }
    }

    private void IsRead(TaskCompletionSource<IReadOnlyList<RecordedEvent>> own)
    {
        lock (_gate)
        {
            if (_reading is { } reading && reading.Records == own.Task)
            {
                _reading = null;
            }
        }
    }

    /// <summary>Waits until the log goes beyond an offset.</summary>
    public Task MovedBeyondAsync(long offset)
    {
        lock (_gate)
        {
            return _head > offset
                ? Task.CompletedTask
                : (_moved ??= core.NewSource()).Task;
        }
    }
}
