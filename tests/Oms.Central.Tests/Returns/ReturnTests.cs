using System.Net;
using NodaTime;
using NodaTime.Text;
using Oms.Central.Payments;
using Oms.Central.Tests.Payments;
using Xunit;

namespace Oms.Central.Tests.Returns;

/// <summary>From the delivered order to the refund, through the public API only.</summary>
public sealed class ReturnTests
{
    [Fact]
    public async Task Delivered_units_come_back_are_inspected_and_refunded_to_the_card()
    {
        await using var shop = await ReturnShop.OpenAsync();
        var order = await shop.DeliverAsync("SO-1");
        ReturnShop.Made(await shop.RequestAsync("RMA-1", order, 4));
        var asked = (await shop.Server.GetAsync("/returns/RMA-1")).Json;
        Assert.Equal(("requested", 440), (asked.Text("status"), asked.Minor("worth")));
        ReturnShop.Refused("illegal-transition", await shop.ReceiveAsync("RMA-1", "R-0", "L-SO-1", 1));
        ReturnShop.Done(await shop.ApproveAsync("RMA-1"));

        ReturnShop.Made(await shop.ReceiveAsync("RMA-1", "R-1", "L-SO-1", 3));
        ReturnShop.Made(await shop.ReceiveAsync("RMA-1", "R-1", "L-SO-1", 3));
        _ = await shop.ReturnAsync("RMA-1", "partially_received");
        Assert.Equal(3, await shop.OnHandAsync("MILK@dc-1", "L-SO-1~returned"));
        Assert.Equal(0, shop.Provider.Moved($"{order}.1", TransactionKind.Refund));

        ReturnShop.Made(await shop.InspectAsync("RMA-1", "I-1", "R-1", 2, "restock"));
        ReturnShop.Made(await shop.InspectAsync("RMA-1", "I-2", "R-1", 1, "scrap", ",\"credit_permille\":500"));
        ReturnShop.Made(await shop.ReceiveAsync("RMA-1", "R-2", "L-SO-1", 1));
        ReturnShop.Made(await shop.InspectAsync("RMA-1", "I-3", "R-2", 1, "return_to_vendor"));
        var closed = await shop.ReturnAsync("RMA-1", "closed");

        const long Refund = (2 * ReturnShop.Unit) + (ReturnShop.Unit / 2) + ReturnShop.Unit;
        Assert.Equal(Refund, closed.Minor("refunded"));
        var sold = await shop.Server.UntilAsync(
            $"/orders/{order}", json => json.GetProperty("money").Minor("refunded") == Refund);
        Assert.Equal(("partially_returned", 4), (sold.Text("fulfilment"), sold.Units("returned")));
        Assert.Equal(PricedShop.Total - Refund, sold.GetProperty("money").Minor("charged"));
        Assert.Equal(Refund, shop.Provider.Moved($"{order}.1", TransactionKind.Refund));
        Assert.Equal(
            (2, 0),
            (await shop.OnHandAsync("MILK@dc-1", "L-SO-1"), await shop.OnHandAsync("MILK@dc-1", "L-SO-1~returned")));
        var kinds = (await shop.Server.GetAsync("/stock-items/MILK@dc-1/movements")).Json.GetProperty("items")
            .EnumerateArray().Select(each => $"{each.Text("kind")} {each.Text("from")} {each.Text("to")}").ToList();
        Assert.Contains("restock quarantined in_transit", kinds);
        Assert.Contains("restock in_transit approved", kinds);
        Assert.Contains("scrap quarantined scrapped", kinds);
        Assert.Contains("sent_back quarantined supplier", kinds);
        await shop.Server.HealthyAsync();
    }

