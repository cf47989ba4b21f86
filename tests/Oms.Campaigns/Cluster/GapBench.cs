using System.Net;
using Oms.Edge.Fleet.Launching;

namespace Oms.Campaigns.Cluster;

/// <summary>How long the shards of a node are not served when it is killed, killed and declared dead, or
/// drained.</summary>
internal sealed class GapBench(ClusterCampaignOptions options)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    private readonly WriteHistory _history = new();
    private readonly List<TimeSpan> _killed = [];
    private readonly List<TimeSpan> _declared = [];
    private readonly List<TimeSpan> _drained = [];
    private readonly List<TimeSpan> _usual = [];

    /// <returns>0 when nothing is wrong, else 1: a gap of any length is not wrong.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var scene = await ClusterScene.MakeAsync(options, text => new QuickMoves(text));
        await scene.Launcher.StartCentresAsync(cancellationToken);
        var probes = new ShardProbes(options.Seed, _history);
        await scene.PlacedAsync();

        // Once to each shard, so that nothing is made for the first time when it counts.
        _ = await probes.FirstWritesAsync(Enumerable.Range(0, ShardLoad.Shards), scene.Caller, 0);
        for (var round = 0; round < options.Rounds; round++)
        {
            var nodes = scene.Launcher.Centres;
            await KillAsync(scene, probes, nodes[round % nodes.Count], declares: false);
            await KillAsync(scene, probes, nodes[(round + 1) % nodes.Count], declares: true);
            await DrainAsync(scene, probes, nodes[(round + 2) % nodes.Count]);
        }

        await probes.CheckAsync(scene.Caller, cancellationToken);
        List<string> wrong = [.. probes.Wrong, .. await JournalChecks.OfJournalAsync(scene.Text, _history)];
        Console.WriteLine($"ttl {LauncherOptions.NodeTtl.TotalMilliseconds:0} ms, a third of 256 shards a time");
        Console.WriteLine($"kill -9, until a shard's first write:            {Waits.Text(_killed)}");
        Console.WriteLine($"kill -9, declared dead, until the first write:   {Waits.Text(_declared)}");
        Console.WriteLine($"drained, longest wait of one write to a shard:   {Waits.Text(_drained)}");
        Console.WriteLine($"nothing happens, longest wait of one write:      {Waits.Text(_usual)}");
        return Verdict.Of(wrong);
    }

    private async Task KillAsync(ClusterScene scene, ShardProbes probes, ServerProcess victim, bool declares)
    {
        await scene.PlacedAsync();
        var shards = await scene.ShardsOfAsync(victim);
        var incarnation = await scene.IncarnationAsync(victim);
        using var caller = Survivors(scene, victim);
        await victim.KillAsync();
        var killed = TimeProvider.System.GetTimestamp();
        var declaring = declares
            ? caller.PostAsync(
                $"/cluster/nodes/{incarnation}/declare-dead", "{}", $"dead/{incarnation}", CancellationToken.None)
            : Task.FromResult(new CallerAnswer(200, [], null));
        var waits = await probes.FirstWritesAsync(shards, caller, killed);
        (declares ? _declared : _killed).AddRange(waits);
        if ((await declaring).Status != 200)
        {
            throw new InvalidDataException($"{victim.Name} was not declared dead.");
        }

        await scene.Launcher.StartAsync(victim, CancellationToken.None);
    }

    private async Task DrainAsync(ClusterScene scene, ShardProbes probes, ServerProcess victim)
    {
        await scene.PlacedAsync();
        var shards = await scene.ShardsOfAsync(victim);
        using var caller = Survivors(scene, victim);
        _usual.AddRange(await probes.LongestWaitsAsync(
            shards, caller, Task.Delay(WarmUp, TimeProvider.System)));
        var stopping = StopAsync(victim);
        _drained.AddRange(await probes.LongestWaitsAsync(shards, caller, stopping));
        await stopping;
        await scene.Launcher.StartAsync(victim, CancellationToken.None);
    }

    private static async Task StopAsync(ServerProcess victim)
    {
        await Task.Delay(WarmUp, TimeProvider.System);
        _ = await victim.StopAsync();
    }

    private PatientCaller Survivors(ClusterScene scene, ServerProcess victim) =>
        scene.CallerOf([.. scene.Launcher.Centres.Where(node => node != victim)], options.Seed, Pause);

    /// <summary>Shards go back to a node that has come back at once, so that the next round has some to take.</summary>
    private sealed class QuickMoves(string database) : INodeSurroundings
    {
        public string DatabaseOf(string node) => database;

        public IPEndPoint AddressOf(string node, IPEndPoint listen) => listen;

        public IEnumerable<KeyValuePair<string, string>> EnvironmentOf(string node) =>
        [
            new("OMS__Cluster__MoveAgainMilliseconds", "0"), new("OMS__Cluster__MovesPerScan", "64"),
        ];
    }
}
