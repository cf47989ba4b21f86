using System.Net;
using System.Text.Json;
using Oms.Central.Hosting;
using Oms.Central.Orders;
using Xunit;
using static Oms.Central.Tests.Orders.OrderShop;

namespace Oms.Central.Tests.Orders;

/// <summary>Who orders, and by what channel.</summary>
public sealed class OrderCustomerTests : IAsyncLifetime
{
    private CentralServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await CentralServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task An_order_of_a_registered_customer_goes_to_the_shipping_address_and_no_file_holds_it_in_the_open()
    {
        await _server.RegisterAsync("K-17");
        var order = await _server.PlacedAsync(Of("SO-1", "K-17"));
        var customer = (await _server.GetAsync($"/orders/{order}")).Json.GetProperty("customer");
        Assert.Equal("Anna", customer.GetProperty("name").GetString());
        Assert.Equal("Uppsala", customer.GetProperty("address").GetProperty("city").GetString());
        await _server.SettleAsync();
        var listed = (await _server.GetAsync("/orders?q=SO-1")).Json.GetProperty("items")[0];
        Assert.Equal(
            (JsonValueKind.Null, "K-17"),
            (listed.GetProperty("customer").ValueKind, listed.GetProperty("customer_id").GetString()));
        Assert.Empty((await _server.GetAsync("/orders?q=Anna")).Ids());
        var timeline = (await _server.GetAsync($"/orders/{order}/timeline")).Text;
        Assert.DoesNotContain("Hidden Lane", timeline, StringComparison.Ordinal);
        await _server.RestartAsync(meanwhile: () => Assert.All(
            Directory.GetFiles(_server.DataDirectory, "*", SearchOption.AllDirectories), file =>
            {
                var bytes = File.ReadAllBytes(file);
                Assert.True(bytes.AsSpan().IndexOf("Anna"u8) < 0, file);
                Assert.True(bytes.AsSpan().IndexOf("Hidden Lane"u8) < 0, file);
            }));
    }

    [Fact]
    public async Task Erasing_a_customer_makes_the_name_and_address_of_every_order_unreadable_and_refuses_new_ones()
    {
        await _server.RegisterAsync("K-17");
        var order = await _server.PlacedAsync(Of("SO-1", "K-17"));
        Assert.Equal(
            HttpStatusCode.OK,
            (await _server.PostAsync("/customers/K-17/erase", """{"reason":"asked for"}""", ifMatch: "*")).Status);
        var read = (await _server.GetAsync($"/orders/{order}")).Json;
        Assert.Equal(
            (JsonValueKind.Null, "K-17"),
            (read.GetProperty("customer").ValueKind, read.GetProperty("customer_id").GetString()));
        var refused = await _server.PostAsync("/orders", Of("SO-2", "K-17"));
        Assert.Equal((HttpStatusCode.Gone, "customer-erased"), (refused.Status, refused.Code));
        Assert.Equal([order], (await _server.GetAsync("/customers/K-17/orders")).Ids());
    }

    [Fact]
    public async Task An_unknown_customer_is_refused_and_a_merged_one_orders_as_the_one_that_stays()
    {
        var unknown = await _server.PostAsync("/orders", Of("SO-1", "K-99"));
        Assert.Equal((HttpStatusCode.Conflict, "customer-unknown"), (unknown.Status, unknown.Code));
        Assert.Equal("customer-unknown", (await _server.PostAsync("/orders", Of("SO-1", "K\\u0000"))).Code);
        await _server.RegisterAsync("K-17");
        await _server.RegisterAsync("K-18", "Berta");
        var before = await _server.PlacedAsync(Of("SO-2", "K-17"));
        _ = await _server.PostAsync("/customers/K-17/merge", """{"into":"K-18"}""", ifMatch: "*");
        _ = await _server.UntilAsync(
            "/customers/K-17", json => json.GetProperty("status").GetString() == "merged");
        var after = await _server.PlacedAsync(Of("SO-3", "K-17"));
        var read = (await _server.GetAsync($"/orders/{after}")).Json;
        Assert.Equal(
            ("K-18", "Berta"),
            (read.GetProperty("customer_id").GetString(),
                read.GetProperty("customer").GetProperty("name").GetString()));
        await _server.SettleAsync();
        Assert.Equal([after, before], (await _server.GetAsync("/customers/K-18/orders")).Ids());
        Assert.Equal("not-found", (await _server.GetAsync("/customers/K-99/orders")).Code);
    }

