using System.Net;
using Oms.Central.Hosting;
using Oms.Central.Inventory;
using Oms.Entities;
using Xunit;

namespace Oms.Central.Tests.Cluster;

/// <summary>Reads at a node that does not own what it is asked for.</summary>
public sealed class ReadTests
{
    private const string Item = "MILK@dc-1";

    [Fact]
    public async Task A_position_that_one_node_gave_is_waited_for_at_a_node_that_does_not_own_its_shard()
    {
        await using var cluster = await CentralCluster.StartAsync("a", "b");
        var (owner, other) = await SplitAsync(cluster);

        for (var units = 1; units <= 10; units++)
        {
            var written = await owner.PostAsync(
                $"/stock-items/{Item}/receipts",
                $$"""{"receipt":"R-{{units}}","lot":"L1","quantity":1,"expires":null}""");
            Assert.Equal(HttpStatusCode.Created, written.Status);
            var listed = await other.GetAsync($"/stock-items?minPosition={written.Header("X-OMS-Position")}");

            Assert.Equal(HttpStatusCode.OK, listed.Status);
            Assert.Equal(
                units,
                Assert.Single(listed.Json.GetProperty("items").EnumerateArray()).GetProperty("on_hand").GetInt32());
        }

        Assert.False(other.Node.System.Owns(Address));
        var ahead = await other.GetAsync($"/stock-items?minPosition={Address.Shard()}-1000");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "read-behind"), (ahead.Status, ahead.Code));
    }

    [Fact]
    public async Task A_strict_read_is_answered_by_any_node_and_shows_every_write_that_was_answered()
    {
        await using var cluster = await CentralCluster.StartAsync("a", "b");
        var (owner, other) = await SplitAsync(cluster);

        for (var units = 1; units <= 5; units++)
        {
            await other.ReceiveAsync(Item, 1);
            foreach (var node in new[] { owner, other })
            {
                var read = await node.GetAsync($"/stock-items/{Item}?consistency=strict");
                Assert.Equal(
                    (HttpStatusCode.OK, units), (read.Status, read.Json.GetProperty("on_hand").GetInt32()));
            }
        }
    }

    private static EntityAddress Address => CentralNode.Address(StockItem.Kind, Item);

    /// <summary>Waits until both nodes own shards.</summary>
    /// <returns>The owner of the item's shard, and the other node.</returns>
    private static async Task<(CentralServer Owner, CentralServer Other)> SplitAsync(CentralCluster cluster)
    {
        var table = await ClusterTests.OwnedAsync(cluster.Nodes[0], ("a", 80), ("b", 80));
        var owner = table.GetProperty("shards")[Address.Shard()].GetProperty("owner").GetString();
        return owner == "a" ? (cluster.Nodes[0], cluster.Nodes[1]) : (cluster.Nodes[1], cluster.Nodes[0]);
    }
}
