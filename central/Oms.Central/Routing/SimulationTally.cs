using NodaTime;
using Oms.Central.Orders;
using Oms.Custody.Places;

namespace Oms.Central.Routing;

/// <summary>Adds decisions up, or what really became of orders.</summary>
internal sealed class SimulationTally(RoutingTerms terms)
{
    /// <summary>What was added so far.</summary>
    public SimulationFigures Figures { get; private set; } =
        new(0, 0, 0, 0, 0, 0, 0, terms.Cost is null ? null : 0, 0, 0, 0);

    /// <param name="past">The order, where it was placed; null for others.</param>
    public void Add(RoutingOrder order, RoutingDecision decision, Order? past)
    {
        var sending = decision.Locations.Where(each => each.Outcome == RoutingOutcome.Chosen).ToList();
        var waiting = decision.Waiting.Sum(units => (long)units.Quantity);
        var isKept = waiting == 0 && sending.TrueForAll(each => each.ArrivesOn <= order.PromisedOn);
        var really = past is null ? [] : SendersOf(past);
        Add(
            [.. sending.Select(each => each.Metres)],
            decision.Planned.Sum(units => (long)units.Quantity),
            waiting,
            order.PromisedOn is null ? null : isKept,
            past is not null && decision.Planned.Any(units => !really.Contains(units.Location)));
    }

    /// <summary>Adds what became of an order: units that are reserved count as sent, and a promise as kept once all
    /// units were delivered by its day.</summary>
    /// <param name="position">Where a location is; null where that is not known.</param>
    public void AddPast(Order past, Func<string, Position?> position)
    {
        var (total, to) = (past.Total(), past.Destination is null ? past.Terms!.Position : null);
        Add(
            [.. SendersOf(past).Select(from => to is null ? null : position(from)?.DistanceMetres(to))],
            total.Reserved + total.DropShipOpen + total.Shipped,
            total.Backordered + total.Unallocated,
            past.Terms!.Promise is { } day ? IsKept(past, total, day) : null,
            elsewhere: false);
    }

    private void Add(IReadOnlyList<long?> metres, long planned, long waiting, bool? isKept, bool elsewhere)
    {
        var f = Figures;
        Figures = f with
        {
            Orders = f.Orders + 1,
            Consignments = f.Consignments + metres.Count,
            SplitOrders = f.SplitOrders + (metres.Count > 1 ? 1 : 0),
            UnitsPlanned = f.UnitsPlanned + planned,
            UnitsWaiting = f.UnitsWaiting + waiting,
            OrdersWaiting = f.OrdersWaiting + (waiting > 0 ? 1 : 0),
            Metres = f.Metres + metres.Sum(each => each ?? 0),
            CostMinor = f.CostMinor + metres.Sum(each => terms.CostOf(each ?? RoutingTerms.MetresMax)),
            PromisesKept = f.PromisesKept + (isKept == true ? 1 : 0),
            PromisesMissed = f.PromisesMissed + (isKept == false ? 1 : 0),
            Elsewhere = f.Elsewhere + (elsewhere ? 1 : 0),
        };
    }

    /// <summary>The locations that sent units of an order, or have them reserved for it.</summary>
    private static HashSet<string> SendersOf(Order past) =>
    [
        .. past.Lines.Where(line => line.Quantities is { Reserved: > 0 } or { DropShipOpen: > 0 } or { Shipped: > 0 })
            .Select(past.FindLocation).OfType<string>(),
    ];

    private static bool IsKept(Order past, LineQuantities total, LocalDate day)
    {
        var late = past.Lines.SelectMany(line => line.Outcomes)
            .Any(told => told.Delivered > 0 && told.Pod?.SignedAt.InUtc().Date > day);
        return !late && total.Delivered == total.Ordered - total.Cancelled - total.Shorted && total.Delivered > 0;
    }
}