    [Fact]
    public async Task A_name_and_address_of_the_order_itself_win_and_are_sealed_as_well()
    {
        await _server.RegisterAsync("K-17");
        var order = await _server.PlacedAsync(
            Body("SO-1", Cousin));
        var customer = (await _server.GetAsync($"/orders/{order}")).Json.GetProperty("customer");
        Assert.Equal("Cousin", customer.GetProperty("name").GetString());
        var again = await _server.PostAsync("/orders", Body("SO-1", Cousin));
        Assert.True(again.Status == HttpStatusCode.OK, again.Text);
        Assert.Equal("duplicate-order", (await _server.PostAsync("/orders", Of("SO-1", "K-17"))).Code);
        var neither = await _server.PostAsync("/orders", Body("SO-2"));
        Assert.Equal("/customer", neither.Json.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    [Fact]
    public async Task A_customers_orders_come_in_pages_newest_first_and_are_found_by_their_reference()
    {
        await _server.RegisterAsync("K-17");
        List<string> placed = [];
        for (var i = 0; i < 5; i++)
        {
            placed.Add(await _server.PlacedAsync(Of($"SO-{i}", "K-17")));
        }

        _ = await _server.PlacedAsync(Body("SO-0", Inline()).Replace("\"web\"", "\"pos\"", StringComparison.Ordinal));
        await _server.SettleAsync();
        var seen = new List<string>();
        for (string? path = "/customers/K-17/orders?limit=2"; path is not null;)
        {
            var page = await _server.GetAsync(path);
            seen.AddRange(page.Ids());
            var link = page.Header("Link");
            path = link?[1..link.IndexOf('>', StringComparison.Ordinal)];
        }

        Assert.Equal(placed.AsEnumerable().Reverse(), seen);
        Assert.Equal([placed[3]], (await _server.GetAsync("/orders?external_ref=SO-3&channel=web")).Ids());
        Assert.Equal(2, (await _server.GetAsync("/orders?external_ref=SO-0")).Ids().Length);
        Assert.Empty((await _server.GetAsync("/orders?external_ref=SO")).Ids());
        Assert.Equal("invalid-request", (await _server.GetAsync("/customers/K-17/orders?limit=0")).Code);
    }

    [Fact]
    public async Task An_order_is_seen_in_its_customers_history_at_the_position_it_was_answered_with()
    {
        await _server.RegisterAsync("K-17");
        for (var i = 0; i < 5; i++)
        {
            var placed = await _server.PostAsync("/orders", Of($"SO-{i}", "K-17"));
            var history = await _server.GetAsync(
                $"/customers/K-17/orders?minPosition={placed.Header("X-OMS-Position")}");
            Assert.Equal(i + 1, history.Ids().Length);
        }
    }

    [Fact]
    public async Task A_registered_channel_gives_what_the_order_does_not_say_and_takes_none_while_it_is_suspended()
    {
        Assert.Equal(HttpStatusCode.Created, (await _server.PostAsync(
            "/channels",
            """
            {"id":"web","terms":{"name":"Web shop","kind":"web","safety_stock":0,"share_permille":1000,
              "policies":{"ship_policy":"split","ship_from":"dc-7","reservation_minutes":15,"backorder":true}}}
            """)).Status);
        const string Plain = """
            {"channel":"web","external_ref":"SO-1","customer":{"name":"Shop","address":{"lines":["1 High Street"],
              "city":"Springfield","postal_code":"12345","country":"US"}},
             "lines":[{"sku":"MILK","quantity":2,"band":null}]}
            """;
        var placed = await _server.PostAsync("/orders", Plain, "key-1");
        var read = (await _server.GetAsync(placed.Header("Location")!)).Json;
        Assert.Equal(
            ("dc-7", "split"),
            (read.GetProperty("ship_from").GetString(), read.GetProperty("ship_policy").GetString()));
        _ = await _server.PostAsync("/channels/web/suspend", """{"reason":"sale"}""", ifMatch: "*");
        Assert.Equal("channel-suspended", (await _server.PostAsync("/orders", Body("SO-2", Inline()))).Code);

        // What was carried out is answered as it was.
        var again = await _server.PostAsync("/orders", Plain, "key-1");
        Assert.Equal((placed.Status, placed.Text), (again.Status, again.Text));
        var unsaid = await _server.PostAsync("/orders", Plain.Replace("\"web\"", "\"pos\"", StringComparison.Ordinal));
        Assert.Equal("/ship_from", unsaid.Json.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    [Fact]
    public async Task A_channel_that_is_not_registered_may_order_unless_only_registered_ones_may()
    {
        Assert.Equal(HttpStatusCode.Created, (await _server.PostAsync("/orders", Body("SO-1", Inline()))).Status);
        await using var strict = await CentralServer.StartAsync(options: new CentralOptions
        {
            Orders = OrderSettings.None with { RegisteredChannelsOnly = true },
        });
        var refused = await strict.PostAsync("/orders", Body("SO-1", Inline()));
        Assert.Equal((HttpStatusCode.Conflict, "channel-unknown"), (refused.Status, refused.Code));
    }

    private static string Cousin => "\"customer_id\":\"K-17\"," + Inline(
        "Cousin", """{"lines":["9 Elsewhere"],"city":"Oslo","postal_code":"0150","country":"NO"}""");

    private static string Of(string reference, string customer) =>
        Body(reference, $"\"customer_id\":\"{customer}\",");
}
