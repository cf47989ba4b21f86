using NodaTime;
using NodaTime.Extensions;
using Oms.Actors.Cluster;
using Oms.Actors.Journal;
using Oms.Actors.Tests.Simulation;
using Oms.Entities;
using Oms.Testing;

namespace Oms.Actors.Tests.ClusterSimulation;

/// <summary>
/// One run of a simulated cluster: nodes that are killed, stopped, cut off and drained, a database whose clock steps, a
/// network that loses and repeats, clients that ask any node. All on one thread and out of one seed.
/// </summary>
internal sealed class ClusterWorld : IWorld
{
    public const int Shards = 6;
    public const long TransferLimit = 40;

    private const int NodesMax = 3;
    private const int Clients = 3;
    private const int CommandsPerClient = 9;
    private const long TurnsMax = 400_000;

    private readonly int _seed;
    private readonly List<ClusterNode> _nodes = [];
    private readonly List<Task> _drains = [];
    private readonly Dictionary<string, Guid> _homes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _faults = new(StringComparer.Ordinal);
    private readonly int _faultsPerThousand;
    private Duration _databaseClock = Duration.Zero;
    private bool _healed;
    private int _clientsDone;

    public ClusterWorld(int seed)
    {
        _seed = seed;
        Random = new Random(seed);
        Scheduler = new SimulationScheduler(Random.Next()) { WhenIdle = LetTimePass };
        _faultsPerThousand = Random.Next(5) == 0 ? 0 : Random.Next(3, 40);
        Network = new SimulatedNetwork(Random, Time, faultPercent: _faultsPerThousand == 0 ? 0 : Random.Next(0, 25));
        Meeting = new MemoryClusterStore(Store, () => Now + _databaseClock);
    }

    public static ClusterOptions Options { get; } = new()
    {
        Ttl = Duration.FromSeconds(5),
        Heartbeat = Duration.FromMilliseconds(1_500),
        Scan = Duration.FromSeconds(1),
        MoveAgainAfter = Duration.FromSeconds(3),
    };

    public Random Random { get; }

    public int HoldMinutesMax => 5;

    public SimulationScheduler Scheduler { get; }

    public ManualTime Time { get; } = new(World.Noon);

    public Instant Now => Time.GetUtcNow().ToInstant();

    public SimulatedNetwork Network { get; }

    public MemoryStore Store { get; } = new(Shards);

    public MemoryClusterStore Meeting { get; }

    public WorldProjection Projection { get; } = new();

    public List<string> History { get; } = [];

    public List<Promise> Promises { get; } = [];

    public Dictionary<EntityAddress, long> Acknowledged { get; } = [];

    /// <summary>How often each kind of fault was hit.</summary>
    public IReadOnlyDictionary<string, int> Faults => _faults;

    /// <summary>Runs the world to its end and checks all that must hold.</summary>
    public async Task<ClusterWorld> RunAsync()
    {
        Scheduler.Run(LiveAsync, TurnsMax);
        foreach (var (delivery, count) in Network.Counts)
        {
            if (delivery is not Delivery.Prompt)
            {
                _faults[$"network: {delivery}"] = count;
            }
        }

        if (Meeting.Buried > 0)
        {
            _faults["node declared dead"] = Meeting.Buried;
        }

        await WorldChecks.CheckAsync(Store, Promises);
        _nodes.ForEach(node => node.Dispose());
        return this;
    }

