using FsCheck;
using FsCheck.Fluent;
using Oms.Custody.Inspections;
using Xunit;
using static Oms.Custody.Tests.Inspections.VehicleSamples;
using Command = Oms.Custody.Inspections.VehicleCommand;
using Decision = Oms.Entities.Decision<
    Oms.Custody.Inspections.VehicleEvent, Oms.Custody.Inspections.VehicleRejection>;

namespace Oms.Custody.Tests.Inspections;

/// <summary>What holds for every vehicle, after any commands in any sequence.</summary>
public sealed class VehicleProperties
{
    private static readonly Gen<Command> AnyCommand = Gen.OneOf<Command>(
        from report in Gen.Choose(0, 3)
        from defects in Gen.Elements(Tyre, Dent).ListOf()
        select (Command)new Command.SubmitReport($"R-{report}", UnitKind.PowerUnit, [.. defects.Take(3)], Driver),
        from report in Gen.Choose(0, 4)
        from defect in Gen.Choose(0, 4)
        from outcome in Gen.Elements(RepairOutcome.Repaired, RepairOutcome.Unnecessary)
        select (Command)new Command.CertifyDefect($"R-{report}", defect, outcome, "done", Fitter),
        from report in Gen.Choose(0, 4)
        select (Command)new Command.AcknowledgeReview($"R-{report}", NextDriver),
        from minute in Gen.Choose(0, 60)
        from metres in Gen.Choose(0, 100_000)
        select Meters(MeterSource.Eld, metres, null, minute));

    [Fact]
    public void A_vehicle_is_held_exactly_while_a_work_order_of_safety_is_open() => ForAll((_, _, _, after) =>
        Assert.Equal(
            after.OpenWorkOrders().Where(order => order.Defect.HoldsDispatch).Select(order => order.Id),
            after.DispatchHolds().Select(hold => hold.Place)));

    [Fact]
    public void Every_work_order_is_opened_once_and_closed_at_most_once()
    {
        ForAllRuns((events, after) =>
        {
            var opened = events.OfType<VehicleEvent.WorkOrderOpened>().Select(one => one.WorkOrder).ToList();
            var closed = events.OfType<VehicleEvent.WorkOrderClosed>().Select(one => one.WorkOrder).ToList();

            Assert.Distinct(opened);
            Assert.Distinct(closed);
            Assert.Equal(opened.Except(closed).Order(), after.OpenWorkOrders().Select(order => order.Id).Order());
        });
    }

    [Fact]
    public void Believed_readings_never_go_back_by_more_than_the_tolerance() => ForAll((_, _, _, after) =>
        Assert.All(
            after.Readings.Zip(after.Readings.Skip(1)),
            pair => Assert.True(
                pair.Second.At >= pair.First.At
                && pair.Second.OdometerMetres >= pair.First.OdometerMetres - MeterRules.OdometerToleranceMetres)));

    [Fact]
    public void A_command_decided_again_at_once_is_already_done() => ForAll((_, command, decision, after) =>
    {
        if (decision is Decision.Accepted)
        {
            Assert.Same(Decision.AlreadyDone, Vehicle.Decide(after, command, Noon));
        }
    });

    private static void ForAll(Action<Vehicle, Command, Decision, Vehicle> check) =>
        Prop.ForAll(AnyCommand.ArrayOf(30).ToArbitrary(), commands =>
        {
            var state = Vehicle.Initial;
            foreach (var command in commands)
            {
                var decision = Vehicle.Decide(state, command, Noon);
                var after = decision is Decision.Accepted accepted
                    ? accepted.Events.Aggregate(state, Vehicle.Evolve)
                    : state;
                check(state, command, decision, after);
                state = after;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static void ForAllRuns(Action<IReadOnlyList<VehicleEvent>, Vehicle> check) =>
        Prop.ForAll(AnyCommand.ArrayOf(30).ToArbitrary(), commands =>
        {
            var (state, events) = (Vehicle.Initial, new List<VehicleEvent>());
            foreach (var command in commands)
            {
                if (Vehicle.Decide(state, command, Noon) is Decision.Accepted accepted)
                {
                    events.AddRange(accepted.Events);
                    state = accepted.Events.Aggregate(state, Vehicle.Evolve);
                }
            }

            check(events, state);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
}