    [Fact]
    public async Task No_more_comes_back_than_was_delivered_whatever_is_asked_for_at_the_same_time()
    {
        await using var shop = await ReturnShop.OpenAsync();
        var order = await shop.DeliverAsync("SO-1", refused: 2);
        ReturnShop.Refused("return-exceeds-delivered", await shop.RequestAsync("RMA-0", order, 9));
        var replies = await Task.WhenAll(
            Enumerable.Range(1, 6).Select(i => shop.RequestAsync($"RMA-{i}", order, 3)));
        Assert.Equal(2, replies.Count(reply => reply.Status == HttpStatusCode.Created));
        Assert.All(
            replies.Where(reply => reply.Status != HttpStatusCode.Created),
            reply => Assert.Equal("return-exceeds-delivered", reply.Code));

        // Refused units are free again, and of those that were refused nothing is left behind.
        await shop.Server.SettleAsync();
        var open = (await shop.Server.GetAsync($"/returns?order={order}")).Json.GetProperty("items")
            .EnumerateArray().Where(each => each.Text("kind") == "customer").Select(each => each.Text("id")!).ToList();
        Assert.Equal(2, open.Count);
        ReturnShop.Done(await shop.Server.PostAsync(
            $"/returns/{open[0]}/refuse", """{"reason":"worn"}""", ifMatch: "*"));
        ReturnShop.Done(await shop.Server.PostAsync(
            $"/returns/{open[1]}/cancel", """{"reason":"kept"}""", ifMatch: "*"));
        await shop.Server.SettleAsync();
        ReturnShop.Made(await shop.RequestAsync("RMA-8", order, 8));
        Assert.Equal("refused", (await shop.Server.GetAsync($"/returns/{open[0]}")).Json.Text("status"));
        await shop.Server.HealthyAsync();
    }

    [Fact]
    public async Task A_receipt_beyond_what_is_approved_or_of_another_lot_changes_nothing()
    {
        await using var shop = await ReturnShop.OpenAsync();
        var order = await shop.DeliverAsync("SO-1");
        ReturnShop.Made(await shop.RequestAsync("RMA-1", order, 2));
        ReturnShop.Done(await shop.ApproveAsync("RMA-1"));
        ReturnShop.Refused("quantity-exceeded", await shop.ReceiveAsync("RMA-1", "R-1", "L-SO-1", 3));
        ReturnShop.Refused("not-of-line", await shop.ReceiveAsync("RMA-1", "R-1", "L-OTHER", 1));
        ReturnShop.Made(await shop.ReceiveAsync("RMA-1", "R-1", "L-SO-1", 2));
        ReturnShop.Refused("reference-reused", await shop.ReceiveAsync("RMA-1", "R-1", "L-SO-1", 1));
        ReturnShop.Refused("quantity-exceeded", await shop.ReceiveAsync("RMA-1", "R-2", "L-SO-1", 1));
        ReturnShop.Refused("quantity-exceeded", await shop.InspectAsync("RMA-1", "I-1", "R-1", 3, "restock"));
        ReturnShop.Made(await shop.InspectAsync("RMA-1", "I-1", "R-1", 2, "quarantine"));
        _ = await shop.ReturnAsync("RMA-1", "closed");
        ReturnShop.Refused("illegal-transition", await shop.ReceiveAsync("RMA-1", "R-3", "L-SO-1", 1));
        Assert.Equal(2, await shop.OnHandAsync("MILK@dc-1", "L-SO-1~returned"));
        Assert.Equal(2 * ReturnShop.Unit, shop.Provider.Moved($"{order}.1", TransactionKind.Refund));
        await shop.Server.HealthyAsync();
    }

    [Fact]
    public async Task Anothers_serial_is_refused_and_a_serial_comes_back_once()
    {
        await using var shop = await ReturnShop.OpenAsync();
        var server = shop.Server;
        ReturnShop.Done(await server.PostAsync("/stock-items/DRILL@dc-1/serial-tracking", """{"tracked":true}"""));
        ReturnShop.Made(await server.PostAsync(
            "/stock-items/DRILL@dc-1/receipts",
            """{"receipt":"IN-1","lot":"L-SO-1","quantity":3,"expires":null,"serials":["A-1","A-2","A-3"]}"""));
        var order = await server.PlaceAsync("SO-1", ("DRILL", 2));
        _ = await server.StatusAsync(order, "released");
        await shop.BringAsync(order, "SO-1", 2, sku: "DRILL");
        _ = await server.StatusAsync(order, "closed");

        ReturnShop.Refused("serial-not-of-line", await SerialAsync("RMA-1", "A-3"));
        ReturnShop.Made(await SerialAsync("RMA-1", "A-1"));
        ReturnShop.Refused("serial-not-of-line", await SerialAsync("RMA-2", "A-1"));
        ReturnShop.Done(await shop.ApproveAsync("RMA-1"));
        ReturnShop.Refused("invalid-request", await shop.ReceiveAsync("RMA-1", "R-1", "L-SO-1", 1));
        ReturnShop.Refused(
            "not-of-line", await shop.ReceiveAsync("RMA-1", "R-1", "L-SO-1", 1, ",\"serials\":[\"A-2\"]"));
        ReturnShop.Made(await shop.ReceiveAsync("RMA-1", "R-1", "L-SO-1", 1, ",\"serials\":[\"A-1\"]"));
        ReturnShop.Made(await shop.InspectAsync("RMA-1", "I-1", "R-1", 1, "restock", ",\"serials\":[\"A-1\"]"));
        _ = await shop.ReturnAsync("RMA-1", "closed");
        ReturnShop.Refused("serial-not-of-line", await SerialAsync("RMA-3", "A-1"));
        await server.SettleAsync();
        Assert.Equal(
            ["A-1", "A-3"],
            (await server.GetAsync("/stock-items/DRILL@dc-1/serials?lot=L-SO-1")).Json.GetProperty("items")
                .EnumerateArray().Select(each => each.Text("serial")).Order());
        await server.HealthyAsync();

        Task<Reply> SerialAsync(string id, string serial) => server.PostAsync(
            "/returns",
            $$"""
            {"id":"{{id}}","order":"{{order}}",
             "lines":[{"line":1,"quantity":1,"reason":"broken","serials":["{{serial}}"]}]}
            """);
    }

