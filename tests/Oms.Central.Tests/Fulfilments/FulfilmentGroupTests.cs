using System.Net;
using System.Text.Json;
using NodaTime;
using Oms.Central.Tests.Routing;
using Xunit;

namespace Oms.Central.Tests.Fulfilments;

/// <summary>Fulfilment orders that are split, put together and moved, over a live centre.</summary>
public sealed class FulfilmentGroupTests : IAsyncLifetime
{
    private const string Packs =
        """
        ,"fulfilment":{"mode":"pick_and_pack","company_prefix":"9521234"}
        """;

    private PackingShop _shop = null!;

    private CentralServer Server => _shop.Server;

    public async ValueTask InitializeAsync() => _shop = await PackingShop.OpenAsync();

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task Units_that_are_split_off_are_a_line_of_their_own_and_keep_their_promise()
    {
        await Server.ReceiveAsync("MILK@dc-1", 5);
        var (order, work) = await SellAsync("SO-1", 5);
        PackingShop.Made(await _shop.PickAsync(work, "L1", 2));
        await _shop.DoneAsync($"/fulfilment-orders/{work}/split", Lines((1, 2)), ifMatch: "*");
        var other = await _shop.WorkAsync($"{order}@2", "open");
        Assert.Equal((work, 2), (other.GetProperty("split_from").GetString(), PackingShop.Units(other, "open")));
        var rest = await _shop.WorkAsync(work);
        Assert.Equal((1, 2, 2), (PackingShop.Units(rest, "open"), PackingShop.Units(rest, "picked"),
            PackingShop.Units(rest, "cancelled")));
        var sold = (await Server.GetAsync($"/orders/{order}")).Json;
        Assert.Equal([3, 2], sold.GetProperty("lines").EnumerateArray().Select(
            line => line.GetProperty("quantities").GetProperty("reserved").GetInt32()));
        Assert.Equal(1, sold.GetProperty("lines")[1].GetProperty("adds_to").GetInt32());
        Assert.Equal(0, (await Server.GetAsync("/stock-items/MILK@dc-1")).Json.GetProperty("available").GetInt32());
        await _shop.IsSoundAsync();

        _ = await _shop.MakeReadyAsync($"{order}@2", "L1", 2);
        PackingShop.Made(await _shop.PickAsync(work, "L1", 1));
        var sscc = await _shop.PackageAsync(work);
        PackingShop.Made(await _shop.PackAsync(work, sscc, "L1", 3));
        PackingShop.Done(await _shop.CloseAsync(work, sscc));
        _ = await Server.UntilAsync(
            $"/orders/{order}", json => json.GetProperty("next_action").GetString() == "dispatch");
        await _shop.DoneAsync("/depots", """{"id":"dep-1","name":"Depot"}""");
        _ = await Server.SendOutAsync("R-1", order);
        _ = await _shop.WorkAsync($"{order}@2", "dispatched");
        await _shop.IsSoundAsync();
    }

    [Fact]
    public async Task What_is_split_off_together_is_one_fulfilment_order_with_the_hold_and_the_time_that_it_had()
    {
        await _shop.DoneAsync("/products", """{"sku":"NUTS","terms":{"name":"Nuts","unit":"EA"} }""");
        await Server.ReceiveAsync("MILK@dc-1", 10);
        await Server.ReceiveAsync("NUTS@dc-1", 10);
        var order = await Server.PlaceAsync("SO-1", ("MILK", 4), ("NUTS", 3));
        var work = $"{order}@1";
        _ = await _shop.WorkAsync(work, "open");
        await Server.SettleAsync();
        if ((await Server.GetAsync($"/fulfilment-orders/{order}@2")).Status == HttpStatusCode.OK)
        {
            // A line that is marked later is given out later.
            await _shop.DoneAsync($"/fulfilment-orders/{work}/merge", Orders($"{order}@2"));
        }

        _ = await Server.UntilAsync(
            $"/fulfilment-orders/{work}", json => json.GetProperty("lines").GetArrayLength() == 2);
        var later = Server.Node.Clock.GetCurrentInstant() + Duration.FromHours(5);
        await _shop.DoneAsync($"/fulfilment-orders/{work}/schedule", $$"""{"until":"{{later}}"}""", ifMatch: "*");
        await _shop.DoneAsync($"/fulfilment-orders/{work}/hold", """{"reason":"look"}""", ifMatch: "*");
        await _shop.DoneAsync($"/fulfilment-orders/{work}/split", Lines((1, 1), (2, 3)), ifMatch: "*");
        var all = await Server.UntilAsync(
            $"/fulfilment-orders?order={order}&status=on_hold",
            json => json.GetProperty("items").GetArrayLength() == 2);
        var other = all.GetProperty("items").EnumerateArray().Single(
            each => each.GetProperty("split_from").GetString() == work);
        Assert.Equal(
            [("MILK", 1), ("NUTS", 3)],
            other.GetProperty("lines").EnumerateArray()
                .Select(line => (line.GetProperty("sku").GetString()!, line.GetProperty("open").GetInt32())).Order());
        Assert.Equal(
            (await _shop.WorkAsync(work)).GetProperty("until").GetString(), other.GetProperty("until").GetString());
        await _shop.IsSoundAsync();
    }

