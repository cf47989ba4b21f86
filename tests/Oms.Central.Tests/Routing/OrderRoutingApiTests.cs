using System.Net;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Oms.Central.Tests.Payments;
using Oms.Custody.CheckOuts;
using Xunit;

namespace Oms.Central.Tests.Routing;

/// <summary>Orders that name no location, over HTTP.</summary>
public sealed class OrderRoutingApiTests : IAsyncLifetime
{
    private const string Nearest = """{"rule":"nearest"}""";

    private CentralServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await CentralServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task An_order_leaves_from_where_the_channels_policy_says_and_every_location_has_its_verdict()
    {
        await _server.OpenAsync(Nearest);
        var order = await _server.OrderAsync("SO-1", 5);
        _ = await _server.UntilSentAsync(order, ("near", 5));
        var routing = (await _server.GetAsync($"/orders/{order}/routing")).Json;
        var made = Assert.Single(routing.GetProperty("decisions").EnumerateArray());
        Assert.Equal(("main", 1), (made.GetProperty("policy").GetString(), made.GetProperty("version").GetInt32()));
        Assert.Equal(
            [("far", "lost"), ("near", "chosen")],
            made.GetProperty("locations").EnumerateArray().Select(each => (
                each.GetProperty("location").GetString()!, each.GetProperty("outcome").GetString()!)));
        Assert.Equal(
            41_880_000,
            (await _server.GetAsync($"/routing/decisions/{Id(made)}")).Json.GetProperty("inputs").GetProperty("order")
                .GetProperty("ship_to").GetProperty("latitude_microdegrees").GetInt32());
        await _server.HealthyAsync();
    }

    [Fact]
    public async Task Units_of_one_line_leave_from_several_locations_and_what_nobody_has_waits()
    {
        await _server.OpenAsync(Nearest);
        var order = await _server.OrderAsync("SO-1", 120);
        var sent = await _server.UntilSentAsync(order, ("far", 50), ("near", 50), ("near", 0));
        Assert.Equal(
            [(1, null), (2, 1), (3, 1)],
            sent.GetProperty("lines").EnumerateArray().Select(line => (
                line.GetProperty("line").GetInt32(),
                line.GetProperty("adds_to") is { ValueKind: JsonValueKind.Number } to ? to.GetInt32() : (int?)null)));
        Assert.Equal(20, sent.Units("backordered", line: 3));
        await _server.ReceiveAsync("MILK@near", 20, "L2");
        _ = await _server.UntilSentAsync(order, ("far", 50), ("near", 50), ("near", 20));
        await _server.HealthyAsync();
    }

    [Fact]
    public async Task A_past_decision_is_made_again_byte_by_byte_after_stock_and_policy_have_changed()
    {
        await _server.OpenAsync(Nearest);
        var order = await _server.OrderAsync("SO-1", 5);
        _ = await _server.UntilSentAsync(order, ("near", 5));
        RoutedShop.Done(await _server.PostAsync(
            "/routing/policies/main/revise", """{"terms":{"rules":[{"rule":"fastest"}]}}""", ifMatch: "\"1\""));
        await _server.ReceiveAsync("MILK@far", 500, "L2");
        var made = (await _server.GetAsync($"/orders/{order}/routing")).Json.GetProperty("decisions")[0];
        var again = await _server.PostAsync($"/routing/decisions/{Id(made)}/replay", "{}");
        Assert.True(again.Json.GetProperty("same").GetBoolean(), again.Text);
        Assert.Equal(
            made.GetProperty("inputs_sha256").GetString(),
            again.Json.GetProperty("decision").GetProperty("inputs_sha256").GetString());
        Assert.Equal("not-found", (await _server.GetAsync("/routing/decisions/none")).Code);
    }

