using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Oms.Central.Hosting;
using Oms.Central.Orders;
using Oms.Central.Orders.Checks;
using Xunit;
using static Oms.Central.Tests.Orders.OrderShop;

namespace Oms.Central.Tests.Orders;

/// <summary>What holds an order before it goes on, and what lets it go.</summary>
public sealed class OrderCheckApiTests
{
    private const string NoSuchCode =
        """{"lines":["1 High Street"],"city":"Springfield","postal_code":"1","country":"US"}""";

    [Fact]
    public async Task A_good_address_is_verified_and_a_bad_one_holds_the_order_until_a_person_says_why_it_may_go_on()
    {
        await using var server = await StartAsync(OrderSettings.None with { Address = CheckSource.Rules });
        await server.ReceiveAsync("MILK@dc-1", 10);
        _ = await server.StatusAsync(await server.PlacedAsync(Body("SO-1", Inline())), "released");
        var bad = await server.PlacedAsync(Body("SO-2", Inline(address: NoSuchCode)));
        var held = await server.UntilAsync(
            $"/orders/{bad}", json => json.Holds().GetValueOrDefault("ADDRESS") is { } why && why != "to-be-checked");
        Assert.Equal(
            ("placed", 2), (held.GetProperty("status").GetString(), held.Units("reserved")));
        Assert.Equal("hold", held.GetProperty("next_action").GetString());
        var released = await server.CommandAsync(bad, "holds/ADDRESS/release", """{"reason":"called them"}""");
        Assert.Equal(HttpStatusCode.OK, released.Status);
        _ = await server.StatusAsync(bad, "released");
        var told = (await server.GetAsync($"/orders/{bad}/timeline")).Json.GetProperty("items").EnumerateArray()
            .Single(item => item.GetProperty("type").GetString() == "order.hold-released").GetProperty("data");
        Assert.Equal("called them", told.GetProperty("reason").GetString());
        Assert.StartsWith("apikey:", told.GetProperty("by").GetString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_sealed_address_of_a_registered_customer_is_verified_too()
    {
        await using var server = await StartAsync(OrderSettings.None with { Address = CheckSource.Rules });
        await server.ReceiveAsync("MILK@dc-1", 10);
        await server.RegisterAsync("K-17");
        var good = await server.PlacedAsync(Body("SO-1", "\"customer_id\":\"K-17\","));
        _ = await server.StatusAsync(good, "released");
        var bad = await server.PlacedAsync(
            Body("SO-2", "\"customer_id\":\"K-17\"," + Inline(address: NoSuchCode)));
        _ = await server.UntilAsync(
            $"/orders/{bad}",
            json => json.Holds().GetValueOrDefault("ADDRESS")?.Contains("code", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task While_the_service_is_down_the_order_stays_held_and_goes_on_once_it_answers()
    {
        await using var service = await CheckServiceDouble.StartAsync();
        await using var server = await StartAsync(OrderSettings.None with
        {
            Address = CheckSource.Http,
            Fraud = CheckSource.Http,
            Service = service.Settings,
        });
        await server.ReceiveAsync("MILK@dc-1", 10);
        var order = await server.PlacedAsync(Body("SO-1", Inline()));
        var held = await server.UntilAsync($"/orders/{order}", json => json.Units("reserved") == 2);
        while (!service.Asked.Any(asked => asked.Path == "/v1/fraud-checks"))
        {
            await Task.Delay(
                TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        Assert.Equal(["ADDRESS", "FRAUD"], held.Holds().Keys.Order(StringComparer.Ordinal));
        Assert.Equal("placed", (await server.GetAsync($"/orders/{order}")).Json.GetProperty("status").GetString());

        // Babble is no answer either, and a restart forgets nothing.
        service.Answer = (200, "<html>");
        await server.RestartAsync();
        Assert.Equal(2, (await server.GetAsync($"/orders/{order}")).Json.Holds().Count);
        service.Answer = (200, """{"passed":true,"detail":"seen"}""");
        _ = await server.StatusAsync(order, "released");
        var question = service.Asked.First(asked => asked.Path == "/v1/fraud-checks").Body;
        Assert.Equal(
            (2, 0), (question.GetProperty("units").GetInt32(), question.GetProperty("recent_orders").GetInt32()));
        Assert.False(question.TryGetProperty("customer", out _));
    }

    [Fact]
    public async Task A_service_that_says_no_leaves_the_hold_with_its_reason()
    {
        await using var service = await CheckServiceDouble.StartAsync();
        service.Answer = (200, """{"passed":false,"detail":"known for chargebacks"}""");
        await using var server = await StartAsync(OrderSettings.None with
        {
            Fraud = CheckSource.Http,
            Service = service.Settings,
        });
        var order = await server.PlacedAsync(Body("SO-1", Inline()));
        _ = await server.UntilAsync(
            $"/orders/{order}", json => json.Holds().GetValueOrDefault("FRAUD") == "known for chargebacks");
    }

    [Fact]
    public async Task Of_the_same_goods_for_the_same_address_at_the_same_moment_all_but_one_are_held()
    {
        const int Buyers = 12;
        await using var server = await StartAsync(OrderSettings.None with { DuplicateMinutes = 60 });
        await server.ReceiveAsync("MILK@dc-1", 100);
        var orders = await Task.WhenAll(Enumerable.Range(0, Buyers).Select(
            i => server.PlacedAsync(Body($"SO-{i}", Inline()))));
        await server.SettleAsync();
        var read = await Task.WhenAll(orders.Select(order => server.UntilAsync(
            $"/orders/{order}", json => json.Holds().GetValueOrDefault("DUPLICATE") != "to-be-checked"
                && json.Units("reserved") == 2)));
        Assert.Single(read, order => order.Holds().Count == 0);
        Assert.All(read.Where(order => order.Holds().Count > 0), order => Assert.Contains(
            orders, other => order.Holds()["DUPLICATE"].Contains(other, StringComparison.Ordinal)));
        var otherGoods = await server.PlacedAsync(
            Body("SO-99", Inline(), """{"sku":"MILK","quantity":3,"band":null}"""));
        _ = await server.StatusAsync(otherGoods, "released");
    }

    [Fact]
    public async Task Too_many_units_too_many_orders_and_a_strange_country_are_taken_for_fraud()
    {
        await using var server = await StartAsync(OrderSettings.None with
        {
            Fraud = CheckSource.Rules,
            Limits = new FraudLimits(UnitsMax: 10, OrdersMax: 2, CountryMismatch: true),
        });
        await server.ReceiveAsync("MILK@dc-1", 100);
        await server.RegisterAsync("K-17");
        var many = await server.PlacedAsync(Body(
            "SO-1", Inline("Many"), """{"sku":"MILK","quantity":11,"band":null}"""));
        await FraudAsync(server, many, "11 units");
        for (var i = 0; i < 3; i++)
        {
            _ = await server.StatusAsync(await server.PlacedAsync(Body($"F-{i}", Inline("Fast"))), "released");
        }

        await FraudAsync(server, await server.PlacedAsync(Body("F-9", Inline("Fast"))), "3 other orders");
        var abroad = await server.PlacedAsync(
            Body("SO-2", "\"customer_id\":\"K-17\"," + Inline("Anna")));
        await FraudAsync(server, abroad, "It goes to US");
        _ = await server.StatusAsync(await server.PlacedAsync(Body("SO-3", "\"customer_id\":\"K-17\",")), "released");
    }

    [Theory]
    [InlineData(5_000, "EUR", true)]
    [InlineData(5_001, "EUR", false)]
    [InlineData(1, "USD", false)]
    public async Task An_order_that_costs_more_than_is_usual_in_its_currency_is_taken_for_fraud(
        long minor, string currency, bool passes)
    {
        var check = new RuleFraudCheck(new FraudLimits(null, null, false)
        {
            Amounts = ImmutableSortedDictionary<string, long>.Empty.Add("EUR", 5_000),
        });
        var suspect = new FraudCase("order-1", "web", 1, 1, 0, "US", null);
        var verdict = await check.CheckAsync(
            suspect with { Total = Oms.Finance.Money.Of(minor, currency) }, TestContext.Current.CancellationToken);
        Assert.True(verdict!.Passed == passes, verdict.Detail);
        Assert.True((await check.CheckAsync(suspect, TestContext.Current.CancellationToken))!.Passed);
    }

    [Fact]
    public void An_amount_of_no_currency_stops_the_start_and_names_its_option()
    {
        var section = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create<string, string?>("Orders:FraudAmountMax:EURO", "5000")])
            .Build().GetSection(OrderSettings.Section);
        Assert.Contains(
            "Orders:FraudAmountMax:EURO",
            Assert.Throws<StartException>(() => OrderSettings.From(section)).Message,
            StringComparison.Ordinal);
    }

    private static Task<JsonElement> FraudAsync(CentralServer server, string order, string why) => server.UntilAsync(
        $"/orders/{order}",
        json => json.Holds().GetValueOrDefault("FRAUD")?.Contains(why, StringComparison.Ordinal) == true);

    private static Task<CentralServer> StartAsync(OrderSettings settings) =>
        CentralServer.StartAsync(options: new CentralOptions { Orders = settings });
}
