using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Custody.Checklists;
using Oms.Custody.CheckOuts;
using Xunit;
using static Oms.Custody.Tests.CheckOuts.CheckOutSamples;
using Command = Oms.Custody.CheckOuts.CheckOutCommand;
using Decision = Oms.Entities.Decision<
    Oms.Custody.CheckOuts.CheckOutEvent, Oms.Custody.CheckOuts.CheckOutRejection>;

namespace Oms.Custody.Tests.CheckOuts;

/// <summary>Vehicle, trailer, keys, fuel card, devices and every unit have exactly one custodian at every
/// instant.</summary>
public sealed class CustodianshipProperties
{
    private static readonly Item[] Assets =
    [
        new(ItemKind.Vehicle, "TRK-12"), new(ItemKind.Trailer, "TRL-3"), new(ItemKind.Key, "K-12"),
        new(ItemKind.FuelCard, "FC-1"), new(ItemKind.Device, "TAB-1"), new(ItemKind.Units, "MILK", "L7"),
        new(ItemKind.Units, "JAM", "J1"),
    ];

    private static readonly ChecklistTemplate Short = new("short", 1,
        [new StepRule(CheckOutSteps.Keys, Required: true)]);

    private static readonly Gen<Command> AnyCommand = Gen.OneOf<Command>(
        Gen.Elements([.. Steps.Skip(1)]),
        Gen.Elements(Driver, Supervisor, Driver, Supervisor),
        from kind in Gen.Elements(ItemKind.Key, ItemKind.FuelCard, ItemKind.Device)
        from outcome in Gen.Elements(AssetOutcome.HandedOver, AssetOutcome.Damaged, AssetOutcome.Missing)
        from supersedes in Number
        select (Command)new Command.HandAsset(
            kind, Assets.First(one => one.Kind == kind).Id, outcome, "S-1")
        {
            Actor = TheSupervisor,
            Supersedes = supersedes,
        },
        from item in Gen.Elements(Assets)
        from quantity in Gen.Choose(0, 3)
        from supersedes in Number
        from actor in Gen.Elements(TheSupervisor, TheDriver)
        select (Command)new Command.ExceptItem(item, quantity, CheckOutSteps.Cargo, "dented")
        {
            Actor = actor,
            Supersedes = supersedes,
        },
        from sku in Gen.Elements("MILK", "SOAP", "JAM")
        from lot in Gen.Elements("L7", "S1", "J1", null)
        from quantity in Gen.Choose(0, 12)
        from minute in Gen.Choose(0, 2)
        from supersedes in Number
        select (Command)new Command.ScanCargo(
            sku, lot, quantity, "c", "sc-3", Noon + Duration.FromMinutes(minute))
        {
            Supersedes = supersedes,
        },
        from delivered in Gen.Choose(0, 10)
        from refused in Gen.Choose(0, 10 - delivered)
        from supersedes in Number
        select Deliver(1, "O-1",
            new DeliveredLine(1, "MILK", "L7", delivered, 10 - delivered - refused, refused, 0, "r"),
            new DeliveredLine(2, "SOAP", "S1", 4, 0, 0, 0, null)) with
        {
            Supersedes = supersedes,
        },
        Gen.Frequency<Command>(
            (9, Gen.Elements([.. Steps.Skip(1)])),
            (1, Gen.Elements<Command>(
                new Command.Refuse("no", "S-1") { Actor = TheSupervisor },
                new Command.Refuse("no", "D-7") { Actor = TheDriver },
                new Command.Dispute("no", "D-7") { Actor = TheDriver }))));

    private static Gen<long?> Number =>
        Gen.Frequency((3, Gen.Constant<long?>(null)), (2, Gen.Choose(1, 25).Select(number => (long?)number)));

    private static readonly Arbitrary<(Command[] Commands, Direction Direction, bool IsShort)> Visits =
        (from commands in AnyCommand.ArrayOf(45)
         from direction in Gen.Elements(Direction.CheckOut, Direction.CheckIn)
         from isShort in Gen.Elements(true, true, false)
         select (commands, direction, isShort)).ToArbitrary();

