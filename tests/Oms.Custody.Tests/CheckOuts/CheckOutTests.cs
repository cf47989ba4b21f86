using Oms.Custody.CheckOuts;
using Xunit;
using static Oms.Custody.Tests.CheckOuts.CheckOutSamples;
using Command = Oms.Custody.CheckOuts.CheckOutCommand;
using Decision = Oms.Entities.Decision<
    Oms.Custody.CheckOuts.CheckOutEvent, Oms.Custody.CheckOuts.CheckOutRejection>;

namespace Oms.Custody.Tests.CheckOuts;

public sealed class CheckOutTests
{
    [Fact]
    public void Two_different_signatures_after_every_step_give_custody_to_the_depot()
    {
        var state = After([.. Steps, Supervisor]);
        Assert.Equal("driver:D-7", state.Custodian);

        var last = Assert.IsType<Decision.Accepted>(CheckOut.Decide(state, Driver, Noon));

        Assert.Equal(
            [
                new CheckOutEvent.SignedOff(Role.Driver, "D-7", Hash) { Actor = TheDriver },
                new CheckOutEvent.Completed("depot:lyon"),
            ],
            last.Events);
        Assert.Equal("depot:lyon", After([.. Steps, Supervisor, Driver]).Custodian);
    }

    [Theory]
    [InlineData(1, "manifest,deliveries,cargo")]
    [InlineData(2, "inspection")]
    [InlineData(7, "eld-file")]
    [InlineData(8, "keys")]
    public void A_signature_before_a_step_is_refused_and_names_what_is_missing(int without, string missing)
    {
        // Without the manifest the stops and the count cannot be done either; they are left out too.
        Command[] left = without == 1
            ? [Arrive, Inspect, Eld, Keys]
            : [.. Steps.Where((_, index) => index != without)];
        var refusal = Assert.IsType<CheckOutRejection.StepsOpen>(Refusal(After(left), Driver));

        Assert.Equal(missing.Replace(",deliveries", "", StringComparison.Ordinal).Split(','), refusal.Missing);
    }

    [Fact]
    public void The_count_cannot_be_closed_before_the_last_stop_is_known() =>
        Assert.Equal(
            [2],
            Assert.IsType<CheckOutRejection.StopsOpen>(
                Refusal(After(Arrive, Attach, StopOne), Verify)).Stops);

    [Fact]
    public void The_count_sets_what_was_scanned_against_what_was_refused_and_damaged()
    {
        var facts = After(Arrive, Attach, StopOne, StopTwo, Scan, Verify).Known!;

        Assert.Equal([new CargoCount("MILK", "L7", 3, 2)], facts.Cargo!.Counts);
    }

    [Fact]
    public void A_scan_without_a_lot_counts_for_the_only_lot_of_its_unit()
    {
        var unlabelled = new Command.ScanCargo("MILK", null, 1, "0345", "sc-3", Noon);
        var stranger = new Command.ScanCargo("JAM", null, 1, "0999", "sc-3", Noon);

        Assert.Equal(
            [new CargoCount("JAM", "", 0, 1), new CargoCount("MILK", "L7", 3, 1)],
            After(Arrive, Attach, StopOne, StopTwo, unlabelled, stranger).Known!.Counts());
    }

    [Fact]
    public void A_line_that_was_filled_from_two_lots_is_delivered_once_for_each()
    {
        Command.AttachManifest attach = new(Promised with
        {
            Stops =
            [
                new ManifestStop(1, "O-1", "Chez Anna",
                    [new ManifestLine(1, "MILK", "L6", 4, null), new ManifestLine(1, "MILK", "L7", 6, null)]),
            ],
        });
        DeliveredLine older = new(1, "MILK", "L6", 3, 0, 1, 0, "late");
        DeliveredLine newer = new(1, "MILK", "L7", 6, 0, 0, 0, null);

        var facts = After(Arrive, attach, Deliver(1, "O-1", older, newer), Scan, Verify).Known!;

        Assert.Equal([new CargoCount("MILK", "L6", 1, 0), new CargoCount("MILK", "L7", 0, 2)], facts.Cargo!.Counts);
        Assert.Equal(
            new CheckOutRejection.UnknownLine(1), Refusal(After(Arrive, attach), Deliver(1, "O-1", older)));
        Assert.Equal(
            new CheckOutRejection.UnknownLine(1), Refusal(After(Arrive, attach), Deliver(1, "O-1", older, older)));
    }

