using System.Text.Json.Serialization;
using NodaTime;
using Decision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;

namespace Oms.Central.Orders;

/// <content>Routing: where units leave from that the order names no location for.</content>
/// <remarks>
/// A decision is made outside, from what locations have and can; the order takes it only while it covers each line
/// exactly. Units of a line that leave from elsewhere, or later, become a line of their own that adds to it, since all
/// open units of a line are in one reservation. What has a reservation keeps it until a decision moves it.
/// </remarks>
public sealed partial record Order
{
    /// <summary>How its locations were chosen; null where it names them all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OrderRouting? Routing { get; init; }

    /// <summary>Whether a location is to be decided for any line.</summary>
    [JsonIgnore]
    public bool IsRoutingDue =>
        Status is OrderStatus.Placed or OrderStatus.Released && Tally.ToRoute > 0
        && Routing?.Decisions.Count is not >= OrderRouting.DecisionsMax;

    /// <summary>The lines that a decision is to be made about: those for which it is due, and with them all that leave
    /// together.</summary>
    public IReadOnlyList<OrderLine> LinesToRoute() =>
        !IsRoutingDue ? []
        : ShipsComplete ? Lines.FindAll(IsMovable)
        : Lines.Any(line => IsToRoute(line) && line.Kit?.Policy == KitPolicy.Whole)
            ? Lines.FindAll(line => IsToRoute(line) || (IsMovable(line) && line.Kit?.Policy == KitPolicy.Whole))
        : Lines.FindAll(IsToRoute);

    /// <summary>Whether all that a decision is made about leaves from one location.</summary>
    [JsonIgnore]
    public bool IsRoutedTogether => ShipsComplete || Lines.Any(line => line.Kit?.Policy == KitPolicy.Whole);

    /// <summary>Whether units of a line may become a line of their own.</summary>
    public bool CanSplit(OrderLine line) =>
        line is { Kit: null, Proposed: null, Lots.IsEmpty: true } && Change is null && !ShipsComplete;

    /// <summary>Whether a decision is due about the line.</summary>
    internal static bool IsToRoute(OrderLine line) => line.Route?.Due is not null && line.Cancellable > 0;

    /// <summary>Whether the line has no location, or has lost it: nothing is asked for until it has one.</summary>
    internal static bool IsUnrouted(OrderLine line) =>
        line.Allocation is null && line.Quantities.Unallocated > 0 && line.Route?.Due is not null;

    private static bool IsMovable(OrderLine line) => line.Route is not null && line.Cancellable > 0;

    private Decision? AnswerRouting(OrderCommand command, Instant now) =>
        command switch
        {
            OrderCommand.RecordRouting c => RecordRouting(c, now),
            OrderCommand.RecordPlace c => RecordPlace(c),
            OrderCommand.RecordUnroutable c => !IsRoutingDue || Tally.Unrouted == 0 || Routing?.Problem == c.Reason
                ? Decision.AlreadyDone
                : Decision.Accept(new OrderEvent.RoutingBlocked(c.Reason)),
            OrderCommand.Reroute { Expected: { } expected } when expected != Revision => Stale(expected),
            OrderCommand.Reroute c => Reroute(c),
            OrderCommand.Evade c => Evade(c),
            OrderCommand.TurnDown { Expected: { } expected } when expected != Revision => Stale(expected),
            OrderCommand.TurnDown c => TurnDown(c),
            _ => null,
        };

    private Decision RecordRouting(OrderCommand.RecordRouting c, Instant now)
    {
        if (Routing?.Decisions.Exists(known => known.Decision == c.Decision) == true)
        {
            return Decision.AlreadyDone;
        }

        if (!IsRoutingDue)
        {
            return Decision.Reject(Illegal(c, "No location is to be decided."));
        }

        var before = new List<OrderEvent>();
        var placed = new List<RoutedUnits>();
        var next = Lines.Count;
        foreach (var of in c.Units.GroupBy(units => units.Line))
        {
            RoutedUnits[] parts = [.. of];
            if (Line(of.Key) is not { } line || !IsMovable(line)
                || parts.Sum(part => (long)part.Quantity) != line.Cancellable
                || parts.Any(part => part.Quantity < 1) || (parts.Length > 1 && !CanSplit(line)))
            {
                return Decision.Reject(new OrderRejection.RoutingOutdated(of.Key));
            }

            var stays = StaysAs(line, parts);
            if (line.Allocation is { } reservation && (stays < 0 || parts[stays].Quantity < reservation.Quantity))
            {
                before.Add(Surrender(
                    line, reservation.Reservation, stays < 0 ? 0 : parts[stays].Quantity, current: true));
            }

            placed.AddRange(parts.Select((part, index) => part with
            {
                NewLine = index == int.Max(0, stays) ? null : ++next,
            }));
        }

        if (next > LinesMax)
        {
            return Decision.Reject(new OrderRejection.InvalidTerms(
                "/lines", $"An order has up to {LinesMax} lines, those that routing adds included."));
        }

        var served = c.Units.Select(units => units.Line).ToHashSet();
        if (c.Unserved.Any(number => Line(number) is not { Route: not null } || served.Contains(number)))
        {
            return Decision.Reject(new OrderRejection.RoutingOutdated(c.Unserved[0]));
        }

        // A location that turned a line down, or was excluded, keeps nothing of it.
        before.AddRange(
            from number in c.Unserved
            let line = Lines[number - 1]
            where line is { Allocation: not null, Route: { TurnedDown: { } no, Due: not null } }
                && line.Cancellable > 0 && no.Contains(LocationOf(line))
            select Surrender(line, line.Allocation!.Reservation, left: 0, current: true));
        return Decision.Accept(
        [
            .. before,
            new OrderEvent.OrderRouted(
                (Routing?.Decisions.Count ?? 0) + 1, c.Decision, c.Policy, c.Version, c.InputsSha256, placed,
                c.Unserved, now)
            {
                Places = c.Places?.Where(IsMissing).ToList() is { Count: > 0 } missing ? missing : null,
            },
        ]);
    }

