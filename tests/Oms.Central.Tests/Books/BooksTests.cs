using System.Net;
using System.Text.Json;
using NodaTime.Text;
using Oms.Central.Tests.Payments;
using Xunit;

namespace Oms.Central.Tests.Books;

/// <summary>From the delivery to the books, through the API only.</summary>
public sealed class BooksTests
{
    [Fact]
    public async Task A_delivery_becomes_an_invoice_and_its_payment_clears_it()
    {
        await using var provider = await ProviderSimulator.StartAsync();
        await using var server = await PricedShop.OpenAsync(provider);
        using var gateway = new Gateway(server);
        _ = await gateway.EnrolAsync();
        var before = Now(server);
        var order = await server.SellAsync("SO-1", "after_shipment", PricedShop.ByCard);
        _ = await server.StatusAsync(order, "released");
        _ = await server.SendOutAsync("R-7", order);
        _ = await server.MoneyAsync(order, json => json.Minor("charged") == PricedShop.Total);
        var invoice = Assert.Single(await NumberedAsync(server, $"/invoices?order={order}"));
        Assert.Equal(
            ($"{order}.1", PricedShop.Total, 1_000, 100, 500, 10),
            (invoice.Text("id"), invoice.Minor("total"), invoice.Minor("net"), invoice.Minor("tax"),
                invoice.Minor("shipping"), invoice.GetProperty("lines")[0].GetProperty("units").GetInt32()));
        var number = invoice.Text("number")!;
        Assert.Matches("^INV-[0-9]{4}-000001$", number);
        Assert.Equal(number, (await server.GetAsync($"/invoices/{order}.1")).Json.Text("number"));
        Assert.Equal(HttpStatusCode.NotFound, (await server.GetAsync($"/credit-notes/{order}.1")).Status);
        Assert.Single(
            (await server.GetAsync($"/invoices?q={number}")).Json.GetProperty("items").EnumerateArray());
        await server.SettleAsync();

        // What people give back is credited.
        var refund = await server.PostAsync(
            $"/payments/{order}.1/refunds",
            """{"amount":{"minor":160,"currency":"EUR"},"reason":"sorry"}""", ifMatch: "*");
        Assert.Equal(HttpStatusCode.Accepted, refund.Status);
        var credit = Assert.Single(await NumberedAsync(server, $"/credit-notes?order={order}"));
        Assert.Equal((160, 100, 10), (credit.Minor("total"), credit.Minor("net"), credit.Minor("tax")));
        await server.SettleAsync();

        Assert.Empty((await server.GetAsync("/open-items")).Json.GetProperty("items").EnumerateArray());
        var balances = await BalancesAsync(server, "/trial-balance");
        Assert.Equal(
            [
                ("card_clearing", 1_440L), ("receivables", 0), ("revenue", -900), ("shipping_revenue", -450),
                ("tax_payable", -90),
            ],
            balances);
        Assert.Empty(await BalancesAsync(
            server, $"/trial-balance?asOf={before}"));
        Assert.Equal(
            balances,
            await BalancesAsync(server, $"/trial-balance?asOf={Now(server)}"));
        await server.HealthyAsync();
    }

