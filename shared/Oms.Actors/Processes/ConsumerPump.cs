using NodaTime;
using Oms.Actors.Diagnostics;
using Oms.Actors.Runtime;
using Oms.Actors.Writing;

namespace Oms.Actors.Processes;

/// <summary>Gives one shard's committed records, in order, to one consumer. Each shard has its own, so that none
/// waits for another.</summary>
internal abstract class ConsumerPump(RuntimeCore core, Shard shard, string name)
{
    private readonly Lock _gate = new();
    private readonly List<(long Offset, TaskCompletionSource Reached)> _waiters = [];
    private bool _running;
    private bool _again;
    private bool _paused;
    private TaskCompletionSource? _resting;
    private TaskCompletionSource? _sought;
    private long _position;
    private string? _stopped;
    private volatile bool _retired;

    public string Name { get; } = name;

    public Shard Shard { get; } = shard;

    /// <summary>The last offset that is done.</summary>
    public long Position => Volatile.Read(ref _position);

    /// <summary>Why it goes no further; null while it does.</summary>
    public string? Stopped => Volatile.Read(ref _stopped);

    /// <summary>A position that is worth writing; null when there is none.</summary>
    public virtual long? UnsavedCursor => null;

    /// <summary>Whether it has gone so far since its position was written that the next batch is to write it.</summary>
    public virtual bool IsCursorDue => false;

    /// <summary>Whether it has done all that is committed, or goes no further.</summary>
    public bool IsDone
    {
        get
        {
            lock (_gate)
            {
                return !_running && (Position >= Shard.Feed.Head || !Goes);
            }
        }
    }

    protected RuntimeCore Core { get; } = core;

    /// <summary>Whether it must begin nothing more: the system has stopped, or the shard is another node's.</summary>
    protected bool IsOver => _retired || Core.Stopped.IsCancellationRequested;

    public virtual void CursorSaved(long position)
    {
    }

    /// <summary>Reads where it stands.</summary>
    public abstract Task LoadAsync(CancellationToken cancellationToken);

    /// <summary>The shard was given up: what this one has begun may end, and it begins nothing more.</summary>
    public void Retire()
    {
        List<TaskCompletionSource> waiters;
        lock (_gate)
        {
            _retired = true;
            waiters = [.. _waiters.Select(waiter => waiter.Reached), .. TakeSought()];
            _waiters.Clear();
        }

        // Whoever waits looks again, at whichever node goes on with it.
        waiters.ForEach(waiter => waiter.TrySetResult());
    }

    public void Wake()
    {
        lock (_gate)
        {
            if (_running || _paused)
            {
                _again = true;
                return;
            }

            _running = true;
        }

        _ = Core.Start(RunAsync);
    }

    /// <summary>Moves past records that it does not hear, when it stands just before them and nothing else is to be
    /// done: a turn of its own would find nothing.</summary>
    /// <param name="kinds">The kinds of entities that they are of.</param>
    /// <returns>False where it has to be woken.</returns>
    public bool TryPassOver(long first, long last, IReadOnlyList<string> kinds)
    {
        for (var i = 0; i < kinds.Count; i++)
        {
            if (Listens(kinds[i]))
            {
                return false;
            }
        }

        List<TaskCompletionSource> reached;
        lock (_gate)
        {
            if (_running || _paused || _retired || Stopped is not null || Position != first - 1 || !MayPassOver(last))
            {
                return false;
            }

            reached = Reach(last);
        }

        reached.ForEach(waiter => waiter.TrySetResult());
        return true;
    }

    /// <summary>Lets it rest, and keeps it at rest until <see cref="ResumeAt"/>.</summary>
    public Task PauseAsync()
    {
        List<TaskCompletionSource> sought;
        Task rested;
        lock (_gate)
        {
            _paused = true;
            sought = TakeSought();
            rested = _running
                ? (_resting ??= Core.NewSource()).Task
                : Task.CompletedTask;
        }

        sought.ForEach(source => source.TrySetResult());
        return rested;
    }

    public void ResumeAt(long position)
    {
        lock (_gate)
        {
            (_paused, _stopped) = (false, null);
            Volatile.Write(ref _position, position);
        }

        Wake();
    }

    /// <summary>Goes back to a position, unless it does something now.</summary>
    /// <param name="also">Done at the same time.</param>
    protected bool TryGoBack(long position, Action also)
    {
        lock (_gate)
        {
            if (_running || _paused || Stopped is not null)
            {
                return false;
            }

            Volatile.Write(ref _position, position);
            also();
        }

        Wake();
        return true;
    }

    /// <exception cref="InvalidOperationException">The consumer goes no further; the message says why.</exception>
    public Task ReachedAsync(long offset)
    {
        List<TaskCompletionSource> sought;
        var reached = Core.NewSource();
        lock (_gate)
        {
            if (Position >= offset || _retired)
            {
                return Task.CompletedTask;
            }

            if (Stopped is { } reason)
            {
                throw new InvalidOperationException($"{Name} goes no further than {Shard.Index}-{Position}: {reason}");
            }

            _waiters.Add((offset, reached));
            sought = TakeSought();
        }

        sought.ForEach(source => source.TrySetResult());
        return reached.Task;
    }

