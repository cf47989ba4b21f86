using Oms.Central.Purchasing;
using Decision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;

namespace Oms.Central.Orders;

/// <content>What suppliers send straight to the customer.</content>
/// <remarks>
/// A line whose location stands for a supplier asks no stock item: its units are the supplier's to send, under an id
/// like that of a reservation. Once the order is released a purchase order has them, as fulfilment orders have others:
/// they are given up only with its consent.
/// </remarks>
public sealed partial record Order
{
    /// <summary>Who declined, where a person reads it.</summary>
    private const string BySupplier = "supplier";

    private OrderEvent.LineAssigned Assign(OrderLine line) => new(
        line.Number,
        OrderId.Reservation(Id, line.Number, line.Requests + 1),
        line.Supply!.Supplier,
        line.Quantities.Unallocated);

    /// <summary>Orders what one supplier is to send, at one location and in one currency.</summary>
    private OrderEvent.DropShipRequested Purchase(
        int group, string location, LineSupply supply, IEnumerable<OrderLine> lines) => new(
        new PurchaseTerms(
            supply.Supplier,
            location,
            [
                .. lines.Select(line => new PurchasedLine(
                    line.Sku, line.Allocation!.Quantity, line.Supply!.UnitCost, line.Promise)
                {
                    For = new DropShipLine(line.Number, line.Allocation.Reservation),
                }),
            ],
            supply.TolerancePermille)
        {
            DropShip = new DropShipFor(Id, group),
        });

    /// <summary>What lines must have in common to be on one purchase order; null for those that leave from
    /// stock.</summary>
    private static (string Supplier, int Tolerance, string Currency)? BuyerOf(OrderLine line) =>
        line is { Allocation.DropShip: true, Supply: { } supply }
            ? (supply.Supplier, supply.TolerancePermille, supply.UnitCost.Currency.Code)
            : null;

    /// <summary>Units that a supplier will not send leave its purchase order: routing looks for another location where
    /// it chose this one, else a person decides.</summary>
    private Decision RecordDeclined(OrderCommand.RecordDeclined c)
    {
        var declined = (
            from units in c.Units
            let line = InWork(c.Group, units.Line, units.Reservation)
            where line?.Allocation!.Quantity > units.Left
            select (Line: line!, units.Left)).ToList();
        if (declined.Count == 0)
        {
            return Decision.AlreadyDone;
        }

        int[] routed =
        [
            .. declined.Where(each => each.Line.Route is not null && !IsFull).Select(each => each.Line.Number),
        ];
        return Decision.Accept(
        [
            .. declined.SelectMany(each => Declined(each.Line, each.Left, c.Reason)),
            .. from number in routed
               group number by Lines[number - 1].ShipFrom into at
               select new OrderEvent.RerouteRequested(
                   [.. at], LineRoute.TurnedDownThere, at.Key, c.Reason, BySupplier),
            .. routed.Length < declined.Count && Cancelling is null && !Holds.ContainsKey(HoldType.Fulfilment)
                ? new OrderEvent[] { new OrderEvent.HoldPlaced(HoldType.Fulfilment, c.Reason, BySupplier) }
                : [],
        ]);
    }

    private IEnumerable<OrderEvent> Declined(OrderLine line, int left, string reason)
    {
        var held = line.Allocation!;
        yield return new OrderEvent.LineDeclined(line.Number, held.Reservation, held.Quantity - left, reason);
        yield return Surrender(line, held.Reservation, left, current: true);

        // The purchase order knows of no unit any more: its answer to a wish to cancel some would find none here.
        if (left == 0 && Cancelling is null && int.Min(held.Work!.Stopping, held.Quantity) is > 0 and var cancelled)
        {
            yield return new OrderEvent.LineCancelled(line.Number, cancelled, reason);
        }
    }

    private Order OnAssigned(OrderEvent.LineAssigned e) => Set(e.Line, line => line with
    {
        Requests = line.Requests + 1,
        Allocation = new LineAllocation(e.Reservation, e.Quantity, AllocationStage.Soft, Filled: false)
        {
            PickAndPack = true,
            DropShip = true,
        },
        Quantities = line.Quantities.Promised(dropShip: true, e.Quantity) with
        {
            Unallocated = line.Quantities.Unallocated - e.Quantity,
        },
    });

    private Order OnDropShipRequested(OrderEvent.DropShipRequested e)
    {
        var work = new LineWork(e.Terms.DropShip!.Group);
        return e.Terms.Lines.Aggregate(
            this with { WorkGroups = work.Group },
            (order, line) => order.Held(line.For!.Line, held => held with { Work = work }));
    }

    private Order Supplied(IReadOnlyList<SuppliedLine>? supplies) => supplies is null ? this : this with
    {
        Lines = supplies.Aggregate(Lines, (lines, each) => lines.SetItem(
            each.Line - 1, lines[each.Line - 1] with { Supply = each.Supply })),
    };
}