    [Fact]
    public async Task Without_its_policy_an_order_is_held_with_the_reason_and_goes_on_once_there_is_one()
    {
        await _server.OpenAsync();
        var order = await _server.OrderAsync("SO-1", 5);
        var held = await _server.UntilAsync(
            $"/orders/{order}", json => json.GetProperty("holds").GetArrayLength() == 1);
        Assert.Equal(
            ("ROUTING", "no-policy: main"),
            (held.GetProperty("holds")[0].GetProperty("type").GetString(),
                held.GetProperty("holds")[0].GetProperty("reason").GetString()));
        Assert.Equal("hold", held.GetProperty("next_action").GetString());
        await _server.DefineAsync(Nearest);
        _ = await _server.UntilSentAsync(order, ("near", 5));
    }

    [Fact]
    public async Task What_no_location_may_serve_is_held_and_goes_on_once_one_may()
    {
        await _server.OpenAsync("""{"rule":"only_kinds","kinds":["store"]}""");
        var order = await _server.OrderAsync("SO-1", 5);
        _ = await _server.UntilAsync($"/orders/{order}/routing", json =>
            json.GetProperty("problem").GetString() == "no-location");
        RoutedShop.Done(await _server.PostAsync(
            "/routing/policies/main/revise", $$"""{"terms":{"rules":[{{Nearest}}]} }""", ifMatch: "\"1\""));
        _ = await _server.UntilSentAsync(order, ("near", 5));
        await _server.HealthyAsync();
    }

    [Fact]
    public async Task A_location_that_turns_a_line_down_is_not_chosen_again()
    {
        await _server.OpenAsync(Nearest);
        var order = await _server.OrderAsync("SO-1", 5);
        _ = await _server.UntilSentAsync(order, ("near", 5));
        RoutedShop.Done(await PostAsync(order, "lines/1/reject", """{"reason":"no hands"}"""));
        _ = await _server.UntilSentAsync(order, ("far", 5));
        var routing = (await _server.GetAsync($"/orders/{order}/routing")).Json;
        Assert.Equal("near", routing.GetProperty("lines")[0].GetProperty("turned_down")[0].GetString());
        Assert.Contains(
            routing.GetProperty("decisions")[1].GetProperty("locations").EnumerateArray(),
            each => each.GetProperty("location").GetString() == "near"
                && each.GetProperty("findings")[0].GetProperty("rule").GetString() == "not_turned_down");
        Assert.Equal(0, await AvailableLessAsync("near"));

        RoutedShop.Done(await PostAsync(order, "reroute", """{"reason":"strike","exclude":"far"}"""));
        var held = await _server.UntilAsync(
            $"/orders/{order}", json => json.GetProperty("holds").GetArrayLength() == 1);
        Assert.Equal("no-location", held.GetProperty("holds")[0].GetProperty("reason").GetString());
        Assert.Equal(0, await AvailableLessAsync("far"));
        await _server.HealthyAsync();
    }

    [Fact]
    public async Task A_quarantined_lot_has_its_orders_promised_from_elsewhere()
    {
        await _server.OpenAsync(Nearest);
        var order = await _server.OrderAsync("SO-1", 5);
        _ = await _server.UntilSentAsync(order, ("near", 5));
        var item = await _server.GetAsync("/stock-items/MILK@near");
        RoutedShop.Done(await _server.PostAsync(
            "/stock-items/MILK@near/lots/L1/quarantine", """{"cause":"recall"}""", ifMatch: item.Header("ETag")));
        _ = await _server.UntilSentAsync(order, ("far", 5));
        var line = (await _server.GetAsync($"/orders/{order}/routing")).Json.GetProperty("lines")[0];
        Assert.Equal(1, line.GetProperty("attempts").GetInt32());
        await _server.HealthyAsync();
    }

    [Fact]
    public async Task A_location_that_had_nothing_is_not_chosen_again_because_lists_are_behind()
    {
        await _server.OpenAsync(Nearest);
        await _server.SettleAsync();
        ListsStandStill("MILK@near");
        RoutedShop.Created(await _server.PostAsync(
            "/stock-items/MILK@near/adjustments", """{"lot":"L1","delta":-50,"reason":"count"}"""));
        _ = await _server.UntilSentAsync(await _server.OrderAsync("SO-1", 5), ("far", 5));
    }

