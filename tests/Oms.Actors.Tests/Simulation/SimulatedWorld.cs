using NodaTime;
using NodaTime.Extensions;
using Oms.Actors.Journal;
using Oms.Entities;
using Oms.Testing;

namespace Oms.Actors.Tests.Simulation;

/// <summary>What every simulated world has: one thread and one seed, a store, clients, a bad network, faults that are
/// counted, and what must hold at the end.</summary>
internal abstract class SimulatedWorld
{
    public const long TransferLimit = 40;

    private const int Clients = 3;
    private const int CommandsPerClient = 9;
    private const long TurnsMax = 2_000_000;

    private readonly int _seed;
    private readonly SortedDictionary<string, int> _faults = new(StringComparer.Ordinal);
    private readonly List<string> _wrong = [];
    private readonly int _faultsPerThousand;
    private int _clientsDone;

    /// <param name="faultsPerThousandMax">The most calls of a thousand that fail; one world in five is calm.</param>
    protected SimulatedWorld(int seed, int shards, int faultsPerThousandMax)
    {
        _seed = seed;
        Random = new Random(seed);
        Scheduler = new SimulationScheduler(Random.Next()) { WhenIdle = LetTimePass };
        Store = new MemoryStore(shards);
        _faultsPerThousand = Random.Next(5) == 0 ? 0 : Random.Next(3, faultsPerThousandMax);
        Network = new SimulatedNetwork(Random, Time, faultPercent: IsCalm ? 0 : Random.Next(0, 30));
    }

    public static Instant Noon { get; } = Instant.FromUtc(2026, 3, 1, 12, 0);

    public Random Random { get; }

    public SimulationScheduler Scheduler { get; }

    /// <summary>The true time.</summary>
    public ManualTime Time { get; } = new(Noon);

    public Instant Now => Time.GetUtcNow().ToInstant();

    public MemoryStore Store { get; }

    public SimulatedNetwork Network { get; }

    public WorldProjection Projection { get; } = new();

    /// <summary>What clients saw, in order.</summary>
    public List<string> History { get; } = [];

    /// <summary>What clients were promised.</summary>
    public List<Promise> Promises { get; } = [];

    /// <summary>What clients read.</summary>
    public List<Reading> Readings { get; } = [];

    /// <summary>The newest version of each entity that any client was told of.</summary>
    public Dictionary<EntityAddress, long> Acknowledged { get; } = [];

    /// <summary>How often each kind of fault was hit.</summary>
    public IReadOnlyDictionary<string, int> Faults => _faults;

    /// <summary>How many minutes after the beginning a hold or a reservation may still last.</summary>
    public abstract int HoldMinutesMax { get; }

    /// <summary>Whether no call fails here.</summary>
    protected bool IsCalm => _faultsPerThousand == 0;

    protected bool IsHealed { get; private set; }

    protected bool ClientsAreDone => _clientsDone == Clients;

    /// <summary>Runs the world to its end and checks all that must hold.</summary>
    public async Task RunAsync()
    {
        Scheduler.Run(LiveAsync, TurnsMax);
        foreach (var (delivery, count) in Network.Counts.Where(counted => counted.Key is not Delivery.Prompt))
        {
            _faults[$"network: {delivery}"] = count;
        }

        if (_wrong.Count > 0)
        {
            throw new InvalidOperationException(_wrong[0]);
        }

        await WorldChecks.CheckAsync(this);
        DisposeNodes();
    }

    /// <summary>Lets other work come first, now and then for a while.</summary>
    public abstract Task JitterAsync();

    /// <summary>Calls a node that may be alive, over a bad network.</summary>
    public abstract Task<T> CallAsync<T>(Func<SimulatedNode, Task<T>> call);

    /// <summary>What goes wrong with a call of the journal.</summary>
    public JournalFault FaultOf(JournalCall call)
    {
        if (!Happens())
        {
            return JournalFault.None;
        }

        var fault = call switch
        {
            JournalCall.Append => (JournalFault)Random.Next(1, 6),
            JournalCall.Acquire => (JournalFault)Random.Next(1, 4),
            _ => JournalFault.Unavailable,
        };
        Count($"{call}: {fault}");
        return fault;
    }

    /// <summary>Whether a fault happens to one call among many.</summary>
    public bool Happens() => !IsHealed && Random.Next(1_000) < _faultsPerThousand;

    /// <summary>Whether the answer to a call is lost.</summary>
    public bool LosesAnswer()
    {
        var loses = Happens();
        if (loses)
        {
            Count("database: answer lost");
        }

        return loses;
    }

    public void Count(string fault) => _faults[fault] = _faults.GetValueOrDefault(fault) + 1;

    /// <summary>Fails the run: said where an exception would be taken for a fault.</summary>
    public void Fail(string wrong) => _wrong.Add(wrong);

    public void Acknowledge(EntityAddress address, long version) =>
        Acknowledged[address] = Math.Max(Acknowledged.GetValueOrDefault(address), version);

    public void KillSoon(SimulatedNode node) => Start(node.KillAsync);

    public Guid NewGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        Random.NextBytes(bytes);
        return new Guid(bytes);
    }

    public override string ToString() => $"seed {_seed}";

    protected void Start(Func<Task> work) => Task.Factory.StartNew(
        work, CancellationToken.None, TaskCreationOptions.None, Scheduler);

    protected Task PauseAsync(int millisecondsMin, int millisecondsMax) =>
        Task.Delay(TimeSpan.FromMilliseconds(Random.Next(millisecondsMin, millisecondsMax)), Time);

    protected abstract Task StartAsync();

    /// <summary>Makes faults until the clients are done.</summary>
    protected abstract Task FaultsAsync();

    /// <summary>Ends all faults, waits until everything has settled, and stops.</summary>
    protected abstract Task SettleAsync();

    protected abstract void DisposeNodes();

    protected static void CheckConsumers(ActorSystem system)
    {
        if (system.Lag().FirstOrDefault(lag => lag.Stopped is not null) is { } lag)
        {
            throw new InvalidOperationException($"{lag.Consumer} has stopped: {lag.Stopped}");
        }
    }

    private async Task LiveAsync()
    {
        await StartAsync();
        var clients = Enumerable.Range(0, Clients)
            .Select(number => new WorldClient(this, number).RunAsync(CommandsPerClient)).ToArray();
        var faults = FaultsAsync();
        foreach (var client in clients)
        {
            await client;
            _clientsDone++;
        }

        await faults;
        IsHealed = Network.IsHealed = true;
        await SettleAsync();
    }

    private bool LetTimePass()
    {
        if (Time.UntilNextTimer is not { } next)
        {
            return false;
        }

        Time.Advance(next);
        return true;
    }
}
