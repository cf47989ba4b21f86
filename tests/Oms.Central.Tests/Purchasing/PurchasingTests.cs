using System.Net;
using Xunit;

namespace Oms.Central.Tests.Purchasing;

/// <summary>Suppliers and purchase orders over HTTP, from the draft to the closed order.</summary>
public sealed class PurchasingTests : IAsyncLifetime
{
    private const string Dairy =
        """{"id":"dairy","terms":{"name":"Dairy","currency":"EUR","lead_days":5,"tolerance_permille":20}}""";

    private const string Order =
        """
        {"id":"PO-1","supplier":"dairy","location":"dc-1",
         "lines":[{"sku":"MILK","quantity":100,"unit_cost":{"minor":80,"currency":"EUR"},"expected_on":"2026-12-03"}]}
        """;

    private CentralServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await CentralServer.StartAsync();
        Assert.Equal(HttpStatusCode.Created, (await _server.PostAsync("/suppliers", Dairy)).Status);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Goods_that_were_ordered_come_into_stock_once_and_their_invoice_closes_the_order()
    {
        Assert.Equal(HttpStatusCode.Created, (await _server.PostAsync("/purchase-orders", Order)).Status);
        Assert.Equal("illegal-transition", (await ReceiveAsync("R-0", 1)).Code);
        await DoneAsync("send", "{}");
        await DoneAsync(
            "acknowledge",
            """
            {"supplier_ref":"S-1","lines":[{"line":1,"quantity":90,"unit_cost":{"minor":81,"currency":"EUR"},
              "expected_on":"2026-12-04"}]}
            """);
        await DoneAsync(
            "notices",
            """{"ref":"ASN-1","arrives_on":"2026-12-04","units":[{"line":1,"lot":"L1","quantity":90}]}""");
        var received = await ReceiveAsync("R-1", 90, damaged: 2);
        Assert.True(received.Status == HttpStatusCode.Created, received.Text);
        Assert.Equal(HttpStatusCode.Created, (await ReceiveAsync("R-1", 90, damaged: 2)).Status);
        await _server.SettleAsync();
        Assert.Equal(88, (await _server.GetAsync("/stock-items/MILK@dc-1")).Json.GetProperty("on_hand").GetInt32());

        await DoneAsync(
            "invoices",
            """
            {"ref":"I-1","lines":[{"line":1,"quantity":90,"unit_cost":{"minor":81,"currency":"EUR"}}],
             "total":{"minor":7290,"currency":"EUR"}}
            """);
        var disputed = (await _server.GetAsync("/purchase-orders/PO-1")).Json;
        Assert.Equal("received", disputed.GetProperty("status").GetString());
        Assert.Equal("disputed", disputed.GetProperty("invoices")[0].GetProperty("status").GetString());
        await DoneAsync("invoices/I-1/decide", """{"approved":false,"reason":"two were damaged"}""");
        await DoneAsync(
            "invoices",
            """
            {"ref":"I-2","lines":[{"line":1,"quantity":88,"unit_cost":{"minor":81,"currency":"EUR"}}],
             "total":{"minor":7128,"currency":"EUR"}}
            """);
        var closed = await _server.GetAsync("/purchase-orders/PO-1");
        Assert.Equal("closed", closed.Json.GetProperty("status").GetString());

        await _server.SettleAsync();
        var score = (await _server.GetAsync("/suppliers/dairy/scorecard")).Json;
        Assert.Equal((1, 1_000, 880, 1), (
            score.GetProperty("orders").GetInt32(), score.GetProperty("on_time_permille").GetInt32(),
            score.GetProperty("fill_permille").GetInt32(), score.GetProperty("disputed").GetInt32()));
        foreach (var found in new[] { "status=closed", "supplier=dairy" })
        {
            Assert.Single((await _server.GetAsync($"/purchase-orders?{found}")).Json.GetProperty("items")
                .EnumerateArray());
        }
    }

    [Fact]
    public async Task Units_that_stock_cannot_take_are_shown_at_the_order()
    {
        Assert.Equal(HttpStatusCode.Created, (await _server.PostAsync("/purchase-orders", Order)).Status);
        await DoneAsync("send", "{}");
        Assert.Equal(HttpStatusCode.OK, (await _server.PostAsync(
            "/stock-items/MILK@dc-1/serial-tracking", """{"tracked":true}""")).Status);
        Assert.Equal(HttpStatusCode.Created, (await ReceiveAsync("R-1", 5)).Status);

        var order = await _server.UntilAsync(
            "/purchase-orders/PO-1", json => json.GetProperty("faults").GetArrayLength() > 0);
        Assert.Equal("R-1", order.GetProperty("faults")[0].GetProperty("ref").GetString());
        Assert.Equal(5, order.GetProperty("lines")[0].GetProperty("received").GetInt32());
    }

    [Theory]
    [InlineData("\"dairy\"", "\"nobody\"", "/supplier")]
    [InlineData("\"EUR\"", "\"USD\"", "/lines")]
    [InlineData("\"quantity\":100", "\"quantity\":0", "/lines/0/quantity")]
    [InlineData("\"PO-1\"", "\"P O\"", "/id")]
    public async Task A_draft_that_cannot_be_names_the_member(string good, string bad, string field)
    {
        var refused = await _server.PostAsync(
            "/purchase-orders", Order.Replace(good, bad, StringComparison.Ordinal));
        Assert.True(refused.Status == HttpStatusCode.BadRequest, refused.Text);
        Assert.Equal(field, refused.Json.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    [Fact]
    public async Task A_supplier_that_is_not_active_gets_no_orders()
    {
        Assert.Equal(
            HttpStatusCode.OK, (await _server.PostAsync("/suppliers/dairy/deactivate", "{}", ifMatch: "*")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await _server.PostAsync("/purchase-orders", Order)).Status);
        Assert.Equal(
            HttpStatusCode.OK, (await _server.PostAsync("/suppliers/dairy/activate", "{}", ifMatch: "*")).Status);
        Assert.Equal(HttpStatusCode.Created, (await _server.PostAsync("/purchase-orders", Order)).Status);
        Assert.Equal(HttpStatusCode.OK, (await _server.PostAsync("/purchase-orders", Order)).Status);
    }

    private Task<Reply> ReceiveAsync(string reference, int quantity, int damaged = 0) =>
        _server.PostAsync(
            "/purchase-orders/PO-1/receipts",
            $$"""
            {"ref":"{{reference}}","line":1,"lot":"L1","quantity":{{quantity}},"damaged":{{damaged}},
             "on":"2026-12-04"}
            """);

    private async Task DoneAsync(string verb, string body)
    {
        var reply = await _server.PostAsync($"/purchase-orders/PO-1/{verb}", body, ifMatch: "*");
        Assert.True((int)reply.Status is >= 200 and < 300, reply.Text);
    }
}
