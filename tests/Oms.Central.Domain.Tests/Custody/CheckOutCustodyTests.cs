using System.Text;
using System.Text.Json;
using NodaTime;
using Oms.Central.Custody;
using Oms.Custody.Cargo;
using Oms.Custody.CheckOuts;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Central.Custody.CustodyEvent, Oms.Central.Custody.CustodyRejection>;

namespace Oms.Central.Tests.Custody;

public sealed class CheckOutCustodyTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 21, 12, 0);

    private static readonly CheckOutEvent Arrived =
        new CheckOutEvent.Arrived("dep-1", "T-12", "D-3", "R-7", null, null, Noon);

    private static readonly CheckOutEvent Delivered = new CheckOutEvent.DeliveryReconciled(
        new StopDelivery(1, "order-1", [new DeliveredLine(1, "MILK", "L1", 10, 0, 0, 0, null)], null));

    [Fact]
    public void A_completed_hand_over_tells_everything_at_once()
    {
        var events = Take(CheckOutCustody.Initial, Arrived, Delivered, new CheckOutEvent.Completed("anna"));
        var summary = Assert.Single(events.OfType<CustodyEvent.CustodyCompleted>());
        Assert.Equal(("R-7", "anna", 3), (summary.Route, summary.Custodian, summary.CustodySeq));
        Assert.Equal(2, Assert.Single(summary.Deliveries).CustodySeq);
        Assert.Null(summary.Counts);
    }

    [Fact]
    public void The_reconciliation_of_the_newest_count_is_told_with_the_end()
    {
        var first = new CheckOutEvent.CargoVerified([new CargoCount("MILK", "L1", 0, 0)], "anna")
        {
            Reconciliation = new DeliveryReconciliation([], [], []),
        };
        var second = first with
        {
            Reconciliation = new DeliveryReconciliation(
                [new ReconciledLine("MILK", "L1", 10, 9, 0, 0, 1, 0, 0)], [], []),
        };

        var summary = Assert.IsType<CustodyEvent.CustodyCompleted>(Take(
            CheckOutCustody.Initial, Arrived, Delivered, first, second, new CheckOutEvent.Completed("anna"))[^1]);
        Assert.Equal(second.Reconciliation.Lines, summary.Reconciliation!.Lines);

        // A count of the form without one takes it back.
        summary = Assert.IsType<CustodyEvent.CustodyCompleted>(Take(
            CheckOutCustody.Initial, Arrived, first, first with { Reconciliation = null },
            new CheckOutEvent.Completed("anna"))[^1]);
        Assert.Null(summary.Reconciliation);
    }

    [Fact]
    public void Records_that_were_taken_are_not_taken_again()
    {
        var state = After(CheckOutCustody.Initial, Arrived, Delivered);
        Assert.Same(Decision.AlreadyDone, CheckOutCustody.Decide(state, Command(1, Arrived, Delivered), Noon));
        var more = Assert.IsType<Decision.Accepted>(CheckOutCustody.Decide(
            state, Command(2, Delivered, new CheckOutEvent.Completed("anna")), Noon)).Events;
        Assert.Equal(3, Assert.Single(Assert.IsType<CustodyEvent.RecordsTaken>(more[0]).Records).CustodySeq);
    }

    [Fact]
    public void A_gap_is_refused() =>
        Assert.Equal(
            new CustodyRejection.RecordsMissing(1, 2),
            Assert.IsType<Decision.Rejected>(
                CheckOutCustody.Decide(CheckOutCustody.Initial, Command(2, Delivered), Noon)).Reason);

    [Fact]
    public void A_check_leavingthat_does_not_begin_with_an_arrival_concludes_nothing()
    {
        var state = After(CheckOutCustody.Initial, Delivered, new CheckOutEvent.Completed("anna"));
        Assert.Equal(CustodyStatus.Broken, state.Status);
        Assert.DoesNotContain(
            Take(CheckOutCustody.Initial, Delivered, new CheckOutEvent.Completed("anna")),
            e => e is CustodyEvent.CustodyCompleted);
    }

    [Fact]
    public void A_record_that_cannot_be_read_breaks_it()
    {
        var state = After(CheckOutCustody.Initial, Arrived);
        var bad = new CustodyInput(9, 2, "ff", CheckOutEvents.Completed, 1, Noon, Encoding.UTF8.GetBytes("{\"x\":1}"));
        var events = Assert.IsType<Decision.Accepted>(CheckOutCustody.Decide(
            state, new CustodyCommand.Take("dep-1", "gw-1", "i", [bad]), Noon)).Events;
        Assert.IsType<CustodyEvent.CustodyBroken>(events[^1]);
    }

    [Fact]
    public void A_kind_that_is_not_known_is_noted_and_changes_nothing()
    {
        var state = After(CheckOutCustody.Initial, Arrived);
        var other = new CustodyInput(9, 2, "ff", "check-out.photo-taken", 1, Noon, Encoding.UTF8.GetBytes("{}"));
        var events = Assert.IsType<Decision.Accepted>(CheckOutCustody.Decide(
            state, new CustodyCommand.Take("dep-1", "gw-1", "i", [other]), Noon)).Events;
        Assert.IsType<CustodyEvent.RecordsTaken>(Assert.Single(events));
    }

    [Fact]
    public void Another_depot_cannot_go_on_with_it()
    {
        var state = After(CheckOutCustody.Initial, Arrived);
        var events = Assert.IsType<Decision.Accepted>(CheckOutCustody.Decide(
            state, Command(2, new CheckOutEvent.Completed("eve")) with { Depot = "dep-2" }, Noon)).Events;
        Assert.IsType<CustodyEvent.CustodyBroken>(events[^1]);
    }

    [Fact]
    public void An_excursion_that_is_found_late_is_still_noted_and_nothing_else_follows_the_end()
    {
        var ended = After(CheckOutCustody.Initial, Arrived, new CheckOutEvent.Completed("anna"));
        var late = new CheckOutEvent.TemperatureExcursionRecorded(
            new TemperatureExcursion("RF", 1, Noon, null, 9_000, new TemperatureBand(2_000, 8_000), []));
        Assert.IsType<CustodyEvent.ExcursionNoted>(Take(ended, 3, late)[^1]);
        Assert.IsType<CustodyEvent.RecordsTaken>(Assert.Single(Take(ended, 3, new CheckOutEvent.Completed("eve"))));
    }

    [Fact]
    public void A_check_in_hands_the_route_to_the_driver_and_closes_nothing()
    {
        var leaving = new CheckOutEvent.Arrived("dep-1", "T-12", "D-3", "R-7", null, null, Noon)
        {
            Direction = Direction.CheckIn,
        };
        var events = Take(CheckOutCustody.Initial, leaving, new CheckOutEvent.Completed("driver:D-3"));

        Assert.Equal(new CustodyEvent.CustodyCheckedIn("dep-1", "T-12", "D-3", "R-7", 2), events[^1]);
        Assert.DoesNotContain(events, e => e is CustodyEvent.CustodyCompleted);
    }

    [Fact]
    public void What_the_depot_did_not_take_over_does_not_count_as_come_back()
    {
        var events = Take(
            CheckOutCustody.Initial,
            Arrived,
            Delivered,
            new CheckOutEvent.CargoVerified([new CargoCount("MILK", "L1", 3, 3)], "anna"),
            new CheckOutEvent.Completed("depot:dep-1")
            {
                Kept = [new ItemQuantity(new Item(ItemKind.Units, "MILK", "L1"), 1)],
            });

        var summary = Assert.IsType<CustodyEvent.CustodyCompleted>(events[^1]);
        Assert.Equal([new CargoCount("MILK", "L1", 3, 2)], summary.Counts);
        Assert.Equal(1, Assert.Single(summary.Kept!).Quantity);
    }

    [Fact]
    public void A_correction_stands_in_the_place_of_the_delivery_that_it_supersedes()
    {
        var corrected = new CheckOutEvent.DeliveryReconciled(
            new StopDelivery(1, "order-1", [new DeliveredLine(1, "MILK", "L1", 9, 1, 0, 0, "lost")], null))
        {
            Supersedes = 2,
        };
        var events = Take(
            CheckOutCustody.Initial, Arrived, Delivered, corrected, new CheckOutEvent.Completed("depot:dep-1"));

        var delivery = Assert.Single(Assert.IsType<CustodyEvent.CustodyCompleted>(events[^1]).Deliveries);
        Assert.Equal((3, 9), (delivery.CustodySeq, delivery.Delivery.Lines[0].Delivered));
    }

    [Fact]
    public void Defects_are_told_once_and_not_again_when_their_record_is_carried_into_another_check_out()
    {
        var inspected = new CheckOutEvent.VehicleInspected(
            InspectionOutcome.DefectsFound, [new VehicleDefect("horn", "silent", null)], "D-3")
        {
            Vehicle = "T-12",
        };

        var told = Assert.IsType<CustodyEvent.DefectsNoted>(Take(CheckOutCustody.Initial, Arrived, inspected)[^1]);
        Assert.Equal(("T-12", 2), (told.Vehicle, told.CustodySeq));
        Assert.Equal(["horn"], told.Parts);
        Assert.DoesNotContain(
            Take(CheckOutCustody.Initial, Arrived, inspected with { CarriedFrom = 2 }),
            e => e is CustodyEvent.DefectsNoted);
    }

    private static CheckOutCustody After(CheckOutCustody state, params CheckOutEvent[] told) =>
        Take(state, 1, told).Aggregate(state, CheckOutCustody.Evolve);

    private static IReadOnlyList<CustodyEvent> Take(CheckOutCustody state, params CheckOutEvent[] told) =>
        Take(state, 1, told);

    private static IReadOnlyList<CustodyEvent> Take(CheckOutCustody state, long from, params CheckOutEvent[] told) =>
        Assert.IsType<Decision.Accepted>(CheckOutCustody.Decide(state, Command(from, told), Noon)).Events;

    private static CustodyCommand.Take Command(long from, params CheckOutEvent[] told) => new(
        "dep-1",
        "gw-1",
        "i",
        [
            .. told.Select((e, i) => new CustodyInput(
                from + i + 10,
                from + i,
                "ff",
                CheckOutEvents.NameOf(e),
                1,
                Noon,
                JsonSerializer.SerializeToUtf8Bytes(e, CheckOutJson.Default.GetTypeInfo(e.GetType())!))),
        ]);
}
