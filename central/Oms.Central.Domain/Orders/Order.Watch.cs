namespace Oms.Central.Orders;

/// <content>Invariant I12: no open order without a next action.</content>
public sealed partial record Order
{
    /// <summary>What the order waits for: of several things the one that is overdue first, when nothing
    /// happens.</summary>
    public NextAction NextAction()
    {
        if (Status is not (OrderStatus.Placed or OrderStatus.Released))
        {
            return new NextAction(NextActionKind.None);
        }

        var routes = IsRoutingDue && !Holds.ContainsKey(HoldType.Routing);
        if (routes || !HasAllPlaces || Holds.Values.Any(hold => hold.Pending) || Cancelling is not null
            || Lines.Any(IsInStep))
        {
            return new NextAction(NextActionKind.Step);
        }

        if (Change is not null)
        {
            return new NextAction(NextActionKind.Change);
        }

        if (Holds.Keys.Any(type => type != HoldType.Stock))
        {
            return new NextAction(NextActionKind.Hold);
        }

        if (Tally.Waiting > 0)
        {
            return new NextAction(
                NextActionKind.Backorder,
                Lines.Where(line => line.Allocation?.Stage == AllocationStage.Backordered)
                    .Max(line => line.Allocation!.Promise ?? line.Promise));
        }

        if (Status == OrderStatus.Released && Lines.Any(line => line.Allocation?.DropShip == true)
            && !Lines.Any(line => line.Allocation is { Stage: AllocationStage.Hard, DropShip: false }))
        {
            return new NextAction(
                NextActionKind.Supplier,
                Lines.Where(line => line.Allocation?.DropShip == true).Max(PromiseOf));
        }

        return new NextAction(
            Status == OrderStatus.Released && Tally.Hard > 0
                ? Lines.Any(line => line.Allocation is { DropShip: false, Work.Packed: false })
                    ? NextActionKind.Fulfilment : NextActionKind.Dispatch
            : Lines.Any(line => line.Quantities.InTransit > 0) ? NextActionKind.Delivery
            : Tally.Open == 0 && !IsMoneySettled ? NextActionKind.Payment
            : NextActionKind.Lost);
    }

    /// <summary>Whether a stock item has been asked for something that it has not answered, or is about to
    /// be.</summary>
    private static bool IsInStep(OrderLine line) => line.Allocation?.Stage is
        AllocationStage.Requested or AllocationStage.Confirming or AllocationStage.Shipping
        || line.Allocation?.Work is { Stopping: > 0 }
        || line is { Allocation: { Stage: AllocationStage.Soft, DropShip: false }, Proposed: null };
}
