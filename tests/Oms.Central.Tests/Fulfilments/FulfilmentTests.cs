using System.Net;
using System.Text.Json;
using NodaTime;
using Oms.Custody.CheckOuts;
using Xunit;

namespace Oms.Central.Tests.Fulfilments;

/// <summary>What a warehouse picks, packs and hands to a driver, over a live centre.</summary>
public sealed class FulfilmentTests : IAsyncLifetime
{
    private PackingShop _shop = null!;

    private CentralServer Server => _shop.Server;

    public async ValueTask InitializeAsync() => _shop = await PackingShop.OpenAsync();

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task An_order_is_picked_packed_loaded_by_its_packages_and_handed_over()
    {
        using var gateway = new Gateway(Server);
        _ = await gateway.EnrolAsync();
        await Server.ReceiveAsync("MILK@dc-1", 10);
        var (order, work) = await _shop.SellAsync("SO-1", 4);
        var placed = (await Server.GetAsync($"/orders/{order}")).Json;
        Assert.Equal("fulfilment", placed.GetProperty("next_action").GetString());
        var sscc = await _shop.MakeReadyAsync(work, "L1", 4);
        Assert.StartsWith("09521234", sscc, StringComparison.Ordinal);
        var stock = (await Server.GetAsync("/stock-items/MILK@dc-1")).Json;
        Assert.Equal(
            (10, 6, 4, 0),
            (Of(stock, "on_hand"), Of(stock, "sellable"), Of(stock, "picked"), Of(stock, "reserved_hard")));

        _ = await Server.UntilAsync(
            $"/orders/{order}", json => json.GetProperty("next_action").GetString() == "dispatch");
        var route = await Server.SendOutAsync("R-1", order);
        var unit = route.GetProperty("catalogue").GetProperty("logistic_units")[0];
        Assert.Equal(sscc, unit.GetProperty("sscc").GetString());
        Assert.Equal(4, Of(unit.GetProperty("content")[0], "units"));
        var sent = await _shop.WorkAsync(work, "dispatched");
        Assert.Equal(4, PackingShop.Units(sent, "dispatched"));
        Assert.Equal("dispatched", sent.GetProperty("packages")[0].GetProperty("status").GetString());
        var found = (await Server.GetAsync($"/packages/{sscc}")).Json;
        Assert.Equal((work, "R-1"), (found.GetProperty("fulfilment_order").GetString(),
            found.GetProperty("routes")[0].GetString()));
        var search = (await Server.GetAsync($"/orders?q={sscc}")).Json.GetProperty("items");
        Assert.Equal(order, Assert.Single(search.EnumerateArray()).GetProperty("id").GetString());

        var now = Server.Node.Clock.GetCurrentInstant();
        gateway.Write("co-1", new CheckOutEvent.Arrived(Gateway.Depot, "T-12", "D-3", "R-1", null, null, now));
        gateway.Write("co-1", new CheckOutEvent.DeliveryReconciled(new StopDelivery(
            1, order, [new DeliveredLine(1, "MILK", "L1", 4, 0, 0, 0, "ok")],
            new ProofOfDelivery("A. Buyer", now, new string('a', 64)))));
        gateway.Write("co-1", new CheckOutEvent.CargoVerified([], "anna"));
        gateway.Write("co-1", new CheckOutEvent.Completed("depot:dep-1"));
        _ = await gateway.SendAsync();
        var closed = await _shop.WorkAsync(work, "closed");
        Assert.Equal("co-1", closed.GetProperty("routes")[0].GetProperty("check_out").GetString());
        _ = await Server.StatusAsync(order, "closed");
        await _shop.IsSoundAsync();
    }