    [Fact]
    public async Task What_cannot_be_split_is_refused_and_nothing_changes()
    {
        await Server.ReceiveAsync("MILK@dc-1", 10);
        var (_, work) = await SellAsync("SO-1", 5);
        PackingShop.Made(await _shop.PickAsync(work, "L1", 3));
        var path = $"/fulfilment-orders/{work}/split";
        var before = (await _shop.WorkAsync(work)).GetRawText();
        PackingShop.Refused("precondition-required", await Server.PostAsync(path, Lines((1, 1))));
        PackingShop.Refused("quantity-exceeded", await PostAsync(path, Lines((1, 3))));
        PackingShop.Refused("quantity-exceeded", await PostAsync(path, Lines((1, 0))));
        PackingShop.Refused("not-found", await PostAsync(path, Lines((7, 1))));
        PackingShop.Refused("invalid-request", await PostAsync(path, Lines()));
        PackingShop.Refused("invalid-request", await PostAsync(path, Lines((1, 1), (1, 1))));
        PackingShop.Refused("invalid-request", await PostAsync(path, """{"lines":[null]}"""));
        PackingShop.Refused("not-found", await PostAsync("/fulfilment-orders/nobody@1/split", Lines((1, 1))));
        Assert.Equal(before, (await _shop.WorkAsync(work)).GetRawText());
        var (_, whole) = await SellAsync("SO-2", 2);
        PackingShop.Refused("illegal-transition", await PostAsync(
            $"/fulfilment-orders/{whole}/split", Lines((1, 2))));
        await _shop.IsSoundAsync();
    }

    [Fact]
    public async Task Fulfilment_orders_of_one_order_and_location_are_put_together()
    {
        await Server.ReceiveAsync("MILK@dc-1", 20);
        var (order, work) = await SellAsync("SO-1", 6);
        await _shop.DoneAsync($"/fulfilment-orders/{work}/split", Lines((1, 4)), ifMatch: "*");
        _ = await _shop.WorkAsync($"{order}@2", "open");
        await _shop.DoneAsync($"/fulfilment-orders/{order}@2/split", Lines((2, 1)), ifMatch: "*");
        _ = await _shop.WorkAsync($"{order}@3", "open");
        var (_, stranger) = await SellAsync("SO-2", 1);
        PackingShop.Made(await _shop.PickAsync($"{order}@2", "L1", 1));
        var path = $"/fulfilment-orders/{work}/merge";
        PackingShop.Refused("units-picked", await Server.PostAsync(path, Orders($"{order}@2")));
        PackingShop.Refused("invalid-request", await Server.PostAsync(path, Orders(stranger)));
        PackingShop.Refused("invalid-request", await Server.PostAsync(path, Orders()));
        PackingShop.Refused("not-found", await Server.PostAsync(path, Orders($"{order}@9")));
        var merged = await Server.PostAsync(path, Orders($"{order}@3", $"{order}@2"), "m-1");
        Assert.Equal(HttpStatusCode.Accepted, merged.Status);
        Assert.Equal(
            ($"{order}@3", "UnitsPicked"),
            (merged.Json.GetProperty("merged")[0].GetString(),
                merged.Json.GetProperty("left").GetProperty($"{order}@2").GetString()));
        _ = await _shop.WorkAsync($"{order}@3", "cancelled");
        var together = await Server.UntilAsync(
            $"/fulfilment-orders/{work}", json => json.GetProperty("lines").GetArrayLength() == 2);
        Assert.Equal((2, 1), (PackingShop.Units(together, "open"), PackingShop.Units(together, "open", 1)));
        Assert.Equal(merged.Text, (await Server.PostAsync(path, Orders($"{order}@3", $"{order}@2"), "m-1")).Text);
        await _shop.IsSoundAsync();
        PackingShop.Made(await _shop.PickAsync(work, "L1", 2));
        PackingShop.Made(await _shop.PickAsync(work, "L1", 1));
        var sscc = await _shop.PackageAsync(work);
        PackingShop.Made(await _shop.PackAsync(work, sscc, "L1", 3));
        PackingShop.Done(await _shop.CloseAsync(work, sscc));
        _ = await Server.UntilAsync($"/fulfilment-orders/{work}", json => json.GetProperty("packed").GetBoolean());
        await _shop.IsSoundAsync();
    }