    /// <summary>Does nothing for a while, but no longer than until somebody waits for what comes next.</summary>
    protected async Task RestAsync(Duration pause)
    {
        TaskCompletionSource sought;
        lock (_gate)
        {
            if (_waiters.Count > 0 || _paused || _retired)
            {
                return;
            }

            sought = _sought = Core.NewSource();
        }

        _ = await Task.WhenAny(Core.PauseAsync(pause), sought.Task);
    }

    /// <summary>Whoever is to be woken from a rest; the gate is held.</summary>
    private List<TaskCompletionSource> TakeSought()
    {
        var sought = _sought;
        _sought = null;
        return sought is null ? [] : [sought];
    }

    /// <summary>Does records, and says with <see cref="MoveTo"/> how far it has come.</summary>
    protected abstract Task HandleAsync(IReadOnlyList<RecordedEvent> records);

    /// <summary>Whether it hears of entities of a kind.</summary>
    protected abstract bool Listens(string kind);

    /// <summary>Whether nothing is to be done at an offset although it hears nothing of what is before it.</summary>
    protected virtual bool MayPassOver(long offset) => true;

    protected void MoveTo(long offset)
    {
        List<TaskCompletionSource> reached;
        lock (_gate)
        {
            reached = Reach(offset);
        }

        reached.ForEach(waiter => waiter.TrySetResult());
    }

    /// <summary>Moves, and tells who waited for it; the gate is held.</summary>
    private List<TaskCompletionSource> Reach(long offset)
    {
        List<TaskCompletionSource> reached = [];
        Volatile.Write(ref _position, offset);
        for (var i = _waiters.Count - 1; i >= 0; i--)
        {
            if (_waiters[i].Offset <= offset)
            {
                reached.Add(_waiters[i].Reached);
                _waiters.RemoveAt(i);
            }
        }

        return reached;
    }

    /// <summary>Stops this shard's cursor for a reason that a person must look at; other shards go on.</summary>
    protected void Stop(Exception? failure, long offset, string reason)
    {
        Core.Log.ConsumerStopped(failure, Name, Shard.Index, offset, reason);
        List<TaskCompletionSource> waiters;
        lock (_gate)
        {
            _stopped = reason;
            waiters = [.. _waiters.Select(waiter => waiter.Reached)];
            _waiters.Clear();
        }

        waiters.ForEach(waiter => waiter.TrySetException(
            new InvalidOperationException($"{Name} goes no further than {Shard.Index}-{Position}: {reason}")));
    }

    private bool Goes => Stopped is null && !_paused && !IsOver && Shard.Status is ShardStatus.Owned;

    private async Task RunAsync()
    {
        do
        {
            while (Goes && await ReadAsync() is { Count: > 0 } records)
            {
                await HandleAsync(records);
            }
        }
        while (!Rests());

        Core.ConsumerRested();
    }

    private bool Rests()
    {
        TaskCompletionSource? resting;
        lock (_gate)
        {
            if (_again && Goes)
            {
                _again = false;
                return false;
            }

            (_running, _again, resting, _resting) = (false, _again && _paused, _resting, null);
        }

        resting?.TrySetResult();
        return true;
    }

    /// <summary>Reads from the journal until it can be reached: that it cannot is no reason to stop for good.</summary>
    /// <returns>Null when there is nothing to go on for.</returns>
    protected async Task<T?> ReadJournalAsync<T>(Func<CancellationToken, Task<T>> read)
    {
        for (var attempt = 1; Goes; attempt++)
        {
            try
            {
                return await read(Core.Stopped);
            }
            catch (Exception failure) when (Faults.IsContained(failure))
            {
                if (!Core.Stopped.IsCancellationRequested)
                {
                    Core.Log.ConsumerRetried(failure, Name, Shard.Index, Position);
                }
            }

            await Core.PauseAsync(Core.BackOff(attempt));
        }

        return default;
    }

    private async Task<IReadOnlyList<RecordedEvent>> ReadAsync() =>
        Shard.Feed.TryRead(Position, Core.Options.ConsumerBatchMax) is { } fed
            ? fed
            : await ReadJournalAsync(cancellationToken => Shard.Feed.ReadOnceAsync(
                Position, EarliestNear(Position), from => ReadRecordsAsync(from, cancellationToken))) ?? [];

    /// <summary>Where the consumer of the shard stands that is a little behind a position, and so reads what is
    /// before it too.</summary>
    private long EarliestNear(long position)
    {
        var earliest = position;
        foreach (var pump in Shard.Pumps)
        {
            if (pump.Position >= position - ShardFeed.ReadEarlierMax && pump.Position < earliest)
            {
                earliest = pump.Position;
            }
        }

        return earliest;
    }

    private async Task<IReadOnlyList<RecordedEvent>> ReadRecordsAsync(long from, CancellationToken cancellationToken)
    {
        var records = await Core.Journal.ReadShardAsync(
            Shard.Index, from, Core.Options.ConsumerBatchMax, cancellationToken);
        return [.. records.Select(record => new RecordedEvent(record, EventDecoder.NoMeta, Event: null))];
    }
}