    [Theory]
    [InlineData(6, 0, 2, 1)]
    [InlineData(8, 0, 2, 1)]
    public void Counts_one_off_the_manifest_are_refused(int delivered, int missing, int refused, int damaged)
    {
        var wrong = Deliver(1, "O-1",
            new DeliveredLine(1, "MILK", "L7", delivered, missing, refused, damaged, "why"),
            new DeliveredLine(2, "SOAP", "S1", 4, 0, 0, 0, null));

        Assert.Equal(
            new CheckOutRejection.CountsDoNotAddUp(1, 10, delivered + missing + refused + damaged),
            Refusal(After(Arrive, Attach), wrong));
    }

    [Fact]
    public void A_line_left_out_is_named()
    {
        var half = Deliver(1, "O-1", new DeliveredLine(1, "MILK", "L7", 10, 0, 0, 0, null));

        Assert.Equal(new CheckOutRejection.UnknownLine(2), Refusal(After(Arrive, Attach), half));
    }

    [Fact]
    public void A_delivery_without_a_signature_is_refused_and_a_stop_where_nothing_was_delivered_needs_none()
    {
        var taken = new StopDelivery(2, "O-2", [new DeliveredLine(1, "MILK", "L7", 1, 5, 0, 0, "stolen")], null);
        var none = taken with { Lines = [new DeliveredLine(1, "MILK", "L7", 0, 6, 0, 0, "stolen")] };

        Assert.Equal(
            new CheckOutRejection.PodMissing(2), Refusal(After(Arrive, Attach), new Command.ReconcileDelivery(taken)));
        Assert.True(After(Arrive, Attach, new Command.ReconcileDelivery(none)).Known!.Deliveries.ContainsKey(2));
    }

    [Fact]
    public void The_driver_cannot_sign_for_the_supervisor_nor_a_stranger_for_the_driver()
    {
        var ready = After(Steps);

        Assert.Equal(
            new CheckOutRejection.SameSigner("D-7"),
            Refusal(ready, Sign(Role.Supervisor, "D-7", Hash)));
        Assert.Equal(
            new CheckOutRejection.WrongSigner("D-7", "D-8"),
            Refusal(ready, Sign(Role.Driver, "D-8", Hash)));
    }

    [Fact]
    public void A_step_done_again_with_another_content_is_refused_and_the_record_that_stands_is_named() =>
        Assert.Equal(
            new CheckOutRejection.StepDoneDifferently("keys", 9),
            Refusal(After(Steps), new Command.ReturnKeys("K-13", "S-1") { Actor = TheSupervisor }));

    [Fact]
    public void A_manifest_of_another_driver_is_refused() =>
        Assert.Equal(
            new CheckOutRejection.ManifestMismatch("driver", "D-7", "D-8"),
            Refusal(After(Arrive), new Command.AttachManifest(Promised with { Driver = "D-8" })));

    [Fact]
    public void A_dispute_voids_the_signature_and_leaves_the_driver_custodian()
    {
        var state = After([.. Steps, Driver, new Command.Dispute("seal broken", "S-1") { Actor = TheSupervisor }]);

        Assert.Equal("driver:D-7", state.Custodian);
        Assert.Empty(state.Known!.SignOffs);
        Assert.Equal(new CheckOutRejection.Closed("disputed"), Refusal(state, Supervisor));
    }

    [Fact]
    public void An_excursion_voids_a_signature_given_before_it()
    {
        var state = After([.. Steps, Driver, Excursion(5, ended: true)]);

        Assert.Equal(CheckOutPhase.Ready, state.Phase);
        Assert.Equal(CheckOutPhase.Completed, After([.. Steps, Driver, Excursion(5, true), Driver, Supervisor]).Phase);
    }

    [Fact]
    public void An_excursion_that_goes_on_may_end_once()
    {
        var state = After(Arrive, Excursion(5, ended: false), Excursion(5, ended: true));

        Assert.NotNull(Assert.Single(state.Known!.Excursions).Value.To);
        Assert.Same(Decision.AlreadyDone, CheckOut.Decide(state, Excursion(5, ended: false), Noon));
        Assert.IsType<CheckOutRejection.StepDoneDifferently>(Refusal(
            state,
            new Command.RecordExcursion(
                ((Command.RecordExcursion)Excursion(5, true)).Excursion with { ExtremeMilliC = 1 })));
    }

    [Fact]
    public void A_manifest_too_large_for_a_leaf_is_refused()
    {
        var line = new ManifestLine(1, new string('x', 64), new string('y', 64), 1, null);
        var stops = Enumerable.Range(1, 20).Select(stop => new ManifestStop(
            stop, $"O-{stop}", "C", [.. Enumerable.Range(1, 100).Select(number => line with { Line = number })]));

        Assert.IsType<CheckOutRejection.TooMany>(
            Refusal(After(Arrive), new Command.AttachManifest(Promised with { Stops = [.. stops] })));
    }
}
