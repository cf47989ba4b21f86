using Decision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;

namespace Oms.Central.Orders;

/// <content>What the stock items answer, and what the order does about it.</content>
public sealed partial record Order
{
    private Decision RecordReserved(OrderCommand.RecordReserved c) =>
        Line(c.Line) is not { } line
            ? Decision.Reject(new OrderRejection.NoSuchLine(c.Line))
            : line.Allocation is { } held && held.Reservation == c.Reservation
                ? held.Stage is AllocationStage.Requested or AllocationStage.Backordered
                    ? Decision.Accept(new OrderEvent.LineReserved(c.Line, c.Reservation, held.Quantity))
                    : Decision.AlreadyDone
                : GiveBack(line, c.Reservation);

    private Decision RecordBackordered(OrderCommand.RecordBackordered c)
    {
        if (Line(c.Line) is not { } line)
        {
            return Decision.Reject(new OrderRejection.NoSuchLine(c.Line));
        }

        if (line.Allocation is not { } held || held.Reservation != c.Reservation)
        {
            return GiveBack(line, c.Reservation);
        }

        return held.Stage == AllocationStage.Backordered
            ? Decision.AlreadyDone
            : Decision.Accept(new OrderEvent.LineBackordered(c.Line, c.Reservation, held.Quantity));
    }

    /// <summary>Whatever asked for it: a promise that broke and was made again may be confirmed by the request of the
    /// first one, and is not confirmed twice.</summary>
    private Decision RecordConfirmed(OrderCommand.RecordConfirmed c) =>
        Line(c.Line) is { Allocation: { Stage: AllocationStage.Soft or AllocationStage.Confirming } held }
        && held.Reservation == c.Reservation
            ? Decision.Accept(new OrderEvent.LineAllocated(c.Line, c.Reservation, held.Quantity))
            : Decision.AlreadyDone;

    private Decision RecordReservationLost(OrderCommand.RecordReservationLost c) =>
        Line(c.Line) is { Allocation: { Stage: not AllocationStage.Shipping } held }
        && held.Reservation == c.Reservation
            ? c.Cause == "denied"

                // What may not wait is not asked for again: the answer would be the same.
                ? Decision.Accept(
                    new OrderEvent.LineReservationLost(c.Line, c.Reservation, held.Quantity, c.Cause),
                    new OrderEvent.LineCancelled(c.Line, held.Quantity, "out-of-stock"))
                : Decision.Accept(
                    new OrderEvent.LineReservationLost(c.Line, c.Reservation, held.Quantity, c.Cause))
            : Decision.AlreadyDone;

    /// <summary>Gives back what a stock item holds for this order although the order has moved on.</summary>
    private Decision GiveBack(OrderLine line, string reservation) =>
        Decision.Accept(Surrender(line, reservation, left: 0, current: false));

    /// <summary>Adds what follows from the events themselves, until nothing more does.</summary>
    /// <remarks>
    /// Every rule of <see cref="Follow"/> moves the order forward, none back, so the loop ends; the bound guards
    /// against a wrong rule.
    /// </remarks>
    private static Decision Settle(Order state, IReadOnlyList<OrderEvent> first)
    {
        const int RoundsMax = 8;
        var all = new List<OrderEvent>(first);
        state = first.Aggregate(state, Evolve);
        for (var round = 0; round < RoundsMax; round++)
        {
            var more = state.Follow().ToList();
            if (more.Count == 0)
            {
                break;
            }

            state = more.Aggregate(state, Evolve);
            all.AddRange(more);
        }

        return Decision.Accept(all);
    }

    private IEnumerable<OrderEvent> Follow()
    {
        if (Status is not (OrderStatus.Placed or OrderStatus.Released))
        {
            return [];
        }

        if (Lines.All(line => line.Quantities.Open == 0))
        {
            return Lines.All(line => line.Quantities.Cancelled == line.Quantities.Ordered)
                ? [new OrderEvent.OrderCancelled("every-line-cancelled")]
                : [new OrderEvent.OrderClosed()];
        }

        var waits = Lines.Any(line => line.Allocation?.Stage == AllocationStage.Backordered);
        var held = Holds.ContainsKey(HoldType.Stock);
        var complete = Terms!.ShipPolicy == ShipPolicy.Complete;
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
            ? from line in Lines
              let a = line.Allocation
              where a is
              {
                  Stage: AllocationStage.Soft or AllocationStage.Confirming or AllocationStage.Hard,
                  Filled: false
              }
              select Surrender(line, a.Reservation, left: 0, current: true)
            : [.. Requests(), .. Confirmations(complete), .. Release(complete)];
    }

    private IEnumerable<OrderEvent> Requests() =>
        from line in Lines
        where line.Allocation is null && line.Quantities.Unallocated > 0
        select new OrderEvent.LineAllocationRequested(
            line.Number,
            OrderId.Reservation(Id, line.Number, line.Requests + 1),
            line.Sku,
            Terms!.ShipFrom,
            line.Quantities.Unallocated);

    private IEnumerable<OrderEvent> Confirmations(bool complete)
    {
        var undecided = Lines.Any(line =>
            line.Quantities.Unallocated > 0 || line.Allocation?.Stage == AllocationStage.Requested);
        return
            from line in Lines
            let a = line.Allocation
            where a?.Stage == AllocationStage.Soft && (a.Filled || !complete || !undecided)
            select new OrderEvent.LineConfirmationRequested(line.Number, a.Reservation, line.Sku, Terms!.ShipFrom);
    }

    private IEnumerable<OrderEvent> Release(bool complete)
    {
        var stages = Lines.Where(line => line.Quantities.Open > 0).Select(line => line.Allocation?.Stage).ToList();
        var ready = complete
            ? stages.TrueForAll(stage => stage == AllocationStage.Hard)
            : stages.TrueForAll(stage => stage is AllocationStage.Hard or AllocationStage.Backordered)
              && stages.Contains(AllocationStage.Hard);
        return Status == OrderStatus.Placed && Holds.IsEmpty && ready ? [new OrderEvent.OrderReleased()] : [];
    }
}
