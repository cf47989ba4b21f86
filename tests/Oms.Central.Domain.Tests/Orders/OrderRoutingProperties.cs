using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Central.Orders;
using Xunit;
using static Oms.Central.Tests.Orders.Orders;
using Decision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;

namespace Oms.Central.Tests.Orders;

/// <summary>What holds for orders whose locations are chosen by routing, whatever stock items, locations and people
/// say.</summary>
public sealed class OrderRoutingProperties
{
    private static readonly string[] Places = ["dc-1", "dc-2", "dc-3"];

    private static Arbitrary<(int Start, int[] Seeds)> Histories =>
        (from start in Gen.Choose(0, 11)
         from seeds in Gen.Choose(0, int.MaxValue).ArrayOf(60)
         select (start, seeds)).ToArbitrary();

    [Fact]
    public void No_unit_is_lost_or_made_and_what_a_line_was_split_into_adds_up_to_it() =>
        Always((_, _, after) =>
        {
            Assert.All(after.Lines, line => Assert.True(line.Quantities.IsSound));
            Assert.Equal([10, 5], Enumerable.Range(1, 2).Select(number => after.Lines
                .Where(line => line.Number == number || line.AddsTo == number)
                .Sum(line => line.Quantities.Ordered)));
        });

    [Fact]
    public void Every_plan_that_is_taken_covers_each_line_exactly() =>
        Always((before, events, _) => Assert.All(events.OfType<OrderEvent.OrderRouted>(), routed => Assert.All(
            routed.Units.GroupBy(units => units.Line),
            of => Assert.Equal(before.Lines[of.Key - 1].Cancellable, of.Sum(units => units.Quantity)))));

    [Fact]
    public void Every_open_unit_is_in_a_reservation_or_has_a_reason_why_it_is_not() =>
        Always((_, _, after) => Assert.All(
            after.Lines.Where(line => line.Quantities.Unallocated > 0 && line.Allocation is null),
            line => Assert.True(
                line.Route?.Due is not null || after.Holds.ContainsKey(HoldType.Stock),
                $"{after.Status} {line}")));

    [Fact]
    public void No_order_is_lost_and_what_has_no_location_is_a_step_or_holds_the_order() =>
        Always((_, _, after) =>
        {
            Assert.NotEqual(NextActionKind.Lost, after.NextAction().Kind);
            if (after.Holds.TryGetValue(HoldType.Routing, out var hold))
            {
                Assert.Contains(after.Lines, line => line.Route?.Due is not null && line.Allocation is null);
                Assert.False(string.IsNullOrEmpty(hold.Reason));
            }
        });

