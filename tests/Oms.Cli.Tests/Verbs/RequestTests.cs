using Oms.Cli.Tests.Doubles;
using Xunit;

namespace Oms.Cli.Tests.Verbs;

/// <summary>What each verb asks for, word by word.</summary>
public sealed class RequestTests
{
    private const string List = """{"items":[{"id":"x"}],"next":null}""";
    private const string Letters = """{"letters":[{"number":1}],"total":1,"open":1}""";
    private const string Cells = """{"cells":[{"name":"a","answers":true,"shards":256,"leaving":0}]}""";
    private const string One = """{"id":"x","healthy":true}""";

    [Theory]
    [InlineData("depots list", List, "GET /depots?limit=200")]
    [InlineData("depots show dep-1", One, "GET /depots/dep-1")]
    [InlineData("ingest list", List, "GET /ops/ingest/quarantine?limit=200")]
    [InlineData("ingest show b1", One, "GET /ops/ingest/quarantine/b1")]
    [InlineData("entities list", List, "GET /ops/entities/quarantined?limit=200")]
    [InlineData("projections list", List, "GET /ops/projections?limit=200")]
    [InlineData("cluster cells", Cells, "GET /cluster")]
    [InlineData("journal check", One, "GET /ops/journal/check")]
    [InlineData("audit", One, "GET /audit/invariants")]
    [InlineData("orders list --status placed --search shop", List, "GET /orders?status=placed&q=shop&limit=200")]
    [InlineData("orders show o1", One, "GET /orders/o1")]
    [InlineData("orders timeline o1", List, "GET /orders/o1/timeline?limit=200")]
    [InlineData(
        "check-outs list --depot dep-1 --status broken",
        List,
        "GET /check-outs?depot=dep-1&status=broken&state=all&limit=200")]
    [InlineData("check-outs show c1", One, "GET /check-outs/c1")]
    [InlineData("dead-letters list", Letters, "GET /dead-letters?after=0&limit=200")]
    [InlineData("dead-letters show 3", One, "GET /dead-letters/3")]
    [InlineData("device-quarantine list", Letters, "GET /quarantine?limit=200")]
    public async Task A_verb_that_reads_asks_once(string line, string answer, string request)
    {
        await using var server = await StandIn.StartAsync(Canned.Ok(answer));
        foreach (var form in (string[][])[[], ["--json"]])
        {
            var ran = await new Terminal().RunAsync([.. line.Split(' '), "--url", server.Url, .. form]);
            Assert.Equal((ExitCode.Ok, ""), (ran.Code, ran.Error));
            Assert.NotEqual("", ran.Output);
        }

        Assert.Equal([request, request], server.Lines);
    }

    [Theory]
    [InlineData(
        "depots add dep-1 --name North --location dc-1",
        "POST /depots",
        """{"id":"dep-1","name":"North","location":"dc-1"}""",
        "The depot dep-1 is registered.")]
    [InlineData("ingest release b1", "POST /ops/ingest/quarantine/b1/release", "{}", "The batch b1 is released.")]
    [InlineData(
        "entities release order o1",
        "POST /ops/entities/release",
        """{"kind":"order","id":"o1"}""",
        "order o1 is released.")]
    [InlineData(
        "projections rebuild views",
        "POST /ops/projections/views/rebuild",
        "{}",
        "The read model views is being filled again.")]
    [InlineData(
        "backup /var/backups/oms",
        "POST /ops/backup",
        """{"directory":"/var/backups/oms"}""",
        "The backup is in /var/backups/oms. It holds the centre's keys: keep it as safe as those.")]
    [InlineData("dead-letters replay 7", "POST /dead-letters/7/replay", "{}", "The dead letter 7 was accepted.")]
    [InlineData(
        "cluster move-cell 7 --to b", "POST /cluster/shards/7/move-cell", """{"cell":"b"}""", "Shard 7 is in cell b.")]
    [InlineData("keys revoke k1", "POST /api-keys/k1/revoke", "{}", "The key k1 is revoked.")]
    public async Task A_verb_that_writes_says_what_was_done(string line, string request, string body, string said)
    {
        await using var server = await StandIn.StartAsync(Canned.Ok("""{"id":"x","position":"1-1"}"""));
        var ran = await new Terminal().RunAsync([.. line.Split(' '), "--url", server.Url]);
        Assert.Equal((ExitCode.Ok, said + "\n", ""), (ran.Code, ran.Output, ran.Error));
        var asked = Assert.Single(server.Asked);
        Assert.Equal((request, body), (asked.Line, asked.Body));
        Assert.NotNull(asked.Key);
        var again = await new Terminal().RunAsync([.. line.Split(' '), "--json", "--url", server.Url]);
        Assert.Equal("""{"id":"x","position":"1-1"}""" + "\n", again.Output);
    }

