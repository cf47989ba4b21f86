using NodaTime;
using Oms.Actors.Journal;
using Oms.Entities;
using Oms.Testing;

namespace Oms.Actors.Tests.Simulation;

/// <summary>
/// One run of the simulated world: nodes that crash and overlap, clients that retry, a store that fails, a clock that
/// steps. All on one thread and out of one seed.
/// </summary>
internal sealed class World : IWorld
{
    public const int Shards = 3;
    public const long TransferLimit = 40;

    private const int Clients = 3;
    private const int CommandsPerClient = 9;
    private const long TurnsMax = 2_000_000;

    private readonly int _seed;
    private readonly List<WorldNode> _nodes = [];
    private readonly SortedDictionary<string, int> _faults = new(StringComparer.Ordinal);
    private readonly SimulatedNetwork _network;
    private readonly int _faultsPerThousand;
    private bool _healed;
    private int _clientsDone;

    public World(int seed)
    {
        _seed = seed;
        Random = new Random(seed);
        Scheduler = new SimulationScheduler(Random.Next());
        Scheduler.WhenIdle = LetTimePass;
        _faultsPerThousand = Random.Next(4) == 0 ? 0 : Random.Next(5, 60);
        _network = new SimulatedNetwork(Random, Time, faultPercent: _faultsPerThousand == 0 ? 0 : Random.Next(0, 30));
    }

    public static Instant Noon { get; } = Instant.FromUtc(2026, 3, 1, 12, 0);

    public Random Random { get; }

    public int HoldMinutesMax => 40;

    public SimulationScheduler Scheduler { get; }

    public ManualTime Time { get; } = new(Noon);

    public MemoryStore Store { get; } = new(Shards);

    public WorldProjection Projection { get; } = new();

    /// <summary>What clients saw, in order.</summary>
    public List<string> History { get; } = [];

    /// <summary>What clients were promised.</summary>
    public List<Promise> Promises { get; } = [];

    public Dictionary<EntityAddress, long> Acknowledged { get; } = [];

    /// <summary>How often each kind of fault was hit.</summary>
    public IReadOnlyDictionary<string, int> Faults => _faults;

    /// <summary>Runs the world to its end and checks all that must hold.</summary>
    public async Task<World> RunAsync()
    {
        Scheduler.Run(LiveAsync, TurnsMax);
        foreach (var (delivery, count) in _network.Counts)
        {
            if (delivery is not Delivery.Prompt)
            {
                _faults[$"network: {delivery}"] = count;
            }
        }

        await WorldChecks.CheckAsync(Store, Promises);
        _nodes.ForEach(node => node.Dispose());
        return this;
    }

