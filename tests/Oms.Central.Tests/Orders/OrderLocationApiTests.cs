using System.Net;
using System.Text.Json;
using NodaTime;
using Oms.Custody.CheckOuts;
using Xunit;
using static Oms.Central.Tests.Orders.OrderShop;

namespace Oms.Central.Tests.Orders;

/// <summary>Orders whose lines leave different locations, through the public interface only.</summary>
public sealed class OrderLocationApiTests : IAsyncLifetime
{
    private const string Lines = """
        {"sku":"MILK","quantity":2,"band":null},
        {"sku":"MILK","quantity":3,"band":null,"ship_from":"dc-2"},
        {"sku":"NUTS","quantity":4,"band":null,"ship_from":"dc-2"}
        """;

    private static readonly Instant At = Instant.FromUtc(2026, 11, 21, 17, 0);
    private static readonly ProofOfDelivery Pod = new("A. Buyer", At, new string('a', 64));

    private CentralServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await CentralServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Three_lines_of_two_locations_leave_on_a_truck_of_each_and_close_the_order_once_delivered()
    {
        using var gateway = new Gateway(_server);
        _ = await gateway.EnrolAsync();
        await ReceiveAsync();
        var order = await _server.PlacedAsync(Body("SO-1", Inline(), Lines));
        var released = await _server.StatusAsync(order, "released");
        Assert.Equal(["dc-1", "dc-2", "dc-2"], Texts(released.GetProperty("lines"), "ship_from"));
        Assert.Equal(
            (2, 3, 4),
            (await ReservedAsync("MILK@dc-1"), await ReservedAsync("MILK@dc-2"), await ReservedAsync("NUTS@dc-2")));

        // What the truck of the one location cannot take stays with the order, released.
        await SendOutAsync("R-1", order, "dc-1");
        var half = (await _server.GetAsync($"/orders/{order}")).Json;
        Assert.Equal(
            ("released", "partially_shipped"),
            (half.GetProperty("status").GetString(), half.GetProperty("fulfilment").GetString()));
        Assert.Equal((2, 0, 0), (half.Units("in_transit"), half.Units("in_transit", 2), half.Units("in_transit", 3)));
        await SendOutAsync("R-2", order, "dc-2");
        Assert.Equal(
            (8, 7, 6),
            (await OnHandAsync("MILK@dc-1"), await OnHandAsync("MILK@dc-2"), await OnHandAsync("NUTS@dc-2")));

        CheckOut(gateway, "co-1", "R-1", order, [new(1, "MILK", "L1", 2, 0, 0, 0, null)]);
        CheckOut(
            gateway, "co-2", "R-2", order,
            [new(2, "MILK", "L2", 3, 0, 0, 0, null), new(3, "NUTS", "L3", 4, 0, 0, 0, null)]);
        _ = await gateway.SendAsync();
        var closed = await _server.StatusAsync(order, "closed");
        Assert.Equal(
            (2, 3, 4), (closed.Units("delivered"), closed.Units("delivered", 2), closed.Units("delivered", 3)));
        Assert.Empty((await _server.GetAsync("/claims")).Json.GetProperty("items").EnumerateArray());
        await HealthyAsync();
    }

    [Fact]
    public async Task An_excursion_sets_a_lot_aside_at_the_location_that_the_line_left()
    {
        using var gateway = new Gateway(_server);
        _ = await gateway.EnrolAsync();
        await ReceiveAsync();
        var band = "{\"min_milli_c\":2000,\"max_milli_c\":8000}";
        var order = await _server.PlacedAsync(Body(
            "SO-1",
            Inline(),
            $$"""{"sku":"MILK","quantity":3,"band":{{band}},"ship_from":"dc-2"}"""));
        _ = await _server.StatusAsync(order, "released");
        await SendOutAsync("R-1", order, null);
        var excursion = new TemperatureExcursion("RF-12", 1, At, null, 12_000, new TemperatureBand(2_000, 8_000), []);
        CheckOut(gateway, "co-1", "R-1", order, [new(1, "MILK", "L2", 3, 0, 0, 0, null)], excursion);
        _ = await gateway.SendAsync();
        _ = await _server.StatusAsync(order, "closed");
        await _server.SettleAsync();
        Assert.Equal(
            (7, 0, 10),
            (await OnHandAsync("MILK@dc-2"), await OnHandAsync("MILK@dc-2", "sellable"),
                await OnHandAsync("MILK@dc-1", "sellable")));
    }

    [Fact]
    public async Task An_order_waits_complete_until_every_location_has_its_lines_and_a_cancellation_gives_all_back()
    {
        await _server.ReceiveAsync("MILK@dc-1", 10);
        await _server.ReceiveAsync("MILK@dc-2", 10);
        var order = await _server.PlacedAsync(Body("SO-1", Inline(), Lines));
        await _server.SettleAsync();
        var waiting = (await _server.GetAsync($"/orders/{order}")).Json;
        Assert.Equal("placed", waiting.GetProperty("status").GetString());
        Assert.Equal(["STOCK"], waiting.Holds().Keys);
        Assert.Equal((0, 0), (await ReservedAsync("MILK@dc-1"), await ReservedAsync("MILK@dc-2")));

        await _server.ReceiveAsync("NUTS@dc-2", 10);
        _ = await _server.StatusAsync(order, "released");
        var cancelled = await _server.CommandAsync(order, "cancel", """{"reason":"customer"}""");
        Assert.Equal(HttpStatusCode.OK, cancelled.Status);
        await _server.SettleAsync();
        Assert.Equal(
            (0, 0, 0),
            (await ReservedAsync("MILK@dc-1"), await ReservedAsync("MILK@dc-2"), await ReservedAsync("NUTS@dc-2")));
        await HealthyAsync();
    }

