using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Oms.Actors.Journal;
using Oms.Actors.Tests.Ledger;
using Oms.Testing;

namespace Oms.Actors.Tests.Simulation;

/// <summary>One process of the simulated world: an actor system over the store that all of them share.</summary>
internal sealed class WorldNode : IWorldNode, IDisposable
{
    private readonly World _world;
    private readonly TestMeterFactory _meters = new();
    private readonly TaskCompletionSource _died = new();

    public WorldNode(World world, int number)
    {
        _world = world;
        var journal = new FaultyJournal(new MemoryJournal(world.Store), BeforeAsync, AfterAsync);
        var owner = new byte[16];
        world.Random.NextBytes(owner);
        System = new ActorSystem(
            new ActorSystemServices(
                journal,
                world.Time,
                NullLoggerFactory.Instance,
                _meters,
                new Guid(owner),
                new Random(world.Random.Next()))
            {
                Scheduler = world.Scheduler,
                MayAnswer = _ => !IsRevoked && !IsDead,
            },
            new ActorSystemOptions
            {
                BatchRowsMax = 1 + world.Random.Next(8),
                FeedRecordsMax = world.Random.Next(4) == 0 ? 1 : 200,
                ConsumerBatchMax = 1 + world.Random.Next(6),
                RecoveriesMax = 1 + world.Random.Next(3),
                EntitiesMax = world.Random.Next(4) == 0 ? 2 : 100,
                SweepEvery = Duration.FromMinutes(5),
                Lanes = 1 + world.Random.Next(2),
            });
        Number = number;
        Accounts = System.Register(AccountKind.Type with
        {
            Settings = Settings,
            Snapshots = world.Random.Next(2) == 0
                ? new JsonSnapshotCodec<Account>(1, AccountJson.Default.Account)
                : null,
        });
        Stocks = System.Register(StockKind.Type with { Settings = Settings });
        System.Register(new TransferManager(limit: World.TransferLimit));
        System.Register(world.Projection);
    }

    public int Number { get; }

    public ActorSystem System { get; }

    public IShardRegion<Account, AccountCommand, AccountEvent, AccountRejection> Accounts { get; }

    public IShardRegion<Stock, StockCommand, StockEvent, string> Stocks { get; }

    /// <summary>Whether another node has taken over: its lease is gone, whether it knows or not.</summary>
    public bool IsRevoked { get; set; }

    public bool IsDead { get; private set; }

    public Task Died => _died.Task;

    private static EntitySettings Settings { get; } = new()
    {
        MailboxCapacity = 8,
        CommandIdsMax = 4,
        SnapshotEvery = 5,
        PassivateAfter = Duration.FromMinutes(2),
    };

    /// <summary>The process is killed: nothing of it reaches the store any more.</summary>
    public async Task KillAsync()
    {
        IsDead = true;
        _died.TrySetResult();
        await System.DisposeAsync();
    }

    public void Dispose() => _meters.Dispose();

    private async Task<JournalFault> BeforeAsync(JournalCall call)
    {
        await _world.JitterAsync();
        if (IsDead)
        {
            return JournalFault.DeadBefore;
        }

        if (call is JournalCall.Acquire && IsRevoked)
        {
            return JournalFault.Fenced;
        }

        var fault = _world.FaultOf(call);
        if (fault is JournalFault.DeadAfter)
        {
            // Killed between the commit and its answer: the crash follows at once.
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
}
