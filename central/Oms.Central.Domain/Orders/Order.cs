using System.Collections.Immutable;
using System.Diagnostics;
using NodaTime;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;

namespace Oms.Central.Orders;

/// <summary>An order: what was asked for, and where each unit of it is.</summary>
/// <param name="Revision">The number of events so far; what a caller's <c>If-Match</c> is compared with.</param>
/// <param name="Terms">Null only while there is no order.</param>
public sealed partial record Order(
    long Revision,
    string Id,
    OrderStatus Status,
    OrderTerms? Terms,
    Instant PlacedAt,
    ImmutableSortedDictionary<HoldType, OrderHold> Holds,
    ImmutableList<OrderLine> Lines) : IEntity<Order, OrderCommand, OrderEvent, OrderRejection>
{
    /// <summary>Lines of one order, those that changes added included.</summary>
    public const int LinesMax = 5_000;

    /// <summary>Units of one line.</summary>
    public const int QuantityMax = 1_000_000;

    /// <summary>Units of all lines together, so that their sums can be counted.</summary>
    public const int UnitsMax = 1_000_000_000;

    private LineTally? _tally;
    private LineDuesMemo? _dues;

    public static Order Initial { get; } = new(
        0, string.Empty, OrderStatus.Absent, null, Instant.MinValue, ImmutableSortedDictionary<HoldType,
            OrderHold>.Empty, []);

    /// <summary>What decisions ask of all lines.</summary>
    private LineTally Tally =>
        _tally is { } known && ReferenceEquals(known.Lines, Lines) ? known : _tally = LineTally.Of(Lines);

    /// <summary>The sum over all lines.</summary>
    public LineQuantities Total() =>
        Lines.Aggregate(new LineQuantities(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), (sum, line) => sum + line.Quantities);

    /// <summary>How far the goods are: the furthest that any unit has come, "partially" where others lag.</summary>
    public Fulfilment Fulfilment()
    {
        var sum = Total();
        var wanted = sum.Ordered - sum.Cancelled - sum.Shorted;
        return sum switch
        {
            { Returned: > 0 } => sum.Returned == sum.Delivered
                ? Orders.Fulfilment.Returned
                : Orders.Fulfilment.PartiallyReturned,
            { Delivered: > 0 } => sum.Delivered == wanted
                ? Orders.Fulfilment.Delivered
                : Orders.Fulfilment.PartiallyDelivered,
            { Shipped: > 0 } => sum.Shipped == wanted ? Orders.Fulfilment.Shipped : Orders.Fulfilment.PartiallyShipped,
            { Reserved: > 0 } or { DropShipOpen: > 0 } => sum.Reserved + sum.DropShipOpen == wanted
                ? Orders.Fulfilment.Allocated
                : Orders.Fulfilment.PartiallyAllocated,
            { Backordered: > 0 } => Orders.Fulfilment.Backordered,
            _ => Orders.Fulfilment.Unfulfilled,
        };
    }

    public static Decision Decide(Order state, OrderCommand command, Instant now)
    {
        var decision = Answer(state, command, now);
        return (decision, command) switch
        {
            (Decision.Accepted { Events: { Count: > 0 } events }, _) =>
                Settle(state, events, bills: command is not (
                    OrderCommand.RecordOutcome { More: true } or OrderCommand.RecordShipped { More: true })),
            (Decision.Accepted, OrderCommand.SettleDues) => Settle(state, []),
            _ => decision,
        };
    }

    private static Decision Answer(Order state, OrderCommand command, Instant now) =>
        state.AnswerDraft(command, now)
        ?? state.AnswerCheck(command)
        ?? state.AnswerChange(command, now)
        ?? state.AnswerReturn(command, now)
        ?? state.AnswerWork(command)
        ?? state.AnswerGroups(command)
        ?? state.AnswerRouting(command, now)
        ?? state.AnswerAlert(command, now)
        ?? (state.Status, command) switch
        {
            (_, OrderCommand.Place c) => state.Terms!.IsSameAs(c.Terms)
                ? Decision.AlreadyDone
                : Decision.Reject(new OrderRejection.DuplicateOrder()),

            (_, OrderCommand.PlaceHold { Expected: { } expected }) when expected != state.Revision =>
                state.Stale(expected),
            (_, OrderCommand.PlaceHold c) => state.PlaceHold(c),
            (_, OrderCommand.ReleaseHold { Expected: { } expected }) when expected != state.Revision =>
                state.Stale(expected),
            (_, OrderCommand.ReleaseHold c) => state.ReleaseHold(c),

            (_, OrderCommand.Cancel { Expected: { } expected }) when expected != state.Revision =>
                state.Stale(expected),
            (OrderStatus.Cancelled, OrderCommand.Cancel) => Decision.AlreadyDone,
            (_, OrderCommand.Cancel c) => state.Cancel(c),
            (_, OrderCommand.CancelLine { Expected: { } expected }) when expected != state.Revision =>
                state.Stale(expected),
            (_, OrderCommand.CancelLine c) => state.CancelLine(c),
            (_, OrderCommand.CancelKit { Expected: { } expected }) when expected != state.Revision =>
                state.Stale(expected),
            (_, OrderCommand.CancelKit c) => state.CancelKit(c),

            (_, OrderCommand.RecordReserved c) => state.RecordReserved(c),
            (_, OrderCommand.RecordBackordered c) => state.RecordBackordered(c),
            (_, OrderCommand.RecordPromise c) => state.RecordPromise(c),
            (_, OrderCommand.RecordConfirmed c) => state.RecordConfirmed(c),
            (_, OrderCommand.RecordReservationLost c) => state.RecordReservationLost(c),

            (_, OrderCommand.BeginShipment c) => state.BeginShipment(c),
            (_, OrderCommand.RecordShipped c) => state.RecordShipped(c),
            (_, OrderCommand.RecordShipmentRefused c) => state.RecordShipmentRefused(c),
            (_, OrderCommand.RecordOutcome c) => state.RecordOutcome(c),
            (_, OrderCommand.SettleDues) => Decision.AlreadyDone,
            (_, OrderCommand.Flag c) => state.Flag(c),

            _ => state.AnswerMoney(command),
        };

    private Decision PlaceHold(OrderCommand.PlaceHold c) =>
        Status is OrderStatus.Closed or OrderStatus.Cancelled
            ? Decision.Reject(Illegal(c, "The order has ended."))
            : IsOwn(c.Type)
                ? Decision.Reject(Illegal(c, "The order places and releases this hold itself."))
                : Holds.ContainsKey(c.Type)
                    ? Decision.AlreadyDone
                    : Decision.Accept(new OrderEvent.HoldPlaced(c.Type, c.Reason, c.By));

    private Decision ReleaseHold(OrderCommand.ReleaseHold c) =>
        IsOwn(c.Type)
            ? Decision.Reject(Illegal(c, "The order places and releases this hold itself."))
            : Holds.ContainsKey(c.Type)
                ? Decision.Accept(new OrderEvent.HoldReleased(c.Type, c.Reason) { By = c.By })
                : Decision.Reject(new OrderRejection.NoSuchHold(c.Type));

    /// <summary>Whether the order itself places and releases a hold; PAYMENT where it is paid here.</summary>
    private bool IsOwn(HoldType type) =>
        type is HoldType.Stock or HoldType.Routing || (type == HoldType.Payment && Money is { Tenders.Count: > 0 });

    private Decision Cancel(OrderCommand.Cancel c)
    {
        if (Status == OrderStatus.Closed)
        {
            return Decision.Reject(Illegal(c, "The order has ended."));
        }

        if (Lines.Any(line => line.Quantities.Shipped > 0 || line.Allocation?.Stage == AllocationStage.Shipping))
        {
            return Decision.Reject(Illegal(c, "Units are on their way; cancel the lines that are not."));
        }

        if (StopAllWork(c) is { } asked)
        {
            return asked;
        }

        var events = new List<OrderEvent>();
        foreach (var line in Lines.Where(line => line.Quantities.Open > 0))
        {
            events.AddRange(CancelUnits(line, line.Quantities.Open, c.Reason));
        }

        return Decision.Accept([.. events, new OrderEvent.OrderCancelled(c.Reason)]);
    }

    private Decision CancelLine(OrderCommand.CancelLine c)
    {
        if (Line(c.Line) is not { } line)
        {
            return Decision.Reject(new OrderRejection.NoSuchLine(c.Line));
        }

        if (line.Allocation?.Stage == AllocationStage.Shipping)
        {
            return Decision.Reject(Illegal(c, "The line is being loaded."));
        }

        if (line.Proposed is not null)
        {
            return Decision.Reject(Illegal(c, "The line is only proposed; decline the change."));
        }

        if (KeptTogether(line) is { } kit)
        {
            return Decision.Reject(Illegal(c, kit));
        }

        if (line.Allocation?.Work is not null && (c.Quantity < 1 || c.Quantity > line.Loose))
        {
            return StopWork(c, line);
        }

        return c.Quantity < 1 || c.Quantity > int.Max(line.Loose, line.Cancellable)
            ? Decision.Reject(new OrderRejection.QuantityExceeded(c.Quantity, line.Cancellable))
            : Decision.Accept(CancelUnits(line, c.Quantity, c.Reason));
    }

    private List<OrderEvent> CancelUnits(OrderLine line, int quantity, string reason)
    {
        // What was short is in no reservation: it goes first.
        var (events, promised) = (new List<OrderEvent>(), int.Max(0, quantity - line.Loose));
        if (line.Allocation is { } held && promised > 0)
        {
            events.Add(Surrender(line, held.Reservation, held.Quantity - promised, current: true));
        }

        events.Add(new OrderEvent.LineCancelled(line.Number, quantity, reason));
        return events;
    }

    private OrderEvent.ReservationSurrendered Surrender(OrderLine line, string reservation, int left, bool current) =>
        new(line.Number, reservation, line.Sku, LocationOf(line), left, current)
        {
            DropShip = current && line.Allocation?.DropShip == true,
        };

    /// <summary>The location whose stock serves a line. The order is placed, or drafted.</summary>
    /// <exception cref="UnreachableException">None does yet: nothing can have been asked for.</exception>
    public string LocationOf(OrderLine line) => FindLocation(line)
        ?? throw new UnreachableException($"Order {Id}, line {line.Number} has no location yet.");

    /// <summary>The same; null where none is chosen yet.</summary>
    public string? FindLocation(OrderLine line) => line.ShipFrom ?? Terms!.ShipFrom;

    private OrderLine? Line(int number) => number >= 1 && number <= Lines.Count ? Lines[number - 1] : null;

    private Decision Stale(long expected) =>
        Decision.Reject(new OrderRejection.StaleRevision(expected, Revision));

    private OrderRejection.IllegalTransition Illegal(OrderCommand command, string reason) =>
        new(Status, command.GetType().Name, reason);
}
