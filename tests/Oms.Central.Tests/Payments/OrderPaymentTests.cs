using System.Net;
using Oms.Central.Payments;
using Xunit;

namespace Oms.Central.Tests.Payments;

/// <summary>Orders with prices over HTTP, with a provider that speaks HTTP.</summary>
public sealed class OrderPaymentTests
{
    [Fact]
    public async Task An_order_is_authorised_released_charged_when_it_leaves_and_closed_when_it_arrived()
    {
        await using var provider = await ProviderSimulator.StartAsync();
        await using var server = await PricedShop.OpenAsync(provider);
        using var gateway = new Gateway(server);
        _ = await gateway.EnrolAsync();
        var order = await server.SellAsync("SO-1", "after_shipment", PricedShop.ByCard);
        var released = await server.StatusAsync(order, "released");
        var money = released.GetProperty("money");
        Assert.Equal(
            ("full", "none", PricedShop.Total, 1_000, 100, 500),
            (money.Text("authorise"), money.Text("charge"), money.Minor("total"), money.Minor("goods"),
                money.Minor("tax"), money.Minor("shipping")));
        _ = await server.SendOutAsync("R-7", order);
        _ = await server.MoneyAsync(order, json => json.Minor("charged") == PricedShop.Total);
        Assert.Equal(PricedShop.Total, provider.Moved($"{order}.1", TransactionKind.Capture));
        await server.HealthyAsync();
    }

