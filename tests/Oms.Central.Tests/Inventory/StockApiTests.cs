using System.Net;
using System.Text.Json;
using Xunit;

namespace Oms.Central.Tests.Inventory;

/// <summary>Stock as clients see it.</summary>
public sealed class StockApiTests : IAsyncLifetime
{
    private const string Item = "/stock-items/MILK@dc-1";

    private CentralServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await CentralServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Movements_are_listed_newest_first_in_pages_and_name_where_units_came_from()
    {
        await _server.ReceiveAsync("MILK@dc-1", 100);
        _ = await DoneAsync("/adjustments", """{"lot":"L1","delta":-5,"reason":"broken"}""");
        _ = await DoneAsync("/lots/L1/quarantine", """{"cause":"warm"}""");
        var last = await DoneAsync("/scraps", """{"ref":"S-1","lot":"L1","quantity":2,"reason":"leaks"}""");
        var seen = new List<string>();
        for (string? path = $"{Item}/movements?limit=3&minPosition={last.Header("X-OMS-Position")}"; path is not null;)
        {
            var page = await _server.GetAsync(path);
            seen.AddRange(page.Json.GetProperty("items").EnumerateArray().Select(Line));
            var link = page.Header("Link");
            path = link?[1..link.IndexOf('>', StringComparison.Ordinal)];
        }

        Assert.Equal(
            [
                "scrap 2 quarantined>scrapped leaks", "quarantine 95 approved>quarantined warm",
                "adjustment 5 approved>adjustment broken", "receipt 100 supplier>approved ",
            ],
            seen);
        Assert.Equal("invalid-request", (await _server.GetAsync($"{Item}/movements?limit=201")).Code);
        Assert.Equal("invalid-request", (await _server.GetAsync($"{Item}/movements?cursor=%%%")).Code);
        Assert.Empty((await _server.GetAsync($"{Item}/movements?lot=L2")).Json.GetProperty("items").EnumerateArray());
        await IsHealthyAsync();
    }

    [Fact]
    public async Task The_last_unit_is_reserved_once_and_the_second_buyer_is_told_what_is_left()
    {
        await _server.ReceiveAsync("MILK@dc-1", 5);
        _ = await DoneAsync("/reservations", """{"reservation":"basket-1","quantity":4}""");
        var refused = await _server.PostAsync($"{Item}/reservations", """{"reservation":"basket-2","quantity":2}""");
        Assert.Equal((HttpStatusCode.Conflict, "out-of-stock"), (refused.Status, refused.Code));
        Assert.Equal(1, refused.Json.GetProperty("atp").GetInt32());
        _ = await DoneAsync("/reservations/basket-1/confirm", "{}");
        _ = await DoneAsync("/reservations/basket-1/release", """{"cause":"left","remaining":1}""");
        _ = await DoneAsync("/reservations/basket-1/release", """{"cause":"left"}""");
        var again = await _server.PostAsync($"{Item}/reservations/basket-1/confirm", "{}");
        Assert.Equal((HttpStatusCode.Conflict, "illegal-transition"), (again.Status, again.Code));
        Assert.Equal("not-found", (await _server.PostAsync($"{Item}/reservations/none/confirm", "{}")).Code);
        Assert.Equal(5, (await ReadAsync()).GetProperty("available").GetInt32());
        await IsHealthyAsync();
    }

