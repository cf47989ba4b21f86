using System.Text.Json;
using Oms.Central.Tests.Fulfilments;
using Oms.Central.Tests.Payments;
using Oms.Central.Tests.Returns;
using Xunit;

namespace Oms.Central.Tests.Paths;

/// <summary>A centre with all that an order can meet: two warehouses, a store where people pick up, a supplier that
/// sends itself, cards, and a depot with its driver. Every unit costs 0.60 and sells for 1.00, with 10 % tax and 5.00
/// shipping for an order.</summary>
internal sealed class PathShop : IAsyncDisposable
{
    private const string PackedAt =
        """
        ,"fulfilment":{"mode":"pick_and_pack","company_prefix":"9521234"}
        """;

    private const string Offers =
        """
        ,"drop_ship":{"supplier":"dairy","tolerance_permille":20,
          "offers":[{"sku":"MILK","unit_cost":{"minor":60,"currency":"EUR"} }]}
        """;

    private PathShop(ReturnShop returns) => (Returns, Store) = (returns, PackingShop.At(returns.Server));

    /// <summary>The steps of drivers and of those who take goods back.</summary>
    public ReturnShop Returns { get; }

    /// <summary>The steps of pickers and packers.</summary>
    public PackingShop Store { get; }

    public CentralServer Server => Returns.Server;

    public static async Task<PathShop> OpenAsync()
    {
        var shop = new PathShop(await ReturnShop.OpenAsync());
        await shop.MadeAsync("/products", $$"""
            {"sku":"MILK","terms":{"name":"Milk","unit":"EA",
             "gtins":[{"level":"each","gtin":"{{PackingShop.Each}}","units":1}]} }
            """);
        await shop.MadeAsync(
            "/suppliers", """{"id":"dairy","terms":{"name":"Dairy","currency":"EUR","tolerance_permille":20}}""");
        await shop.LocateAsync("dc-1", "warehouse");
        await shop.LocateAsync("dc-2", "warehouse");
        await shop.LocateAsync("store-1", "store", PackedAt);
        await shop.LocateAsync("dairy-direct", "supplier_virtual", Offers);
        return shop;
    }

    /// <summary>Puts units on a shelf.</summary>
    public Task StockAsync(string item, string lot, int quantity) => MadeAsync(
        $"/stock-items/{item}/receipts",
        $$$"""
        {"receipt":"{{{lot}}}","lot":"{{{lot}}}","quantity":{{{quantity}}},"expires":"2099-01-31",
         "unit_cost":{"minor":60,"currency":"EUR"}}
        """);

    /// <summary>Places an order that is paid by card, and waits until it may leave.</summary>
    public async Task<string> SellAsync(
        string reference, string capture, params (string Sku, int Quantity, string From)[] lines)
    {
        var placed = await Server.PostAsync("/orders", OrderJson(reference, capture, lines));
        ReturnShop.Made(placed);
        var order = placed.Json.Text("id")!;
        _ = await Server.StatusAsync(order, "released");
        return order;
    }

    public static string OrderJson(
        string reference, string capture, params (string Sku, int Quantity, string From)[] lines) =>
        $$$"""
        {"channel":"web","external_ref":"{{{reference}}}",
         "customer":{"name":"Corner Shop","address":{"lines":["1 High Street"],"city":"Springfield",
           "postal_code":"12345","country":"US"}},
         "ship_from":"dc-1","ship_policy":"split","lines":[{{{string.Join(',', lines.Select(LineJson))}}}],
         "money":{"currency":"EUR","discounts":[],"shipping_service":"standard","capture":"{{{capture}}}",
           "tenders":[{{{PricedShop.ByCard}}}]}}
        """;

