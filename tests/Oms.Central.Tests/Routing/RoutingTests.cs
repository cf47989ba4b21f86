using System.Net;
using System.Text.Json;
using Xunit;

namespace Oms.Central.Tests.Routing;

/// <summary>Routing policies and simulations over HTTP.</summary>
public sealed class RoutingTests : IAsyncLifetime
{
    private const string Policy =
        """{"id":"main","terms":{"rules":[{"rule":"no_disruption"},{"rule":"fewest_splits"},{"rule":"nearest"}]}}""";

    private const string Milk =
        """
        "ship_to":{"latitude_microdegrees":41878100,"longitude_microdegrees":-87629800},
        "lines":[{"sku":"MILK","quantity":5}]
        """;

    private CentralServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await CentralServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_policy_is_defined_revised_and_every_version_can_be_read()
    {
        var defined = await _server.PostAsync("/routing/policies", Policy);
        Assert.True(defined.Status == HttpStatusCode.Created, defined.Text);
        Assert.Equal(HttpStatusCode.OK, (await _server.PostAsync("/routing/policies", Policy)).Status);
        var other = Policy.Replace("fewest_splits", "fastest", StringComparison.Ordinal);
        Assert.Equal("id-taken", (await _server.PostAsync("/routing/policies", other)).Code);
        var revision = """{"terms":{"rules":[{"rule":"fastest"}]}}""";
        Assert.Equal(
            "precondition-required", (await _server.PostAsync("/routing/policies/main/revise", revision)).Code);
        var revised = await _server.PostAsync("/routing/policies/main/revise", revision, ifMatch: "\"1\"");
        Assert.True(revised.Status == HttpStatusCode.OK, revised.Text);

        Assert.Equal(2, (await _server.GetAsync("/routing/policies/main")).Json.GetProperty("version").GetInt64());
        var first = await _server.GetAsync("/routing/policies/main/versions/1");
        Assert.Equal(3, first.Json.GetProperty("terms").GetProperty("rules").GetArrayLength());
        Assert.Equal("not-found", (await _server.GetAsync("/routing/policies/main/versions/3")).Code);
        var list = await _server.GetAsync($"/routing/policies?q=main&minPosition={revised.Header("X-OMS-Position")}");
        Assert.Equal(2, Assert.Single(list.Json.GetProperty("items").EnumerateArray())
            .GetProperty("version").GetInt64());
    }

    [Fact]
    public async Task A_simulation_says_where_an_order_would_leave_from_and_why_and_changes_nothing()
    {
        await PrepareAsync();
        var before = await HeadsAsync();

        var simulated = await SimulateAsync($$"""{"policy":"main","orders":[{ {{Milk}} }]}""");
        var decision = simulated.GetProperty("decisions")[0].GetProperty("decision");
        Assert.Equal("near", decision.GetProperty("planned")[0].GetProperty("location").GetString());
        var far = decision.GetProperty("locations").EnumerateArray()
            .Single(each => each.GetProperty("location").GetString() == "far");
        Assert.Equal("nearest", far.GetProperty("lost").GetProperty("rule").GetString());

        var snow = await SimulateAsync(
            $$"""
            {"policy":"main","orders":[{ {{Milk}} }],
             "disruptions":[{"location":"near","reason":"snow"}]}
            """);
        Assert.Equal("far", snow.GetProperty("decisions")[0].GetProperty("decision").GetProperty("planned")[0]
            .GetProperty("location").GetString());
        Assert.Equal(before, await HeadsAsync());
    }

    [Fact]
    public async Task Past_orders_can_be_decided_over_the_stock_of_their_time()
    {
        await PrepareAsync();
        _ = await _server.PlaceAsync("SO-1", ("MILK", 500));
        await _server.SettleAsync();
        await _server.ReceiveAsync("MILK@far", 1_000);
        var before = await HeadsAsync();
        const string Rest = """
            "terms":{"rules":[{"rule":"in_order","locations":["far"]}]},
             "past":{"from":"2000-01-01T00:00:00Z","until":"2100-01-01T00:00:00Z","limit":500}}
            """;
        var now = (await SimulateAsync("{" + Rest)).GetProperty("figures");
        var then = (await SimulateAsync("{\"stock\":\"as_of_order\"," + Rest)).GetProperty("figures");
        Assert.Equal(
            (500, 0), (now.GetProperty("units_planned").GetInt32(), now.GetProperty("units_waiting").GetInt32()));
        Assert.True(then.GetProperty("units_waiting").GetInt32() > 0, then.GetRawText());
        Assert.Equal(
            500, then.GetProperty("units_planned").GetInt32() + then.GetProperty("units_waiting").GetInt32());
        Assert.Equal(before, await HeadsAsync());
    }

