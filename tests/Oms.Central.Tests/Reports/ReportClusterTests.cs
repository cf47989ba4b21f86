using System.Net;
using Oms.Central.Tests.Cluster;
using Xunit;

namespace Oms.Central.Tests.Reports;

/// <summary>The same reports over PostgreSQL.</summary>
public sealed class ReportClusterTests
{
    private static readonly string[] Reports =
    [
        "/reports/dwell?by=location,day", "/reports/bottlenecks?location=dc-1", "/reports/promise-risk?limit=1",
        "/reports/otif?by=day,location,channel,customer&to=2099-12-31&from=2099-12-01&channel=web",
        "/reports/demand?sku=MILK", "/reports/stock-ageing?sku=MILK",
    ];

    [Fact]
    public async Task Every_report_is_told_by_any_node_and_is_the_same_once_it_is_built_again()
    {
        await using var cluster = await CentralCluster.StartAsync("a", "b");
        _ = await ClusterTests.OwnedAsync(cluster.Nodes[0], ("a", 80), ("b", 80));
        var node = cluster.Nodes[0];
        await node.ReceiveAsync("MILK@dc-1", 10);
        foreach (var (reference, quantity) in new[] { ("SO-1", 4), ("SO-2", 40) })
        {
            var placed = await node.PostAsync("/orders", Shop.OrderJson(reference, ("MILK", quantity)).Replace(
                "\"ship_from\"", "\"promise\":\"2026-01-01\",\"ship_from\"", StringComparison.Ordinal));
            Assert.True(placed.Status == HttpStatusCode.Created, placed.Text);
            _ = await ClusterTests.UntilAsync(
                node, $"/orders/{placed.Json.GetProperty("id").GetString()}",
                json => json.Units("reserved") + json.Units("backordered") == quantity);
        }

        var risks = await ClusterTests.UntilAsync(
            cluster.Nodes[1], "/reports/promise-risk", json => json.GetProperty("items").GetArrayLength() == 2);
        Assert.All(risks.GetProperty("items").EnumerateArray(), item => Assert.Equal(
            "late", item.GetProperty("risk").GetString()));
        var dwell = await ClusterTests.UntilAsync(
            node, "/reports/dwell?by=location", json => json.GetProperty("items").GetArrayLength() == 1);
        Assert.Equal(1, dwell.GetProperty("items")[0].GetProperty("count").GetInt32());
        foreach (var report in Reports)
        {
            var told = await cluster.Nodes[1].GetAsync(report);
            Assert.True(told.Status == HttpStatusCode.OK, told.Text);
        }

        Assert.Equal(HttpStatusCode.OK, (await node.PostAsync("/ops/projections/reports/rebuild", "{}")).Status);
        var again = await ClusterTests.UntilAsync(
            node, "/reports/dwell?by=location", json => json.GetProperty("items").GetArrayLength() == 1);
        Assert.Equal(dwell.GetRawText(), again.GetRawText());
        var otif = (await node.GetAsync("/reports/otif?from=2026-01-01&to=2026-01-01&location=dc-1")).Json;
        Assert.Equal(
            (2, 0),
            (otif.GetProperty("total").GetProperty("orders").GetInt32(),
                otif.GetProperty("total").GetProperty("orders_kept").GetInt32()));
    }
}