    [Fact]
    public async Task The_channels_policy_says_until_when_and_up_to_what_nobody_has_to_approve()
    {
        await using var shop = await ReturnShop.OpenAsync();
        ReturnShop.Made(await shop.Server.PostAsync("/channels", """
            {"id":"web","terms":{"name":"Web","kind":"web","policies":{"ship_policy":"complete"},
              "returns":{"window_days":14,"auto_approve_minor":330,"goods_permille":900,"refunds_shipping":true}}}
            """));
        var late = await shop.DeliverAsync("SO-1", ago: Duration.FromDays(15));
        ReturnShop.Refused("return-window-over", await shop.RequestAsync("RMA-1", late, 1));
        ReturnShop.Made(await shop.RequestAsync("RMA-1", late, 1, ",\"exception\":\"regular customer\""));
        Assert.Equal("requested", (await shop.Server.GetAsync("/returns/RMA-1")).Json.Text("status"));

        var order = await shop.DeliverAsync("SO-2", ago: Duration.FromDays(13));
        ReturnShop.Made(await shop.RequestAsync("RMA-2", order, 3));
        Assert.Equal("requested", (await shop.Server.GetAsync("/returns/RMA-2")).Json.Text("status"));
        ReturnShop.Made(await shop.RequestAsync("RMA-3", order, 2));
        var approved = (await shop.Server.GetAsync("/returns/RMA-3")).Json;
        Assert.Equal(("approved", "policy"), (approved.Text("status"), approved.Text("decided_by")));

        // 900 of 1 000 of 2.20, and 1.00 of shipping.
        ReturnShop.Made(await shop.ReceiveAsync("RMA-3", "R-1", "L-SO-2", 2));
        ReturnShop.Made(await shop.InspectAsync("RMA-3", "I-1", "R-1", 2, "restock"));
        _ = await shop.ReturnAsync("RMA-3", "closed");
        _ = await shop.Server.MoneyAsync(order, money => money.Minor("refunded") == 298);
        await shop.Server.HealthyAsync();
    }

    [Fact]
    public async Task What_is_refunded_as_store_credit_does_not_go_to_the_card()
    {
        await using var shop = await ReturnShop.OpenAsync();
        var order = await shop.DeliverAsync("SO-1");
        ReturnShop.Refused(
            "invalid-request", await shop.RequestAsync("RMA-1", order, 3, ",\"refund_to\":\"store_credit\""));
        ReturnShop.Made(await shop.RequestAsync(
            "RMA-1", order, 3, ",\"refund_to\":\"store_credit\",\"account\":\"K-17\""));
        ReturnShop.Done(await shop.ApproveAsync("RMA-1"));
        ReturnShop.Made(await shop.ReceiveAsync("RMA-1", "R-1", "L-SO-1", 3));
        ReturnShop.Made(await shop.InspectAsync("RMA-1", "I-1", "R-1", 3, "restock"));
        var closed = await shop.ReturnAsync("RMA-1", "closed");
        Assert.Equal(330, closed.GetProperty("inspections")[0].Minor("credit"));
        var credit = await shop.Server.UntilAsync("/store-credits/K-17@EUR", json => json.Minor("balance") == 330);
        Assert.Equal(330, credit.Minor("granted"));
        Assert.Equal(0, shop.Provider.Moved($"{order}.1", TransactionKind.Refund));

        // The rest goes back to the card, never more than was captured.
        ReturnShop.Made(await shop.RequestAsync("RMA-2", order, 7));
        ReturnShop.Done(await shop.ApproveAsync("RMA-2"));
        ReturnShop.Made(await shop.ReceiveAsync("RMA-2", "R-1", "L-SO-1", 7));
        ReturnShop.Made(await shop.InspectAsync("RMA-2", "I-1", "R-1", 7, "scrap"));
        _ = await shop.ReturnAsync("RMA-2", "closed");
        _ = await shop.Server.MoneyAsync(order, money => money.Minor("refunded") == 770);
        var sold = (await shop.Server.GetAsync($"/orders/{order}")).Json;
        Assert.Equal(("returned", 10), (sold.Text("fulfilment"), sold.Units("returned")));
        await shop.Server.HealthyAsync();
    }

