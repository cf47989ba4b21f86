using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Central.Fulfilments;
using Xunit;
using Decision = Oms.Entities.Decision<
    Oms.Central.Fulfilments.FulfilmentEvent, Oms.Central.Fulfilments.FulfilmentRejection>;

namespace Oms.Central.Tests.Fulfilments;

/// <summary>What holds of a fulfilment order after any commands, repeated ones included.</summary>
public sealed class FulfilmentProperties
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 30, 12, 0);

    private static readonly FulfilmentWork Work = new(
        "o", 1, "dc-1", 0, null,
        [new(1, "o/1/1", "MILK", 6, null), new(2, "o/2/1", "MILK", 3, null), new(3, "o/3/1", "NUTS", 4, null)]);

    private static Gen<string> Packages => Gen.Choose(1, 4).Select(i => SsccSeries.Of("9521234", i).Digits);

    private static Gen<int> LineNumbers => Gen.Choose(1, 4);

    private static Gen<FulfilmentCommand> Commands => Gen.Frequency(
        (6, from reference in Gen.Choose(1, 40)
            from line in LineNumbers
            from lot in Gen.Elements("A", "B")
            from quantity in Gen.Choose(1, 3)
            select (FulfilmentCommand)new FulfilmentCommand.RecordPicked(
                $"p{reference}", $"o/{line}/1", lot, quantity)),
        (6, from sscc in Packages
            from sku in Gen.Elements("MILK", "NUTS")
            from lot in Gen.Elements("A", "B")
            from quantity in Gen.Choose(0, 4)
            select (FulfilmentCommand)new FulfilmentCommand.Pack(sscc, sku, lot, quantity)),
        (3, Packages.Select(sscc => (FulfilmentCommand)new FulfilmentCommand.OpenPackage(sscc))),
        (3, Packages.Select(sscc => (FulfilmentCommand)new FulfilmentCommand.ClosePackage(sscc, 500))),
        (1, Packages.Select(sscc => (FulfilmentCommand)new FulfilmentCommand.VoidPackage(sscc, "torn"))),
        (2, from line in LineNumbers
            from quantity in Gen.Choose(0, 3)
            select (FulfilmentCommand)new FulfilmentCommand.ShortPick(line, quantity, "not-found", "anna")),
        (2, from line in LineNumbers
            from other in LineNumbers
            from quantity in Gen.Choose(1, 4)
            select (FulfilmentCommand)new FulfilmentCommand.Stop(
                line == other
                    ? [new(line, $"o/{line}/1", quantity, 0)]
                    : [new(line, $"o/{line}/1", quantity, 0), new(other, $"o/{other}/1", 1, 0)],
                "customer", false)),
        (1, from line in LineNumbers
            from quantity in Gen.Choose(1, 4)
            select (FulfilmentCommand)new FulfilmentCommand.Withdraw([new(line, $"o/{line}/1", 1, quantity)])),
        (3, from line in LineNumbers
            from quantity in Gen.Choose(1, 6)
            from route in Gen.Elements("R-1", "R-2")
            select (FulfilmentCommand)new FulfilmentCommand.RecordDispatched($"o/{line}/1", quantity, route)),
        (1, Gen.Elements("R-1", "R-2").Select(route =>
            (FulfilmentCommand)new FulfilmentCommand.RecordHandedOver(route, "co-1"))),
        (1, Gen.Elements<FulfilmentCommand>(
            new FulfilmentCommand.Hold("look", "anna", null), new FulfilmentCommand.Release(null),
            new FulfilmentCommand.Reopen("again", "anna"), new FulfilmentCommand.RecordReopened(),
            new FulfilmentCommand.RecordNotReopened("left"), new FulfilmentCommand.JoinWave("W-1"),
            new FulfilmentCommand.LeaveWave("W-1"), new FulfilmentCommand.Schedule(
                Noon + Duration.FromHours(1), null), new FulfilmentCommand.Wake(),
            new FulfilmentCommand.Cancel("fire", "anna", null))));

    private static Arbitrary<FulfilmentCommand[]> Histories => Commands.ArrayOf(60).ToArbitrary();

    [Fact]
    public void Every_unit_is_open_picked_packed_short_cancelled_or_dispatched() =>
        Always((_, _, after) => Assert.All(after.Lines, line => Assert.True(line.IsSound, $"{line}")));

    [Fact]
    public void Every_packed_unit_is_in_exactly_one_package() =>
        Always((_, _, after) =>
        {
            foreach (var line in after.Lines)
            {
                var packed = after.Packages
                    .Where(package => package.Status is PackageStatus.Open or PackageStatus.Closed)
                    .SelectMany(package => package.Content)
                    .Where(units => units.Reservation == line.Reservation && units.Route is null)
                    .Sum(units => units.Quantity);
                Assert.Equal(line.Packed, packed);
            }

            Assert.Equal(after.Packages.Count, after.Packages.DistinctBy(package => package.Sscc).Count());
            Assert.All(
                after.Packages.Where(package => package.Status == PackageStatus.Void),
                package => Assert.Empty(package.Content));
        });

    [Fact]
    public void Only_what_was_picked_is_packed_and_only_what_is_packed_is_dispatched()
    {
        // The oracle: three counters of units, by reservation.
        Prop.ForAll(Histories, commands =>
        {
            var (picked, packed, gone) = (new Counter(), new Counter(), new Counter());
            Run(commands, (_, happened, _) =>
            {
                foreach (var e in happened)
                {
                    switch (e)
                    {
                        case FulfilmentEvent.UnitsPicked each:
                            picked[each.Reservation] += each.Quantity;
                            break;
                        case FulfilmentEvent.UnitsPacked each:
                            each.Units.ToList().ForEach(units => packed[units.Reservation] += units.Quantity);
                            break;
                        case FulfilmentEvent.UnitsDispatched each:
                            gone[each.Reservation] += each.Quantity;
                            break;
                        default:
                            break;
                    }
                }

                Assert.All(Work.Lines, line =>
                {
                    Assert.True(picked[line.Reservation] <= line.Quantity);
                    Assert.True(gone[line.Reservation] <= picked[line.Reservation]);
                    Assert.True(gone[line.Reservation] <= packed[line.Reservation]);
                });
            });
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void It_is_said_to_be_packed_exactly_when_nothing_is_left_to_pick_or_pack() =>
        Always((_, happened, after) =>
        {
            if (happened.OfType<FulfilmentEvent.AllPacked>().SingleOrDefault() is { } told)
            {
                Assert.All(after.Lines, line => Assert.Equal((0, 0), (line.Open, line.Picked)));
                Assert.All(told.Lines, line => Assert.Equal(
                    after.Lines.Single(each => each.Reservation == line.Reservation).Packed,
                    line.Packages.Sum(units => units.Quantity)));
                Assert.DoesNotContain(after.Packages, package => package.Status == PackageStatus.Open);
            }

            Assert.False(after.Ready && after.Packages.Exists(package => package.Status == PackageStatus.Open));
        });

    [Fact]
    public void Units_are_given_up_all_that_were_asked_for_or_none_and_what_was_picked_of_them_is_put_back() =>
        Always((before, happened, after) =>
        {
            foreach (var stopped in happened.OfType<FulfilmentEvent.UnitsStopped>())
            {
                foreach (var units in stopped.Units)
                {
                    var (was, now) = (Of(before, units.Reservation), Of(after, units.Reservation));
                    Assert.Equal(units.Quantity, now.Cancelled - was.Cancelled);
                    Assert.Equal(
                        was.Picked - now.Picked,
                        stopped.Back.Where(back => back.Reservation == units.Reservation).Sum(back => back.Quantity));
                    Assert.Equal(was.Packed, now.Packed);
                }
            }
        });

    [Fact]
    public void A_command_that_carries_its_identity_has_no_second_effect() =>
        Prop.ForAll(Histories, commands =>
        {
            var state = Opened();
            foreach (var command in commands)
            {
                if (FulfilmentOrder.Decide(state, command, Noon) is not Decision.Accepted accepted)
                {
                    continue;
                }

                state = accepted.Events.Aggregate(state, FulfilmentOrder.Evolve);
                if (command is FulfilmentCommand.RecordPicked or FulfilmentCommand.OpenPackage
                    or FulfilmentCommand.RecordDispatched or FulfilmentCommand.RecordHandedOver
                    or FulfilmentCommand.JoinWave or FulfilmentCommand.LeaveWave)
                {
                    Assert.Same(Decision.AlreadyDone, FulfilmentOrder.Decide(state, command, Noon));
                }
            }
        }).QuickCheckThrowOnFailure();

    private static FulfilmentLine Of(FulfilmentOrder order, string reservation) =>
        order.Lines.Single(line => line.Reservation == reservation);

    private static FulfilmentOrder Opened() =>
        Assert.IsType<Decision.Accepted>(
            FulfilmentOrder.Decide(FulfilmentOrder.Initial, new FulfilmentCommand.Open(Work), Noon)).Events
            .Aggregate(FulfilmentOrder.Initial, FulfilmentOrder.Evolve);

    private static void Always(Action<FulfilmentOrder, IReadOnlyList<FulfilmentEvent>, FulfilmentOrder> check) =>
        Prop.ForAll(Histories, commands => Run(commands, check)).QuickCheckThrowOnFailure();

    private static void Run(
        FulfilmentCommand[] commands, Action<FulfilmentOrder, IReadOnlyList<FulfilmentEvent>, FulfilmentOrder> check)
    {
        var state = Opened();
        foreach (var command in commands)
        {
            if (FulfilmentOrder.Decide(state, command, Noon) is Decision.Accepted { Events: { Count: > 0 } events })
            {
                var next = events.Aggregate(state, FulfilmentOrder.Evolve);
                check(state, events, next);
                state = next;
            }
        }
    }

    private sealed class Counter
    {
        private readonly Dictionary<string, int> _units = new(StringComparer.Ordinal);

        public int this[string of]
        {
            get => _units.GetValueOrDefault(of);
            set => _units[of] = value;
        }
    }
}
