using System.Net;
using System.Text.Json;
using Oms.Central.Tests.Payments;
using Xunit;

namespace Oms.Central.Tests.Routing;

/// <summary>Locations that send only so many orders a day, over HTTP.</summary>
public sealed class CapacityApiTests : IAsyncLifetime
{
    private const string Limited = ",\"daily_orders\":3";
    private const string NearestWithRoom = """{"rule":"has_capacity"},{"rule":"nearest"}""";

    private CentralServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await CentralServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Many_orders_at_once_never_get_more_places_than_there_are_and_the_rest_leaves_from_elsewhere()
    {
        await OpenAsync(NearestWithRoom);
        var orders = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => _server.OrderAsync($"SO-{i}", 1)));
        foreach (var order in orders)
        {
            _ = await _server.StatusAsync(order, "released");
        }

        await _server.SettleAsync();
        var froms = new List<string?>();
        foreach (var order in orders)
        {
            froms.Add(Assert.Single((await _server.GetAsync($"/orders/{order}")).Json.Sends()).From);
        }

        Assert.Equal((3, 9), (froms.Count(from => from == "near"), froms.Count(from => from == "far")));
        var today = await DayAsync("near");
        Assert.Equal((0, 3, 0), (Int(today, "held"), Int(today, "confirmed"), Int(today, "left")));
        await _server.HealthyAsync();
    }

    [Fact]
    public async Task A_full_day_is_told_as_the_reason_and_a_place_given_back_is_taken_again()
    {
        await OpenAsync(NearestWithRoom);
        var orders = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            orders.Add(await _server.OrderAsync($"SO-{i}", 1));
            _ = await _server.StatusAsync(orders[^1], "released");
        }

        var made = (await _server.GetAsync($"/orders/{orders[3]}/routing")).Json.GetProperty("decisions")[0];
        var near = made.GetProperty("locations").EnumerateArray().Single(
            each => each.GetProperty("location").GetString() == "near");
        Assert.Equal(("excluded", "has_capacity"), (
            near.GetProperty("outcome").GetString(),
            near.GetProperty("findings")[0].GetProperty("rule").GetString()));

        var version = (await _server.GetAsync($"/orders/{orders[0]}")).Json.GetProperty("version").GetInt64();
        RoutedShop.Done(await _server.PostAsync(
            $"/orders/{orders[0]}/cancel", """{"reason":"customer"}""", ifMatch: $"\"{version}\""));
        await _server.SettleAsync();
        Assert.Equal(1, Int(await DayAsync("near"), "left"));
        _ = await _server.UntilSentAsync(await _server.OrderAsync("SO-9", 1), ("near", 1));
        Assert.Equal(0, Int(await DayAsync("near"), "left"));
        await _server.HealthyAsync();
    }

    [Fact]
    public async Task Where_nobody_else_has_room_or_the_policy_does_not_mind_it_leaves_on_the_next_day()
    {
        await OpenAsync("""{"rule":"in_order","locations":["near"]}""");
        for (var i = 0; i < 4; i++)
        {
            _ = await _server.UntilSentAsync(await _server.OrderAsync($"SO-{i}", 1), ("near", 1));
        }

        var capacity = (await _server.GetAsync("/locations/near/capacity")).Json;
        Assert.Equal([3, 1], capacity.GetProperty("days").EnumerateArray().Take(2).Select(
            day => Int(day, "confirmed")));
        await _server.HealthyAsync();
    }

    [Fact]
    public async Task A_line_that_is_turned_down_gives_its_place_back()
    {
        await OpenAsync(NearestWithRoom);
        var order = await _server.OrderAsync("SO-1", 1);
        _ = await _server.UntilSentAsync(order, ("near", 1));
        _ = await _server.UntilAsync(
            "/locations/near/capacity", json => Int(json.GetProperty("days")[0], "confirmed") == 1);
        var version = (await _server.GetAsync($"/orders/{order}")).Json.GetProperty("version").GetInt64();
        RoutedShop.Done(await _server.PostAsync(
            $"/orders/{order}/lines/1/reject", """{"reason":"no hands"}""", ifMatch: $"\"{version}\""));
        _ = await _server.UntilSentAsync(order, ("far", 1));
        Assert.Equal(3, Int(await DayAsync("near"), "left"));
        await _server.HealthyAsync();
    }

    [Fact]
    public async Task A_location_without_a_limit_has_none_and_one_that_is_not_there_is_not_found()
    {
        await OpenAsync(NearestWithRoom);
        var far = (await _server.GetAsync("/locations/far/capacity")).Json;
        Assert.Equal(JsonValueKind.Null, far.GetProperty("limit").ValueKind);
        Assert.Equal(HttpStatusCode.NotFound, (await _server.GetAsync("/locations/none/capacity")).Status);
    }

    private async Task OpenAsync(string rules)
    {
        await _server.LocateAsync("near", 43_038_900, Limited);
        await _server.ReceiveAsync("MILK@near", 50);
        await _server.DefineAsync(rules);
        await _server.LocateAsync("far", 25_000_000);
        await _server.ReceiveAsync("MILK@far", 50);
        await _server.ChannelAsync();
    }

    private async Task<JsonElement> DayAsync(string location)
    {
        await _server.SettleAsync();
        return (await _server.GetAsync($"/locations/{location}/capacity")).Json.GetProperty("days")[0];
    }

    private static int Int(JsonElement day, string name) => day.GetProperty(name).GetInt32();
}