    [Fact]
    public async Task Units_that_will_not_come_are_free_and_those_that_came_are_refunded_all_the_same()
    {
        await using var shop = await ReturnShop.OpenAsync();
        var order = await shop.DeliverAsync("SO-1");
        ReturnShop.Made(await shop.RequestAsync("RMA-1", order, 10));
        ReturnShop.Done(await shop.ApproveAsync("RMA-1"));
        ReturnShop.Made(await shop.ReceiveAsync("RMA-1", "R-1", "L-SO-1", 1));
        ReturnShop.Done(await shop.Server.PostAsync(
            "/returns/RMA-1/give-up", """{"reason":"lost"}""", ifMatch: "*"));
        ReturnShop.Made(await shop.InspectAsync("RMA-1", "I-1", "R-1", 1, "restock"));
        _ = await shop.ReturnAsync("RMA-1", "closed");
        ReturnShop.Made(await shop.RequestAsync("RMA-2", order, 9));
        Assert.Equal(ReturnShop.Unit, shop.Provider.Moved($"{order}.1", TransactionKind.Refund));
        await shop.Server.HealthyAsync();
    }

    [Fact]
    public async Task The_contract_of_the_house_holds()
    {
        await using var shop = await ReturnShop.OpenAsync();
        var order = await shop.DeliverAsync("SO-1");
        var other = await shop.DeliverAsync("SO-2");
        var first = await shop.RequestAsync("RMA-1", order, 1, key: "k-1");
        ReturnShop.Made(first);
        var again = await shop.RequestAsync("RMA-1", order, 1, key: "k-1");
        Assert.Equal((first.Text, "true"), (again.Text, again.Header("Idempotent-Replayed")));
        Assert.Equal("idempotency-key-reused", (await shop.RequestAsync("RMA-1", order, 2, key: "k-1")).Code);
        ReturnShop.Refused("id-taken", await shop.RequestAsync("RMA-1", order, 2));
        ReturnShop.Refused("id-taken", await shop.RequestAsync("RMA-1", other, 1));
        ReturnShop.Made(await shop.RequestAsync("RMA-2", other, 10));
        Assert.Equal("precondition-required", (await shop.Server.PostAsync("/returns/RMA-1/approve", "{}")).Code);
        Assert.Equal(
            "precondition-failed",
            (await shop.Server.PostAsync("/returns/RMA-1/approve", "{}", ifMatch: "\"9\"")).Code);
        ReturnShop.Refused("not-found", await shop.RequestAsync("RMA-3", "no-order", 1));
        ReturnShop.Refused("not-found", await shop.ApproveAsync("RMA-9"));

        var before = InstantPattern.ExtendedIso.Format(shop.Server.Node.Clock.GetCurrentInstant());
        ReturnShop.Done(await shop.ApproveAsync("RMA-1"));
        await shop.Server.SettleAsync();
        Assert.Equal(
            "requested", (await shop.Server.GetAsync($"/returns/RMA-1?asOf={before}")).Json.Text("status"));
        foreach (var (query, found) in new[] { ("status=requested", "RMA-2"), ($"order={order}", "RMA-1") })
        {
            Assert.Equal(
                found,
                Assert.Single((await shop.Server.GetAsync($"/returns?{query}")).Json.GetProperty("items")
                    .EnumerateArray()).Text("id"));
        }
    }
}
