using System.Net;
using Oms.Central.Hosting;
using Oms.Central.Payments;
using Oms.Central.Pricing;
using Oms.Central.Tests.Orders;
using Oms.Finance;
using Xunit;

namespace Oms.Central.Tests.Payments;

/// <summary>Changes of orders with prices, prices of zones and prices with taxes, over HTTP.</summary>
public sealed class PricedChangeApiTests
{
    private const string More = """{"reason":"customer","lines":[{"line":1,"quantity":12}],"hold_minutes":10}""";

    [Fact]
    public async Task What_a_change_of_a_paid_order_costs_is_shown_authorised_and_charged()
    {
        await using var provider = await ProviderSimulator.StartAsync();
        await using var server = await PricedShop.OpenAsync(provider);
        using var gateway = new Gateway(server);
        _ = await gateway.EnrolAsync();
        var order = await server.SellAsync("SO-1", "after_shipment", PricedShop.ByCard);
        await server.ReceiveAsync("MILK@dc-1", 5, "L-more", expires: "2099-01-31");
        _ = await server.StatusAsync(order, "released");

        var preview = await server.PostAsync($"/orders/{order}/changes/preview", More);
        Assert.True(preview.Status == HttpStatusCode.OK, preview.Text);
        var money = preview.Json.GetProperty("money");
        Assert.Equal(
            (PricedShop.Total, 1_820, 220, 220, 0),
            (money.Minor("owed_before"), money.Minor("owed_after"), money.Minor("difference"),
                money.Minor("authorise"), money.Minor("refund")));
        var before = (await server.GetAsync($"/orders/{order}")).Json.GetProperty("money");
        Assert.Equal(PricedShop.Total, before.Minor("owed"));

        var proposed = await server.CommandAsync(order, "changes", More);
        Assert.True(proposed.Status == HttpStatusCode.Created, proposed.Text);
        _ = await server.UntilAsync(
            $"/orders/{order}", json => json.GetProperty("lines")[1].Text("allocation") == "soft");
        var confirmed = await server.CommandAsync(order, "changes/1/confirm", "{}");
        Assert.True(confirmed.Status == HttpStatusCode.OK, confirmed.Text);
        _ = await server.MoneyAsync(order, json => json.Text("authorise") == "full");
        Assert.Equal(220, provider.Moved($"{order}.2", TransactionKind.Authorisation));
        _ = await server.UntilAsync(
            $"/orders/{order}", json => json.GetProperty("lines")[1].Text("allocation") == "hard");
        _ = await server.SendOutAsync("R-7", order);
        _ = await server.MoneyAsync(order, json => json.Minor("charged") == 1_820);
        Assert.Equal(220, provider.Moved($"{order}.2", TransactionKind.Capture));
        await server.HealthyAsync();
    }

    [Fact]
    public async Task What_a_bank_took_back_is_owed_no_more_until_the_dispute_is_won()
    {
        await using var provider = await ProviderSimulator.StartAsync();
        await using var server = await PricedShop.OpenAsync(provider);
        using var gateway = new Gateway(server);
        _ = await gateway.EnrolAsync();
        var order = await server.SellAsync("SO-1", "after_shipment", PricedShop.ByCard);
        _ = await server.StatusAsync(order, "released");
        _ = await server.SendOutAsync("R-7", order);
        _ = await server.MoneyAsync(order, json => json.Minor("charged") == PricedShop.Total);
        var opened = await server.PostAsync(
            $"/payments/{order}.1/disputes",
            """{"ref":"d-1","amount":{"minor":600,"currency":"EUR"},"reason":"fraud"}""");
        Assert.True(opened.Status == HttpStatusCode.Created, opened.Text);
        var disputed = (await server.MoneyAsync(order, json => json.Text("dispute") == "open")).GetProperty("money");
        Assert.Equal(
            (600, 1_000, 1_000), (disputed.Minor("disputed"), disputed.Minor("owed"), disputed.Minor("charged")));
        _ = await server.PostAsync($"/payments/{order}.1/disputes/d-1/settle", """{"won":true}""");
        var won = (await server.MoneyAsync(order, json => json.Text("dispute") == "won")).GetProperty("money");
        Assert.Equal((0, PricedShop.Total), (won.Minor("disputed"), won.Minor("owed")));
        Assert.Equal(PricedShop.Total, provider.Moved($"{order}.1", TransactionKind.Capture));
        Assert.Equal(0, provider.Moved($"{order}.1", TransactionKind.Refund));
        await server.HealthyAsync();
    }

