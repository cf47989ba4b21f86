using System.Net;
using NodaTime;
using Oms.Central.Hosting;
using Oms.Central.Inventory;
using Xunit;

namespace Oms.Central.Tests.Cluster;

/// <summary>The live feed at nodes that do not write what they show.</summary>
public sealed class FeedTests
{
    private const int Writes = 31;
    private const int Hops = 12;
    private const int Items = 24;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_is_in_the_feed_of_another_node_long_before_that_looks_at_the_table()
    {
        // The table is looked at so seldom that only what the owner says can be the reason.
        var seldom = Duration.FromSeconds(20);
        await using var cluster = await CentralCluster.StartAsync(
            CentralCluster.Quick with { Ttl = seldom, Margin = Duration.FromSeconds(2), Scan = seldom }, "a", "b");
        var (a, b) = (cluster.Nodes[0], cluster.Nodes[1]);
        _ = await ClusterTests.OwnedAsync(a, ("a", 80), ("b", 80));
        var item = Enumerable.Range(0, 1_000).Select(n => $"SKU-{n}@dc-1").First(id =>
            a.Node.System.Owns(CentralNode.Address(StockItem.Kind, id)));
        await using var feed = new FeedClient();
        await feed.GoToAsync(b);
        using var hang = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        hang.CancelAfter(Patience);

        var waits = new List<TimeSpan>();
        for (var i = 0; i < Writes; i++)
        {
            var written = await a.PostAsync(
                $"/stock-items/{item}/receipts", $$"""{"receipt":"R-{{i}}","lot":"L1","quantity":1,"expires":null}""");
            var acknowledged = TimeProvider.System.GetTimestamp();
            while ((await feed.NextAsync(hang.Token)).Position != written.Header("X-OMS-Position"))
            {
            }

            waits.Add(TimeProvider.System.GetElapsedTime(acknowledged));
        }

        waits.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"from the answer of one node to the feed of another: p50 {waits[Writes / 2].TotalMilliseconds:0.0}"
            + $" ms, p90 {waits[Writes * 9 / 10].TotalMilliseconds:0.0} ms, "
            + $"longest {waits[^1].TotalMilliseconds:0.0} ms");
        Assert.True(waits[Writes / 2] < TimeSpan.FromSeconds(1), $"The median is {waits[Writes / 2]}.");
    }

    [Fact]
    public async Task A_reader_that_hops_from_node_to_node_while_shards_move_sees_every_event_once_and_in_order()
    {
        await using var cluster = await CentralCluster.StartAsync("a", "b");
        _ = await ClusterTests.OwnedAsync(cluster.Nodes[0], ("a", 80), ("b", 80));
        await using var feed = new FeedClient();
        await feed.GoToAsync(cluster.Nodes[0]);
        var seen = new List<string>();
        using var writing = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var written = WriteAsync(cluster, writing.Token);

        for (var hop = 0; hop < Hops; hop++)
        {
            await MoveSomeAsync(cluster, hop);
            for (var i = 0; i < 20; i++)
            {
                seen.Add(await NextAsync(feed));
            }

            await feed.GoToAsync(cluster.Nodes[hop % 2]);
        }

        await writing.CancelAsync();
        var wanted = await written;
        while (wanted.Except(seen).Any())
        {
            seen.Add(await NextAsync(feed));
        }

        Assert.Equal(seen.Count, seen.Distinct().Count());
        foreach (var shard in seen.Select(Parse).GroupBy(position => position.Shard))
        {
            Assert.Equal(shard.Select(position => position.Offset).Order(), shard.Select(position => position.Offset));
        }
    }

    private static async Task<string> NextAsync(FeedClient feed)
    {
        using var hang = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        hang.CancelAfter(Patience);
        return (await feed.NextAsync(hang.Token)).Position;
    }

    /// <summary>Writes to items of many shards at both nodes until it is told to stop.</summary>
    /// <returns>The positions of all writes that were acknowledged.</returns>
    private static async Task<List<string>> WriteAsync(CentralCluster cluster, CancellationToken stop)
    {
        var positions = new List<string>();
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var key = $"W-{i}";
            var body = $$"""{"receipt":"{{key}}","lot":"L1","quantity":1,"expires":null}""";
            Reply reply;
            do
            {
                reply = await cluster.Nodes[i % 2].PostAsync($"/stock-items/SKU-{i % Items}@dc-1/receipts", body, key);
            }
            while (reply.Status is HttpStatusCode.ServiceUnavailable);
            Assert.Equal(HttpStatusCode.Created, reply.Status);
            positions.Add(reply.Header("X-OMS-Position")!);
        }

        return positions;
    }

    private static async Task MoveSomeAsync(CentralCluster cluster, int hop)
    {
        for (var i = 0; i < Items; i += 2)
        {
            var shard = CentralNode.Address(StockItem.Kind, $"SKU-{i}@dc-1").Shard();
            var body = $$"""{"node":"{{(hop % 2 == 0 ? "a" : "b")}}"}""";
            var moved = await cluster.Nodes[0].PostAsync($"/cluster/shards/{shard}/move", body);
            Assert.Equal(HttpStatusCode.OK, moved.Status);
        }
    }

    private static (int Shard, long Offset) Parse(string position)
    {
        var parts = position.Split('-');
        return (int.Parse(parts[0], null), long.Parse(parts[1], null));
    }
}
