using NodaTime;
using Oms.Central.Hosting;
using Oms.Central.Orders;
using Oms.Testing;
using Xunit;
using static Oms.Central.Tests.Orders.OrderShop;

namespace Oms.Central.Tests.Orders;

/// <summary>I12: no open order without a next action, and none whose next action is forgotten.</summary>
public sealed class OrderWatchTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 21, 12, 0);
    private static readonly WatchLimits Limits = WatchLimits.Default;

    [Fact]
    public async Task An_order_that_waits_for_a_service_that_never_answers_is_reported_and_counted_once_it_is_overdue()
    {
        await using var service = await CheckServiceDouble.StartAsync();
        await using var server = await CentralServer.StartAsync(options: new CentralOptions
        {
            Orders = OrderSettings.None with { Address = CheckSource.Http, Service = service.Settings },
        });
        var order = await server.PlacedAsync(Body("SO-1", Inline()));
        await server.SettleAsync();
        Assert.True((await server.GetAsync("/audit/invariants")).Json.GetProperty("healthy").GetBoolean());

        // An hour and a minute later.
        var origin = TimeProvider.System.GetUtcNow();
        server.Clock = new ScaledClock(
            1, Instant.FromDateTimeOffset(origin) + Duration.FromMinutes(61), Instant.FromDateTimeOffset(origin));
        await server.RestartAsync();
        var audit = (await server.GetAsync("/audit/invariants")).Json;
        var stuck = Assert.Single(audit.GetProperty("violations").EnumerateArray());
        Assert.Equal(
            ("I12", order), (stuck.GetProperty("invariant").GetString(), stuck.GetProperty("where").GetString()));
        await server.SettleAsync();
        using var meters = new TestMeterFactory();
        var watch = new OrderWatch(server.Node, meters, server.Node.Logs.CreateLogger("test"));
        Assert.Equal(1, await watch.CountAsync(TestContext.Current.CancellationToken));
        Assert.Contains("oms_orders_stuck", (await server.GetAsync("/metrics")).Text, StringComparison.Ordinal);
        service.Answer = (200, """{"passed":true}""");
        _ = await server.UntilAsync($"/orders/{order}", json => !json.Holds().ContainsKey("ADDRESS"));
        await server.SettleAsync();
        Assert.Equal(0, await watch.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_step_is_overdue_after_its_limit_and_not_before()
    {
        var order = Placed();
        Assert.Null(order.StuckSince(Noon, Noon + Limits.Step - Duration.Epsilon, Limits));
        Assert.NotNull(order.StuckSince(Noon, Noon + Limits.Step, Limits));
    }

    [Fact]
    public void A_backorder_is_overdue_after_the_day_that_it_is_promised_for()
    {
        var order = After(
            Placed(), new OrderCommand.RecordBackordered(1, OrderId.Reservation("order-1", 1, 1))
            {
                Promise = new LocalDate(2026, 12, 1),
            });
        Assert.Null(order.StuckSince(Noon, Instant.FromUtc(2026, 12, 1, 23, 59), Limits));
        Assert.NotNull(order.StuckSince(Noon, Instant.FromUtc(2026, 12, 2, 0, 0), Limits));
    }

    [Fact]
    public void A_backorder_without_a_promise_is_a_task_that_is_overdue_after_its_own_limit()
    {
        var order = After(Placed(), new OrderCommand.RecordBackordered(1, OrderId.Reservation("order-1", 1, 1)));
        Assert.Null(order.StuckSince(Noon, Noon + Limits.Unpromised - Duration.Epsilon, Limits));
        Assert.NotNull(order.StuckSince(Noon, Noon + Limits.Unpromised, Limits));
    }

    [Fact]
    public void An_order_that_has_ended_is_never_stuck() =>
        Assert.Null(After(Placed(), new OrderCommand.Cancel("customer", null))
            .StuckSince(Noon, Noon + Duration.FromDays(10_000), Limits));

    private static Order Placed() => After(Order.Initial, new OrderCommand.Place("order-1", new OrderTerms(
        "web",
        "SO-1",
        new Customer("Shop", new PostalAddress(["1 High Street"], "Springfield", "12345", "US")),
        "dc-1",
        ShipPolicy.Split,
        [new OrderedLine("MILK", 10, null)])));

    private static Order After(Order state, OrderCommand command) =>
        Assert.IsType<Entities.Decision<OrderEvent, OrderRejection>.Accepted>(Order.Decide(state, command, Noon))
            .Events.Aggregate(state, Order.Evolve);
}
