using System.Net;
using System.Text.Json;
using Oms.Central.Tests.Orders;
using Oms.Central.Tests.Payments;
using Oms.Central.Tests.Routing;
using Xunit;

namespace Oms.Central.Tests.Purchasing;

/// <summary>What suppliers send straight to customers, over HTTP: what goes wrong, and who finds another way.</summary>
public sealed class DropShipApiTests : IAsyncLifetime
{
    private const string Direct =
        """
        {"id":"dairy-direct","terms":{"name":"Dairy","kind":"supplier_virtual","time_zone":"UTC",
          "drop_ship":{"supplier":"dairy","offers":[
            {"sku":"MILK","unit_cost":{"minor":80,"currency":"EUR"} },
            {"sku":"NUTS","unit_cost":{"minor":500,"currency":"EUR"},"units":3}]} } }
        """;

    private const string At = ",\"location\":\"dc-1\"";

    private CentralServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await CentralServer.StartAsync();
        await MadeAsync("/suppliers", """{"id":"dairy","terms":{"name":"Dairy","currency":"EUR"}}""");
        await MadeAsync("/locations", Direct);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("\"kind\":\"supplier_virtual\"", "\"kind\":\"warehouse\"", "/terms/drop_ship")]
    [InlineData("\"supplier\":\"dairy\"", "\"supplier\":\"no one\"", "/terms/drop_ship/supplier")]
    [InlineData("\"sku\":\"NUTS\"", "\"sku\":\"MILK\"", "/terms/drop_ship/offers/1/sku")]
    [InlineData("\"minor\":500", "\"minor\":-1", "/terms/drop_ship/offers/1/unit_cost")]
    [InlineData("\"units\":3", "\"units\":-3", "/terms/drop_ship/offers/1/units")]
    public async Task An_offer_that_cannot_be_names_the_member(string good, string bad, string field)
    {
        var body = Direct.Replace("dairy-direct", "other", StringComparison.Ordinal)
            .Replace(good, bad, StringComparison.Ordinal);
        RefusedField(field, await _server.PostAsync("/locations", body));
    }

    [Fact]
    public async Task What_the_supplier_does_not_offer_or_cannot_be_ordered_is_refused_when_the_order_is_placed()
    {
        RefusedField("/lines/1/ship_from", await _server.PostAsync("/orders", Body("SO-1", Line("MILK"), Line("TEA"))));
        await DoneAsync("/suppliers/dairy/deactivate", "{}");
        await Task.Delay(TimeSpan.FromSeconds(1.1), TimeProvider.System, TestContext.Current.CancellationToken);
        RefusedField("/lines/0/ship_from", await _server.PostAsync("/orders", Body("SO-1", Line("MILK"))));
    }

    [Fact]
    public async Task A_supplier_that_tells_what_cannot_be_is_told_why_and_nothing_is_booked()
    {
        var (order, bought) = await SellAsync("SO-1", Line("MILK", 5), Line("NUTS", 2));
        var path = $"/purchase-orders/{bought}";
        Refused("illegal-transition", await ShipAsync(bought, "D-1", (1, 5)));
        await DoneAsync($"{path}/acknowledge", """{"supplier_ref":"S-1","lines":[]}""");
        Refused("quantity-exceeded", await ShipAsync(bought, "D-1", (2, 2), (1, 6)));
        Refused("not-found", await ShipAsync(bought, "D-1", (1, 5), (3, 1)));
        RefusedField("/tracking_number", await _server.PostAsync(
            $"{path}/shipments", """{"ref":"D-1","carrier":"UPS","units":[{"line":1,"quantity":1}]}"""));
        RefusedField("/units", await _server.PostAsync($"{path}/shipments", """{"ref":"D-1","units":[null]}"""));
        Refused("illegal-transition", await _server.PostAsync(
            $"{path}/receipts", """{"ref":"R-1","line":1,"lot":"L","quantity":1}"""));
        Refused("not-found", await ReportAsync(bought, "D-1", """{"line":1,"delivered":1}"""));
        Assert.Equal(5, (await OrderAsync(order)).Units("drop_ship_open"));

        Made(await ShipAsync(bought, "D-1", (1, 4)));
        Made(await ShipAsync(bought, "D-1", (1, 4)));
        Refused("reference-reused", await ShipAsync(bought, "D-1", (1, 1)));
        Refused("quantity-exceeded", await ReportAsync(bought, "D-1", """{"line":1,"delivered":5}"""));
        RefusedField("/units/0", await ReportAsync(bought, "D-1", """{"line":2,"delivered":1}"""));
        RefusedField("/proof_sha256", await ReportAsync(
            bought, "D-1", """{"line":1,"delivered":1}""", ",\"proof_sha256\":\"ab\""));
        RefusedField("/at", await ReportAsync(
            bought, "D-1", """{"line":1,"delivered":1}""", ",\"at\":\"2999-01-01T00:00:00Z\""));
        var state = await OrderAsync(order);
        Assert.Equal((1, 4, 0), (state.Units("drop_ship_open"), state.Units("in_transit"), state.Units("delivered")));
        await _server.HealthyAsync();
    }

    [Fact]
    public async Task A_parcel_is_found_by_its_number_and_the_address_stays_with_the_order()
    {
        var (order, bought) = await SellAsync("SO-1", Line("MILK", 5));
        await AcknowledgedAsync(bought);
        Made(await _server.PostAsync(
            $"/purchase-orders/{bought}/shipments",
            """{"ref":"D-1","carrier":"UPS","tracking_number":"1Z-42","units":[{"line":1,"quantity":5}]}"""));
        await _server.SettleAsync();
        Assert.Equal([order], (await _server.GetAsync("/orders?q=1Z-42")).Ids());
        var lot = (await OrderAsync(order)).GetProperty("lines")[0].GetProperty("lots")[0];
        Assert.Equal("1Z-42", lot.GetProperty("parcel").Text("tracking_number"));

        var shown = (await _server.GetAsync($"/purchase-orders/{bought}")).Json;
        Assert.Equal("1 High Street", shown.GetProperty("ship_to").GetProperty("address").GetProperty("lines")[0]
            .GetString());
        Assert.Equal([bought], (await _server.GetAsync($"/purchase-orders?order={order}")).Ids());
        Assert.DoesNotContain(
            "High Street", (await _server.GetAsync($"/purchase-orders?order={order}")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await _server.GetAsync("/stock-items/MILK@dairy-direct")).Status);
        await _server.HealthyAsync();
    }

    [Fact]
    public async Task What_did_not_arrive_is_the_suppliers_and_its_invoice_is_disputed()
    {
        var (order, bought) = await SellAsync("SO-1", Line("MILK", 5));
        await AcknowledgedAsync(bought);
        Made(await ShipAsync(bought, "D-1", (1, 5)));
        Made(await ReportAsync(bought, "D-1", """{"line":1,"delivered":2}"""));
        Made(await _server.PostAsync(
            $"/purchase-orders/{bought}/shipments/D-1/reports",
            """{"ref":"P-2","units":[{"line":1,"short":1,"refused":1,"damaged":1,"reason":"wet"}]}"""));
        var closed = await _server.StatusAsync(order, "closed");
        Assert.Equal((2, 1, 2), (closed.Units("delivered"), closed.Units("lost"), closed.Units("turned_back")));
        Made(await _server.PostAsync(
            $"/purchase-orders/{bought}/invoices",
            """
            {"ref":"I-1","lines":[{"line":1,"quantity":5,"unit_cost":{"minor":80,"currency":"EUR"}}],
             "total":{"minor":400,"currency":"EUR"}}
            """));
        var told = (await _server.GetAsync($"/purchase-orders/{bought}")).Json;
        Assert.Equal("disputed", told.GetProperty("invoices")[0].Text("status"));
        await _server.SettleAsync();
        var lines = (await _server.GetAsync($"/journal-entries?reference={bought}")).Json.GetProperty("items")
            .EnumerateArray().Where(line => line.Text("account") == "cost_of_goods_sold").ToList();
        Assert.Equal((400, 240), (lines.Sum(line => line.Minor("debit")), lines.Sum(line => line.Minor("credit"))));
        await _server.HealthyAsync();
    }

    [Fact]
    public async Task What_a_customer_gives_back_comes_to_a_location_of_ours_and_a_replacement_may_be_the_suppliers()
    {
        var (order, bought) = await SellFromAsync("SO-1", "dairy-direct", Line("MILK", 5));
        await AcknowledgedAsync(bought);
        Made(await ShipAsync(bought, "D-1", (1, 5)));
        Made(await ReportAsync(
            bought, "D-1", """{"line":1,"delivered":5}""", $",\"proof_sha256\":\"{new string('a', 64)}\""));
        _ = await _server.StatusAsync(order, "closed");
        RefusedField("/location", await ReturnAsync(""));
        RefusedField("/replacement/0/ship_from", await ReturnAsync(At, $",\"replacement\":[{Line("TEA")}]"));
        Made(await ReturnAsync(At, $",\"replacement\":[{Line("NUTS")}]"));
        _ = await _server.UntilAsync("/returns/EX-1", json => json.Text("status") == "requested");
        await DoneAsync("/returns/EX-1/approve", "{}");
        Made(await _server.PostAsync("/returns/EX-1/receipts", """{"ref":"R-1","line":1,"lot":"D-1","quantity":2}"""));
        Made(await _server.PostAsync(
            "/returns/EX-1/inspections", """{"ref":"I-1","receipt":"R-1","quantity":2,"fate":"restock"}"""));
        var exchange = await _server.UntilAsync("/exchanges/EX-1", json => json.Text("status") == "completed");
        Assert.Equal(2, (await _server.GetAsync("/stock-items/MILK@dc-1")).Json.GetProperty("on_hand").GetInt32());
        Assert.EndsWith("@1", await BoughtAsync(exchange.Text("replacement")!), StringComparison.Ordinal);
        await _server.HealthyAsync();

        Task<Reply> ReturnAsync(string location, string more = "") => _server.PostAsync(
            more.Length == 0 ? "/returns" : "/exchanges",
            $$"""
            {"id":"EX-1","order":"{{order}}",
             "lines":[{"line":1,"quantity":2,"reason":"not-wanted"}]{{location}}{{more}}}
            """);
    }

    [Theory]
    [InlineData("reject")]
    [InlineData("cancel")]
    public async Task What_the_supplier_will_not_send_holds_the_order_and_is_asked_for_again(string verb)
    {
        var (order, bought) = await SellAsync("SO-1", Line("MILK", 5));
        await DoneAsync($"/purchase-orders/{bought}/{verb}", """{"reason":"sold out"}""");
        var held = await _server.UntilAsync(
            $"/orders/{order}", json => json.GetProperty("holds").GetArrayLength() > 0);
        Assert.Equal(("hold", "sold out"), (held.Text("next_action"), held.Holds()["FULFILMENT"]));
        Refused("illegal-transition", await ShipAsync(bought, "D-1", (1, 1)));
        await DoneAsync($"/orders/{order}/holds/FULFILMENT/release", """{"reason":"they have some"}""");
        var again = await BoughtAsync(order);
        Assert.Equal($"{order}@2", again);
        await AcknowledgedAsync(again);
        Made(await ShipAsync(again, "D-1", (1, 5)));
        Made(await ReportAsync(again, "D-1", """{"line":1,"delivered":5}"""));
        _ = await _server.StatusAsync(order, "closed");
        await _server.HealthyAsync();
    }

    [Fact]
    public async Task An_order_is_cancelled_until_the_supplier_has_shipped_and_the_purchase_order_with_it()
    {
        var (order, bought) = await SellAsync("SO-1", Line("MILK", 5), Line("NUTS", 2));
        await AcknowledgedAsync(bought);
        Done(await _server.CommandAsync(order, "lines/1/cancel", """{"quantity":2,"reason":"customer"}"""));
        _ = await _server.UntilAsync($"/orders/{order}", json => json.Units("cancelled") == 2);
        Assert.Equal(3, (await _server.GetAsync($"/purchase-orders/{bought}")).Json.GetProperty("lines")[0]
            .GetProperty("open").GetInt32());
        Done(await _server.CommandAsync(order, "cancel", """{"reason":"customer"}"""));
        _ = await _server.StatusAsync(order, "cancelled");
        Assert.Equal("cancelled", (await _server.GetAsync($"/purchase-orders/{bought}")).Json.Text("status"));
        Refused("illegal-transition", await ShipAsync(bought, "D-1", (1, 1)));
        await _server.HealthyAsync();

        var (other, sent) = await SellAsync("SO-2", Line("MILK", 5));
        await AcknowledgedAsync(sent);
        Made(await ShipAsync(sent, "D-1", (1, 5)));
        await _server.SettleAsync();
        Refused("illegal-transition", await _server.CommandAsync(other, "cancel", """{"reason":"customer"}"""));
        await _server.HealthyAsync();
    }

    [Fact]
    public async Task Of_a_cancellation_and_a_shipment_at_the_same_time_one_happens_to_each_unit()
    {
        for (var round = 0; round < 5; round++)
        {
            var (order, bought) = await SellAsync($"SO-{round}", Line("MILK", 5));
            await AcknowledgedAsync(bought);
            await _server.SettleAsync();
            var both = await Task.WhenAll(
                _server.PostAsync($"/orders/{order}/lines/1/cancel", """{"quantity":3,"reason":"x"}""", ifMatch: "*"),
                ShipAsync(bought, "D-1", (1, 4)));
            await _server.SettleAsync();
            var read = await OrderAsync(order);
            var (cancelled, left) = (read.Units("cancelled"), read.Units("in_transit"));
            Assert.True((cancelled, left) is (3, 0) or (0, 4), $"{cancelled}, {left}: {both[0].Text} {both[1].Text}");
            await _server.HealthyAsync();
        }
    }

    [Fact]
    public async Task Routing_chooses_a_supplier_where_nothing_else_has_it_and_another_location_where_it_declines()
    {
        await _server.OpenAsync("""{"rule":"in_order","locations":["far","dairy-direct"]}""");
        var order = await _server.OrderAsync("SO-1", 60);
        var split = await _server.UntilAsync(
            $"/orders/{order}", json => json.Text("status") == "released");
        Assert.Contains(
            split.GetProperty("lines").EnumerateArray(),
            line => line.TryGetProperty("supplier", out var supplier) && supplier.GetString() == "dairy");
        var bought = await BoughtAsync(order);
        await DoneAsync($"/purchase-orders/{bought}/reject", """{"reason":"sold out"}""");
        _ = await _server.UntilAsync($"/orders/{order}", json => json.GetProperty("lines").EnumerateArray().All(
            line => line.Text("allocation") == "hard" && !line.TryGetProperty("supplier", out _)));
        await _server.HealthyAsync();
    }

    [Fact]
    public async Task A_draft_and_a_change_may_have_what_a_supplier_sends()
    {
        var drafted = await _server.PostAsync("/orders/drafts", Body("SO-1", Line("MILK", 5)));
        Made(drafted);
        var order = drafted.Json.Text("id")!;
        await DoneAsync($"/orders/{order}/place", "{}");
        Assert.Equal($"{order}@1", await BoughtAsync(order));
        RefusedField("/add/0/ship_from", await _server.PostAsync(
            $"/orders/{order}/changes", $$"""{"reason":"more","add":[{{Line("TEA")}}]}""", ifMatch: "*"));
        Made(await _server.PostAsync(
            $"/orders/{order}/changes", $$"""{"reason":"more","add":[{{Line("NUTS")}}]}""", ifMatch: "*"));
        await DoneAsync($"/orders/{order}/changes/1/confirm", "{}");
        var changed = await _server.UntilAsync(
            $"/orders/{order}", json => json.GetProperty("lines")[1].TryGetProperty("purchase_order", out _));
        Assert.Equal($"{order}@2", changed.GetProperty("lines")[1].Text("purchase_order"));
        await _server.HealthyAsync();
    }

    private Task<(string Order, string Bought)> SellAsync(string reference, params string[] lines) =>
        SellFromAsync(reference, "dc-1", lines);

    private async Task<(string Order, string Bought)> SellFromAsync(
        string reference, string from, params string[] lines)
    {
        var order = await _server.PlacedAsync(Body(reference, lines).Replace(
            "\"ship_from\":\"dc-1\"", $"\"ship_from\":\"{from}\"", StringComparison.Ordinal));
        return (order, await BoughtAsync(order));
    }

    /// <summary>The purchase order that has units of an order now.</summary>
    private async Task<string> BoughtAsync(string order)
    {
        var read = await _server.UntilAsync(
            $"/orders/{order}", json => json.GetProperty("lines").EnumerateArray().Any(IsBought));
        var bought = read.GetProperty("lines").EnumerateArray().First(IsBought).Text("purchase_order")!;
        _ = await _server.UntilAsync($"/purchase-orders/{bought}", json => json.Text("status") != "draft");
        return bought;

        static bool IsBought(JsonElement line) => line.TryGetProperty("purchase_order", out _);
    }

    private async Task<JsonElement> OrderAsync(string order)
    {
        await _server.SettleAsync();
        return (await _server.GetAsync($"/orders/{order}")).Json;
    }

    private Task AcknowledgedAsync(string bought) =>
        DoneAsync($"/purchase-orders/{bought}/acknowledge", """{"supplier_ref":"S-1","lines":[]}""");

    private Task<Reply> ShipAsync(string bought, string reference, params (int Line, int Quantity)[] units)
    {
        var sent = string.Join(',', units.Select(each => $$"""{"line":{{each.Line}},"quantity":{{each.Quantity}}}"""));
        return _server.PostAsync(
            $"/purchase-orders/{bought}/shipments", $$"""{"ref":"{{reference}}","units":[{{sent}}]}""");
    }

    private Task<Reply> ReportAsync(string bought, string shipment, string units, string more = "") =>
        _server.PostAsync(
            $"/purchase-orders/{bought}/shipments/{shipment}/reports",
            $$"""{"ref":"P-1","units":[{{units}}]{{more}}}""");

    private static string Body(string reference, params string[] lines) =>
        OrderShop.Body(reference, OrderShop.Inline(), string.Join(',', lines));

    private static string Line(string sku, int quantity = 1) =>
        $$"""{"sku":"{{sku}}","quantity":{{quantity}},"band":null,"ship_from":"dairy-direct"}""";

    private async Task MadeAsync(string path, string body) => Made(await _server.PostAsync(path, body));

    private async Task DoneAsync(string path, string body) => Done(await _server.PostAsync(path, body, ifMatch: "*"));

    private static void Made(Reply reply) => Assert.True(reply.Status == HttpStatusCode.Created, reply.Text);

    private static void Done(Reply reply) => Assert.True((int)reply.Status is >= 200 and < 300, reply.Text);

    private static void Refused(string code, Reply reply) =>
        Assert.True(reply.Code == code, $"{code} was expected: {reply.Text}");

    private static void RefusedField(string field, Reply reply)
    {
        Assert.True(reply.Status == HttpStatusCode.BadRequest, reply.Text);
        Assert.Equal(field, reply.Json.GetProperty("errors")[0].GetProperty("field").GetString());
    }
}
