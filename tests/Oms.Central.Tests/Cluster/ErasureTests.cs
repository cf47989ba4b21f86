using System.Net;
using Xunit;

namespace Oms.Central.Tests.Cluster;

/// <summary>Customers that are erased in a cluster: nothing personal is left in its database.</summary>
public sealed class ErasureTests
{
    private const string Name = "Philippa Unmistakable";

    [Fact]
    public async Task An_erased_customer_is_unreadable_at_every_node_and_in_the_database()
    {
        await using var cluster = await CentralCluster.StartAsync("a", "b");
        var (one, other) = (cluster.Nodes[0], cluster.Nodes[1]);
        foreach (var id in new[] { "K-1", "K-2", "K-3" })
        {
            var made = await one.PostAsync("/customers", $$"""
                {"id":"{{id}}","facts":{},
                 "profile":{"name":"{{Name}}","contacts":[{"kind":"email","value":"p@example.com"}]} }
                """);
            Assert.True(made.Status == HttpStatusCode.Created, made.Text);
        }

        var merged = await one.PostAsync("/customers/K-1/merge", """{"into":"K-2"}""", ifMatch: "*");
        Assert.Equal(HttpStatusCode.Accepted, merged.Status);
        _ = await one.UntilAsync("/customers/K-1", json => json.GetProperty("status").GetString() == "merged");
        Assert.Equal("3", await CountAsync("customer_keys where wrapped is not null"));

        var erased = await other.PostAsync("/customers/K-2/erase", """{"reason":"asked for"}""", ifMatch: "*");
        Assert.True(erased.Status == HttpStatusCode.OK, erased.Text);

        foreach (var node in cluster.Nodes)
        {
            Assert.Equal("customer-erased", (await node.GetAsync("/customers/K-1")).Code);
            Assert.Equal("customer-erased", (await node.GetAsync("/customers/K-2")).Code);
            Assert.Equal(Name, (await node.GetAsync("/customers/K-3")).Json.GetProperty("profile").GetProperty("name")
                .GetString());
        }

        Assert.Equal("1", await CountAsync("customer_keys where wrapped is not null"));
        Assert.Equal("0", await CountAsync("customer_lookups where customer in ('K-1', 'K-2')"));
        Assert.Equal("1", await CountAsync("customer_lookups where customer = 'K-3'"));
        Assert.Equal("customer-erased", (await one.PostAsync(
            "/customers", $$"""{"id":"K-2","profile":{"name":"{{Name}}"},"facts":{} }""")).Code);

        async Task<string> CountAsync(string what) =>
            (await cluster.Servers[0].QueryAsync($"select count(*) from central.{what}", DatabaseOf(cluster))).Trim();
    }

    private static string DatabaseOf(CentralCluster cluster) =>
        cluster.ConnectionString.Split("Database=")[1].Split(';')[0];
}
