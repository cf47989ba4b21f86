using NodaTime;
using Oms.Actors.Journal;

namespace Oms.Actors.Tests.Simulation;

/// <summary>
/// One run of the runtime's world: nodes that crash and overlap, clients that retry, a store that fails, a clock that
/// steps.
/// </summary>
internal sealed class World(int seed) : SimulatedWorld(seed, shards: 3, faultsPerThousandMax: 60)
{
    private readonly List<WorldNode> _nodes = [];

    public override int HoldMinutesMax => 40;

    public override async Task JitterAsync()
    {
        var dice = Random.Next(100);
        if (dice < 60 || IsHealed)
        {
            await Task.Yield();
        }
        else if (dice < 90)
        {
            await PauseAsync(1, 30);
        }
        else if (dice == 99 && !IsCalm)
        {
            Count("store: slow");
            await PauseAsync(1_000, 40_000);
        }
    }

    public override Task<T> CallAsync<T>(Func<SimulatedNode, Task<T>> call)
    {
        var live = _nodes.Where(node => !node.IsDead).ToList();
        return live.Count == 0
            ? Task.FromException<T>(new TimeoutException("No node is up."))
            : Network.CallAsync(() => call(live[Random.Next(live.Count)]));
    }

    protected override Task StartAsync() => StartNodeAsync();

    /// <summary>Kills, restarts, overlaps and steps the clock until the clients are done.</summary>
    protected override async Task FaultsAsync()
    {
        while (!ClientsAreDone)
        {
            await PauseAsync(20, 4_000);
            var dice = Random.Next(100);
            if (!IsCalm && dice < 15)
            {
                await CrashAsync();
            }
            else if (!IsCalm && dice < 25)
            {
                Count("takeover while the owner lives");
                await StartNodeAsync();
            }
            else if (!IsCalm && dice < 30)
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

    protected override async Task SettleAsync()
    {
        foreach (var node in _nodes)
        {
            await node.KillAsync();
        }

        await StartNodeAsync();

        // Every hold and reservation has expired by then, and every transfer arrived.
        await Task.Delay(TimeSpan.FromHours(2), Time);
        var system = _nodes[^1].System;
        await system.WaitUntilIdleAsync(CancellationToken.None);
        var live = Projection.Text;
        await system.RebuildAsync(Projection.Name, CancellationToken.None);
        if (live != Projection.Text)
        {
            throw new InvalidOperationException($"A rebuild differs:\n{live}\n{Projection.Text}");
        }

        CheckConsumers(system);
        await system.DrainAsync(CancellationToken.None);
    }

    protected override void DisposeNodes() => _nodes.ForEach(node => node.Dispose());

    private async Task StartNodeAsync()
    {
        var node = new WorldNode(this);
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
            await node.KillAsync();
            if (IsHealed)
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
            await live[Random.Next(live.Count)].KillAsync();
        }
    }

    private async Task DrainAsync()
    {
        if (_nodes.LastOrDefault(node => !node.IsDead) is { } node)
        {
            await Task.WhenAny(
                node.System.DrainAsync(CancellationToken.None), Task.Delay(TimeSpan.FromSeconds(60), Time));
            await node.KillAsync();
        }
    }

    private async Task KillZombiesAsync()
    {
        foreach (var zombie in _nodes.Where(node => node.IsRevoked).ToList())
        {
            if (!zombie.IsDead && Random.Next(3) == 0)
            {
                await zombie.KillAsync();
            }
        }
    }
}
