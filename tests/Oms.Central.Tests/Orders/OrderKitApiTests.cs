using System.Net;
using Xunit;
using static Oms.Central.Tests.Orders.OrderShop;

namespace Oms.Central.Tests.Orders;

/// <summary>Kits over HTTP: taken apart when they are ordered.</summary>
public sealed class OrderKitApiTests : IAsyncLifetime
{
    private CentralServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await CentralServer.StartAsync();
        await DefineAsync("MILK", null);
        await DefineAsync("NUTS", null);
        await DefineAsync("SNACK", """[{"sku":"NUTS","quantity":3}]""");
        await DefineAsync("BREAKFAST", """[{"sku":"MILK","quantity":2},{"sku":"SNACK","quantity":1}]""");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_kit_becomes_its_components_kits_within_it_too_and_is_cancelled_as_a_kit()
    {
        await _server.ReceiveAsync("MILK@dc-1", 20);
        await _server.ReceiveAsync("NUTS@dc-1", 20);
        var order = await _server.PlacedAsync(Body("SO-1", Inline() + Kits("BREAKFAST", 4), lines: ""));
        var read = await _server.StatusAsync(order, "released");
        Assert.Equal(
            [("MILK", 8), ("NUTS", 12)],
            read.GetProperty("lines").EnumerateArray().Select(line => (
                line.GetProperty("sku").GetString(),
                line.GetProperty("quantities").GetProperty("ordered").GetInt32())));
        Assert.Equal("BREAKFAST", read.GetProperty("lines")[1].GetProperty("kit").GetProperty("sku").GetString());
        Assert.Equal(
            "illegal-transition",
            (await _server.CommandAsync(order, "lines/1/cancel", """{"quantity":2,"reason":"x"}""")).Code);
        Assert.Equal(
            HttpStatusCode.OK,
            (await _server.CommandAsync(order, "kits/1/cancel", """{"quantity":1,"reason":"x"}""")).Status);
        await _server.SettleAsync();
        read = (await _server.GetAsync($"/orders/{order}")).Json;
        Assert.Equal((2, 3), (read.Units("cancelled"), read.Units("cancelled", 2)));
        Assert.Equal(
            "quantity-exceeded",
            (await _server.CommandAsync(order, "kits/1/cancel", """{"quantity":4,"reason":"x"}""")).Code);
        Assert.Equal(
            "not-found", (await _server.CommandAsync(order, "kits/2/cancel", """{"quantity":1,"reason":"x"}""")).Code);
    }

    [Fact]
    public async Task What_is_no_kit_cannot_be_ordered_as_one_and_no_line_says_that_it_is_part_of_one()
    {
        var plain = await _server.PostAsync("/orders", Body("SO-1", Inline() + Kits("MILK", 1), lines: ""));
        Assert.Equal((HttpStatusCode.Conflict, "kit-unknown"), (plain.Status, plain.Code));
        var said = await _server.PostAsync("/orders", Body(
            "SO-1",
            Inline(),
            """
            {"sku":"MILK","quantity":2,"band":null,"kit":{"number":1,"sku":"BREAKFAST","per_kit":2,"policy":"parts"}}
            """));
        Assert.Equal("/lines/0/kit", said.Json.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(500_000)]
    [InlineData(1_000_001)]
    public async Task Too_few_or_too_many_kits_are_refused(int quantity)
    {
        var reply = await _server.PostAsync("/orders", Body("SO-1", Inline() + Kits("BREAKFAST", quantity), lines: ""));
        Assert.Equal("/kits/0/quantity", reply.Json.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    private static string Kits(string sku, int quantity) =>
        $$"""
        "kits":[{"sku":"{{sku}}","quantity":{{quantity}},"policy":"whole"}],
        """;

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
