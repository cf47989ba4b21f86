using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Oms.Actors.Cluster;
using Oms.Actors.Routing;
using Oms.Actors.Tests.Simulation;
using Oms.Testing;

namespace Oms.Actors.Tests.ClusterSimulation;

/// <summary>One node of the simulated cluster: a process that can be killed, stopped for a while, or cut off.</summary>
internal sealed class ClusterNode : SimulatedNode, IPeers
{
    private readonly ClusterWorld _world;

    public ClusterNode(ClusterWorld world, string name, int version, Guid home, MachineTime clock)
        : base(world)
    {
        (_world, Name, Clock) = (world, name, clock);
        Scheduler = new PausableScheduler(world.Scheduler);
        Begin(new ActorSystem(
            new ActorSystemServices(
                Journal(), clock, NullLoggerFactory.Instance, Meters, Guid.Empty, new Random(world.Random.Next()))
            {
                Scheduler = Scheduler,
                Cluster = new ClusterServices(
                    new MemoryClusterLink(world.Database.Meeting, CallStoreAsync)
                    {
                        Declares = world.Database.Observers.Declares,
                    },
                    this, name, name, home, world.NewGuid)
                {
                    Options = ClusterWorld.Options,
                    Version = version,
                },
            },
            new ActorSystemOptions
            {
                BatchRowsMax = 1 + world.Random.Next(8),
                ConsumerBatchMax = 1 + world.Random.Next(6),
                AppendWait = Duration.FromSeconds(8),
                Lanes = 1 + world.Random.Next(2),
            }),
            version == NextAccountEvents.Format ? NextAccountEvents.Instance : null);
    }

    public string Name { get; }

    public MachineTime Clock { get; }

    public PausableScheduler Scheduler { get; }

    /// <summary>Until when nothing of it reaches the database.</summary>
    public Instant CutFromStoreUntil { get; set; } = Instant.MinValue;

    /// <summary>Until when nothing of its peers reaches it.</summary>
    public Instant DeafUntil { get; set; } = Instant.MinValue;

    /// <summary>Until when nothing of it reaches its peers.</summary>
    public Instant MuteUntil { get; set; } = Instant.MinValue;

    /// <summary>Runs a call on this node's own thread of work, as a request does that has reached it.</summary>
    public Task<T> HandleAsync<T>(Func<Task<T>> call) => Task.Factory.StartNew(
        call, CancellationToken.None, TaskCreationOptions.DenyChildAttach, Scheduler).Unwrap();

    public override Task KillAsync()
    {
        // Work that was held goes on: that nothing of it may reach the store is for the store's side to see.
        var killed = base.KillAsync();
        Scheduler.Resume();
        return killed;
    }

    public async ValueTask<ReplyFrame> AskAsync(NodeInfo peer, AskFrame frame, CancellationToken cancellationToken)
    {
        try
        {
            return await _world.Network.CallAsync(async () =>
            {
                var other = _world.Find(peer);
                if (IsDead || other is null || _world.Now < MuteUntil || _world.Now < other.DeafUntil)
                {
                    throw new PeerUnreachableException(peer.Name);
                }

                var answer = await other.HandleAsync(() => other.System.ServeAsync(frame).AsTask());
                return _world.Now < DeafUntil || _world.Now < other.MuteUntil
                    ? throw new PeerUnreachableException(peer.Name)
                    : answer;
            });
        }
        catch (TimeoutException failure)
        {
            throw new PeerUnreachableException(peer.Name, failure);
        }
    }

    protected override async Task<JournalFault> ReachAsync(JournalCall call)
    {
        if (call is JournalCall.Append && _world.Happens())
        {
            // Now, or anywhere up to the answer.
            _world.StopSoon(this);
            await Task.Yield();
        }

        if (_world.Now < CutFromStoreUntil)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(_world.Random.Next(1, 2_000)), _world.Time);
            return call is JournalCall.Append ? JournalFault.UnknownWithoutEffect : JournalFault.Unavailable;
        }

        return await _world.Database.ReachAsync(writes: call is not JournalCall.Read);
    }

    private async Task<object> CallStoreAsync(bool writes, Func<object> call)
    {
        await _world.JitterAsync();
        if (_world.Now < CutFromStoreUntil)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(_world.Random.Next(1, 2_000)), _world.Time);
            throw new TimeoutException("The database is out of reach.");
        }

        var met = await _world.Database.ReachAsync(writes);
        if (IsDead)
        {
            await new TaskCompletionSource().Task;
        }

        if (met is JournalFault.Unavailable or JournalFault.UnknownWithoutEffect)
        {
            throw new TimeoutException("The database did not carry it out.");
        }

        var answer = call();
        await _world.JitterAsync();
        return met is JournalFault.UnknownWithEffect || _world.LosesAnswer()
            ? throw new TimeoutException("The database's answer was lost.")
            : answer;
    }
}
