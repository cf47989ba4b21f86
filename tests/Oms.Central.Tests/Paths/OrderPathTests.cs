using Oms.Central.Tests.Payments;
using Oms.Central.Tests.Returns;
using Xunit;

namespace Oms.Central.Tests.Paths;

/// <summary>One order of ten for each way that it can go, from its placing to the books, through the public API
/// only.</summary>
public sealed class OrderPathTests : IAsyncLifetime
{
    /// <summary>What a unit costs the customer: its price, its tax, and its part of shipping.</summary>
    private const long Unit = 160;

    private static readonly PathMoney Paid = new(PricedShop.Total, 0, PricedShop.Total, 0);

    private PathShop _shop = null!;

    private ReturnShop Returns => _shop.Returns;

    private CentralServer Server => _shop.Server;

    public async ValueTask InitializeAsync() => _shop = await PathShop.OpenAsync();

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task Ship()
    {
        await _shop.StockAsync("MILK@dc-1", "L-SHIP", 12);
        var order = await _shop.SellAsync("SHIP", "after_delivery", ("MILK", 10, "dc-1"));
        await Returns.BringAsync(order, "SHIP", 10);
        await _shop.EndsAsync(order, Paid, ("delivered", 10));
        await _shop.BalancesAsync(
            ("card_clearing", 1_600), ("receivables", 0), ("revenue", -1_000), ("shipping_revenue", -500),
            ("tax_payable", -100), ("inventory", 120), ("cost_of_goods_sold", 600));
    }

    [Fact]
    public async Task Split()
    {
        await _shop.StockAsync("MILK@dc-1", "L-SPLIT-1", 6);
        await _shop.StockAsync("CREAM@dc-2", "L-SPLIT-2", 4);
        var order = await _shop.SellAsync("SPLIT", "after_delivery", ("MILK", 6, "dc-1"), ("CREAM", 4, "dc-2"));
        await Returns.BringAsync(order, "SPLIT-1", 6, from: "dc-1");
        var half = await Server.UntilAsync($"/orders/{order}", json => json.Units("delivered") == 6);
        Assert.Equal(("released", "dispatch"), (half.Text("status"), half.Text("next_action")));
        await Returns.BringAsync(order, "SPLIT-2", 4, sku: "CREAM", from: "dc-2", line: 2);
        await _shop.EndsAsync(order, Paid, ("delivered", 10));
        Assert.Equal(2, (await _shop.ItemsAsync($"/invoices?order={order}")).Count);
        await _shop.BalancesAsync(("receivables", 0), ("inventory", 0), ("cost_of_goods_sold", 600));
    }

    [Fact]
    public async Task Store_pick_up_with_a_code()
    {
        await _shop.StockAsync("MILK@store-1", "L-STORE", 10);
        var order = await _shop.SellAsync("STORE", "after_delivery", ("MILK", 10, "store-1"));
        var work = $"{order}@1";
        _ = await _shop.Store.WorkAsync(work, "open");
        _ = await _shop.Store.MakeReadyAsync(work, "L-STORE", 10);
        var code = await Server.PostAsync($"/fulfilment-orders/{work}/pick-up-codes", """{"days":3}""");
        ReturnShop.Made(code);
        var wrong = code.Json.Text("code") == "00000000" ? "11111111" : "00000000";
        ReturnShop.Refused("pick-up-code-wrong", await CollectAsync(work, wrong));
        ReturnShop.Done(await CollectAsync(work, code.Json.Text("code")!));
        await _shop.EndsAsync(order, Paid, ("delivered", 10));
        await _shop.BalancesAsync(("receivables", 0), ("inventory", 0), ("cost_of_goods_sold", 600));
    }

    [Fact]
    public async Task Drop_ship()
    {
        var order = await _shop.SellAsync("DROP", "after_shipment", ("MILK", 10, "dairy-direct"));
        var bought = (await Server.UntilAsync(
            $"/orders/{order}", json => json.GetProperty("lines")[0].TryGetProperty("purchase_order", out _)))
            .GetProperty("lines")[0].Text("purchase_order")!;
        var asked = (await Server.GetAsync($"/purchase-orders/{bought}")).Json;
        Assert.Equal(("sent", "Corner Shop", order), (
            asked.Text("status"), asked.GetProperty("ship_to").Text("name"), asked.Text("order")));

        await _shop.DoneAsync(
            $"/purchase-orders/{bought}/acknowledge",
            """
            {"supplier_ref":"S-1","lines":[{"line":1,"quantity":10,"unit_cost":{"minor":60,"currency":"EUR"},
             "expected_on":"2099-12-24"}]}
            """);
        var told = await Server.UntilAsync(
            $"/orders/{order}", json => json.GetProperty("lines")[0].Text("promise") == "2099-12-24");
        Assert.Equal("supplier", told.Text("next_action"));
        await _shop.MadeAsync(
            $"/purchase-orders/{bought}/shipments",
            """{"ref":"D-1","carrier":"UPS","tracking_number":"1Z999","units":[{"line":1,"quantity":10}]}""");
        _ = await Server.MoneyAsync(order, json => json.Minor("charged") == PricedShop.Total);
        await _shop.MadeAsync(
            $"/purchase-orders/{bought}/shipments/D-1/reports",
            $$"""{"ref":"P-1","proof_sha256":"{{new string('a', 64)}}","units":[{"line":1,"delivered":10}]}""");
        await _shop.EndsAsync(order, Paid, ("delivered", 10));

        await _shop.MadeAsync(
            $"/purchase-orders/{bought}/invoices",
            """
            {"ref":"I-1","lines":[{"line":1,"quantity":10,"unit_cost":{"minor":60,"currency":"EUR"}}],
             "total":{"minor":600,"currency":"EUR"}}
            """);
        _ = await Server.UntilAsync($"/purchase-orders/{bought}", json => json.Text("status") == "closed");
        await Server.SettleAsync();
        await _shop.BalancesAsync(
            ("receivables", 0), ("inventory", 0), ("cost_of_goods_sold", 600), ("goods_received_not_invoiced", 0),
            ("payables", -600));
    }

