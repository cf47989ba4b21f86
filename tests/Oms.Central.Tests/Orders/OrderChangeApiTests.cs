using System.Net;
using System.Text.Json;
using NodaTime.Extensions;
using Oms.Central.Hosting;
using Xunit;
using static Oms.Central.Tests.Orders.OrderShop;

namespace Oms.Central.Tests.Orders;

/// <summary>Changes over HTTP: previewed, proposed, and confirmed, declined or over.</summary>
public sealed class OrderChangeApiTests
{
    private const string More = """{"reason":"customer","lines":[{"line":1,"quantity":5}],"hold_minutes":10}""";

    [Fact]
    public async Task A_preview_says_what_would_come_of_it_and_changes_nothing()
    {
        await using var server = await CentralServer.StartAsync();
        var order = await ReleasedAsync(server);
        var before = (await server.GetAsync($"/orders/{order}")).Text;
        var preview = await server.PostAsync($"/orders/{order}/changes/preview", More);
        Assert.True(preview.Status == HttpStatusCode.OK, preview.Text);
        var line = preview.Json.GetProperty("add")[0];
        Assert.Equal(
            (2, 3, 1, 8),
            (line.GetProperty("line").GetInt32(), line.GetProperty("quantity").GetInt32(),
                line.GetProperty("adds_to").GetInt32(), line.GetProperty("available").GetInt32()));
        Assert.Equal(
            "change-not-possible",
            (await server.PostAsync(
                $"/orders/{order}/changes/preview",
                """{"reason":"customer","lines":[{"line":1,"quantity":2}]}""")).Code);
        await server.SettleAsync();
        Assert.Equal(before, (await server.GetAsync($"/orders/{order}")).Text);
        Assert.Equal(8, await AvailableAsync(server));
    }

    [Fact]
    public async Task Stock_is_held_while_a_change_is_open_and_given_back_when_it_is_declined()
    {
        await using var server = await CentralServer.StartAsync();
        var order = await ReleasedAsync(server);
        var proposed = await server.CommandAsync(order, "changes", More);
        Assert.True(proposed.Status == HttpStatusCode.Created, proposed.Text);
        await ReservedAsync(server, order, line: 2, units: 3);
        Assert.Equal(5, await AvailableAsync(server));
        Assert.Equal("change-already-open", (await server.CommandAsync(order, "changes", More)).Code);
        Assert.Equal("not-found", (await server.CommandAsync(order, "changes/7/decline", """{"reason":"no"}""")).Code);
        Assert.Equal(
            HttpStatusCode.OK, (await server.CommandAsync(order, "changes/1/decline", """{"reason":"no"}""")).Status);
        await server.SettleAsync();
        Assert.Equal(8, await AvailableAsync(server));
        Assert.Equal("change-over", (await server.CommandAsync(order, "changes/1/confirm", "{}")).Code);
        Assert.True((await server.GetAsync("/audit/invariants")).Json.GetProperty("healthy").GetBoolean());
    }

    [Fact]
    public async Task A_confirmed_change_is_allocated_and_leaves_with_the_order()
    {
        await using var server = await CentralServer.StartAsync();
        using var gateway = new Gateway(server);
        _ = await gateway.EnrolAsync();
        var order = await ReleasedAsync(server);
        _ = await server.CommandAsync(order, "changes", More);
        await ReservedAsync(server, order, line: 2, units: 3);
        var stale = await server.PostAsync($"/orders/{order}/changes/1/confirm", "{}", ifMatch: "\"1\"");
        Assert.Equal("precondition-failed", stale.Code);
        var read = await server.GetAsync($"/orders/{order}");
        var confirmed = await server.PostAsync(
            $"/orders/{order}/changes/1/confirm", "{}", "key-1", ifMatch: read.Header("ETag"));
        Assert.Equal(HttpStatusCode.OK, confirmed.Status);
        Assert.Equal(
            confirmed.Text,
            (await server.PostAsync(
                $"/orders/{order}/changes/1/confirm", "{}", "key-1", ifMatch: read.Header("ETag"))).Text);
        _ = await server.UntilAsync($"/orders/{order}", json =>
            json.GetProperty("lines")[1].GetProperty("allocation").GetString() == "hard");
        _ = await server.SendOutAsync("R-7", order);
        await server.SettleAsync();
        var shipped = (await server.GetAsync($"/orders/{order}")).Json;
        Assert.Equal((2, 3), (shipped.Units("in_transit"), shipped.Units("in_transit", 2)));

        // What has left is not edited away.
        Assert.Equal(
            "change-not-possible",
            (await server.CommandAsync(
                order, "changes", """{"reason":"customer","lines":[{"line":1,"quantity":1}]}""")).Code);
        Assert.Equal(
            "change-not-possible",
            (await server.CommandAsync(
                order, "changes", $$"""{"reason":"moved","customer":{"name":"Shop","address":{{Address}} } }""")).Code);
    }

    [Fact]
    public async Task A_change_that_nobody_confirms_ends_by_itself_and_gives_its_stock_back()
    {
        var now = TimeProvider.System.ToClock().GetCurrentInstant();
        await using var server = await CentralServer.StartAsync(clock: new ScaledClock(300, now, now));
        var order = await ReleasedAsync(server);
        _ = await server.CommandAsync(order, "changes", More);
        var over = await server.UntilAsync($"/orders/{order}", json =>
            json.GetProperty("change").ValueKind == JsonValueKind.Null);
        Assert.Equal(3, over.Units("cancelled", 2));
        Assert.Equal(8, await AvailableAsync(server));
        Assert.Equal("change-over", (await server.CommandAsync(order, "changes/1/confirm", "{}")).Code);
    }

    [Fact]
    public async Task A_new_address_of_a_registered_customer_is_sealed()
    {
        await using var server = await CentralServer.StartAsync();
        await server.RegisterAsync("K-17");
        var order = await server.PlacedAsync(Body("SO-1", "\"customer_id\":\"K-17\","));
        var body = """
            {"reason":"moved","customer":{"name":"Anna","address":{"lines":["3 Secret Road"],"city":"Lund",
              "postal_code":"221 00","country":"SE"}}}
            """;
        Assert.Equal(HttpStatusCode.Created, (await server.CommandAsync(order, "changes", body)).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.CommandAsync(order, "changes/1/confirm", "{}")).Status);
        Assert.Equal(
            "Lund",
            (await server.GetAsync($"/orders/{order}")).Json.GetProperty("customer").GetProperty("address")
                .GetProperty("city").GetString());
        var timeline = (await server.GetAsync($"/orders/{order}/timeline")).Text;
        Assert.DoesNotContain("Secret Road", timeline, StringComparison.Ordinal);
    }

    private static async Task<string> ReleasedAsync(CentralServer server)
    {
        await server.ReceiveAsync("MILK@dc-1", 10);
        var order = await server.PlacedAsync(Body("SO-1", Inline()));
        _ = await server.StatusAsync(order, "released");
        return order;
    }

    private static Task<JsonElement> ReservedAsync(CentralServer server, string order, int line, int units) =>
        server.UntilAsync($"/orders/{order}", json => json.GetProperty("lines").GetArrayLength() >= line
            && json.Units("reserved", line) == units);

    private static async Task<int> AvailableAsync(CentralServer server) =>
        (await server.GetAsync("/stock-items/MILK@dc-1")).Json.GetProperty("available").GetInt32();
}