    [Fact]
    public async Task Orders_leave_a_disrupted_location_where_the_policy_minds_and_another_one_has_the_goods()
    {
        await _server.OpenAsync($$"""{"rule":"no_disruption"},{{Nearest}}""");
        var order = await _server.OrderAsync("SO-1", 40);
        _ = await _server.UntilSentAsync(order, ("near", 40));
        await AdjustAsync("far", -20);
        await DisruptAsync();
        _ = await _server.UntilSentAsync(order, ("near", 10), ("far", 30));
        var routing = (await _server.GetAsync($"/orders/{order}/routing")).Json;
        Assert.Contains(
            routing.GetProperty("decisions")[1].GetProperty("locations").EnumerateArray(),
            each => each.GetProperty("location").GetString() == "near"
                && each.GetProperty("findings")[0].GetProperty("reason").GetString() == "snow");

        var near = (await _server.GetAsync("/locations/near")).Json;
        Assert.Equal("snow", near.GetProperty("disruption").GetProperty("reason").GetString());
        RoutedShop.Done(await _server.PostAsync(
            "/locations/near/restore", "{}", ifMatch: $"\"{near.GetProperty("version").GetInt64()}\""));
        await _server.SettleAsync();
        _ = await _server.UntilSentAsync(await _server.OrderAsync("SO-3", 1), ("near", 1));
        await _server.HealthyAsync();
    }

