using System.Net;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Oms.Central.Tests.Imports;

/// <summary>Files that are left to be imported: kept, carried out once, gone on with after a stop.</summary>
public sealed class StoredImportTests : IAsyncLifetime
{
    private CentralServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await CentralServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_stored_file_is_carried_out_and_its_results_are_kept()
    {
        var stored = await SendAsync("stock&stored=true", Receipts(3) + "no json\n", "night-1");
        Assert.True(stored.Status == HttpStatusCode.Accepted, stored.Text);
        var path = stored.Headers.Location!.ToString();

        var done = await UntilDoneAsync(path);

        Assert.Equal((4, 4), (done.GetProperty("rows").GetInt32(), done.GetProperty("done").GetInt32()));
        Assert.Equal(3, done.GetProperty("outcomes").GetProperty("created").GetInt32());
        Assert.Equal(1, done.GetProperty("outcomes").GetProperty("refused").GetInt32());
        Assert.Equal([1, 2, 3, 4], (await ResultsAsync(path)).Select(row => row.GetProperty("row").GetInt32()));
        Assert.Equal(3, await OnHandAsync());

        // The same file under the same key is the same import; another file is refused.
        var again = await SendAsync("stock&stored=true", Receipts(3) + "no json\n", "night-1");
        Assert.Equal(
            (HttpStatusCode.Accepted, path, "done"),
            (again.Status, again.Headers.Location!.ToString(), again.Json.GetProperty("state").GetString()));
        Assert.Equal("idempotency-key-reused", (await SendAsync("stock&stored=true", Receipts(2), "night-1")).Code);
        await _server.RestartAsync();
        Assert.Equal(4, (await ResultsAsync(path)).Count);
        Assert.Equal("not-found", (await _server.GetAsync("/imports/nothing")).Code);
        Assert.Equal("not-found", (await _server.GetAsync("/imports/nothing/results")).Code);
    }

    [Fact]
    public async Task An_import_that_a_stop_broke_off_goes_on_and_no_row_has_two_effects()
    {
        const int Rows = 2_000;
        var path = (await SendAsync("stock&stored=true", Receipts(Rows), "night-1")).Headers.Location!.ToString();
        var brokenOff = 0;
        for (var stop = 0; stop < 3; stop++)
        {
            var before = (await _server.GetAsync(path)).Json.GetProperty("done").GetInt32();
            _ = await _server.UntilAsync(path, json => IsDone(json) || json.GetProperty("done").GetInt32() > before);
            await _server.RestartAsync();
            brokenOff += IsDone((await _server.GetAsync(path)).Json) ? 0 : 1;
        }

        Assert.True(brokenOff > 0, "It was done before the first stop.");
        _ = await UntilDoneAsync(path);

        var results = await ResultsAsync(path);
        Assert.Equal(Enumerable.Range(1, Rows), results.Select(row => row.GetProperty("row").GetInt32()));
        Assert.All(results, row => Assert.Equal("created", row.GetProperty("outcome").GetString()));
        Assert.Equal(Rows, await OnHandAsync());
    }

    private static bool IsDone(System.Text.Json.JsonElement json) => json.GetProperty("state").GetString() == "done";

    [Fact]
    public async Task A_second_row_of_a_key_is_found_out_also_after_a_stop()
    {
        var rows = Receipts(1_000) + Receipt(1, quantity: 5) + "\n";
        var path = (await SendAsync("stock&stored=true", rows, "night-1")).Headers.Location!.ToString();
        _ = await _server.UntilAsync(path, json => json.GetProperty("done").GetInt32() > 0);
        await _server.RestartAsync();
        _ = await UntilDoneAsync(path);

        Assert.Equal("import-row-twice", (await ResultsAsync(path))[^1].GetProperty("code").GetString());
        Assert.Equal(1_000, await OnHandAsync());
    }

