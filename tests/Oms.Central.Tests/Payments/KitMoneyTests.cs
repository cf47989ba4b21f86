using System.Net;
using Oms.Central.Hosting;
using Oms.Central.Payments;
using Oms.Central.Pricing;
using Oms.Custody.CheckOuts;
using Oms.Finance;
using Xunit;

namespace Oms.Central.Tests.Payments;

/// <summary>Kits with a price, from the order to the books, through the API only: three milk and two nuts for
/// 10.00.</summary>
public sealed class KitMoneyTests : IAsyncLifetime
{
    private ProviderSimulator _provider = null!;
    private CentralServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _provider = await ProviderSimulator.StartAsync();
        _server = await CentralServer.StartAsync(options: new CentralOptions
        {
            Prices = new PriceTables(
                "1",
                "shipping",
                [new("US", "shipping", 0), new("US", "food", 70_000), new("US", "*", 190_000)],
                [new("US", "standard", Money.Of(490, "EUR"))]),
            Payments = _provider.Settings,
        });
        await DefineAsync("MILK", null);
        await DefineAsync("NUTS", null);
        await DefineAsync("BREAKFAST", """[{"sku":"MILK","quantity":3},{"sku":"NUTS","quantity":2}]""");
        await _server.ReceiveAsync("MILK@dc-1", 100, "L-M", expires: "2099-01-31");
        await _server.ReceiveAsync("NUTS@dc-1", 100, "L-N", expires: "2099-01-31");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task A_kit_is_apportioned_cancelled_shipped_charged_and_billed_to_the_minor_unit()
    {
        using var gateway = new Gateway(_server);
        _ = await gateway.EnrolAsync();
        var order = await PlacedAsync(OrderJson("SO-1", 3));
        var read = await _server.StatusAsync(order, "released");

        // 10.00 for 3 x 1.30 of milk and 2 x 2.05 of nuts: 4.88 and 5.12. Taxes 7 % of 14.64, 19 % of 15.36.
        Assert.Equal(3_000, read.GetProperty("money").Minor("goods"));
        Assert.Equal(102 + 292, read.GetProperty("money").Minor("tax"));
        Assert.Equal(3_000 + 394 + 490, read.GetProperty("money").Minor("total"));

        // One kit less costs one kit less.
        Assert.Equal(
            HttpStatusCode.OK,
            (await _server.PostAsync(
                $"/orders/{order}/kits/1/cancel", """{"quantity":1,"reason":"x"}""", ifMatch: "*")).Status);
        _ = await _server.SendOutAsync("R-1", order);
        const long Charged = 976 + 68 + 1_024 + 195 + 159 + 167;
        _ = await _server.MoneyAsync(order, json => json.Minor("charged") == Charged);
        await _server.SettleAsync();
        var invoices = (await _server.UntilAsync(
            $"/invoices?order={order}",
            json => json.GetProperty("items").EnumerateArray().Sum(each => each.Minor("total")) == Charged))
            .GetProperty("items").EnumerateArray().ToList();

        // Both lines left on one route: one invoice, and one capture.
        _ = Assert.Single(invoices);
        _ = Assert.Single(
            (await _server.GetAsync($"/payments/{order}.1")).Json.GetProperty("transactions").EnumerateArray(),
            each => each.Text("kind") == "capture");
        Assert.Equal(2_000, invoices.Sum(each => each.Minor("net")));
        Assert.Equal(
            10,
            invoices.SelectMany(each => each.GetProperty("lines").EnumerateArray())
                .Sum(line => line.GetProperty("units").GetInt32()));
        Assert.Equal(Charged, _provider.Moved($"{order}.1", TransactionKind.Capture));

        // Shipping, milk and nuts each at their rate; together the invoices.
        var taxes = from each in invoices
                    from rate in each.GetProperty("taxes").EnumerateArray()
                    group rate by rate.GetProperty("rate_ppm").GetInt32() into same
                    orderby same.Key
                    select (same.Key, same.Sum(rate => rate.Minor("taxable")), same.Sum(rate => rate.Minor("tax")));
        Assert.Equal([(0, 326L, 0L), (70_000, 976, 68), (190_000, 1_024, 195)], taxes);
        Assert.Equal(
            [("food", 70_000), ("snack", 190_000)],
            invoices.SelectMany(each => each.GetProperty("lines").EnumerateArray())
                .Select(line => (line.Text("tax_category")!, line.GetProperty("tax_rate_ppm").GetInt32())).Order());
        await _server.SettleAsync();
        Assert.Empty((await _server.GetAsync("/open-items")).Json.GetProperty("items").EnumerateArray());
        await _server.HealthyAsync();
    }

