using System.Diagnostics;
using System.Text.Json;
using NodaTime;
using Oms.Entities;
using Command = Oms.Central.Epcis.SubscriptionCommand;
using Decision = Oms.Entities.Decision<Oms.Central.Epcis.SubscriptionEvent, Oms.Central.Epcis.SubscriptionRejection>;
using Event = Oms.Central.Epcis.SubscriptionEvent;
using Rejection = Oms.Central.Epcis.SubscriptionRejection;

namespace Oms.Central.Epcis;

/// <summary>A query that somebody is told the answers of (EPCIS 2.0, section 8.2.5).</summary>
/// <remarks>
/// A run is claimed with its end before anything is sent, and done with the place that it came to: so a run that is
/// tried again, on this node or another, sends the same events under the same number, and the other side can tell that
/// it has them. No event is skipped, and none is sent in two runs.
/// </remarks>
/// <param name="Runs">How many runs are done.</param>
/// <param name="Last">The last event that was told; null for none.</param>
/// <param name="DueAt">When its schedule comes next; null for a stream, and while a run is due.</param>
/// <param name="IsDue">Whether a run of its schedule is to be done.</param>
/// <param name="Claim">Who does the run that is next; null for nobody.</param>
/// <param name="Attempts">How often the run that is next was not taken.</param>
public sealed record Subscription(
    long Revision,
    SubscriptionTerms? Terms,
    Instant? OpenedAt,
    long Runs,
    DeliveryMark? Last,
    Instant? DueAt,
    bool IsDue,
    RunClaim? Claim,
    int Attempts,
    Instant? RetryAt,
    string? Problem,
    Instant? DeliveredAt,
    Instant? ClosedAt)
    : IEntity<Subscription, Command, Event, Rejection>
{
    /// <summary>The kind in every subscription's address; the id is that of the command that opened it.</summary>
    public const string Kind = "epcis-subscription";

    /// <summary>After so many attempts at one run it is closed: about a day and a half.</summary>
    public const int AttemptsMax = 40;

    private static readonly Duration ClaimFor = Duration.FromMinutes(2);
    private static readonly Duration RetryMin = Duration.FromSeconds(10);
    private static readonly Duration RetryMax = Duration.FromHours(1);

    public static Subscription Initial { get; } =
        new(0, null, null, 0, null, null, false, null, 0, null, null, null, null);

    /// <summary>Whether it is open.</summary>
    public bool IsOpen => Terms is not null && ClosedAt is null;

    public static Decision Decide(Subscription state, Command command, Instant now) =>
        (state, command) switch
        {
            ({ Terms: null }, Command.Open c) => Decision.Accept(new Event.SubscriptionOpened(c.Terms, now)),
            (_, Command.Open c) => IsSame(state.Terms, c.Terms)
                ? Decision.AlreadyDone
                : Decision.Reject(new Rejection.AlreadyOpen()),
            ({ Terms: null }, _) => Decision.Reject(new Rejection.NoSuchSubscription()),
            ({ ClosedAt: not null }, Command.Close or Command.FallDue) => Decision.AlreadyDone,
            ({ ClosedAt: not null }, _) => Decision.Reject(new Rejection.NoSuchSubscription()),

            (_, Command.Close) => Decision.Accept(new Event.SubscriptionClosed(null, now)),
            (_, Command.FallDue) => state.DueAt is { } due && due <= now
                ? Decision.Accept(new Event.RunFellDue(now))
                : Decision.AlreadyDone,

            (_, Command.Claim c) when c.Run != state.Runs + 1 =>
                Decision.Reject(new Rejection.NotTheRun(state.Runs + 1)),
            (_, Command.Claim c) when (state.Claim is { } held && held.Until > now && held.Node != c.Node)
                || state.RetryAt > now || (state.Terms!.Schedule is not null && !state.IsDue) =>
                Decision.Reject(new Rejection.NotNow()),
            (_, Command.Claim c) => Decision.Accept(
                new Event.RunClaimed(c.Run, c.Node, state.Claim?.UpTo ?? c.UpTo, now + ClaimFor)),

            (_, Command.Deliver c) when c.Run <= state.Runs => Decision.AlreadyDone,
            (_, Command.Deliver c) when !state.IsHeldBy(c.Run, c.Node) =>
                Decision.Reject(new Rejection.NotTheRun(state.Runs + 1)),
            (_, Command.Deliver c) => Decision.Accept(new Event.RunDelivered(c.Run, c.Last, c.Events, c.More, now)),

            (_, Command.Fail c) when c.Run <= state.Runs => Decision.AlreadyDone,
            (_, Command.Fail c) when !state.IsHeldBy(c.Run, c.Node) =>
                Decision.Reject(new Rejection.NotTheRun(state.Runs + 1)),
            (_, Command.Fail c) when state.Attempts + 1 >= AttemptsMax => Decision.Accept(
                new Event.SubscriptionClosed($"It was not taken {AttemptsMax} times; at last: {c.Reason}", now)),
            (_, Command.Fail c) => Decision.Accept(
                new Event.RunFailed(c.Run, c.Reason, state.Attempts + 1, now + Backoff(state.Attempts))),
            _ => throw new UnreachableException($"No such command: {command.GetType().Name}."),
        };

    public static Subscription Evolve(Subscription state, Event happened) =>
        happened switch
        {
            Event.SubscriptionOpened e => Initial with
            {
                Revision = state.Revision + 1,
                Terms = e.Terms,
                OpenedAt = e.At,
                DueAt = e.Terms.Schedule?.Next(e.At),
            },
            Event.RunFellDue => state with { Revision = state.Revision + 1, IsDue = true, DueAt = null },
            Event.RunClaimed e => state with
            {
                Revision = state.Revision + 1,
                Claim = new RunClaim(e.Node, e.UpTo, e.Until),
                RetryAt = null,
            },
            Event.RunDelivered e => state with
            {
                Revision = state.Revision + 1,
                Runs = e.Run,
                Last = e.Last ?? state.Last,
                Claim = null,
                Attempts = 0,
                Problem = null,
                DeliveredAt = e.Events > 0 ? e.At : state.DeliveredAt,
                IsDue = state.IsDue && e.More,
                DueAt = state.IsDue && e.More ? null : state.Terms!.Schedule?.Next(e.At),
            },

            // It keeps its end: what is tried again is the same.
            Event.RunFailed e => state with
            {
                Revision = state.Revision + 1,
                Claim = state.Claim! with { Until = e.RetryAt },
                Attempts = e.Attempts,
                RetryAt = e.RetryAt,
                Problem = e.Reason,
            },
            Event.SubscriptionClosed e => state with
            {
                Revision = state.Revision + 1,
                ClosedAt = e.At,
                Claim = null,
                DueAt = null,
                Problem = e.Reason,
            },
            _ => throw new UnreachableException($"No such event: {happened.GetType().Name}."),
        };

    public static IReadOnlyList<Reminder<Command>> Reminders(Subscription state) =>
        state is { IsOpen: true, DueAt: { } at } ? [new("run", at, new Command.FallDue())] : [];

    // What was asked compares as JSON: two readings of one text are two elements.
    private static bool IsSame(SubscriptionTerms? one, SubscriptionTerms other) =>
        one is not null && JsonElement.DeepEquals(one.Parameters, other.Parameters)
        && one with { Parameters = default } == other with { Parameters = default };

    private bool IsHeldBy(long run, string node) => run == Runs + 1 && Claim?.Node == node;

    private static Duration Backoff(int attempts) =>
        Duration.Min(RetryMax, RetryMin * (1L << Math.Min(attempts, 20)));
}

/// <summary>Who does a run.</summary>
/// <param name="UpTo">Events recorded up to then are the run's own.</param>
/// <param name="Until">From then on another node may take it up.</param>
public sealed record RunClaim(string Node, Instant UpTo, Instant Until);
