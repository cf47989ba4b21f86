using NodaTime;
using Oms.Actors.Journal;
using Oms.Actors.Tests.Ledger;
using Oms.Testing;

namespace Oms.Actors.Tests.Simulation;

/// <summary>One process of a simulated world, over the store that all of them share.</summary>
internal abstract class SimulatedNode(SimulatedWorld world) : IDisposable
{
    private readonly TestMeterFactory _meters = new();
    private readonly TaskCompletionSource _died = new();

    public ActorSystem System { get; private set; } = null!;

    public IShardRegion<Account, AccountCommand, AccountEvent, AccountRejection> Accounts { get; private set; } =
        null!;

    public IShardRegion<Stock, StockCommand, StockEvent, string> Stocks { get; private set; } = null!;

    public bool IsDead { get; private set; }

    public Task Died => _died.Task;

    protected TestMeterFactory Meters => _meters;

    private static EntitySettings Settings { get; } = new()
    {
        MailboxCapacity = 8,
        CommandIdsMax = 4,
        SnapshotEvery = 5,
        PassivateAfter = Duration.FromMinutes(2),
    };

    /// <summary>The process is killed: nothing of it reaches the store any more.</summary>
    public virtual async Task KillAsync()
    {
        if (!IsDead)
        {
            IsDead = true;
            _died.TrySetResult();
            await System.DisposeAsync();
        }
    }

    public void Dispose() => _meters.Dispose();

    /// <summary>The journal as this process reaches it.</summary>
    protected FaultyJournal Journal() => new(new MemoryJournal(world.Store), BeforeAsync, AfterAsync);

    /// <param name="events">How it stores accounts' events; null for as today.</param>
    protected void Begin(ActorSystem system, IEventCodec<AccountEvent>? events = null)
    {
        System = system;
        Accounts = System.Register(AccountKind.Type with
        {
            Events = events ?? AccountKind.Events,
            Settings = Settings,
            Snapshots = world.Random.Next(2) == 0
                ? new JsonSnapshotCodec<Account>(1, AccountJson.Default.Account)
                : null,
        });
        Stocks = System.Register(StockKind.Type with { Settings = Settings });
        System.Register(new TransferManager(limit: SimulatedWorld.TransferLimit)
        {
            EventsAtOnce = world.Random.Next(2) == 0 ? 1 : 1 + world.Random.Next(6),
        });
        System.Register(world.Projection);
    }

    /// <summary>What stands between this process and the store before a call gets there.</summary>
    protected virtual Task<JournalFault> ReachAsync(JournalCall call) => Task.FromResult(JournalFault.None);

    /// <summary>A process that is dead hears nothing any more.</summary>
    protected async Task AfterAsync(JournalCall call)
    {
        await world.JitterAsync();
        if (IsDead)
        {
            await new TaskCompletionSource().Task;
        }
    }

    private async Task<JournalFault> BeforeAsync(JournalCall call)
    {
        await world.JitterAsync();
        if (IsDead)
        {
            return JournalFault.DeadBefore;
        }

        if (await ReachAsync(call) is not JournalFault.None and var met)
        {
            return met;
        }

        var fault = world.FaultOf(call);
        if (fault is JournalFault.DeadAfter)
        {
            // Killed between the commit and its answer: the crash follows at once.
            world.KillSoon(this);
        }

        return IsDead ? JournalFault.DeadBefore : fault;
    }
}
