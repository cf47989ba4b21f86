using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Central.Carriers;
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
            new FulfilmentCommand.Cancel("fire", "anna", null))),
        (2, from line in LineNumbers
            from quantity in Gen.Choose(0, 4)
            select (FulfilmentCommand)new FulfilmentCommand.Split([new(line, quantity)], null)),
        (1, from line in LineNumbers
            from quantity in Gen.Choose(0, 4)
            from whole in Gen.Elements(true, false, false)
            select (FulfilmentCommand)new FulfilmentCommand.Move(
                whole ? null : [new(line, quantity)], "dc-2", "flood", "anna", null)),
        (1, Gen.Constant((FulfilmentCommand)new FulfilmentCommand.MergeInto("o", "dc-1", 2, null))),
        (2, from other in Gen.Choose(2, 4)
            from line in LineNumbers
            from quantity in Gen.Choose(1, 4)
            select (FulfilmentCommand)new FulfilmentCommand.Add(
                other, [new(line, $"o/{line}/1", line == 3 ? "NUTS" : "MILK", quantity, null)])),
        (3, Packages.Select(sscc => (FulfilmentCommand)new FulfilmentCommand.RequestLabel(sscc, Ask, false))),
        (1, Packages.Select(sscc => (FulfilmentCommand)new FulfilmentCommand.VoidLabel(sscc))),
        (4, from sscc in Packages
            from number in Gen.Choose(1, 3)
            from stage in Gen.Elements(
                LabelStage.Printed, LabelStage.Declined, LabelStage.Voided, LabelStage.Kept)
            select (FulfilmentCommand)new FulfilmentCommand.RecordLabel(sscc, number, stage)));

    private static LabelAsk Ask => new(
        1, LabelPurpose.Outbound, "o@1", "o", "dc-1", "fast", 1, "parcel", CarrierKind.Table, 500,
        Finance.Money.Of(500, "EUR"), Noon.InUtc().Date, Noon.InUtc().Date,
        new CarrierDecision(500, null, [], "DE", null, null, false, [], 0));

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
            Run(commands, (_, happened, after) =>
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
                    Assert.True(picked[line.Reservation] <= Of(after, line.Reservation).Quantity);
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
    public void Only_open_units_go_to_another_fulfilment_order_and_all_that_is_told_of_is_given_up() =>
        Always((before, happened, after) =>
        {
            var given = happened.SelectMany(e => e switch
            {
                FulfilmentEvent.UnitsSplit split => split.Units,
                FulfilmentEvent.UnitsMoved moved => moved.Units,
                FulfilmentEvent.FulfilmentMerged merged => merged.Units,
                _ => [],
            }).ToList();
            foreach (var units in given)
            {
                var (was, now) = (Of(before, units.Reservation), Of(after, units.Reservation));
                Assert.Equal(
                    (units.Quantity, units.Quantity, 0, 0),
                    (was.Open - now.Open, now.Cancelled - was.Cancelled, was.Picked - now.Picked,
                        was.Packed - now.Packed));
                Assert.Equal(units.Left, now.ToDo);
            }

            if (happened.OfType<FulfilmentEvent.UnitsSplit>().Any())
            {
                Assert.Contains(after.Lines, line => line.ToDo > 0);
                Assert.Equal((before.Until, before.Held), (
                    happened.OfType<FulfilmentEvent.UnitsSplit>().Single().Apart.Until,
                    happened.OfType<FulfilmentEvent.UnitsSplit>().Single().Apart.Held));
            }
        });

    [Fact]
    public void A_package_has_one_label_at_a_time_and_is_not_opened_while_it_is_being_made() =>
        Prop.ForAll(Histories, commands =>
        {
            var may = new HashSet<string>(StringComparer.Ordinal);
            Run(commands, (before, happened, after) =>
            {
                foreach (var e in happened)
                {
                    if (e is FulfilmentEvent.LabelRequested asked)
                    {
                        Assert.True(may.Add(asked.Sscc), "A second label is asked for.");
                        Assert.Equal(
                            PackageStatus.Closed, after.Packages.Single(each => each.Sscc == asked.Sscc).Status);
                    }
                    else if (e is FulfilmentEvent.LabelRecorded
                    { Stage: LabelStage.Declined or LabelStage.Voided } gone)
                    {
                        Assert.True(may.Remove(gone.Sscc));
                    }
                }

                Assert.All(
                    after.Packages.Where(package => package.Label?.Stage == LabelStage.Asked),
                    package => Assert.Contains(
                        package.Status, new[] { PackageStatus.Closed, PackageStatus.Dispatched }));
                Assert.All(
                    after.Packages.Where(package => package.Label?.Stage == LabelStage.Printed),
                    package => Assert.DoesNotContain(
                        package.Status, new[] { PackageStatus.Open, PackageStatus.Void }));
                if (before.Packages.Exists(package => package.Label?.Stage == LabelStage.Asked))
                {
                    Assert.DoesNotContain(happened, e => e is FulfilmentEvent.UnitsMoved);
                }
            });
        }).QuickCheckThrowOnFailure();

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
                    or FulfilmentCommand.Add or FulfilmentCommand.RequestLabel or FulfilmentCommand.RecordLabel
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
