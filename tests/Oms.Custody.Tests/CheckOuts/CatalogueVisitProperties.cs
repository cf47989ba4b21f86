using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Custody.Cargo;
using Oms.Custody.Checklists;
using Oms.Custody.CheckOuts;
using Xunit;
using static Oms.Custody.Tests.CheckOuts.CatalogueSamples;
using static Oms.Custody.Tests.CheckOuts.CheckOutSamples;
using Command = Oms.Custody.CheckOuts.CheckOutCommand;
using Decision = Oms.Entities.Decision<
    Oms.Custody.CheckOuts.CheckOutEvent, Oms.Custody.CheckOuts.CheckOutRejection>;

namespace Oms.Custody.Tests.CheckOuts;

/// <summary>What holds for every visit whose manifest has a catalogue, whatever is scanned, counted, corrected and
/// opened again: no unit is made or lost.</summary>
public sealed class CatalogueVisitProperties
{
    private static readonly ChecklistTemplate Short = new("short", 1, [new(CheckOutSteps.Cargo, Required: true)]);

    private static readonly Gen<long?> Number =
        Gen.Frequency((2, Gen.Constant<long?>(null)), (2, Gen.Choose(2, 25).Select(number => (long?)number)));

    private static readonly Gen<string> Label = Gen.Elements(
        MilkUnit, MilkCase, Pallet, Soap("A-1"), Soap("A-2"), Soap("B-9"), "(01)09506000134352(10)L9",
        "(01)09506000134352", "(01)00614141007349", "(02)09506000134352(37)3(10)L7", "no label at all");

    private static readonly Gen<Command> AnyCommand = Gen.OneOf<Command>(
        Gen.Elements(AttachListed, StopOne, StopTwo, Close(), Close(), Close(), Driver, Supervisor),
        from label in Label
        from quantity in Gen.Choose(0, 3)
        from second in Gen.Choose(0, 3)
        from damaged in Gen.Elements(true, false)
        from supersedes in Number
        select (Command)new Command.ScanCode(label, quantity, "sc-3", Noon + Duration.FromSeconds(second))
        {
            Damaged = damaged,
            Supersedes = supersedes,
        },
        from sku in Gen.Elements("MILK", "SOAP", "JAM")
        from lot in Gen.Elements("L7", "S1", null)
        from quantity in Gen.Choose(0, 4)
        from supersedes in Number
        select (Command)new Command.ScanCargo(sku, lot, quantity, "c", "sc-3", Noon) { Supersedes = supersedes },
        from sku in Gen.Elements("MILK", "SOAP", "TEA")
        from lot in Gen.Elements("L7", "L9", "S1", null)
        from quantity in Gen.Choose(0, 6)
        from damaged in Gen.Choose(0, quantity)
        from supersedes in Number
        select (Command)new Command.CountCargo(sku, lot, quantity, damaged, "S-1", Noon)
        {
            Actor = TheSupervisor,
            Supersedes = supersedes,
        },
        from lot in Gen.Elements("L7", "L9")
        from quantity in Gen.Choose(0, 6)
        from damaged in Gen.Choose(0, quantity)
        select Close(Rule("MILK", lot, quantity, damaged)),
        from delivered in Gen.Choose(0, 10)
        from refused in Gen.Choose(0, 10 - delivered)
        from damaged in Gen.Choose(0, 10 - delivered - refused)
        from supersedes in Number
        select Deliver(1, "O-1",
            new DeliveredLine(1, "MILK", "L7", delivered, 10 - delivered - refused - damaged, refused, damaged, "r"),
            new DeliveredLine(2, "SOAP", "S1", 4, 0, 0, 0, null)) with
        {
            Supersedes = supersedes,
        },
        from item in Gen.Elements(("MILK", "L7"), ("MILK", "L9"), ("SOAP", "S1"))
        from quantity in Gen.Choose(0, 2)
        from supersedes in Number
        select (Command)new Command.ExceptItem(
            new Item(ItemKind.Units, item.Item1, item.Item2), quantity, CheckOutSteps.Cargo, "dented")
        {
            Actor = TheSupervisor,
            Supersedes = supersedes,
        });

    // Random order alone seldom comes to an end: so all at once comes now and then.
    private static readonly Gen<Command[]> Some = Gen.Frequency(
        (12, AnyCommand.Select(command => new[] { command })),
        (1, Gen.Constant<Command[]>([StopOne, StopTwo])),
        (2, Gen.Constant<Command[]>([Close(), Driver, Supervisor])));

    private static readonly Arbitrary<(Command[] Commands, Direction Direction)> Visits =
        (from commands in Some.ArrayOf(40)
         from direction in Gen.Elements(Direction.CheckOut, Direction.CheckOut, Direction.CheckIn)
         select (commands.SelectMany(some => some).ToArray(), direction)).ToArbitrary();

