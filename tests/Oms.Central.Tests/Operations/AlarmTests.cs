using System.Net;
using Oms.Central.Tests.Cluster;
using Oms.Testing;
using Xunit;

namespace Oms.Central.Tests.Operations;

/// <summary>The rules of <c>deploy/alarms.yml</c>, the figures that they ask for, and the pages that they and the
/// gateways' name.</summary>
public sealed class AlarmTests
{
    private static readonly string[] Sections = ["## What it means", "## How to see it", "## What to do"];

    private static readonly string[] Figures =
    [
        "oms_journal_append_duration_seconds", "oms_journal_batch_rows", "oms_journal_batches_fenced_total",
        "oms_shard_handoff_duration_seconds", "oms_journal_uncommitted", "oms_entity_forwarding",
        "oms_entity_forwarded_total", "oms_entity_command_duration_seconds", "oms_node_lease_left_seconds",
        "oms_shard_takeovers_total", "oms_shard_owned", "oms_peers_asks_in_flight", "oms_peers_asks_limit",
        "oms_cluster_consumer_behind", "oms_entity_strict_reads_waiting",
    ];

    private static readonly string[] Calm =
        ["oms_cluster_nodes_up 2", "oms_cluster_nodes_silent 0", "oms_cluster_shards_unowned 0"];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_alarm_has_its_page_and_every_page_its_alarm()
    {
        List<AlarmRule> alarms = [.. AlarmRule.In("alarms.yml"), .. AlarmRule.In("alarms-edge.yml")];
        var pages = Directory.GetFiles(Checkout.PathOf("docs", "runbooks"), "*.md");

        Assert.Equal(alarms.Count, alarms.Select(alarm => alarm.Name).Distinct().Count());
        Assert.Equal(
            alarms.Select(alarm => alarm.Name).Order(StringComparer.Ordinal),
            pages.Select(page => Path.GetFileNameWithoutExtension(page)).Order(StringComparer.Ordinal));
        Assert.All(alarms, alarm =>
        {
            Assert.Equal($"docs/runbooks/{alarm.Name}.md", alarm.Runbook);
            var page = File.ReadAllText(Checkout.PathOf(alarm.Runbook));
            Assert.StartsWith($"# {alarm.Name}\n", page, StringComparison.Ordinal);
            Assert.All(Sections, section => Assert.Contains(section, page, StringComparison.Ordinal));
            Assert.Contains($"`{alarm.Expression}`", page, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Every_figure_that_an_alarm_asks_for_is_on_the_page_of_figures()
    {
        await using var cluster = await CentralCluster.StartAsync("a", "b");
        _ = await ClusterTests.OwnedAsync(cluster.Nodes[0], ("a", 80), ("b", 80));
        await cluster.Nodes[0].ReceiveAsync("MILK@dc-1", 10);

        var text = (await cluster.Nodes[0].GetAsync("/metrics")).Text;
        var known = AlarmRule.AssertFigures(AlarmRule.In("alarms.yml"), text);

        Assert.All(Figures, figure => Assert.Contains(figure, known));

        // What the rules look at is shown from the start, so that a first step is one.
        Assert.Matches(@"\noms_journal_batches_fenced_total \d", text);
        Assert.Matches(@"\noms_shard_takeovers_total \d", text);
        _ = await UntilAsync(cluster.Nodes[0], "/metrics", answer => Calm.All(line =>
            answer.Text.Contains($"\n{line}\n", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Lag_is_told_over_all_nodes_and_a_node_that_cannot_be_asked_is_named()
    {
        await using var cluster = await CentralCluster.StartAsync("a", "b");
        _ = await ClusterTests.OwnedAsync(cluster.Nodes[0], ("a", 80), ("b", 80));

        foreach (var node in cluster.Nodes)
        {
            var views = await ClusterTests.UntilAsync(node, "/ops/projections", json => Views(json)
                .GetProperty("shards").GetInt32() == 256);
            Assert.Equal(0, Views(views).GetProperty("silent").GetArrayLength());
            var behind = await ClusterTests.UntilAsync(
                node, "/ops/projections", json => Views(json).GetProperty("behind").GetInt64() == 0);
            Assert.Equal(256, Views(behind).GetProperty("shards").GetInt32());
        }

        // A node that lives, as far as the table says, and that nobody answers for.
        await cluster.PretendAsync("c");
        var silent = await ClusterTests.UntilAsync(
            cluster.Nodes[0], "/ops/projections", json => Views(json).GetProperty("silent").GetArrayLength() > 0);
        Assert.Equal("c", Assert.Single(Views(silent).GetProperty("silent").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task A_node_without_a_lease_is_not_ready_and_is_ready_again_when_it_has_one()
    {
        await using var cluster = await CentralCluster.StartAsync("a");
        var node = cluster.Nodes[0];
        _ = await ClusterTests.OwnedAsync(node, ("a", 256));
        Assert.Equal(HttpStatusCode.OK, (await node.GetAsync("/health/ready")).Status);

        await cluster.LoseDatabaseAsync();
        var refused = await UntilAsync(
            node, "/health/ready", answer => answer.Text.Contains("no lease", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.Contains("not-ready", refused.Text, StringComparison.Ordinal);

        await cluster.RegainDatabaseAsync();
        Assert.Equal(
            HttpStatusCode.OK,
            (await UntilAsync(node, "/health/ready", answer => answer.Status == HttpStatusCode.OK)).Status);
    }

    private static async Task<Reply> UntilAsync(CentralServer node, string path, Func<Reply, bool> wanted)
    {
        using var hang = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        hang.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            var answer = await node.GetAsync(path);
            if (wanted(answer))
            {
                return answer;
            }

            Assert.False(hang.IsCancellationRequested, answer.Text);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Cancelled);
        }
    }

    private static System.Text.Json.JsonElement Views(System.Text.Json.JsonElement list) =>
        list.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("name").GetString() == "views");
}
