using System.Net;
using System.Text.Json;
using Oms.Entities;
using Xunit;

namespace Oms.Central.Tests.Cluster;

/// <summary>The centre's nodes, and what becomes of the databases under them while they work.</summary>
public sealed class DatabasesTests
{
    private const int Items = 12;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan TryAgain = TimeSpan.FromMilliseconds(50);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nodes_outlive_their_primary_and_keep_all_that_was_acknowledged_once_the_standby_is_promoted()
    {
        await using var cluster = await CentralCluster.StartReplicatedAsync("a", "b");
        var load = await CountingAsync(cluster);
        await load.MoreAsync();

        await cluster.Servers[0].KillAsync();
        await cluster.Servers[1].QueryAsync("select pg_promote()");

        // The new primary has no standby, so that it waits for none.
        await load.MoreAsync();
        await load.EndAsync();
        await load.CheckAsync();
    }

    [Fact]
    public async Task Shards_move_between_databases_while_the_nodes_go_on()
    {
        await using var cluster = await CentralCluster.StartOverTwoAsync("a", "b");
        var load = await CountingAsync(cluster);
        var (a, b) = (cluster.Nodes[0], cluster.Nodes[1]);
        var shards = Enumerable.Range(0, Items).Select(ShardOf).Distinct().ToArray();
        foreach (var (number, shard) in shards.Index())
        {
            var mover = cluster.Nodes[number % 2];
            Assert.Equal(HttpStatusCode.OK, (await MoveAsync(mover, shard, "two")).Status);
        }

        await load.MoreAsync();
        var cells = (await a.GetAsync("/cluster")).Json.GetProperty("cells").EnumerateArray()
            .Select(cell => (cell.GetProperty("name").GetString(), cell.GetProperty("shards").GetInt32())).ToList();
        Assert.Equal([("one", 256 - shards.Length), ("two", shards.Length)], cells);
        Assert.Equal("two", (await b.GetAsync("/cluster")).Json.GetProperty("shards")[shards[0]]
            .GetProperty("cell").GetString());

        // And one of them home again.
        Assert.Equal(HttpStatusCode.OK, (await MoveAsync(b, shards[0], "one")).Status);
        Assert.Equal(HttpStatusCode.OK, (await MoveAsync(b, shards[0], "one")).Status);
        await load.MoreAsync();
        await load.EndAsync();
        await load.CheckAsync();

        var refused = await MoveAsync(a, shards[0], "three");
        Assert.Equal((HttpStatusCode.BadRequest, "invalid-request"), (refused.Status, refused.Code));
        Assert.Equal(HttpStatusCode.NotFound, (await MoveAsync(a, 256, "two")).Status);
    }

    [Fact]
    public async Task A_shard_is_not_moved_to_a_database_where_a_node_is_missing()
    {
        await using var cluster = await CentralCluster.StartOverTwoAsync("a", "b");
        var id = (await cluster.Nodes[0].GetAsync("/cluster")).Json.GetProperty("nodes")[1].GetProperty("id");
        await cluster.Servers[1].QueryAsync($"update node set state = 'draining' where node_id = '{id}'", "t1");

        var refused = await MoveAsync(cluster.Nodes[0], 7, "two");

        Assert.Equal((HttpStatusCode.Conflict, "cell-unknown-to-nodes"), (refused.Status, refused.Code));
    }

    private static Task<Reply> MoveAsync(CentralServer node, int shard, string cell) =>
        node.PostAsync($"/cluster/shards/{shard}/move-cell", $$"""{"cell":"{{cell}}"}""");

    private static string IdOf(int item) => $"I-{item}@dc-1";

    private static int ShardOf(int item) => EntityAddress.Of("stock-item", IdOf(item)).Shard();

    private static async Task<Load> CountingAsync(CentralCluster cluster)
    {
        // The same caller at all nodes: each has an administrator of its own.
        foreach (var node in cluster.Nodes)
        {
            node.Client.DefaultRequestHeaders.Authorization =
                cluster.Nodes[0].Client.DefaultRequestHeaders.Authorization;
        }

        var load = new Load(cluster);
        await load.MoreAsync();
        return load;
    }

    /// <summary>Counts items up, each write repeated with its key at one node after the other until it is
    /// taken.</summary>
    private sealed class Load
    {
        private readonly CentralCluster _cluster;
        private readonly int[] _counts = new int[Items];
        private readonly Task _running;
        private volatile bool _ending;

        public Load(CentralCluster cluster)
        {
            _cluster = cluster;
            _running = Task.WhenAll(Enumerable.Range(0, Items).Select(RunAsync));
        }

        /// <summary>Waits until every item was counted a few times more.</summary>
        public async Task MoreAsync()
        {
            var wanted = _counts.Select(count => count + 5).ToArray();
            var started = TimeProvider.System.GetTimestamp();
            while (!_counts.Zip(wanted).All(pair => pair.First >= pair.Second))
            {
                Assert.False(_running.IsFaulted, $"{_running.Exception}");
                Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, "The load does not go on.");
                await Task.Delay(TryAgain, TimeProvider.System, Cancelled);
            }
        }

        public Task EndAsync()
        {
            _ending = true;
            return _running;
        }

        public async Task CheckAsync()
        {
            foreach (var node in _cluster.Nodes)
            {
                for (var item = 0; item < Items; item++)
                {
                    Assert.Equal(_counts[item], (await ReadAsync(node, $"/stock-items/{IdOf(item)}"))
                        .GetProperty("on_hand").GetInt32());
                }

                Assert.True((await ReadAsync(node, "/ops/journal/check")).GetProperty("healthy").GetBoolean());
                Assert.True((await ReadAsync(node, "/audit/invariants")).GetProperty("healthy").GetBoolean());
            }
        }

        private async Task RunAsync(int item)
        {
            for (var count = 0; !_ending; count++)
            {
                var (path, body) = count == 0
                    ? ("receipts", """{"receipt":"R1","lot":"L1","quantity":1}""")
                    : ("adjustments", """{"lot":"L1","delta":1,"reason":"count"}""");
                await WriteAsync($"/stock-items/{IdOf(item)}/{path}", body, $"{item}-{count}");
                _counts[item]++;
            }
        }

        private async Task WriteAsync(string path, string body, string key)
        {
            var started = TimeProvider.System.GetTimestamp();
            for (var attempt = 0; ; attempt++)
            {
                try
                {
                    var reply = await _cluster.Nodes[attempt % _cluster.Nodes.Count].PostAsync(path, body, key);
                    if (reply.Status is HttpStatusCode.OK or HttpStatusCode.Created)
                    {
                        return;
                    }

                    Assert.True(
                        reply.Status is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests
                            or HttpStatusCode.Conflict or HttpStatusCode.Unauthorized,
                        $"{path}: {reply.Status} {reply.Text}");
                }
                catch (HttpRequestException)
                {
                    // The next node is asked.
                }

                Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, $"{path} is never taken.");
                await Task.Delay(TryAgain, TimeProvider.System, Cancelled);
            }
        }

        private static async Task<JsonElement> ReadAsync(CentralServer node, string path)
        {
            var started = TimeProvider.System.GetTimestamp();
            while (true)
            {
                var reply = await node.GetAsync(path);
                if (reply.Status == HttpStatusCode.OK)
                {
                    return reply.Json;
                }

                Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, $"{path}: {reply.Text}");
                await Task.Delay(TryAgain, TimeProvider.System, Cancelled);
            }
        }
    }
}