    [Fact]
    public async Task A_change_to_where_no_tax_is_known_says_so_and_changes_nothing()
    {
        await using var provider = await ProviderSimulator.StartAsync();
        await using var server = await PricedShop.OpenAsync(provider);
        var order = await server.SellAsync("SO-1", "after_shipment", PricedShop.ByCard);
        _ = await server.StatusAsync(order, "released");
        var moved = await server.CommandAsync(
            order,
            "changes",
            """
            {"reason":"moved","customer":{"name":"Shop","address":{"lines":["1 Rue Haute"],"city":"Lyon",
             "postal_code":"69001","country":"FR"}}}
            """);
        Assert.Equal((HttpStatusCode.Conflict, "price-unknown"), (moved.Status, moved.Code));
        Assert.Equal(
            System.Text.Json.JsonValueKind.Null,
            (await server.GetAsync($"/orders/{order}")).Json.GetProperty("change").ValueKind);
    }

    [Fact]
    public async Task A_registered_customer_pays_shipping_of_the_zone_of_an_address_that_no_event_shows()
    {
        var tables = PricedShop.Tables with
        {
            Taxes = [new("*", "*", 0)],
            Shipping =
            [
                new("SE", "standard", Money.Of(900, "EUR")) { PostalRanges = [new("70", "79")] },
                new("SE", "standard", Money.Of(500, "EUR")),
            ],
        };
        await using var server = await CentralServer.StartAsync(options: new CentralOptions { Prices = tables });
        await server.RegisterAsync("K-17");
        var body = PricedShop.OrderJson("SO-1", "manual");
        var from = body.IndexOf("\"customer\"", StringComparison.Ordinal);
        var order = await server.PlacedAsync(string.Concat(
            body.AsSpan(0, from),
            "\"customer_id\":\"K-17\",",
            body.AsSpan(body.IndexOf("\"ship_from\"", StringComparison.Ordinal))));
        var read = (await server.GetAsync($"/orders/{order}")).Json;
        Assert.Equal(900, read.GetProperty("money").Minor("shipping"));
        Assert.DoesNotContain(
            "753 10", (await server.GetAsync($"/orders/{order}/timeline")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Orders_of_a_channel_whose_prices_include_taxes_cost_what_their_prices_say()
    {
        var tables = new PriceTables(
            "1", "standard", [new("US", "*", 100_000)], [new("US", "standard", Money.Of(500, "EUR"))]);
        await using var server = await CentralServer.StartAsync(options: new CentralOptions { Prices = tables });
        Assert.Equal(HttpStatusCode.Created, (await server.PostAsync(
            "/channels",
            """
            {"id":"web","terms":{"name":"Web shop","kind":"web",
             "policies":{"ship_policy":"split","prices_include_tax":true}}}
            """)).Status);
        var order = await server.PlacedAsync(PricedShop.OrderJson("SO-1", "manual"));
        var money = (await server.GetAsync($"/orders/{order}")).Json.GetProperty("money");

        // 10.00 of goods hold 0.91 of tax, 5.00 of shipping 0.45; nothing is added.
        Assert.Equal(
            (true, 1_500, 1_000, 500, 136),
            (money.GetProperty("prices_include_tax").GetBoolean(), money.Minor("total"), money.Minor("goods"),
                money.Minor("shipping"), money.Minor("tax")));
        var without = await server.PlacedAsync(PricedShop.OrderJson("SO-2", "manual").Replace(
            "\"discounts\":[],\"shipping_service\"",
            "\"prices_include_tax\":false,\"discounts\":[],\"shipping_service\"",
            StringComparison.Ordinal));
        Assert.Equal(
            1_650, (await server.GetAsync($"/orders/{without}")).Json.GetProperty("money").Minor("total"));
        await server.HealthyAsync();
    }
}
