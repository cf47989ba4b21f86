using NodaTime;
using Oms.Central.Orders;
using Oms.Custody.CheckOuts;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;

namespace Oms.Central.Tests.Orders;

/// <summary>An order of two lines, and steps on it.</summary>
internal static class Orders
{
    public const string Id = "order-1";
    public static readonly Instant Noon = Instant.FromUtc(2026, 11, 21, 12, 0);

    public static OrderTerms Terms(ShipPolicy policy = ShipPolicy.Complete) => new(
        "web",
        "SO-1",
        new Customer("Shop", new PostalAddress(["1 High Street"], "Springfield", "12345", "US")),
        "dc-1",
        policy,
        [new OrderedLine("MILK", 10, new TemperatureBand(2_000, 8_000)), new OrderedLine("NUTS", 5, null)]);

    public static Order Placed(ShipPolicy policy = ShipPolicy.Complete) =>
        After(Order.Initial, new OrderCommand.Place(Id, Terms(policy)));

    /// <summary>Both lines allocated, and so released.</summary>
    public static Order Released() => After(
        Placed(), Reserved(1), Reserved(2), new OrderCommand.RecordConfirmed(1, Reservation(1)),
        new OrderCommand.RecordConfirmed(2, Reservation(2)));

    public static Order After(Order state, params OrderCommand[] commands) =>
        commands.Aggregate(state, (order, command) => Do(order, command).Aggregate(order, Order.Evolve));

    public static IReadOnlyList<OrderEvent> Do(Order state, OrderCommand command)
    {
        var decision = Order.Decide(state, command, Noon);
        Assert.True(decision is Decision.Accepted, $"{command}: {decision}");
        return ((Decision.Accepted)decision).Events;
    }

    public static OrderRejection Refuse(Order state, OrderCommand command) =>
        Assert.IsType<Decision.Rejected>(Order.Decide(state, command, Noon)).Reason;

    public static string Reservation(int line, int request = 1) => OrderId.Reservation(Id, line, request);

    public static OrderCommand Reserved(int line, int request = 1) =>
        new OrderCommand.RecordReserved(line, Reservation(line, request));

    /// <summary>Reserved for good at once.</summary>
    public static OrderCommand Firm(int line) =>
        new OrderCommand.RecordReserved(line, Reservation(line)) { Firm = true };

    public static OrderCommand Backordered(int line, int request = 1) =>
        new OrderCommand.RecordBackordered(line, Reservation(line, request));
}
