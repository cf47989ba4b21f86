using System.Diagnostics;
using NodaTime;

namespace Oms.Central.Orders;

/// <content>How events change the order.</content>
public sealed partial record Order
{
    public static Order Evolve(Order state, OrderEvent happened)
    {
        var next = happened switch
        {
            OrderEvent.OrderPlaced e when state.IsUnplaced => state.Written(e.Id, e.Terms, e.PlacedAt)
                .Supplied(e.Supplies) with
            {
                Status = OrderStatus.Placed,
                Checks = e.Checks,
            },
            OrderEvent.OrderDrafted e when state.IsUnplaced => state.Written(e.Id, e.Terms, e.DraftedAt) with
            {
                Status = OrderStatus.Draft,
            },
            OrderEvent.DraftRevised e => state.Written(state.Id, e.Terms, state.PlacedAt),
            OrderEvent.DraftDiscarded => state with { Status = OrderStatus.Discarded, Lines = [] },
            OrderEvent.HoldPlaced e => state with
            {
                Holds = state.Holds.SetItem(
                    e.Type, new OrderHold(e.Reason, e.By) { Pending = e.Pending, Round = e.Round }),
            },
            OrderEvent.RecentOrdersCounted e => state with { RecentOrders = e.Count },
            OrderEvent.CheckPassed e => state with { Holds = state.Holds.Remove(e.Type) },
            OrderEvent.CheckFailed e => state with
            {
                Holds = state.Holds.SetItem(
                    e.Type, state.Holds[e.Type] with { Reason = e.Reason, Pending = false }),
            },
            OrderEvent.ChangeProposed e => state.OnProposed(e),
            OrderEvent.ChangeConfirmed e => state.OnConfirmed(e),
            OrderEvent.ChangeDeclined e => state.OnChangeEnded(e.Number, ChangeOutcome.Declined),
            OrderEvent.ChangeExpired e => state.OnChangeEnded(e.Number, ChangeOutcome.Expired),
            OrderEvent.HoldReleased e => state with { Holds = state.Holds.Remove(e.Type) },
            OrderEvent.OrderReleased => state with { Status = OrderStatus.Released },
            OrderEvent.OrderCancelled => state.WithoutChange() with
            {
                Status = OrderStatus.Cancelled,
                Cancelling = null,
            },
            OrderEvent.OrderClosed => state.WithoutChange() with { Status = OrderStatus.Closed },
            OrderEvent.ShipmentBegun e => e.Lines.Aggregate(
                state, (order, line) => order.Set(line.Line, l => l.InStage(AllocationStage.Shipping))),
            OrderEvent.LineAllocationRequested e => state.Set(e.Line, line => line with
            {
                Requests = line.Requests + 1,
                Allocation = new LineAllocation(e.Reservation, e.Quantity, AllocationStage.Requested, Filled: false),
            }),
            OrderEvent.LineReserved e => state.Set(e.Line, OnReserved),
            OrderEvent.LineConfirmationRequested e => state.Set(e.Line, l => l.InStage(AllocationStage.Confirming)),
            OrderEvent.LineAllocated e => state.Set(e.Line, l => l.InStage(AllocationStage.Hard)),
            OrderEvent.LinePromiseMoved e => state.Set(e.Line, line => line with
            {
                Due = e.Promise,
                Allocation = line.Allocation! with { Promise = e.Promise },
            }),
            OrderEvent.LineBackordered e => state.Set(e.Line, line => OnBackordered(line, e.Promise) with
            {
                Due = e.Promise ?? line.Due,
            }),
            OrderEvent.ReservationSurrendered { Current: true } e => state.Set(e.Line, l => OnLess(l, e.Remaining)),
            OrderEvent.ReservationSurrendered => state,
            OrderEvent.LineReservationLost e => state.Set(e.Line, line => OnLess(line, 0)),
            OrderEvent.LineCancelled e => state.Set(e.Line, line => line with
            {
                Quantities = line.Quantities with
                {
                    Unallocated = line.Quantities.Unallocated - e.Quantity,
                    Cancelled = line.Quantities.Cancelled + e.Quantity,
                },
            }),
            OrderEvent.LineAssigned e => state.OnAssigned(e),
            OrderEvent.DropShipRequested e => state.OnDropShipRequested(e),
            OrderEvent.LineDeclined => state,
            OrderEvent.LineShipped e => state.Set(e.Line, line => OnShipped(line, e)),
            OrderEvent.LineShipmentRefused e => state.Set(e.Line, l => l.InStage(AllocationStage.Hard)),
            OrderEvent.LineDelivered e => state.Set(e.Line, line => OnOutcome(
                line,
                new LineOutcome(e.CheckOut, e.Stop, e.Lot, e.CustodySeq, e.Quantity, 0, 0, 0, e.Pod)
                {
                    Route = e.Route,
                })),
            OrderEvent.LineShorted e => state.Set(e.Line, line => OnOutcome(
                line,
                new LineOutcome(e.CheckOut, e.Stop, e.Lot, e.CustodySeq, 0, e.Quantity, 0, 0, null)
                {
                    Route = e.Route,
                })),
            OrderEvent.LineRefused e => state.Set(e.Line, line => OnOutcome(
                line,
                new LineOutcome(e.CheckOut, e.Stop, e.Lot, e.CustodySeq, 0, 0, e.Refused, e.Damaged, null)
                {
                    Route = e.Route,
                })),
            OrderEvent.LineFlagged e => state.Set(e.Line, line => line with
            {
                Flags = line.Flags.Add(new LineFlag(e.Kind, e.Evidence, e.Detail)),
            }).Block(e),
            OrderEvent.LineToBePicked or OrderEvent.FulfilmentRequested or OrderEvent.WorkStopRequested
                or OrderEvent.WorkStopped or OrderEvent.WorkKept or OrderEvent.WorkWithdrawn
                or OrderEvent.LineShortPicked or OrderEvent.WorkPacked or OrderEvent.WorkReopened =>
                state.OnWork(happened),
            OrderEvent.WorkSplit or OrderEvent.WorkMoved or OrderEvent.WorkMerged => state.OnGroups(happened),
            OrderEvent.ReturnRequested e => state.OnReturnRequested(e),
            OrderEvent.ReturnReleased e => state.OnReturnReleased(e),
            OrderEvent.LineReturned e => state.OnLineReturned(e),
            OrderEvent.ReturnCreditRefused e => state.OnCreditRefused(e),
            OrderEvent.OrderRouted e => state.OnRouted(e),
            OrderEvent.RoutingBlocked e => state.OnBlocked(e),
            OrderEvent.RerouteRequested e => state.OnRerouteRequested(e),
            OrderEvent.PlaceHeld e => state.InPlace(e.Location, e.On, PlaceStage.Held),
            OrderEvent.PlaceConfirmationRequested e => state.InPlace(e.Location, e.On, PlaceStage.Confirming),
            OrderEvent.PlaceConfirmed e => state.InPlace(e.Location, e.On, PlaceStage.Confirmed),
            OrderEvent.PlaceRefused e => state.Placing(e.Location, _ => null),
            OrderEvent.PlaceGivenBack e => state.Placing(e.Location, _ => null),
            OrderEvent.PromiseAlerted e => state.OnAlerted(e),
            OrderEvent.PromiseAlertWithdrawn e => state.OnWithdrawn(e.Promise),
            _ => EvolveMoney(state, happened),
        };
        return next with { Revision = state.Revision + 1 };
    }

