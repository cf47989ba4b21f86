using System.Runtime.CompilerServices;
using NodaTime;
using Oms.Actors.Cluster;
using Oms.Actors.Diagnostics;
using Oms.Actors.Journal;
using Oms.Actors.Processes;
using Oms.Actors.Routing;
using Oms.Actors.Runtime;
using Oms.Actors.Writing;
using Oms.Entities;

namespace Oms.Actors;

/// <summary>The entities of one node over one journal.</summary>
/// <remarks>
/// Nothing is answered before it is durable. While an append is in flight entities go on deciding on a state that is
/// ahead of the journal; if the append fails, all of that is dropped and read again from the log.
/// </remarks>
/// <threadsafety>Any thread may call any member.</threadsafety>
public sealed partial class ActorSystem : IActorSystem
{
    private static readonly Duration LookAgain = Duration.FromMilliseconds(50);

    private readonly RuntimeCore _core;
    private readonly List<IProcessManager> _managers = [];
    private readonly Dictionary<string, IProjection> _projections = new(StringComparer.Ordinal);
    private readonly HashSet<string> _consumers = new(StringComparer.Ordinal);
    private ITimer? _sweep;
    private bool _started;
    private bool _disposed;

    /// <param name="services">What it takes from outside.</param>
    /// <param name="options">Its bounds; null for the defaults.</param>
    public ActorSystem(ActorSystemServices services, ActorSystemOptions? options = null) =>
        _core = new RuntimeCore(services, options ?? new ActorSystemOptions());

    public IShardRegion<TState, TCommand, TEvent, TRejection> Register<TState, TCommand, TEvent, TRejection>(
        EntityType<TState, TCommand, TEvent, TRejection> type)
        where TState : IEntity<TState, TCommand, TEvent, TRejection>
    {
        ArgumentNullException.ThrowIfNull(type);
        MustNotHaveStarted();
        var region = new ShardRegion<TState, TCommand, TEvent, TRejection>(_core, type);
        return _core.Regions.TryAdd(type.Kind, region)
            ? region
            : throw new InvalidOperationException($"Kind {type.Kind} is registered already.");
    }

    public void Register(IProcessManager manager)
    {
        ArgumentNullException.ThrowIfNull(manager);
        AddConsumer(manager.Name);
        _managers.Add(manager);
    }

    public void Register(IProjection projection)
    {
        ArgumentNullException.ThrowIfNull(projection);
        AddConsumer(projection.Name);
        _projections.Add(projection.Name, projection);
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        MustNotHaveStarted();
        _started = true;
        var quarantine = await _core.Journal.ReadQuarantineAsync(cancellationToken);
        _core.NewPumps = shard =>
        [
            .. _managers.Select(manager => new ProcessManagerPump(_core, shard, manager)),
            .. _projections.Values.Select(projection => new ProjectionPump(_core, shard, projection)),
        ];
        IReadOnlyList<int> taken = _core.Membership is not null
            ? []
            : _core.Options.Shards ?? [.. _core.Shards.Select(shard => shard.Index)];
        await Task.WhenAll(taken.Select(shard => ShardAcquisition.TakeAsync(_core, _core.Shards[shard], quarantine)))
            .WaitAsync(cancellationToken);
        await (_core.Membership?.StartAsync() ?? Task.CompletedTask).WaitAsync(cancellationToken);
        StartSweep();
        _core.Metrics.Observe(_core, () => Lag().Select(lag => lag.Head - lag.Offset).DefaultIfEmpty().Max());
        _core.Log.Started(taken.Count, _consumers.Count);
    }

    /// <summary>Takes one more shard: its consumers go on from their stored positions.</summary>
    /// <exception cref="JournalUnavailableException">The journal could not be reached.</exception>
    /// <exception cref="JournalFencedException">The shard belongs to another owner.</exception>
    public Task AcquireShardAsync(int shard) => ShardAcquisition.TakeAsync(_core, _core.Shards[shard]);

    /// <summary>Gives a shard up once its batch in flight has ended; its entities answer that this is not the
    /// owner.</summary>
    public Task ReleaseShardAsync(int shard) => ShardAcquisition.GiveUpAsync(_core.Shards[shard]);

    /// <summary>Nodes and shards as this node last read them; null where it is the only one.</summary>
    public ClusterTable? Cluster => _core.Membership?.Map.Table;

