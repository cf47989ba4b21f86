using System.Collections.Immutable;
using System.Diagnostics;
using NodaTime;
using Oms.Custody.Findings;
using Oms.Entities;
using Command = Oms.Custody.Seals.SealCommand;
using Decision = Oms.Entities.Decision<Oms.Custody.Seals.SealEvent, Oms.Custody.Seals.SealRejection>;
using Event = Oms.Custody.Seals.SealEvent;
using Rejection = Oms.Custody.Seals.SealRejection;

namespace Oms.Custody.Seals;

/// <summary>One door of one trailer and its seal: what the manifest says, what people did, what the hardware
/// saw.</summary>
/// <remarks>
/// People apply and break seals in steps; the circuit reports what happens. An opening that no break step explains is a
/// finding. A person may enter the step a little later than the hand breaks the seal: <see cref="BreakGrace"/>.
/// </remarks>
public sealed record SealedDoor : IEntity<SealedDoor, Command, Event, Rejection>
{
    /// <summary>Seals, openings and circuit reports that are kept to tell a repeat, each.</summary>
    public const int RecentMax = 64;

    private SealedDoor()
    {
    }

    /// <summary>How far apart in time an opening and the break step that explains it may be.</summary>
    public static Duration BreakGrace { get; } = Duration.FromMinutes(15);

    public static SealedDoor Initial { get; } = new();

    /// <summary>What the newest manifest says; null where none said anything.</summary>
    public Event.Expected? Promise { get; private init; }

    /// <summary>The seal that is applied; null when the door is unsealed.</summary>
    public Event.Applied? Seal { get; private init; }

    /// <summary>The newest look at the seal that is applied; null when nobody looked since.</summary>
    public Event.Inspected? LastInspection { get; private init; }

    /// <summary>The newest report of the circuit by its time; null without hardware.</summary>
    public Event.CircuitChanged? Circuit { get; private init; }

    /// <summary>Openings and tampering that no break step explains, in the order in which they came in.</summary>
    public ImmutableList<Event.CircuitChanged> Unexplained { get; private init; } = [];

    public SealState State => Seal is null ? SealState.Unsealed : SealState.Sealed;

    private ImmutableList<Event.Applied> Worn { get; init; } = [];

    private ImmutableList<Event.Broken> Breaks { get; init; } = [];

    private ImmutableList<Event.CircuitChanged> Reports { get; init; } = [];

    public static Decision Decide(SealedDoor state, Command command, Instant now) =>
        command switch
        {
            Command.Expect c => state.Promise == new Event.Expected(c.Manifest, c.Number, c.Class)
                    ? Decision.AlreadyDone
                : (FieldForms.Name("manifest", c.Manifest) ?? NumberForm(c.Number)) is { } fault ? Invalid(fault)
                : Decision.Accept(new Event.Expected(c.Manifest, c.Number, c.Class)),
            Command.Apply c => state.Apply(c),
            Command.Inspect c => state.Inspect(c),
            Command.Break c => state.Break(c),
            Command.ReportCircuit c => state.Report(c),
            _ => throw new UnreachableException($"{command} is no command of a door."),
        };

    public static SealedDoor Evolve(SealedDoor state, Event happened) =>
        happened switch
        {
            Event.Expected e => state with { Promise = e },
            Event.Applied e => state with { Seal = e, LastInspection = null, Worn = Last(state.Worn.Add(e)) },
            Event.Inspected e => state with { LastInspection = e },
            Event.Broken e => state with
            {
                Seal = null,
                LastInspection = null,
                Breaks = Last(state.Breaks.Add(e)),
                Unexplained = state.Unexplained.RemoveAll(opening => Explains(e, opening)),
            },
            Event.CircuitChanged e => state with
            {
                Circuit = state.Circuit is { } newest && newest.At > e.At ? newest : e,
                Reports = Last(state.Reports.Add(e)),
                Unexplained = state.IsUnexplained(e) ? Last(state.Unexplained.Add(e)) : state.Unexplained,
            },
            _ => throw new UnreachableException($"{happened} cannot happen to a door."),
        };

    /// <summary>Openings and tampering since an instant that no break step explains, each with the seal that was on
    /// the door then; also those that are younger than <see cref="BreakGrace"/>.</summary>
    public IEnumerable<(Event.CircuitChanged Opening, Event.Applied Seal)> OpenedSince(Instant since) =>
        from opening in Unexplained
        where opening.At >= since
        let seal = Worn.LastOrDefault(worn => worn.At <= opening.At)
        where seal is not null
        select (opening, seal);

    /// <summary>What is wrong with the door's seal.</summary>
    /// <param name="since">When the custody that is judged began; earlier openings belong to an earlier one.</param>
    /// <param name="now">The instant of asking: an opening younger than <see cref="BreakGrace"/> is not yet a
    /// finding.</param>
    /// <returns>Findings <c>seal-number-differs</c>, <c>seal-class-too-low</c>, <c>seal-not-applied</c>,
    /// <c>seal-damaged</c>, <c>seal-missing</c> and <c>seal-opened-without-step</c>.</returns>
    public IReadOnlyList<Finding> Check(Instant since, Instant now)
    {
        var findings = new List<Finding>();
        if (Promise is { } promise)
        {
            CheckPromise(promise, findings);
        }

        if (Seal is { } seal && LastInspection is { } seen)
        {
            CheckSeen(seal, seen, findings);
        }

        findings.AddRange(
            from opening in Unexplained
            where opening.At >= since && now - opening.At > BreakGrace
            select new Finding(
                "seal-opened-without-step",
                opening.Device,
                $"The circuit was {(opening.State is CircuitState.Open ? "open" : "tampered with")} at {opening.At}, "
                + "and nobody entered a break step. Look at seal and cargo before anybody signs."));
        return findings;
    }