    [Fact]
    public async Task Refused_at_the_door()
    {
        await _shop.StockAsync("MILK@dc-1", "L-DOOR", 10);
        var order = await _shop.SellAsync("DOOR", "after_shipment", ("MILK", 10, "dc-1"));
        await Returns.BringAsync(order, "DOOR", 10, refused: 4);
        await _shop.EndsAsync(
            order, new PathMoney(1_600, 4 * Unit, 1_600, 4 * Unit), ("delivered", 6), ("turned_back", 4));
        await _shop.BalancesAsync(("receivables", 0), ("inventory", 240), ("cost_of_goods_sold", 360));
    }

    [Fact]
    public async Task Return_with_a_refund()
    {
        await _shop.StockAsync("MILK@dc-1", "L-BACK", 10);
        var order = await _shop.SellAsync("BACK", "after_delivery", ("MILK", 10, "dc-1"));
        await Returns.BringAsync(order, "BACK", 10);
        _ = await Server.StatusAsync(order, "closed");
        ReturnShop.Made(await Returns.RequestAsync("RMA-1", order, 2));
        await BackAsync("RMA-1", "L-BACK", 2);
        await _shop.EndsAsync(
            order, new PathMoney(1_600, 2 * ReturnShop.Unit, 1_600, 2 * ReturnShop.Unit), ("delivered", 10),
            ("returned", 2));
        await _shop.BalancesAsync(("receivables", 0), ("inventory", 120), ("cost_of_goods_sold", 480));
    }

    [Fact]
    public async Task Exchange()
    {
        await _shop.StockAsync("MILK@dc-1", "L-SWAP", 10);
        await _shop.StockAsync("CREAM@dc-1", "L-INSTEAD", 2);
        var order = await _shop.SellAsync("SWAP", "after_delivery", ("MILK", 10, "dc-1"));
        await Returns.BringAsync(order, "SWAP", 10);
        _ = await Server.StatusAsync(order, "closed");
        await _shop.MadeAsync("/exchanges", $$"""
            {"id":"EX-1","order":"{{order}}","lines":[{"line":1,"quantity":2,"reason":"not-wanted"}],
             "replacement":[{"sku":"CREAM","quantity":2,"band":null,
               "price":{"unit":{"minor":100,"currency":"EUR"},"discounts":[],"tax_category":"food"} }]}
            """);
        await BackAsync("EX-1", "L-SWAP", 2);
        var replacement = (await Server.UntilAsync("/exchanges/EX-1", json => json.Text("status") == "completed"))
            .Text("replacement")!;
        _ = await Server.StatusAsync(replacement, "released");
        await Returns.BringAsync(replacement, "INSTEAD", 2, sku: "CREAM");
        await _shop.EndsAsync(
            order, new PathMoney(1_600, 0, 1_600, 0), ("delivered", 10), ("returned", 2));
        await _shop.EndsAsync(replacement, new PathMoney(220, 0, 220, 0), ("delivered", 2));
        await _shop.BalancesAsync(
            ("card_clearing", 1_600), ("receivables", 0), ("store_credit", 0), ("inventory", 120),
            ("cost_of_goods_sold", 600));
    }

    [Fact]
    public async Task Claim()
    {
        await _shop.StockAsync("MILK@dc-1", "L-SOUR", 10);
        var order = await _shop.SellAsync("SOUR", "after_delivery", ("MILK", 10, "dc-1"));
        await Returns.BringAsync(order, "SOUR", 10);
        _ = await Server.StatusAsync(order, "closed");
        await _shop.MadeAsync("/claims", $$"""
            {"id":"C-1","kind":"quality","party":"customer","party_id":"K-17","detail":"It is sour.",
             "order":"{{order}}","line":1,"sku":"MILK","quantity":2,"claimed":{"minor":220,"currency":"EUR"} }
            """);
        await _shop.MadeAsync(
            "/claims/C-1/evidence", $$"""{"source":"photo","ref":"crate.jpg","sha256":"{{new string('a', 64)}}"}""");
        await _shop.DoneAsync("/claims/C-1/decide", """{"accepted":true,"reason":"plain to see"}""");
        await _shop.DoneAsync(
            "/claims/C-1/settle",
            $$"""{"kind":"refund","amount":{"minor":220,"currency":"EUR"},"payment":"{{order}}.1"}""");
        _ = await Server.UntilAsync("/claims/C-1", json => json.Text("status") == "settled");
        await _shop.EndsAsync(order, new PathMoney(1_600, 220, 1_600, 220), ("delivered", 10));
        await _shop.BalancesAsync(("card_clearing", 1_380), ("receivables", 0), ("cost_of_goods_sold", 600));
    }

    private Task<Reply> CollectAsync(string work, string code) =>
        Server.PostAsync($"/fulfilment-orders/{work}/collect", $$"""{"code":"{{code}}"}""");

    /// <summary>Approves a return, takes its units in and puts them back on the shelf.</summary>
    private async Task BackAsync(string id, string lot, int units)
    {
        _ = await Returns.ReturnAsync(id, "requested");
        ReturnShop.Done(await Returns.ApproveAsync(id));
        ReturnShop.Made(await Returns.ReceiveAsync(id, "R-1", lot, units));
        ReturnShop.Made(await Returns.InspectAsync(id, "I-1", "R-1", units, "restock"));
        _ = await Returns.ReturnAsync(id, "closed");
    }
}
