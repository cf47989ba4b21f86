using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Central.Orders;
using Oms.Custody.CheckOuts;
using Xunit;
using static Oms.Central.Tests.Orders.Orders;
using Decision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;

namespace Oms.Central.Tests.Orders;

/// <summary>Alerts about promises: each is told once, and stands only while it is about something.</summary>
public sealed class OrderAlertProperties
{
    private static readonly LocalDate Day = new(2026, 11, 24);

    private static Arbitrary<int[]> Histories => Gen.Choose(0, int.MaxValue).ArrayOf(60).ToArbitrary();

    [Fact]
    public void Nothing_is_told_twice_of_a_promise_unless_it_was_taken_back()
    {
        var standing = new Dictionary<LocalDate, PromiseAlertKind>();
        Always(
            (events, _) =>
            {
                foreach (var happened in events)
                {
                    if (happened is OrderEvent.PromiseAlerted raised)
                    {
                        Assert.True(!standing.TryGetValue(raised.Promise, out var before) || before < raised.Kind);
                        standing[raised.Promise] = raised.Kind;
                    }
                    else if (happened is OrderEvent.PromiseAlertWithdrawn withdrawn)
                    {
                        Assert.True(standing.Remove(withdrawn.Promise));
                    }
                }
            },
            standing.Clear);
    }

    [Fact]
    public void An_alert_stands_only_while_something_is_promised_for_its_day() =>
        Always((_, order) => Assert.All(
            order.Alerts ?? [],
            alert => Assert.Contains(order.Lines, line => Order.DueOf(line) == alert.Promise)));

    [Fact]
    public void Why_it_was_taken_back_is_told()
    {
        var alerted = After(Start(), Alert(Day, PromiseAlertKind.AtRisk));
        Assert.Equal(
            AlertEnd.Moved,
            Withdrawn(After(alerted, Backordered(1)), new OrderCommand.RecordPromise(
                1, Reservation(1), Day.PlusDays(7))));
        Assert.Equal(AlertEnd.Given, Withdrawn(alerted, new OrderCommand.CancelLine(1, 10, "customer", null)));
        var away = After(
            alerted, Firm(1), Firm(2), new OrderCommand.BeginShipment("R-1", 1), new OrderCommand.RecordShipped(
                1, Reservation(1), "R-1", [new LotQuantity("A", 10)]));
        Assert.Equal(AlertEnd.Delivered, Withdrawn(away, Delivered));

        AlertEnd Withdrawn(Order order, OrderCommand command) =>
            Assert.Single(Do(order, command).OfType<OrderEvent.PromiseAlertWithdrawn>()).Cause;
    }

    [Fact]
    public void A_promise_that_nothing_has_any_more_is_not_alerted() =>
        Assert.Empty(Do(Start(), Alert(Day.PlusDays(1), PromiseAlertKind.Late)));

    private static OrderCommand Delivered => new OrderCommand.RecordOutcome(
        "co-1", "R-1", 1, 1, "A", 1, 10, 0, 0, 0, null,
        new ProofOfDelivery("A. Buyer", Noon, new string('a', 64)));

    private static Order Start() => After(Order.Initial, new OrderCommand.Place(Id, Terms(ShipPolicy.Split) with
    {
        Lines = [Terms().Lines[0] with { Promise = Day }, Terms().Lines[1]],
    }));

    private static OrderCommand.RaisePromiseAlert Alert(LocalDate day, PromiseAlertKind kind) =>
        new(day, kind, [1], day.PlusDays(2), "It waits for stock.");

    private static void Always(Action<IReadOnlyList<OrderEvent>, Order> check, Action? first = null) =>
        Prop.ForAll(Histories, seeds =>
        {
            first?.Invoke();
            var order = Start();
            foreach (var seed in seeds)
            {
                if (Order.Decide(order, Next(order, new Random(seed)), Noon)
                    is Decision.Accepted { Events: { Count: > 0 } events })
                {
                    order = events.Aggregate(order, Order.Evolve);
                    check(events, order);
                }
            }
        }).QuickCheckThrowOnFailure();

    private static OrderCommand Next(Order order, Random random)
    {
        var day = Day.PlusDays(random.Next(3));
        var reservation = order.Lines[0].Allocation?.Reservation ?? Reservation(1);
        return random.Next(9) switch
        {
            0 or 1 => Alert(day, PromiseAlertKind.AtRisk),
            2 => Alert(day, PromiseAlertKind.Late),
            3 => new OrderCommand.RecordBackordered(1, reservation) { Promise = day },
            4 => new OrderCommand.RecordPromise(1, reservation, random.Next(4) == 0 ? null : day),
            5 => new OrderCommand.RecordReserved(1, reservation) { Firm = true },
            6 => new OrderCommand.RecordReservationLost(1, reservation, "expired"),
            7 when random.Next(4) == 0 => new OrderCommand.CancelLine(1, random.Next(1, 11), "customer", null),
            _ => new OrderCommand.RecordReserved(2, Reservation(2)),
        };
    }
}