    [Fact]
    public void Everything_has_exactly_one_custodian_and_changes_hands_only_when_both_have_signed()
    {
        var (completed, reopened, excepted) = (0, 0, 0);
        Prop.ForAll(Visits, visit =>
        {
            var state = Begin(visit.Direction, visit.IsShort);
            foreach (var command in visit.Commands)
            {
                var before = state;
                state = Next(state, command);
                Check(state);
                CheckChange(before, state);
                if (state.Phase is CheckOutPhase.Completed or CheckOutPhase.Refused or CheckOutPhase.Disputed)
                {
                    completed += state is CheckOut.Completed ? 1 : 0;
                    excepted += state is CheckOut.Completed && state.Known!.Exceptions.Any() ? 1 : 0;
                    reopened++;
                    var again = Next(CheckOut.Initial, Reopen(state, "They found it."));
                    Check(again);

                    // Opening the papers again moves nothing.
                    Assert.Equal(Sorted(state), Sorted(again));
                    state = again;
                }
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));

        Assert.True(completed > 20 && reopened > 40 && excepted > 5, $"{completed} {reopened} {excepted}");
    }

    private static CheckOut Begin(Direction direction, bool isShort) => Go(
        CheckOut.Initial,
        new Command.Arrive("lyon", "TRK-12", "D-7", "R-1", "dock-3", null, Noon)
        {
            Direction = direction,
            Trailer = "TRL-3",
            Checklist = isShort ? Short : null,
            Issued = [new Item(ItemKind.FuelCard, "FC-1"), new Item(ItemKind.Device, "TAB-1")],
        });

    private static CheckOut Next(CheckOut state, Command command) =>
        CheckOut.Decide(state, command, Noon) is Decision.Accepted accepted
            ? accepted.Events.Aggregate(state, CheckOut.Evolve)
            : state;

    private static void Check(CheckOut state)
    {
        var facts = state.Known!;
        var holdings = Custodianship.Of(state);
        Assert.All(holdings, holding => Assert.True(holding.Quantity > 0));
        Assert.Equal(holdings.Count, holdings.DistinctBy(holding => (holding.Item, holding.Custodian)).Count());

        // An asset is with one party.
        foreach (var asset in holdings.Where(holding => holding.Item.Kind is not ItemKind.Units))
        {
            Assert.Equal(1, asset.Quantity);
            Assert.Single(holdings, holding => holding.Item == asset.Item);
        }

        string[] always = ["TRK-12", "TRL-3", "FC-1", "TAB-1"];
        Assert.All(always, id => Assert.Single(holdings, holding => holding.Item.Id == id));

        // Every unit that was promised or found is with one party.
        var counts = facts.Cargo?.Counts ?? facts.Counts();
        foreach (var lot in holdings.Where(holding => holding.Item.Kind is ItemKind.Units)
            .GroupBy(holding => (Sku: holding.Item.Id, Lot: holding.Item.Lot!)))
        {
            var promised = (facts.Manifest?.Stops ?? []).SelectMany(stop => stop.Lines)
                .Where(line => (line.Sku, line.Lot) == lot.Key).Sum(line => line.Quantity);
            var delivered = facts.Deliveries.Values.SelectMany(delivery => delivery.Lines)
                .Where(line => (line.Sku, line.Lot) == lot.Key).Sum(line => line.Delivered);
            var found = counts.Where(count => (count.Sku, count.Lot) == lot.Key).Sum(count => count.Found);
            Assert.Equal(Math.Max(promised, delivered + found), lot.Sum(holding => holding.Quantity));
            Assert.Equal(
                delivered,
                lot.Where(holding => holding.Custodian.StartsWith("consignee:", StringComparison.Ordinal))
                    .Sum(holding => holding.Quantity));
        }
    }

    private static void CheckChange(CheckOut before, CheckOut after)
    {
        if (after is CheckOut.Completed)
        {
            return;
        }

        foreach (var asset in Custodianship.Of(before).Where(holding => holding.Item.Kind is not ItemKind.Units))
        {
            var now = Custodianship.Of(after).SingleOrDefault(holding => holding.Item == asset.Item);
            Assert.True(now is null || now == asset, $"{asset} became {now}");
        }
    }

    private static IEnumerable<string> Sorted(CheckOut state) =>
        Custodianship.Of(state).Select(holding => holding.ToString()).Order(StringComparer.Ordinal);
}
