using NodaTime;
using Oms.Custody.Cargo;
using Oms.Custody.CheckOuts;
using Oms.Custody.Findings;
using Xunit;
using static Oms.Custody.Tests.CheckOuts.CatalogueSamples;
using static Oms.Custody.Tests.CheckOuts.CheckOutSamples;
using Command = Oms.Custody.CheckOuts.CheckOutCommand;
using Decision = Oms.Entities.Decision<
    Oms.Custody.CheckOuts.CheckOutEvent, Oms.Custody.CheckOuts.CheckOutRejection>;

namespace Oms.Custody.Tests.CheckOuts;

/// <summary>The count of a visit: scans and manual counts side by side, and what its record says.</summary>
public sealed class CargoCountTests
{
    [Fact]
    public void The_record_of_the_count_tells_every_source_and_the_manifest_against_deliveries_and_returns()
    {
        var cargo = Go(Delivered, Code(MilkUnit), Code(MilkUnit, 1), Damaged(MilkUnit, 2), Close()).Known!.Cargo!;

        Assert.Equal([new CargoCount("MILK", "L7", 3, 3)], cargo.Counts);
        Assert.Equal(
            [new TallyLine("MILK", "L7", 3, 3, 1, null, CountSource.Scans, 3, 1)], cargo.Lines);
        Assert.Equal([TallyFindings.Damage], Codes(cargo.Findings!));
        Assert.Equal(
            [
                new ReconciledLine("MILK", "L7", 16, 13, 2, 1, 0, 0, 0),
                new ReconciledLine("SOAP", "S1", 4, 4, 0, 0, 0, 0, 0),
            ],
            cargo.Reconciliation!.Lines);
        Assert.Equal(
            [
                new StockBooking("MILK", "L7", 2, BookingKind.Restock),
                new StockBooking("MILK", "L7", 1, BookingKind.Quarantine),
            ],
            cargo.Reconciliation.Bookings);
        Assert.Equal("complete", StepOutcomes.Of(cargo));
    }

    [Fact]
    public void A_manifest_without_a_catalogue_has_the_record_that_it_always_had()
    {
        var cargo = After(Arrive, Attach, StopOne, StopTwo, Scan, Verify).Known!.Cargo!;

        Assert.Equal(
            new CheckOutEvent.CargoVerified(cargo.Counts, "S-1") { Actor = TheSupervisor }, cargo);
        Assert.Equal([new CargoCount("MILK", "L7", 3, 2)], cargo.Counts);
    }

    [Fact]
    public void Damage_that_a_scan_tells_is_counted_without_a_catalogue_too()
    {
        Command damaged = new Command.ScanCargo("MILK", "L7", 2, "c", "sc-3", Noon) { Damaged = true };

        var cargo = After(Arrive, Attach, StopOne, StopTwo, damaged, Verify).Known!.Cargo!;

        Assert.Equal((2, 2), (cargo.Lines![0].Counted, cargo.Lines[0].Damaged));
        Assert.Equal(2, cargo.Reconciliation!.Lines[0].ReturnedDamaged);
    }

    [Fact]
    public void Scans_that_do_not_speak_of_damage_make_nothing_good_that_a_stop_reported_as_damaged()
    {
        var line = Go(Delivered, new Command.ScanCargo("MILK", "L7", 3, "c", "sc-3", Noon), Close())
            .Known!.Cargo!.Reconciliation!.Lines[0];
        Assert.Equal((2, 1), (line.ReturnedGood, line.ReturnedDamaged));

        // A person who counted by hand looked.
        line = Go(Delivered, ByHand("MILK", "L7", 3), Close()).Known!.Cargo!.Reconciliation!.Lines[0];
        Assert.Equal((3, 0), (line.ReturnedGood, line.ReturnedDamaged));
    }

    [Fact]
    public void Where_scans_and_a_manual_count_differ_the_count_stays_open_until_a_person_rules()
    {
        var visit = Go(Delivered, Code(MilkUnit), ByHand("MILK", "L7", 3, damaged: 1));

        var open = Assert.IsType<CheckOutRejection.CountOpen>(Refusal(visit, Close()));
        Assert.Equal(("L7", 1, 3), (open.Lines[0].Lot, open.Lines[0].Scanned, open.Lines[0].Manual!.Quantity));

        var cargo = Go(visit, Close(Rule("MILK", "L7", 2, damaged: 1))).Known!.Cargo!;
        var line = Assert.Single(cargo.Lines!);
        Assert.Equal((CountSource.Ruling, 2, 1), (line.Source, line.Counted, line.Damaged));
        Assert.Equal((1, 3), (line.Scanned, line.Manual!.Quantity));
        Assert.Equal("One label is torn.", Assert.Single(cargo.Rulings!).Reason);
        Assert.Equal("shortage", StepOutcomes.Of(cargo));
    }

