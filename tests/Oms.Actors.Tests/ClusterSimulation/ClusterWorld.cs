using NodaTime;
using Oms.Actors.Cluster;
using Oms.Actors.Journal;
using Oms.Actors.Tests.Ledger;
using Oms.Actors.Tests.Simulation;
using Oms.Entities;
using Oms.Testing;

namespace Oms.Actors.Tests.ClusterSimulation;

/// <summary>
/// One run of a simulated cluster: nodes that are killed, stopped, cut off and drained, whose clocks differ, a database
/// that has troubles of its own, a network that loses and repeats, clients that ask any node.
/// </summary>
internal sealed class ClusterWorld : SimulatedWorld
{
    private const int ShardCount = 6;
    private const int NodesMax = 3;

    private readonly List<ClusterNode> _nodes = [];
    private readonly List<Task> _drains = [];
    private readonly bool _isUpgraded;
    private readonly Dictionary<string, Guid> _homes = new(StringComparer.Ordinal);

    public ClusterWorld(int seed)
        : base(seed, ShardCount, faultsPerThousandMax: 40)
    {
        Database = new ClusterDatabase(this, Rate(0.02));
        _isUpgraded = Random.Next(2) == 0;
    }

    public static ClusterOptions Options { get; } = new()
    {
        Ttl = Duration.FromSeconds(5),
        Heartbeat = Duration.FromMilliseconds(1_500),
        Scan = Duration.FromSeconds(1),
        MoveAgainAfter = Duration.FromSeconds(3),
    };

    public override int HoldMinutesMax => 5;

    public ClusterDatabase Database { get; }

    private IEnumerable<ClusterNode> Live => _nodes.Where(node => !node.IsDead);

    public ClusterNode? Find(NodeInfo peer) => Live.FirstOrDefault(node => node.System.Self?.Id == peer.Id);

    public override async Task JitterAsync()
    {
        var dice = Random.Next(200);
        if (dice < 150 || IsHealed)
        {
            await Task.Yield();
        }
        else if (dice < 198)
        {
            await PauseAsync(1, 30);
        }
        else if (!IsCalm)
        {
            Count("database: slow");
            await PauseAsync(100, 9_000);
        }
    }

    public override Task<T> CallAsync<T>(Func<SimulatedNode, Task<T>> call)
    {
        var live = Live.ToList();
        if (live.Count == 0)
        {
            return Task.FromException<T>(new TimeoutException("No node is up."));
        }

        var node = live[Random.Next(live.Count)];
        return Network.CallAsync(() => node.HandleAsync(() => call(node)));
    }

    /// <summary>Stops a node's process in the midst of what it does, and lets it go on later.</summary>
    public void StopSoon(ClusterNode node) => Start(async () =>
    {
        Count("stop within an append");
        await StopAsync(node);
    });

    protected override async Task StartAsync()
    {
        for (var number = 0; number < NodesMax; number++)
        {
            await StartNodeAsync($"node-{number}", version: 1);
        }
    }

    protected override async Task FaultsAsync()
    {
        while (!ClientsAreDone)
        {
            await PauseAsync(50, 5_000);
            var live = Live.ToList();
            var dice = Random.Next(100);
            if (IsCalm && dice < 70)
            {
                continue;
            }

            if (live.Count == 0 || dice >= 80)
            {
                await RestartAsync();
            }
            else
            {
                await HarmAsync(live[Random.Next(live.Count)], dice);
            }
        }
    }

    protected override async Task SettleAsync()
    {
        await Database.Trouble;
        for (var shard = 0; shard < ShardCount; shard++)
        {
            Database.Meeting.Prefer(shard, null);
        }

        foreach (var node in _nodes)
        {
            node.CutFromStoreUntil = node.DeafUntil = node.MuteUntil = Instant.MinValue;
            node.Scheduler.Resume();
        }

        await Task.WhenAll(_drains);
        for (var number = 0; number < NodesMax; number++)
        {
            await RestartAsync();
        }

        // Every hold and reservation has expired by then, and every transfer arrived.
        await Task.Delay(TimeSpan.FromMinutes(10), Time);
        foreach (var node in Live)
        {
            await node.System.WaitUntilIdleAsync(CancellationToken.None);
            CheckConsumers(node.System);
        }

        if (Database.Meeting.Read().Format > 1)
        {
            Count("upgraded");
        }

        await CheckAllIsServedAsync();
        await CheckRebuildAsync(Projection.Text);
        foreach (var node in Live.ToList())
        {
            await DrainAsync(node);
        }
    }