    private Order Set(int number, Func<OrderLine, OrderLine> change)
    {
        var before = Line(number) ?? throw new UnreachableException($"Order {Id} has no line {number}.");
        var line = change(before);
        var lines = Lines.SetItem(number - 1, line);
        return line.Quantities.IsSound
            ? this with { Lines = lines, _tally = Tally.Replace(lines, before, line) }
            : throw new UnreachableException($"Order {Id}, line {number}: the units do not add up: {line.Quantities}.");
    }

    private static OrderLine OnReserved(OrderLine line)
    {
        var held = line.Allocation!;
        var waited = held.Stage == AllocationStage.Backordered;
        var q = line.Quantities;
        return line with
        {
            Allocation = held with { Stage = AllocationStage.Soft, Filled = waited },
            Quantities = waited
                ? q with { Backordered = q.Backordered - held.Quantity, Reserved = q.Reserved + held.Quantity }
                : q with { Unallocated = q.Unallocated - held.Quantity, Reserved = q.Reserved + held.Quantity },
        };
    }

    private static OrderLine OnBackordered(OrderLine line, LocalDate? promise)
    {
        var held = line.Allocation!;
        var q = line.Quantities;
        return line with
        {
            Allocation = held with { Stage = AllocationStage.Backordered, Promise = promise, Work = null },
            Quantities = held.Stage == AllocationStage.Requested
                ? q with { Unallocated = q.Unallocated - held.Quantity, Backordered = q.Backordered + held.Quantity }
                : q with { Reserved = q.Reserved - held.Quantity, Backordered = q.Backordered + held.Quantity },
        };
    }

