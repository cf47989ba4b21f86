using System.Net;
using System.Text.Json;
using Oms.Central.Storage;
using Xunit;

namespace Oms.Central.Tests.Http;

/// <summary>Lists, feeds, backups and the description of the API itself.</summary>
public sealed class ReadModelTests : IAsyncLifetime
{
    private CentralServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await CentralServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_read_model_that_is_built_again_equals_the_live_one()
    {
        await SellAsync();
        foreach (var name in new[] { "views", "movements", "books", "reports", "records", "log" })
        {
            var before = await DumpAsync();
            Assert.Equal(HttpStatusCode.OK, (await _server.PostAsync($"/ops/projections/{name}/rebuild", "{}")).Status);
            await _server.SettleAsync();
            Assert.Equal(before, await DumpAsync());
        }

        var live = await DumpAsync();
        await _server.RestartAsync(without: "views.db");
        await _server.SettleAsync();
        Assert.Equal(live, await DumpAsync());
    }

    [Fact]
    public async Task Every_event_is_in_the_feed_once_and_in_order_within_its_shard()
    {
        await SellAsync();
        var all = await FeedAsync(limit: 200);
        Assert.Equal(all.Count, all.Select(item => item.Position).Distinct().Count());
        Assert.All(all.GroupBy(item => item.Id), entity =>
            Assert.Equal(entity.Select(item => item.Seq), entity.Select(item => item.Seq).Order()));
        Assert.Equal(all.Select(item => item.Position), (await FeedAsync(limit: 3)).Select(item => item.Position));
    }