    private void CheckPromise(Event.Expected promise, List<Finding> findings)
    {
        // A seal that a step broke was on the door until then: the last one counts.
        if (Worn.LastOrDefault() is not { } seal)
        {
            findings.Add(new Finding(
                "seal-not-applied", promise.Number, $"Manifest {promise.Manifest} says it is on the door; none is."));
            return;
        }

        if (!Worn.Exists(worn => SealNumber.AreSame(worn.Number, promise.Number)))
        {
            findings.Add(new Finding(
                "seal-number-differs",
                seal.Number,
                $"Manifest {promise.Manifest} says seal {promise.Number}; on the door is {seal.Number}."));
        }

        if (promise.Class is { } weakest && seal.Class < weakest)
        {
            findings.Add(new Finding(
                "seal-class-too-low",
                seal.Number,
                $"It is {seal.Class}; at least {weakest} is asked for.",
                "ISO 17712"));
        }
    }

    private static void CheckSeen(Event.Applied seal, Event.Inspected seen, List<Finding> findings)
    {
        if (seen.Condition is SealCondition.Missing)
        {
            findings.Add(new Finding("seal-missing", seal.Number, $"{seen.By} found no seal at {seen.At}."));
        }
        else if (seen.Condition is SealCondition.Damaged)
        {
            findings.Add(new Finding("seal-damaged", seal.Number, $"{seen.By} found it damaged at {seen.At}."));
        }

        if (seen.Number is { } read && !SealNumber.AreSame(read, seal.Number))
        {
            findings.Add(new Finding(
                "seal-number-differs", read, $"{seal.Number} was applied; {seen.By} read {read} at {seen.At}."));
        }
    }

    private Decision Apply(Command.Apply c)
    {
        var applied = new Event.Applied(c.Number, c.Class, c.By, c.At, c.PhotoSha256);
        return Worn.Contains(applied) ? Decision.AlreadyDone
            : (NumberForm(c.Number) ?? FieldForms.Name("by", c.By) ?? ClassForm(c.Class)
                ?? (c.PhotoSha256 is { } hash ? FieldForms.Digest("photo_sha256", hash) : null)) is { } fault
                ? Invalid(fault)
            : Seal is { } known ? Decision.Reject(new Rejection.AlreadySealed(known.Number))
            : Worn.Exists(worn => SealNumber.AreSame(worn.Number, c.Number))
                ? Decision.Reject(new Rejection.NumberUsed(c.Number))
            : Decision.Accept(applied);
    }

    private Decision Inspect(Command.Inspect c)
    {
        var inspected = new Event.Inspected(c.Number, c.Condition, c.By, c.At);
        return LastInspection == inspected ? Decision.AlreadyDone
            : (FieldForms.Name("by", c.By)
                ?? (c.Condition is SealCondition.Missing
                    ? c.Number is null ? null : new FieldFault("number", "A missing seal has no number to read.")
                    : NumberForm(c.Number))) is { } fault ? Invalid(fault)
            : Seal is null ? Decision.Reject(new Rejection.NotSealed())
            : Decision.Accept(inspected);
    }

    private Decision Break(Command.Break c)
    {
        var broken = new Event.Broken(c.Number, c.By, c.At, c.Reason);
        return Breaks.Contains(broken) ? Decision.AlreadyDone
            : (NumberForm(c.Number) ?? FieldForms.Name("by", c.By) ?? FieldForms.Text("reason", c.Reason)) is { } fault
                ? Invalid(fault)
            : Seal is not { } seal ? Decision.Reject(new Rejection.NotSealed())
            : !SealNumber.AreSame(seal.Number, c.Number)
                ? Decision.Reject(new Rejection.OtherNumber(seal.Number, c.Number))
            : Decision.Accept(broken);
    }

    private Decision Report(Command.ReportCircuit c)
    {
        var changed = new Event.CircuitChanged(c.State, c.Device, c.At);
        return Reports.Contains(changed) || IsStillClosed(c) ? Decision.AlreadyDone
            : FieldForms.Name("device", c.Device) is { } fault ? Invalid(fault)
            : Decision.Accept(changed);
    }

    // A device that says again and again that all is well fills no log.
    private bool IsStillClosed(Command.ReportCircuit c) =>
        c.State is CircuitState.Closed && Circuit is { State: CircuitState.Closed } newest && newest.At <= c.At;

    private bool IsUnexplained(Event.CircuitChanged change) =>
        change.State is not CircuitState.Closed
        && Worn.LastOrDefault(worn => worn.At <= change.At) is { } worn
        && !Breaks.Exists(step => Explains(step, change))
        && (Seal == worn || Breaks.Exists(step => step.At > change.At && SealNumber.AreSame(step.Number, worn.Number)));

    // Only an opening is explained by a break; manipulated hardware never is.
    private static bool Explains(Event.Broken step, Event.CircuitChanged opening) =>
        opening.State is CircuitState.Open && step.At - opening.At <= BreakGrace && opening.At - step.At <= BreakGrace;

    private static FieldFault? NumberForm(string? number) =>
        SealNumber.IsValid(number)
            ? null
            : new FieldFault(
                "number", $"It has 1 to {SealNumber.CharsMax} letters and digits, with - or space between.");

    private static FieldFault? ClassForm(SealClass seal) =>
        Enum.IsDefined(seal) ? null : new FieldFault("class", "It is none of the classes of ISO 17712.");

    private static Decision Invalid(FieldFault fault) =>
        Decision.Reject(new Rejection.Invalid(fault.Field, fault.Detail));

    private static ImmutableList<T> Last<T>(ImmutableList<T> all) =>
        all.Count > RecentMax ? all.RemoveRange(0, all.Count - RecentMax) : all;
}
