using System.Diagnostics;
using NodaTime;
using Oms.Entities;
using Command = Oms.Custody.CheckOuts.CheckOutCommand;
using Decision = Oms.Entities.Decision<
    Oms.Custody.CheckOuts.CheckOutEvent, Oms.Custody.CheckOuts.CheckOutRejection>;
using Event = Oms.Custody.CheckOuts.CheckOutEvent;
using Rejection = Oms.Custody.CheckOuts.CheckOutRejection;

namespace Oms.Custody.CheckOuts;

/// <summary>The hand-over of one vehicle and its cargo at the end of a route.</summary>
/// <remarks>
/// Steps come in any order, each once; the count of what came back is closed after the last stop is known; both parties
/// sign when nothing is missing. <see cref="CheckOutTransitions"/> is the state machine as data.
/// </remarks>
public abstract record CheckOut : IEntity<CheckOut, Command, Event, Rejection>
{
    private CheckOut()
    {
    }

    /// <summary>Nothing came in under this id.</summary>
    public sealed record Absent : CheckOut;

    /// <summary>The driver is custodian and steps or signatures are missing.</summary>
    public sealed record Open(CheckOutFacts Facts) : CheckOut;

    /// <summary>Both signed: the depot is custodian.</summary>
    public sealed record Completed(CheckOutFacts Facts) : CheckOut;

    /// <summary>The depot did not take over.</summary>
    public sealed record Refused(CheckOutFacts Facts, Event.Refused Refusal) : CheckOut;

    /// <summary>The parties do not agree.</summary>
    public sealed record Disputed(CheckOutFacts Facts, Event.Disputed Dispute) : CheckOut;

    public static CheckOut Initial { get; } = new Absent();

    /// <summary>What is known; null when nothing came in.</summary>
    public CheckOutFacts? Known =>
        this switch
        {
            Open s => s.Facts,
            Completed s => s.Facts,
            Refused s => s.Facts,
            Disputed s => s.Facts,
            _ => null,
        };

    public CheckOutPhase Phase =>
        this switch
        {
            Open { Facts.SignOffs.Count: > 0 } => CheckOutPhase.Signed,
            Open s => s.Facts.Missing().Count == 0 ? CheckOutPhase.Ready : CheckOutPhase.Open,
            Completed => CheckOutPhase.Completed,
            Refused => CheckOutPhase.Refused,
            Disputed => CheckOutPhase.Disputed,
            _ => CheckOutPhase.Absent,
        };

    /// <summary>Who has custody: exactly one party from the arrival on, as <c>driver:ID</c> or
    /// <c>depot:ID</c>.</summary>
    public string? Custodian =>
        this switch
        {
            Completed s => $"depot:{s.Facts.Arrival.Depot}",
            { Known: { } facts } => $"driver:{facts.Arrival.Driver}",
            _ => null,
        };

