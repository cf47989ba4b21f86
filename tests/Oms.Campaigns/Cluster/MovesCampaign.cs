using System.Globalization;

namespace Oms.Campaigns.Cluster;

/// <summary>Shards moved by force under load, many times, and how long a write to each had to wait.</summary>
internal sealed class MovesCampaign(ClusterCampaignOptions options)
{
    private const int MoversAtOnce = 4;

    /// <returns>0 when nothing is wrong, else 1.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var scene = await ClusterScene.MakeAsync(options);
        await scene.Launcher.StartCentresAsync(cancellationToken);
        await scene.PlacedAsync();
        var history = new WriteHistory();
        var load = new ShardLoad(scene.Caller, options.Seed, history);
        var probes = new ShardProbes(options.Seed, history);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var loading = load.RunAsync(enough.Token);
        var began = TimeProvider.System.GetTimestamp();
        var waits = await MoveAllAsync(scene, probes, cancellationToken);
        var took = TimeProvider.System.GetElapsedTime(began);
        await enough.CancelAsync();
        await loading;

        await load.CheckAsync(cancellationToken);
        await probes.CheckAsync(scene.Caller, cancellationToken);
        List<string> wrong = [.. load.Wrong, .. probes.Wrong];
        wrong.AddRange(await JournalChecks.OfJournalAsync(scene.Text, history));
        wrong.AddRange(await JournalChecks.OfReadModelsAsync(scene.Text, scene.Launcher));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{waits.Count} forced moves in {took.TotalSeconds:0} s, {history.Writes.Count} writes acknowledged "
                + $"meanwhile on all shards, {scene.Caller.Repeats} attempts repeated"));
        Console.WriteLine($"Longest wait of one write to a shard while it moved: {Waits.Text(waits)}");
        var others = history.Writes.Where(write => write.Item.StartsWith("LOAD", StringComparison.Ordinal))
            .Select(write => TimeProvider.System.GetElapsedTime(write.Began, write.Ended)).ToList();
        Console.WriteLine($"Every write of the load meanwhile: {Waits.Text(others)}");
        return Verdict.Of(wrong);
    }

    private async Task<IReadOnlyList<TimeSpan>> MoveAllAsync(
        ClusterScene scene, ShardProbes probes, CancellationToken cancellationToken)
    {
        var random = new Random(options.Seed);
        var waits = new List<TimeSpan>();
        var left = options.Moves;
        await Task.WhenAll(Enumerable.Range(0, MoversAtOnce).Select(async mover =>
        {
            // Each has shards of its own, so that no two move the same one at once.
            var own = Enumerable.Range(0, ShardLoad.Shards).Where(shard => shard % MoversAtOnce == mover).ToArray();
            while (true)
            {
                int shard;
                lock (waits)
                {
                    if (left-- <= 0)
                    {
                        return;
                    }

                    shard = own[random.Next(own.Length)];
                }

                var wait = await MoveAsync(scene, probes, shard, random, cancellationToken);
                lock (waits)
                {
                    waits.Add(wait);
                }
            }
        }));
        return waits;
    }

    private static async Task<TimeSpan> MoveAsync(
        ClusterScene scene, ShardProbes probes, int shard, Random random, CancellationToken cancellationToken)
    {
        var owner = await scene.OwnerOfAsync(shard);
        var others = scene.Launcher.Centres.Select(node => node.Name).Where(name => name != owner).ToArray();
        string target, key;
        lock (random)
        {
            (target, key) = (others[random.Next(others.Length)], $"move/{random.NextInt64()}");
        }

        var moving = scene.Caller.PostAsync(
            $"/cluster/shards/{shard}/move", $$"""{"node":"{{target}}"}""", key, cancellationToken);
        var wait = await probes.LongestWaitAsync(
            shard, scene.Caller, async () => await scene.OwnerOfAsync(shard) == target, rest: TimeSpan.Zero);
        return (await moving).Status == 200
            ? wait
            : throw new InvalidDataException($"The move of shard {shard} to {target} was refused.");
    }
}
