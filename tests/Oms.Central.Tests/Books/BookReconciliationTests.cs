using System.Net;
using System.Text.Json;
using Oms.Central.Storage;
using Oms.Central.Tests.Payments;
using Xunit;

namespace Oms.Central.Tests.Books;

/// <summary>Orders, payments and journal, held against each other through the API.</summary>
public sealed class BookReconciliationTests
{
    [Fact]
    public async Task Orders_payments_and_journal_say_the_same_and_what_does_not_is_told()
    {
        await using var provider = await ProviderSimulator.StartAsync();
        await using var server = await PricedShop.OpenAsync(provider);
        using var gateway = new Gateway(server);
        _ = await gateway.EnrolAsync();
        var sold = await server.SellAsync("SO-1", "after_shipment", PricedShop.ByCard);
        _ = await server.StatusAsync(sold, "released");
        _ = await server.SendOutAsync("R-7", sold);
        _ = await server.MoneyAsync(sold, json => json.Minor("charged") == PricedShop.Total);
        var refund = await server.PostAsync(
            $"/payments/{sold}.1/refunds",
            """{"amount":{"minor":160,"currency":"EUR"},"reason":"sorry"}""", ifMatch: "*");
        Assert.Equal(HttpStatusCode.Accepted, refund.Status);
        _ = await server.UntilAsync(
            $"/credit-notes?order={sold}", json => json.GetProperty("items").GetArrayLength() == 1
                && json.GetProperty("items")[0].Text("number") is not null);
        provider.Disputes["d-1"] = new(
            "d-1", $"{sold}.1", Oms.Finance.Money.Of(100, "EUR"), "fraud", Central.Payments.DisputeStatus.Lost);
        provider.CallBackTo = server.Client.BaseAddress;
        Assert.Equal(200, await provider.CallBackAsync("""{"dispute":"d-1"}"""));
        var cancelled = await server.SellAsync("SO-2", "after_shipment", PricedShop.ByCard);
        Assert.Equal(
            HttpStatusCode.OK,
            (await server.PostAsync($"/orders/{cancelled}/cancel", """{"reason":"x"}""", ifMatch: "*")).Status);
        await server.ReceiveAsync("MILK@dc-1", 10);
        var free = await server.PlaceAsync("SO-3", ("MILK", 1));
        await server.SettleAsync();

        var all = (await server.GetAsync("/reconciliation")).Json.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal([free, cancelled, sold], all.Select(order => order.Text("order")));
        Assert.All(all, order => Assert.Equal(0, order.GetProperty("differences").GetArrayLength()));
        Assert.Equal(
            (1_440, 1_440, 1_440, 1_440, 100),
            (all[2].Minor("billed"), all[2].Minor("booked_bills"), all[2].Minor("paid"), all[2].Minor("booked_paid"),
                all[2].Minor("disputed")));
        Assert.Empty(Items(await server.GetAsync("/reconciliation?differences=true")));

        // Pages, and a time in which nothing came in.
        var first = (await server.GetAsync("/reconciliation?limit=2")).Json;
        var next = (await server.GetAsync($"/reconciliation?limit=2&cursor={first.Text("next")}")).Json;
        Assert.Equal(sold, Assert.Single(next.GetProperty("items").EnumerateArray()).Text("order"));
        Assert.Empty(Items(await server.GetAsync("/reconciliation?until=2020-01-01T00:00:00Z")));

        // An entry is lost, and another one changed.
        _ = await server.Node.Model.WriteAsync(async connection =>
        {
            _ = await connection.RunAsync("DELETE FROM journal_lines WHERE what = 'refund'");
            _ = await connection.RunAsync("UPDATE journal_lines SET minor = minor + minor WHERE what = 'credit-note'");
        });
        var wrong = Assert.Single(Items(await server.GetAsync("/reconciliation?differences=true")));
        Assert.Equal(sold, wrong.Text("order"));
        Assert.Equal(
            [("paid", "payments", 1_440, "journal", 1_600), ("billed", "order", 1_440, "journal", 1_280)],
            wrong.GetProperty("differences").EnumerateArray().Select(each => (
                each.Text("what"), each.Text("left"), each.Minor("left_amount"), each.Text("right"),
                each.Minor("right_amount"))));
    }

    [Fact]
    public async Task What_cannot_be_asked_is_told_by_its_field()
    {
        await using var server = await PricedShop.OpenAsync();
        foreach (var (query, field) in new[]
        {
            ("from=noon", "from"),
            ("until=noon", "until"),
            ("from=2026-02-01T00:00:00Z&until=2026-01-01T00:00:00Z", "from"),
            ("differences=some", "differences"),
            ("limit=0", "limit"),
            ("cursor=!", "cursor"),
        })
        {
            var reply = await server.GetAsync($"/reconciliation?{query}");
            Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
            Assert.Equal(field, reply.Json.GetProperty("errors")[0].GetProperty("field").GetString());
        }
    }

    private static List<JsonElement> Items(Reply reply) => [.. reply.Json.GetProperty("items").EnumerateArray()];
}