    [Theory]
    [InlineData("/reservations", """{"reservation":"a","quantity":0}""", "/quantity")]
    [InlineData("/reservations", """{"reservation":"a","quantity":-1}""", "/quantity")]
    [InlineData("/reservations", """{"reservation":"a","quantity":2000000000}""", "/quantity")]
    [InlineData("/reservations", """{"reservation":"a","quantity":1,"ttl_seconds":0}""", "/ttl_seconds")]
    [InlineData("/reservations", """{"reservation":"o/1/1","quantity":1}""", "/reservation")]
    [InlineData("/reservations", """{"reservation":"a","quantity":1,"minimum_remaining_days":-1}""",
        "/minimum_remaining_days")]
    [InlineData("/receipts", """{"receipt":"","lot":"L","quantity":1}""", "/receipt")]
    [InlineData("/lots/L1/recall", """{"cause":""}""", "/cause")]
    public async Task Bad_input_is_refused_by_the_name_of_its_field(string path, string body, string field)
    {
        await _server.ReceiveAsync("MILK@dc-1", 5);
        var reply = await _server.PostAsync($"{Item}{path}", body);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid-request"), (reply.Status, reply.Code));
        Assert.Equal(field, reply.Json.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    [Theory]
    [InlineData("""{"reservation":"a","quantity":1.5}""")]
    [InlineData("""{"reservation":"a","quantity":99999999999999999999}""")]
    [InlineData("""{"reservation":"a","quantity":"1"}""")]
    public async Task Fractions_and_texts_are_no_quantities(string body) =>
        Assert.Equal("invalid-request", (await _server.PostAsync($"{Item}/reservations", body)).Code);

    [Fact]
    public async Task A_recalled_lot_is_promised_to_nobody_and_low_stock_is_told_once()
    {
        await _server.ReceiveAsync("MILK@dc-1", 10);
        _ = await DoneAsync("/reorder-point", """{"quantity":5}""");
        _ = await DoneAsync("/lots/L1/recall", """{"cause":"glass"}""");
        _ = await DoneAsync("/safety-stock", """{"quantity":2}""");
        var blocked = await _server.PostAsync($"{Item}/lots/L1/hold", """{"cause":"look"}""");
        Assert.Equal((HttpStatusCode.Conflict, "lot-blocked"), (blocked.Status, blocked.Code));
        var item = await ReadAsync();
        Assert.Equal("recalled", item.GetProperty("lots")[0].GetProperty("status").GetString());
        Assert.True(item.GetProperty("low").GetBoolean());
        await _server.SettleAsync();
        var events = (await _server.GetAsync("/events?kind=stock-item&limit=200")).Json.GetProperty("items");
        Assert.Single(events.EnumerateArray(), e => e.GetProperty("type").GetString() == "stock.low");
        await IsHealthyAsync();
    }

    [Fact]
    public async Task A_count_of_stock_that_moved_meanwhile_is_stale()
    {
        await _server.ReceiveAsync("MILK@dc-1", 10);
        var stale = await _server.PostAsync(
            $"{Item}/counts", """{"lot":"L1","counted":9,"expected_quantity":8,"reason":"cycle"}""");
        Assert.Equal((HttpStatusCode.Conflict, "stock-stale"), (stale.Status, stale.Code));
        Assert.Equal(10, stale.Json.GetProperty("on_hand").GetInt32());
        _ = await DoneAsync("/counts", """{"lot":"L1","counted":9,"expected_quantity":10,"reason":"cycle"}""");
        Assert.Equal(9, (await ReadAsync()).GetProperty("on_hand").GetInt32());
        await IsHealthyAsync();
    }

    [Fact]
    public async Task Backorders_wait_up_to_the_limit_and_a_receipt_fills_them_by_priority()
    {
        _ = await DoneAsync("/backorder-policy", """{"mode":"backorder","limit":5,"promise_days":7}""");
        _ = await DoneAsync("/reservations", """{"reservation":"a","quantity":3,"backorder":true}""");
        _ = await DoneAsync("/reservations", """{"reservation":"b","quantity":2,"backorder":true,"priority":9}""");
        var full = await _server.PostAsync(
            $"{Item}/reservations", """{"reservation":"c","quantity":1,"backorder":true}""");
        Assert.Equal((HttpStatusCode.Conflict, "backorder-limit"), (full.Status, full.Code));
        Assert.Equal(5, (await ReadAsync()).GetProperty("backordered").GetInt32());
        await _server.ReceiveAsync("MILK@dc-1", 2);
        var item = await ReadAsync();
        Assert.Equal("b", Text(Assert.Single(item.GetProperty("reservations").EnumerateArray()), "id"));
        Assert.Equal("a", Text(Assert.Single(item.GetProperty("backorders").EnumerateArray()), "reservation"));
        await IsHealthyAsync();
    }

    [Fact]
    public async Task An_order_for_what_may_not_wait_ends_and_does_not_ask_for_ever()
    {
        _ = await DoneAsync("/backorder-policy", """{"mode":"deny"}""");
        var order = await _server.PlaceAsync("SO-1", ("MILK", 3));
        var ended = await _server.StatusAsync(order, "cancelled");
        Assert.Equal(3, ended.Units("cancelled"));
        await IsHealthyAsync();
    }

    [Fact]
    public async Task Two_hundred_buyers_of_twenty_units_get_twenty_and_nothing_leaks()
    {
        await _server.ReceiveAsync("MILK@dc-1", 20);
        var replies = await Task.WhenAll(Enumerable.Range(0, 200).Select(BuyAsync));
        Assert.Equal(20, replies.Count(reply => reply.Status == HttpStatusCode.Created));
        Assert.All(replies.Where(reply => reply.Status != HttpStatusCode.Created), reply =>
            Assert.Equal("out-of-stock", reply.Code));
        var item = await ReadAsync();
        Assert.Equal((20, 0), (item.GetProperty("reserved_soft").GetInt32(), item.GetProperty("available").GetInt32()));
        await IsHealthyAsync();

        // So many at once may be told to come back later: clients ask again with the same key.
        async Task<Reply> BuyAsync(int buyer)
        {
            while (true)
            {
                var reply = await _server.PostAsync(
                    $"{Item}/reservations", $$"""{"reservation":"basket-{{buyer}}","quantity":1}""", $"buy-{buyer}");
                if (reply.Status != HttpStatusCode.ServiceUnavailable)
                {
                    return reply;
                }

                await Task.Delay(
                    TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }
    }

    private static string Line(JsonElement movement) =>
        $"{Text(movement, "kind")} {movement.GetProperty("quantity").GetInt32()} {Text(movement, "from")}>"
        + $"{Text(movement, "to")} {Text(movement, "reason")}";

    private static string? Text(JsonElement of, string name) => of.GetProperty(name).GetString();

    private async Task<Reply> DoneAsync(string path, string body)
    {
        var reply = await _server.PostAsync($"{Item}{path}", body);
        Assert.True(reply.Status is HttpStatusCode.OK or HttpStatusCode.Created, $"{path}: {reply.Text}");
        return reply;
    }

    private async Task<JsonElement> ReadAsync() => (await _server.GetAsync(Item)).Json;

    private async Task IsHealthyAsync()
    {
        await _server.SettleAsync();
        var audit = await _server.GetAsync("/audit/invariants");
        Assert.True(audit.Json.GetProperty("healthy").GetBoolean(), audit.Text);
    }
}