    [Fact]
    public async Task A_stream_goes_on_after_the_last_event_that_its_client_saw_also_after_a_restart()
    {
        await SellAsync();
        var all = await FeedAsync(limit: 200);
        var middle = all[all.Count / 2];
        await _server.RestartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/events/stream?kind=order");
        _ = request.Headers.TryAddWithoutValidation("Last-Event-ID", middle.Cursor);
        using var response = await _server.Client.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var lines = new StreamReader(
            await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var seen = new List<string>();
        while (seen.Count < all.Count - (all.Count / 2) - 1)
        {
            var line = await lines.ReadLineAsync(TestContext.Current.CancellationToken);
            if (line?.StartsWith("data: ", StringComparison.Ordinal) == true)
            {
                seen.Add(JsonElement.Parse(line[6..]).GetProperty("position").GetString()!);
            }
        }

        Assert.Equal(all.Skip((all.Count / 2) + 1).Select(item => item.Position), seen);

        // What happens from now on follows on the same connection.
        var placed = await _server.PostAsync("/orders", Shop.OrderJson("SO-LIVE", ("MILK", 1)));
        string? live;
        do
        {
            live = await lines.ReadLineAsync(TestContext.Current.CancellationToken);
        }
        while (live?.Contains("order.placed", StringComparison.Ordinal) != true);
        Assert.Equal(HttpStatusCode.Created, placed.Status);
    }

    [Fact]
    public async Task A_stream_says_at_once_from_where_it_goes_on_so_that_nothing_is_missed_before_its_first_event()
    {
        await SellAsync();
        string? cursor;
        using (var response = await _server.Client.GetAsync(
            new Uri("/events/stream?kind=order", UriKind.Relative),
            HttpCompletionOption.ResponseHeadersRead,
            TestContext.Current.CancellationToken))
        {
            using var lines = new StreamReader(
                await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
            do
            {
                cursor = await lines.ReadLineAsync(TestContext.Current.CancellationToken);
            }
            while (cursor?.StartsWith("id: ", StringComparison.Ordinal) == false);
        }

        // The connection is gone, and only now something happens.
        var order = await _server.PlaceAsync("SO-MEANWHILE", ("MILK", 1));
        await _server.SettleAsync();
        var page = (await _server.GetAsync($"/events?kind=order&after={cursor![4..]}")).Json;
        Assert.All(page.GetProperty("items").EnumerateArray(), item =>
            Assert.Equal(order, item.GetProperty("id").GetString()));
        Assert.Equal(1, page.GetProperty("items")[0].GetProperty("seq").GetInt64());
    }

    [Fact]
    public async Task Every_route_is_described_and_every_described_route_exists()
    {
        var document = (await _server.GetAsync("/openapi.json")).Json;
        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var described = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name} {Plain(path.Name)}"))
            .Where(route => route.Split(' ')[0] is "get" or "post" or "delete" or "options")
            .Order(StringComparer.Ordinal);
        var mapped = _server.Routes.Select(route => $"{route.Method} {Plain(route.Path)}")
            .Where(route => route != "get /{documentName}.json")
            .Order(StringComparer.Ordinal);
        Assert.Equal(mapped, described);

        static string Plain(string path) => path.Replace("{**", "{", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_taken_while_it_runs_starts_as_the_same_centre()
    {
        await SellAsync();
        var target = Path.Combine(Directory.CreateTempSubdirectory("oms-backup-").FullName, "copy");
        var done = await _server.PostAsync("/ops/backup", $$"""{"directory":"{{target}}"}""");
        Assert.True(done.Status == HttpStatusCode.OK, done.Text);
        Assert.Equal("invalid-request",
            (await _server.PostAsync("/ops/backup", $$"""{"directory":"{{target}}"}""")).Code);
        var cursor = (await _server.GetAsync("/events?limit=3")).Json.GetProperty("next").GetString();
        Assert.Equal(HttpStatusCode.OK, (await _server.GetAsync($"/events?after={cursor}")).Status);
        await using (var copy = await CentralServer.StartAsync(target))
        {
            await copy.SettleAsync();

            // What came after the backup is not there: who went on with an old cursor would never know.
            Assert.Equal("cursor-lost", (await copy.GetAsync($"/events?after={cursor}")).Code);
            Assert.Equal("cursor-lost", (await copy.GetAsync($"/events/stream?after={cursor}")).Code);
            var anew = (await copy.GetAsync("/events?limit=3")).Json.GetProperty("next").GetString();
            Assert.Equal(HttpStatusCode.OK, (await copy.GetAsync($"/events?after={anew}")).Status);
            Assert.Equal("cursor-lost", (await _server.GetAsync($"/events?after={anew}")).Code);
            Assert.Equal((await _server.GetAsync("/orders")).Text, (await copy.GetAsync("/orders")).Text);
            Assert.True((await copy.GetAsync("/ops/journal/check")).Json.GetProperty("healthy").GetBoolean());
        }

        Directory.Delete(Path.GetDirectoryName(target)!, recursive: true);
    }

    [Fact]
    public async Task Health_and_figures_are_there_without_a_key()
    {
        _server.Client.DefaultRequestHeaders.Authorization = null;
        Assert.Equal(HttpStatusCode.OK, (await _server.GetAsync("/health/live")).Status);
        Assert.Equal("ready", (await _server.GetAsync("/health/ready")).Json.GetProperty("status").GetString());
        Assert.Contains("# TYPE", (await _server.GetAsync("/metrics")).Text, StringComparison.Ordinal);
    }

    private async Task SellAsync()
    {
        await _server.ReceiveAsync("MILK@dc-1", 100);
        using var gateway = new Gateway(_server);
        _ = await gateway.EnrolAsync();
        var order = await _server.PlaceAsync("SO-1", ("MILK", 10));
        _ = await _server.PlaceAsync("SO-2", ("MILK", 95));
        _ = await _server.StatusAsync(order, "released");
        _ = await _server.SendOutAsync("R-7", order);
        gateway.Write("co-1", new Oms.Custody.CheckOuts.CheckOutEvent.Arrived(
            Gateway.Depot, "T-12", "D-3", "R-7", null, null, NodaTime.Instant.FromUtc(2026, 11, 21, 17, 0)));
        _ = await gateway.SendAsync();
        await _server.SettleAsync();
    }

    private async Task<List<(string Position, string Id, long Seq, string Cursor)>> FeedAsync(int limit)
    {
        var all = new List<(string, string, long, string)>();
        for (var path = $"/events?limit={limit}&kind=order"; ;)
        {
            var page = (await _server.GetAsync(path)).Json;
            foreach (var item in page.GetProperty("items").EnumerateArray())
            {
                all.Add((
                    item.GetProperty("position").GetString()!,
                    item.GetProperty("id").GetString()!,
                    item.GetProperty("seq").GetInt64(),
                    item.GetProperty("cursor").GetString()!));
            }

            if (page.GetProperty("items").GetArrayLength() == 0)
            {
                return all;
            }

            path = $"/events?limit={limit}&kind=order&after={page.GetProperty("next").GetString()}";
        }
    }

    /// <summary>Every row of every read model but the checkpoints, which are signed anew as the log grows.</summary>
    private async Task<string> DumpAsync()
    {
        await using var reader = await _server.Node.Model.OpenReaderAsync(CancellationToken.None);
        string[] tables = ["views", "view_parts", "stock_movements", "stock_balances", "records", "sealed_digests",
            "certificates", "quarantine", "log_state", "log_tiles", "log_index", "journal_lines", "account_days",
            "book_notes", "stage_now", "stage_dwell", "promised_orders", "promised_lines"];
        var rows = new List<string>();
        foreach (var table in tables)
        {
            rows.AddRange(await reader.ManyAsync(
                $"SELECT * FROM {table}",
                row => table + ":" + string.Join('|', Enumerable.Range(0, row.FieldCount).Select(i =>
                    row.IsDBNull(i) ? "null" : row.GetValue(i) is byte[] blob ? Convert.ToHexString(blob)
                        : $"{row.GetValue(i)}"))));
        }

        return string.Join('\n', rows.Order(StringComparer.Ordinal));
    }
}