    /// <summary>Which part keeps the line's reservation; below 0 where none does.</summary>
    private static int StaysAs(OrderLine line, RoutedUnits[] parts)
    {
        if (line.Allocation is not { } held)
        {
            return -1;
        }

        var waits = held.Stage == AllocationStage.Backordered;
        var same = Array.FindIndex(parts, part => part.Location == line.ShipFrom && part.Waits == waits);
        return same >= 0 ? same : Array.FindIndex(parts, part => part.Location == line.ShipFrom);
    }

    private Decision Reroute(OrderCommand.Reroute c)
    {
        int[] lines =
        [
            .. from line in Lines
               where IsMovable(line) && (c.Exclude is null || c.Exclude == line.ShipFrom)
               select line.Number,
        ];
        return NotRoutable(c, c.Exclude) ?? (lines.Length == 0
            ? Decision.Reject(Illegal(c, Lines.Exists(line => line is { Route: not null, Allocation.Work: not null })
                ? "Its units are with pickers: move its fulfilment orders."
                : "No line's location was chosen by routing whose units have not left."))
            : Decision.Accept(new OrderEvent.RerouteRequested(
                lines, LineRoute.Requested, c.Exclude, c.Reason, c.By)));
    }

    /// <summary>Whether a line was decided to leave from a location before a moment, and has not left.</summary>
    public bool WasDecidedBefore(OrderLine line, string location, Instant moment) =>
        line.Route is { Due: null, Decision: > 0 and var number } && line.Cancellable > 0
        && line.ShipFrom == location && Routing!.Decisions[number - 1].At < moment;

    private Decision Evade(OrderCommand.Evade c)
    {
        int[] lines = [.. from line in Lines where WasDecidedBefore(line, c.Location, c.Since) select line.Number];
        return Status is not (OrderStatus.Placed or OrderStatus.Released) || lines.Length == 0 || IsFull
            ? Decision.AlreadyDone
            : Decision.Accept(new OrderEvent.RerouteRequested(
                lines, LineRoute.Disruption, null, c.Reason, null));
    }

    private Decision TurnDown(OrderCommand.TurnDown c) =>
        Line(c.Line) is not { } line ? Decision.Reject(new OrderRejection.NoSuchLine(c.Line))
        : NotRoutable(c, line.ShipFrom) is { } refusal ? refusal
        : line.Route is null
            ? Decision.Reject(Illegal(c, "The order itself names the line's location; propose a change."))
        : line.Cancellable == 0 ? Decision.Reject(Illegal(c, "Its units have left, are being loaded or have ended."))
        : line.ShipFrom is not { } from || IsUnrouted(line)
            ? Decision.Reject(Illegal(c, "No location serves the line yet."))
        : Decision.Accept(new OrderEvent.RerouteRequested(
            [c.Line], LineRoute.TurnedDownThere, from, c.Reason, c.By));

    private Decision? NotRoutable(OrderCommand command, string? exclude) =>
        Status is not (OrderStatus.Placed or OrderStatus.Released)
            ? Decision.Reject(Illegal(command, "The order has ended."))
        : Routing?.Decisions.Count >= OrderRouting.DecisionsMax
            ? Decision.Reject(Illegal(
                command, $"{OrderRouting.DecisionsMax} decisions were made about the order already."))
        : exclude is not null && Lines.Any(line => line.ShipFrom == exclude
            && line.Allocation?.Stage == AllocationStage.Shipping)
            ? Decision.Reject(Illegal(command, "Units are being loaded there."))
        : null;

    /// <summary>What follows where the stock of a routed line is not there any more.</summary>
    private IEnumerable<OrderEvent> AfterDip(OrderLine line) =>
        line.Route is { MayMove: true } && !IsFull
            ? [new OrderEvent.RerouteRequested([line.Number], LineRoute.StockDip, null, null, null)]
            : [];

    /// <summary>Looks for another location where one lets nobody wait; null where none is looked for any
    /// more.</summary>
    private OrderEvent.RerouteRequested? AfterDenial(OrderLine line) =>
        line.Route is { Attempts: < LineRoute.AttemptsMax } && !IsFull
            ? new OrderEvent.RerouteRequested([line.Number], LineRoute.Denied, line.ShipFrom, null, null)
            : null;

    private bool IsFull => Routing?.Decisions.Count >= OrderRouting.DecisionsMax;

    /// <summary>Holds an order of which units have no location, and lets it go on once all have one.</summary>
    private OrderEvent? FollowRouting()
    {
        var held = Holds.ContainsKey(HoldType.Routing);
        return held && Tally.Unrouted == 0 ? new OrderEvent.HoldReleased(HoldType.Routing, "routed")
            : !held && Tally.Unrouted > 0
                && (IsFull ? "too-many-decisions" : Routing?.Problem) is { } problem
                ? new OrderEvent.HoldPlaced(HoldType.Routing, problem, "order")
            : null;
    }
}
