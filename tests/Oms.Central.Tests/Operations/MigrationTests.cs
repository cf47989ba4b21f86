using System.Net;
using System.Text;
using System.Text.Json;
using Oms.Actors.Sqlite;
using Oms.Central.Hosting;
using Oms.Central.Operations;
using Oms.Central.Tests.Cluster;
using Oms.Contracts;
using Oms.Custody;
using Oms.Testing;
using Oms.Testing.Postgres;
using Xunit;

namespace Oms.Central.Tests.Operations;

/// <summary>From the files of one node into a database of several.</summary>
public sealed class MigrationTests : IDisposable
{
    private const string Adjustment = """{"lot":"L1","delta":-3,"reason":"count"}""";

    private readonly TempDirectory _files = new();

    [Fact]
    public async Task A_centre_of_files_goes_on_as_a_cluster_with_everything_it_had()
    {
        await using var old = await CentralServer.StartAsync(_files.Path);
        var orders = await SellAsync(old);
        using var gateway = new Gateway(old);
        var digest = await CaptureAsync(old, gateway);
        var adjusted = await old.PostAsync("/stock-items/MILK@dc-1/adjustments", Adjustment, "K-1");
        Assert.Equal(HttpStatusCode.Created, adjusted.Status);
        foreach (var customer in new[] { "K-17", "K-18" })
        {
            _ = await old.PostAsync(
                "/customers", $$$"""{"id":"{{{customer}}}","profile":{"name":"Anna"},"facts":{}}""");
        }

        _ = await old.PostAsync("/customers/K-18/erase", """{"reason":"asked for"}""", ifMatch: "*");
        await old.SettleAsync();
        string[] paths =
        [
            .. orders.Select(order => $"/orders/{order}"), "/stock-items/MILK@dc-1", "/depots/dep-1",
            "/orders?limit=100", "/trust", "/customers/K-17",
        ];
        var before = await ReadAsync(old, paths);
        var events = await EventsAsync(old);
        var log = await LogAsync(old);
        var administrator = old.Client.DefaultRequestHeaders.Authorization;
        await old.DisposeAsync();

        await using var cluster = await CentralCluster.StartAsync();
        var said = await MigrateAsync(cluster.ConnectionString);
        Assert.Contains("all the same", said, StringComparison.Ordinal);
        Assert.Contains("Windows of raw readings: 1", said, StringComparison.Ordinal);
        Assert.Equal(said, await MigrateAsync(cluster.ConnectionString));

        var keys = Path.Combine(_files.Path, "keys");
        foreach (var name in new[] { "a", "b" })
        {
            var node = await cluster.AddAsync(name, keys);
            node.Client.DefaultRequestHeaders.Authorization = administrator;
        }

        foreach (var node in cluster.Nodes)
        {
            // The read models are filled by the nodes themselves.
            _ = await node.UntilAsync(
                "/orders?limit=100", json => json.GetProperty("items").GetArrayLength() == orders.Count);
            Assert.Equal(before, await ReadAsync(node, paths));
            Assert.Equal(events, await EventsAsync(node));
            Assert.Equal(log, await LogAsync(node));
            var again = await node.PostAsync("/stock-items/MILK@dc-1/adjustments", Adjustment, "K-1");
            Assert.Equal((adjusted.Status, adjusted.Text), (again.Status, again.Text));
            Assert.Equal("customer-erased", (await node.GetAsync("/customers/K-18")).Code);
            foreach (var path in new[] { "/audit/invariants", "/ops/journal/check" })
            {
                var answer = await node.GetAsync(path);
                Assert.True(answer.Json.GetProperty("healthy").GetBoolean(), answer.Text);
            }
        }

        gateway.Server = cluster.Nodes[1];
        Assert.Equal(HttpStatusCode.OK, (await StoreAsync(gateway, digest)).Status);
        var refused = await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            _ = await cluster.Nodes[0].PlaceAsync("SO-NEW", ("MILK", 1));
            _ = await MigrateAsync(cluster.ConnectionString);
        });
        Assert.Contains("Name an empty database", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_files_of_a_centre_that_runs_are_not_copied()
    {
        await using var old = await CentralServer.StartAsync(_files.Path);
        await using var database = await PostgresServer.StartAsync();

        _ = await Assert.ThrowsAsync<SqliteJournalException>(async () =>
            await MigrateAsync(database.ConnectionString(await database.CreateDatabaseAsync())));
    }

    public void Dispose() => _files.Dispose();

    private static async Task<List<string>> SellAsync(CentralServer server)
    {
        await server.ReceiveAsync("MILK@dc-1", 30);
        var orders = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            orders.Add(await server.PlaceAsync($"SO-{i}", ("MILK", 3)));
        }

        // One that waits for stock, with its reservation's reminder.
        orders.Add(await server.PlaceAsync("SO-WAITS", ("MILK", 500)));
        return orders;
    }

    private static async Task<string> CaptureAsync(CentralServer server, Gateway gateway)
    {
        Assert.Equal(HttpStatusCode.OK, (await gateway.EnrolAsync()).Status);
        var digest = Digest.Of("readings"u8).ToString();
        gateway.Write(string.Empty, "reefer.window-sealed", Encoding.UTF8.GetBytes(
            $$"""{"device":"RF-12","frame_sha256":"{{digest}}"}"""));
        _ = await gateway.SendAsync();
        await server.SettleAsync();
        Assert.Equal(HttpStatusCode.OK, (await StoreAsync(gateway, digest)).Status);
        return digest;
    }

    private static Task<Reply> StoreAsync(Gateway gateway, string digest) => gateway.SignedAsync(
        HttpMethod.Post,
        "/edge/v1/depots/dep-1/telemetry",
        JsonSerializer.SerializeToUtf8Bytes(
            new TelemetryFrame("dep-1", "RF-12", 1, digest, Convert.ToBase64String("readings"u8)),
            EdgeJson.Default.TelemetryFrame));

    private static async Task<IReadOnlyList<string>> ReadAsync(CentralServer server, IEnumerable<string> paths)
    {
        var texts = new List<string>();
        foreach (var path in paths)
        {
            var reply = await server.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, reply.Status);
            texts.Add(reply.Text);
        }

        return texts;
    }

    /// <summary>The transparency log's size and root hash, once they cover both records.</summary>
    private static async Task<string> LogAsync(CentralServer server)
    {
        while (true)
        {
            var lines = (await server.GetAsync("/log/checkpoint")).Text.Split('\n');
            if (lines is [_, "2", var root, ..])
            {
                return root;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>What happened to orders, without the reader's place; shards have no order among them.</summary>
    private static async Task<IReadOnlyList<string>> EventsAsync(CentralServer server) =>
    [
        .. (await server.GetAsync("/events?kind=order&limit=200")).Json.GetProperty("items").EnumerateArray()
            .Select(item => string.Join(' ', item.EnumerateObject()
                .Where(field => field.Name != "cursor").Select(field => field.Value.GetRawText())))
            .Order(StringComparer.Ordinal),
    ];

    private async Task<string> MigrateAsync(string connectionString)
    {
        await using var output = new StringWriter();
        await Migration.RunAsync(
            new MigrationSettings(_files.Path, connectionString, new CentralOptions().LogOrigin), output,
            TestContext.Current.CancellationToken);
        return output.ToString();
    }
}