    public static Decision Decide(CheckOut state, Command command, Instant now) =>
        (state, command) switch
        {
            (Absent, Command.Arrive c) =>
                CheckOutRules.Check(c) is { } bad ? Decision.Reject(bad) : Decision.Accept(ArrivedBy(c)),
            (Absent, _) => Decision.Reject(new Rejection.NotArrived()),
            ({ Known: { } facts }, Command.Arrive c) => ArrivedBy(c) == facts.Arrival
                ? Decision.AlreadyDone
                : Decision.Reject(new Rejection.AlreadyArrived(facts.Arrival.Vehicle, facts.Arrival.Driver)),

            (Refused s, Command.Refuse c) when s.Refusal == new Event.Refused(c.Reason, c.By) => Decision.AlreadyDone,
            (Disputed s, Command.Dispute c) when s.Dispute == new Event.Disputed(c.Reason, c.By) =>
                Decision.AlreadyDone,
            (Open, Command.Refuse c) => CheckClosing(c.Reason, c.By, new Event.Refused(c.Reason, c.By)),
            (Open, Command.Dispute c) => CheckClosing(c.Reason, c.By, new Event.Disputed(c.Reason, c.By)),

            (Open s, Command.AttachManifest c) => CheckOutDecisions.AttachManifest(s.Facts, c.Manifest),
            (Open s, Command.InspectVehicle c) => CheckOutDecisions.Inspect(s.Facts, c),
            (Open s, Command.ScanCargo c) => CheckOutDecisions.Scan(s.Facts, c),
            (Open s, Command.ReconcileDelivery c) => CheckOutDecisions.Reconcile(s.Facts, c.Delivery),
            (Open s, Command.VerifyCargo c) => CheckOutDecisions.VerifyCargo(s.Facts, c),
            (Open s, Command.AttachEldFile c) => CheckOutDecisions.AttachEldFile(s.Facts, c),
            (Open s, Command.ReturnKeys c) => CheckOutDecisions.ReturnKeys(s.Facts, c),
            (Open s, Command.RecordExcursion c) => CheckOutDecisions.RecordExcursion(s.Facts, c.Excursion),
            (Open s, Command.SignOff c) => CheckOutDecisions.SignOff(s.Facts, c),

            ({ Known: { } facts }, _) => CheckOutDecisions.WasDone(facts, command)
                ? Decision.AlreadyDone
                : Decision.Reject(new Rejection.Closed(
                    state is Completed ? "completed" : state is Refused ? "refused" : "disputed")),

            _ => throw new UnreachableException($"{command} met {state}."),
        };

    public static CheckOut Evolve(CheckOut state, Event happened) =>
        (state, happened) switch
        {
            (Absent, Event.Arrived e) => new Open(new CheckOutFacts(e)),
            (Open s, Event.ManifestAttached e) => new Open(s.Facts with { Manifest = e.Manifest }),
            (Open s, Event.VehicleInspected e) => new Open(s.Facts with { Inspection = e }),
            (Open s, Event.CargoScanned e) => new Open(s.Facts with
            {
                Scans = s.Facts.Scans.Add(CheckOutDecisions.IdentityOf(e), e),
            }),
            (Open s, Event.DeliveryReconciled e) => new Open(s.Facts with
            {
                Deliveries = s.Facts.Deliveries.Add(e.Delivery.Stop, e.Delivery),
            }),
            (Open s, Event.CargoVerified e) => new Open(s.Facts with { Cargo = e }),
            (Open s, Event.EldFileAttached e) => new Open(s.Facts with { EldFile = e }),
            (Open s, Event.KeysReturned e) => new Open(s.Facts with { Keys = e }),
            (Open s, Event.TemperatureExcursionRecorded e) => new Open(s.Facts with
            {
                Excursions = s.Facts.Excursions.SetItem(CheckOutDecisions.IdentityOf(e.Excursion), e.Excursion),
                SignOffs = s.Facts.SignOffs.Clear(),
            }),
            (Open s, Event.SignedOff e) => new Open(s.Facts with { SignOffs = s.Facts.SignOffs.Add(e.Role, e) }),
            (Open s, Event.Completed) => new Completed(s.Facts),

            // What was signed under another end does not stand.
            (Open s, Event.Refused e) => new Refused(s.Facts with { SignOffs = s.Facts.SignOffs.Clear() }, e),
            (Open s, Event.Disputed e) => new Disputed(s.Facts with { SignOffs = s.Facts.SignOffs.Clear() }, e),
            _ => throw new UnreachableException($"{happened} cannot follow {state}."),
        };

    private static Event.Arrived ArrivedBy(Command.Arrive c) =>
        new(c.Depot, c.Vehicle, c.Driver, c.Route, c.Dock, c.OdometerMetres, c.At);

    private static Decision CheckClosing(string reason, string by, Event closing) =>
        (CheckOutRules.Text("reason", reason) ?? CheckOutRules.Name("by", by)) is { } bad
            ? Decision.Reject(bad)
            : Decision.Accept(closing);
}
