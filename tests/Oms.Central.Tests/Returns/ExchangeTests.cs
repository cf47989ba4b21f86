using System.Text.Json;
using Oms.Central.Payments;
using Oms.Central.Tests.Payments;
using Xunit;

namespace Oms.Central.Tests.Returns;

/// <summary>Units that come back, and an order that replaces them.</summary>
public sealed class ExchangeTests
{
    [Fact]
    public async Task An_even_exchange_pays_for_the_replacement_with_what_came_back()
    {
        await using var shop = await ReturnShop.OpenAsync();
        var order = await shop.DeliverAsync("SO-1");
        await shop.Server.ReceiveAsync("CREAM@dc-1", 5, "C-1");
        ReturnShop.Made(await ProposeAsync(shop, "EX-1", order, quantity: 2, price: 100));
        _ = await shop.ReturnAsync("EX-1", "requested");
        ReturnShop.Done(await shop.ApproveAsync("EX-1"));
        var exchange = await ExchangeAsync(shop, "approved");
        var replacement = exchange.Text("replacement")!;
        Assert.Equal("draft", (await shop.Server.GetAsync($"/orders/{replacement}")).Json.Text("status"));
        Assert.Equal(0, exchange.Minor("difference"));

        ReturnShop.Made(await shop.ReceiveAsync("EX-1", "R-1", "L-SO-1", 2));
        ReturnShop.Made(await shop.InspectAsync("EX-1", "I-1", "R-1", 2, "restock"));
        Assert.Equal(220, (await ExchangeAsync(shop, "completed")).Minor("credited"));
        var placed = await shop.Server.StatusAsync(replacement, "released");
        Assert.Equal(("full", 220), (
            placed.GetProperty("money").Text("authorise"), placed.GetProperty("money").Minor("total")));
        Assert.Equal(0, shop.Provider.Moved($"{order}.1", TransactionKind.Refund));
        Assert.Equal(0, (await shop.Server.GetAsync("/store-credits/exchange-EX-1@EUR")).Json.Minor("balance"));
        await shop.Server.HealthyAsync();
    }

    [Fact]
    public async Task A_dearer_replacement_is_paid_by_a_tender_of_its_own_and_its_stock_is_kept_from_the_approval_on()
    {
        await using var shop = await ReturnShop.OpenAsync();
        ReturnShop.Made(await shop.Server.PostAsync("/channels", """
            {"id":"web","terms":{"name":"Web","kind":"web","policies":{"ship_policy":"complete"},
              "returns":{"reserves_at_approval":true}}}
            """));
        var order = await shop.DeliverAsync("SO-1");
        await shop.Server.ReceiveAsync("CREAM@dc-1", 2, "C-1");
        var unpaid = await ProposeAsync(shop, "EX-1", order, quantity: 2, price: 150);
        ReturnShop.Refused("difference-unpaid", unpaid);
        Assert.Equal(110, unpaid.Json.Minor("possible"));
        ReturnShop.Made(await ProposeAsync(
            shop, "EX-1", order, quantity: 2, price: 150, $",\"difference\":{PricedShop.ByCard}"));
        _ = await shop.ReturnAsync("EX-1", "requested");
        ReturnShop.Done(await shop.ApproveAsync("EX-1"));
        var replacement = (await ExchangeAsync(shop, "approved")).Text("replacement")!;

        // Nobody else gets them, and they do not leave before the others are here.
        _ = await shop.Server.UntilAsync(
            "/stock-items/CREAM@dc-1", json => json.GetProperty("available").GetInt32() == 0);
        var held = await shop.Server.UntilAsync(
            $"/orders/{replacement}", json => json.GetProperty("holds").GetArrayLength() > 0);
        Assert.Equal(("placed", "PAYMENT"), (held.Text("status"), held.GetProperty("holds")[0].Text("type")));

        ReturnShop.Made(await shop.ReceiveAsync("EX-1", "R-1", "L-SO-1", 2));
        ReturnShop.Made(await shop.InspectAsync("EX-1", "I-1", "R-1", 2, "restock"));
        _ = await ExchangeAsync(shop, "completed");
        _ = await shop.Server.StatusAsync(replacement, "released");
        Assert.Equal(110, shop.Provider.Moved($"{replacement}.2", TransactionKind.Authorisation));
        Assert.Equal(0, shop.Provider.Moved($"{order}.1", TransactionKind.Refund));
        await shop.Server.HealthyAsync();
    }

