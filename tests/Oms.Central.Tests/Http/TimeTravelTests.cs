using System.Net;
using NodaTime;
using NodaTime.Text;
using Oms.Actors;
using Oms.Actors.Journal;
using Oms.Central.Hosting;
using Oms.Central.Inventory;
using Oms.Central.Orders;
using Oms.Central.Storage;
using Oms.Central.Tests.Cluster;
using Oms.Entities;
using Xunit;

namespace Oms.Central.Tests.Http;

/// <summary>What was, as of an instant: exactly what had been recorded by then.</summary>
public sealed class TimeTravelTests
{
    private const string Item = "MILK@dc-1";

    [Fact]
    public async Task An_order_and_a_stock_item_are_shown_as_they_were_at_every_instant()
    {
        await using var server = await CentralServer.StartAsync();
        await TravelAsync(server);
    }

    [Fact]
    public async Task They_are_in_a_cluster_too_at_every_node()
    {
        await using var cluster = await CentralCluster.StartAsync("a", "b");
        foreach (var node in cluster.Nodes)
        {
            await TravelAsync(node);
        }
    }

    [Fact]
    public async Task A_snapshot_that_is_later_than_the_instant_hides_nothing_of_what_was_before()
    {
        await using var server = await CentralServer.StartAsync();
        await server.ReceiveAsync(Item, 10);
        var order = await server.PlaceAsync("SO-1", ("MILK", 1));
        for (var i = 0; i < 60; i++)
        {
            await HoldAsync(server, order);
        }

        await server.SettleAsync();
        var records = await RecordsAsync(server, OrderId.Kind, order);
        var snapshot = await server.Node.Journal.ReadSnapshotAsync(
            CentralNode.Address(OrderId.Kind, order), TestContext.Current.CancellationToken);
        Assert.InRange(snapshot!.Seq, 100, records.Count);
        await CompareOrderAsync(server, order);

        // From the snapshot on few records are left; before it there are too many for so small a bound.
        var address = CentralNode.Address(OrderId.Kind, order);
        var last = await server.Node.PastOrders.ReadAsync(
            address, records[^1].RecordedAt, 40, TestContext.Current.CancellationToken);
        Assert.Equal(records.Count(record => !ReservedEvents.IsReserved(record)), last.Revision);
        _ = await Assert.ThrowsAsync<PastTooLongException>(() => server.Node.PastOrders.ReadAsync(
            address, records[80].RecordedAt, 40, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("/orders?asOf=2026-11-21T12:00:00Z")]
    [InlineData("/stock-items?asOf=2026-11-21T12:00:00Z")]
    [InlineData("/orders/o-1/timeline?asOf=2026-11-21T12:00:00Z")]
    [InlineData("/orders/o-1?asOf=yesterday")]
    [InlineData("/orders/o-1?asOf=")]
    [InlineData("/orders/o-1?asOf=9999-01-01T00:00:00Z")]
    public async Task The_present_is_never_shown_in_the_place_of_the_past(string path)
    {
        await using var server = await CentralServer.StartAsync();

        var answer = await server.GetAsync(path);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid-request"), (answer.Status, answer.Code));
        Assert.Equal("asOf", answer.Json.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    private static async Task TravelAsync(CentralServer server)
    {
        await server.ReceiveAsync(Item, 10);
        var order = await server.PlaceAsync($"SO-{Guid.CreateVersion7()}", ("MILK", 4));
        await HoldAsync(server, order);
        await server.ReceiveAsync(Item, 5, lot: "L2");
        var cancelled = await server.PostAsync(
            $"/orders/{order}/lines/1/cancel", """{"quantity":1,"reason":"customer"}""", ifMatch: "*");
        Assert.Equal(HttpStatusCode.OK, cancelled.Status);
        await server.SettleAsync();

        await CompareOrderAsync(server, order);
        var records = await RecordsAsync(server, StockItem.Kind, Item);
        var codec = new FormCodec<StockEvent>(StockEvents.Forms);
        foreach (var at in InstantsOf(records))
        {
            var then = Fold(records, at, StockItem.Initial, codec, StockItem.Evolve);
            var shown = await server.GetAsync($"/stock-items/{Item}?asOf={InstantPattern.ExtendedIso.Format(at)}");
            Assert.Equal(then.Revision == 0 ? HttpStatusCode.NotFound : HttpStatusCode.OK, shown.Status);
            if (then.Revision > 0)
            {
                Assert.Null(shown.Header("ETag"));
                Assert.Equal(
                    (then.Revision, then.OnHand, then.Available),
                    (shown.Json.GetProperty("version").GetInt64(), shown.Json.GetProperty("on_hand").GetInt32(),
                        shown.Json.GetProperty("available").GetInt32()));
            }
        }
    }

    private static async Task CompareOrderAsync(CentralServer server, string order)
    {
        var records = await RecordsAsync(server, OrderId.Kind, order);
        var codec = new FormCodec<OrderEvent>(OrderEvents.Forms);
        foreach (var at in InstantsOf(records))
        {
            var then = Fold(records, at, Order.Initial, codec, Order.Evolve);
            var shown = await server.GetAsync($"/orders/{order}?asOf={InstantPattern.ExtendedIso.Format(at)}");
            Assert.Equal(then.Revision == 0 ? HttpStatusCode.NotFound : HttpStatusCode.OK, shown.Status);
            if (then.Revision > 0)
            {
                Assert.Equal(
                    (then.Revision, then.Holds.Count, then.Lines[0].Quantities.Cancelled),
                    (shown.Json.GetProperty("version").GetInt64(), shown.Json.GetProperty("holds").GetArrayLength(),
                        shown.Json.Units("cancelled")));
            }
        }

        Assert.Equal(
            (await server.GetAsync($"/orders/{order}")).Text,
            (await server.GetAsync($"/orders/{order}?asOf={InstantPattern.ExtendedIso.Format(
                records[^1].RecordedAt)}")).Text);
    }

    /// <summary>Each instant at which something was recorded, and the one just before it.</summary>
    private static IEnumerable<Instant> InstantsOf(IReadOnlyList<JournalRecord> records) =>
        records.Select(record => record.RecordedAt).Distinct()
            .SelectMany(at => new[] { at - Duration.FromNanoseconds(1), at });

    private static TState Fold<TState, TEvent>(
        IReadOnlyList<JournalRecord> records,
        Instant at,
        TState initial,
        FormCodec<TEvent> codec,
        Func<TState, TEvent, TState> evolve)
        where TEvent : class =>
        records.Where(record => record.RecordedAt <= at && !ReservedEvents.IsReserved(record))
            .Select(record => codec.Read(new EventName(record.EventType, record.EventVersion), record.Payload))
            .Aggregate(initial, evolve);

    private static Task<IReadOnlyList<JournalRecord>> RecordsAsync(CentralServer server, string kind, string id) =>
        server.Node.Journal.ReadEntityAsync(
            EntityAddress.Of(kind, id), 0, 10_000, TestContext.Current.CancellationToken);

    private static async Task HoldAsync(CentralServer server, string order)
    {
        var held = await server.PostAsync(
            $"/orders/{order}/holds", """{"type":"MANUAL","reason":"call back"}""", ifMatch: "*");
        Assert.Equal(HttpStatusCode.OK, held.Status);
        var released = await server.PostAsync(
            $"/orders/{order}/holds/MANUAL/release", """{"reason":"called"}""", ifMatch: "*");
        Assert.Equal(HttpStatusCode.OK, released.Status);
    }
}
