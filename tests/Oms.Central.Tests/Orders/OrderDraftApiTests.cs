using System.Net;
using System.Text;
using Xunit;
using static Oms.Central.Tests.Orders.OrderShop;

namespace Oms.Central.Tests.Orders;

/// <summary>Orders that are written down first, and what their lines and promises say.</summary>
public sealed class OrderDraftApiTests : IAsyncLifetime
{
    private const int Skus = 10;

    private CentralServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await CentralServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_draft_is_written_revised_and_placed_once()
    {
        await _server.ReceiveAsync("MILK@dc-1", 10);
        var made = await _server.PostAsync("/orders/drafts", Body("SO-1", Inline(), lines: ""), "key-1");
        Assert.Equal(HttpStatusCode.Created, made.Status);
        var id = made.Json.GetProperty("id").GetString()!;
        Assert.Equal(
            made.Text, (await _server.PostAsync("/orders/drafts", Body("SO-1", Inline(), lines: ""), "key-1")).Text);
        Assert.Equal("draft", (await _server.GetAsync($"/orders/{id}")).Json.GetProperty("status").GetString());
        Assert.Equal("invalid-request", (await _server.CommandAsync(id, "place", "{}")).Code);
        Assert.Equal("illegal-transition", (await _server.CommandAsync(id, "cancel", """{"reason":"x"}""")).Code);
        Assert.Equal(
            "precondition-required", (await _server.PostAsync($"/orders/{id}/revise", Body("SO-1", Inline()))).Code);
        Assert.Equal(HttpStatusCode.OK, (await _server.CommandAsync(id, "revise", Body("SO-1", Inline()))).Status);
        Assert.Equal(
            "precondition-failed",
            (await _server.PostAsync($"/orders/{id}/place", "{}", ifMatch: "\"1\"")).Code);
        Assert.Equal(HttpStatusCode.OK, (await _server.CommandAsync(id, "place", "{}")).Status);
        Assert.Equal(2, (await _server.StatusAsync(id, "released")).Units("reserved"));
        Assert.Equal("illegal-transition", (await _server.CommandAsync(id, "discard", """{"reason":"x"}""")).Code);
        Assert.Equal(HttpStatusCode.OK, (await _server.PostAsync("/orders", Body("SO-1", Inline()))).Status);
    }

    [Fact]
    public async Task A_discarded_draft_frees_its_reference()
    {
        var made = await _server.PostAsync("/orders/drafts", Body("SO-1", Inline()));
        var id = made.Json.GetProperty("id").GetString()!;
        Assert.Equal("illegal-transition", (await _server.PostAsync("/orders", Body("SO-1", Inline()))).Code);
        Assert.Equal(HttpStatusCode.OK, (await _server.CommandAsync(id, "discard", """{"reason":"twice"}""")).Status);
        Assert.Equal(HttpStatusCode.Created, (await _server.PostAsync("/orders", Body("SO-1", Inline()))).Status);
        await _server.SettleAsync();
        Assert.Empty((await _server.GetAsync("/orders?status=draft")).Ids());
        Assert.True((await _server.GetAsync("/audit/invariants")).Json.GetProperty("healthy").GetBoolean());
    }