    [Fact]
    public async Task The_journal_is_read_by_account_and_reference_in_pages_and_exported_whole()
    {
        await using var server = await PricedShop.OpenAsync();
        foreach (var account in new[] { "K-1", "K-2", "K-3" })
        {
            Assert.Equal(HttpStatusCode.Created, (await server.PostAsync(
                "/store-credits",
                $$$"""
                {"account":"{{{account}}}","amount":{"minor":600,"currency":"EUR"},"reason":"a, \"b\""}
                """)).Status);
        }

        await server.SettleAsync();
        var (lines, path) = (new List<string>(), "/journal-entries?limit=2&account=store_credit");
        while (path.Length > 0)
        {
            var page = (await server.GetAsync(path)).Json;
            lines.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.Text("reference")!));
            path = page.GetProperty("next").GetString() is { } next
                ? $"/journal-entries?limit=2&account=store_credit&cursor={next}"
                : "";
        }

        Assert.Equal(["K-3@EUR", "K-2@EUR", "K-1@EUR"], lines);
        var about = (await server.GetAsync("/journal-entries?reference=K-2@EUR")).Json.GetProperty("items");
        Assert.Equal(2, about.GetArrayLength());
        Assert.Equal(
            about.EnumerateArray().Sum(line => line.Minor("debit")),
            about.EnumerateArray().Sum(line => line.Minor("credit")));

        var csv = (await server.GetAsync("/journal-entries/export")).Text.TrimEnd('\n').Split('\n');
        Assert.Equal("at,entry,part,account,currency,debit,credit,what,reference", csv[0]);
        Assert.Equal(6, csv.Length - 1);
        Assert.EndsWith(",0,goodwill,EUR,600,0,store-credit-granted,\"K-1@EUR\"", csv[1], StringComparison.Ordinal);
        Assert.Equal(
            ["K-1@EUR", "K-2@EUR", "K-3@EUR"],
            (await server.GetAsync("/open-items?account=store_credit&limit=200")).Json.GetProperty("items")
                .EnumerateArray().Select(item => item.Text("reference")!));
        var first = (await server.GetAsync("/open-items?account=store_credit&limit=2")).Json;
        Assert.Equal(2, first.GetProperty("items").GetArrayLength());
        var rest = (await server.GetAsync(
            $"/open-items?account=store_credit&limit=2&cursor={first.Text("next")}")).Json;
        Assert.Equal("K-3@EUR", Assert.Single(rest.GetProperty("items").EnumerateArray()).Text("reference"));
    }

    [Theory]
    [InlineData("/journal-entries?limit=0", "limit")]
    [InlineData("/journal-entries?cursor=!", "cursor")]
    [InlineData("/journal-entries/export?limit=10001", "limit")]
    [InlineData("/open-items?account=pockets", "account")]
    [InlineData("/trial-balance?asOf=noon", "asOf")]
    [InlineData("/trial-balance?asOf=2999-01-01T00:00:00Z", "asOf")]
    public async Task What_cannot_be_asked_is_told_by_its_field(string path, string field)
    {
        await using var server = await PricedShop.OpenAsync();
        var reply = await server.GetAsync(path);
        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Contains(field, reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_stock_is_worth_is_the_balance_of_inventory_whatever_became_of_it()
    {
        await using var server = await PricedShop.OpenAsync();
        await ReceiveAsync("R-1", 10, 100);
        await ReceiveAsync("R-2", 10, 120);
        Assert.Equal(HttpStatusCode.Created, (await server.PostAsync(
            "/stock-items/MILK@dc-1/scraps", """{"ref":"S-1","lot":"R-1","quantity":4,"reason":"broken"}""")).Status);
        await server.SettleAsync();
        var worth = (await server.GetAsync("/valuations/MILK")).Json.GetProperty("fifo_value").GetInt64();
        Assert.Equal(1_800, worth);
        Assert.Equal(
            [("goods_received_not_invoiced", -2_200L), ("inventory", worth), ("scrap", 400)],
            await BalancesAsync(server, "/trial-balance"));
        await server.HealthyAsync();

        async Task ReceiveAsync(string reference, int quantity, int cost) =>
            Assert.Equal(HttpStatusCode.Created, (await server.PostAsync(
                "/stock-items/MILK@dc-1/receipts",
                $$$"""
                {"receipt":"{{{reference}}}","lot":"{{{reference}}}","quantity":{{{quantity}}},"expires":null,
                 "unit_cost":{"minor":{{{cost}}},"currency":"EUR"}}
                """)).Status);
    }

    private static string Now(CentralServer server) =>
        InstantPattern.ExtendedIso.Format(server.Node.Clock.GetCurrentInstant());

    private static async Task<List<JsonElement>> NumberedAsync(CentralServer server, string path)
    {
        var list = await server.UntilAsync(path, json =>
            json.GetProperty("items") is { } items && items.GetArrayLength() > 0
            && items.EnumerateArray().All(item => item.Text("number") is not null));
        return [.. list.GetProperty("items").EnumerateArray()];
    }

    private static async Task<List<(string Account, long Minor)>> BalancesAsync(CentralServer server, string path)
    {
        var json = (await server.GetAsync(path)).Json;
        Assert.All(
            json.GetProperty("totals").EnumerateArray(),
            total => Assert.Equal(total.Minor("debit"), total.Minor("credit")));
        return
        [
            .. json.GetProperty("accounts").EnumerateArray()
                .Select(account => (account.Text("account")!, account.Minor("balance"))),
        ];
    }
}