    /// <summary>Whether the node holds a lease, so that it may answer; always true where it is the only one.</summary>
    public bool MayAnswer => _core.Membership?.IsMember ?? true;

    /// <summary>Whether an entity's shard is this node's now.</summary>
    public bool Owns(EntityAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return _core.ShardOf(address).Status is ShardStatus.Owned;
    }

    /// <summary>This incarnation of the node; null where it is the only one.</summary>
    public NodeInfo? Self => _core.Membership?.Self;

    /// <summary>Gives all shards to other nodes and leaves them; nothing where it is the only one. Commands go on being
    /// sent to whoever has the shard.</summary>
    public Task LeaveAsync(CancellationToken cancellationToken) =>
        _core.Membership?.DrainAsync(cancellationToken) ?? Task.CompletedTask;

    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        await LeaveAsync(cancellationToken);
        _core.RefuseNewCommands();
        await Task.WhenAll(Pumps().Select(pump => pump.PauseAsync())).WaitAsync(cancellationToken);
        await Task.WhenAll(_core.Shards.Select(SaveCursorsAsync)).WaitAsync(cancellationToken);
        await Task.WhenAll(_core.Lanes.Select(lane => lane.IdleAsync())).WaitAsync(cancellationToken);
        await Task.WhenAll(Pumps().OfType<ProjectionPump>().Select(pump => pump.SaveAsync()))
            .WaitAsync(cancellationToken);
        await StopAsync();
        _core.Log.Drained();
    }

    public ValueTask<Reply<object, object>> AskAsync(EntityAddress address, object command, CommandContext context)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(command);
        return _core.AskAsync(address, command, context);
    }

    public async IAsyncEnumerable<RecordedEvent> FollowAsync(
        ShardPosition after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var feed = _core.Shards[after.Shard].Feed;
        var offset = after.Offset;
        feed.Want();
        try
        {
            while (true)
            {
                var records = feed.TryRead(offset, _core.Options.ConsumerBatchMax)
                    ?? await ReadRawAsync(after.Shard, offset, cancellationToken);
                foreach (var record in records)
                {
                    offset = record.Record.Offset;
                    yield return EventDecoder.Decode(_core, record);
                }

                if (records.Count == 0)
                {
                    await feed.MovedBeyondAsync(offset).WaitAsync(cancellationToken);
                }
            }
        }
        finally
        {
            feed.WantNoMore();
        }
    }

    /// <exception cref="InvalidOperationException">The projection has stopped; the message says why.</exception>
    /// <exception cref="OperationCanceledException">The wait was given up, or the system has stopped.</exception>
    public async Task WaitForAsync(string projection, ShardPosition position, CancellationToken cancellationToken)
    {
        var reader = _projections.TryGetValue(projection, out var found)
            ? found
            : throw new ArgumentException($"Projection {projection} is not registered.", nameof(projection));
        while (true)
        {
            // The shard may be another node's, or become it while this one waits.
            var shard = _core.Shards[position.Shard];
            if (shard.Status is ShardStatus.Owned
                && shard.Pumps.FirstOrDefault(pump => pump.Name == projection) is { } pump)
            {
                var reached = pump.ReachedAsync(position.Offset);
                _ = await Task.WhenAny(reached, _core.PauseAsync(LookAgain)).WaitAsync(cancellationToken);
                if (pump.Position >= position.Offset)
                {
                    return;
                }

                if (reached.IsFaulted)
                {
                    await reached;
                }
            }
            else if (await reader.ReadPositionAsync(position.Shard, cancellationToken) >= position.Offset)
            {
                return;
            }
            else
            {
                await _core.PauseAsync(LookAgain);
            }

            cancellationToken.ThrowIfCancellationRequested();
            _core.Stopped.ThrowIfCancellationRequested();
        }
    }

    /// <remarks>A consumer that has stopped is not waited for: <see cref="Lag"/> shows it.</remarks>
    public async Task WaitUntilIdleAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var published = _core.Published;
            var rest = _core.NextRestAsync();
            await Task.WhenAll(_core.Lanes.Select(lane => lane.IdleAsync())).WaitAsync(cancellationToken);
            if (!Pumps().All(pump => pump.IsDone))
            {
                await rest.WaitAsync(cancellationToken);
            }
            else if (_core.Lanes.All(lane => lane.IdleAsync().IsCompleted) && published == _core.Published)
            {
                // Nothing was committed while each was seen at rest, so all rest at once.
                return;
            }
        }
    }

    public IReadOnlyList<ConsumerLag> Lag() =>
        [.. Pumps().Select(pump => new ConsumerLag(
            pump.Name, pump.Shard.Index, pump.Position, pump.Shard.Feed.Head, pump.Stopped))];

    /// <exception cref="PeerUnreachableException">A node did not say that it has filled in its part; ask again.
    /// </exception>
    /// <exception cref="TimeoutException">A shard had no owner for so long that its part is not filled in; ask again.
    /// </exception>
    public async Task RebuildAsync(string projection, CancellationToken cancellationToken)
    {
        var pumps = PumpsOf(projection);
        try
        {
            await Task.WhenAll(pumps.Select(pump => pump.PauseAsync())).WaitAsync(cancellationToken);
            await _projections[projection].ResetAsync();
        }
        catch
        {
            // It is as it was, and is fed on.
            Array.ForEach(pumps, pump => pump.Restart(pump.Saved));
            throw;
        }

        await FillEverywhereAsync(projection).WaitAsync(cancellationToken);
    }

    /// <summary>Stops at once, like a crash: what is not durable is lost. Drain first to lose nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await StopAsync();
        _core.Dispose();
    }

    private IEnumerable<ConsumerPump> Pumps() => _core.Shards.SelectMany(shard => shard.Pumps);

    private ProjectionPump[] PumpsOf(string projection) => _projections.ContainsKey(projection)
        ? [.. Pumps().OfType<ProjectionPump>().Where(pump => pump.Name == projection)]
        : throw new ArgumentException($"Projection {projection} is not registered.", nameof(projection));

    private async Task<IReadOnlyList<RecordedEvent>> ReadRawAsync(
        int shard, long after, CancellationToken cancellationToken)
    {
        var records = await _core.Journal.ReadShardAsync(
            shard, after, _core.Options.ConsumerBatchMax, cancellationToken);
        return [.. records.Select(record => new RecordedEvent(record, EventDecoder.NoMeta, Event: null))];
    }

    private async Task SaveCursorsAsync(Shard shard)
    {
        if (shard.Status is ShardStatus.Owned && shard.Pumps.Any(pump => pump.UnsavedCursor is not null))
        {
            var entry = new RowsEntry(shard, shard.Generation) { WithCursors = true };
            if (shard.Lane.Enqueue(entry) is Enqueued.Taken)
            {
                await entry.Done;
            }
        }
    }

    private void StartSweep()
    {
        var shortest = _core.Options.SweepEvery.ToTimeSpan();
        _sweep = _core.Services.Time.CreateTimer(
            _ => _core.Start(() =>
            {
                foreach (var kind in _core.Regions.Keys.Order(StringComparer.Ordinal))
                {
                    _core.Regions[kind].Sweep();
                }

                return LookAfterProjectionsAsync();
            }),
            state: null,
            shortest,
            shortest);
    }

    // A store that crashed and came back may have lost what it had confirmed, and a shard on which nothing more happens
    // would never find out.
    private async Task LookAfterProjectionsAsync()
    {
        foreach (var projection in _projections.Values)
        {
            var pumps = PumpsOf(projection.Name)
                .ToDictionary(pump => pump.Shard.Index, pump => (Pump: pump, pump.Saved));
            try
            {
                foreach (var (shard, stored) in await projection.ReadPositionsAsync(pumps.Keys, _core.Stopped))
                {
                    pumps[shard].Pump.Found(pumps[shard].Saved, stored);
                }
            }
            catch (Exception failure) when (Faults.IsContained(failure))
            {
                // It is away now; the next sweep looks again.
            }
        }
    }

    private async Task StopAsync()
    {
        _core.RefuseNewCommands();
        foreach (var shard in _core.Shards)
        {
            shard.Reminders.Stop();
        }

        if (_sweep is not null)
        {
            await _sweep.DisposeAsync();
        }

        _core.Stop();
    }

    private void AddConsumer(string name)
    {
        MustNotHaveStarted();
        if (!_consumers.Add(name))
        {
            throw new InvalidOperationException($"Consumer {name} is registered already.");
        }
    }

    private void MustNotHaveStarted()
    {
        if (_started)
        {
            throw new InvalidOperationException("The actor system has started.");
        }
    }
}
