using NodaTime;
using Oms.Custody.Checklists;
using Oms.Custody.CheckOuts;
using Oms.Custody.Inspections;
using Oms.Custody.Seals;
using Xunit;
using static Oms.Custody.Tests.CheckOuts.CheckOutSamples;
using Command = Oms.Custody.CheckOuts.CheckOutCommand;

namespace Oms.Custody.Tests.CheckOuts;

/// <summary>Every transition that is declared can be made.</summary>
public sealed class TransitionTests
{
    private static readonly VehicleDefect Brakes = new("service-brakes", "They squeal.", null);

    private static readonly Dictionary<string, (Direction Direction, Command[] Before, Command Step)> Steps = new()
    {
        ["manifest"] = (Direction.CheckOut, [], Attach),
        ["inspection"] = (Direction.CheckOut, [], Inspect),
        ["acknowledgement"] = (Direction.CheckIn, [],
            new Command.AcknowledgeInspection(true, Hash) { Actor = TheDriver }),
        ["repair"] = (Direction.CheckOut,
            [new Command.InspectVehicle(InspectionOutcome.DefectsFound, [Brakes], "D-7") { Actor = TheDriver }],
            new Command.CertifyRepair(1, RepairOutcome.Repaired, "M-1", "New pads.")
            {
                Actor = TheSupervisor,
            }),
        ["scan"] = (Direction.CheckOut, [], Scan),
        ["scan/code"] = (Direction.CheckOut, [], new Command.ScanCode("(01)09506000134352", 1, "sc-3", Noon)),
        ["count"] = (Direction.CheckOut, [], CatalogueSamples.ByHand("MILK", "L7", 1)),
        ["deliveries"] = (Direction.CheckOut, [Attach, StopTwo], StopOne),
        ["cargo"] = (Direction.CheckOut, [Attach, StopOne, StopTwo], Verify),
        ["pre-cool"] = (Direction.CheckIn, [Attach], new Command.CheckPreCool(1, 4_000, Noon)),
        ["eld-file"] = (Direction.CheckOut, [], Eld),
        ["seals"] = (Direction.CheckOut, [],
            new Command.HandleSeal("rear", SealAction.Checked, "A1", SealCondition.Intact, null, null, Noon)),
        ["temperature"] = (Direction.CheckOut,
            [new Command.AttachManifest(Promised with { Departed = Noon - Duration.FromHours(4) })],
            ProofTests.Judge(ProofTests.Cold)),
        ["hazmat"] = (Direction.CheckOut, [], ProofTests.Hazmat([])),
        ["keys"] = (Direction.CheckOut, [], Keys),
        ["fuel-card"] = (Direction.CheckOut, [],
            new Command.HandAsset(ItemKind.FuelCard, "FC-1", AssetOutcome.HandedOver, "S-1")
            {
                Actor = TheSupervisor,
            }),
        ["odometer"] = (Direction.CheckOut, [], new Command.ReadOdometer(1, null, null, null, Noon)),
        ["weights"] = (Direction.CheckOut, [], new Command.RecordWeight("gross", 1, 2, "scale-1")),
        ["excursion"] = (Direction.CheckOut, [], Excursion(1, ended: true)),
        ["exception"] = (Direction.CheckOut, [],
            new Command.ExceptItem(new Item(ItemKind.Vehicle, "TRK-12"), 1, "inspection", "It leaks.")
            {
                Actor = TheSupervisor,
            }),
    };

    [Fact]
    public void Every_declared_transition_can_be_made()
    {
        var made = new HashSet<Transition>();
        foreach (var (key, (direction, before, step)) in Steps)
        {
            var name = CheckOutSteps.OfKey(key);

            // Required alone, it is the last one; with another one beside it is not; without a rule it comes at any
            // time.
            Walk(made, direction, [name], [.. before, step]);
            Walk(made, direction, [name, name == "odometer" ? "eld-file" : "odometer"], [.. before, step]);
            Walk(made, direction, [], [.. before, step]);
            Walk(made, direction, [], [.. before, Driver, step]);
        }

        // What opens another step again, before and after a signature.
        var quiet = new Command.InspectVehicle(InspectionOutcome.DefectsFound, [Brakes], "D-7") { Actor = TheDriver };
        Command[] counted = [Attach, StopOne, StopTwo, Scan, Verify];
        foreach (var signed in new Command[][] { [], [Driver] })
        {
            Walk(made, Direction.CheckOut, ["deliveries"], [.. signed, Attach]);
            Walk(made, Direction.CheckOut, ["repair"], [.. signed, quiet]);
            Walk(made, Direction.CheckOut, ["cargo"],
                [
                    .. counted,
                    .. signed,
                    new Command.ScanCargo("MILK", "L7", 3, "0345", "sc-3", Noon) { Supersedes = 5 },
                ]);
            Walk(made, Direction.CheckOut, ["cargo"],
                [
                    .. counted,
                    .. signed,
                    new Command.ScanCode("0345", 0, "sc-3", Noon) { Supersedes = 5 },
                ]);
            Walk(made, Direction.CheckOut, ["cargo"],
                [
                    Attach,
                    StopOne,
                    StopTwo,
                    CatalogueSamples.ByHand("MILK", "L7", 3),
                    Verify,
                    .. signed,
                    CatalogueSamples.ByHand("MILK", "L7", 2) with { Supersedes = 5 },
                ]);
            Walk(made, Direction.CheckOut, ["cargo"],
                [.. counted, .. signed, Deliver(2, "O-2", new DeliveredLine(1, "MILK", "L7", 5, 1, 0, 0, "stolen"))
                    with { Supersedes = 4 }]);
        }

        foreach (var end in new Command[]
        {
            new Command.Refuse("no", "S-1") { Actor = TheSupervisor },
            new Command.Dispute("no", "S-1") { Actor = TheSupervisor },
        })
        {
            Walk(made, Direction.CheckOut, [], [end]);
            Walk(made, Direction.CheckOut, ["keys"], [end]);
            Walk(made, Direction.CheckOut, [], [Driver, end]);
        }

        Walk(made, Direction.CheckOut, [], [Driver, Supervisor]);
        var open = Go(CheckOut.Initial, Arrival(Direction.CheckOut, ["keys"]));
        foreach (var ended in new[]
        {
            Go(open, new Command.Dispute("no", "S-1") { Actor = TheSupervisor }),
            Go(open, Keys, Driver, Supervisor),
        })
        {
            var again = Go(CheckOut.Initial, Reopen(ended, "Settled."));
            _ = made.Add(new Transition(CheckOutPhase.Absent, typeof(Command.Reopen), again.Phase));
        }

        Assert.Equal("", string.Join("\n", CheckOutTransitions.All.Except(made)));
        Assert.Equal("", string.Join("\n", made.Except(CheckOutTransitions.All)));
    }

    private static void Walk(HashSet<Transition> made, Direction direction, string[] required, Command[] commands)
    {
        var state = CheckOut.Initial;
        foreach (var command in commands.Prepend(Arrival(direction, required)))
        {
            var after = Go(state, command);
            _ = made.Add(new Transition(state.Phase, command.GetType(), after.Phase));
            state = after;
        }
    }

    private static Command.Arrive Arrival(Direction direction, string[] required) =>
        new Command.Arrive("lyon", "TRK-12", "D-7", "R-1", null, null, Noon)
        {
            Direction = direction,
            Checklist = new ChecklistTemplate("t", 1, [.. required.Select(step => new StepRule(step, Required: true))]),
            PriorReports = [new PriorReport("co-0.3", ["tires"])],
        };
}