    /// <summary>The line keeps fewer units of its reservation; the others are unallocated.</summary>
    private static OrderLine OnLess(OrderLine line, int left)
    {
        var held = line.Allocation!;
        var freed = held.Quantity - left;
        var q = line.Quantities;
        return line with
        {
            Allocation = left > 0 ? held with { Quantity = left } : null,
            Quantities = held.Stage switch
            {
                AllocationStage.Requested => q,
                AllocationStage.Backordered => q with
                {
                    Backordered = q.Backordered - freed,
                    Unallocated = q.Unallocated + freed,
                },
                _ => q.Promised(held.DropShip, -freed) with { Unallocated = q.Unallocated + freed },
            },
        };
    }

    private static OrderLine OnShipped(OrderLine line, OrderEvent.LineShipped e)
    {
        var held = line.Allocation!;
        var q = line.Quantities;
        var units = e.Lots.Sum(lot => lot.Quantity);
        return line with
        {
            Allocation = units < held.Quantity ? held with { Quantity = held.Quantity - units } : null,
            Quantities = q.Promised(held.DropShip, -units) with { InTransit = q.InTransit + units },
            Lots = line.Lots.AddRange(e.Lots.Select(
                lot => new ShippedLot(lot.Lot, lot.Quantity, lot.Quantity, e.Route) { Parcel = e.Parcel })),
            Serials = e.Serials is null ? line.Serials : [.. line.Serials ?? [], .. e.Serials],
        };
    }

    private static OrderLine OnOutcome(OrderLine line, LineOutcome told)
    {
        var q = line.Quantities;
        var units = told.Delivered + told.Short + told.Refused + told.Damaged;
        var lots = line.Lots;
        for (int i = 0, left = units; i < lots.Count && left > 0; i++)
        {
            if (lots[i].Lot == told.Lot && (told.Route ?? lots[i].Route) == lots[i].Route)
            {
                var taken = int.Min(left, lots[i].Open);
                left -= taken;
                lots = lots.SetItem(i, lots[i] with { Open = lots[i].Open - taken });
            }
        }

        var at = line.Outcomes.FindIndex(o =>
            o.CheckOut == told.CheckOut && o.Stop == told.Stop && o.Lot == told.Lot);
        return line with
        {
            Lots = lots,
            Quantities = q with
            {
                InTransit = q.InTransit - units,
                Delivered = q.Delivered + told.Delivered,
                Lost = q.Lost + told.Short,
                TurnedBack = q.TurnedBack + told.Refused + told.Damaged,
            },
            Outcomes = at < 0
                ? line.Outcomes.Add(told)
                : line.Outcomes.SetItem(at, line.Outcomes[at] with
                {
                    Delivered = line.Outcomes[at].Delivered + told.Delivered,
                    Short = line.Outcomes[at].Short + told.Short,
                    Refused = line.Outcomes[at].Refused + told.Refused,
                    Damaged = line.Outcomes[at].Damaged + told.Damaged,
                    Pod = line.Outcomes[at].Pod ?? told.Pod,
                }),
        };
    }
}
