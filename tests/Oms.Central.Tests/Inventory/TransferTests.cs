using System.Net;
using System.Text.Json;
using Xunit;

namespace Oms.Central.Tests.Inventory;

/// <summary>Units that go from one location to another, over a live centre.</summary>
public sealed class TransferTests : IAsyncLifetime
{
    private CentralServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await CentralServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Units_leave_one_location_are_on_their_way_and_arrive_at_the_other_or_are_missing()
    {
        await _server.ReceiveAsync("MILK@dc-1", 10, expires: "2099-01-31");
        _ = await DoneAsync(
            "", """{"transfer":"T-1","from":"dc-1","to":"dc-2","lines":[{"sku":"MILK","quantity":6}]}""");
        _ = await DoneAsync("/T-1/ready", "{}");
        _ = await DoneAsync("/T-1/dispatch", "{}");
        var sent = await _server.UntilAsync("/transfers/T-1", json => json.GetProperty("in_transit").GetInt32() == 6);
        Assert.Equal("in_transit", sent.GetProperty("status").GetString());
        Assert.Equal(4, await OnHandAsync("MILK@dc-1"));

        _ = await DoneAsync("/T-1/receipts", """{"ref":"D-1","line":1,"lot":"L1","quantity":4}""");
        var tooMany = await _server.PostAsync(
            "/transfers/T-1/receipts", """{"ref":"D-2","line":1,"lot":"L1","quantity":3}""");
        Assert.Equal((HttpStatusCode.Conflict, "quantity-exceeded"), (tooMany.Status, tooMany.Code));
        var part = (await _server.GetAsync("/transfers/T-1")).Json;
        Assert.Equal("partially_received", part.GetProperty("status").GetString());
        _ = await DoneAsync("/T-1/close", """{"reason":"fell off"}""");
        var closed = (await _server.GetAsync("/transfers/T-1")).Json;
        Assert.Equal("received", closed.GetProperty("status").GetString());
        var lot = closed.GetProperty("lines")[0].GetProperty("lots")[0];
        Assert.Equal(
            (6, 4, 2, 0),
            (Units(lot, "sent"), Units(lot, "received"), Units(lot, "missing"), Units(lot, "in_transit")));

        var there = await _server.UntilAsync("/stock-items/MILK@dc-2", json => Units(json, "on_hand") == 4);
        Assert.Equal("2099-01-31", there.GetProperty("lots")[0].GetProperty("expires").GetString());
        await _server.SettleAsync();
        var movement = (await _server.GetAsync("/stock-items/MILK@dc-2/movements")).Json.GetProperty("items")[0];
        Assert.Equal("in_transit", movement.GetProperty("from").GetString());
        var audit = await _server.GetAsync("/audit/invariants");
        Assert.True(audit.Json.GetProperty("healthy").GetBoolean(), audit.Text);
    }

    [Fact]
    public async Task Units_that_somebody_holds_do_not_go()
    {
        await _server.ReceiveAsync("MILK@dc-1", 5);
        var held = await _server.PostAsync(
            "/stock-items/MILK@dc-1/reservations", """{"reservation":"basket-1","quantity":1}""");
        Assert.Equal(HttpStatusCode.Created, held.Status);
        _ = await DoneAsync(
            "", """{"transfer":"T-1","from":"dc-1","to":"dc-2","lines":[{"sku":"MILK","quantity":5}]}""");
        _ = await DoneAsync("/T-1/ready", "{}");
        _ = await DoneAsync("/T-1/dispatch", "{}");
        var ended = await _server.UntilAsync(
            "/transfers/T-1", json => json.GetProperty("status").GetString() == "received");
        Assert.Equal("OutOfStock", ended.GetProperty("lines")[0].GetProperty("refused").GetString());
        Assert.Equal(5, await OnHandAsync("MILK@dc-1"));
        Assert.Equal(
            "illegal-transition", (await _server.PostAsync("/transfers/T-1/cancel", """{"reason":"late"}""")).Code);
    }

