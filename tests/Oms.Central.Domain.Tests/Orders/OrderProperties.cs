using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Central.Orders;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;

namespace Oms.Central.Tests.Orders;

/// <summary>What holds for an order after any commands, in any order, repeated ones included.</summary>
public sealed class OrderProperties
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 21, 12, 0);

    private static Gen<int> Lines => Gen.Choose(1, 3);

    private static Gen<string> Reservations =>
        from line in Gen.Choose(1, 2)
        from request in Gen.Choose(1, 3)
        select OrderId.Reservation(Orders.Id, line, request);

    private static Gen<OrderCommand> Commands => Gen.OneOf(
        ForLine((line, reservation) => new OrderCommand.RecordReserved(line, reservation)),
        ForLine((line, reservation) => new OrderCommand.RecordReserved(line, reservation)),
        ForLine((line, reservation) => new OrderCommand.RecordBackordered(line, reservation)),
        ForLine((line, reservation) => new OrderCommand.RecordConfirmed(line, reservation)),
        ForLine((line, reservation) => new OrderCommand.RecordConfirmed(line, reservation)),
        ForLine((line, reservation) => new OrderCommand.RecordReservationLost(line, reservation, "expired")),
        Gen.Elements("R-1", "R-2").Select(route => (OrderCommand)new OrderCommand.BeginShipment(route, 1)),
        from line in Lines
        from reservation in Reservations
        from quantity in Gen.Elements(3, 5, 10)
        select (OrderCommand)new OrderCommand.RecordShipped(
            line, reservation, "R-1", [new LotQuantity("A", 2), new LotQuantity("B", quantity - 2)]),
        ForLine((line, reservation) => new OrderCommand.RecordShipmentRefused(line, reservation, "R-1", "none")),
        from line in Lines
        from lot in Gen.Elements("A", "B")
        from delivered in Gen.Choose(0, 4)
        from missing in Gen.Choose(0, 2)
        from refused in Gen.Choose(0, 2)
        from damaged in Gen.Choose(-1, 2)
        from checkOut in Gen.Elements("co-1", "co-2")
        select (OrderCommand)new OrderCommand.RecordOutcome(
            checkOut, "R-1", 1, line, lot, 3, delivered, missing, refused, damaged, null, null),
        from line in Lines
        from quantity in Gen.Choose(0, 6)
        select (OrderCommand)new OrderCommand.CancelLine(line, quantity, "customer", null),
        Gen.Constant((OrderCommand)new OrderCommand.Cancel("customer", null)),
        Gen.Elements(HoldType.Manual, HoldType.Stock).Select(
            type => (OrderCommand)new OrderCommand.PlaceHold(type, "why", "anna", null)),
        Gen.Constant((OrderCommand)new OrderCommand.ReleaseHold(HoldType.Manual, "done", null)),
        Lines.Select(line => (OrderCommand)new OrderCommand.Flag(line, "excursion", "co-1", "warm")));

    private static Arbitrary<(ShipPolicy Policy, OrderCommand[] Commands)> Histories =>
        (from policy in Gen.Elements(ShipPolicy.Complete, ShipPolicy.Split)
         from commands in Commands.ArrayOf(60)
         select (policy, commands)).ToArbitrary();

    [Fact]
    public void The_units_of_every_line_always_add_up() =>
        Always((_, after) => Assert.All(after.Lines, line => Assert.True(line.Quantities.IsSound)));

    [Fact]
    public void A_line_holds_units_only_in_its_one_reservation() =>
        Always((_, after) => Assert.All(after.Lines, line =>
        {
            var q = line.Quantities;
            var expected = line.Allocation?.Stage switch
            {
                null => (q.Unallocated, 0, 0),
                AllocationStage.Requested => (line.Allocation.Quantity, 0, 0),
                AllocationStage.Backordered => (0, line.Allocation.Quantity, 0),
                _ => (0, 0, line.Allocation.Quantity),
            };
            Assert.Equal(expected, (q.Unallocated, q.Backordered, q.Reserved));
        }));

    [Fact]
    public void What_is_open_of_the_lots_is_what_is_in_transit() =>
        Always((_, after) => Assert.All(
            after.Lines, line => Assert.Equal(line.Quantities.InTransit, line.Lots.Sum(lot => lot.Open))));

    [Fact]
    public void An_order_that_has_ended_has_no_open_unit_and_holds_no_reservation() =>
        Always((_, after) =>
        {
            if (after.Status is OrderStatus.Closed or OrderStatus.Cancelled)
            {
                Assert.All(after.Lines, line => Assert.Equal((0, null), (line.Quantities.Open, line.Allocation)));
            }
        });

    [Fact]
    public void Every_order_that_is_open_has_a_next_step() =>
        Always((_, after) =>
        {
            if (after.Status == OrderStatus.Placed && after.Holds.IsEmpty)
            {
                Assert.Contains(after.Lines, line => line.Allocation?.Stage is
                    AllocationStage.Requested or AllocationStage.Soft or AllocationStage.Confirming
                    or AllocationStage.Backordered);
            }
        });

    [Fact]
    public void A_complete_order_is_released_only_when_every_unit_is_there() =>
        Always((events, after) =>
        {
            if (events.Any(e => e is OrderEvent.OrderReleased) && after.Terms!.ShipPolicy == ShipPolicy.Complete)
            {
                Assert.All(after.Lines, line => Assert.True(
                    line.Quantities.Open == 0 || line.Allocation?.Stage == AllocationStage.Hard));
                Assert.Empty(after.Holds);
            }
        });

    [Fact]
    public void A_command_that_carries_its_identity_has_no_second_effect() =>
        Prop.ForAll(Histories, history =>
        {
            var state = Orders.Placed(history.Policy);
            foreach (var command in history.Commands)
            {
                if (Order.Decide(state, command, Noon) is not Decision.Accepted accepted)
                {
                    continue;
                }

                state = accepted.Events.Aggregate(state, Order.Evolve);
                if (command is OrderCommand.RecordOutcome { Delivered: > 0 } or OrderCommand.Flag
                    or OrderCommand.RecordShipped or OrderCommand.PlaceHold)
                {
                    Assert.Same(Decision.AlreadyDone, Order.Decide(state, command, Noon));
                }
            }
        }).QuickCheckThrowOnFailure();

    private static Gen<OrderCommand> ForLine(Func<int, string, OrderCommand> make) =>
        from line in Lines
        from request in Gen.Choose(1, 4)
        select make(line, OrderId.Reservation(Orders.Id, line, request));

    private static void Always(Action<IReadOnlyList<OrderEvent>, Order> check) =>
        Prop.ForAll(Histories, history =>
        {
            var state = Orders.Placed(history.Policy);
            foreach (var command in history.Commands)
            {
                if (Order.Decide(state, command, Noon) is Decision.Accepted { Events: { Count: > 0 } events })
                {
                    state = events.Aggregate(state, Order.Evolve);
                    check(events, state);
                }
            }
        }).QuickCheckThrowOnFailure();
}
