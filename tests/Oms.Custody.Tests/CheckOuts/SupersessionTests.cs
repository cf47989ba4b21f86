using Oms.Custody.CheckOuts;
using Xunit;
using static Oms.Custody.Tests.CheckOuts.CheckOutSamples;
using Command = Oms.Custody.CheckOuts.CheckOutCommand;
using Decision = Oms.Entities.Decision<
    Oms.Custody.CheckOuts.CheckOutEvent, Oms.Custody.CheckOuts.CheckOutRejection>;

namespace Oms.Custody.Tests.CheckOuts;

/// <summary>Nothing is edited: a correction is another record that names the one in whose place it stands.</summary>
public sealed class SupersessionTests
{
    private static readonly Command OtherKeys = new Command.ReturnKeys("K-13", "S-1") { Actor = TheSupervisor };

    [Fact]
    public void A_correction_names_the_record_in_whose_place_it_stands_and_makes_signatures_void()
    {
        var signed = After([.. Steps, Driver]);

        var decision = Assert.IsType<Decision.Accepted>(
            CheckOut.Decide(signed, OtherKeys with { Supersedes = 9 }, Noon));

        Assert.Equal(
            new CheckOutEvent.KeysReturned("K-13", "S-1") { Actor = TheSupervisor, Supersedes = 9 },
            Assert.Single(decision.Events));
        var after = decision.Events.Aggregate(signed, CheckOut.Evolve);
        Assert.Equal((CheckOutPhase.Ready, 11L), (after.Phase, after.Known!.Steps["keys"].Number));
        Assert.Same(Decision.AlreadyDone, CheckOut.Decide(after, OtherKeys with { Supersedes = 9 }, Noon));
    }

    [Fact]
    public void A_correction_of_what_was_corrected_meanwhile_is_refused_and_the_record_that_stands_is_named() =>
        Assert.Equal(
            new CheckOutRejection.SupersededBefore("keys", 9, 10),
            Refusal(
                After([.. Steps, OtherKeys with { Supersedes = 9 }]),
                new Command.ReturnKeys("K-14", "S-1") { Actor = TheSupervisor, Supersedes = 9 }));

    [Fact]
    public void A_correction_of_nothing_is_refused() =>
        Assert.Equal(
            new CheckOutRejection.NothingToSupersede("keys", 3), Refusal(After(Arrive), Keys with { Supersedes = 3 }));

    [Fact]
    public void A_corrected_scan_opens_the_count_again_and_one_scan_more_does_not()
    {
        var counted = After(Arrive, Attach, StopOne, StopTwo, Scan, Verify);
        var none = new Command.ScanCargo("MILK", "L7", 0, "0345", "sc-3", Noon) { Supersedes = 5 };

        Assert.Equal(["inspection", "cargo", "eld-file", "keys"], Go(counted, none).Known!.Missing());
        Assert.Equal([new CargoCount("MILK", "L7", 3, 0)], Go(counted, none).Known!.Counts());
        Assert.IsType<CheckOutRejection.CountClosed>(Refusal(
            counted, new Command.ScanCargo("MILK", "L7", 1, "0346", "sc-3", Noon)));
    }

    [Fact]
    public void A_completed_visit_that_is_opened_again_needs_both_signatures_anew_and_takes_nothing_away_until_then()
    {
        var completed = After([.. Steps, Supervisor, Driver]);
        var again = Go(CheckOut.Initial, Reopen(completed, "A dent was found."));

        Assert.Equal((CheckOutPhase.Ready, "depot:lyon"), (again.Phase, again.Custodian));
        Assert.Equal(completed.Known!.Steps.Keys.Order(), again.Known!.Steps.Keys.Order());
        Assert.Equal(CheckOutPhase.Signed, Go(again, Supervisor).Phase);
        Assert.Equal(CheckOutPhase.Completed, Go(again, Supervisor, Driver).Phase);
        Assert.Equal("completed", again.Known!.Arrival.StandsFor!.Outcome);
    }

    [Fact]
    public void What_is_carried_over_says_which_record_it_was()
    {
        var disputed = After([.. Steps, new Command.Dispute("short", "D-7") { Actor = TheDriver }]);
        var events = Assert.IsType<Decision.Accepted>(
            CheckOut.Decide(CheckOut.Initial, Reopen(disputed, "Settled."), Noon)).Events;

        Assert.Equal(
            [null, 2L, 3, 4, 5, 6, 7, 8, 9], events.Select(happened => happened.CarriedFrom));
        Assert.Equal("driver:D-7", events.Aggregate(CheckOut.Initial, CheckOut.Evolve).Custodian);
    }

    [Fact]
    public void The_ended_visit_itself_takes_no_correction() =>
        Assert.Equal(
            new CheckOutRejection.Closed("completed"),
            Refusal(After([.. Steps, Supervisor, Driver]), OtherKeys with { Supersedes = 9 }));
}