    [Fact]
    public async Task The_same_order_again_opens_no_second_payment_even_after_a_restart()
    {
        await using var provider = await ProviderSimulator.StartAsync();
        await using var server = await PricedShop.OpenAsync(provider);
        var order = await server.SellAsync("SO-1", "after_delivery", PricedShop.ByCard);
        _ = await server.StatusAsync(order, "released");
        await server.RestartAsync();
        var again = await server.PostAsync(
            "/orders", PricedShop.OrderJson("SO-1", "after_delivery", PricedShop.ByCard));
        Assert.Equal(HttpStatusCode.OK, again.Status);
        var other = await server.PostAsync("/orders", PricedShop.OrderJson("SO-1", "manual", PricedShop.ByCard));
        Assert.Equal("duplicate-order", other.Code);
        await server.SettleAsync();
        Assert.Equal(1, provider.Executions[$"main/{order}.1/1"]);
        Assert.Single((await server.GetAsync($"/payments?order={order}")).Json.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_declined_card_holds_the_order_until_store_credit_and_another_card_pay_for_it()
    {
        await using var provider = await ProviderSimulator.StartAsync();
        await using var server = await PricedShop.OpenAsync(provider);
        var order = await server.SellAsync(
            "SO-1", "after_delivery",
            $$$"""{"method":"card","card":{"token":"{{{ProviderSimulator.DeclinedToken}}}","last4":"0002"}}""");
        var held = await server.UntilAsync(
            $"/orders/{order}",
            json => json.GetProperty("holds")[0].Text("reason") == "declined: do-not-honour");
        Assert.Equal("placed", held.Text("status"));
        Assert.Equal(HttpStatusCode.Created, (await server.PostAsync(
            "/store-credits",
            """{"account":"K-17","amount":{"minor":600,"currency":"EUR"},"reason":"sorry"}""")).Status);

        var credit = await server.PostAsync(
            $"/orders/{order}/tenders",
            """{"method":"store_credit","amount":{"minor":600,"currency":"EUR"},"account":"K-17"}""",
            ifMatch: "*");
        Assert.True(credit.Status == HttpStatusCode.OK, credit.Text);
        _ = await server.MoneyAsync(order, json => json.Text("authorise") == "partial");
        var card = await server.PostAsync($"/orders/{order}/tenders", PricedShop.ByCard, ifMatch: "*");
        Assert.True(card.Status == HttpStatusCode.OK, card.Text);
        var released = await server.StatusAsync(order, "released");
        Assert.Equal(
            [1_600L, 600, 1_000],
            released.GetProperty("money").GetProperty("tenders").EnumerateArray().Select(each => each.Minor("amount")));
        Assert.Equal(
            (0L, 600L),
            ((await server.GetAsync("/store-credits/K-17@EUR")).Json.Minor("balance"),
                (await server.GetAsync("/store-credits/K-17@EUR")).Json.Minor("held")));
        await server.HealthyAsync();
    }

    [Fact]
    public async Task A_cancelled_order_gives_everything_back()
    {
        await using var provider = await ProviderSimulator.StartAsync();
        await using var server = await PricedShop.OpenAsync(provider);
        _ = await server.PostAsync(
            "/store-credits", """{"account":"K-17","amount":{"minor":600,"currency":"EUR"},"reason":"sorry"}""");
        var order = await server.SellAsync(
            "SO-1",
            "after_delivery",
            """{"method":"store_credit","amount":{"minor":600,"currency":"EUR"},"account":"K-17"}""",
            PricedShop.ByCard);
        _ = await server.StatusAsync(order, "released");
        Assert.Equal(HttpStatusCode.OK, (await server.PostAsync(
            $"/orders/{order}/cancel", """{"reason":"customer"}""", ifMatch: "*")).Status);
        _ = await server.UntilAsync("/store-credits/K-17@EUR", json => json.Minor("balance") == 600);
        _ = await server.UntilAsync($"/payments/{order}.2", json => json.Text("status") == "voided");
        Assert.Equal(1_000, provider.Moved($"{order}.2", TransactionKind.Void));
        await server.HealthyAsync();
    }

    [Fact]
    public async Task Prices_that_nobody_knows_and_tenders_that_cannot_be_are_refused_with_their_problem()
    {
        await using var server = await PricedShop.OpenAsync();
        async Task<Reply> PlaceAsync(string json) => await server.PostAsync("/orders", json);
        var cash = """{"method":"cash_on_delivery"}""";
        var good = PricedShop.OrderJson("SO-1", "after_delivery", cash);
        Assert.Equal("method-unavailable", (await PlaceAsync(
            PricedShop.OrderJson("SO-1", "after_delivery", PricedShop.ByCard))).Code);
        Assert.Equal("price-unknown", (await PlaceAsync(
            good.Replace("\"country\":\"US\"", "\"country\":\"FR\"", StringComparison.Ordinal))).Code);
        Assert.Equal("price-unknown", (await PlaceAsync(
            good.Replace("\"standard\"", "\"drone\"", StringComparison.Ordinal))).Code);
        foreach (var (bad, field) in new[]
        {
            (good.Replace("\"currency\":\"EUR\",\"discounts\"", "\"currency\":\"USD\",\"discounts\"",
                StringComparison.Ordinal), "/lines/0/price/unit"),
            (good.Replace("\"minor\":100,", "\"minor\":-1,", StringComparison.Ordinal), "/lines/0/price/unit"),
            (PricedShop.OrderJson("SO-1", "after_shipment", cash), "/money/tenders/0/method"),
            (PricedShop.OrderJson("SO-1", "after_delivery", cash, cash), "/money/tenders"),
            (PricedShop.OrderJson(
                "SO-1", "after_delivery",
                """{"method":"cash_on_delivery","amount":{"minor":1599,"currency":"EUR"}}"""), "/money/tenders"),
            (good.Replace("\"complete\"", "\"split_above\"", StringComparison.Ordinal), "/money/split_above"),
        })
        {
            var reply = await PlaceAsync(bad);
            Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
            Assert.Equal(field, reply.Json.GetProperty("errors")[0].Text("field"));
        }

        var order = (await PlaceAsync(good)).Json.Text("id");
        Assert.Equal("illegal-transition", (await server.PostAsync("/payments", $$$"""
            {"order":"{{{order}}}","method":"cash_on_delivery","amount":{"minor":1,"currency":"EUR"} }
            """)).Code);
        Assert.Equal(
            "illegal-transition", (await PaymentFlowTests.CaptureAsync(server, $"{order}.1", 1)).Code);
    }

    [Fact]
    public async Task Store_credit_is_listed_withdrawn_and_never_more_than_there_is()
    {
        await using var server = await PricedShop.OpenAsync();
        const string Grant = """{"account":"K-17","amount":{"minor":600,"currency":"EUR"},"reason":"sorry"}""";
        Assert.Equal(HttpStatusCode.Created, (await server.PostAsync("/store-credits", Grant, "key-1")).Status);
        Assert.Equal("true", (await server.PostAsync("/store-credits", Grant, "key-1")).Header("Idempotent-Replayed"));
        async Task<Reply> WithdrawAsync(long minor) => await server.PostAsync(
            "/store-credits/K-17@EUR/withdrawals",
            $$$"""{"amount":{"minor":{{{minor}}},"currency":"EUR"},"reason":"lapsed"}""");
        var refused = await WithdrawAsync(601);
        Assert.Equal(("credit-too-little", 600L), (refused.Code, refused.Json.Minor("possible")));
        Assert.Equal(HttpStatusCode.OK, (await WithdrawAsync(200)).Status);
        var listed = await server.UntilAsync(
            "/store-credits?account=K-17", json => json.GetProperty("items").GetArrayLength() == 1);
        Assert.Equal(400, listed.GetProperty("items")[0].Minor("balance"));
    }
}
