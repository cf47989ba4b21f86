using Oms.Central.Orders;
using Xunit;
using static Oms.Central.Tests.Orders.Orders;

namespace Oms.Central.Tests.Orders;

/// <summary>Five kits of two MILK and one NUTS each, on an order that may leave in parts.</summary>
public sealed class OrderKitTests
{
    [Fact]
    public void A_whole_kit_leaves_only_when_all_its_components_are_there()
    {
        var waiting = After(
            Kits(KitPolicy.Whole), Reserved(1), Backordered(2), new OrderCommand.RecordConfirmed(1, Reservation(1)));
        Assert.IsType<OrderRejection.IllegalTransition>(Refuse(waiting, new OrderCommand.BeginShipment("R-1", 1)));
        Assert.Equal(NextActionKind.Backorder, waiting.NextAction().Kind);
        var there = After(waiting, Reserved(2), new OrderCommand.RecordConfirmed(2, Reservation(2)));
        var begun = Do(there, new OrderCommand.BeginShipment("R-1", 1)).OfType<OrderEvent.ShipmentBegun>().Single();
        Assert.Equal([1, 2], begun.Lines.Select(line => line.Line));
    }

    [Fact]
    public void A_kit_in_parts_leaves_as_its_components_come()
    {
        var waiting = After(
            Kits(KitPolicy.Parts), Reserved(1), Backordered(2), new OrderCommand.RecordConfirmed(1, Reservation(1)));
        var begun = Do(waiting, new OrderCommand.BeginShipment("R-1", 1)).OfType<OrderEvent.ShipmentBegun>().Single();
        Assert.Equal([1], begun.Lines.Select(line => line.Line));
    }

    [Fact]
    public void Kits_are_cancelled_as_kits_and_no_component_of_a_whole_one_alone()
    {
        var order = Kits(KitPolicy.Whole);
        Assert.IsType<OrderRejection.IllegalTransition>(Refuse(order, new OrderCommand.CancelLine(1, 2, "x", null)));
        var cancelled = After(order, new OrderCommand.CancelKit(1, 2, "x", null));
        Assert.Equal([4, 2], cancelled.Lines.Select(line => line.Quantities.Cancelled));
        Assert.Equal(
            new OrderRejection.QuantityExceeded(4, 3), Refuse(cancelled, new OrderCommand.CancelKit(1, 4, "x", null)));
        Assert.Equal(new OrderRejection.NoSuchKit(2), Refuse(order, new OrderCommand.CancelKit(2, 1, "x", null)));
        Assert.Equal(
            OrderStatus.Cancelled, After(cancelled, new OrderCommand.CancelKit(1, 3, "x", null)).Status);
    }

    [Fact]
    public void A_component_that_is_not_to_be_had_takes_its_whole_kits_with_it()
    {
        var lost = After(
            Kits(KitPolicy.Whole), Reserved(1), new OrderCommand.RecordReservationLost(2, Reservation(2), "denied"));
        Assert.Equal((OrderStatus.Cancelled, 10), (lost.Status, lost.Lines[0].Quantities.Cancelled));
        var parts = After(
            Kits(KitPolicy.Parts), Reserved(1), new OrderCommand.RecordReservationLost(2, Reservation(2), "denied"));
        Assert.Equal((OrderStatus.Placed, 0), (parts.Status, parts.Lines[0].Quantities.Cancelled));
    }

    [Fact]
    public void A_component_of_a_whole_kit_is_not_changed_alone()
    {
        var wish = new ChangeWish([new LineQuantity(1, 8)], [], "customer", 15);
        Assert.Equal(
            1,
            Assert.IsType<OrderRejection.ChangeNotPossible>(
                Refuse(Kits(KitPolicy.Whole), new OrderCommand.ProposeChange(wish, "anna", null))).Line);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Components_must_be_there_for_the_same_number_of_kits(int perKit) =>
        Assert.Equal("/lines/0/kit", Terms(KitPolicy.Whole, perKit).Fault()!.Field);

    private static Order Kits(KitPolicy policy) => After(Order.Initial, new OrderCommand.Place(Id, Terms(policy, 2)));

    private static OrderTerms Terms(KitPolicy policy, int perKit) => Orders.Terms(ShipPolicy.Split) with
    {
        Lines =
        [
            new("MILK", 10, null) { Kit = new LineKit(1, "BREAKFAST", perKit, policy) },
            new("NUTS", 5, null) { Kit = new LineKit(1, "BREAKFAST", 1, policy) },
        ],
    };
}
