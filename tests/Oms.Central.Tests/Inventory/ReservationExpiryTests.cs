using NodaTime;
using NodaTime.Extensions;
using Oms.Actors;
using Oms.Central.Hosting;
using Oms.Central.Inventory;
using Oms.Entities;
using Xunit;

namespace Oms.Central.Tests.Inventory;

/// <summary>A promise that nobody confirms ends by itself: a durable reminder of a live centre.</summary>
public sealed class ReservationExpiryTests
{
    private const double Scale = 300;
    private static readonly Duration Ttl = Duration.FromMinutes(15);

    private static Instant Now => TimeProvider.System.ToClock().GetCurrentInstant();

    [Fact]
    public async Task A_reservation_ends_when_it_is_due_and_its_units_can_be_promised_again()
    {
        await using var server = await CentralServer.StartAsync(clock: new ScaledClock(Scale, Now, Now));
        await server.ReceiveAsync("MILK@dc-1", 10);
        var made = await ReserveAsync(server);

        var expired = await ExpiryAsync(server);

        Assert.True(expired - made >= Ttl, $"It ended {expired - made} after it was made.");
        Assert.Equal((10, 0), await PromisedAsync(server));
        Assert.True((await server.GetAsync("/audit/invariants")).Json.GetProperty("healthy").GetBoolean());
    }

    [Fact]
    public async Task A_reservation_that_fell_due_while_nothing_ran_ends_after_the_start_and_once()
    {
        var origin = Now;
        await using var server = await CentralServer.StartAsync(clock: new ScaledClock(1, origin, origin));
        await server.ReceiveAsync("MILK@dc-1", 10);
        _ = await ReserveAsync(server);
        Assert.Equal((4, 6), await PromisedAsync(server));

        // A quarter of an hour and a minute later.
        server.Clock = new ScaledClock(1, origin + Ttl + Duration.FromMinutes(1), origin);
        await server.RestartAsync();
        _ = await ExpiryAsync(server);
        await server.RestartAsync();
        await server.SettleAsync();

        Assert.Equal((10, 0), await PromisedAsync(server));
        _ = Assert.Single(await ExpiriesAsync(server));
        Assert.True((await server.GetAsync("/audit/invariants")).Json.GetProperty("healthy").GetBoolean());
    }

    [Fact]
    public async Task A_reservation_that_is_not_due_is_still_there_after_a_restart()
    {
        var origin = Now;
        await using var server = await CentralServer.StartAsync(clock: new ScaledClock(1, origin, origin));
        await server.ReceiveAsync("MILK@dc-1", 10);
        _ = await ReserveAsync(server);

        server.Clock = new ScaledClock(1, origin + Duration.FromMinutes(10), origin);
        await server.RestartAsync();
        await server.SettleAsync();

        Assert.Equal((4, 6), await PromisedAsync(server));
        Assert.Empty(await ExpiriesAsync(server));
    }

    /// <summary>Promises 6 units to somebody who does not come back.</summary>
    private static async Task<Instant> ReserveAsync(CentralServer server)
    {
        var reply = await server.Node.Stock.AskAsync(
            CentralNode.Address(StockItem.Kind, "MILK@dc-1"),
            new StockCommand.Reserve("basket-1", 6, Ttl, Backorder: false),
            new CommandContext(server.Node.NewCommandId(), new Principal(PrincipalKind.System, "basket")));
        var made = Assert.IsType<StockEvent.ReservationMade>(Assert.Single(reply.Events));
        return made.ExpiresAt!.Value - Ttl;
    }

    private static async Task<(int Available, int Reserved)> PromisedAsync(CentralServer server)
    {
        var item = (await server.GetAsync("/stock-items/MILK@dc-1")).Json;
        return (item.GetProperty("available").GetInt32(), item.GetProperty("reserved_soft").GetInt32());
    }

    private static async Task<Instant> ExpiryAsync(CentralServer server)
    {
        _ = await server.UntilAsync(
            "/stock-items/MILK@dc-1", item => item.GetProperty("reserved_soft").GetInt32() == 0);
        return Assert.Single(await ExpiriesAsync(server));
    }

    /// <summary>When reservations expired, by the log.</summary>
    private static async Task<IReadOnlyList<Instant>> ExpiriesAsync(CentralServer server)
    {
        var address = CentralNode.Address(StockItem.Kind, "MILK@dc-1");
        var records = await server.Node.Journal.ReadEntityAsync(
            address, 0, int.MaxValue, TestContext.Current.CancellationToken);
        return [.. records.Where(record => record.EventType == "stock.reservation-expired")
            .Select(record => record.RecordedAt)];
    }
}