    [Fact]
    public async Task What_a_cheaper_replacement_leaves_goes_back_to_the_card()
    {
        await using var shop = await ReturnShop.OpenAsync();
        var order = await shop.DeliverAsync("SO-1");
        await shop.Server.ReceiveAsync("CREAM@dc-1", 5, "C-1");
        ReturnShop.Made(await ProposeAsync(shop, "EX-1", order, quantity: 2, price: 30));
        _ = await shop.ReturnAsync("EX-1", "requested");
        ReturnShop.Done(await shop.ApproveAsync("EX-1"));
        ReturnShop.Made(await shop.ReceiveAsync("EX-1", "R-1", "L-SO-1", 2));
        ReturnShop.Made(await shop.InspectAsync("EX-1", "I-1", "R-1", 2, "restock"));
        var exchange = await ExchangeAsync(shop, "completed");
        Assert.Equal((-154, 66), (exchange.Minor("difference"), exchange.Minor("credited")));
        _ = await shop.Server.StatusAsync(exchange.Text("replacement")!, "released");
        _ = await shop.Server.MoneyAsync(order, money => money.Minor("refunded") == 154);
        await shop.Server.HealthyAsync();
    }

    [Fact]
    public async Task An_exchange_that_is_refused_leaves_no_order_and_holds_no_unit()
    {
        await using var shop = await ReturnShop.OpenAsync();
        var order = await shop.DeliverAsync("SO-1");
        ReturnShop.Refused("return-exceeds-delivered", await ProposeAsync(shop, "EX-1", order, 11, 100));
        ReturnShop.Refused("not-found", await ProposeAsync(shop, "EX-1", "no-order", 1, 100));
        ReturnShop.Made(await ProposeAsync(shop, "EX-1", order, 10, 100));
        _ = await shop.ReturnAsync("EX-1", "requested");
        ReturnShop.Refused("id-taken", await ProposeAsync(shop, "EX-1", order, 9, 100));
        ReturnShop.Done(await shop.Server.PostAsync(
            "/returns/EX-1/refuse", """{"reason":"worn"}""", ifMatch: "*"));
        var ended = await ExchangeAsync(shop, "ended");
        Assert.Equal("worn", ended.Text("reason"));
        _ = await shop.Server.StatusAsync(ended.Text("replacement")!, "discarded");
        ReturnShop.Made(await shop.RequestAsync("RMA-1", order, 10));
        await shop.Server.HealthyAsync();
    }

    [Fact]
    public async Task The_same_exchange_that_is_proposed_by_several_at_once_is_one_exchange_for_all_of_them()
    {
        const int Rounds = 8;
        const int Clients = 6;
        await using var shop = await ReturnShop.OpenAsync();
        var order = await shop.DeliverAsync("SO-1");
        for (var round = 0; round < Rounds; round++)
        {
            var id = $"EX-{round}";
            var told = await Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
            {
                await Task.Delay(
                    TimeSpan.FromMilliseconds(client * 2), TimeProvider.System, TestContext.Current.CancellationToken);
                return await ProposeAsync(shop, id, order, quantity: 1, price: 50);
            }));
            Assert.All(told, reply => Assert.True((int)reply.Status is 200 or 201, reply.Text));
            Assert.Single(told, reply => (int)reply.Status == 201);
        }

        await shop.Server.HealthyAsync();
    }

    private static Task<JsonElement> ExchangeAsync(ReturnShop shop, string status) =>
        shop.Server.UntilAsync("/exchanges/EX-1", json => json.Text("status") == status);

    private static Task<Reply> ProposeAsync(
        ReturnShop shop, string id, string order, int quantity, int price, string more = "") =>
        shop.Server.PostAsync(
            "/exchanges",
            $$"""
            {"id":"{{id}}","order":"{{order}}",
             "lines":[{"line":1,"quantity":{{quantity}},"reason":"not-wanted"}],
             "replacement":[{"sku":"CREAM","quantity":2,"band":null,
               "price":{"unit":{"minor":{{price}},"currency":"EUR"},"discounts":[],"tax_category":"food"} }]{{more}}}
            """);
}