    protected override void DisposeNodes() => _nodes.ForEach(node => node.Dispose());

    private async Task HarmAsync(ClusterNode node, int dice)
    {
        var until = Now + Duration.FromSeconds(Random.Next(1, 20));
        switch (dice)
        {
            case < 10:
                Count("kill");
                await node.KillAsync();
                break;
            case < 20:
                Count("stop and continue");
                Start(() => StopAsync(node));
                break;
            case < 30:
                Count("cut from the database");
                node.CutFromStoreUntil = until;
                break;
            case < 36:
                Count("cut from its peers");
                node.DeafUntil = node.MuteUntil = until;
                break;
            case < 40:
                Count("cut from its peers, one way");
                (node.DeafUntil, node.MuteUntil) = Random.Next(2) == 0
                    ? (until, node.MuteUntil)
                    : (node.DeafUntil, until);
                break;
            case < 46:
                Database.StepClock();
                break;
            case < 49:
                Count("node clock: step");
                node.Clock.StepClock(Duration.FromSeconds(Random.Next(-60, 60)));
                break;
            case < 58:
                Database.Befall();
                break;
            case < 68:
                Count("drain");
                _drains.Add(DrainAsync(node));
                break;
            default:
                Count("forced move");
                Database.Meeting.Prefer(Random.Next(ShardCount), Random.Next(3) == 0 ? null : node.Name);
                break;
        }
    }

    private async Task StopAsync(ClusterNode node)
    {
        node.Scheduler.Pause();
        await PauseAsync(100, 20_000);
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
            if (Live.All(node => node.Name != name))
            {
                // In the midst of an upgrade either build may be started; the older one may be too late.
                await StartNodeAsync(
                    name, _isUpgraded && (IsHealed || Random.Next(2) == 0) ? NextAccountEvents.Format : 1);
                return;
            }
        }
    }

    private async Task StartNodeAsync(string name, int version)
    {
        if (!_homes.TryGetValue(name, out var home))
        {
            _homes.Add(name, home = NewGuid());
        }

        var clock = new MachineTime(Time, Rate(0.03), Duration.FromSeconds(IsCalm ? 0 : Random.Next(-20, 20)));
        var node = new ClusterNode(this, name, version, home, clock);
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
        catch (NodeOutdatedException)
        {
            Count("old build refused");
            await node.KillAsync();
        }
    }

    /// <summary>How fast a clock runs: off by up to a part of its time.</summary>
    private double Rate(double most) => IsCalm ? 1 : 1 + (((Random.NextDouble() * 2) - 1) * most);

    /// <summary>Every shard has an owner that lives, and every node brings a request to it.</summary>
    private async Task CheckAllIsServedAsync()
    {
        foreach (var row in Database.Meeting.Read().Shards)
        {
            if (!Live.Any(node => node.System.Self!.Id == row.Owner))
            {
                throw new InvalidOperationException($"Shard {row.Shard} has no owner.");
            }

            var address = Enumerable.Range(0, int.MaxValue)
                .Select(number => EntityAddress.Of(AccountKind.Name, $"anybody-{number}"))
                .First(address => address.Shard() % ShardCount == row.Shard);
            foreach (var node in Live)
            {
                _ = await node.HandleAsync(() => node.Accounts.ReadAsync(address, CancellationToken.None).AsTask());
            }
        }
    }

    private async Task CheckRebuildAsync(string live)
    {
        var again = new WorldProjection();
        var journal = new MemoryJournal(Store);
        for (var shard = 0; shard < ShardCount; shard++)
        {
            var records = await journal.ReadShardAsync(shard, 0, int.MaxValue, CancellationToken.None);
            await again.ApplyAsync(shard, after: 0, WorldProjection.Decode(records), records.Count);
        }

        if (live != again.Text)
        {
            throw new InvalidOperationException($"A rebuild differs:\n{live}\n{again.Text}");
        }
    }
}
