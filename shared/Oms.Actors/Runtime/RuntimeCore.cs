using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using NodaTime;
using NodaTime.Extensions;
using Oms.Actors.Cluster;
using Oms.Actors.Diagnostics;
using Oms.Actors.Journal;
using Oms.Actors.Processes;
using Oms.Actors.Routing;
using Oms.Actors.Writing;
using Oms.Entities;
using Oms.Time;

namespace Oms.Actors.Runtime;

/// <summary>What every part of one actor system shares: clock, scheduler, bounds, shards.</summary>
internal sealed class RuntimeCore : IDisposable
{
    private readonly Lock _randomGate = new();
    private readonly Lock _restGate = new();
    private readonly CancellationTokenSource _stopped = new();
    private readonly bool _onThreadPool;
    private volatile bool _isStopping;
    private TaskCompletionSource? _rested;
    private long _published;
    private int _entities;

    public RuntimeCore(ActorSystemServices services, ActorSystemOptions options)
    {
        (Services, Options, Stopped) = (services, options.Under(ScaledTimeProvider.ScaleOf(services.Time)),
            _stopped.Token);
        _onThreadPool = ReferenceEquals(services.Scheduler, TaskScheduler.Default);
        Log = services.Logs.CreateLogger("Oms.Actors");
        Metrics = new ActorsMetrics(services.Meters);
        Recoveries = new SemaphoreSlim(options.RecoveriesMax);
        Shards = [.. Enumerable.Range(0, services.Journal.ShardCount).Select(index => new Shard(this, index))];
        Lanes = [.. Enumerable.Range(0, options.Lanes).Select(_ => new WriterLane(this))];
        foreach (var shard in Shards)
        {
            shard.Lane = Lanes[shard.Index % Lanes.Length];
        }

        if (services.Cluster is { } cluster)
        {
            Membership = new NodeMembership(this, cluster);
            Router = new ShardRouter(this, Membership, cluster);
            News = new HeadNews(this, Membership, cluster);
        }
    }

    public ActorSystemServices Services { get; }

    public ActorSystemOptions Options { get; }

    public IJournal Journal => Services.Journal;

    public ILogger Log { get; }

    public ActorsMetrics Metrics { get; }

    public Shard[] Shards { get; }

    public WriterLane[] Lanes { get; }

    public SemaphoreSlim Recoveries { get; }

    /// <summary>Entities set aside.</summary>
    public ConcurrentDictionary<EntityAddress, QuarantineRow> Quarantine { get; } = new();

    public ConcurrentDictionary<string, IEntityRegion> Regions { get; } = new(StringComparer.Ordinal);

    /// <summary>The node's place among others; null where it is the only one.</summary>
    public NodeMembership? Membership { get; }

    /// <summary>The way to shards of other nodes; null where there are none.</summary>
    public ShardRouter? Router { get; }

    /// <summary>Tells other nodes how far this node's shards go; null where there are none.</summary>
    public HeadNews? News { get; }

    /// <summary>Who acquires shards: the process, or the incarnation of a node.</summary>
    public Guid Owner => Membership?.Self.Id ?? Services.Owner;

    /// <summary>The newest version of events that may be written; a process that has the journal for itself may write
    /// all that it knows.</summary>
    public int Format => Membership?.Format ?? int.MaxValue;

    /// <summary>Makes the consumers of a shard.</summary>
    public Func<Shard, IReadOnlyList<ConsumerPump>> NewPumps { get; set; } = _ => [];

    /// <summary>Cancelled when the system has stopped: ends waits and reads.</summary>
    public CancellationToken Stopped { get; }

    public bool IsStopping => _isStopping;

    /// <summary>How many entities are in memory.</summary>
    public int Entities => Volatile.Read(ref _entities);

    public Instant Now => Services.Time.GetUtcNow().ToInstant();

    /// <summary>What waits are measured by; <see cref="Now"/> is what events are dated by.</summary>
    public TimeProvider Waits => Services.Waits ?? Services.Time;

    public long Timestamp => Waits.GetTimestamp();

    public int EntityCame() => Interlocked.Increment(ref _entities);

    public void EntityLeft() => Interlocked.Decrement(ref _entities);

    public void RefuseNewCommands() => _isStopping = true;

    /// <summary>Ends all waits. Not CancelAsync: that would leave the scheduler for the thread pool.</summary>
    public void Stop() => _stopped.Cancel();

    public bool MayAnswer(int shard) =>
        Membership?.MayAnswer(shard) is not false && (Services.MayAnswer is not { } may || may(shard));

    /// <summary>A source whose continuations never run inside the caller.</summary>
    public TaskCompletionSource<T> NewSource<T>() => new(SourceOptions);

