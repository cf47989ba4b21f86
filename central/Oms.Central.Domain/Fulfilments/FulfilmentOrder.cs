using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Json;
using Oms.Central.Orders;
using Oms.Entities;
using Decision = Oms.Entities.Decision<
    Oms.Central.Fulfilments.FulfilmentEvent, Oms.Central.Fulfilments.FulfilmentRejection>;

namespace Oms.Central.Fulfilments;

/// <summary>What one location picks, packs and sends for one order.</summary>
/// <remarks>
/// It counts units, and moves none: units leave their lot, come back and leave the location at the stock item, and it
/// hears of that. So two pickers can never have one unit, and a unit that is scanned twice is refused where it lies.
/// </remarks>
/// <param name="Work">Null only while there is none.</param>
/// <param name="Picks">References of picks that it has heard of.</param>
public sealed partial record FulfilmentOrder(
    long Revision,
    FulfilmentWork? Work,
    Instant OpenedAt,
    ImmutableList<FulfilmentLine> Lines,
    ImmutableList<Package> Packages,
    ImmutableSortedSet<string> Picks,
    ImmutableList<FulfilmentRoute> Routes)
    : IEntity<FulfilmentOrder, FulfilmentCommand, FulfilmentEvent, FulfilmentRejection>
{
    /// <summary>The kind in every fulfilment order's address.</summary>
    public const string Kind = "fulfilment-order";

    /// <summary>Packages of one fulfilment order, void ones included.</summary>
    public const int PackagesMax = 500;

    /// <summary>Picks of one fulfilment order.</summary>
    public const int PicksMax = 10_000;

    /// <summary>The heaviest package: a hundred tonnes.</summary>
    public const long GramsMax = 100_000_000;

    private const string WakeReminder = "fulfilment-due";

    public static FulfilmentOrder Initial { get; } = new(
        0, null, Instant.MinValue, [], [],
        ImmutableSortedSet.Create<string>(StringComparer.Ordinal), []);

    /// <summary>Why nobody works on it; null where somebody may.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FulfilmentHold? Held { get; init; }

    /// <summary>When it is to be begun; null for now.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Instant? Until { get; init; }

    /// <summary>The wave that it is picked in; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Wave { get; init; }

    /// <summary>Whether everything is in closed packages, and the order knows.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Ready { get; init; }

    /// <summary>Whether the order was asked whether it may be packed anew.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Reopening { get; init; }

    /// <summary>Why it was not opened when that was asked for last; null where it was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? NotReopened { get; init; }

    [JsonIgnore]
    public FulfilmentStatus Status =>
        Work is null ? FulfilmentStatus.Absent
        : Lines.Exists(line => line.ToDo > 0) ? Unfinished
        : Routes.IsEmpty
            ? Lines.Exists(line => line.Short > 0) ? FulfilmentStatus.Incomplete : FulfilmentStatus.Cancelled
        : Routes.TrueForAll(route => route.CheckOut is not null) ? FulfilmentStatus.Closed
        : Routes.Exists(route => route.CheckOut is not null) ? FulfilmentStatus.Delivered
        : FulfilmentStatus.Dispatched;

    private FulfilmentStatus Unfinished =>
        Held is not null ? FulfilmentStatus.OnHold
        : Lines.Exists(line => line.Short > 0) ? FulfilmentStatus.Incomplete
        : IsBegun ? FulfilmentStatus.InProgress
        : Until is not null ? FulfilmentStatus.Scheduled
        : FulfilmentStatus.Open;

    /// <summary>Whether something of it was picked.</summary>
    private bool IsBegun => !Picks.IsEmpty;

    /// <summary>The id of an order's n-th fulfilment order.</summary>
    public static string IdOf(string order, int group) =>
        EntityAddress.Join(order, group.ToString(CultureInfo.InvariantCulture));

    public static IReadOnlyList<Reminder<FulfilmentCommand>> Reminders(FulfilmentOrder state) =>
        state.Until is { } until ? [new(WakeReminder, until, new FulfilmentCommand.Wake())] : [];

    public static Decision Decide(FulfilmentOrder state, FulfilmentCommand command, Instant now)
    {
        var decision = Answer(state, command, now);
        return decision is Decision.Accepted { Events: { Count: > 0 } events } ? state.Settle(events) : decision;
    }

    private static Decision Answer(FulfilmentOrder state, FulfilmentCommand command, Instant now) =>
        (state.Status, command) switch
        {
            (FulfilmentStatus.Absent, FulfilmentCommand.Open c) =>
                Decision.Accept(new FulfilmentEvent.FulfilmentOpened(c.Work, now)),
            (_, FulfilmentCommand.Open c) => c.Work.IsSameAs(state.Work!)
                ? Decision.AlreadyDone
                : Decision.Reject(new FulfilmentRejection.IdTaken()),
            (FulfilmentStatus.Absent, _) => Decision.Reject(new FulfilmentRejection.NoSuchFulfilmentOrder()),
            _ when command is IExpectsRevision { Expected: { } expected } && expected != state.Revision =>
                Decision.Reject(new FulfilmentRejection.StaleRevision(expected, state.Revision)),

            // What others have done already is never refused for the status alone.
            (_, FulfilmentCommand.RecordPicked c) => state.RecordPicked(c),
            (_, FulfilmentCommand.RecordDispatched c) => state.RecordDispatched(c),
            (_, FulfilmentCommand.RecordHandedOver c) => state.RecordHandedOver(c),
            (_, FulfilmentCommand.RecordNotCollected c) => state.RecordNotCollected(c),
            (_, FulfilmentCommand.Collect c) => state.Collect(c, now),
            (_, FulfilmentCommand.Add c) => state.Add(c),
            (_, FulfilmentCommand.RecordLabel c) => state.RecordLabel(c),
            (_, FulfilmentCommand.Stop c) => state.Stop(c),
            (_, FulfilmentCommand.Withdraw c) => state.Withdraw(c),
            (_, FulfilmentCommand.RecordReopened) => state.Ready
                ? Decision.Accept(new FulfilmentEvent.FulfilmentReopened())
                : Decision.AlreadyDone,
            (_, FulfilmentCommand.RecordNotReopened c) => state.Reopening
                ? Decision.Accept(new FulfilmentEvent.ReopeningRefused(c.Why))
                : Decision.AlreadyDone,
            (_, FulfilmentCommand.Wake) => state.Until <= now
                ? Decision.Accept(new FulfilmentEvent.FulfilmentWoke())
                : Decision.AlreadyDone,
            (_, FulfilmentCommand.LeaveWave c) => state.Wave == c.Wave
                ? Decision.Accept(new FulfilmentEvent.WaveLeft(c.Wave))
                : Decision.AlreadyDone,

            _ when !state.IsUnfinished => state.Illegal("Nothing of it is left to do."),
            (_, FulfilmentCommand.Hold c) => state.Hold(c),
            (_, FulfilmentCommand.Release) => state.Held is null
                ? Decision.AlreadyDone
                : Decision.Accept(new FulfilmentEvent.FulfilmentReleased()),
            (_, FulfilmentCommand.Cancel c) => state.Cancel(c),
            (_, FulfilmentCommand.Split c) => state.Split(c),
            (_, FulfilmentCommand.Move c) => state.Move(c),
            (_, FulfilmentCommand.MergeInto c) => state.MergeInto(c),
            (_, FulfilmentCommand.IssuePickUpCode c) => state.IssueCode(c),
            (_, FulfilmentCommand.Reopen c) => state.Reopen(c),
            (FulfilmentStatus.OnHold, _) => state.Illegal($"It is on hold: {state.Held!.Reason}"),
            (_, FulfilmentCommand.Schedule c) => state.Schedule(c, now),
            (_, FulfilmentCommand.JoinWave c) => state.JoinWave(c),
            (_, FulfilmentCommand.ShortPick c) => state.ShortPick(c),
            (_, FulfilmentCommand.OpenPackage c) => state.OpenPackage(c),
            (_, FulfilmentCommand.Pack c) => state.Pack(c),
            (_, FulfilmentCommand.ClosePackage c) => state.ClosePackage(c),
            (_, FulfilmentCommand.VoidPackage c) => state.VoidPackage(c),
            (_, FulfilmentCommand.RequestLabel c) => state.RequestLabel(c),
            (_, FulfilmentCommand.VoidLabel c) => state.VoidLabel(c),
            _ => throw new System.Diagnostics.UnreachableException($"No such command: {command}."),
        };

    private bool IsUnfinished => Lines.Exists(line => line.ToDo > 0);

    private Decision Hold(FulfilmentCommand.Hold c) =>
        !OrderTerms.IsName(c.Reason)
            ? Decision.Reject(new FulfilmentRejection.Invalid("/reason", "It must have 1 to 64 characters."))
            : Held is not null
                ? Decision.AlreadyDone
                : Ready
                    ? Illegal("It is packed, and the order may send it: hold the order, or open it again.")
                    : Decision.Accept(new FulfilmentEvent.FulfilmentHeld(c.Reason, c.By));

    private Decision Schedule(FulfilmentCommand.Schedule c, Instant now) =>
        IsBegun || Wave is not null
            ? Illegal("It is begun.")
            : c.Until <= now
                ? Decision.Reject(new FulfilmentRejection.Invalid("/until", "It must lie ahead."))
                : c.Until == Until
                    ? Decision.AlreadyDone
                    : Decision.Accept(new FulfilmentEvent.FulfilmentScheduled(c.Until));

    private Decision JoinWave(FulfilmentCommand.JoinWave c) =>
        Wave == c.Wave
            ? Decision.AlreadyDone
            : Wave is { } other
                ? Decision.Reject(new FulfilmentRejection.InWave(other))
                : Until is not null || !Lines.Exists(line => line.Open > 0)
                    ? Illegal("Nothing of it is to be picked now.")
                    : Decision.Accept(new FulfilmentEvent.WaveJoined(c.Wave));

    private Decision ShortPick(FulfilmentCommand.ShortPick c) =>
        !OrderTerms.IsName(c.Reason)
            ? Decision.Reject(new FulfilmentRejection.Invalid("/reason", "It must have 1 to 64 characters."))
            : InLine(c.Line) is not { } line
                ? Decision.Reject(new FulfilmentRejection.NoSuchLine(c.Line))
                : c.Quantity < 1 || c.Quantity > line.Open
                    ? Decision.Reject(new FulfilmentRejection.QuantityExceeded(c.Quantity, line.Open))
                    : Decision.Accept(new FulfilmentEvent.UnitsShort(
                        Work!.Order, Work.Group, c.Line, line.Reservation, c.Quantity, line.ToDo - c.Quantity,
                        c.Reason, c.By));

    private Decision RecordPicked(FulfilmentCommand.RecordPicked c) =>
        Picks.Contains(c.Ref)
            ? Decision.AlreadyDone
            : Lines.Find(line => line.Reservation == c.Reservation) is not { } line || c.Quantity > line.Open
                ? Illegal("These units are not wanted any more: put them back.")
                : Picks.Count >= PicksMax
                    ? Decision.Reject(new FulfilmentRejection.TooMany("picks", PicksMax))
                    : Decision.Accept(
                        new FulfilmentEvent.UnitsPicked(c.Ref, c.Reservation, c.Lot, c.Quantity)
                        {
                            Serials = c.Serials,
                        });

    private Decision RecordDispatched(FulfilmentCommand.RecordDispatched c) =>
        Lines.Find(line => line.Reservation == c.Reservation) is not { Packed: > 0 } line
            ? Decision.AlreadyDone
            : line.Packed != c.Quantity
                ? Decision.Reject(new FulfilmentRejection.QuantityExceeded(c.Quantity, line.Packed))
                : Decision.Accept(
                [
                    new FulfilmentEvent.UnitsDispatched(c.Reservation, c.Quantity, c.Route),

                    // Whoever picks it up signs for it then and there: the code is the hand-over.
                    .. IsPickUp(c.Route) && !Routes.Exists(route => route.Route == c.Route)
                        ? new[] { new FulfilmentEvent.RouteHandedOver(c.Route, c.Route) }
                        : [],
                ]);

    private Decision RecordHandedOver(FulfilmentCommand.RecordHandedOver c) =>
        Routes.Exists(route => route.Route == c.Route && route.CheckOut is null)
            ? Decision.Accept(new FulfilmentEvent.RouteHandedOver(c.Route, c.CheckOut))
            : Decision.AlreadyDone;

    private Decision Reopen(FulfilmentCommand.Reopen c) =>
        PickUp is { IsCollected: true, Refused: null }
            ? Illegal("It was picked up.")
            : !Ready || Reopening
            ? Decision.AlreadyDone
            : Labelling is { } labelling
            ? Decision.Reject(new FulfilmentRejection.LabelInProgress(labelling.Sscc))
            : Decision.Accept(new FulfilmentEvent.ReopeningRequested(Work!.Order, Work.Group, c.Reason, c.By));

    private Decision Illegal(string reason) =>
        Decision.Reject(new FulfilmentRejection.IllegalTransition(Status, reason));

    /// <summary>Adds that everything is packed, once it is.</summary>
    private Decision Settle(IReadOnlyList<FulfilmentEvent> first)
    {
        var after = first.Aggregate(this, Evolve);
        if (after.Unlabelled().ToList() is { Count: > 0 } unlabelled)
        {
            return Decision.Accept([.. first, .. unlabelled]);
        }

        return after.Ready || after.Held is not null || after.Reopening
            || !after.Packages.Exists(package => package.Status == PackageStatus.Closed)
            || after.Packages.Exists(package => package.Status == PackageStatus.Open)
            || after.Lines.Exists(line => line.Open > 0 || line.Picked > 0)
                ? Decision.Accept(first)
                : Decision.Accept([.. first, after.AllPacked()]);
    }

    private FulfilmentEvent.AllPacked AllPacked() => new(
        Work!.Order,
        Work.Group,
        [
            .. from line in Lines
               where line.Packed > 0
               select new PackedLine(
                   line.Line,
                   line.Reservation,
                   [
                       .. from package in Packages
                          where package.Status == PackageStatus.Closed
                          from units in package.Content
                          where units.Reservation == line.Reservation && units.Route is null
                          select new PackageUnits(Work.Group, package.Sscc, units.Lot, units.Quantity),
                   ]),
        ]);
}
