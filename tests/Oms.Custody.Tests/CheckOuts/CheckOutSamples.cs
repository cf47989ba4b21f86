using NodaTime;
using Oms.Custody.CheckOuts;
using Xunit;
using Command = Oms.Custody.CheckOuts.CheckOutCommand;
using Decision = Oms.Entities.Decision<
    Oms.Custody.CheckOuts.CheckOutEvent, Oms.Custody.CheckOuts.CheckOutRejection>;

namespace Oms.Custody.Tests.CheckOuts;

/// <summary>One small route with two stops, and the commands that take it from the gate to the last
/// signature.</summary>
internal static class CheckOutSamples
{
    public static readonly Instant Noon = Instant.FromUtc(2026, 3, 1, 12, 0);

    public static readonly string Hash = new('a', 64);

    public static readonly string OtherHash = new('b', 64);

    public static readonly Manifest Promised = new(
        "R-1", 1, "lyon", "TRK-12", "D-7", "rf-07",
        [
            new ManifestStop(1, "O-1", "Chez Anna",
            [
                new ManifestLine(1, "MILK", "L7", 10, new TemperatureBand(2_000, 8_000)),
                new ManifestLine(2, "SOAP", "S1", 4, null),
            ]),
            new ManifestStop(2, "O-2", "Bistro", [new ManifestLine(1, "MILK", "L7", 6, null)]),
        ]);

    public static readonly Command Arrive =
        new Command.Arrive("lyon", "TRK-12", "D-7", "R-1", "dock-3", 204_118_300, Noon);

    public static readonly Command Attach = new Command.AttachManifest(Promised);

    public static readonly Actor TheDriver = new("D-7", Role.Driver);

    public static readonly Actor TheSupervisor = new("S-1", Role.Supervisor);

    public static readonly Command Inspect =
        new Command.InspectVehicle(InspectionOutcome.NoDefect, [], "D-7") { Actor = TheDriver };

    public static readonly Command StopOne = Deliver(1, "O-1",
        new DeliveredLine(1, "MILK", "L7", 7, 0, 2, 1, "too warm, one dented"),
        new DeliveredLine(2, "SOAP", "S1", 4, 0, 0, 0, null));

    public static readonly Command StopTwo = Deliver(2, "O-2", new DeliveredLine(1, "MILK", "L7", 6, 0, 0, 0, null));

    public static readonly Command Scan = new Command.ScanCargo("MILK", "L7", 2, "0345", "sc-3", Noon);

    public static readonly Command Verify = new Command.VerifyCargo("S-1") { Actor = TheSupervisor };

    public static readonly Command Eld = new Command.AttachEldFile(Hash, "Smith.csv", 812);

    public static readonly Command Keys = new Command.ReturnKeys("K-12", "S-1") { Actor = TheSupervisor };

    public static readonly Command Driver = Sign(Role.Driver, "D-7", Hash);

    public static readonly Command Supervisor = Sign(Role.Supervisor, "S-1", OtherHash);

    public static readonly IReadOnlyList<Command> Steps =
        [Arrive, Attach, Inspect, StopOne, StopTwo, Scan, Verify, Eld, Keys];

    public static Command Sign(Role role, string signer, string hash) =>
        new Command.SignOff(role, signer, hash) { Actor = new Actor(signer, role) };

    public static Command Deliver(int stop, string order, params DeliveredLine[] lines) =>
        new Command.ReconcileDelivery(
            new StopDelivery(stop, order, lines, new ProofOfDelivery("Anna", Noon, Hash)));

    public static Command Excursion(int minute, bool ended) => new Command.RecordExcursion(new TemperatureExcursion(
        "rf-07", 1, Noon + Duration.FromMinutes(minute), ended ? Noon + Duration.FromMinutes(minute + 20) : null,
        9_400, new TemperatureBand(2_000, 8_000), [Hash]));

    public static CheckOut After(params IEnumerable<Command> commands) => Go(CheckOut.Initial, commands);

    public static CheckOut Go(CheckOut from, params IEnumerable<Command> commands) =>
        commands.Aggregate(from, (state, command) => CheckOut.Decide(state, command, Noon) switch
        {
            Decision.Accepted accepted => accepted.Events.Aggregate(state, CheckOut.Evolve),
            Decision.Rejected rejected => throw new InvalidOperationException($"{command}: {rejected.Reason}"),
            _ => state,
        });

    /// <summary>The command that opens an ended visit again.</summary>
    public static Command Reopen(CheckOut ended, string reason) => new Command.Reopen(
        ended.Known!,
        new Superseded(
            "co-1",
            CheckOut.OutcomeOf(ended)!,
            ended.Known!.Records,
            reason,
            Custodianship.ReceivedIn(ended)),
        Noon)
    {
        Actor = TheSupervisor,
    };

    public static CheckOutRejection Refusal(CheckOut state, Command command) =>
        Assert.IsType<Decision.Rejected>(CheckOut.Decide(state, command, Noon)).Reason;
}