    public Guid NewGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        Random.NextBytes(bytes);
        return new Guid(bytes);
    }

    public ClusterNode? Find(NodeInfo peer) => _nodes.Find(node => !node.IsDead && node.System.Self?.Id == peer.Id);

    /// <summary>Lets other work come first, now and then for a while.</summary>
    public async Task JitterAsync()
    {
        var dice = Random.Next(200);
        if (dice < 150 || _healed)
        {
            await Task.Yield();
        }
        else if (dice < 198)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Next(1, 30)), Time);
        }
        else if (_faultsPerThousand > 0)
        {
            Count("database: slow");
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Next(100, 9_000)), Time);
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

    public bool LosesAnswer()
    {
        var loses = !_healed && Random.Next(1_000) < _faultsPerThousand;
        if (loses)
        {
            Count("database: answer lost");
        }

        return loses;
    }

    public void KillSoon(ClusterNode node) => Start(node.KillAsync);

    public Task<T> CallAsync<T>(Func<IWorldNode, Task<T>> call)
    {
        var live = _nodes.Where(node => !node.IsDead).ToList();
        if (live.Count == 0)
        {
            return Task.FromException<T>(new TimeoutException("No node is up."));
        }

        var node = live[Random.Next(live.Count)];
        return Network.CallAsync(() => node.HandleAsync(() => call(node)));
    }

    private void Start(Func<Task> work) => Task.Factory.StartNew(
        work, CancellationToken.None, TaskCreationOptions.None, Scheduler);

    private async Task LiveAsync()
    {
        for (var number = 0; number < NodesMax; number++)
        {
            await StartNodeAsync($"node-{number}");
        }

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

    private async Task FaultsAsync()
    {
        while (_clientsDone < Clients)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Next(50, 5_000)), Time);
            var live = _nodes.Where(node => !node.IsDead).ToList();
            var dice = Random.Next(100);
            if (_faultsPerThousand == 0 && dice < 70)
            {
                continue;
            }

            if (live.Count == 0 || dice >= 80)
            {
                await RestartAsync();
                continue;
            }

            var node = live[Random.Next(live.Count)];
            switch (dice)
            {
                case < 12:
                    Count("kill");
                    await node.KillAsync();
                    break;
                case < 26:
                    Count("stop and continue");
                    node.Scheduler.Pause();
                    Start(() => ResumeAsync(node));
                    break;
                case < 38:
                    Count("cut from the database");
                    node.CutFromStoreUntil = Now + Duration.FromSeconds(Random.Next(1, 20));
                    break;
                case < 48:
                    Count("cut from its peers");
                    node.CutFromPeersUntil = Now + Duration.FromSeconds(Random.Next(1, 20));
                    break;
                case < 55:
                    Count("database clock: step");
                    _databaseClock += Duration.FromMilliseconds(Random.Next(-900, 900));
                    break;
                case < 66:
                    Count("drain");
                    _drains.Add(DrainAsync(node));
                    break;
                default:
                    Count("forced move");
                    Meeting.Prefer(Random.Next(Shards), Random.Next(3) == 0 ? null : node.Name);
                    break;
            }
        }
    }

    private async Task ResumeAsync(ClusterNode node)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(Random.Next(100, 20_000)), Time);
        node.Scheduler.Resume();
    }

    private static async Task DrainAsync(ClusterNode node)
    {
        try
        {
            _ = await Task.WhenAny(node.HandleAsync(async () =>
            {
                await node.System.DrainAsync(CancellationToken.None);
                return true;
            }), node.Died);
        }
        finally
        {
            await node.KillAsync();
        }
    }

    private async Task RestartAsync()
    {
        for (var number = 0; number < NodesMax; number++)
        {
            var name = $"node-{number}";
            if (!_nodes.Exists(node => node.Name == name && !node.IsDead))
            {
                await StartNodeAsync(name);
                return;
            }
        }
    }

    private async Task StartNodeAsync(string name)
    {
        if (!_homes.TryGetValue(name, out var home))
        {
            _homes.Add(name, home = NewGuid());
        }

        var node = new ClusterNode(this, name, home);
        _nodes.Add(node);
        try
        {
            await await Task.WhenAny(
                node.HandleAsync(async () =>
                {
                    await node.System.StartAsync(CancellationToken.None);
                    return true;
                }),
                node.Died);
        }
        catch (Exception failure) when (failure is JournalUnavailableException or JournalOutcomeUnknownException
            or TimeoutException)
        {
            Count("start failed");
            await node.KillAsync();
        }
    }

    private async Task HealAsync()
    {
        (_healed, _databaseClock) = (true, Duration.Max(_databaseClock, Duration.Zero));
        for (var shard = 0; shard < Shards; shard++)
        {
            Meeting.Prefer(shard, null);
        }

        foreach (var node in _nodes)
        {
            (node.CutFromStoreUntil, node.CutFromPeersUntil) = (Instant.MinValue, Instant.MinValue);
            node.Scheduler.Resume();
        }

        await Task.WhenAll(_drains);
        for (var number = 0; number < NodesMax; number++)
        {
            await RestartAsync();
        }

        // Every hold and reservation has expired by then, and every transfer arrived.
        await Task.Delay(TimeSpan.FromMinutes(10), Time);
        foreach (var node in _nodes.Where(node => !node.IsDead))
        {
            await node.System.WaitUntilIdleAsync(CancellationToken.None);
            foreach (var lag in node.System.Lag().Where(lag => lag.Stopped is not null))
            {
                throw new InvalidOperationException($"{lag.Consumer} has stopped: {lag.Stopped}");
            }
        }

        var live = Projection.Text;
        await CheckRebuildAsync(live);
        foreach (var node in _nodes.Where(node => !node.IsDead).ToList())
        {
            await DrainAsync(node);
        }
    }

    private async Task CheckRebuildAsync(string live)
    {
        var again = new WorldProjection();
        var journal = new MemoryJournal(Store);
        for (var shard = 0; shard < Shards; shard++)
        {
            var records = await journal.ReadShardAsync(shard, 0, int.MaxValue, CancellationToken.None);
            await again.ApplyAsync(shard, after: 0, WorldProjection.Decode(records), records.Count);
        }

        if (live != again.Text)
        {
            throw new InvalidOperationException($"A rebuild differs:\n{live}\n{again.Text}");
        }
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

    private void Count(string fault) => _faults[fault] = _faults.GetValueOrDefault(fault) + 1;

    public override string ToString() => $"seed {_seed}";
}
