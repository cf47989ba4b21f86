using System.Text.Json;
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

    private static Gen<int> Lines => Gen.Choose(1, 5);

    private static Gen<string> Reservations =>
        from line in Lines
        from request in Gen.Choose(1, 3)
        select OrderId.Reservation(Orders.Id, line, request);

    private static Gen<OrderCommand> Commands => Gen.OneOf(
        ForLine((line, reservation) => new OrderCommand.RecordReserved(line, reservation)),
        ForLine((line, reservation) => new OrderCommand.RecordReserved(line, reservation) { Firm = true }),
        ForLine((line, reservation) => new OrderCommand.RecordReserved(line, reservation)),
        ForLine((line, reservation) => new OrderCommand.RecordBackordered(line, reservation)),
        ForLine((line, reservation) => new OrderCommand.RecordConfirmed(line, reservation)),
        ForLine((line, reservation) => new OrderCommand.RecordConfirmed(line, reservation)),
        ForLine((line, reservation) => new OrderCommand.RecordReservationLost(line, reservation, "expired")),
        ForLine((line, reservation) => new OrderCommand.MarkForPicking(line, reservation)),
        ForLine((line, reservation) => new OrderCommand.MarkForPicking(line, reservation)),
        Work,
        Work,
        from route in Gen.Elements("R-1", "R-2")
        from place in Gen.Elements(null, "dc-1", "dc-2")
        select (OrderCommand)new OrderCommand.BeginShipment(route, 1) { LoadFrom = place },
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
        Lines.Select(line => (OrderCommand)new OrderCommand.Flag(line, "excursion", "co-1", "warm")),
        Wishes.Select(wish => (OrderCommand)new OrderCommand.ProposeChange(wish, "anna", null)),
        Wishes.Select(wish => (OrderCommand)new OrderCommand.ProposeChange(wish, "anna", null)),
        Numbers.Select(number => (OrderCommand)new OrderCommand.ConfirmChange(number, "anna", null)),
        Numbers.Select(number => (OrderCommand)new OrderCommand.ConfirmChange(number, "anna", null)),
        Numbers.Select(number => (OrderCommand)new OrderCommand.DeclineChange(number, "dear", "anna", null)),
        Numbers.Select(number => (OrderCommand)new OrderCommand.ExpireChange(number)),
        from kit in Gen.Choose(1, 2)
        from quantity in Gen.Choose(0, 2)
        select (OrderCommand)new OrderCommand.CancelKit(kit, quantity, "customer", null),
        Gen.Elements(
            (OrderCommand)new OrderCommand.RecordRecent(1, null),
            new OrderCommand.RecordRecent(1, "order-0"),
            new OrderCommand.RecordCheck(HoldType.Address, 0, true, "ok"),
            new OrderCommand.RecordCheck(HoldType.Address, 1, false, "no such street"),
            new OrderCommand.RecordCheck(HoldType.Fraud, 0, true, "ok"),
            new OrderCommand.ReleaseHold(HoldType.Address, "called", null),
            new OrderCommand.ReleaseHold(HoldType.Duplicate, "meant twice", null)));

    /// <summary>What pickers and packers tell; most of it of work that there is not.</summary>
    private static Gen<OrderCommand> Work =>
        from number in Gen.Choose(1, 3)
        from line in Lines
        from reservation in Reservations
        from quantity in Gen.Elements(1, 3, 5, 10)
        from whole in Gen.Elements(true, false)
        from command in Gen.Elements<OrderCommand>(
            new OrderCommand.RecordPacked(
                number, [new PackedLine(line, reservation, [new PackageUnits(number, "1", "A", quantity)])]),
            new OrderCommand.ReopenWork(number),
            new OrderCommand.RecordShortPick(number, line, reservation, quantity, 10 - quantity, "not-found"),
            new OrderCommand.RecordShortStock(line, reservation, quantity),
            new OrderCommand.RecordWorkStopped(
                number, [new(line, reservation, quantity, 10 - quantity)], "customer", whole),
            new OrderCommand.RecordWorkKept(number, "UnitsPacked"),
            new OrderCommand.RecordWorkSplit(
                number, [new(line, reservation, quantity, 10 - quantity)], new WorkApart(number, quantity)),
            new OrderCommand.RecordWorkMoved(
                number, [new(line, reservation, quantity, whole ? 0 : 10 - quantity)], whole ? "dc-2" : null, "flood",
                "anna"),
            new OrderCommand.RecordWorkMerged(number, 1, [new(line, reservation, quantity, 0)]),
            new OrderCommand.RecordWorkNotAdded(number, [reservation], "IllegalTransition"),
            new OrderCommand.RecordWorkRejected(number, [new(line, reservation, quantity, 0)], "fire", "anna"),
            new OrderCommand.ReleaseHold(HoldType.Fulfilment, "out", null))
        select command;

    private static Gen<int> Numbers => Gen.Choose(1, 3);

    private static Gen<ChangeWish> Wishes =>
        from line in Lines
        from quantity in Gen.Choose(0, 12)
        from alsoAdds in Gen.Elements(true, false)
        from moves in Gen.Elements(true, false, false)
        from place in Gen.Elements(null, "dc-2")
        select new ChangeWish(
            [new LineQuantity(line, quantity)],
            alsoAdds ? [new OrderedLine("TEA", 5, null) { ShipFrom = place }] : [],
            "customer",
            HoldMinutes: 1)
        {
            Destination = moves ? new OrderDestination(Orders.Terms().Customer, null) : null,
        };

    private static Arbitrary<(Order Placed, OrderCommand[] Commands)> Histories =>
        (from policy in Gen.Elements(ShipPolicy.Complete, ShipPolicy.Split)
         from checks in Gen.Elements(
             null, new OrderChecks(true, true, true, 60), new OrderChecks(true, false, false, 60))
         from isKit in Gen.Elements(true, false)
         from place in Gen.Elements(null, "dc-2")
         from commands in Commands.ArrayOf(80)
         select (Placed(policy, checks, isKit, place), commands)).ToArbitrary();

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
                AllocationStage.Backordered => (line.Loose, line.Allocation.Quantity, 0),
                _ => (line.Loose, 0, line.Allocation.Quantity),
            };
            Assert.Equal(expected, (q.Unallocated, q.Backordered, q.Reserved));

            // Only what a picker did not find is in no reservation while the rest is in one.
            Assert.True(line.Loose == 0 || line.Allocation!.PickAndPack);
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
    public void No_order_is_lost_whatever_happens() =>
        Always((_, after) => Assert.NotEqual(NextActionKind.Lost, after.NextAction().Kind));

    [Fact]
    public void What_stock_items_hold_for_an_order_is_what_its_lines_are_in() =>
        Prop.ForAll(Histories, history =>
        {
            // I5: whatever was asked for and not given back, lost or shipped is a line's reservation, unit by unit.
            var live = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var (events, after) in Steps(history.Placed, history.Commands))
            {
                foreach (var happened in events)
                {
                    Book(happened, live);
                }

                Assert.Equal(
                    live.OrderBy(each => each.Key, StringComparer.Ordinal),
                    after.Lines.Where(line => line.Allocation is not null)
                        .Select(line => KeyValuePair.Create(line.Allocation!.Reservation, line.Allocation.Quantity))
                        .OrderBy(each => each.Key, StringComparer.Ordinal));
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_a_line_asks_for_gives_back_or_sends_is_at_the_location_that_serves_it() =>
        Always((events, after) => Assert.All(events, happened => Assert.All(
            Places(happened), each => Assert.Equal(after.LocationOf(after.Lines[each.Line - 1]), each.Location))));

    [Fact]
    public void A_route_that_is_loaded_at_one_location_takes_nothing_that_is_elsewhere() =>
        Prop.ForAll(Histories, Gen.Elements("dc-1", "dc-2").ToArbitrary(), (history, place) =>
        {
            foreach (var (_, after) in Steps(history.Placed, history.Commands))
            {
                var all = Order.Decide(after, new OrderCommand.BeginShipment("R-9", 1), Noon);
                var some = Order.Decide(after, new OrderCommand.BeginShipment("R-9", 1) { LoadFrom = place }, Noon);
                Assert.Equal(Loaded(all).Where(each => each.Location == place), Loaded(some));
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_order_goes_on_only_without_a_hold_and_without_an_open_change() =>
        Always((events, after) =>
        {
            if (events.Any(e => e is OrderEvent.OrderReleased))
            {
                Assert.Empty(after.Holds);
                Assert.Null(after.Change);
            }
        });

    [Fact]
    public void What_is_only_proposed_belongs_to_the_open_change_and_never_leaves() =>
        Always((_, after) => Assert.All(after.Lines.Where(line => line.Proposed is not null), line =>
        {
            Assert.Equal(after.Change?.Number, line.Proposed);
            Assert.Contains(line.Number, after.Change!.Added);
            Assert.Equal(0, line.Quantities.Shipped);
            Assert.True(line.Allocation?.Stage is not (AllocationStage.Confirming or AllocationStage.Hard
                or AllocationStage.Shipping));
        }));

    [Fact]
    public void Nothing_that_has_left_or_is_being_loaded_is_taken_away()
    {
        Prop.ForAll(Histories, history =>
        {
            var before = history.Placed;
            foreach (var (_, after) in Steps(history.Placed, history.Commands))
            {
                foreach (var (old, line) in before.Lines.Zip(after.Lines))
                {
                    Assert.True(line.Quantities.Shipped >= old.Quantities.Shipped);
                    if (old.Allocation?.Stage == AllocationStage.Shipping)
                    {
                        Assert.Equal(old.Quantities.Cancelled, line.Quantities.Cancelled);
                    }
                }

                before = after;
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Of_a_whole_kit_the_same_number_of_kits_is_cancelled_of_every_component() =>
        Always((_, after) => Assert.All(
            after.Lines.Where(line => line.Kit?.Policy == KitPolicy.Whole).GroupBy(line => line.Kit!.Number),
            kit => Assert.Single(kit.Select(line => line.Quantities.Cancelled / line.Kit!.PerKit).Distinct())));

    [Fact]
    public void Components_of_a_whole_kit_are_loaded_together() =>
        Always((events, after) => Assert.All(events.OfType<OrderEvent.ShipmentBegun>(), loaded => Assert.All(
            after.Lines.Where(line => line.Kit?.Policy == KitPolicy.Whole
                && loaded.Lines.Any(each => after.Lines[each.Line - 1].Kit?.Number == line.Kit.Number)),
            line => Assert.Equal(0, line.Cancellable))));

    [Fact]
    public void A_preview_says_what_the_proposal_says_and_changes_nothing() =>
        Prop.ForAll(Histories, Wishes.ToArbitrary(), (history, wish) =>
        {
            foreach (var (_, after) in Steps(history.Placed, history.Commands.Take(20)))
            {
                var revision = after.Revision;
                var (proposed, refused) = after.Preview(wish, null, Noon);
                var decision = Order.Decide(after, new OrderCommand.ProposeChange(wish, "anna", null), Noon);
                Assert.Equal(refused, (decision as Decision.Rejected)?.Reason);
                Assert.Equal(proposed is null, decision is Decision.Rejected);
                Assert.Equal(revision, after.Revision);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_tally_of_the_lines_is_what_counting_them_again_gives() =>
        Always((_, after) =>
        {
            // An order that is read back counts its lines anew; both decide the same.
            var read = JsonSerializer.Deserialize(
                JsonSerializer.SerializeToUtf8Bytes(after, OrderJson.Default.Order), OrderJson.Default.Order)!;
            OrderCommand[] commands =
            [
                new OrderCommand.Cancel("customer", null), new OrderCommand.RecordConfirmed(1, Orders.Reservation(1)),
            ];
            Assert.All(commands, command => Assert.Equal(Said(after, command), Said(read, command)));
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
            var state = history.Placed;
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
            foreach (var (events, after) in Steps(history.Placed, history.Commands))
            {
                check(events, after);
            }
        }).QuickCheckThrowOnFailure();

    /// <summary>What each command that is accepted leads to, twenty seconds after the one before; at first the placing
    /// itself.</summary>
    private static IEnumerable<(IReadOnlyList<OrderEvent> Events, Order After)> Steps(
        Order placed, IEnumerable<OrderCommand> commands)
    {
        yield return (
            [.. placed.Lines.Where(line => line.Allocation is not null).Select(line =>
                new OrderEvent.LineAllocationRequested(
                    line.Number,
                    line.Allocation!.Reservation,
                    line.Sku,
                    placed.LocationOf(line),
                    line.Allocation.Quantity))],
            placed);
        var (state, now) = (placed, Noon);
        foreach (var command in commands)
        {
            now += Duration.FromSeconds(20);
            if (Order.Decide(state, command, now) is Decision.Accepted { Events: { Count: > 0 } events })
            {
                state = events.Aggregate(state, Order.Evolve);
                yield return (events, state);
            }
        }
    }

    private static IEnumerable<(int Line, string Location)> Places(OrderEvent happened) =>
        happened switch
        {
            OrderEvent.LineAllocationRequested e => [(e.Line, e.Location)],
            OrderEvent.LineConfirmationRequested e => [(e.Line, e.Location)],
            OrderEvent.ReservationSurrendered e => [(e.Line, e.Location)],
            OrderEvent.ShipmentBegun e => e.Lines.Select(line => (line.Line, line.Location ?? e.Location)),
            _ => [],
        };

    private static IEnumerable<(int Line, string Location)> Loaded(Decision decision) =>
        decision is Decision.Accepted { Events: var events } ? events.SelectMany(Places) : [];

    /// <param name="place">The location of the last line; null for that of the order.</param>
    private static Order Placed(ShipPolicy policy, OrderChecks? checks, bool isKit, string? place)
    {
        var terms = Orders.Terms(policy);
        terms = terms with { Lines = [terms.Lines[0], terms.Lines[1] with { ShipFrom = isKit ? null : place }] };
        return Orders.After(Order.Initial, new OrderCommand.Place(Orders.Id, isKit
            ? terms with
            {
                Lines =
                [
                    .. terms.Lines.Select(line => line with
                    {
                        Kit = new LineKit(1, "BREAKFAST", line.Quantity / 5, KitPolicy.Whole),
                    }),
                ],
            }
            : terms)
        {
            Checks = checks,
        });
    }

    private static void Book(OrderEvent happened, Dictionary<string, int> live)
    {
        switch (happened)
        {
            case OrderEvent.LineAllocationRequested e:
                Assert.True(live.TryAdd(e.Reservation, e.Quantity));
                break;
            case OrderEvent.ReservationSurrendered { Current: true } e when e.Remaining > 0:
                Assert.InRange(e.Remaining, 1, live[e.Reservation] - 1);
                live[e.Reservation] = e.Remaining;
                break;
            case OrderEvent.ReservationSurrendered { Current: true } e:
                Assert.True(live.Remove(e.Reservation));
                break;
            case OrderEvent.ReservationSurrendered e:
                // The order has moved on: what a stock item says it holds is given back, whatever it is.
                Assert.DoesNotContain(e.Reservation, live.Keys);
                break;
            case OrderEvent.LineReservationLost e:
                Assert.True(live.Remove(e.Reservation));
                break;
            case OrderEvent.LineShipped e:
                Assert.True(live.Remove(e.Reservation));
                break;
            default:
                break;
        }
    }

    private static string Said(Order state, OrderCommand command) =>
        Order.Decide(state, command, Noon) switch
        {
            Decision.Accepted { Events: var events } => string.Join('\n', events),
            Decision.Rejected { Reason: var reason } => $"{reason}",
            var other => $"{other}",
        };
}
