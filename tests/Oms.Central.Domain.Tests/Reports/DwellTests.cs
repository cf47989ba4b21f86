using NodaTime;
using Oms.Central.Fulfilments;
using Oms.Central.Orders;
using Oms.Central.Reports;
using Xunit;

namespace Oms.Central.Tests.Reports;

/// <summary>Orders and fulfilment orders go from stage to stage.</summary>
public sealed class DwellTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 21, 12, 0);

    [Fact]
    public void An_order_goes_forward_only_and_stands_nowhere_once_it_has_ended()
    {
        Standing? standing = null;
        var stages = new List<DwellStage?>();
        foreach (var happened in new OrderEvent[]
        {
            new OrderEvent.OrderPlaced("order-1", Orders.Orders.Terms(), Noon),
            new OrderEvent.OrderReleased(),
            Shipped(1),
            new OrderEvent.LineDelivered(1, "co-1", 1, "A", 1, 10, null),
            Shipped(2),
            new OrderEvent.OrderClosed(),
        })
        {
            standing = Dwell.After(standing, happened, Noon);
            stages.Add(standing?.Stage);
        }

        Assert.Equal(
            [DwellStage.Placed, DwellStage.Released, DwellStage.Shipped, DwellStage.Delivered, DwellStage.Delivered,
                null],
            stages);
    }

    [Fact]
    public void What_is_held_goes_back_to_what_it_came_to_meanwhile()
    {
        var held = Play(new FulfilmentEvent.FulfilmentHeld("look", "anna"));
        Assert.Equal((DwellStage.OnHold, DwellStage.Open), (held!.Stage, held.Under));
        var again = Play(
            new FulfilmentEvent.FulfilmentHeld("look", "anna"),
            new FulfilmentEvent.UnitsPicked("p-1", "order-1/1/1", "A", 5), new FulfilmentEvent.FulfilmentReleased());
        Assert.Equal((DwellStage.InProgress, null), (again!.Stage, again.Under));
    }

    [Fact]
    public void Work_of_which_no_unit_is_left_stands_nowhere()
    {
        Assert.NotNull(Play(new FulfilmentEvent.UnitsShort("order-1", 1, 1, "order-1/1/1", 4, 1, "gone", "anna")));
        Assert.Null(Play(new FulfilmentEvent.UnitsShort("order-1", 1, 1, "order-1/1/1", 5, 0, "gone", "anna")));
    }

    [Fact]
    public void A_time_is_counted_only_where_the_goods_went_on()
    {
        Assert.True(Dwell.IsProgress(new OrderEvent.OrderReleased()));
        Assert.False(Dwell.IsProgress(new OrderEvent.OrderCancelled("customer")));
    }

    private static OrderEvent.LineShipped Shipped(int line) =>
        new(line, $"order-1/{line}/1", "R-1", [new LotQuantity("A", 5)]);

    private static Standing? Play(params FulfilmentEvent[] events) => events.Prepend(
        new FulfilmentEvent.FulfilmentOpened(
            new FulfilmentWork(
                "order-1", 1, "dc-1", 0, null, [new WorkLine(1, "order-1/1/1", "MILK", 5, null)]), Noon))
        .Aggregate((Standing?)null, (standing, happened) => Dwell.After(standing, happened, Noon));
}
