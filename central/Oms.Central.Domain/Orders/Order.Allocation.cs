using Decision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;

namespace Oms.Central.Orders;

/// <content>What the stock items answer, and what the order does about it.</content>
public sealed partial record Order
{
    /// <summary>Why a backorder ends whose time is over.</summary>
    public const string CancelAfterOver = "cancel-after";

    /// <summary>Why units are cancelled that no stock item will promise, now or later.</summary>
    public const string OutOfStock = "out-of-stock";

    private Decision RecordReserved(OrderCommand.RecordReserved c) =>
        Line(c.Line) is not { } line
            ? Decision.Reject(new OrderRejection.NoSuchLine(c.Line))
            : line.Allocation is { } held && held.Reservation == c.Reservation
                ? held.Stage is AllocationStage.Requested or AllocationStage.Backordered
                    ? Decision.Accept(
                    [
                        new OrderEvent.LineReserved(c.Line, c.Reservation, held.Quantity),
                        .. c.Firm && line.Proposed is null
                            ? new[] { new OrderEvent.LineAllocated(c.Line, c.Reservation, held.Quantity) }
                            : [],
                    ])
                    : Decision.AlreadyDone
                : GiveBack(line, c.Reservation, c.Location);

    private Decision RecordBackordered(OrderCommand.RecordBackordered c)
    {
        if (Line(c.Line) is not { } line)
        {
            return Decision.Reject(new OrderRejection.NoSuchLine(c.Line));
        }

        if (line.Allocation is not { } held || held.Reservation != c.Reservation)
        {
            return GiveBack(line, c.Reservation, c.Location);
        }

        return held.Stage == AllocationStage.Backordered
            ? Decision.AlreadyDone
            : Decision.Accept(
            [
                .. Withdrawn(line),
                new OrderEvent.LineBackordered(c.Line, c.Reservation, held.Quantity) { Promise = c.Promise },
                .. AfterDip(line),
            ]);
    }

    private Decision RecordPromise(OrderCommand.RecordPromise c) =>
        Line(c.Line) is { Allocation: { Stage: AllocationStage.Backordered } or { DropShip: true } } line
        && line.Allocation.Reservation == c.Reservation && PromiseOf(line) is var promise && promise != c.Promise
            ? Decision.Accept(new OrderEvent.LinePromiseMoved(c.Line, c.Reservation, promise, c.Promise))
            : Decision.AlreadyDone;

    /// <summary>The day that was told last; a supplier is asked for the line's own.</summary>
    private static NodaTime.LocalDate? PromiseOf(OrderLine line) =>
        line.Allocation is { DropShip: true, Promise: null } ? line.Promise : line.Allocation?.Promise;

    /// <summary>Whatever asked for it: a promise that broke and was made again may be confirmed by the request of the
    /// first one, and is not confirmed twice. Nobody confirms what a change only proposes.</summary>
    private Decision RecordConfirmed(OrderCommand.RecordConfirmed c) =>
        Line(c.Line) is
        {
            Proposed: null,
            Allocation: { Stage: AllocationStage.Soft or AllocationStage.Confirming } held,
        }
        && held.Reservation == c.Reservation
            ? Decision.Accept(new OrderEvent.LineAllocated(c.Line, c.Reservation, held.Quantity))
            : Decision.AlreadyDone;

    private Decision RecordReservationLost(OrderCommand.RecordReservationLost c) =>
        Line(c.Line) is { Allocation: { Stage: not AllocationStage.Shipping } held }
        && held.Reservation == c.Reservation
            ? c.Cause == "denied" && AfterDenial(Lines[c.Line - 1]) is { } elsewhere
                ? Decision.Accept(
                [
                    new OrderEvent.LineReservationLost(c.Line, c.Reservation, held.Quantity, c.Cause), elsewhere,
                ])
            : ForGood(c.Cause) is { } reason

                // What may not wait is not asked for again: the answer would be the same.
                ? Decision.Accept(
                [
                    new OrderEvent.LineReservationLost(c.Line, c.Reservation, held.Quantity, c.Cause),
                    new OrderEvent.LineCancelled(c.Line, held.Quantity, reason),
                    .. WithoutTheirKit(Lines[c.Line - 1], held.Quantity, reason),
                ])
                : Decision.Accept(
                    new OrderEvent.LineReservationLost(c.Line, c.Reservation, held.Quantity, c.Cause))
            : Decision.AlreadyDone;

    /// <summary>Why units are given up that a stock item will not promise, now or later; null where they are asked for
    /// again.</summary>
    private static string? ForGood(string cause) =>
        cause switch
        {
            "denied" => OutOfStock,
            CancelAfterOver => CancelAfterOver,
            _ => null,
        };

