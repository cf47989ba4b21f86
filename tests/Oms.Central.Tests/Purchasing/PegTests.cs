using System.Net;
using System.Text.Json;
using NodaTime;
using NodaTime.Extensions;
using Oms.Actors;
using Oms.Central.Hosting;
using Oms.Central.Inventory;
using Oms.Entities;
using Xunit;

namespace Oms.Central.Tests.Purchasing;

/// <summary>Supply that was ordered: who waits for it hears when it comes, and what lacks is suggested to be
/// ordered.</summary>
public sealed class PegTests : IAsyncLifetime
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 30, 12, 0);

    private CentralServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await CentralServer.StartAsync(clock: At(Noon));
        await DoneAsync("/suppliers", """{"id":"dairy","terms":{"name":"Dairy","currency":"EUR"}}""");
        await DoneAsync("/purchase-orders", """
            {"id":"PO-1","supplier":"dairy","location":"dc-1",
             "lines":[{"sku":"MILK","quantity":100,"unit_cost":{"minor":80,"currency":"EUR"},
               "expected_on":"2099-12-01"}]}
            """);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_supplier_s_date_that_moves_ten_times_moves_the_promise_of_who_waits_once_to_the_last()
    {
        var (first, second) = (await WaitAsync("SO-1", 60), await WaitAsync("SO-2", 60));
        await DoneAsync("/purchase-orders/PO-1/send", "{}");
        for (var day = 11; day <= 20; day++)
        {
            await ExpectAsync(day);
        }

        await LaterAsync(Duration.FromHours(1));
        Assert.Equal("2099-12-20", await PromiseAsync(first));

        // 40 units are left for the second one, which wants 60: no supply brings its last unit.
        Assert.Null(await PromiseAsync(second));
        Assert.Equal((1, 0), (await MovesAsync(first), await MovesAsync(second)));
        var supply = Assert.Single((await _server.GetAsync("/stock-items/MILK@dc-1")).Json.GetProperty("supplies")
            .EnumerateArray());
        Assert.Equal(
            ("po/PO-1/1", 100, "2099-12-20"),
            (supply.GetProperty("ref").GetString(), supply.GetProperty("quantity").GetInt32(),
                supply.GetProperty("expected_on").GetString()));

        // There and back again: nobody hears of it.
        await ExpectAsync(25);
        await ExpectAsync(20);
        await LaterAsync(Duration.FromHours(2));
        Assert.Equal(1, await MovesAsync(first));

        // The first one does not want it any more: the second one moves up.
        await DoneAsync($"/orders/{first}/cancel", """{"reason":"customer"}""");
        await LaterAsync(Duration.FromHours(3));
        Assert.Equal("2099-12-20", await PromiseAsync(second));
        await DoneAsync("/purchase-orders/PO-1/give-up", """{"line":1,"reason":"sold out"}""");
        await LaterAsync(Duration.FromHours(4));
        Assert.Null(await PromiseAsync(second));
        Assert.Equal((1, 2), (await MovesAsync(first), await MovesAsync(second)));
        Assert.Empty((await _server.GetAsync("/stock-items/MILK@dc-1")).Json.GetProperty("supplies").EnumerateArray());
        var audit = await _server.GetAsync("/audit/invariants");
        Assert.True(audit.Json.GetProperty("healthy").GetBoolean(), audit.Text);
    }

    [Fact]
    public async Task What_lacks_is_suggested_until_it_is_ordered()
    {
        await _server.ReceiveAsync("MILK@dc-1", 40);
        await _server.ReceiveAsync("NUTS@dc-1", 40);
        await ShipAsync(30);
        await LaterAsync(Duration.FromDays(2));

        var due = Assert.Single(await SuggestedAsync("location=dc-1"));
        Assert.Equal(
            ("MILK", "exponential_smoothing", 1_425),
            (due.GetProperty("sku").GetString(), due.GetProperty("method").GetString(),
                Whole(due, "daily_milli_units")));

        // 1.425 a day for 7 days and for 14, and a safety of 1.645 deviations of 15 over 7 days.
        Assert.Equal(
            (10, 0, 66, 76, 86, 76),
            (Whole(due, "available"), Whole(due, "coming"), Whole(due, "safety_stock"), Whole(due, "reorder_level"),
                Whole(due, "target"), Whole(due, "units")));
        Assert.Equal(3, due.GetProperty("trials").GetArrayLength());

        await DoneAsync("/purchase-orders/PO-1/send", "{}");
        await _server.SettleAsync();
        Assert.Empty(await SuggestedAsync("location=dc-1"));
        Assert.Equal(
            [("MILK", 100, 0), ("NUTS", 0, 0)],
            (await SuggestedAsync("all=true")).Select(item =>
                (item.GetProperty("sku").GetString(), Whole(item, "coming"), Whole(item, "units"))).Order());
    }

    [Theory]
    [InlineData("days=3", "days")]
    [InlineData("lead_days=366", "lead_days")]
    [InlineData("review_days=0", "review_days")]
    [InlineData("service_permille=1000", "service_permille")]
    [InlineData("limit=0", "limit")]
    [InlineData("cursor=x", "cursor")]
    public async Task What_cannot_be_asked_for_names_the_parameter(string query, string field)
    {
        var refused = await _server.GetAsync($"/reorder-suggestions?{query}");
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Equal(field, refused.Json.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    private async Task<string> WaitAsync(string reference, int quantity)
    {
        var order = await _server.PlaceAsync(reference, ("MILK", quantity));
        _ = await _server.UntilAsync($"/orders/{order}", json => json.Units("backordered") == quantity);
        return order;
    }

    private Task ExpectAsync(int day) => DoneAsync("/purchase-orders/PO-1/acknowledge", $$"""
        {"lines":[{"line":1,"quantity":100,"unit_cost":{"minor":80,"currency":"EUR"},"expected_on":"2099-12-{{day}}"}]}
        """);

    /// <summary>So long after the start: everything that fell due by then has been done.</summary>
    private async Task LaterAsync(Duration after)
    {
        await _server.SettleAsync();
        _server.Clock = At(Noon + after);
        await _server.RestartAsync();
        _ = await _server.UntilAsync("/stock-items/MILK@dc-1", _ => true);
        var address = CentralNode.Address(StockItem.Kind, "MILK@dc-1");
        using var hang = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await _server.Node.Stock.ReadAsync(address, hang.Token)).State.TellPegsAt is { } at
            && at <= _server.Node.Clock.GetCurrentInstant())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, hang.Token);
        }

        await _server.SettleAsync();
    }

    private static ScaledClock At(Instant shown) =>
        new(1, shown, TimeProvider.System.ToClock().GetCurrentInstant());

    private async Task ShipAsync(int quantity)
    {
        foreach (StockCommand command in new StockCommand[]
        {
            new StockCommand.Reserve("basket-1", quantity, Duration.FromHours(1), false),
            new StockCommand.Confirm("basket-1"),
            new StockCommand.Ship("basket-1", quantity, "R-7"),
        })
        {
            var reply = await _server.Node.Stock.AskAsync(
                CentralNode.Address(StockItem.Kind, "MILK@dc-1"),
                command,
                new CommandContext(_server.Node.NewCommandId(), new Principal(PrincipalKind.System, "basket")));
            Assert.Equal(ReplyOutcome.Accepted, reply.Outcome);
        }
    }

    private async Task<string?> PromiseAsync(string order) =>
        (await _server.GetAsync($"/orders/{order}")).Json.GetProperty("lines")[0].TryGetProperty("promise", out var day)
            ? day.GetString()
            : null;

    private async Task<int> MovesAsync(string order) =>
        (await _server.GetAsync($"/orders/{order}/timeline")).Json.GetProperty("items").EnumerateArray()
            .Count(item => item.GetProperty("type").GetString() == "order.line-promise-moved");

    private async Task<IReadOnlyList<JsonElement>> SuggestedAsync(string query) =>
        [.. (await _server.GetAsync($"/reorder-suggestions?{query}")).Json.GetProperty("items").EnumerateArray()];

    private async Task DoneAsync(string path, string body)
    {
        var reply = await _server.PostAsync(path, body, ifMatch: "*");
        Assert.True((int)reply.Status is >= 200 and < 300, reply.Text);
    }

    private static long Whole(JsonElement json, string name) => json.GetProperty(name).GetInt64();
}
