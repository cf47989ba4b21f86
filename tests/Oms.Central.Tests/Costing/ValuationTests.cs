using System.Net;
using System.Text.Json;
using NodaTime.Text;
using Oms.Central.Costing;
using Oms.Central.Hosting;
using Oms.Central.Tests.Operations;
using Oms.Finance;
using Xunit;

namespace Oms.Central.Tests.Costing;

/// <summary>What stock is worth, over a live centre.</summary>
public sealed class ValuationTests : IAsyncLifetime
{
    private CentralServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await CentralServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Goods_of_two_locations_are_worth_what_was_agreed_and_what_receipts_say_less_what_left()
    {
        await BuyAsync(quantity: 90, damaged: 2, minor: 81);
        await ReceiveAsync("MILK@dc-2", "R-1", 12, """{"minor":100,"currency":"EUR"}""");
        var all = await ValueAsync(100);
        Assert.Equal(((88 * 81) + 1_200, (88 * 81) + 1_200), (Whole(all, "fifo_value"), Whole(all, "average_value")));
        Assert.Equal(2, all.GetProperty("layers").GetArrayLength());

        await _server.SettleAsync();
        var then = InstantPattern.ExtendedIso.Format(_server.Node.Clock.GetCurrentInstant());
        await DoneAsync("/stock-items/MILK@dc-2/adjustments", """{"lot":"L1","delta":-2,"reason":"lost"}""");
        await DoneAsync("/stock-items/MILK@dc-1/scraps", """{"ref":"S-1","lot":"L1","quantity":8,"reason":"sour"}""");
        var left = await ValueAsync(90);
        Assert.Equal((78 * 81) + 1_200, Whole(left, "fifo_value"));

        // 10 of 100 units that are worth 8 328: 2 of them 167 (166.56), 8 of the others 666 (666.21).
        Assert.Equal(8_328 - 167 - 666, Whole(left, "average_value"));
        Assert.Equal(100, Whole((await _server.GetAsync($"/valuations/MILK?asOf={then}")).Json, "quantity"));
        await HealthyAsync();
    }

    [Fact]
    public async Task Units_on_their_way_to_another_location_are_still_owned_until_they_are_said_to_be_missing()
    {
        await ReceiveAsync("MILK@dc-1", "R-1", 10, """{"minor":50,"currency":"EUR"}""");
        await DoneAsync(
            "/transfers", """{"transfer":"T-1","from":"dc-1","to":"dc-2","lines":[{"sku":"MILK","quantity":6}]}""");
        await DoneAsync("/transfers/T-1/ready", "{}");
        await DoneAsync("/transfers/T-1/dispatch", "{}");
        _ = await _server.UntilAsync("/transfers/T-1", json => json.GetProperty("in_transit").GetInt32() == 6);
        await DoneAsync("/transfers/T-1/receipts", """{"ref":"D-1","line":1,"lot":"L1","quantity":4}""");
        _ = await _server.UntilAsync("/stock-items/MILK@dc-2", json => Whole(json, "on_hand") == 4);
        Assert.Equal(1, Whole(await ValueAsync(10), "version"));

        await DoneAsync("/transfers/T-1/close", """{"reason":"fell off"}""");
        Assert.Equal(400, Whole(await ValueAsync(8), "fifo_value"));
        await HealthyAsync();
    }

    [Fact]
    public async Task Units_that_come_back_are_worth_what_the_last_ones_cost()
    {
        await ReceiveAsync("MILK@dc-1", "R-1", 10, """{"minor":50,"currency":"EUR"}""");
        await DoneAsync("/stock-items/MILK@dc-1/returns", """
            {"ref":"RMA-1","lot":"L1","quantity":2,"disposition":"quarantine","cause":"late"}
            """);
        Assert.Equal(600, Whole(await ValueAsync(12), "fifo_value"));
        await HealthyAsync();
    }

    [Fact]
    public async Task A_cost_that_cannot_be_names_the_member_and_a_receipt_has_one_cost()
    {
        var refused = await PostReceiptAsync("MILK@dc-1", "R-1", 10, """{"minor":-1,"currency":"EUR"}""");
        Assert.Equal("/unit_cost/minor", refused.Json.GetProperty("errors")[0].GetProperty("field").GetString());
        await ReceiveAsync("MILK@dc-1", "R-1", 10, """{"minor":50,"currency":"EUR"}""");
        Assert.Equal(
            HttpStatusCode.Created,
            (await PostReceiptAsync("MILK@dc-1", "R-1", 10, """{"minor":50,"currency":"EUR"}""")).Status);
        Assert.Equal(
            "reference-reused",
            (await PostReceiptAsync("MILK@dc-1", "R-1", 10, """{"minor":51,"currency":"EUR"}""")).Code);
        Assert.Equal("reference-reused", (await PostReceiptAsync("MILK@dc-1", "R-1", 10, "null")).Code);
    }