    /// <summary>Gives back what a stock item holds for this order although the order has moved on.</summary>
    /// <param name="location">Where it is, which need not be where the line is served from by now.</param>
    private Decision GiveBack(OrderLine line, string reservation, string? location) =>
        (location ?? FindLocation(line)) is { } place
            ? Decision.Accept(new OrderEvent.ReservationSurrendered(
                line.Number, reservation, line.Sku, place, Remaining: 0, Current: false))
            : Decision.AlreadyDone;

    /// <summary>Adds what follows from the events themselves, until nothing more does.</summary>
    /// <remarks>
    /// Every rule of <see cref="Follow"/> moves the order forward, none back, so the loop ends; the bound guards
    /// against a wrong rule.
    /// </remarks>
    private static Decision Settle(Order state, IReadOnlyList<OrderEvent> first, bool bills = true)
    {
        const int RoundsMax = 16;
        var all = new List<OrderEvent>(first);
        state.ShareMemos();
        state = first.Aggregate(state, Evolve);
        for (var round = 0; round < RoundsMax; round++)
        {
            // The money first: it decides whether the order may leave.
            var more = bills ? state.FollowMoney() : [];
            if (more.Count == 0)
            {
                more = [.. state.Follow()];
            }

            if (more.Count == 0)
            {
                break;
            }

            state = more.Aggregate(state, Evolve);
            all.AddRange(more);
        }

        return all.Count == 0 ? Decision.AlreadyDone : Decision.Accept(all);
    }

    private IEnumerable<OrderEvent> Follow()
    {
        if (FollowPlaces() is { Count: > 0 } places)
        {
            return places;
        }

        if (FollowAlerts() is { Count: > 0 } withdrawn)
        {
            return withdrawn;
        }

        if (Status is not (OrderStatus.Placed or OrderStatus.Released))
        {
            return [];
        }

        if (CancelledAtLast() is { Count: > 0 } end)
        {
            return end;
        }

        if (FollowRouting() is { } routed)
        {
            return [routed];
        }

        var tally = Tally;
        if (tally.Open == 0)
        {
            return tally.Cancelled == Lines.Count
                ? [new OrderEvent.OrderCancelled("every-line-cancelled")]
                : IsMoneySettled ? [new OrderEvent.OrderClosed()] : [];
        }

        var waits = tally.Waiting > 0;
        var held = Holds.ContainsKey(HoldType.Stock);
        var complete = ShipsComplete;
        if (held && !waits)
        {
            return [new OrderEvent.HoldReleased(HoldType.Stock, "stock-arrived")];
        }

        if (waits && !held && complete)
        {
            return [new OrderEvent.HoldPlaced(HoldType.Stock, "units-missing", "order")];
        }

        // All or none: what another order could have is not kept while a line waits. Filled backorders are kept.
        var keepsNothing = held && complete && Status == OrderStatus.Placed;
        return keepsNothing
            ?
            [
                .. tally.Loose.Select(GivenUp),
                .. tally.Proposed.Select(Request),
                .. tally.Filled.Select(Confirmation),
            ]
            :
            [
                .. tally.Unasked.Select(Request),
                .. tally.Proposed.Select(Request),
                .. Confirmations(tally, complete),
                .. Release(tally, complete),
                .. Work(tally),
            ];
    }

    private OrderEvent.ReservationSurrendered GivenUp(int number) =>
        Surrender(Lines[number - 1], Lines[number - 1].Allocation!.Reservation, left: 0, current: true);

    private OrderEvent Request(int number)
    {
        var line = Lines[number - 1];
        return line.Supply is not null ? Assign(line) : new OrderEvent.LineAllocationRequested(
            number,
            OrderId.Reservation(Id, number, line.Requests + 1),
            line.Sku,
            LocationOf(line),
            line.Quantities.Unallocated)
        {
            Priority = Terms!.Priority,
            Promise = line.Promise,
            CancelAfter = Terms.CancelAfter,
            TtlSeconds = line.Proposed is null ? null : Change?.TtlSeconds,
            Firm = line.Proposed is null,
        };
    }

    private IEnumerable<OrderEvent> Confirmations(LineTally tally, bool complete) =>
        (complete && tally.Undecided > 0 ? tally.Filled : tally.Filled.Union(tally.Soft)).Select(Confirmation);

    private OrderEvent Confirmation(int number)
    {
        var line = Lines[number - 1];
        var held = line.Allocation!;
        return held.DropShip
            ? new OrderEvent.LineAllocated(number, held.Reservation, held.Quantity)
            : new OrderEvent.LineConfirmationRequested(number, held.Reservation, line.Sku, LocationOf(line));
    }

    private IEnumerable<OrderEvent> Release(LineTally tally, bool complete)
    {
        var ready = tally.Hard > 0 && tally.Hard + (complete ? 0 : tally.Waiting) == tally.Open;
        return Status == OrderStatus.Placed && Holds.IsEmpty && Change is null && ready && HasAllPlaces
            ? [new OrderEvent.OrderReleased()]
            : [];
    }
}