    [Fact]
    public void What_is_asked_for_is_asked_for_and_given_back_where_it_is_held() =>
        Prop.ForAll(Histories, history =>
        {
            var live = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (_, events, after) in Steps(history.Start, history.Seeds))
            {
                foreach (var happened in events)
                {
                    Book(happened, live);
                }

                Assert.Equal(
                    live.OrderBy(each => each.Key, StringComparer.Ordinal),
                    after.Lines.Where(line => line.Allocation is not null)
                        .Select(line => KeyValuePair.Create(line.Allocation!.Reservation, after.LocationOf(line)))
                        .OrderBy(each => each.Key, StringComparer.Ordinal));
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_location_that_turned_a_line_down_asks_no_more_of_it_once_another_decision_is_taken() =>
        Always((_, events, after) =>
        {
            if (events.Any(happened => happened is OrderEvent.OrderRouted))
            {
                Assert.All(
                    after.Lines.Where(line => line is { Allocation: not null, Route.Due: null }),
                    line => Assert.DoesNotContain(
                        after.LocationOf(line), (IEnumerable<string>?)line.Route!.TurnedDown ?? []));
            }
        });

    [Fact]
    public void Splitting_lines_changes_nothing_that_is_owed() =>
        Always((before, events, after) =>
        {
            if (after.Money is not null && events.Any(happened => happened is OrderEvent.OrderRouted))
            {
                Assert.Equal(OrderDues.Of(before), OrderDues.Of(after));
                Assert.Equal(after.Lines.Count, after.Money.Totals.Lines.Count);
            }
        });

    [Fact]
    public void Other_locations_are_looked_for_a_bounded_number_of_times() =>
        Always((_, _, after) => Assert.All(after.Lines, line => Assert.InRange(
            line.Route?.Attempts ?? 0, 0, LineRoute.AttemptsMax)));

    [Fact]
    public void A_place_is_kept_only_while_units_leave_from_there_and_nothing_leaves_where_one_is_missing() =>
        Always((before, events, after) =>
        {
            Assert.All(after.Places ?? [], place => Assert.Contains(after.Lines, line =>
                line.ShipFrom == place.Location && line.Quantities.Open + line.Quantities.Shipped > 0));
            if (events.Any(happened => happened is OrderEvent.OrderReleased))
            {
                Assert.DoesNotContain(after.Places ?? [], place => place.Stage == PlaceStage.Asked);
            }

            Assert.All(
                events.OfType<OrderEvent.ShipmentBegun>().SelectMany(loaded => loaded.Lines),
                line => Assert.DoesNotContain(
                    before.Places ?? [], place => place.Location == line.Location && place.Stage == PlaceStage.Asked));
        });

    private static void Always(Action<Order, IReadOnlyList<OrderEvent>, Order> check) =>
        Prop.ForAll(Histories, history =>
        {
            foreach (var (before, events, after) in Steps(history.Start, history.Seeds))
            {
                check(before, events, after);
            }
        }).QuickCheckThrowOnFailure();

    private static IEnumerable<(Order Before, IReadOnlyList<OrderEvent> Events, Order After)> Steps(
        int start, int[] seeds)
    {
        var state = Order.Initial;
        var number = 0;
        foreach (var command in seeds.Select<int, Func<Order, OrderCommand>>(
            seed => order => Next(order, new Random(seed), ++number)).Prepend(_ => Start(start)))
        {
            if (Order.Decide(state, command(state), Noon) is Decision.Accepted { Events: { Count: > 0 } events })
            {
                var before = state;
                state = events.Aggregate(state, Order.Evolve);
                yield return (before, events, state);
            }
        }
    }

    private static OrderCommand.Place Start(int start)
    {
        var policy = start % 2 == 0 ? ShipPolicy.Split : ShipPolicy.Complete;
        var terms = (start % 3 == 0 ? PricedOrders.Priced(CapturePolicy.AfterDelivery) : Terms()) with
        {
            ShipFrom = null,
            ShipPolicy = policy,
        };
        if (start % 4 == 3)
        {
            terms = terms with
            {
                Lines =
                [
                    .. terms.Lines.Select(line => line with
                    {
                        Kit = new LineKit(1, "BREAKFAST", line.Quantity / 5, KitPolicy.Whole),
                    }),
                ],
            };
        }

        return new OrderCommand.Place(Id, terms)
        {
            Quote = terms.Money is null ? null : PricedOrders.Quote,
        };
    }

    /// <summary>Something that may happen to the order as it is, most of it possible.</summary>
    private static OrderCommand Next(Order order, Random random, int number)
    {
        var line = order.Lines[random.Next(order.Lines.Count)];
        var reservation = line.Allocation?.Reservation ?? OrderId.Reservation(Id, line.Number, random.Next(1, 3));
        return random.Next(20) switch
        {
            16 or 17 or 18 or 19 => new OrderCommand.RecordPlace(
                Places[0],
                random.Next(6) > 0 && order.Places is [var place] ? place.On : Day(random),
                (PlaceAnswer)random.Next(3)),
            0 => new OrderCommand.TurnDown(line.Number, "no hands", "anna", null),
            1 => new OrderCommand.Reroute(random.Next(2) == 0 ? null : Any(random), "snow", "anna", null),
            2 => new OrderCommand.RecordUnroutable("no-policy"),
            3 => new OrderCommand.RecordBackordered(line.Number, reservation),
            4 => new OrderCommand.RecordReservationLost(
                line.Number, reservation, random.Next(2) == 0 ? "denied" : "expired"),
            5 => new OrderCommand.CancelLine(
                line.Number, random.Next(1, int.Max(2, line.Cancellable)), "customer", null),
            6 when random.Next(4) == 0 => new OrderCommand.BeginShipment("R-1", 1),
            7 or 8 => new OrderCommand.RecordConfirmed(line.Number, reservation),
            9 or 10 or 11 => new OrderCommand.RecordReserved(line.Number, reservation),
            _ => Routed(order, random, number),
        };
    }

    private static LocalDate Day(Random random) => new(2026, 12, random.Next(1, 3));

    private static string Any(Random random) => Places[random.Next(Places.Length)];

    /// <summary>A decision: most cover the lines as they are, some are of what was before.</summary>
    private static OrderCommand.RecordRouting Routed(Order order, Random random, int number)
    {
        var units = new List<RoutedUnits>();
        var unserved = new List<int>();
        foreach (var line in order.LinesToRoute())
        {
            string[] may = [.. Places.Where(place => line.Route!.TurnedDown?.Contains(place) != true)];
            if (may.Length == 0 || random.Next(8) == 0)
            {
                unserved.Add(line.Number);
                continue;
            }

            var left = line.Cancellable + (random.Next(20) == 0 ? 1 : 0);
            foreach (var place in order.CanSplit(line) ? may : may[..1])
            {
                var part = place == may[^1] || !order.CanSplit(line) ? left : random.Next(left + 1);
                left -= part;
                if (part > 0)
                {
                    units.Add(new RoutedUnits(line.Number, place, part, random.Next(3) == 0));
                }
            }
        }

        return new OrderCommand.RecordRouting($"{Id}.{number}", "main", 1, new string('a', 64), units, unserved)
        {
            // The first location sends only so many orders a day.
            Places = units.Any(each => each.Location == Places[0]) ? [new PlaceAsk(Places[0], Day(random))] : null,
        };
    }

    private static void Book(OrderEvent happened, Dictionary<string, string> live)
    {
        switch (happened)
        {
            case OrderEvent.LineAllocationRequested e:
                Assert.True(live.TryAdd(e.Reservation, e.Location));
                break;
            case OrderEvent.LineConfirmationRequested e:
                Assert.Equal(live[e.Reservation], e.Location);
                break;
            case OrderEvent.ReservationSurrendered { Current: true } e:
                Assert.Equal(live[e.Reservation], e.Location);
                if (e.Remaining == 0)
                {
                    _ = live.Remove(e.Reservation);
                }

                break;
            case OrderEvent.LineReservationLost e:
                Assert.True(live.Remove(e.Reservation));
                break;
            default:
                break;
        }
    }
}