    [Fact]
    public void A_ruling_needs_a_difference_a_reason_and_numbers_that_can_be()
    {
        var visit = Go(Delivered, Code(MilkUnit), ByHand("MILK", "L7", 3));

        Assert.Equal("rulings.reason", Field(Rule("MILK", "L7", 3) with { Reason = "" }));
        Assert.Equal("rulings.damaged", Field(Rule("MILK", "L7", 3, damaged: 4)));
        Assert.Equal("rulings.quantity", Field(Rule("MILK", "L7", -1)));
        Assert.Equal("rulings", Field(Rule("SOAP", "S1", 0)));
        Assert.Equal("rulings", Field(Rule("MILK", "L7", 3), Rule("MILK", "L7", 2)));

        string Field(params CountRuling[] rulings) =>
            Assert.IsType<CheckOutRejection.Invalid>(Refusal(visit, Close(rulings))).Field;
    }

    [Fact]
    public void A_manual_count_without_a_lot_is_of_the_only_lot_there_is() =>
        Assert.Equal(
            [new CargoCount("MILK", "L7", 3, 3)], Go(Delivered, ByHand("MILK", null, 3)).Known!.Counts());

    [Fact]
    public void A_manual_count_is_corrected_by_another_record_and_opens_a_closed_count_again()
    {
        var closed = Go(Delivered, ByHand("MILK", "L7", 3), Close());

        Assert.IsType<CheckOutRejection.StepDoneDifferently>(Refusal(
            Go(Delivered, ByHand("MILK", "L7", 3)), ByHand("MILK", "L7", 2)));
        Assert.IsType<CheckOutRejection.CountClosed>(Refusal(closed, ByHand("SOAP", "S1", 1)));
        var again = Go(closed, ByHand("MILK", "L7", 2) with { Supersedes = 5 });
        Assert.Null(again.Known!.Cargo);
        Assert.Equal([new CargoCount("MILK", "L7", 3, 2)], again.Known.Counts());
    }

    [Theory]
    [InlineData(0, "complete")]
    [InlineData(1, "mismatch")]
    public void A_complete_number_of_expired_units_is_no_complete_count(int daysLater, string outcome)
    {
        Command arrived = (Command.Arrive)Arrive with { At = Noon + Duration.FromDays(daysLater) };

        var cargo = After(arrived, AttachListed, StopOne, StopTwo, Code(MilkUnit, quantity: 3), Close()).Known!.Cargo!;

        Assert.Equal([new CargoCount("MILK", "L7", 3, 3)], cargo.Counts);
        Assert.Equal(outcome, StepOutcomes.Of(cargo));
    }

    [Fact]
    public void A_wrong_lot_is_a_shortage_of_the_right_one_and_over_itself()
    {
        var cargo = Go(Delivered, Code("(02)09506000134352(37)3(10)L9"), Close()).Known!.Cargo!;

        Assert.Equal(
            [new CargoCount("MILK", "L7", 3, 0), new CargoCount("MILK", "L9", 0, 3)], cargo.Counts);
        Assert.Equal(TallyFindings.WrongLot, cargo.Findings![0].Code);
        Assert.Equal("mismatch", StepOutcomes.Of(cargo));
        Assert.Equal(
            [("L7", 3, BookingKind.Short), ("L9", 3, BookingKind.Found)],
            cargo.Reconciliation!.Bookings.Select(booking => (booking.Lot, (int)booking.Quantity, booking.Kind)));
    }

    [Fact]
    public void What_was_loaded_is_set_against_what_was_ordered()
    {
        var manifest = Listed with
        {
            Stops =
            [
                Listed.Stops[0] with
                {
                    Ordered = [new OrderedQuantity(1, "MILK", 12), new OrderedQuantity(2, "SOAP", 4)],
                },
                Listed.Stops[1],
            ],
        };

        var cargo = After(Arrive, new Command.AttachManifest(manifest), StopOne, StopTwo, Close()).Known!.Cargo!;

        Assert.Equal(
            "12 of MILK were ordered, 10 were on board.",
            cargo.Findings!.Single(finding => finding.Code == TallyFindings.LoadedShort).Message);
    }