    [Theory]
    [InlineData("audit", """{"healthy":false,"violations":[{"invariant":"I1","where":"MILK@dc-1","detail":"d"}]}""")]
    [InlineData("journal check", """{"healthy":false,"records":3,"faults":["Shard 1 is torn at I1 MILK@dc-1"]}""")]
    public async Task What_is_not_healthy_is_shown_and_gives_1(string line, string answer)
    {
        await using var server = await StandIn.StartAsync(Canned.Ok(answer));
        var ran = await new Terminal().RunAsync([.. line.Split(' '), "--url", server.Url]);
        Assert.Equal(ExitCode.Rejected, ran.Code);
        Assert.Contains("MILK@dc-1", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_range_of_shards_is_moved_one_after_the_other()
    {
        await using var server = await StandIn.StartAsync(Canned.Ok("""{"id":"x"}"""));
        var ran = await new Terminal().RunAsync("cluster", "move-cell", "254-255", "--to", "b", "--url", server.Url);
        Assert.Equal("Shard 254 is in cell b.\nShard 255 is in cell b.\n", ran.Output);
        Assert.Equal(
            ["POST /cluster/shards/254/move-cell", "POST /cluster/shards/255/move-cell"], server.Lines);
    }

    [Fact]
    public async Task The_lag_of_a_depot_is_that_of_its_gateway_furthest_behind()
    {
        await using var server = await StandIn.StartAsync(Canned.Ok(
            """
            {"items":[{"id":"dep-1","name":"North","quarantined_batches":[{}],"incidents":[{},{}],"devices":[
              {"lag":3,"clock_quality":"ntp","last_seen":"2026-11-21T10:00:00Z"},
              {"lag":12,"clock_quality":"unset","last_seen":null}]}],"next":null}
            """));
        var ran = await new Terminal().RunAsync("depots", "list", "--url", server.Url);
        Assert.Contains(
            "\ndep-1  North  12   ntp, unset  2026-11-21T10:00:00Z  1                    2\n",
            ran.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_enrolment_code_is_alone_in_the_output()
    {
        await using var server = await StandIn.StartAsync(
            new Canned(201, """{"code":"K7-XYZ","expires_at":"2026-11-21T11:00:00Z"}"""));
        var ran = await new Terminal().RunAsync(
            "depots", "enrol", "dep-1", "--valid-for-minutes", "5", "--url", server.Url);
        Assert.Equal((ExitCode.Ok, "K7-XYZ\n"), (ran.Code, ran.Output));
        Assert.Equal("The code works once, until 2026-11-21T11:00:00Z.\n", ran.Error);
        Assert.Equal(
            ("POST /depots/dep-1/enrolment-codes", """{"valid_for_minutes":5}"""),
            server.Asked.Select(asked => (asked.Line, asked.Body)).Single());
    }

    [Fact]
    public async Task The_journal_is_exported_shard_by_shard_and_page_by_page()
    {
        await using var server = await StandIn.StartAsync((context, _) =>
        {
            var query = context.Request.Query;
            return ((string?)query["shard"], (string?)query["after"]) switch
            {
                ("0", "0") => Canned.Ok("""{"items":[{"position":"0-1"},{"position":"0-2"}],"next":"2"}"""),
                ("0", "2") => Canned.Ok("""{"items":[{"position":"0-3"}],"next":null}"""),
                ("255", "0") => Canned.Ok("""{"items":[{"position":"255-1"}],"next":null}"""),
                _ => Canned.Ok("""{"items":[],"next":null}"""),
            } is var canned ? canned.WriteAsync(context) : Task.CompletedTask;
        });
        const string First = "{\"position\":\"0-1\"}\n{\"position\":\"0-2\"}\n";
        const string Third = "{\"position\":\"0-3\"}\n";
        Assert.Equal(First + Third + "{\"position\":\"255-1\"}\n", (await ExportAsync(server)).Output);
        Assert.Equal(257, server.Asked.Count);
        Assert.Equal(Third, (await ExportAsync(server, "--shard", "0", "--after", "2")).Output);
        Assert.Equal(First, (await ExportAsync(server, "--limit", "2")).Output);
    }

    private static Task<Ran> ExportAsync(StandIn server, params string[] args) =>
        new Terminal().RunAsync(["journal", "export", "--url", server.Url, .. args]);
}