    /// <inheritdoc cref="NewSource{T}"/>
    public TaskCompletionSource NewSource() => new(SourceOptions);

    /// <summary>Lets a cell have its turn.</summary>
    public void Schedule(Cell cell)
    {
        if (_onThreadPool)
        {
            ThreadPool.UnsafeQueueUserWorkItem(cell, preferLocal: false);
        }
        else
        {
            _ = Task.Factory.StartNew(
                static turn => ((Cell)turn!).Execute(),
                cell,
                CancellationToken.None,
                TaskCreationOptions.DenyChildAttach,
                Services.Scheduler);
        }
    }

    /// <summary>Starts work on the system's scheduler.</summary>
    public Task Start(Func<Task> work) => Task.Factory.StartNew(
        work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, Services.Scheduler).Unwrap();

    /// <summary>Waits, or until the system has stopped.</summary>
    public async Task PauseAsync(Duration pause)
    {
        try
        {
            await Task.Delay(pause.ToTimeSpan(), Waits, Stopped);
        }
        catch (OperationCanceledException) when (Stopped.IsCancellationRequested)
        {
            // The caller sees it at Stopped.
        }
    }

    /// <summary>The pause before attempt <paramref name="attempt"/> (from 1), with up to half of it as
    /// jitter.</summary>
    public Duration BackOff(int attempt)
    {
        var pause = Options.BackOffMin * Math.Pow(2, Math.Min(attempt - 1, 20));
        pause = pause > Options.BackOffMax ? Options.BackOffMax : pause;
        lock (_randomGate)
        {
            return pause * (0.5 + (Services.Random.NextDouble() / 2));
        }
    }

    public string NewIncidentId()
    {
        Span<byte> bytes = stackalloc byte[8];
        lock (_randomGate)
        {
            Services.Random.NextBytes(bytes);
        }

        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>How many batches have been published to consumers.</summary>
    public long Published => Volatile.Read(ref _published);

    public void CountPublished() => Interlocked.Increment(ref _published);

    /// <summary>Completes when a consumer next comes to rest.</summary>
    public Task NextRestAsync()
    {
        lock (_restGate)
        {
            return (_rested ??= NewSource()).Task;
        }
    }

    public void ConsumerRested()
    {
        TaskCompletionSource? rested;
        lock (_restGate)
        {
            (rested, _rested) = (_rested, null);
        }

        rested?.TrySetResult();
    }

    /// <exception cref="ArgumentException">The kind is not registered, or the command is not of its type.</exception>
    public ValueTask<Reply<object, object>> AskAsync(EntityAddress address, object command, CommandContext context) =>
        Regions.TryGetValue(address.Kind, out var region)
            ? region.AskAnyAsync(address, command, context)
            : throw new ArgumentException($"Kind {address.Kind} is not registered.", nameof(address));

    /// <summary>Learns which entities of a shard are set aside: another node may have set them aside or
    /// released them.</summary>
    public void LoadQuarantine(Shard shard, IReadOnlyList<QuarantineRow> rows)
    {
        foreach (var known in Quarantine.Keys.Where(address => ShardOf(address) == shard))
        {
            _ = Quarantine.TryRemove(known, out _);
        }

        foreach (var row in rows.Where(row => ShardOf(row.Address) == shard))
        {
            Quarantine[row.Address] = row;
        }
    }

    /// <summary>Writes rows of the runtime itself, again and again until they are durable or no longer
    /// wanted.</summary>
    public async Task WriteUntilDurableAsync(Shard shard, EntityWrite write, Func<bool> isWanted)
    {
        for (var attempt = 1; isWanted() && !Stopped.IsCancellationRequested; attempt++)
        {
            if (await WriteOnceAsync(shard, write) is null)
            {
                return;
            }

            await PauseAsync(BackOff(attempt));
        }
    }

    /// <summary>Writes rows of the runtime itself; null when they are durable.</summary>
    public static async Task<Refusal?> WriteOnceAsync(Shard shard, EntityWrite write)
    {
        var entry = new RowsEntry(shard, shard.Generation) { Write = write };
        return shard.Lane.Enqueue(entry) is Enqueued.Taken ? await entry.Done : shard.RefusalNow;
    }

    // On the pool continuations are queued there. A scheduler that was given queues them itself, and the option would
    // take what has no scheduler of its own (WhenAll, WaitAsync) away from it.
    private TaskCreationOptions SourceOptions =>
        _onThreadPool ? TaskCreationOptions.RunContinuationsAsynchronously : TaskCreationOptions.None;

    public Shard ShardOf(EntityAddress address) => Shards[address.Shard() % Shards.Length];

    public void Dispose()
    {
        _stopped.Dispose();
        Metrics.Dispose();
    }
}