    [Fact]
    public async Task Skus_are_listed_page_by_page_and_those_with_an_unknown_cost_can_be_asked_for()
    {
        await ReceiveAsync("A@dc-1", "R-1", 1, "null");
        await ReceiveAsync("B@dc-1", "R-2", 2, """{"minor":50,"currency":"USD"}""");
        await ReceiveAsync("C@dc-1", "R-3", 3, """{"minor":50,"currency":"EUR"}""");
        await _server.SettleAsync();
        var flagged = (await _server.GetAsync("/valuations?flagged=true")).Json.GetProperty("items");
        Assert.Equal(
            [("A", 0, 1), ("B", 0, 1)],
            flagged.EnumerateArray()
                .Select(item =>
                    (item.GetProperty("sku").GetString(), Whole(item, "fifo_value"), Whole(item, "flagged")))
                .Order());
        var page = (await _server.GetAsync("/valuations?limit=2")).Json;
        var rest = (await _server.GetAsync($"/valuations?limit=2&cursor={page.GetProperty("next").GetString()}")).Json;
        Assert.Equal(
            ["A", "B", "C"],
            page.GetProperty("items").EnumerateArray().Concat(rest.GetProperty("items").EnumerateArray())
                .Select(item => item.GetProperty("sku").GetString()).Order());
        Assert.Equal(HttpStatusCode.NotFound, (await _server.GetAsync("/valuations/D")).Status);
    }

    [Theory]
    [InlineData("cost.received", "MILK@dc-1/99", "from\":\"supplier")]
    [InlineData("cost.issued", "MILK@dc-1/1", "to\":\"customer")]
    public async Task A_book_that_says_what_did_not_happen_is_found(string name, string reference, string side)
    {
        await ReceiveAsync("MILK@dc-1", "R-1", 10, """{"minor":50,"currency":"EUR"}""");
        await _server.SettleAsync();
        await HealthyAsync();
        var variances = name == "cost.received" ? "\"variance_fifo\":0,\"variance_average\":0," : "";
        await _server.RestartWithAsync((
            CostBook.Kind, "MILK", name,
            $$"""
            {"ref":"{{reference}}","quantity":1,"fifo":50,"average":50,{{variances}}"{{side}}","currency":"EUR"}
            """));
        var audit = (await _server.GetAsync("/audit/invariants")).Json;
        var violation = Assert.Single(audit.GetProperty("violations").EnumerateArray());
        Assert.Equal("valuation", violation.GetProperty("invariant").GetString());
        Assert.Equal($"MILK {reference}", violation.GetProperty("where").GetString());
    }

    [Fact]
    public async Task Books_are_kept_in_the_currency_of_the_house()
    {
        await using var server = await CentralServer.StartAsync(options: new CentralOptions
        {
            Books = new BookSettings(Currency.Find("JPY")!),
        });
        Assert.Equal(HttpStatusCode.Created, (await server.PostAsync(
            "/stock-items/MILK@dc-1/receipts",
            """{"receipt":"R-1","lot":"L1","quantity":3,"unit_cost":{"minor":120,"currency":"JPY"}}""")).Status);
        var value = await server.UntilAsync("/valuations/MILK", json => Whole(json, "quantity") == 3);
        Assert.Equal(("JPY", 360), (value.GetProperty("currency").GetString(), Whole(value, "average_value")));
    }

    private async Task BuyAsync(int quantity, int damaged, int minor)
    {
        await DoneAsync("/suppliers", """{"id":"dairy","terms":{"name":"Dairy","currency":"EUR"}}""");
        await DoneAsync("/purchase-orders", $$"""
            {"id":"PO-1","supplier":"dairy","location":"dc-1",
             "lines":[{"sku":"MILK","quantity":{{quantity}},"unit_cost":{"minor":80,"currency":"EUR"} }]}
            """);
        await DoneAsync("/purchase-orders/PO-1/send", "{}");
        await DoneAsync("/purchase-orders/PO-1/acknowledge", $$"""
            {"lines":[{"line":1,"quantity":{{quantity}},"unit_cost":{"minor":{{minor}},"currency":"EUR"},
              "expected_on":null}]}
            """);
        await DoneAsync("/purchase-orders/PO-1/receipts", $$"""
            {"ref":"R-1","line":1,"lot":"L1","quantity":{{quantity}},"damaged":{{damaged}} }
            """);
        _ = await ValueAsync(quantity - damaged);
    }

    private Task<Reply> PostReceiptAsync(string item, string receipt, int quantity, string cost) =>
        _server.PostAsync(
            $"/stock-items/{item}/receipts",
            $$"""{"receipt":"{{receipt}}","lot":"L1","quantity":{{quantity}},"unit_cost":{{cost}} }""");

    private async Task ReceiveAsync(string item, string receipt, int quantity, string cost)
    {
        var reply = await PostReceiptAsync(item, receipt, quantity, cost);
        Assert.True(reply.Status == HttpStatusCode.Created, reply.Text);
    }

    private Task<JsonElement> ValueAsync(int quantity) =>
        _server.UntilAsync("/valuations/MILK", json => Whole(json, "quantity") == quantity);

    private async Task HealthyAsync()
    {
        await _server.SettleAsync();
        var audit = await _server.GetAsync("/audit/invariants");
        Assert.True(audit.Json.GetProperty("healthy").GetBoolean(), audit.Text);
    }

    private async Task DoneAsync(string path, string body)
    {
        var reply = await _server.PostAsync(path, body, ifMatch: "*");
        Assert.True((int)reply.Status is >= 200 and < 300, reply.Text);
    }

    private static long Whole(JsonElement json, string name) => json.GetProperty(name).GetInt64();
}