    [Fact]
    public void Every_unit_that_was_carried_is_delivered_returned_or_short_and_is_booked_once()
    {
        var (reconciled, ruled, reopened) = (0, 0, 0);
        ForAllStates((before, after) =>
        {
            if (after.Known!.Cargo is not { Reconciliation: { } told } cargo || before == after)
            {
                return;
            }

            reconciled++;
            ruled += cargo.Rulings is null ? 0 : 1;
            reopened += after.Known.Arrival.StandsFor is null ? 0 : 1;
            Assert.All(told.Lines, line => Assert.Equal(
                line.Carried, line.Delivered + line.ReturnedGood + line.ReturnedDamaged + line.Short));
            Assert.Equal(20, told.Lines.Sum(line => line.Carried));
            Assert.Equal(
                after.Known.Deliveries.Values.SelectMany(one => one.Lines).Sum(line => line.Delivered),
                told.Lines.Sum(line => line.Delivered + line.OverDelivered));

            // What was found is booked, once, and what was not is short.
            Assert.Equal(
                cargo.Counts.Sum(count => count.Found),
                told.Bookings.Where(one => one.Kind is not BookingKind.Short).Sum(one => one.Quantity));
            Assert.Equal(
                told.Lines.Sum(line => line.Short),
                told.Bookings.Where(one => one.Kind is BookingKind.Short).Sum(one => one.Quantity));
            Assert.Equal(told.Bookings.Count, told.Bookings.DistinctBy(one => (one.Sku, one.Lot, one.Kind)).Count());
        });
        Assert.True(reconciled > 100 && ruled > 3 && reopened > 3, $"{reconciled} {ruled} {reopened}");
    }

    [Fact]
    public void The_quantities_of_one_lot_over_all_parties_add_up_to_all_of_it()
    {
        var codes = 0;
        ForAllStates((_, after) =>
        {
            var facts = after.Known!;
            codes += facts.Codes.Count > 0 ? 1 : 0;
            var counts = (facts.Cargo?.Counts ?? facts.Counts())
                .ToDictionary(count => (count.Sku, count.Lot), count => count.Found);
            foreach (var lot in Custodianship.Of(after).Where(holding => holding.Item.Kind is ItemKind.Units)
                .GroupBy(holding => (holding.Item.Id, holding.Item.Lot!)))
            {
                var promised = (facts.Manifest?.Stops ?? []).SelectMany(stop => stop.Lines)
                    .Where(line => (line.Sku, line.Lot) == lot.Key).Sum(line => line.Quantity);
                var delivered = facts.Deliveries.Values.SelectMany(delivery => delivery.Lines)
                    .Where(line => (line.Sku, line.Lot) == lot.Key).Sum(line => line.Delivered);
                Assert.Equal(
                    Math.Max(promised, delivered + counts.GetValueOrDefault(lot.Key)),
                    lot.Sum(holding => holding.Quantity));
                Assert.Equal(lot.Count(), lot.DistinctBy(holding => holding.Custodian).Count());
            }
        });
        Assert.True(codes > 100, $"{codes}");
    }

    [Fact]
    public void A_serial_and_a_pallet_count_once_whatever_is_scanned_and_corrected() => ForAllStates((_, after) =>
    {
        var facts = after.Known!;
        var codes = facts.Codes.Values.Where(code => code.Quantity > 0).Select(code => code.Label).ToList();

        // A correction by SKU keeps the label of the scan that it stands for. Of all that bear one serial the first
        // counts, for what and for as many units as it was said to be.
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var soaps = 0;
        foreach (var step in facts.Steps.Values.OrderBy(step => step.Number))
        {
            var (serial, units) = step.Event switch
            {
                CheckOutEvent.CargoScanned { Quantity: > 0 } e =>
                    (LabelReader.Read(e.Code).Serial, e.Sku == "SOAP" ? e.Quantity : 0),
                CheckOutEvent.CodeScanned { Quantity: > 0, Label.Serial: { } told } => (told, 1),
                _ => (null, 0),
            };
            soaps += serial is null || seen.Add(serial) ? units : 0;
        }

        Assert.Equal(soaps, facts.Tally().Lines.Where(line => line.Sku == "SOAP").Sum(line => line.Scanned));
        Assert.True(
            codes.Count(label => label?.Sscc is not null) <= 1
                || facts.Tally().Findings.Any(finding => finding.Code == TallyFindings.DuplicateSscc));
    });

    [Fact]
    public void Every_step_that_is_sent_again_at_once_is_already_done_and_every_record_survives_its_stored_form() =>
        ForAllDecisions((_, command, decision, after) =>
        {
            if (decision is Decision.Accepted { Events: { Count: > 0 } events })
            {
                Assert.Same(Decision.AlreadyDone, CheckOut.Decide(after, command, Noon));
                Assert.All(events, happened => Assert.Equal(
                    CheckOutEvents.Write(happened),
                    CheckOutEvents.Write(CheckOutEvents.Read(
                        CheckOutEvents.NameOf(happened), 1, CheckOutEvents.Write(happened))!)));
            }
        });

    private static void ForAllStates(Action<CheckOut, CheckOut> check) =>
        ForAllDecisions((before, _, _, after) => check(before, after));

    private static void ForAllDecisions(Action<CheckOut, Command, Decision, CheckOut> check) =>
        Prop.ForAll(Visits, visit =>
        {
            var state = Go(CheckOut.Initial, new Command.Arrive("lyon", "TRK-12", "D-7", "R-1", null, null, Noon)
            {
                Direction = visit.Direction,
                Checklist = Short,
            }, AttachListed);
            foreach (var command in visit.Commands)
            {
                var decision = CheckOut.Decide(state, command, Noon);
                var after = decision is Decision.Accepted accepted
                    ? accepted.Events.Aggregate(state, CheckOut.Evolve)
                    : state;
                check(state, command, decision, after);
                state = after is CheckOut.Completed ? Go(CheckOut.Initial, Reopen(after, "A dent.")) : after;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));
}
