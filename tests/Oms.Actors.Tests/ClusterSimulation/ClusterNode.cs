using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Oms.Actors.Cluster;
using Oms.Actors.Journal;
using Oms.Actors.Routing;
using Oms.Actors.Tests.Ledger;
using Oms.Actors.Tests.Simulation;
using Oms.Testing;

namespace Oms.Actors.Tests.ClusterSimulation;

/// <summary>One node of the simulated cluster: a process that can be killed, stopped for a while, or cut off.</summary>
internal sealed class ClusterNode : IWorldNode, IPeers, IDisposable
{
    private readonly ClusterWorld _world;
    private readonly TestMeterFactory _meters = new();
    private readonly TaskCompletionSource _died = new();

    public ClusterNode(ClusterWorld world, string name, Guid home)
    {
        (_world, Name) = (world, name);
        Scheduler = new PausableScheduler(world.Scheduler);
        var journal = new FaultyJournal(new MemoryJournal(world.Store), BeforeAsync, AfterAsync);
        System = new ActorSystem(
            new ActorSystemServices(
                journal, world.Time, NullLoggerFactory.Instance, _meters, Guid.Empty, new Random(world.Random.Next()))
            {
                Scheduler = Scheduler,
                Cluster = new ClusterServices(
                    new MemoryClusterLink(world.Meeting, CallStoreAsync), this, name, name, home, world.NewGuid)
                {
                    Options = ClusterWorld.Options,
                },
            },
            new ActorSystemOptions
            {
                BatchRowsMax = 1 + world.Random.Next(8),
                ConsumerBatchMax = 1 + world.Random.Next(6),
                AppendWait = Duration.FromSeconds(8),
                Lanes = 1 + world.Random.Next(2),
            });
        Accounts = System.Register(AccountKind.Type with { Settings = Settings });
        Stocks = System.Register(StockKind.Type with { Settings = Settings });
        System.Register(new TransferManager(limit: ClusterWorld.TransferLimit));
        System.Register(world.Projection);
    }

    public string Name { get; }

    public ActorSystem System { get; }

    public PausableScheduler Scheduler { get; }

    public IShardRegion<Account, AccountCommand, AccountEvent, AccountRejection> Accounts { get; }

    public IShardRegion<Stock, StockCommand, StockEvent, string> Stocks { get; }

    public bool IsDead { get; private set; }

    public Task Died => _died.Task;

    /// <summary>Until when nothing of it reaches the database.</summary>
    public Instant CutFromStoreUntil { get; set; } = Instant.MinValue;

    /// <summary>Until when nothing of it reaches its peers.</summary>
    public Instant CutFromPeersUntil { get; set; } = Instant.MinValue;

    private static EntitySettings Settings { get; } = new()
    {
        MailboxCapacity = 8,
        CommandIdsMax = 4,
        SnapshotEvery = 5,
        PassivateAfter = Duration.FromMinutes(2),
    };

    /// <summary>Runs a call on this node's own thread of work, as a request does that has reached it.</summary>
    public Task<T> HandleAsync<T>(Func<Task<T>> call) => Task.Factory.StartNew(
        call, CancellationToken.None, TaskCreationOptions.DenyChildAttach, Scheduler).Unwrap();

    public async Task KillAsync()
    {
        if (IsDead)
        {
            return;
        }

        IsDead = true;
        _died.TrySetResult();
        Scheduler.Resume();
        await System.DisposeAsync();
    }

    public async ValueTask<ReplyFrame> AskAsync(NodeInfo peer, AskFrame frame, CancellationToken cancellationToken)
    {
        if (_world.Now < CutFromPeersUntil || IsDead)
        {
            throw new PeerUnreachableException(peer.Name);
        }

        try
        {
            return await _world.Network.CallAsync(() =>
                _world.Find(peer) is { } other && _world.Now >= other.CutFromPeersUntil
                ? other.HandleAsync(() => other.System.ServeAsync(frame).AsTask())
                : Task.FromException<ReplyFrame>(new PeerUnreachableException(peer.Name)));
        }
        catch (TimeoutException failure)
        {
            throw new PeerUnreachableException(peer.Name, failure);
        }
    }

    public void Dispose() => _meters.Dispose();

    private async Task<JournalFault> BeforeAsync(JournalCall call)
    {
        await _world.JitterAsync();
        if (IsDead)
        {
            return JournalFault.DeadBefore;
        }

        if (_world.Now < CutFromStoreUntil)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(_world.Random.Next(1, 2_000)), _world.Time);
            return call is JournalCall.Append ? JournalFault.UnknownWithoutEffect : JournalFault.Unavailable;
        }

        var fault = _world.FaultOf(call);
        if (fault is JournalFault.DeadAfter)
        {
            _world.KillSoon(this);
        }

        return fault;
    }

    private async Task AfterAsync(JournalCall call)
    {
        await _world.JitterAsync();
        if (IsDead)
        {
            await new TaskCompletionSource().Task;
        }
    }

    private async Task<object> CallStoreAsync(Func<object> call)
    {
        await _world.JitterAsync();
        if (IsDead)
        {
            await new TaskCompletionSource().Task;
        }

        if (_world.Now < CutFromStoreUntil)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(_world.Random.Next(1, 2_000)), _world.Time);
            throw new TimeoutException("The database is out of reach.");
        }

        var answer = call();
        await _world.JitterAsync();
        return _world.LosesAnswer() ? throw new TimeoutException("The database's answer was lost.") : answer;
    }
}