    [Fact]
    public async Task Units_that_a_location_has_no_room_for_stay_on_their_way_until_somebody_decides()
    {
        await _server.ReceiveAsync("MILK@dc-1", 6);
        await _server.ReceiveAsync("MILK@dc-2", 999_999_998, lot: "OLD");
        _ = await DoneAsync(
            "", """{"transfer":"T-1","from":"dc-1","to":"dc-2","lines":[{"sku":"MILK","quantity":6}]}""");
        _ = await DoneAsync("/T-1/ready", "{}");
        _ = await DoneAsync("/T-1/dispatch", "{}");
        _ = await _server.UntilAsync("/transfers/T-1", json => Units(json, "in_transit") == 6);

        _ = await DoneAsync("/T-1/receipts", """{"ref":"D-1","line":1,"lot":"L1","quantity":6}""");
        var back = await _server.UntilAsync("/transfers/T-1", json => Units(json, "in_transit") == 6);
        Assert.Equal("in_transit", back.GetProperty("status").GetString());
        var refused = back.GetProperty("lines")[0].GetProperty("lots")[0].GetProperty("refused");
        Assert.Equal(
            (6, "dc-2", "QuantityInvalid"),
            (Units(refused, "quantity"), refused.GetProperty("at").GetString(),
                refused.GetProperty("reason").GetString()));

        _ = await DoneAsync("/T-1/receipts", """{"ref":"D-2","line":1,"lot":"L1","quantity":2}""");
        _ = await DoneAsync("/T-1/receipts", """{"ref":"D-3","line":1,"lot":"L1","quantity":3,"at":"dc-3"}""");
        _ = await DoneAsync("/T-1/close", """{"reason":"crushed"}""");
        _ = await _server.UntilAsync("/stock-items/MILK@dc-3", json => Units(json, "on_hand") == 3);
        _ = await _server.UntilAsync("/stock-items/MILK@dc-2", json => Units(json, "on_hand") == 1_000_000_000);
        var ended = (await _server.GetAsync("/transfers/T-1")).Json;
        var lot = ended.GetProperty("lines")[0].GetProperty("lots")[0];
        Assert.Equal("received", ended.GetProperty("status").GetString());
        Assert.Equal((5, 1, 0), (Units(lot, "received"), Units(lot, "missing"), Units(lot, "in_transit")));
        Assert.Equal(JsonValueKind.Null, lot.GetProperty("refused").ValueKind);
        var again = await _server.PostAsync(
            "/transfers/T-1/receipts", """{"ref":"D-1","line":1,"lot":"L1","quantity":6}""");
        Assert.Equal("reference-reused", again.Code);
    }

    [Theory]
    [InlineData("""{"transfer":"T-1","from":"dc-1","to":"dc-1","lines":[{"sku":"MILK","quantity":1}]}""", "/to")]
    [InlineData("""{"transfer":"T-1","from":"dc-1","to":"dc-2","lines":[]}""", "/lines")]
    [InlineData("""{"transfer":"T-1","from":"dc-1","to":"dc-2","lines":[{"sku":"MILK","quantity":0}]}""",
        "/lines/0/quantity")]
    public async Task A_transfer_that_makes_no_sense_is_refused_by_its_field(string body, string field)
    {
        var reply = await _server.PostAsync("/transfers", body);
        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Equal(field, reply.Json.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    private static int Units(JsonElement of, string name) => of.GetProperty(name).GetInt32();

    private async Task<int> OnHandAsync(string item) =>
        Units((await _server.GetAsync($"/stock-items/{item}")).Json, "on_hand");

    private async Task<Reply> DoneAsync(string path, string body)
    {
        var reply = await _server.PostAsync($"/transfers{path}", body);
        Assert.True(
            reply.Status is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.Accepted,
            $"{path}: {reply.Text}");
        return reply;
    }
}
