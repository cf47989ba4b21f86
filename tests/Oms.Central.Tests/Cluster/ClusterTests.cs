using System.Net;
using System.Text.Json;
using Npgsql;
using Oms.Central.Hosting;
using Oms.Testing;
using Xunit;

namespace Oms.Central.Tests.Cluster;

/// <summary>The centre as several nodes: any of them answers anything.</summary>
public sealed class ClusterTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Any_node_takes_an_order_and_every_other_one_shows_it_and_carries_it_on()
    {
        await using var cluster = await CentralCluster.StartAsync("a", "b");
        var (a, b) = (cluster.Nodes[0], cluster.Nodes[1]);
        await OwnedAsync(a, ("a", 80), ("b", 80));

        await a.ReceiveAsync("MILK@dc-1", 30);
        var orders = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            orders.Add(await cluster.Nodes[i % 2].PlaceAsync($"SO-{i}", ("MILK", 4)));
        }

        foreach (var order in orders)
        {
            await UntilAsync(b, $"/orders/{order}", json => json.GetProperty("status").GetString() == "released");
            var (one, other) = (await a.GetAsync($"/orders/{order}"), await b.GetAsync($"/orders/{order}"));
            Assert.Equal(one.Text, other.Text);
        }

        var stock = await UntilAsync(
            a, "/stock-items/MILK@dc-1", json => json.GetProperty("reserved_hard").GetInt32()
                + json.GetProperty("reserved_soft").GetInt32() == 24);
        Assert.Equal(6, stock.GetProperty("available").GetInt32());
        var listed = await UntilAsync(b, "/orders", json => json.GetProperty("items").GetArrayLength() == 6);
        Assert.Equal(orders.Order(), listed.GetProperty("items").EnumerateArray()
            .Select(item => item.GetProperty("id").GetString()!).Order());
        await HealthyAsync(b);
    }

    [Fact]
    public async Task A_repeated_key_at_another_node_has_one_effect_and_one_answer()
    {
        await using var cluster = await CentralCluster.StartAsync("a", "b");
        await cluster.Nodes[0].ReceiveAsync("MILK@dc-1", 10);

        // The same caller at both: each node has an administrator of its own.
        cluster.Nodes[1].Client.DefaultRequestHeaders.Authorization =
            cluster.Nodes[0].Client.DefaultRequestHeaders.Authorization;
        const string Body = """{"lot":"L1","delta":-3,"reason":"count"}""";

        var first = await cluster.Nodes[0].PostAsync("/stock-items/MILK@dc-1/adjustments", Body, "K-1");
        var second = await cluster.Nodes[1].PostAsync("/stock-items/MILK@dc-1/adjustments", Body, "K-1");
        var other = await cluster.Nodes[1].PostAsync(
            "/stock-items/MILK@dc-1/adjustments", Body.Replace("-3", "-4", StringComparison.Ordinal), "K-1");

        Assert.Equal(HttpStatusCode.Created, first.Status);
        Assert.Equal(
            (first.Status, first.Text, first.Header("X-OMS-Position")),
            (second.Status, second.Text, second.Header("X-OMS-Position")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.Status);
        Assert.Equal(7, (await cluster.Nodes[1].GetAsync("/stock-items/MILK@dc-1")).Json
            .GetProperty("on_hand").GetInt32());
    }

    [Fact]
    public async Task A_request_that_was_refused_is_refused_for_good_though_another_node_still_carries_it()
    {
        await using var cluster = await CentralCluster.StartAsync("a", "b");
        var (a, b) = (cluster.Nodes[0], cluster.Nodes[1]);
        await a.ReceiveAsync("MILK@dc-1", 2);
        b.Client.DefaultRequestHeaders.Authorization = a.Client.DefaultRequestHeaders.Authorization;
        const string Path = "/stock-items/MILK@dc-1/adjustments";
        const string Body = """{"lot":"L1","delta":-3,"reason":"count"}""";

        var refused = await a.PostAsync(Path, Body, "K-1");
        Assert.NotEqual(HttpStatusCode.Created, refused.Status);
        var more = await a.PostAsync(Path, """{"lot":"L1","delta":5,"reason":"count"}""", "K-2");
        Assert.Equal(HttpStatusCode.Created, more.Status);

        // The other node has looked for an answer before there was one, and comes through only now.
        _ = await cluster.Servers[0].QueryAsync(
            "delete from central.requests", new NpgsqlConnectionStringBuilder(cluster.ConnectionString).Database!);
        var late = await b.PostAsync(Path, Body, "K-1");

        Assert.Equal((refused.Status, refused.Text), (late.Status, late.Text));
        Assert.Equal(7, (await b.GetAsync("/stock-items/MILK@dc-1")).Json.GetProperty("on_hand").GetInt32());
    }

    [Fact]
    public async Task A_node_that_stops_gives_its_shards_away_and_one_that_comes_gets_its_share()
    {
        await using var cluster = await CentralCluster.StartAsync("a", "b");
        var a = cluster.Nodes[0];
        await OwnedAsync(a, ("a", 80), ("b", 80));
        await a.ReceiveAsync("MILK@dc-1", 10);

        await cluster.Nodes[1].DisposeAsync();
        cluster.Nodes.RemoveAt(1);
        await OwnedAsync(a, ("a", 256));
        Assert.Equal(10, (await a.GetAsync("/stock-items/MILK@dc-1")).Json.GetProperty("on_hand").GetInt32());

        _ = await cluster.AddAsync("c");
        await OwnedAsync(a, ("a", 80), ("c", 80));
        Assert.Equal(
            10, (await cluster.Nodes[1].GetAsync("/stock-items/MILK@dc-1")).Json.GetProperty("on_hand").GetInt32());
    }

    [Fact]
    public async Task Shards_are_moved_and_nodes_drained_through_the_api()
    {
        await using var cluster = await CentralCluster.StartAsync("a", "b");
        var a = cluster.Nodes[0];
        await OwnedAsync(a, ("a", 80), ("b", 80));

        foreach (var name in new[] { "a", "b" })
        {
            Assert.Equal(
                HttpStatusCode.OK, (await a.PostAsync("/cluster/shards/7/move", $$"""{"node":"{{name}}"}""")).Status);
            _ = await UntilAsync(cluster.Nodes[1], "/cluster", json =>
                json.GetProperty("shards")[7].GetProperty("owner").GetString() == name);
        }

        var refused = await a.PostAsync("/cluster/shards/7/move", """{"node":"nobody"}""");
        Assert.Equal((HttpStatusCode.BadRequest, "invalid-request"), (refused.Status, refused.Code));
        var id = (await a.GetAsync("/cluster")).Json.GetProperty("nodes").EnumerateArray()
            .Single(node => node.GetProperty("name").GetString() == "b").GetProperty("id").GetString();
        Assert.Equal(HttpStatusCode.OK, (await a.PostAsync($"/cluster/nodes/{id}/drain", "{}")).Status);
        await OwnedAsync(a, ("a", 256), ("b", 0));
        Assert.Equal(HttpStatusCode.OK, (await a.PostAsync($"/cluster/nodes/{id}/resume", "{}")).Status);
        await OwnedAsync(a, ("a", 80), ("b", 80));
    }

    [Fact]
    public async Task A_reader_of_the_feed_that_goes_on_at_another_node_misses_nothing_and_sees_nothing_twice()
    {
        await using var cluster = await CentralCluster.StartAsync("a", "b");
        var cursor = "";
        var seen = new List<string>();
        for (var i = 0; i < 10; i++)
        {
            _ = await cluster.Nodes[i % 2].PlaceAsync($"SO-{i}", ("MILK", 1));
            var wanted = seen.Count + 1;
            using var hang = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
            hang.CancelAfter(TimeSpan.FromSeconds(30));
            while (seen.Count(type => type == "order.placed") < i + 1)
            {
                var page = (await cluster.Nodes[(i + 1) % 2].GetAsync($"/events?kind=order&after={cursor}")).Json;
                cursor = page.GetProperty("next").GetString()!;
                seen.AddRange(page.GetProperty("items").EnumerateArray()
                    .Select(item => item.GetProperty("type").GetString()!));
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, hang.Token);
            }

            Assert.True(seen.Count >= wanted);
        }

        Assert.Equal(10, seen.Count(type => type == "order.placed"));
    }

    [Fact]
    public async Task A_read_model_that_was_emptied_at_one_node_is_filled_again_by_all()
    {
        await using var cluster = await CentralCluster.StartAsync("a", "b");
        await OwnedAsync(cluster.Nodes[0], ("a", 80), ("b", 80));
        for (var i = 0; i < 12; i++)
        {
            _ = await cluster.Nodes[0].PlaceAsync($"SO-{i}", ("MILK", 1));
        }

        _ = await UntilAsync(
            cluster.Nodes[1], "/orders?limit=100", json => json.GetProperty("items").GetArrayLength() == 12);
        Assert.Equal(
            HttpStatusCode.OK, (await cluster.Nodes[1].PostAsync("/ops/projections/views/rebuild", "{}")).Status);
        _ = await UntilAsync(
            cluster.Nodes[0], "/orders?limit=100", json => json.GetProperty("items").GetArrayLength() == 12);
        await HealthyAsync(cluster.Nodes[0]);
    }

    [Fact]
    public async Task A_node_with_other_keys_is_refused_with_the_way_out()
    {
        await using var cluster = await CentralCluster.StartAsync("a");
        using var other = new TempDirectory();

        var refused = await Assert.ThrowsAsync<StartException>(() => cluster.AddAsync("b", keys: other.Path));

        Assert.Contains("Keys:Directory", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Waits until each of the nodes owns at least so many shards, and nobody else any.</summary>
    internal static Task<JsonElement> OwnedAsync(CentralServer server, params (string Node, int Least)[] wanted) =>
        UntilAsync(server, "/cluster", json =>
        {
            var owners = json.GetProperty("shards").EnumerateArray()
                .Select(shard => shard.GetProperty("owner").GetString()).ToList();
            return wanted.All(node => owners.Count(owner => owner == node.Node) >= node.Least)
                && owners.All(owner => wanted.Any(node => node.Node == owner));
        });

    private static async Task HealthyAsync(CentralServer server)
    {
        foreach (var path in new[] { "/audit/invariants", "/ops/journal/check" })
        {
            var answer = await server.GetAsync(path);
            Assert.True(answer.Json.GetProperty("healthy").GetBoolean(), answer.Text);
        }
    }

    internal static async Task<JsonElement> UntilAsync(
        CentralServer server, string path, Func<JsonElement, bool> wanted)
    {
        using var hang = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        hang.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            var read = await server.GetAsync(path);
            if (read.Status == HttpStatusCode.OK && wanted(read.Json))
            {
                return read.Json;
            }

            Assert.False(hang.IsCancellationRequested, $"{path} never came to be as wanted: {read.Text}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancelled);
        }
    }
}