    [Fact]
    public void At_the_start_of_a_route_the_count_is_of_what_was_loaded_and_nothing_is_reconciled()
    {
        var cargo = After(
            CheckInTests.Arrive,
            AttachListed,
            new Command.AcknowledgeInspection(Satisfied: true, Hash) { Actor = TheDriver },
            new Command.CheckPreCool(1, 4_000, Noon),
            Code(MilkCase, quantity: 2),
            Code(MilkUnit, 1, quantity: 4),
            Code(Soap("A-1"), 2), Code(Soap("A-2"), 3), Code(Soap("A-3"), 4), Code(Soap("A-4"), 5),
            Close()).Known!.Cargo!;

        Assert.Equal("complete", StepOutcomes.Of(cargo));
        Assert.Null(cargo.Reconciliation);
    }

    [Fact]
    public void A_route_of_very_many_lots_can_still_be_counted_and_tells_what_is_remarkable()
    {
        var lines = Enumerable.Range(1, 400)
            .Select(line => new ManifestLine(line, $"SKU-{line}-{new string('s', 50)}", new string('l', 60), 2, null))
            .ToList();
        var manifest = Listed with { Stops = [new ManifestStop(1, "O-1", "Anna", lines)] };
        var stop = Deliver(1, "O-1", [.. lines.Select(line => new DeliveredLine(
            line.Line, line.Sku, line.Lot, line.Line == 7 ? 1 : 2, 0, line.Line == 7 ? 1 : 0, 0, "late"))]);

        var cargo = After(Arrive, new Command.AttachManifest(manifest), stop, Close()).Known!.Cargo!;

        Assert.InRange(CheckOutEvents.Write(cargo).Length, 1, CheckOutBounds.EventBytesMax);
        Assert.Equal((2, 1, 0, 0, 1), Assert.Single(
            cargo.Reconciliation!.Lines.Where(line => line.Short > 0)
                .Select(line => (line.Carried, line.Delivered, line.ReturnedGood, line.ReturnedDamaged, line.Short))));
    }

    [Fact]
    public void The_weight_of_what_comes_back_is_held_against_the_catalogue()
    {
        Assert.Equal("within-limit", Weigh(new Command.RecordWeight("cargo", 3_000, 9_000_000, "scale-1")).Outcome);
        var (outcome, recorded) = Weigh(new Command.RecordWeight("cargo", 30_000, 9_000_000, "scale-1"));
        Assert.Equal(("deviating", 3_090L), (outcome, recorded.ExpectedGrams));
        Assert.Equal("weight-differs", recorded.Finding!.Code);
        Assert.Equal(
            7_403_090,
            Weigh(new Command.RecordWeight("gross", 7_400_000, 9_000_000, "scale-1") { TareGrams = 7_400_000 })
                .Recorded.ExpectedGrams);

        // Of an axle, or without the vehicle's own weight, nothing can be told.
        Assert.Null(Weigh(new Command.RecordWeight("gross", 1, 2, "scale-1")).Recorded.ExpectedGrams);
        Assert.Null(Weigh(new Command.RecordWeight("axle-1", 1, 2, "s") { TareGrams = 1 }).Recorded.ExpectedGrams);
        Assert.Equal("over-limit", Weigh(new Command.RecordWeight("cargo", 30_000, 29_999, "scale-1")).Outcome);

        static (string? Outcome, CheckOutEvent.WeightRecorded Recorded) Weigh(Command.RecordWeight weight)
        {
            var recorded = (CheckOutEvent.WeightRecorded)Go(Delivered, weight).Known!.Steps[$"weights/{weight.Part}"]
                .Event;
            return (StepOutcomes.Of(recorded), recorded);
        }
    }

    [Fact]
    public void A_step_that_is_sent_again_is_already_done_whatever_follows_from_it_by_now()
    {
        Command weigh = new Command.RecordWeight("cargo", 3_000, 9_000_000, "scale-1");
        var visit = After(Arrive, AttachListed, weigh, StopOne, StopTwo);

        Assert.Same(Decision.AlreadyDone, CheckOut.Decide(visit, weigh, Noon));
    }

    private static Command Damaged(string code, int second) => (Command.ScanCode)Code(code, second) with
    {
        Damaged = true,
    };

    private static IEnumerable<string> Codes(IReadOnlyList<Finding> findings) =>
        findings.Select(finding => finding.Code);
}