    [Fact]
    public async Task A_disruption_that_is_over_by_itself_or_was_over_before_it_began_is_none()
    {
        await _server.OpenAsync($$"""{"rule":"no_disruption"},{{Nearest}}""");
        var late = await _server.PostAsync(
            "/locations/near/disrupt", """{"reason":"snow","until":"2020-01-01T00:00:00Z"}""", ifMatch: "\"1\"");
        Assert.Equal("/until", late.Json.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    [Fact]
    public async Task A_location_whose_depot_is_congested_is_passed_over()
    {
        await _server.OpenAsync($$"""{"rule":"no_disruption"},{{Nearest}}""", ",\"congested_above\":0");
        var first = await _server.OrderAsync("SO-1", 1);
        _ = await _server.UntilSentAsync(first, ("near", 1));
        RoutedShop.Created(await _server.PostAsync(
            "/depots", """{"id":"dep-1","name":"North","location":"near"}"""));
        using var gateway = new Gateway(_server);
        RoutedShop.Done(await gateway.EnrolAsync());
        gateway.Write("co-1", new CheckOutEvent.Arrived(
            Gateway.Depot, "T-12", "D-3", "R-9", null, null, _server.Node.Clock.GetCurrentInstant()));
        _ = await gateway.SendAsync();
        await _server.SettleAsync();
        var second = await _server.OrderAsync("SO-2", 1);
        _ = await _server.UntilSentAsync(second, ("far", 1));
        Assert.Contains(
            "1 vehicles stand in hand-over there",
            (await _server.GetAsync($"/orders/{second}/routing")).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Orders_that_compete_for_the_last_units_are_never_promised_more_than_there_is()
    {
        await _server.OpenAsync(Nearest);
        var orders = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => _server.OrderAsync($"SO-{i}", 5)));
        foreach (var order in orders)
        {
            _ = await _server.UntilAsync($"/orders/{order}/routing", json =>
                json.GetProperty("lines").EnumerateArray().All(
                    line => line.GetProperty("due").ValueKind == JsonValueKind.Null));
        }

        await _server.SettleAsync();
        var (reserved, waits) = (0, 0);
        foreach (var order in orders)
        {
            var json = (await _server.GetAsync($"/orders/{order}")).Json;
            reserved += Enumerable.Range(1, json.GetProperty("lines").GetArrayLength()).Sum(
                line => json.Units("reserved", line));
            waits += Enumerable.Range(1, json.GetProperty("lines").GetArrayLength()).Sum(
                line => json.Units("backordered", line));
        }

        Assert.Equal((100, 20), (reserved, waits));
        await _server.HealthyAsync();
    }

    [Fact]
    public async Task An_order_of_which_a_location_is_due_is_found_again_after_a_restart()
    {
        await _server.OpenAsync();
        var order = await _server.OrderAsync("SO-1", 5);
        _ = await _server.UntilAsync($"/orders/{order}", json => json.GetProperty("holds").GetArrayLength() == 1);
        await _server.RestartAsync();
        await _server.DefineAsync(Nearest);
        _ = await _server.UntilSentAsync(order, ("near", 5));
    }

    [Fact]
    public async Task What_names_a_location_is_not_moved_and_bad_requests_name_the_member()
    {
        await _server.OpenAsync(Nearest);
        var named = await _server.PlaceAsync("SO-1", ("MILK", 5));
        await _server.SettleAsync();
        Assert.Equal("illegal-transition", (await PostAsync(named, "reroute", """{"reason":"snow"}""")).Code);
        Assert.Equal("illegal-transition", (await PostAsync(named, "lines/1/reject", """{"reason":"snow"}""")).Code);
        Assert.Equal("not-found", (await PostAsync(named, "lines/7/reject", """{"reason":"snow"}""")).Code);
        var unreasoned = await PostAsync(named, "reroute", """{"reason":""}""");
        Assert.Equal("/reason", unreasoned.Json.GetProperty("errors")[0].GetProperty("field").GetString());
        Assert.Equal("precondition-required", (await _server.PostAsync(
            $"/orders/{named}/reroute", """{"reason":"snow"}""")).Code);
        var lost = await _server.PostAsync("/orders", RoutedShop.OrderJson("SO-2", 5).Replace(
            "41878100", "91878100", StringComparison.Ordinal));
        Assert.Equal((HttpStatusCode.BadRequest, "/position"), (
            lost.Status, lost.Json.GetProperty("errors")[0].GetProperty("field").GetString()));
    }

    /// <summary>Has lists show a stock item as it is now, whatever becomes of it.</summary>
    private void ListsStandStill(string item)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(_server.DataDirectory, "views.db"),
            Pooling = false,
        }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            CREATE TABLE still AS SELECT doc FROM views WHERE kind = 'stock-item' AND id = '{item}';
            CREATE TRIGGER stand_still AFTER UPDATE ON views WHEN new.kind = 'stock-item' AND new.id = '{item}' BEGIN
              UPDATE views SET doc = (SELECT doc FROM still) WHERE kind = 'stock-item' AND id = '{item}';
            END;
            """;
        _ = command.ExecuteNonQuery();
    }

    private async Task DisruptAsync()
    {
        var near = await _server.GetAsync("/locations/near");
        RoutedShop.Done(await _server.PostAsync(
            "/locations/near/disrupt", """{"reason":"snow"}""", ifMatch: near.Header("ETag")));
    }

    private async Task AdjustAsync(string location, int by)
    {
        RoutedShop.Created(await _server.PostAsync(
            $"/stock-items/MILK@{location}/adjustments",
            $$"""{"lot":"L1","delta":{{by}},"reason":"count","expected_on_hand":50}"""));
        await _server.SettleAsync();
    }

    private static string Id(JsonElement made) => made.GetProperty("decision").GetString()!;

    private async Task<Reply> PostAsync(string order, string what, string json)
    {
        var version = (await _server.GetAsync($"/orders/{order}")).Json.GetProperty("version").GetInt64();
        return await _server.PostAsync($"/orders/{order}/{what}", json, ifMatch: $"\"{version}\"");
    }

    /// <summary>Units that are promised at a location.</summary>
    private async Task<int> AvailableLessAsync(string location)
    {
        await _server.SettleAsync();
        var item = (await _server.GetAsync($"/stock-items/MILK@{location}")).Json;
        return 50 - item.GetProperty("available").GetInt32();
    }
}
