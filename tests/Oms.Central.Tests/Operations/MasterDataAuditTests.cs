using System.Net;
using Xunit;

namespace Oms.Central.Tests.Operations;

/// <summary>Master data and transfers that somebody changed past every rule are found out, each by its rule.</summary>
public sealed class MasterDataAuditTests : IAsyncLifetime
{
    private const string Milk = "04006381333931";

    private CentralServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await CentralServer.StartAsync();
        await DoneAsync("/channels", """
            {"id":"web","terms":{"name":"Web","kind":"web","policies":{"ship_policy":"split"}}}
            """);
        await DoneAsync("/channels/web/allocations", """{"sku":"MILK","share_permille":500}""");
        await DoneAsync("/products", $$"""
            {"sku":"MILK",
             "terms":{"name":"Milk","unit":"EA","gtins":[{"level":"each","gtin":"{{Milk[1..]}}","units":1}]} }
            """);
        foreach (var id in new[] { "K-1", "K-2", "K-3" })
        {
            await DoneAsync("/customers", $$"""{"id":"{{id}}","profile":{"name":"Anna"},"facts":{} }""");
        }

        await DoneAsync("/customers/K-1/merge", """{"into":"K-2"}""");
        await _server.ReceiveAsync("MILK@dc-1", 10);
        await DoneAsync(
            "/transfers", """{"transfer":"T-1","from":"dc-1","to":"dc-2","lines":[{"sku":"MILK","quantity":6}]}""");
        await DoneAsync("/transfers/T-1/ready", "{}");
        await DoneAsync("/transfers/T-1/dispatch", "{}");
        _ = await _server.UntilAsync("/transfers/T-1", json => json.GetProperty("in_transit").GetInt32() == 6);
        await DoneAsync("/transfers/T-1/receipts", """{"ref":"D-1","line":1,"lot":"L1","quantity":4}""");
        await _server.SettleAsync();
        Assert.Empty(await ViolationsAsync());
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("""{"allocation":{"sku":"MILK","units":null,"share_permille":1500,"safety_stock":null}}""", "MILK")]
    [InlineData("""{"allocation":{"sku":"NUTS","units":-5,"share_permille":null,"safety_stock":null}}""", "NUTS")]
    [InlineData("""{"allocation":{"sku":"NUTS","units":5,"share_permille":5,"safety_stock":null}}""", "NUTS")]
    [InlineData("""{"allocation":{"sku":"NUTS","units":5,"share_permille":null,"safety_stock":-1}}""", "NUTS")]
    public async Task A_channel_that_may_promise_more_than_there_is_is_found(string payload, string sku)
    {
        await _server.RestartWithAsync(("channel", "web", "channel.allocation-set", payload));
        Assert.Equal([("channel-allocation", $"web {sku}")], await ViolationsAsync());
    }

    [Fact]
    public async Task A_product_whose_GTIN_is_registered_for_another_one_is_found()
    {
        await _server.RestartWithAsync(
            ("gtin", Milk, "gtin.released", """{"sku":"MILK","number":1}"""),
            ("gtin", Milk, "gtin.claimed", """{"sku":"NUTS","number":2,"at":"2026-11-21T12:00:00Z"}"""));
        Assert.Equal([("gtin-owner", Milk)], await ViolationsAsync());
    }

    [Theory]
    [InlineData("merge-begun into K-9|merged into K-9", "K-3")]
    [InlineData("absorbed from K-8|absorbed from K-9", "K-8 K-9")]
    [InlineData("merge-begun into K-3|absorbed from K-3|merged into K-3", "K-3")]
    public async Task A_merge_that_only_one_of_two_customers_knows_of_or_that_ends_nowhere_is_found(
        string events, string where)
    {
        await _server.RestartWithAsync(
        [
            .. from happened in events.Split('|')
               let words = happened.Split(' ')
               select ("customer", "K-3", $"customer.{words[0]}", $$"""{"{{words[1]}}":"{{words[2]}}"}"""),
        ]);
        Assert.Equal(where.Split(' ').Select(id => ("customer-merge", id)), (await ViolationsAsync()).Distinct());
    }

    [Theory]
    [InlineData("stock-item", "MILK@dc-1", "stock.transferred-out",
        """{"transfer":"T-1","line":1,"to":"dc-2","lots":[{"lot":"L1","quantity":1,"expires":null}]}""")]
    [InlineData("stock-item", "MILK@dc-2", "stock.transferred-in",
        """{"transfer":"T-1","ref":"D-9","units":{"lot":"L1","quantity":1,"expires":null}}""")]
    [InlineData("transfer", "T-1", "transfer.units-received",
        """
        {"id":"T-1","ref":"D-8","line":1,"sku":"MILK","to":"dc-2","units":{"lot":"L1","quantity":3,"expires":null}}
        """)]
    public async Task Units_that_a_transfer_and_its_locations_do_not_agree_on_are_found(
        string kind, string id, string type, string payload)
    {
        await _server.RestartWithAsync((kind, id, type, payload));
        Assert.Contains(("I2", "T-1/1 L1"), await ViolationsAsync());
    }

    private async Task<List<(string, string)>> ViolationsAsync() =>
    [
        .. (await _server.GetAsync("/audit/invariants")).Json.GetProperty("violations").EnumerateArray()
            .Select(each => (each.GetProperty("invariant").GetString()!, each.GetProperty("where").GetString()!))
            .Order(),
    ];

    private async Task DoneAsync(string path, string body)
    {
        var reply = await _server.PostAsync(path, body, ifMatch: "*");
        Assert.True(
            reply.Status is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.Accepted,
            $"{path}: {reply.Text}");
    }
}