    /// <summary>Lets other work come first, now and then for a while.</summary>
    public async Task JitterAsync()
    {
        var dice = Random.Next(100);
        if (dice < 60 || _healed)
        {
            await Task.Yield();
        }
        else if (dice < 90)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Next(1, 30)), Time);
        }
        else if (dice == 99 && _faultsPerThousand > 0)
        {
            Count("store: slow");
            await Task.Delay(TimeSpan.FromSeconds(Random.Next(1, 40)), Time);
        }
    }

    public JournalFault FaultOf(JournalCall call)
    {
        if (_healed || Random.Next(1_000) >= _faultsPerThousand)
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

    public void KillSoon(WorldNode node) => _ = Task.Factory.StartNew(
        () => KillAsync(node), CancellationToken.None, TaskCreationOptions.None, Scheduler).Unwrap();

    /// <summary>Calls a node that may be alive, over the bad network.</summary>
    public Task<T> CallAsync<T>(Func<IWorldNode, Task<T>> call)
    {
        var live = _nodes.Where(node => !node.IsDead).ToList();
        return live.Count == 0
            ? Task.FromException<T>(new TimeoutException("No node is up."))
            : _healed ? call(live[^1]) : _network.CallAsync(() => call(live[Random.Next(live.Count)]));
    }

    private async Task LiveAsync()
    {
        await StartNodeAsync();
        var clients = Enumerable.Range(0, Clients)
            .Select(number => new WorldClient(this, number).RunAsync(CommandsPerClient)).ToArray();
        var faults = FaultsAsync();
        foreach (var client in clients)
        {
            await client;
            _clientsDone++;
        }

        await faults;
        await HealAsync();
    }

    /// <summary>Kills, restarts, overlaps and steps the clock until the clients are done.</summary>
    private async Task FaultsAsync()
    {
        while (_clientsDone < Clients)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Next(20, 4_000)), Time);
            var dice = Random.Next(100);
            if (_faultsPerThousand > 0 && dice < 15)
            {
                await CrashAsync();
            }
            else if (_faultsPerThousand > 0 && dice < 25)
            {
                Count("takeover while the owner lives");
                await StartNodeAsync();
            }
            else if (_faultsPerThousand > 0 && dice < 30)
            {
                Count("clock step");
                Time.StepClock(Duration.FromSeconds(Random.Next(-120, 120)));
            }
            else if (dice < 34)
            {
                Count("drain");
                await DrainAsync();
            }

            if (_nodes.All(node => node.IsDead))
            {
                await StartNodeAsync();
            }

            await KillZombiesAsync();
        }
    }

    private async Task HealAsync()
    {
        _healed = true;
        foreach (var node in _nodes)
        {
            await KillAsync(node);
        }

        await StartNodeAsync();

        // Every hold and reservation has expired by then, and every transfer arrived.
        await Task.Delay(TimeSpan.FromHours(2), Time);
        await _nodes[^1].System.WaitUntilIdleAsync(CancellationToken.None);
        var live = Projection.Text;
        await _nodes[^1].System.RebuildAsync(Projection.Name, CancellationToken.None);
        if (live != Projection.Text)
        {
            throw new InvalidOperationException($"A rebuild differs:\n{live}\n{Projection.Text}");
        }

        foreach (var lag in _nodes[^1].System.Lag().Where(lag => lag.Stopped is not null))
        {
            throw new InvalidOperationException($"{lag.Consumer} has stopped: {lag.Stopped}");
        }

        await _nodes[^1].System.DrainAsync(CancellationToken.None);
    }

    private async Task StartNodeAsync()
    {
        var node = new WorldNode(this, _nodes.Count);
        foreach (var earlier in _nodes)
        {
            earlier.IsRevoked = true;
        }

        _nodes.Add(node);
        try
        {
            // It may be killed while it starts; then its start never ends.
            await await Task.WhenAny(node.System.StartAsync(CancellationToken.None), node.Died);
        }
        catch (Exception failure) when (failure is JournalUnavailableException or JournalOutcomeUnknownException
            or JournalFencedException)
        {
            Count("start failed");
            await KillAsync(node);
            if (_healed)
            {
                throw;
            }
        }
    }

    private async Task CrashAsync()
    {
        var live = _nodes.Where(node => !node.IsDead).ToList();
        if (live.Count > 0)
        {
            Count("crash");
            await KillAsync(live[Random.Next(live.Count)]);
        }
    }

    private async Task DrainAsync()
    {
        if (_nodes.LastOrDefault(node => !node.IsDead) is { } node)
        {
            await Task.WhenAny(
                node.System.DrainAsync(CancellationToken.None), Task.Delay(TimeSpan.FromSeconds(60), Time));
            await KillAsync(node);
        }
    }

    private async Task KillZombiesAsync()
    {
        foreach (var zombie in _nodes.Where(node => node.IsRevoked && !node.IsDead).ToList())
        {
            if (Random.Next(3) == 0)
            {
                await KillAsync(zombie);
            }
        }
    }

    private static Task KillAsync(WorldNode node) => node.IsDead ? Task.CompletedTask : node.KillAsync();

    private bool LetTimePass()
    {
        if (Time.UntilNextTimer is not { } next)
        {
            return false;
        }

        Time.Advance(next);
        return true;
    }

    private void Count(string fault) => _faults[fault] = _faults.GetValueOrDefault(fault) + 1;

    public override string ToString() => $"seed {_seed}";
}
