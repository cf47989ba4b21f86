using Oms.Custody.CheckOuts;
using Oms.Custody.Inspections;
using Xunit;
using static Oms.Custody.Tests.CheckOuts.CheckOutSamples;
using Command = Oms.Custody.CheckOuts.CheckOutCommand;

namespace Oms.Custody.Tests.CheckOuts;

/// <summary>The start of a route: the depot gives, the driver receives.</summary>
public sealed class CheckInTests
{
    public static readonly Command Arrive = new Command.Arrive("lyon", "TRK-12", "D-7", "R-1", "dock-3", null, Noon)
    {
        Direction = Direction.CheckIn,
        PriorReports = [new PriorReport("co-0.3", ["tires"])],
    };

    private static readonly Command Acknowledge =
        new Command.AcknowledgeInspection(Satisfied: true, Hash) { Actor = TheDriver };

    private static readonly Command Cold = new Command.CheckPreCool(1, 8_000, Noon);

    private static readonly Command[] Loaded = [Load("MILK", "L7", 16), Load("SOAP", "S1", 4)];

    private static readonly Command HandKeys =
        new Command.HandAsset(ItemKind.Key, "K-12", AssetOutcome.HandedOver, "D-7") { Actor = TheSupervisor };

    [Fact]
    public void Nothing_is_loaded_before_the_checklist_is_complete()
    {
        Assert.Equal(
            ["manifest", "acknowledgement"],
            Assert.IsType<CheckOutRejection.LoadGateClosed>(Refusal(After(Arrive), Loaded[0])).Missing);
        Assert.Equal(
            ["acknowledgement", "pre-cool"],
            Assert.IsType<CheckOutRejection.LoadGateClosed>(Refusal(After(Arrive, Attach), Loaded[0])).Missing);
        Assert.Single(After(Arrive, Attach, Acknowledge, Cold, Loaded[0]).Known!.Scans);
    }

    [Fact]
    public void Both_signatures_give_vehicle_keys_and_what_was_loaded_to_the_driver()
    {
        var ready = After([Arrive, Attach, Acknowledge, Cold, .. Loaded, Verify, HandKeys]);
        Assert.Equal("depot:lyon", ready.Custodian);

        var left = Go(ready, Supervisor, Driver);

        Assert.Equal("driver:D-7", left.Custodian);
        Assert.All(Custodianship.Of(left), holding => Assert.Equal("driver:D-7", holding.Custodian));
        Assert.Equal([16, 4], left.Known!.Counts().Select(count => count.Found));
    }

    [Fact]
    public void What_was_promised_and_not_loaded_stays_with_the_depot()
    {
        var left = After(
            Arrive, Attach, Acknowledge, Cold, Load("MILK", "L7", 15), Loaded[1], Verify, HandKeys, Supervisor, Driver);

        Assert.Contains(
            new Holding(new Item(ItemKind.Units, "MILK", "L7"), 1, "depot:lyon"), Custodianship.Of(left));
    }

    [Fact]
    public void A_compartment_one_thousandth_of_a_degree_too_warm_holds_the_signatures_up()
    {
        Command warm = new Command.CheckPreCool(1, 8_001, Noon);
        var ready = After([Arrive, Attach, Acknowledge, warm, .. Loaded, Verify, HandKeys]);

        Assert.Equal(
            ["pre-cool"], Assert.IsType<CheckOutRejection.OutcomesNotAcceptable>(Refusal(ready, Driver)).Steps);
        Assert.Equal(CheckOutPhase.Signed, Go(ready, Cold with { Supersedes = 4 }, Driver).Phase);
    }

    [Fact]
    public void A_vehicle_with_a_defect_of_which_nobody_certified_what_became_is_not_dispatched()
    {
        Command found = new Command.InspectVehicle(
            InspectionOutcome.DefectsFound, [new VehicleDefect("horn", "It is silent.", null)], "D-7")
        {
            Actor = TheDriver,
        };
        Command mended = new Command.CertifyRepair(1, RepairOutcome.Repaired, "M-1", "A wire was loose.")
        {
            Actor = TheSupervisor,
        };
        var ready = After([Arrive, found, Attach, Acknowledge, Cold, .. Loaded, Verify, HandKeys]);

        Assert.Equal([1], Assert.IsType<CheckOutRejection.AwaitingRepair>(Refusal(ready, Driver)).Defects);
        Assert.Equal(CheckOutPhase.Signed, Go(ready, mended, Driver).Phase);
    }

    [Fact]
    public void A_stop_cannot_be_delivered_before_the_route_has_left() =>
        Assert.Equal(
            new CheckOutRejection.NotInDirection("deliveries", Direction.CheckIn),
            Refusal(After(Arrive, Attach), StopOne));

    private static Command.ScanCargo Load(string sku, string lot, int quantity) =>
        new Command.ScanCargo(sku, lot, quantity, $"{sku}-code", "sc-3", Noon);
}
