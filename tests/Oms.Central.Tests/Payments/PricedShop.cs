using System.Net;
using System.Text.Json;
using Oms.Central.Hosting;
using Oms.Central.Payments;
using Oms.Central.Pricing;
using Oms.Finance;
using Xunit;

namespace Oms.Central.Tests.Payments;

/// <summary>The steps of selling for money that several tests share: 10 milk at 1.00, 10 % tax, 5.00
/// shipping.</summary>
internal static class PricedShop
{
    /// <summary>What ten units cost: 10.00 goods, 1.00 tax, 5.00 shipping.</summary>
    public const long Total = 1_600;

    public const string ByCard = """{"method":"card","card":{"token":"tok_1","last4":"4242"}}""";

    public static readonly PriceTables Tables = new(
        "1",
        "shipping",
        [new("US", "shipping", 0), new("US", "*", 100_000)],
        [new("US", "standard", Money.Of(500, "EUR"))]);

    public static Task<CentralServer> OpenAsync(ProviderSimulator? provider = null) =>
        CentralServer.StartAsync(options: new CentralOptions
        {
            Prices = Tables,
            Payments = provider?.Settings ?? PaymentSettings.None,
        });

    public static string OrderJson(string reference, string capture, params string[] tenders) =>
        $$$"""
        {"channel":"web","external_ref":"{{{reference}}}",
         "customer":{"name":"Corner Shop","address":{"lines":["1 High Street"],"city":"Springfield",
           "postal_code":"12345","country":"US"}},
         "ship_from":"dc-1","ship_policy":"complete",
         "lines":[{"sku":"MILK","quantity":10,"band":{"min_milli_c":2000,"max_milli_c":8000},
           "price":{"unit":{"minor":100,"currency":"EUR"},"discounts":[],"tax_category":"food"}}],
         "money":{"currency":"EUR","discounts":[],"shipping_service":"standard","capture":"{{{capture}}}",
           "tenders":[{{{string.Join(',', tenders)}}}]}}
        """;

    public static async Task<string> SellAsync(
        this CentralServer server, string reference, string capture, params string[] tenders)
    {
        await server.ReceiveAsync("MILK@dc-1", 10, $"L-{reference}", expires: "2099-01-31");
        var reply = await server.PostAsync("/orders", OrderJson(reference, capture, tenders));
        Assert.True(reply.Status == HttpStatusCode.Created, reply.Text);
        return reply.Json.GetProperty("id").GetString()!;
    }

    public static Task<JsonElement> MoneyAsync(
        this CentralServer server, string order, Func<JsonElement, bool> wanted) =>
        server.UntilAsync($"/orders/{order}", json => wanted(json.GetProperty("money")));

    public static long Minor(this JsonElement json, string name) =>
        json.GetProperty(name).GetProperty("minor").GetInt64();

    public static string? Text(this JsonElement json, string name) => json.GetProperty(name).GetString();

    public static async Task HealthyAsync(this CentralServer server)
    {
        await server.SettleAsync();
        var audit = (await server.GetAsync("/audit/invariants")).Json;
        Assert.True(audit.GetProperty("healthy").GetBoolean(), $"{audit}");
    }
}