    [Fact]
    public async Task Past_orders_are_decided_again_and_compared_with_where_they_left_from()
    {
        await PrepareAsync();
        _ = await _server.PlaceAsync("SO-1", ("MILK", 5));
        _ = await _server.PlaceAsync("SO-2", ("MILK", 500));
        var before = await HeadsAsync();

        var simulated = await SimulateAsync(
            """
            {"terms":{"rules":[{"rule":"in_order","locations":["far"]}]},"decisions":false,
             "past":{"from":"2000-01-01T00:00:00Z","until":"2100-01-01T00:00:00Z"}}
            """);
        var figures = simulated.GetProperty("figures");
        Assert.Equal(2, figures.GetProperty("orders").GetInt32());
        Assert.Equal(1, figures.GetProperty("consignments").GetInt32());
        Assert.Equal(500, figures.GetProperty("units_waiting").GetInt64());
        Assert.Equal(1, figures.GetProperty("elsewhere").GetInt32());
        var actual = simulated.GetProperty("actual");
        Assert.Equal(
            (2, 0, 505L, 2),
            (actual.GetProperty("orders").GetInt32(), actual.GetProperty("consignments").GetInt32(),
                actual.GetProperty("units_waiting").GetInt64(), actual.GetProperty("orders_waiting").GetInt32()));
        Assert.Equal(before, await HeadsAsync());
        Assert.Empty(simulated.GetProperty("decisions").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, simulated.GetProperty("version").ValueKind);
    }

    [Theory]
    [InlineData("""{"policy":"main"}""", "/orders")]
    [InlineData("""{"orders":[]}""", "/policy")]
    [InlineData("""{"policy":"main","orders":[{"lines":[]}]}""", "/orders/0/lines")]
    [InlineData(
        """{"policy":"main","orders":[{"lines":[{"sku":"MILK","quantity":0}]}]}""", "/orders/0/lines/0/quantity")]
    [InlineData("""{"policy":"main","orders":[{"lines":[{"sku":"","quantity":1}]}]}""", "/orders/0/lines/0/sku")]
    [InlineData("""{"terms":{"rules":[]},"orders":[]}""", "/terms/rules")]
    [InlineData(
        """{"policy":"main","past":{"from":"2026-11-30T00:00:00Z","until":"2026-11-30T00:00:00Z"}}""", "/past/until")]
    [InlineData("""{"policy":"main","stock":"as_of_order","orders":[]}""", "/stock")]
    [InlineData(
        """
        {"policy":"main","stock":"as_of_order","past":{"from":"2026-11-30T00:00:00Z","until":"2026-12-30T00:00:00Z"}}
        """,
        "/past/limit")]
    public async Task A_simulation_that_cannot_be_names_the_member(string body, string field)
    {
        var refused = await _server.PostAsync("/routing/simulations", body);
        Assert.True(refused.Status == HttpStatusCode.BadRequest, refused.Text);
        Assert.Equal(field, refused.Json.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    [Fact]
    public async Task A_policy_or_version_that_is_not_there_is_not_found()
    {
        await PrepareAsync();
        foreach (var named in new[] { "\"policy\":\"none\"", "\"policy\":\"main\",\"version\":2" })
        {
            Assert.Equal("not-found", (await _server.PostAsync(
                "/routing/simulations", $$"""{{{named}},"orders":[]}""")).Code);
        }
    }

    private async Task PrepareAsync()
    {
        Assert.Equal(HttpStatusCode.Created, (await _server.PostAsync("/routing/policies", Policy)).Status);
        foreach (var (id, latitude) in new[] { ("near", 43_038_900), ("far", 25_000_000) })
        {
            var defined = await _server.PostAsync(
                "/locations",
                $$$"""
                {"id":"{{{id}}}","terms":{"name":"{{{id}}}","kind":"warehouse","time_zone":"UTC",
                  "position":{"latitude_microdegrees":{{{latitude}}},"longitude_microdegrees":-87906500} } }
                """);
            Assert.True(defined.Status == HttpStatusCode.Created, defined.Text);
            await _server.ReceiveAsync($"MILK@{id}", 50);
        }

        await _server.SettleAsync();
    }

    private async Task<JsonElement> SimulateAsync(string body)
    {
        var reply = await _server.PostAsync("/routing/simulations", body);
        Assert.True(reply.Status == HttpStatusCode.OK, reply.Text);
        return reply.Json;
    }

    private async Task<string> HeadsAsync()
    {
        await _server.SettleAsync();
        return (await _server.GetAsync("/ops/projections")).Json.GetProperty("items").GetRawText();
    }
}
