using System.Diagnostics;
using Oms.Actors;
using Oms.Actors.Cluster;
using Oms.Benchmarks.Postgres;
using Oms.Benchmarks.Runtime;
using Oms.Entities;
using Oms.Testing.Postgres;

namespace Oms.Benchmarks.Cluster;

/// <summary>How long does a command wait whose shard belongs to a node that drains, that dies, or that dies and is
/// declared dead at once? Three nodes with the usual timings.</summary>
/// <remarks>One entity on each of its shards gets commands at another node, one after the other. The limit: the longest
/// wait of a command to each shard in a second in which nothing happens; for a node that dies, the ttl of its
/// lease.</remarks>
internal static class HandOffBenchmark
{
    private const int LeastShards = 60;
    private const double Tail = 0.99;
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(1);
    private static int _commands;

    public static async Task RunAsync()
    {
        await using var server = await PostgresServer.StartAsync(PostgresBench.Settings);
        var database = server.ConnectionString(await server.CreateDatabaseAsync());
        var peers = await PeerPair.SharedSecretAsync();
        await using var asking = await BenchNode.StartAsync("a", database, peers, lanes: 1);
        await using var other = await BenchNode.StartAsync("b", database, peers, lanes: 1);
        var calm = new List<double>();
        var (drained, killed, declared) = (new Gaps(), new Gaps(), new Gaps());
        _ = await Report.InTurnsAsync(
            () => RoundAsync(drained, node => node.System.LeaveAsync(CancellationToken.None)),
            () => RoundAsync(killed, node => node.KillAsync()),
            () => RoundAsync(declared, async node =>
            {
                var id = node.System.Self!.Id;
                await node.KillAsync();
                _ = await asking.Store.DeclareDeadAsync(id);
            }));
        var ttl = new ClusterOptions().Ttl.ToTimeSpan().TotalMicroseconds;
        string[] facts = ["nodes=3", $"rest_ms={Rest.TotalMilliseconds}", "journal=postgres", "fsync=on"];
        foreach (var (name, gaps) in new[]
        {
            ("drained", drained), ("killed", killed), ("declared-dead", declared),
        })
        {
            Report.Answer($"{name}-gap-p50", "us", gaps.Medians[1..], facts);
            Report.Limit("nothing-happens-p50", gaps.Medians[1..], calm);
            Report.Answer($"{name}-gap-p99", "us", gaps.Tails[1..], facts);
            Report.Limit("ttl", gaps.Tails[1..], [ttl]);
        }

        async Task<double> RoundAsync(Gaps gaps, Func<BenchNode, Task> end)
        {
            await using var node = await BenchNode.StartAsync("c", database, peers, lanes: 1);
            await node.OwnsAsync(LeastShards);
            var its = Enumerable.Range(0, 100_000).Select(BenchSystem.Address)
                .Where(address => node.System.Owns(address))
                .GroupBy(address => (int)address.Shard()).Select(shard => shard.First()).ToArray();
            _ = await WaitsAsync(asking, its, () => Task.Delay(Calm, TimeProvider.System));
            calm.Add(Report.Median(await WaitsAsync(asking, its, () => Task.Delay(Calm, TimeProvider.System))));
            var waits = await WaitsAsync(asking, its, async () =>
            {
                await Task.Delay(Calm / 2, TimeProvider.System);
                await end(node);
                await Task.Delay(Calm / 2, TimeProvider.System);
            });
            Array.Sort(waits);
            gaps.Medians.Add(waits[waits.Length / 2]);
            gaps.Tails.Add(waits[(int)(waits.Length * Tail)]);
            return waits[^1];
        }
    }

    /// <returns>Of each entity the longest time that a command took, in microseconds.</returns>
    private static async Task<double[]> WaitsAsync(BenchNode node, EntityAddress[] whom, Func<Task> happens)
    {
        var happening = happens();
        return await Task.WhenAll(whom.Select(async (address, i) =>
        {
            var longest = 0.0;
            await Task.Delay(Rest * ((double)i / whom.Length), TimeProvider.System);
            while (!happening.IsCompleted)
            {
                var started = Stopwatch.GetTimestamp();
                var context = BenchSystem.NewContext(Interlocked.Increment(ref _commands));
                while ((await node.Tallies.AskAsync(address, new TallyCommand(1), context)).Outcome
                    is not ReplyOutcome.Accepted)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
                }

                longest = Math.Max(longest, Stopwatch.GetElapsedTime(started).TotalMicroseconds);
                await Task.Delay(Rest, TimeProvider.System);
            }

            return longest;
        }));
    }

    /// <summary>Of each turn the median shard's wait, and that of one in a hundred.</summary>
    private sealed class Gaps
    {
        public List<double> Medians { get; } = [];

        public List<double> Tails { get; } = [];
    }
}
