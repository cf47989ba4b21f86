using Oms.Edge.Fleet.Launching;

namespace Oms.Campaigns.Cluster;

/// <summary>What befalls single nodes, and all of them.</summary>
internal sealed class NodeFaults(ClusterScene scene, ShardProbes probes, string folder, Random random)
{
    private readonly List<TimeSpan> _killGaps = [];
    private readonly GarbagePeer _stranger = new(folder, random);

    public IReadOnlyCollection<TimeSpan> KillGaps => _killGaps;

    public IEnumerable<(string Name, Func<Task> Do)> Kinds =>
    [
        ("kill -9 of a node", KillOneAsync),
        ("kill -9 of all nodes", KillAllAsync),
        ("a node paused beyond its lease", PauseAsync),
        ("a node drained and started", DrainAsync),
        ("shards moved", MoveAsync),
        ("a second process with a node's address", IntrudeAsync),
        ("garbage at the peer ports", GarbageAsync),
        .. NodeClocks.CanStep ? [("a node's clock stepped", StepClockAsync)] : Array.Empty<(string, Func<Task>)>(),
    ];

    private Launcher Launcher => scene.Launcher;

    private ServerProcess Any() => Launcher.Centres[random.Next(Launcher.Centres.Count)];

    private async Task KillOneAsync()
    {
        var victim = Any();
        var shards = await scene.ShardsOfAsync(victim);
        using var survivors = scene.CallerOf(
            [.. Launcher.Centres.Where(node => node != victim)], random.Next());
        await victim.KillAsync();
        _killGaps.AddRange(
            await probes.FirstWritesAsync(shards, survivors, TimeProvider.System.GetTimestamp()));
        await Launcher.StartAsync(victim, CancellationToken.None);
    }

    private async Task KillAllAsync()
    {
        await Task.WhenAll(Launcher.Centres.Select(node => node.KillAsync()));
        await AwhileAsync(1_000);
        foreach (var node in Launcher.Centres)
        {
            node.Start();
        }

        await Task.WhenAll(Launcher.Centres.Select(node => node.WaitReadyAsync(CancellationToken.None)));
    }

    private async Task PauseAsync()
    {
        var victim = Any();
        victim.Pause();
        await Task.Delay(LauncherOptions.NodeTtl * (0.5 + (2.5 * random.NextDouble())), TimeProvider.System);
        victim.Resume();
    }

    private async Task DrainAsync()
    {
        var victim = Any();
        _ = await victim.StopAsync();
        await Launcher.StartAsync(victim, CancellationToken.None);
    }

    private async Task MoveAsync()
    {
        var names = Launcher.Centres.Select(node => node.Name).ToArray();
        for (var i = 0; i < 20; i++)
        {
            var to = random.Next(3) == 0 ? "null" : $"\"{names[random.Next(names.Length)]}\"";
            _ = await scene.Caller.PostAsync(
                $"/cluster/shards/{random.Next(ShardLoad.Shards)}/move", $$"""{"node":{{to}}}""",
                $"day/{random.NextInt64()}", CancellationToken.None);
        }
    }

    /// <summary>It must be refused, and disturb nobody.</summary>
    private async Task IntrudeAsync()
    {
        await using var intruder = Launcher.Intruder(Any());
        intruder.Start();
        try
        {
            await intruder.WaitReadyAsync(CancellationToken.None);
        }
        catch (ServerFailedException)
        {
            return;
        }

        throw new InvalidDataException("Two nodes with one address serve.");
    }

    private async Task GarbageAsync()
    {
        foreach (var node in Launcher.Centres)
        {
            var port = Launcher.PeerPortOf(node)!;
            await _stranger.SendGarbageAsync(port);
            await _stranger.AskWithAnotherSecretAsync(port);
            if (!node.IsRunning)
            {
                throw new InvalidDataException($"{node.Name} has ended, of what was sent to its peer port.");
            }
        }
    }

    /// <summary>An hour of the centre's clock forward and back: nothing that is safe may rest on it.</summary>
    private async Task StepClockAsync()
    {
        var victim = Any();
        foreach (var hours in random.Next(2) == 0 ? (int[])[1, -1, 0] : [-1, 1, 0])
        {
            scene.Wiring!.Clocks.Step(victim.Name, TimeSpan.FromHours(hours) / scene.Scale);
            await Task.Delay(LauncherOptions.NodeTtl, TimeProvider.System);
        }
    }

    private Task AwhileAsync(int most) =>
        Task.Delay(TimeSpan.FromMilliseconds(random.Next(most)), TimeProvider.System);
}