    [Fact]
    public async Task A_change_previews_and_holds_what_it_adds_where_its_line_is()
    {
        await ReceiveAsync();
        var order = await _server.PlacedAsync(Body("SO-1", Inline(), Lines));
        _ = await _server.StatusAsync(order, "released");
        const string Wish = """
            {"reason":"more","lines":[{"line":3,"quantity":5}],
             "add":[{"sku":"MILK","quantity":1,"band":null,"ship_from":"dc-2"}]}
            """;
        var preview = await _server.PostAsync($"/orders/{order}/changes/preview", Wish);
        Assert.Equal(
            [6, 7],
            preview.Json.GetProperty("add").EnumerateArray().Select(line => line.GetProperty("available").GetInt32()));
        Assert.Equal(HttpStatusCode.Created, (await _server.CommandAsync(order, "changes", Wish)).Status);
        await _server.SettleAsync();
        Assert.Equal((4, 5), (await ReservedAsync("MILK@dc-2"), await ReservedAsync("NUTS@dc-2")));
    }

    [Fact]
    public async Task A_location_that_cannot_be_is_a_problem_that_names_its_line()
    {
        foreach (var (lines, field) in new[]
        {
            ("""{"sku":"MILK","quantity":2,"band":null,"ship_from":""}""", "/lines/0/ship_from"),
            (Lines + ""","""
                + $$"""{"sku":"MILK","quantity":2,"band":null,"ship_from":"{{new string('x', 200)}}"}""",
                "/lines/3/ship_from"),
        })
        {
            var refused = await _server.PostAsync("/orders", Body("SO-1", Inline(), lines));
            Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
            Assert.Equal(field, refused.Json.GetProperty("errors")[0].GetProperty("field").GetString());
        }
    }

    private async Task ReceiveAsync()
    {
        await _server.ReceiveAsync("MILK@dc-1", 10);
        await _server.ReceiveAsync("MILK@dc-2", 10, lot: "L2");
        await _server.ReceiveAsync("NUTS@dc-2", 10, lot: "L3");
    }

    private async Task SendOutAsync(string route, string order, string? loadFrom)
    {
        var from = loadFrom is null ? string.Empty : $"\"load_from\":\"{loadFrom}\",";
        var planned = await _server.PostAsync("/manifests", $$$"""
            {"route":"{{{route}}}","depot":"dep-1","vehicle":"T-12","driver":"D-3","reefer":"RF-12",{{{from}}}
             "stops":[{"stop":1,"consignee":"Shop","orders":["{{{order}}}"]}]}
            """);
        Assert.True(planned.Status == HttpStatusCode.Created, planned.Text);
        Assert.Equal(HttpStatusCode.Accepted, (await _server.PostAsync($"/manifests/{route}/dispatch", "{}")).Status);
        _ = await _server.UntilAsync(
            $"/manifests/{route}", json => json.GetProperty("status").GetString() == "dispatched");
        await _server.SettleAsync();
    }

    private static void CheckOut(
        Gateway gateway,
        string id,
        string route,
        string order,
        IReadOnlyList<DeliveredLine> lines,
        TemperatureExcursion? excursion = null)
    {
        gateway.Write(id, new CheckOutEvent.Arrived(Gateway.Depot, "T-12", "D-3", route, "dock-2", 120_000, At));
        if (excursion is not null)
        {
            gateway.Write(id, new CheckOutEvent.TemperatureExcursionRecorded(excursion));
        }

        gateway.Write(id, new CheckOutEvent.DeliveryReconciled(new StopDelivery(1, order, lines, Pod)));
        gateway.Write(id, new CheckOutEvent.CargoVerified([], "anna"));
        gateway.Write(id, new CheckOutEvent.SignedOff(Role.Driver, "D-3", new string('b', 64)));
        gateway.Write(id, new CheckOutEvent.SignedOff(Role.Supervisor, "anna", new string('c', 64)));
        gateway.Write(id, new CheckOutEvent.Completed("anna"));
    }

    private async Task<int> ReservedAsync(string item)
    {
        var json = (await _server.GetAsync($"/stock-items/{item}")).Json;
        return json.GetProperty("reserved_soft").GetInt32() + json.GetProperty("reserved_hard").GetInt32();
    }

    private async Task<int> OnHandAsync(string item, string bucket = "on_hand") =>
        (await _server.GetAsync($"/stock-items/{item}")).Json.GetProperty(bucket).GetInt32();

    private async Task HealthyAsync()
    {
        var audit = await _server.GetAsync("/audit/invariants");
        Assert.True(audit.Json.GetProperty("healthy").GetBoolean(), audit.Text);
    }

    private static string[] Texts(JsonElement items, string member) =>
        [.. items.EnumerateArray().Select(item => item.GetProperty(member).GetString()!)];
}
