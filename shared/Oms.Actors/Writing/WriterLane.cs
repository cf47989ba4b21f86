using NodaTime;
using Oms.Actors.Runtime;

namespace Oms.Actors.Writing;

internal enum Enqueued
{
    Taken,

    /// <summary>The shard's bound of uncommitted rows or bytes is full.</summary>
    Full,

    /// <summary>The shard's generation has ended.</summary>
    Void,
}

/// <summary>The single writer of its shards: one append in flight, and everything that waits is the next one.</summary>
internal sealed class WriterLane(RuntimeCore core)
{
    private readonly Lock _gate = new();
    private readonly BatchWriter _writer = new(core);
    private Queue<LaneEntry> _waiting = new();
    private bool _running;
    private TaskCompletionSource? _idle;
    private long _lastAppendTicks = Duration.FromMilliseconds(5).BclCompatibleTicks;

    /// <summary>Confirms strict reads of its shards.</summary>
    public ReadIndex Index { get; } = new(core);

    /// <summary>Rows that are decided and not yet durable.</summary>
    public long Uncommitted
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Sum(entry => (long)(entry.Write?.Records.Length ?? 0));
            }
        }
    }

    public Enqueued Enqueue(LaneEntry entry)
    {
        var shard = entry.Shard;
        var (rows, bytes) = (entry.Write?.Records.Length ?? 0, entry.Write?.Bytes ?? 0);
        lock (_gate)
        {
            if (shard.Generation != entry.Generation || shard.Status is not ShardStatus.Owned)
            {
                return Enqueued.Void;
            }

            if (rows > 0 && shard.WaitingRows > 0
                && (shard.WaitingRows + rows > core.Options.UncommittedRowsMax
                    || shard.WaitingBytes + bytes > core.Options.UncommittedBytesMax))
            {
                return Enqueued.Full;
            }

            shard.WaitingRows += rows;
            shard.WaitingBytes += bytes;
            entry.Ticket = ++shard.LastTicket;
            _waiting.Enqueue(entry);
            if (_running)
            {
                return Enqueued.Taken;
            }

            _running = true;
        }

        _ = core.Start(RunAsync);
        return Enqueued.Taken;
    }

    /// <summary>How long the rows that wait now will take to be durable.</summary>
    public Duration ExpectedWait(Shard shard)
    {
        var appends = 1 + (shard.WaitingRows / core.Options.BatchRowsMax);
        return Duration.FromTicks(Math.Max(Volatile.Read(ref _lastAppendTicks), 10_000)) * appends;
    }

    /// <summary>Ends a shard's generation and refuses what waits for it.</summary>
    /// <returns>The generation that may begin now.</returns>
    public int End(Shard shard, ShardStatus status, Refusal refusal)
    {
        List<LaneEntry> refused = [];
        int generation;
        lock (_gate)
        {
            generation = shard.End(status);
            Queue<LaneEntry> kept = new();
            foreach (var entry in _waiting)
            {
                if (entry.Shard == shard)
                {
                    refused.Add(entry);
                    Uncount(entry);
                }
                else
                {
                    kept.Enqueue(entry);
                }
            }

            _waiting = kept;
        }

        foreach (var entry in refused)
        {
            entry.Refuse(refusal);
        }

        return generation;
    }

    /// <summary>Waits until nothing is queued or in flight.</summary>
    public Task IdleAsync()
    {
        lock (_gate)
        {
            return _running
                ? (_idle ??= core.NewSource()).Task
                : Task.CompletedTask;
        }
    }

    private async Task RunAsync()
    {
        while (Take() is { } batch)
        {
            var started = core.Timestamp;
            await _writer.WriteAsync(batch);
            Volatile.Write(ref _lastAppendTicks, core.Waits.GetElapsedTime(started).Ticks);
            lock (_gate)
            {
                foreach (var entry in batch)
                {
                    Uncount(entry);
                }
            }
        }
    }

    private List<LaneEntry>? Take()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0)
            {
                _running = false;
                _idle?.TrySetResult();
                _idle = null;
                return null;
            }

            List<LaneEntry> batch = [];
            var (rows, bytes) = (0, 0L);
            while (_waiting.TryPeek(out var entry))
            {
                rows += entry.Write?.Records.Length ?? 0;
                bytes += entry.Write?.Bytes ?? 0;
                if (batch.Count > 0 && (rows > core.Options.BatchRowsMax || bytes > core.Options.BatchBytesMax))
                {
                    break;
                }

                batch.Add(_waiting.Dequeue());
            }

            return batch;
        }
    }

    private static void Uncount(LaneEntry entry)
    {
        entry.Shard.WaitingRows -= entry.Write?.Records.Length ?? 0;
        entry.Shard.WaitingBytes -= entry.Write?.Bytes ?? 0;
    }
}
