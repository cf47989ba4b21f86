using NodaTime;
using Oms.Actors.Journal;
using Oms.Actors.Processes;
using Oms.Central.Inventory;
using Oms.Central.Orders;
using Oms.Central.Processes;
using Oms.Entities;
using Xunit;

namespace Oms.Central.Tests.Fulfilments;

/// <summary>A promise breaks while its units are picked.</summary>
public sealed class BrokenPromiseTests
{
    private const string Reservation = "0123456789abcdef0123456789abcdef/1/1";

    /// <summary>Two processes would tell the order in whichever order they come to it.</summary>
    [Fact]
    public void One_process_tells_the_order_that_a_part_broke_and_then_that_the_rest_waits()
    {
        StockEvent[] happened =
        [
            new StockEvent.ReservationReleased(Reservation, 4, 0, StockItem.ShortWhilePicked) { Picked = 6 },
            new StockEvent.BackorderQueued(Reservation, 6, 0, First: true),
        ];
        IProcessManager[] all = [new AllocationProcess(), new FulfilmentProcess(), new DispatchProcess()];
        var telling = all.Select(manager => (
            manager.Name,
            Told: happened.SelectMany(e => manager.React(Recorded(e))).Select(step => step.Command)
                .OfType<OrderCommand>().ToList())).Where(each => each.Told.Count > 0);
        Assert.Equal(
            [
                new OrderCommand.RecordShortStock(1, Reservation, 6),
                new OrderCommand.RecordBackordered(1, Reservation) { Location = "dc-1" },
            ],
            Assert.Single(telling).Told);
    }

    private static RecordedEvent Recorded(StockEvent happened) => new(
        new JournalRecord
        {
            Shard = 0,
            Offset = 1,
            Address = EntityAddress.Of(StockItem.Kind, StockItemId.Of("MILK", "dc-1")),
            Seq = 1,
            Epoch = 1,
            EventType = "test",
            EventVersion = 1,
            Payload = default,
            Meta = default,
            RecordedAt = Instant.FromUtc(2026, 1, 5, 8, 0),
        },
        new RecordMeta(new Principal(PrincipalKind.System, "test")),
        happened);
}