    [Fact]
    public async Task An_order_with_kits_with_prices_is_changed_and_its_kit_stays_as_it_was()
    {
        var order = await PlacedAsync(OrderJson("SO-1", 3));
        _ = await _server.StatusAsync(order, "released");
        var proposed = await _server.PostAsync(
            $"/orders/{order}/changes",
            """
            {"reason":"more","add":[{"sku":"NUTS","quantity":5,"band":null,
              "price":{"unit":{"minor":205,"currency":"EUR"},"discounts":[],"tax_category":"snack"}}]}
            """,
            ifMatch: "*");
        Assert.True(proposed.Status is HttpStatusCode.Created or HttpStatusCode.OK, proposed.Text);
        await _server.SettleAsync();
        var confirmed = await _server.PostAsync($"/orders/{order}/changes/1/confirm", "{}", ifMatch: "*");
        Assert.True(confirmed.Status == HttpStatusCode.OK, confirmed.Text);
        var read = await _server.MoneyAsync(order, json => json.Minor("goods") == 4_025);
        Assert.Equal(
            [1_464, 1_536, 1_025],
            read.GetProperty("money").GetProperty("lines").EnumerateArray().Select(line => line.Minor("gross")));
        await _server.HealthyAsync();
    }

    [Fact]
    public async Task A_component_that_comes_back_alone_is_refunded_by_its_share_of_the_kit_and_restocked()
    {
        var order = await DeliveredAsync();
        Refused("return-exceeds-delivered", await ReturnAsync("RMA-0", order, (1, 10)));
        Done(await ReturnAsync("RMA-1", order, (1, 1)));
        var before = await OnHandAsync();
        await TakeBackAsync("RMA-1", 1, 1);

        // One of nine milk that cost 14.64, and of 1.02 of their tax; the nuts stay sold.
        _ = await _server.MoneyAsync(order, json => json.Minor("refunded") == 163 + 11);
        Assert.Equal(before + 1, await OnHandAsync());
        var read = (await _server.GetAsync($"/orders/{order}")).Json;
        Assert.Equal((1, 0), (read.Units("returned"), read.Units("returned", 2)));

        // However the rest comes back, together it is what the milk cost.
        Done(await ReturnAsync("RMA-2", order, (1, 8)));
        await TakeBackAsync("RMA-2", 1, 8);
        _ = await _server.MoneyAsync(order, json => json.Minor("refunded") == 1_464 + 102);
        Assert.Equal(1_464 + 102, _provider.Moved($"{order}.1", TransactionKind.Refund));
        await _server.HealthyAsync();
    }

    [Fact]
    public async Task A_channel_may_take_kits_back_only_whole()
    {
        Done(await _server.PostAsync("/channels", """
            {"id":"web","terms":{"name":"Web","kind":"web","policies":{"ship_policy":"complete"},
              "returns":{"kits_whole":true}}}
            """));
        var order = await DeliveredAsync();
        (int Line, int Units)[][] parts = [[(1, 3)], [(1, 3), (2, 1)], [(1, 6), (2, 2)], [(2, 6)]];
        foreach (var units in parts)
        {
            Refused("kit-not-whole", await ReturnAsync("RMA-1", order, units));
        }

        Done(await ReturnAsync("RMA-1", order, (1, 3), (2, 2)));
        Done(await ReturnAsync("RMA-2", order, ",\"exception\":\"broken glass\"", (1, 1)));
        await TakeBackAsync("RMA-1", 1, 3);
        await TakeBackAsync("RMA-1", 2, 2, approve: false);

        // A kit of three: 488 of 1464 and 512 of 1536, and their taxes.
        _ = await _server.MoneyAsync(order, json => json.Minor("refunded") == 488 + 34 + 512 + 97);
        await _server.HealthyAsync();
    }

