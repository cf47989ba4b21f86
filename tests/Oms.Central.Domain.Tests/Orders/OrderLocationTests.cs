using System.Text.Json;
using Oms.Central.Orders;
using Xunit;
using static Oms.Central.Tests.Orders.Orders;

namespace Oms.Central.Tests.Orders;

/// <summary>Orders whose lines leave different locations.</summary>
public sealed class OrderLocationTests
{
    private static OrderTerms TwoPlaces(ShipPolicy policy = ShipPolicy.Complete) => Terms(policy) with
    {
        Lines = [Terms().Lines[0], Terms().Lines[1] with { ShipFrom = "dc-2" }],
    };

    [Fact]
    public void Each_line_is_asked_for_at_its_own_location_and_at_the_order_s_where_it_names_none()
    {
        var events = Do(Order.Initial, new OrderCommand.Place(Id, TwoPlaces()));
        Assert.Equal(
            [("MILK", "dc-1"), ("NUTS", "dc-2")],
            events.OfType<OrderEvent.LineAllocationRequested>().Select(e => (e.Sku, e.Location)));
    }

    [Fact]
    public void A_complete_order_is_released_only_once_every_location_has_allocated_its_lines()
    {
        var half = After(Placed(), Reserved(1), Reserved(2), Confirmed(1));
        Assert.Equal(OrderStatus.Placed, half.Status);
        Assert.Equal(OrderStatus.Released, After(half, Confirmed(2)).Status);
    }

    [Fact]
    public void A_complete_order_that_one_location_lacks_gives_back_what_the_other_holds_there()
    {
        var events = Do(After(Placed(), Reserved(2)), Backordered(1));
        var given = Assert.Single(events.OfType<OrderEvent.ReservationSurrendered>());
        Assert.Equal(("NUTS", "dc-2"), (given.Sku, given.Location));
    }

    [Fact]
    public void What_is_cancelled_is_given_back_where_it_is_held()
    {
        var events = Do(Released(), new OrderCommand.Cancel("customer", null));
        Assert.Equal(
            [("MILK", "dc-1"), ("NUTS", "dc-2")],
            events.OfType<OrderEvent.ReservationSurrendered>().Select(e => (e.Sku, e.Location)));
    }

    [Fact]
    public void A_route_that_is_loaded_at_one_location_leaves_the_other_lines_for_another_route()
    {
        var first = Assert.Single(Do(
            Released(), new OrderCommand.BeginShipment("R-1", 1) { LoadFrom = "dc-2" })
            .OfType<OrderEvent.ShipmentBegun>());
        Assert.Equal([(2, "dc-2")], first.Lines.Select(line => (line.Line, line.Location)));
        var second = Assert.Single(Do(
            After(Released(), new OrderCommand.BeginShipment("R-1", 1) { LoadFrom = "dc-2" }),
            new OrderCommand.BeginShipment("R-2", 1) { LoadFrom = "dc-1" }).OfType<OrderEvent.ShipmentBegun>());
        Assert.Equal([(1, "dc-1", null)], second.Lines.Select(line => (line.Line, second.Location, line.Location)));
        Assert.IsType<OrderRejection.IllegalTransition>(
            Refuse(Released(), new OrderCommand.BeginShipment("R-3", 1) { LoadFrom = "dc-3" }));
    }

    [Fact]
    public void More_of_a_line_is_asked_for_where_the_line_is_and_an_added_line_where_it_says()
    {
        var events = Do(Released(), new OrderCommand.ProposeChange(
            new ChangeWish([new(2, 8)], [new OrderedLine("TEA", 1, null) { ShipFrom = "dc-3" }], "more", 15),
            "anna",
            null));
        Assert.Equal(
            [("NUTS", "dc-2"), ("TEA", "dc-3")],
            events.OfType<OrderEvent.LineAllocationRequested>().Select(e => (e.Sku, e.Location)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("dc\n2")]
    public void A_location_that_cannot_be_names_its_line(string place)
    {
        OrderedLine[] lines = [Terms().Lines[0], Terms().Lines[1] with { ShipFrom = place }];
        Assert.Equal("/lines/1/ship_from", (Terms() with { Lines = lines }).Fault()!.Field);
        Assert.Equal("/add/1/ship_from", new ChangeWish([], lines, "more", 15).Fault()!.Field);
    }

    [Theory]
    [InlineData(KitPolicy.Whole, "dc-2", "/lines/1/ship_from")]
    [InlineData(KitPolicy.Whole, "dc-1", null)]
    [InlineData(KitPolicy.Parts, "dc-2", null)]
    public void A_whole_kit_leaves_one_location(KitPolicy policy, string place, string? fault)
    {
        var kit = Terms() with
        {
            Lines =
            [
                new OrderedLine("MILK", 2, null) { Kit = new LineKit(1, "BREAKFAST", 2, policy) },
                new OrderedLine("NUTS", 1, null) { Kit = new LineKit(1, "BREAKFAST", 1, policy), ShipFrom = place },
            ],
        };
        Assert.Equal(fault, kit.Fault()?.Field);
    }

    [Fact]
    public void An_order_that_is_read_back_sends_its_lines_from_where_they_are()
    {
        var read = JsonSerializer.Deserialize(
            JsonSerializer.SerializeToUtf8Bytes(Released(), OrderJson.Default.Order), OrderJson.Default.Order)!;
        Assert.Equal(["dc-1", "dc-2"], read.Lines.Select(read.LocationOf));
    }

    private static Order Placed() => After(Order.Initial, new OrderCommand.Place(Id, TwoPlaces()));

    private static Order Released() => After(Placed(), Reserved(1), Reserved(2), Confirmed(1), Confirmed(2));

    private static OrderCommand.RecordConfirmed Confirmed(int line) => new(line, Reservation(line));
}