    [Fact]
    public async Task Pickers_and_people_who_split_at_once_lose_no_unit()
    {
        await Server.ReceiveAsync("MILK@dc-1", 40);
        var (order, work) = await SellAsync("SO-1", 40);
        var replies = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => i % 2 == 0
            ? _shop.PickAsync(work, "L1", 1)
            : PostAsync($"/fulfilment-orders/{work}/split", Lines((1, 1)))));
        Assert.All(replies, reply => Assert.True((int)reply.Status is >= 200 and < 500, reply.Text));
        await _shop.IsSoundAsync();
        var sold = (await Server.GetAsync($"/orders/{order}")).Json.GetProperty("lines").EnumerateArray()
            .Sum(line => line.GetProperty("quantities").GetProperty("reserved").GetInt32());
        var all = (await Server.GetAsync($"/fulfilment-orders?order={order}&limit=200")).Json.GetProperty("items");
        var split = replies.Where((_, i) => i % 2 == 1).Count(reply => reply.Status == HttpStatusCode.Accepted);
        Assert.Equal((40, split + 1), (sold, all.GetArrayLength()));
        Assert.Equal(40, all.EnumerateArray().SelectMany(of => of.GetProperty("lines").EnumerateArray()).Sum(line =>
            line.GetProperty("open").GetInt32() + line.GetProperty("picked").GetInt32()));
    }

    [Fact]
    public async Task Units_are_moved_to_a_location_that_has_them_and_their_promise_goes_along()
    {
        await Server.LocateAsync("dc-2", 43_038_900, Packs);
        await Server.ReceiveAsync("MILK@dc-1", 10);
        await Server.ReceiveAsync("MILK@dc-2", 3);
        var (order, work) = await SellAsync("SO-1", 5, "split");
        PackingShop.Made(await _shop.PickAsync(work, "L1", 1));
        var path = $"/fulfilment-orders/{work}/move";
        PackingShop.Refused("units-picked", await PostAsync(path, """{"reason":"flood","to":"dc-2"}"""));
        PackingShop.Refused("invalid-request", await PostAsync(path, """{"reason":"flood","to":"dc-9"}"""));
        PackingShop.Refused("illegal-transition", await PostAsync(path, Move(null, (1, 1))));
        PackingShop.Refused("out-of-stock", await PostAsync(path, Move("dc-2", (1, 4))));
        PackingShop.Refused("invalid-request", await PostAsync(path, Move("dc-1", (1, 3))));
        PackingShop.Done(await PostAsync(path, Move("dc-2", (1, 3))));
        var moved = await _shop.WorkAsync($"{order}@2", "open");
        Assert.Equal(("dc-2", 3), (moved.GetProperty("location").GetString(), PackingShop.Units(moved, "open")));
        await _shop.IsSoundAsync();
        var (here, there) = (
            (await Server.GetAsync("/stock-items/MILK@dc-1")).Json,
            (await Server.GetAsync("/stock-items/MILK@dc-2")).Json);
        Assert.Equal((8, 0), (here.GetProperty("available").GetInt32(), there.GetProperty("available").GetInt32()));
        Assert.Equal([("dc-1", 2), ("dc-2", 3)], (await Server.GetAsync($"/orders/{order}")).Json.Sends());
    }

    [Fact]
    public async Task Routing_finds_another_location_for_what_is_moved_and_never_goes_back()
    {
        await Server.OpenAsync("""{"rule":"nearest"}""", Packs);
        var order = await Server.OrderAsync("SO-1", 5);
        var work = await _shop.WorkAsync($"{order}@1", "open");
        Assert.Equal("near", work.GetProperty("location").GetString());
        PackingShop.Refused("illegal-transition", await Server.PostAsync(
            $"/orders/{order}/reroute", """{"reason":"flood","exclude":"near"}""", ifMatch: "*"));
        PackingShop.Done(await PostAsync($"/fulfilment-orders/{order}@1/move", """{"reason":"flood"}"""));
        var moved = await _shop.WorkAsync($"{order}@2", "open");
        Assert.Equal(("far", 5), (moved.GetProperty("location").GetString(), PackingShop.Units(moved, "open")));
        var why = (await Server.GetAsync($"/orders/{order}/routing")).Json;
        Assert.Equal("near", why.GetProperty("lines")[0].GetProperty("turned_down")[0].GetString());
        PackingShop.Refused("illegal-transition", await PostAsync(
            $"/fulfilment-orders/{order}@2/move", """{"reason":"dry","to":"near"}"""));
        _ = await _shop.WorkAsync($"{order}@1", "cancelled");
        await _shop.IsSoundAsync();
    }

    private async Task<(string Order, string Work)> SellAsync(
        string reference, int quantity, string policy = "complete")
    {
        var placed = await Server.PostAsync("/orders", Shop.OrderJson(reference, policy, ("MILK", quantity)));
        var order = placed.Json.GetProperty("id").GetString()!;
        _ = await _shop.WorkAsync($"{order}@1", "open");
        return (order, $"{order}@1");
    }

    private Task<Reply> PostAsync(string path, string json) => Server.PostAsync(path, json, ifMatch: "*");

    private static string Lines(params (int Line, int Quantity)[] lines) =>
        JsonSerializer.Serialize(new
        {
            lines = lines.Select(each => new { line = each.Line, quantity = each.Quantity }),
        });

    private static string Move(string? to, params (int Line, int Quantity)[] lines) => JsonSerializer.Serialize(new
    {
        reason = "flood",
        to,
        lines = lines.Select(each => new { line = each.Line, quantity = each.Quantity }),
    });

    private static string Orders(params string[] orders) => JsonSerializer.Serialize(new { orders });
}