    [Fact]
    public async Task Nothing_of_the_file_is_left_once_it_is_done()
    {
        const string Name = "Philippa Unmistakable";
        var row = $$"""{"id":"K-1","profile":{"name":"{{Name}}"},"facts":{} }""";
        var path = (await SendAsync("customers&stored=true", row, "night-1")).Headers.Location!.ToString();
        _ = await UntilDoneAsync(path);
        await _server.RestartAsync(meanwhile: () => Assert.All(
            Directory.GetFiles(_server.DataDirectory, "*", SearchOption.AllDirectories),
            file => Assert.False(File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Name)) >= 0, file)));
        Assert.Equal(Name, (await _server.GetAsync("/customers/K-1")).Json.GetProperty("profile").GetProperty("name")
            .GetString());
    }

    [Fact]
    public async Task Orders_and_stock_come_in_files_are_tried_first_and_repeat_without_effect()
    {
        const string Stock = """
            sku,location,receipt,lot,quantity,expires
            MILK,dc-1,A-1,L1,10,2099-01-31
            MILK,dc-1,A-2,L1,-1,
            MILK,,A-3,L1,1,
            MILK,dc-1,A-1,L1,10,2099-01-31
            """;
        var orders = "channel,external_ref,customer/name,customer/address/lines,customer/address/city,"
            + "customer/address/postal_code,customer/address/country,ship_from,ship_policy,"
            + """
            lines/0/sku,lines/0/quantity,lines/1/sku,lines/1/quantity
            web,SO-1,Corner Shop,1 High Street,Springfield,12345,US,dc-1,split,MILK,4,,
            web,SO-2,Corner Shop,1 High Street,Springfield,12345,US,dc-1,split,MILK,1,NUTS,2
            web,SO-3,Corner Shop,1 High Street,Springfield,12345,US,dc-1,split,MILK,0,,
            """;
        foreach (var (kind, text, outcomes) in new[]
        {
            ("stock", Stock, "created refused refused refused"), ("orders", orders, "created created refused"),
        })
        {
            Assert.Equal(outcomes, await OutcomesAsync($"{kind}&dry_run=true", text, "dry"));
            Assert.Equal(outcomes, await OutcomesAsync(kind, text, "night-1"));
            Assert.Equal(outcomes, await OutcomesAsync(kind, text, "night-1"));
            Assert.Equal(
                outcomes.Replace("created", "unchanged", StringComparison.Ordinal),
                await OutcomesAsync(kind, text, "night-2"));
        }

        await _server.SettleAsync();
        Assert.Equal(10, await OnHandAsync());
        Assert.Equal(2, (await _server.GetAsync("/orders")).Json.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_line_of_an_imported_order_may_name_its_own_location_in_either_form()
    {
        const string Columns = "channel,external_ref,customer/name,customer/address/lines,customer/address/city,"
            + "customer/address/postal_code,customer/address/country,ship_from,ship_policy,"
            + "lines/0/sku,lines/0/quantity,lines/1/sku,lines/1/quantity,lines/1/ship_from";
        const string Shop = "Corner Shop,1 High Street,Springfield,12345,US,dc-1,split";
        const string Json = """
            {"channel":"web","external_ref":"SO-4","customer":{"name":"Corner Shop","address":{
              "lines":["1 High Street"],"city":"Springfield","postal_code":"12345","country":"US"}},
             "ship_from":"dc-1","ship_policy":"split","lines":[{"sku":"MILK","quantity":1,"band":null},
              {"sku":"NUTS","quantity":2,"band":null,"ship_from":"dc-3"}]}
            """;
        var rows = $"{Columns}\nweb,SO-1,{Shop},MILK,1,NUTS,2,dc-2\nweb,SO-2,{Shop},MILK,1,NUTS,2,\n"
            + $"web,SO-3,{Shop},MILK,1,NUTS,2,{new string('x', 200)}\n";
        Assert.Equal("created created refused", await OutcomesAsync("orders", rows, "night-1"));
        Assert.Equal("created", await OutcomesAsync(
            "orders", Json.Replace("\n", " ", StringComparison.Ordinal), "night-2"));
        Assert.Equal(
            ("dc-1 dc-2", "dc-1 dc-1", "dc-1 dc-3"),
            (await LocationsAsync("SO-1"), await LocationsAsync("SO-2"), await LocationsAsync("SO-4")));
    }

    [Fact]
    public async Task A_dry_run_finds_a_GTIN_that_two_rows_of_the_file_want_as_the_run_does()
    {
        const string Gtins = """[{"level":"each","gtin":"4006381333931","units":1}]""";
        const string Rows = $$$"""
            {"sku":"MILK","terms":{"name":"Milk","unit":"EA","gtins":{{{Gtins}}} }}
            {"sku":"OAT","terms":{"name":"Oat","unit":"EA","gtins":{{{Gtins}}} }}
            """;
        Assert.Equal("created refused", await OutcomesAsync("products&dry_run=true", Rows, "dry"));
        var dry = Lines(await SendAsync("products&dry_run=true", Rows, "dry"))[1];
        Assert.Equal("gtin-taken", dry.GetProperty("code").GetString());
        Assert.Equal("created refused", await OutcomesAsync("products", Rows, "night-1"));
    }

    private async Task<string> LocationsAsync(string reference)
    {
        var found = await _server.GetAsync($"/orders?external_ref={reference}&channel=web");
        return string.Join(
            ' ',
            found.Json.GetProperty("items")[0].GetProperty("lines").EnumerateArray()
                .Select(line => line.GetProperty("ship_from").GetString()));
    }

    private static string Receipts(int rows) =>
        string.Concat(Enumerable.Range(1, rows).Select(number => Receipt(number) + "\n"));

    private static string Receipt(int number, int quantity = 1) =>
        $$"""{"sku":"MILK","location":"dc-1","receipt":"A-{{number}}","lot":"L1","quantity":{{quantity}}}""";

    private static List<JsonElement> Lines(Reply reply) =>
    [
        .. reply.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonElement.Parse(Encoding.UTF8.GetBytes(line))),
    ];

    private Task<JsonElement> UntilDoneAsync(string path) =>
        _server.UntilAsync(path, json => json.GetProperty("state").GetString() == "done");

    private async Task<List<JsonElement>> ResultsAsync(string path) =>
        Lines(await _server.GetAsync($"{path}/results"));

    private async Task<int> OnHandAsync() =>
        (await _server.GetAsync("/stock-items/MILK@dc-1")).Json.GetProperty("on_hand").GetInt32();

    private async Task<string> OutcomesAsync(string query, string text, string key)
    {
        var reply = await SendAsync(query, text, key);
        Assert.True(reply.Status == HttpStatusCode.OK, reply.Text);
        return string.Join(' ', Lines(reply)[..^1].Select(row => row.GetProperty("outcome").GetString()));
    }

    private async Task<Reply> SendAsync(string query, string text, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/imports?kind={query}")
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text)),
        };
        _ = request.Content.Headers.TryAddWithoutValidation(
            "Content-Type", text.StartsWith('{') ? "application/x-ndjson" : "text/csv");
        request.Headers.Add("Idempotency-Key", key);
        return await _server.SendAsync(request);
    }
}
