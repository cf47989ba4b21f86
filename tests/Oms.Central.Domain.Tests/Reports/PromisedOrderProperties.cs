using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Central.Orders;
using Oms.Central.Reports;
using Oms.Custody.CheckOuts;
using Xunit;

namespace Oms.Central.Tests.Reports;

/// <summary>What is on time in full, against an oracle that keeps each unit by itself.</summary>
public sealed class PromisedOrderProperties
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 21, 12, 0);
    private static readonly LocalDate Promised = new(2026, 11, 24);

    private static Arbitrary<int[]> Histories => Gen.Choose(0, int.MaxValue).ArrayOf(40).ToArbitrary();

    [Fact]
    public void A_line_and_an_order_are_on_time_in_full_exactly_when_every_unit_of_them_is() =>
        Always((order, units, _) =>
        {
            foreach (var (number, line) in order.Lines)
            {
                var wanted = units.Where(unit => unit.Line == number && unit.State != State.Cancelled).ToList();
                Assert.Equal(wanted.Count, line.Wanted);
                Assert.Equal(wanted.Count > 0 && wanted.TrueForAll(unit => unit.State == State.OnTime), line.IsKept);
                Assert.Equal(line.IsKept, line.KeptAt is not null);
                Assert.Equal(wanted.Count == 0, line.GoneAt is not null);
                Assert.Equal(wanted.Count(unit => unit.State is State.Open or State.Shipped), line.Open);
            }

            var all = units.Where(unit => unit.State != State.Cancelled).ToList();
            Assert.Equal(all.Count > 0 && all.TrueForAll(unit => unit.State == State.OnTime), order.KeptAt is not null);
            Assert.Equal(all.Count == 0, order.GoneAt is not null);
        });

    [Fact]
    public void It_is_known_as_of_the_moment_at_which_it_came_to_be_and_stays_so()
    {
        Instant? since = null;
        Always((order, units, at) =>
        {
            var wanted = units.Where(unit => unit.State != State.Cancelled).ToList();
            var kept = wanted.Count > 0 && wanted.TrueForAll(unit => unit.State == State.OnTime);
            since = kept ? since ?? at : null;
            Assert.Equal(since, order.KeptAt);
        }, () => since = null);
    }

    [Fact]
    public void What_is_stored_is_read_back_the_same() =>
        Always((order, _, _) =>
        {
            var text = JsonSerializer.Serialize(order, ReportJson.Default.PromisedOrder);
            Assert.Equal(text, JsonSerializer.Serialize(
                JsonSerializer.Deserialize(text, ReportJson.Default.PromisedOrder), ReportJson.Default.PromisedOrder));
        });

    [Fact]
    public void Moving_a_promise_makes_no_order_punctual()
    {
        var order = Play(
            Placed,
            new OrderEvent.LineBackordered(1, "order-1/1/1", 4) { Promise = Promised.PlusDays(5) },
            Delivered(1, 4, Promised.PlusDays(5)), Delivered(2, 3, Promised))!;
        Assert.False(order.Lines[1].IsKept);
        Assert.True(order.Lines[2].IsKept);
        Assert.Null(order.KeptAt);
    }

    [Fact]
    public void The_last_minute_of_the_promised_day_is_in_time_and_the_next_day_is_not()
    {
        Assert.NotNull(Play(Placed, Delivered(1, 4, Promised, 23), Delivered(2, 3, Promised))!.KeptAt);
        Assert.Null(Play(Placed, Delivered(1, 4, Promised.PlusDays(1)), Delivered(2, 3, Promised))!.KeptAt);
    }

    [Fact]
    public void Units_without_a_proof_are_not_known_to_be_on_time() =>
        Assert.Null(Play(
            Placed, new OrderEvent.LineDelivered(1, "co-1", 1, "A", 1, 4, null), Delivered(2, 3, Promised))!.KeptAt);

    [Fact]
    public void What_nobody_can_deliver_is_not_in_full_but_what_the_customer_does_not_want_does_not_count()
    {
        Assert.NotNull(Play(
            Placed, new OrderEvent.LineCancelled(1, 4, "customer"), Delivered(2, 3, Promised))!.KeptAt);
        Assert.Null(Play(
            Placed, new OrderEvent.LineCancelled(1, 4, Order.OutOfStock), Delivered(2, 3, Promised))!.KeptAt);
    }

    [Fact]
    public void An_order_without_a_promise_is_not_followed() =>
        Assert.Null(Play(new OrderEvent.OrderPlaced(
            "order-1", Placed.Terms with { Promise = null }, Noon), Delivered(1, 4, Promised)));

    private static OrderEvent.OrderPlaced Placed => new(
        "order-1",
        Orders.Orders.Terms() with
        {
            Promise = Promised,
            Lines = [new OrderedLine("MILK", 4, null), new OrderedLine("NUTS", 3, null)],
        },
        Noon);

    private static OrderEvent.LineDelivered Delivered(int line, int quantity, LocalDate day, int hour = 10) => new(
        line, "co-1", 1, "A", 1, quantity, new ProofOfDelivery(
            "A. Buyer", day.At(new LocalTime(hour, 59)).InUtc().ToInstant(), new string('a', 64)));

    private static PromisedOrder? Play(params OrderEvent[] events) =>
        events.Aggregate((PromisedOrder?)null, (order, happened) => PromisedOrder.After(order, happened, Noon));

    private static void Always(Action<PromisedOrder, List<Unit>, Instant> check, Action? first = null) =>
        Prop.ForAll(Histories, seeds =>
        {
            first?.Invoke();
            List<Unit> units =
            [
                .. Enumerable.Range(0, 4).Select(_ => new Unit(1, 1)),
                .. Enumerable.Range(0, 3).Select(_ => new Unit(2, 2)),
            ];
            var order = PromisedOrder.After(null, Placed, Noon)!;
            var lines = 2;
            var at = Noon;
            foreach (var seed in seeds)
            {
                at += Duration.FromHours(1);
                if (Next(units, new Random(seed), ref lines) is { } happened)
                {
                    order = PromisedOrder.After(order, happened, at)!;
                }

                check(order, units, at);
            }
        }).QuickCheckThrowOnFailure();

    /// <summary>Something that may happen to some units of one line, or of what routing split from it.</summary>
    private static OrderEvent? Next(List<Unit> units, Random random, ref int lines)
    {
        var open = units.Where(unit => unit.State == State.Open).ToList();
        var shipped = units.Where(unit => unit.State == State.Shipped).ToList();
        var onWay = random.Next(2) == 0;
        var from = onWay ? shipped : open;
        if (from.Count == 0)
        {
            return null;
        }

        var part = from[random.Next(from.Count)].Part;
        var some = from.Where(unit => unit.Part == part).ToList();
        some = some[..random.Next(1, some.Count + 1)];
        if (onWay)
        {
            switch (random.Next(4))
            {
                case 0:
                    some.ForEach(unit => unit.State = State.Failed);
                    return new OrderEvent.LineShorted(part, "co-1", 1, "A", 1, some.Count, null);
                default:
                    var late = random.Next(4) == 0;
                    some.ForEach(unit => unit.State = late ? State.Late : State.OnTime);
                    return Delivered(part, some.Count, late ? Promised.PlusDays(1) : Promised);
            }
        }

        switch (random.Next(6))
        {
            case 0:
                some.ForEach(unit => unit.State = State.Cancelled);
                return new OrderEvent.LineCancelled(part, some.Count, "customer");
            case 1 when random.Next(3) == 0:
                some.ForEach(unit => unit.State = State.Failed);
                return new OrderEvent.LineCancelled(part, some.Count, Order.CancelAfterOver);
            case 2:
                var (number, rest) = (++lines, open.Count(unit => unit.Part == part) - some.Count);
                some.ForEach(unit => unit.Part = number);
                return new OrderEvent.OrderRouted(
                    1, "d", "main", 1, new string('c', 64),
                    [
                        .. rest > 0 ? [new RoutedUnits(part, "dc-1", rest, false)] : Array.Empty<RoutedUnits>(),
                        new RoutedUnits(part, "dc-2", some.Count, false, number),
                    ],
                    [], Noon);
            default:
                some.ForEach(unit => unit.State = State.Shipped);
                return null;
        }
    }

    private enum State
    {
        Open,
        Shipped,
        OnTime,
        Late,
        Failed,
        Cancelled,
    }

    /// <param name="line">The line that was ordered.</param>
    private sealed class Unit(int line, int part)
    {
        public int Line { get; } = line;

        /// <summary>The line that it is of by now.</summary>
        public int Part { get; set; } = part;

        public State State { get; set; }
    }
}
