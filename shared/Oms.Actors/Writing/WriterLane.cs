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

/// <summary>The single writer of its shards: one append in flight in each part of the journal, and everything that
/// waits for that part is the next one.</summary>
internal sealed class WriterLane(RuntimeCore core)
{
    private readonly Lock _gate = new();
    private readonly BatchWriter _writer = new(core);
    private readonly Part[] _parts = [.. Enumerable.Range(0, core.Journal.CellCount).Select(_ => new Part())];
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
                return _parts.Sum(part => part.Waiting.Sum(entry => (long)(entry.Write?.Records.Length ?? 0)));
            }
        }
    }

    public Enqueued Enqueue(LaneEntry entry)
    {
        var shard = entry.Shard;
        var (rows, bytes) = (entry.Write?.Records.Length ?? 0, entry.Write?.Bytes ?? 0);
        Part part;
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
            part = _parts[core.Journal.CellOf(shard.Index)];
            part.Waiting.Enqueue(entry);
            if (part.IsRunning)
            {
                return Enqueued.Taken;
            }

            part.IsRunning = true;
        }

        _ = core.Start(() => RunAsync(part));
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
            foreach (var part in _parts)
            {
                Queue<LaneEntry> kept = new();
                foreach (var entry in part.Waiting)
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

                part.Waiting = kept;
            }
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
            return _parts.Any(part => part.IsRunning)
                ? (_idle ??= core.NewSource()).Task
                : Task.CompletedTask;
        }
    }

    private async Task RunAsync(Part part)
    {
        while (Take(part) is { } batch)
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

    private List<LaneEntry>? Take(Part part)
    {
        lock (_gate)
        {
            if (part.Waiting.Count == 0)
            {
                part.IsRunning = false;
                if (!_parts.Any(other => other.IsRunning))
                {
                    _idle?.TrySetResult();
                    _idle = null;
                }

                return null;
            }

            List<LaneEntry> batch = [];
            var (rows, bytes) = (0, 0L);
            while (part.Waiting.TryPeek(out var entry))
            {
                rows += entry.Write?.Records.Length ?? 0;
                bytes += entry.Write?.Bytes ?? 0;
                if (batch.Count > 0 && (rows > core.Options.BatchRowsMax || bytes > core.Options.BatchBytesMax))
                {
                    break;
                }

                batch.Add(part.Waiting.Dequeue());
            }

            return batch;
        }
    }

    private static void Uncount(LaneEntry entry)
    {
        entry.Shard.WaitingRows -= entry.Write?.Records.Length ?? 0;
        entry.Shard.WaitingBytes -= entry.Write?.Bytes ?? 0;
    }

    private sealed class Part
    {
        public Queue<LaneEntry> Waiting { get; set; } = new();

        public bool IsRunning { get; set; }
    }
}