    [Theory]
    [InlineData("""{"unit":{"minor":-1,"currency":"EUR"},"discounts":[],"tax_category":"x"}""", "/kits/0/price/unit")]
    [InlineData("""{"unit":{"minor":1,"currency":"USD"},"discounts":[],"tax_category":"x"}""", "/kits/0/price/unit")]
    [InlineData("null", "/kits/0/price")]
    public async Task A_price_that_is_not_of_its_form_is_told_by_its_kit(string price, string field)
    {
        var reply = await _server.PostAsync("/orders", OrderJson("SO-1", 3, $"\"price\":{price}"));
        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Equal(field, reply.Json.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    private const string Price =
        """
        "price":{"unit":{"minor":1000,"currency":"EUR"},"discounts":[],"tax_category":"snack","parts":[
          {"sku":"MILK","unit":{"minor":130,"currency":"EUR"},"tax_category":"food"},
          {"sku":"NUTS","unit":{"minor":205,"currency":"EUR"}}]}
        """;

    private static string OrderJson(string reference, int kits, string price = Price) =>
        $$$"""
        {"channel":"web","external_ref":"{{{reference}}}",
         "customer":{"name":"Corner Shop","address":{"lines":["1 High Street"],"city":"Springfield",
           "postal_code":"12345","country":"US"}},
         "ship_from":"dc-1","ship_policy":"complete",
         "kits":[{"sku":"BREAKFAST","quantity":{{{kits}}},"policy":"whole",{{{price}}}}],
         "money":{"currency":"EUR","discounts":[],"shipping_service":"standard","capture":"after_shipment",
           "tenders":[{{{PricedShop.ByCard}}}]}}
        """;

    private static void Done(Reply reply) => Assert.True((int)reply.Status is >= 200 and < 300, reply.Text);

    private static void Refused(string code, Reply reply) => Assert.True(reply.Code == code, reply.Text);

    /// <summary>Three kits, charged and handed over.</summary>
    private async Task<string> DeliveredAsync()
    {
        using var gateway = new Gateway(_server);
        _ = await gateway.EnrolAsync();
        var order = await PlacedAsync(OrderJson("SO-1", 3));
        _ = await _server.StatusAsync(order, "released");
        _ = await _server.SendOutAsync("R-1", order);
        var now = _server.Node.Clock.GetCurrentInstant();
        gateway.Write("co-1", new CheckOutEvent.Arrived(Gateway.Depot, "T-12", "D-3", "R-1", null, null, now));
        gateway.Write("co-1", new CheckOutEvent.DeliveryReconciled(new StopDelivery(
            1, order,
            [
                new DeliveredLine(1, "MILK", "L-M", 9, 0, 0, 0, "ok"),
                new DeliveredLine(2, "NUTS", "L-N", 6, 0, 0, 0, "ok"),
            ],
            new ProofOfDelivery("A. Buyer", now, new string('a', 64)))));
        gateway.Write("co-1", new CheckOutEvent.CargoVerified(
            [new CargoCount("MILK", "L-M", 0, 0), new CargoCount("NUTS", "L-N", 0, 0)], "anna"));
        gateway.Write("co-1", new CheckOutEvent.Completed("depot:dep-1"));
        _ = await gateway.SendAsync();
        _ = await _server.StatusAsync(order, "closed");
        return order;
    }

    private Task<Reply> ReturnAsync(string id, string order, params (int Line, int Units)[] units) =>
        ReturnAsync(id, order, string.Empty, units);

    private Task<Reply> ReturnAsync(string id, string order, string more, params (int Line, int Units)[] units) =>
        _server.PostAsync("/returns", $$"""
            {"id":"{{id}}","order":"{{order}}","lines":[{{string.Join(',', units.Select(each =>
                $$"""{"line":{{each.Line}},"quantity":{{each.Units}},"reason":"not-wanted"}"""))}}]{{more}} }
            """);

    /// <summary>Units of a line come, are looked at and go into stock again.</summary>
    private async Task TakeBackAsync(string id, int line, int units, bool approve = true)
    {
        if (approve)
        {
            Done(await _server.PostAsync($"/returns/{id}/approve", "{}", ifMatch: "*"));
        }

        Done(await _server.PostAsync($"/returns/{id}/receipts", $$"""
            {"ref":"R-{{line}}","line":{{line}},"lot":"{{(line == 1 ? "L-M" : "L-N")}}","quantity":{{units}}}
            """));
        Done(await _server.PostAsync($"/returns/{id}/inspections", $$"""
            {"ref":"I-{{line}}","receipt":"R-{{line}}","quantity":{{units}},"fate":"restock"}
            """));
    }

    private async Task<int> OnHandAsync()
    {
        await _server.SettleAsync();
        return (await _server.GetAsync("/stock-items/MILK@dc-1")).Json.GetProperty("lots").EnumerateArray()
            .Where(each => each.Text("lot") == "L-M").Sum(each => each.GetProperty("quantity").GetInt32());
    }

    private async Task<string> PlacedAsync(string json)
    {
        var reply = await _server.PostAsync("/orders", json);
        Assert.True(reply.Status == HttpStatusCode.Created, reply.Text);
        return reply.Json.Text("id")!;
    }

    private async Task DefineAsync(string sku, string? kit)
    {
        var made = await _server.PostAsync(
            "/products",
            $$"""
            {"sku":"{{sku}}","terms":{"name":"{{sku}}","unit":"EA"{{(kit is null ? "" : $",\"kit\":{kit}")}} } }
            """);
        Assert.True(made.Status == HttpStatusCode.Created, made.Text);
    }
}