    [Fact]
    public async Task A_wrong_scan_changes_nothing()
    {
        await Server.ReceiveAsync("MILK@dc-1", 10);
        await _shop.DoneAsync(
            "/products",
            """
            {"sku":"NUTS","terms":{"name":"Nuts","unit":"EA",
             "gtins":[{"level":"each","gtin":"5012345678900","units":1}]} }
            """);
        var (_, work) = await _shop.SellAsync("SO-1", 3);
        var before = (await _shop.WorkAsync(work)).GetRawText();
        var path = $"/fulfilment-orders/{work}/picks";
        PackingShop.Refused("scan-mismatch", await Server.PostAsync(path, """{"data":"(01)05012345678900(10)L1"}"""));
        PackingShop.Refused("scan-mismatch", await Server.PostAsync(path, """{"data":"(01)00000000000000"}"""));
        PackingShop.Refused("scan-mismatch", await _shop.PickAsync(work, "L9"));
        PackingShop.Refused("quantity-exceeded", await _shop.PickAsync(work, "L1", 4));
        PackingShop.Refused("invalid-request", await _shop.PickAsync(work, "L1", 0));
        PackingShop.Refused(
            "quantity-exceeded",
            await Server.PostAsync(path, $$"""{"data":"{{PackingShop.Label("L1", PackingShop.Case)}}"}"""));
        await _shop.DoneAsync("/stock-items/MILK@dc-1/lots/L1/quarantine", """{"cause":"look"}""");
        var refused = await _shop.PickAsync(work, "L1");
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        await _shop.IsSoundAsync();
        var after = await _shop.WorkAsync(work);
        Assert.Equal(0, PackingShop.Units(after, "picked"));
        Assert.Contains("\"open\":3", before, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_request_again_picks_once_and_packs_nothing_that_is_not_picked()
    {
        await Server.ReceiveAsync("MILK@dc-1", 10);
        var (_, work) = await _shop.SellAsync("SO-1", 3);
        PackingShop.Made(await _shop.PickAsync(work, "L1", 2, "k-1"));
        var again = await _shop.PickAsync(work, "L1", 2, "k-1");
        Assert.Equal(HttpStatusCode.Created, again.Status);
        Assert.Equal(2, PackingShop.Units(await _shop.WorkAsync(work), "picked"));
        var sscc = await _shop.PackageAsync(work);
        PackingShop.Refused("scan-mismatch", await _shop.PackAsync(work, sscc, "L1", 3));
        PackingShop.Refused("scan-mismatch", await _shop.PackAsync(work, sscc, "L2", 1));
        PackingShop.Refused("illegal-transition", await _shop.CloseAsync(work, sscc));
        PackingShop.Made(await _shop.PackAsync(work, sscc, "L1", 2));
        PackingShop.Refused("scan-mismatch", await _shop.PackAsync(work, sscc, "L1", 1));
        PackingShop.Done(await _shop.CloseAsync(work, sscc));
        Assert.False((await _shop.WorkAsync(work)).GetProperty("packed").GetBoolean());
        var other = await Server.PostAsync($"/fulfilment-orders/{work}/packages", "{}", "k-2");
        Assert.NotEqual(sscc, other.Json.GetProperty("id").GetString());
        var same = await Server.PostAsync($"/fulfilment-orders/{work}/packages", "{}", "k-2");
        Assert.Equal(other.Json.GetProperty("id").GetString(), same.Json.GetProperty("id").GetString());
        Assert.Equal(2, (await _shop.WorkAsync(work)).GetProperty("packages").GetArrayLength());
        await _shop.IsSoundAsync();
    }

    [Fact]
    public async Task A_short_pick_sends_what_was_found_and_asks_for_the_rest_again()
    {
        await Server.ReceiveAsync("MILK@dc-1", 5);
        var (order, work) = await _shop.SellAsync("SO-1", 5);
        PackingShop.Made(await _shop.PickAsync(work, "L1", 3));
        PackingShop.Refused("quantity-exceeded", await Server.PostAsync(
            $"/fulfilment-orders/{work}/shorts", """{"line":1,"quantity":3,"reason":"not-found"}"""));
        PackingShop.Made(await Server.PostAsync(
            $"/fulfilment-orders/{work}/shorts", """{"line":1,"quantity":2,"reason":"not-found"}"""));
        Assert.Equal("incomplete", (await _shop.WorkAsync(work)).GetProperty("status").GetString());
        var rest = await Server.UntilAsync($"/orders/{order}", json => json.Units("unallocated") == 2);
        Assert.Equal(3, rest.Units("reserved"));
        var sscc = await _shop.PackageAsync(work);
        PackingShop.Made(await _shop.PackAsync(work, sscc, "L1", 3));
        PackingShop.Done(await _shop.CloseAsync(work, sscc));
        _ = await Server.UntilAsync($"/fulfilment-orders/{work}", json => json.GetProperty("packed").GetBoolean());
        await Server.SettleAsync();
        await RegisterAsync();
        _ = await Server.SendOutAsync("R-1", order);
        var second = await _shop.WorkAsync($"{order}@2", "open");
        Assert.Equal(2, PackingShop.Units(second, "open"));
        await _shop.IsSoundAsync();
    }

    [Fact]
    public async Task Cancelling_a_line_takes_its_units_from_the_pickers_or_is_refused_where_they_are_packed()
    {
        await Server.ReceiveAsync("MILK@dc-1", 10);
        var (order, work) = await _shop.SellAsync("SO-1", 5);
        PackingShop.Made(await _shop.PickAsync(work, "L1", 3));
        PackingShop.Done(await CancelLineAsync(order, 3));
        var after = await Server.UntilAsync($"/orders/{order}", json => json.Units("cancelled") == 3);
        Assert.Equal(2, after.Units("reserved"));
        var left = await _shop.WorkAsync(work);
        Assert.Equal((0, 2, 3), (PackingShop.Units(left, "open"), PackingShop.Units(left, "picked"),
            PackingShop.Units(left, "cancelled")));
        await _shop.IsSoundAsync();
        var stock = (await Server.GetAsync("/stock-items/MILK@dc-1")).Json;
        Assert.Equal((8, 2, 0), (Of(stock, "sellable"), Of(stock, "picked"), Of(stock, "reserved_hard")));

        var sscc = await _shop.PackageAsync(work);
        PackingShop.Made(await _shop.PackAsync(work, sscc, "L1", 2));
        PackingShop.Done(await _shop.CloseAsync(work, sscc));
        _ = await Server.UntilAsync(
            $"/orders/{order}", json => json.GetProperty("next_action").GetString() == "dispatch");
        PackingShop.Refused("units-packed", await CancelLineAsync(order, 1));
        PackingShop.Refused("units-packed", await Server.PostAsync(
            $"/orders/{order}/cancel", """{"reason":"customer"}""", ifMatch: "*"));

        await _shop.DoneAsync($"/fulfilment-orders/{work}/reopen", """{"reason":"customer"}""");
        _ = await Server.UntilAsync($"/fulfilment-orders/{work}", json => !json.GetProperty("packed").GetBoolean());
        await _shop.DoneAsync($"/fulfilment-orders/{work}/packages/{sscc}/void", """{"reason":"customer"}""");
        await _shop.DoneAsync($"/orders/{order}/cancel", """{"reason":"customer"}""", ifMatch: "*");
        _ = await Server.StatusAsync(order, "cancelled");
        _ = await _shop.WorkAsync(work, "cancelled");
        await _shop.IsSoundAsync();
        Assert.Equal(10, Of((await Server.GetAsync("/stock-items/MILK@dc-1")).Json, "available"));
    }

    [Fact]
    public async Task A_location_that_gives_work_back_holds_the_order_until_somebody_decides()
    {
        await Server.ReceiveAsync("MILK@dc-1", 10);
        var (order, work) = await _shop.SellAsync("SO-1", 5);
        PackingShop.Made(await _shop.PickAsync(work, "L1", 1));
        await _shop.DoneAsync($"/fulfilment-orders/{work}/cancel", """{"reason":"fire"}""", ifMatch: "*");
        var held = await Server.UntilAsync(
            $"/orders/{order}", json => json.GetProperty("holds").GetArrayLength() == 1);
        Assert.Equal("FULFILMENT", held.GetProperty("holds")[0].GetProperty("type").GetString());
        _ = await _shop.WorkAsync(work, "cancelled");
        await _shop.IsSoundAsync();
        await _shop.DoneAsync(
            $"/orders/{order}/holds/FULFILMENT/release", """{"reason":"out"}""", ifMatch: "*");
        _ = await _shop.WorkAsync($"{order}@2", "open");
        await _shop.IsSoundAsync();
    }

    [Fact]
    public async Task Held_work_is_left_alone_and_scheduled_work_waits()
    {
        await Server.ReceiveAsync("MILK@dc-1", 10);
        var (_, work) = await _shop.SellAsync("SO-1", 2);
        await _shop.DoneAsync($"/fulfilment-orders/{work}/hold", """{"reason":"look"}""", ifMatch: "*");
        PackingShop.Refused("illegal-transition", await _shop.PickAsync(work, "L1"));
        Assert.Equal("on_hold", (await _shop.WorkAsync(work)).GetProperty("status").GetString());
        await _shop.DoneAsync($"/fulfilment-orders/{work}/release", "{}", ifMatch: "*");
        var (_, sooner) = await _shop.SellAsync("SO-2", 2);
        await ScheduleAsync(work, Duration.FromDays(1));
        await ScheduleAsync(sooner, Duration.FromSeconds(1));

        // Once what is due is open, what is not has been passed over.
        _ = await _shop.WorkAsync(sooner, "open");
        Assert.Equal("scheduled", (await _shop.WorkAsync(work)).GetProperty("status").GetString());
        await _shop.DoneAsync($"/fulfilment-orders/{sooner}/cancel", """{"reason":"fire"}""", ifMatch: "*");
        await ScheduleAsync(work, Duration.FromSeconds(1));
        _ = await _shop.WorkAsync(work, "open");
        var stale = await Server.PostAsync(
            $"/fulfilment-orders/{work}/hold", """{"reason":"look"}""", ifMatch: "\"1\"");
        Assert.Equal("precondition-failed", stale.Code);
        var list = (await Server.GetAsync("/fulfilment-orders?location=dc-1&status=open")).Json;
        Assert.Equal(1, list.GetProperty("items").GetArrayLength());
        var none = (await Server.GetAsync("/fulfilment-orders?due=2001-01-01")).Json;
        Assert.Equal(0, none.GetProperty("items").GetArrayLength());

        Task ScheduleAsync(string id, Duration ahead) => _shop.DoneAsync(
            $"/fulfilment-orders/{id}/schedule",
            $$"""{"until":"{{Server.Node.Clock.GetCurrentInstant() + ahead}}"}""", ifMatch: "*");
    }

    [Fact]
    public async Task A_route_takes_nothing_that_is_not_packed_where_a_location_packs()
    {
        await Server.ReceiveAsync("MILK@dc-1", 10);
        var (order, work) = await _shop.SellAsync("SO-1", 2);
        await RegisterAsync();
        PackingShop.Refused("invalid-request", await Server.PostAsync("/manifests", Plan($"pick-up:{work}", order)));
        PackingShop.Made(await Server.PostAsync("/manifests", Plan("R-1", order)));
        PackingShop.Done(await Server.PostAsync("/manifests/R-1/dispatch", "{}"));
        _ = await Server.UntilAsync("/manifests/R-1", json => json.GetProperty("status").GetString() == "cancelled");
        _ = await _shop.MakeReadyAsync(work, "L1", 2);
        await Server.SettleAsync();
        _ = await Server.SendOutAsync("R-2", order);
        await _shop.IsSoundAsync();
    }

    private static string Plan(string route, string order) =>
        $$"""
        {"route":"{{route}}","depot":"dep-1","vehicle":"T-12","driver":"D-3","reefer":null,
         "stops":[{"stop":1,"consignee":"Shop","orders":["{{order}}"]}]}
        """;

    private Task RegisterAsync() => _shop.DoneAsync(
        "/depots", """{"id":"dep-1","name":"Depot"}""");

    private Task<Reply> CancelLineAsync(string order, int quantity) => Server.PostAsync(
        $"/orders/{order}/lines/1/cancel", $$"""{"quantity":{{quantity}},"reason":"customer"}""", ifMatch: "*");

    private static int Of(JsonElement json, string name) => json.GetProperty(name).GetInt32();
}
