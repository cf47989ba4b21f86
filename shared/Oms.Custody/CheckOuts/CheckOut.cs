using System.Diagnostics;
using NodaTime;
using Oms.Entities;
using Command = Oms.Custody.CheckOuts.CheckOutCommand;
using Decision = Oms.Entities.Decision<
    Oms.Custody.CheckOuts.CheckOutEvent, Oms.Custody.CheckOuts.CheckOutRejection>;
using Event = Oms.Custody.CheckOuts.CheckOutEvent;
using Rejection = Oms.Custody.CheckOuts.CheckOutRejection;

namespace Oms.Custody.CheckOuts;

/// <summary>The hand-over of one vehicle and its cargo: from driver to depot at the end of a route, from depot to
/// driver at the start of one.</summary>
/// <remarks>
/// Steps come in any order; each has one record that stands, and a correction is another record that names it. The
/// checklist of the arrival says what must be there before both parties sign. <see cref="StepCatalog"/> says who may do
/// what, <see cref="CheckOutTransitions"/> is the state machine as data.
/// </remarks>
public abstract record CheckOut : IEntity<CheckOut, Command, Event, Rejection>
{
    private CheckOut()
    {
    }

    /// <summary>Nothing came in under this id.</summary>
    public sealed record Absent : CheckOut;

    /// <summary>Steps or signatures are missing: nothing has changed hands.</summary>
    public sealed record Open(CheckOutFacts Facts) : CheckOut;

    /// <summary>Both signed: the receiving party has all but what is excepted.</summary>
    public sealed record Completed(CheckOutFacts Facts) : CheckOut;

    /// <summary>The receiving party did not take over.</summary>
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

    /// <summary>Who has the vehicle: exactly one party from the arrival on, as <c>driver:ID</c> or <c>depot:ID</c>; of
    /// everything else <see cref="Custodianship.Of"/> tells.</summary>
    public string? Custodian =>
        Known is { Arrival: var arrival }
            ? Custodianship.Of(this).Single(holding => holding.Item == new Item(ItemKind.Vehicle, arrival.Vehicle))
                .Custodian
            : null;

    public static Decision Decide(CheckOut state, Command command, Instant now) =>
        CheckOutDecisions.CheckRole(command) is { } bad ? Decision.Reject(bad)
        : (state, command) switch
        {
            (Absent, Command.Arrive c) =>
                CheckOutRules.Check(c) is { } wrong ? Decision.Reject(wrong) : Decision.Accept(ArrivedBy(c)),
            (Absent, Command.Reopen c) => CheckOutDecisions.Reopen(c),
            (Absent, _) => Decision.Reject(new Rejection.NotArrived()),
            ({ Known: { } facts }, Command.Arrive c) => IsSameArrival(ArrivedBy(c), facts.Arrival)
                ? Decision.AlreadyDone
                : Decision.Reject(new Rejection.AlreadyArrived(facts.Arrival.Vehicle, facts.Arrival.Driver)),
            ({ Known: { } facts }, Command.Reopen c) =>
                facts.Arrival.StandsFor?.CheckOut == c.StandsFor.CheckOut
                    ? Decision.AlreadyDone
                    : Decision.Reject(new Rejection.AlreadyArrived(facts.Arrival.Vehicle, facts.Arrival.Driver)),

            (Refused { Refusal: var known }, Command.Refuse c)
                when (known.Reason, known.RefusedBy) == (c.Reason, c.By) => Decision.AlreadyDone,
            (Disputed { Dispute: var known }, Command.Dispute c)
                when (known.Reason, known.DisputedBy) == (c.Reason, c.By) => Decision.AlreadyDone,
            (Open s, Command.Refuse c) =>
                CheckOutDecisions.Close(s.Facts, c, c.Reason, c.By, new Event.Refused(c.Reason, c.By)),
            (Open s, Command.Dispute c) =>
                CheckOutDecisions.Close(s.Facts, c, c.Reason, c.By, new Event.Disputed(c.Reason, c.By)),
            (_, Command.Refuse or Command.Dispute) => Decision.Reject(new Rejection.Closed(OutcomeOf(state)!)),

            (Open s, Command.SignOff c) => CheckOutDecisions.SignOff(s.Facts, c),
            (Open s, _) => CheckOutDecisions.Step(s.Facts, command),
            ({ Known: { } facts }, _) => CheckOutDecisions.WasDone(facts, command)
                ? Decision.AlreadyDone
                : Decision.Reject(new Rejection.Closed(OutcomeOf(state)!)),

            _ => throw new UnreachableException($"{command} met {state}."),
        };

    public static CheckOut Evolve(CheckOut state, Event happened) =>
        (state, happened) switch
        {
            (Absent, Event.Arrived e) => new Open(new CheckOutFacts(e)),
            (Open s, Event.Completed) => new Completed(s.Facts.With(happened)),

            // What was signed under another end does not stand.
            (Open s, Event.Refused e) => new Refused(Unsigned(s.Facts.With(e)), e),
            (Open s, Event.Disputed e) => new Disputed(Unsigned(s.Facts.With(e)), e),
            (Open s, not Event.Arrived) => new Open(s.Facts.With(happened)),
            _ => throw new UnreachableException($"{happened} cannot follow {state}."),
        };

    /// <summary>The word for how a check-out ended; null while it has not.</summary>
    public static string? OutcomeOf(CheckOut state) =>
        state switch
        {
            Completed => "completed",
            Refused => "refused",
            Disputed => "disputed",
            _ => null,
        };

    private static CheckOutFacts Unsigned(CheckOutFacts facts) => facts with { SignOffs = facts.SignOffs.Clear() };

    private static Event.Arrived ArrivedBy(Command.Arrive c) =>
        new(c.Depot, c.Vehicle, c.Driver, c.Route, c.Dock, c.OdometerMetres, c.At)
        {
            Direction = c.Direction,
            Trailer = c.Trailer,
            Checklist = c.Checklist,
            Issued = c.Issued is { Count: > 0 } ? c.Issued : null,
            PriorReports = c.PriorReports is { Count: > 0 } ? c.PriorReports : null,
            Actor = StepEvents.Told(c.Actor),
            Evidence = c.Evidence,
        };

    // What the depot knew at the arrival may be another thing when it is told again; it is the same arrival.
    private static bool IsSameArrival(Event.Arrived one, Event.Arrived other) => Told(one) == Told(other);

    private static Event.Arrived Told(Event.Arrived arrived) => arrived with
    {
        Checklist = null,
        Issued = null,
        PriorReports = null,
        StandsFor = null,
        Actor = null,
        Evidence = null,
    };
}