    [Fact]
    public async Task What_a_line_says_beside_sku_and_quantity_is_kept_and_shown()
    {
        var order = await _server.PlacedAsync(Body(
            "SO-1",
            Inline() + "\"priority\":7,\"promise\":\"2099-12-24\",\"cancel_after\":\"2099-12-31T00:00:00Z\",",
            """
            {"sku":"MILK","quantity":2,"band":null,"attributes":[{"name":"engraving","value":"To A."}]},
            {"sku":"NUTS","quantity":1,"band":null,"promise":"2099-12-01"}
            """));
        var read = await _server.UntilAsync(
            $"/orders/{order}", json => json.Units("backordered") == 2 && json.Units("backordered", 2) == 1);
        Assert.Equal(7, read.GetProperty("priority").GetInt32());
        Assert.Equal("backorder", read.GetProperty("next_action").GetString());
        Assert.Equal(
            ["2099-12-24", "2099-12-01"],
            read.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("promise").GetString()));
        Assert.Equal(
            "engraving",
            read.GetProperty("lines")[0].GetProperty("attributes")[0].GetProperty("name").GetString());
        var stock = (await _server.GetAsync("/stock-items/MILK@dc-1")).Json.GetProperty("backorders")[0];
        Assert.Equal(
            (7, "2099-12-24"), (stock.GetProperty("priority").GetInt32(), stock.GetProperty("promise").GetString()));
    }

    [Fact]
    public async Task Who_has_the_higher_priority_is_served_first()
    {
        var low = await _server.PlacedAsync(Body("SO-1", Inline() + "\"priority\":1,"));
        _ = await _server.UntilAsync($"/orders/{low}", json => json.Units("backordered") == 2);
        var high = await _server.PlacedAsync(Body("SO-2", Inline() + "\"priority\":9,"));
        _ = await _server.UntilAsync($"/orders/{high}", json => json.Units("backordered") == 2);
        await _server.ReceiveAsync("MILK@dc-1", 2);
        _ = await _server.StatusAsync(high, "released");
        Assert.Equal(2, (await _server.GetAsync($"/orders/{low}")).Json.Units("backordered"));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("1000001")]
    [InlineData("1.5")]
    [InlineData("2147483648")]
    [InlineData("1e400")]
    [InlineData("\"2\"")]
    [InlineData("null")]
    public async Task A_quantity_that_is_negative_zero_huge_or_a_fraction_is_refused_and_nothing_is_placed(
        string quantity)
    {
        var reply = await _server.PostAsync(
            "/orders", Body("SO-1", Inline(), $$"""{"sku":"MILK","quantity":{{quantity}},"band":null}"""));
        Assert.Equal("invalid-request", reply.Code);
        Assert.Equal("/lines/0/quantity", reply.Json.GetProperty("errors")[0].GetProperty("field").GetString());
        Assert.Empty((await _server.GetAsync("/orders?external_ref=SO-1&channel=web")).Ids());
    }

    [Fact]
    public async Task A_line_that_is_null_is_refused()
    {
        var reply = await _server.PostAsync("/orders", Body("SO-1", Inline(), "null"));
        Assert.Equal("/lines/0", reply.Json.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    [Fact]
    public async Task An_order_of_five_thousand_lines_is_placed_and_read_and_one_more_line_is_too_many()
    {
        const int Lines = 5_000;
        var order = await _server.PlacedAsync(Body("SO-1", Inline(), Rows(Lines)));
        Assert.Equal(
            Lines, (await _server.GetAsync($"/orders/{order}")).Json.GetProperty("lines").GetArrayLength());
        var more = await _server.PostAsync("/orders", Body("SO-2", Inline(), Rows(Lines + 1)));
        Assert.Equal("/lines", more.Json.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    [Fact]
    public async Task An_order_of_hundreds_of_lines_is_reserved_and_released()
    {
        const int Lines = 300;
        for (var i = 0; i < Skus; i++)
        {
            await _server.ReceiveAsync($"SKU-{i}@dc-1", Lines);
        }

        var order = await _server.PlacedAsync(Body("SO-1", Inline(), Rows(Lines)));
        var read = await _server.StatusAsync(order, "released");
        Assert.All(read.GetProperty("lines").EnumerateArray(), line =>
            Assert.Equal("hard", line.GetProperty("allocation").GetString()));
        Assert.True((await _server.GetAsync("/audit/invariants")).Json.GetProperty("healthy").GetBoolean());
    }

    /// <summary>So many lines of one unit each, with a text of their own.</summary>
    private static string Rows(int lines)
    {
        var rows = new StringBuilder();
        for (var i = 0; i < lines; i++)
        {
            _ = rows.Append(i == 0 ? "" : ",").Append($$"""
                {"sku":"SKU-{{i % Skus}}","quantity":1,"band":null,"attributes":[{"name":"row","value":"{{i}}"}]}
                """);
        }

        return rows.ToString();
    }
}