    /// <summary>Waits until an order has come to its end, and holds everything against each other: its units, what was
    /// billed and paid, the books, and what the auditor says.</summary>
    /// <param name="units">Where its units ended, all others being none.</param>
    public async Task EndsAsync(string order, PathMoney money, params (string Where, int Units)[] units)
    {
        var ended = await Server.UntilAsync(
            $"/orders/{order}", json => json.Text("status") == "closed" && json.Text("next_action") == "none");
        UnitsAddUp(ended, units);
        Assert.Empty(ended.GetProperty("holds").EnumerateArray());

        // A claim is settled once its refund is asked for: the provider answers when it likes.
        _ = await Server.UntilAsync($"/payments?order={order}", json => (money.Captured, money.Refunded) == (
            Sum(json, "captured"), Sum(json, "refunded")));
        var invoices = await ItemsAsync($"/invoices?order={order}");
        var credits = await ItemsAsync($"/credit-notes?order={order}");
        Assert.All(invoices, invoice => Assert.StartsWith("INV-", invoice.Text("number"), StringComparison.Ordinal));
        Assert.All(credits, credit => Assert.StartsWith("CN-", credit.Text("number"), StringComparison.Ordinal));
        Assert.Equal((money.Invoiced, money.Credited), (
            invoices.Sum(invoice => invoice.Minor("total")), credits.Sum(credit => credit.Minor("total"))));

        var books = Assert.Single(await ItemsAsync("/reconciliation"), each => each.Text("order") == order);
        Assert.True(books.GetProperty("settled").GetBoolean(), $"{books}");
        Assert.Empty(await ItemsAsync("/reconciliation?differences=true"));
        Assert.DoesNotContain(
            await ItemsAsync("/open-items?account=receivables"), item => item.Text("reference") == order);
        await AuditAsync();
    }

    /// <summary>The books balance, and accounts come to what they should.</summary>
    /// <param name="accounts">Above zero for debits.</param>
    public async Task BalancesAsync(params (string Account, long Minor)[] accounts)
    {
        var trial = (await Server.GetAsync("/trial-balance")).Json;
        Assert.All(
            trial.GetProperty("totals").EnumerateArray(),
            total => Assert.Equal(total.Minor("debit"), total.Minor("credit")));
        var balances = trial.GetProperty("accounts").EnumerateArray().ToDictionary(
            account => account.Text("account")!, account => account.Minor("balance"));
        Assert.Equal(accounts, accounts.Select(each => (each.Account, balances.GetValueOrDefault(each.Account))));
    }

    public async Task<List<JsonElement>> ItemsAsync(string path)
    {
        await Server.SettleAsync();
        return [.. (await Server.GetAsync(path)).Json.GetProperty("items").EnumerateArray()];
    }

    private static long Sum(JsonElement list, string member) =>
        list.GetProperty("items").EnumerateArray().Sum(item => item.Minor(member));

    public async Task MadeAsync(string path, string body) => ReturnShop.Made(await Server.PostAsync(path, body));

    public async Task DoneAsync(string path, string body) =>
        ReturnShop.Done(await Server.PostAsync(path, body, ifMatch: "*"));

    public ValueTask DisposeAsync() => Returns.DisposeAsync();

    private async Task AuditAsync()
    {
        await Server.SettleAsync();
        var audit = (await Server.GetAsync("/audit/invariants")).Json;
        Assert.True(audit.GetProperty("healthy").GetBoolean(), $"{audit}");
        Assert.All(
            audit.GetProperty("rules").EnumerateArray(), rule => Assert.Equal(0, rule.GetProperty("drift").GetInt32()));
    }

    private static void UnitsAddUp(JsonElement order, (string Where, int Units)[] units)
    {
        var lines = order.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("quantities")).ToList();
        Assert.All(lines, q =>
        {
            Assert.Equal(
                Of(q, "ordered"),
                Of(q, "unallocated") + Of(q, "cancelled") + Of(q, "shorted") + Of(q, "backordered")
                    + Of(q, "drop_ship_open") + Of(q, "reserved") + Of(q, "shipped"));
            Assert.Equal(Of(q, "shipped"), Of(q, "delivered") + Of(q, "lost") + Of(q, "turned_back"));
        });
        Assert.Equal(units, units.Select(each => (each.Where, lines.Sum(q => Of(q, each.Where)))));
        Assert.Equal(
            lines.Sum(q => Of(q, "ordered")), units.Where(each => each.Where != "returned").Sum(each => each.Units));

        static int Of(JsonElement quantities, string name) => quantities.GetProperty(name).GetInt32();
    }

    private Task LocateAsync(string id, string kind, string more = "") => MadeAsync(
        "/locations",
        $$$"""{"id":"{{{id}}}","terms":{"name":"{{{id}}}","kind":"{{{kind}}}","time_zone":"UTC"{{{more}}} } }""");

    private static string LineJson((string Sku, int Quantity, string From) line) =>
        $$"""
        {"sku":"{{line.Sku}}","quantity":{{line.Quantity}},"band":null,"ship_from":"{{line.From}}",
         "price":{"unit":{"minor":100,"currency":"EUR"},"discounts":[],"tax_category":"food"} }
        """;
}

/// <summary>What the bills and the payments of an order come to, minor units.</summary>
internal sealed record PathMoney(long Invoiced, long Credited, long Captured, long Refunded);
