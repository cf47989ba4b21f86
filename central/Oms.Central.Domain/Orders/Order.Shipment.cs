using Oms.Central.Purchasing;
using Decision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;

namespace Oms.Central.Orders;

/// <content>Loading, and what hand-overs say became of the units.</content>
public sealed partial record Order
{
    private Decision BeginShipment(OrderCommand.BeginShipment c)
    {
        if (Lines.Any(line => line.Lots.Any(lot => lot.Route == c.Route)))
        {
            return Decision.AlreadyDone;
        }

        if (!Holds.IsEmpty)
        {
            return Decision.Reject(new OrderRejection.HoldActive([.. Holds.Keys]));
        }

        if (Cancelling is not null)
        {
            return Decision.Reject(Illegal(c, "It is being cancelled."));
        }

        var lacking = LackingKits();
        ShipmentLine[] ready =
        [
            .. from line in Lines
               where line is { Proposed: null, Allocation.Stage: AllocationStage.Hard } && IsTogether(line, lacking)
               where c.LoadFrom is null || c.LoadFrom == LocationOf(line)
               where IsOutOfShelf(line, c.PackedAt)
               where MayLeave(line)
               select new ShipmentLine(
                   line.Number, line.Allocation!.Reservation, line.Sku, line.Allocation.Quantity, line.Band)
               {
                   Location = line.ShipFrom,
                   Packages = line.Allocation.Work is { } work
                       ? [.. line.Packages!.Where(units => units.Group == work.Group)]
                       : null,
               },
        ];
        return Status == OrderStatus.Released && ready.Length > 0
            ? Decision.Accept(
                new OrderEvent.ShipmentBegun(c.Route, c.Stop, Terms!.ShipFrom ?? ready[0].Location!, ready))
            : Decision.Reject(Illegal(c, "No unit is ready to leave."));
    }

    /// <summary>Whether a line may be loaded: in packages, where its location has them.</summary>
    private bool IsOutOfShelf(OrderLine line, IReadOnlyList<string>? packedAt) =>
        line.Allocation!.PickAndPack
            ? line.Allocation.Work is { Packed: true, Stopping: 0 }
            : packedAt?.Contains(LocationOf(line)) != true;

    private Decision RecordShipped(OrderCommand.RecordShipped c) =>
        Line(c.Line) is not { } line
            ? Decision.Reject(new OrderRejection.NoSuchLine(c.Line))
            : line is { Proposed: null, Allocation: { } held } && held.Reservation == c.Reservation
                && MayHaveLeft(held.Stage) && held.DropShip == PurchaseOrder.IsDropShip(c.Route)
                && !(held.DropShip && line.Lots.Exists(lot => lot.Route == c.Route))
                ? c.Lots.Sum(lot => lot.Quantity) is var units
                    && (held.DropShip ? units <= held.Quantity : units == held.Quantity)
                    ? Decision.Accept(new OrderEvent.LineShipped(c.Line, c.Reservation, c.Route, c.Lots)
                    {
                        Serials = c.Serials,
                        Parcel = c.Parcel,
                    })
                    : Decision.Reject(
                        new OrderRejection.QuantityExceeded(c.Lots.Sum(lot => lot.Quantity), held.Quantity))
                : Decision.AlreadyDone;

    /// <summary>Whether units of a line in that stage can have left; those that a change only proposes never
    /// do.</summary>
    /// <remarks>Their promise may have broken and been made again while they were being loaded.</remarks>
    private static bool MayHaveLeft(AllocationStage stage) => stage is
        AllocationStage.Shipping or AllocationStage.Soft or AllocationStage.Confirming or AllocationStage.Hard;

    private Decision RecordShipmentRefused(OrderCommand.RecordShipmentRefused c) =>
        Line(c.Line) is { Allocation: { Stage: AllocationStage.Shipping } held } && held.Reservation == c.Reservation
            ? Decision.Accept(new OrderEvent.LineShipmentRefused(c.Line, c.Reservation, c.Route, c.Reason))
            : Decision.AlreadyDone;

    private Decision RecordOutcome(OrderCommand.RecordOutcome c)
    {
        if (Line(c.Line) is not { } line)
        {
            return Decision.Reject(new OrderRejection.NoSuchLine(c.Line));
        }

        if (line.Outcomes.Any(o => o.CheckOut == c.CheckOut && o.Stop == c.Stop && o.Lot == c.Lot))
        {
            return Decision.AlreadyDone;
        }

        if (int.Min(int.Min(c.Delivered, c.Short), int.Min(c.Refused, c.Damaged)) < 0)
        {
            return Decision.Reject(Illegal(c, "A count is below zero."));
        }

        var open = line.Lots.Where(lot => lot.Lot == c.Lot && lot.Route == c.Route).Sum(lot => lot.Open);
        var told = c.Delivered + c.Short + c.Refused + c.Damaged;
        if (told > open)
        {
            return Decision.Reject(new OrderRejection.QuantityExceeded(told, open));
        }

        var events = new List<OrderEvent>();
        if (c.Delivered > 0)
        {
            events.Add(new OrderEvent.LineDelivered(
                c.Line, c.CheckOut, c.Stop, c.Lot, c.CustodySeq, c.Delivered, c.Pod)
            {
                Route = c.Route,
            });
        }

        if (c.Short > 0)
        {
            events.Add(new OrderEvent.LineShorted(
                c.Line, c.CheckOut, c.Stop, c.Lot, c.CustodySeq, c.Short, c.Reason)
            {
                Route = c.Route,
            });
        }

        if (c.Refused + c.Damaged > 0)
        {
            events.Add(new OrderEvent.LineRefused(
                c.Line, c.CheckOut, c.Stop, c.Lot, c.CustodySeq, c.Refused, c.Damaged, c.Reason)
            {
                Route = c.Route,
            });
        }

        return Decision.Accept(events);
    }

    private Decision Flag(OrderCommand.Flag c) =>
        Line(c.Line) is not { } line
            ? Decision.Reject(new OrderRejection.NoSuchLine(c.Line))
            : line.Flags.Any(flag => flag.Kind == c.Kind && flag.Evidence == c.Evidence)
                ? Decision.AlreadyDone
                : Decision.Accept(new OrderEvent.LineFlagged(c.Line, c.Kind, c.Evidence, c.Detail)
                {
                    Route = c.Route,
                    Lots = c.Lots,
                });
}
