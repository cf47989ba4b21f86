using System.Net;
using System.Text.Json;
using NodaTime;
using NodaTime.Extensions;
using Oms.Actors;
using Oms.Central.Hosting;
using Oms.Central.Orders;
using Oms.Central.Reports;
using Oms.Custody.CheckOuts;
using Oms.Entities;
using Oms.Testing;
using Xunit;

namespace Oms.Central.Tests.Reports;

/// <summary>Bottlenecks, lateness and punctuality over HTTP, with a clock that is set.</summary>
public sealed class ReportTests : IAsyncLifetime
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 21, 12, 0);

    private CentralServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await CentralServer.StartAsync(clock: At(Noon));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task How_long_an_order_stays_in_each_stage_is_told_by_location_and_day()
    {
        _ = await _server.PostAsync("/depots", """{"id":"dep-1","name":"North"}""");
        var order = await PromiseAsync("SO-1", 10, "2026-11-21");
        await LaterAsync(Duration.FromHours(2));
        await _server.ReceiveAsync("MILK@dc-1", 10);
        _ = await _server.StatusAsync(order, "released");
        await LaterAsync(Duration.FromHours(5));
        await DeliverAsync("R-7", order, delivered: 10);

        var items = (await ReportAsync("/reports/dwell?from=2026-11-21&to=2026-11-21&by=location,day"))
            .GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(
            ["placed", "released", "shipped", "delivered"],
            items.Select(item => item.GetProperty("stage").GetString()));
        Assert.All(items, item => Assert.Equal(
            ("order", "dc-1", "2026-11-21", 1),
            (item.GetProperty("kind").GetString(), item.GetProperty("location").GetString(),
                item.GetProperty("day").GetString(), item.GetProperty("count").GetInt32())));
        Assert.InRange(Seconds(items[0], "max_seconds"), 7_100, 7_300);
        Assert.InRange(Seconds(items[0], "p50_seconds"), 7_100, 7_300);
        Assert.InRange(Seconds(items[1], "max_seconds"), 10_700, 10_900);

        Assert.Empty((await ReportAsync("/reports/dwell?location=dc-2&from=2026-11-21")).GetProperty("items")
            .EnumerateArray());
        Assert.DoesNotContain(
            (await ReportAsync("/reports/bottlenecks")).GetProperty("stages").EnumerateArray(),
            stage => stage.GetProperty("now").GetInt64() > 0);
    }

    [Fact]
    public async Task What_stands_longest_is_named_with_the_stage_that_takes_longer_than_it_did()
    {
        // Twenty orders a day, that wait an hour for stock; a week later three hours.
        foreach (var (after, wait) in new[] { (0, 1), (7 * 24, 3) })
        {
            await LaterAsync(Duration.FromHours(after));
            for (var i = 0; i < ReportQueries.UsualMin; i++)
            {
                _ = await _server.PlaceAsync($"SO-{after}-{i}", ("MILK", 1));
            }

            await LaterAsync(Duration.FromHours(after + wait));
            await _server.ReceiveAsync("MILK@dc-1", ReportQueries.UsualMin);
            await _server.SettleAsync();
        }

        var waiting = await _server.PlaceAsync("SO-last", ("MILK", 1));
        await LaterAsync(Duration.FromHours((7 * 24) + 5));
        var report = await ReportAsync("/reports/bottlenecks?days=7");
        var worst = report.GetProperty("bottleneck");
        Assert.Equal(
            ("order", "placed", 1),
            (worst.GetProperty("kind").GetString(), worst.GetProperty("stage").GetString(),
                worst.GetProperty("now").GetInt32()));
        Assert.InRange(worst.GetProperty("growth_permille").GetInt64(), 1_700, 2_300);
        var longest = Assert.Single(report.GetProperty("waiting").EnumerateArray());
        Assert.Equal(waiting, longest.GetProperty("id").GetString());
        Assert.InRange(Seconds(longest, "seconds"), 7_100, 7_300);
    }

    [Fact]
    public async Task On_time_in_full_counts_what_arrived_by_the_promised_day_by_proof()
    {
        _ = await _server.PostAsync("/depots", """{"id":"dep-1","name":"North"}""");
        await _server.ReceiveAsync("MILK@dc-1", 100);
        var (kept, refused) = (
            await PromiseAsync("SO-1", 10, "2026-11-21"), await PromiseAsync("SO-2", 10, "2026-11-21"));
        _ = await PromiseAsync("SO-3", 10, "2026-11-21");
        var gone = await PromiseAsync("SO-4", 10, "2026-11-21");
        foreach (var (route, order, units) in new[] { ("R-1", kept, 10), ("R-2", refused, 8) })
        {
            _ = await _server.StatusAsync(order, "released");
            await DeliverAsync(route, order, units);
        }

        var version = (await _server.GetAsync($"/orders/{gone}")).Json.GetProperty("version").GetInt64();
        _ = await _server.PostAsync($"/orders/{gone}/cancel", """{"reason":"customer"}""", ifMatch: $"\"{version}\"");
        Assert.Equal(0, (await OtifAsync("from=2026-11-21")).GetProperty("orders").GetInt32());

        await LaterAsync(Duration.FromDays(1));
        var total = await OtifAsync("from=2026-11-21&to=2026-11-21");
        Assert.Equal(
            (3, 1, 333, 3, 1),
            (total.GetProperty("orders").GetInt32(), total.GetProperty("orders_kept").GetInt32(),
                total.GetProperty("orders_permille").GetInt32(), total.GetProperty("lines").GetInt32(),
                total.GetProperty("lines_kept").GetInt32()));
        var csv = await _server.GetAsync("/reports/otif?from=2026-11-21&by=day,location,channel&format=csv");
        Assert.Equal("text/csv", csv.ContentHeaders.ContentType?.MediaType);
        Assert.Contains("\n2026-11-21,dc-1,web,,3,1,333,3,1,333\n", csv.Text, StringComparison.Ordinal);

        // As of a moment on the day itself the day was not over.
        Assert.Equal(
            0, (await OtifAsync("from=2026-11-20&asOf=2026-11-21T23:59:59Z")).GetProperty("orders").GetInt32());
        Assert.Equal(
            3, (await OtifAsync("from=2026-11-20&asOf=2026-11-22T00:00:00Z")).GetProperty("orders").GetInt32());
    }

    [Fact]
    public async Task An_order_is_told_once_that_it_is_at_risk_and_once_that_it_is_late_and_it_is_taken_back()
    {
        var order = await PromiseAsync("SO-1", 10, "2026-11-22");
        var other = await PromiseAsync("SO-2", 10, "2026-11-22");
        _ = await _server.UntilAsync($"/orders/{other}", json => json.Units("backordered") == 10);
        await LookAsync((0, 2));
        await LookAsync((0, 2));
        await _server.RestartAsync();
        await LookAsync((0, 2));
        Assert.Equal(["at_risk"], await AlertsAsync(order));

        _ = await _server.UntilAsync($"/orders/{order}", json => json.Units("backordered") == 10);
        var risks = (await ReportAsync("/reports/promise-risk?limit=1")).GetProperty("items");
        var first = Assert.Single(risks.EnumerateArray());
        Assert.Equal("unkeepable", first.GetProperty("risk").GetString());
        Assert.Contains(
            "nobody knows of any to come",
            string.Join(' ', first.GetProperty("lines")[0].GetProperty("why").EnumerateArray()),
            StringComparison.Ordinal);
        var next = (await ReportAsync("/reports/promise-risk?limit=1")).GetProperty("next").GetString();
        var rest = await ReportAsync($"/reports/promise-risk?limit=1&cursor={next}");
        Assert.NotEqual(
            first.GetProperty("order").GetString(),
            Assert.Single(rest.GetProperty("items").EnumerateArray()).GetProperty("order").GetString());
        Assert.Equal(JsonValueKind.Null, rest.GetProperty("next").ValueKind);

        await LaterAsync(Duration.FromDays(1.5));
        await LookAsync((2, 0));
        await LookAsync((2, 0));
        Assert.Equal(["at_risk", "late"], await AlertsAsync(order));
        Assert.Contains("oms_orders_late", (await _server.GetAsync("/metrics")).Text, StringComparison.Ordinal);
        Assert.Contains("oms_orders_at_risk", (await _server.GetAsync("/metrics")).Text, StringComparison.Ordinal);

        var version = (await _server.GetAsync($"/orders/{order}")).Json.GetProperty("version").GetInt64();
        _ = await _server.PostAsync($"/orders/{order}/cancel", """{"reason":"customer"}""", ifMatch: $"\"{version}\"");
        Assert.Equal(["at_risk", "late", "given"], await AlertsAsync(order));
        await LookAsync((1, 0));
    }

    [Fact]
    public async Task What_is_released_in_time_is_no_risk()
    {
        await _server.ReceiveAsync("MILK@dc-1", 10);
        var order = await PromiseAsync("SO-1", 10, "2026-11-25");
        _ = await _server.StatusAsync(order, "released");
        await LookAsync((0, 0));
        Assert.Empty(await AlertsAsync(order));
        Assert.Empty((await ReportAsync("/reports/promise-risk")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Demand_of_orders_transfers_and_suppliers_is_seen_together()
    {
        await _server.ReceiveAsync("MILK@dc-1", 30);
        var order = await PromiseAsync("SO-1", 10, "2026-11-25");
        _ = await _server.StatusAsync(order, "released");
        var waits = await PromiseAsync("SO-2", 40, "2026-11-26");
        _ = await _server.UntilAsync($"/orders/{waits}", json => json.Units("backordered") == 40);
        await DoneAsync("/suppliers", """{"id":"dairy","terms":{"name":"Dairy","currency":"EUR"}}""");
        await DoneAsync("/purchase-orders", """
            {"id":"PO-1","supplier":"dairy","location":"dc-1","lines":[{"sku":"MILK","quantity":100,
             "unit_cost":{"minor":80,"currency":"EUR"},"expected_on":"2026-11-26"}]}
            """);
        await DoneAsync("/purchase-orders/PO-1/send", "{}");
        await DoneAsync("/transfers", """
            {"transfer":"T-1","from":"dc-1","to":"store-1",
             "lines":[{"sku":"MILK","quantity":5},{"sku":"NUTS","quantity":1}]}
            """);

        var items = (await ReportAsync("/reports/demand?sku=MILK")).GetProperty("items").EnumerateArray().Select(
            item => (
                item.GetProperty("location").GetString(), item.GetProperty("day").GetString(),
                item.GetProperty("orders").GetInt32(), item.GetProperty("orders_waiting").GetInt32(),
                item.GetProperty("transfers_out").GetInt32(), item.GetProperty("transfers_in").GetInt32(),
                item.GetProperty("purchases").GetInt32())).ToList();
        Assert.Equal(
            [
                ("dc-1", "2026-11-25", 10, 0, 0, 0, 0), ("dc-1", "2026-11-26", 0, 40, 0, 0, 100),
                ("dc-1", null, 0, 0, 5, 0, 0), ("store-1", null, 0, 0, 0, 5, 0),
            ],
            items);
        Assert.Single((await ReportAsync("/reports/demand?sku=MILK&location=store-1")).GetProperty("items")
            .EnumerateArray());
    }

    [Fact]
    public async Task Stock_that_lies_and_is_not_wanted_is_told_with_its_age_and_worth()
    {
        await DoneAsync("/stock-items/MILK@dc-1/receipts", """
            {"receipt":"R1","lot":"L1","quantity":100,"unit_cost":{"minor":80,"currency":"EUR"},"expires":"2027-03-08"}
            """);
        await LaterAsync(Duration.FromDays(100));
        await DoneAsync("/stock-items/MILK@dc-1/receipts", """
            {"receipt":"R2","lot":"L1","quantity":30,"unit_cost":{"minor":80,"currency":"EUR"},"expires":"2027-03-08"}
            """);
        var order = await _server.PlaceAsync("SO-1", ("MILK", 20));
        _ = await _server.StatusAsync(order, "released");
        await _server.SettleAsync();

        var item = Assert.Single((await ReportAsync("/reports/stock-ageing?sku=MILK&cover_days=30"))
            .GetProperty("items").EnumerateArray());
        Assert.Equal(
            [30, 0, 0, 100, 0, 0],
            item.GetProperty("bands").EnumerateArray().Select(band => band.GetProperty("units").GetInt32()));
        Assert.Equal(
            ("2026-11-21", 130, 10_400, 110, 8_800, 110, JsonValueKind.Null),
            (item.GetProperty("oldest").GetString(), item.GetProperty("units").GetInt32(),
                item.GetProperty("value_minor").GetInt32(), item.GetProperty("excess").GetInt32(),
                item.GetProperty("excess_minor").GetInt32(), item.GetProperty("expiring").GetInt32(),
                item.GetProperty("days_of_supply").ValueKind));
        var csv = (await _server.GetAsync("/reports/stock-ageing?format=csv")).Text.Split('\n');
        Assert.Equal("MILK@dc-1,MILK,dc-1,130,2026-11-21,30,0,0,100,0,0,EUR,10400,0,,110,8800,110", csv[1]);
        Assert.Empty((await ReportAsync("/reports/stock-ageing?sku=NUTS")).GetProperty("items").EnumerateArray());
    }

    [Theory]
    [InlineData("stock-ageing?days=3", "days")]
    [InlineData("stock-ageing?cover_days=0", "cover_days")]
    [InlineData("stock-ageing?format=pdf", "format")]
    [InlineData("stock-ageing?cursor=x", "cursor")]
    [InlineData("stock-ageing?limit=201", "limit")]
    [InlineData("dwell?from=yesterday", "from")]
    [InlineData("dwell?to=2026-13-01", "to")]
    [InlineData("dwell?from=2026-11-22&to=2026-11-21", "from")]
    [InlineData("dwell?from=2025-01-01&to=2026-11-21", "from")]
    [InlineData("dwell?by=sku", "by")]
    [InlineData("dwell?asOf=2026-11-21T00:00:00Z", "asOf")]
    [InlineData("bottlenecks?days=0", "days")]
    [InlineData("demand", "sku")]
    [InlineData("demand?sku=MILK&location=%0A", "location")]
    [InlineData("promise-risk?limit=201", "limit")]
    [InlineData("promise-risk?days=x", "days")]
    [InlineData("promise-risk?cursor=x", "cursor")]
    [InlineData("otif?format=pdf", "format")]
    [InlineData("otif?by=day,sku", "by")]
    [InlineData("otif?asOf=now", "asOf")]
    public async Task What_cannot_be_asked_for_names_the_parameter(string query, string field)
    {
        var refused = await _server.GetAsync($"/reports/{query}");
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Equal(field, refused.Json.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    private async Task DoneAsync(string path, string body)
    {
        var reply = await _server.PostAsync(path, body, ifMatch: "*");
        Assert.True((int)reply.Status is >= 200 and < 300, reply.Text);
    }

    private async Task<string> PromiseAsync(string reference, int quantity, string day)
    {
        var reply = await _server.PostAsync("/orders", Shop.OrderJson(reference, ("MILK", quantity)).Replace(
            "\"ship_from\"", $"\"promise\":\"{day}\",\"ship_from\"", StringComparison.Ordinal));
        Assert.True(reply.Status == HttpStatusCode.Created, reply.Text);
        return reply.Json.GetProperty("id").GetString()!;
    }

    /// <summary>Sends an order out, and hands units of it over; the rest is refused.</summary>
    private async Task DeliverAsync(string route, string order, int delivered)
    {
        _ = await _server.SendOutAsync(route, order);
        _ = await _server.UntilAsync($"/orders/{order}", json => json.Units("in_transit") == 10);
        var told = await _server.Node.Orders.AskAsync(
            CentralNode.Address(OrderId.Kind, order),
            new OrderCommand.RecordOutcome(
                $"co-{route}", route, 1, 1, "L1", 1, delivered, 0, 10 - delivered, 0, null,
                new ProofOfDelivery("A. Buyer", _server.Node.Clock.GetCurrentInstant(), new string('a', 64))),
            new CommandContext(_server.Node.NewCommandId(), new Principal(PrincipalKind.System, "depot")));
        Assert.Equal(ReplyOutcome.Accepted, told.Outcome);
        _ = await _server.StatusAsync(order, "closed");
    }

    private async Task LookAsync((long Late, long AtRisk) counts)
    {
        await _server.SettleAsync();
        using var meters = new TestMeterFactory();
        var watch = new PromiseWatch(_server.Node, meters, _server.Node.Logs.CreateLogger("test"));
        Assert.Equal(counts, await watch.LookAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>What the feed tells of alerts of an order, the oldest first.</summary>
    private async Task<List<string?>> AlertsAsync(string order)
    {
        await _server.SettleAsync();
        return
        [
            .. (await _server.GetAsync("/events?kind=order&limit=200")).Json.GetProperty("items").EnumerateArray()
                .Where(item => item.GetProperty("id").GetString() == order && item.GetProperty("type").GetString()!
                    .StartsWith("order.promise-alert", StringComparison.Ordinal))
                .Select(item => item.GetProperty("data"))
                .Select(data => (data.TryGetProperty("kind", out var kind) ? kind : data.GetProperty("cause"))
                    .GetString()),
        ];
    }

    private async Task<JsonElement> OtifAsync(string query) =>
        (await ReportAsync($"/reports/otif?{query}")).GetProperty("total");

    private async Task<JsonElement> ReportAsync(string path)
    {
        await _server.SettleAsync();
        var reply = await _server.GetAsync(path);
        Assert.True(reply.Status == HttpStatusCode.OK, reply.Text);
        return reply.Json;
    }

    /// <summary>So long after the start.</summary>
    private async Task LaterAsync(Duration after)
    {
        await _server.SettleAsync();
        _server.Clock = At(Noon + after);
        await _server.RestartAsync();
        await _server.SettleAsync();
    }

    private static long Seconds(JsonElement item, string name) => item.GetProperty(name).GetInt64();

    private static ScaledClock At(Instant shown) =>
        new(1, shown, TimeProvider.System.ToClock().GetCurrentInstant());
}
