using Oms.Actors.Runtime;

namespace Oms.Actors.Processes;

/// <summary>The newest committed records of a shard in memory, so that consumers seldom read the journal.</summary>
internal sealed class ShardFeed(RuntimeCore core, int capacity)
{
    private readonly Lock _gate = new();
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

        HeadMovedTo(_last);
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
