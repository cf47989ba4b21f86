namespace Oms.Central.Routing;

/// <summary>Adds decisions up.</summary>
internal sealed class SimulationTally(RoutingTerms terms)
{
    /// <summary>What was added so far.</summary>
    public SimulationFigures Figures { get; private set; } =
        new(0, 0, 0, 0, 0, 0, 0, terms.Cost is null ? null : 0, 0, 0, 0);

    /// <param name="leftFrom">Where a past order left from; null for others.</param>
    public void Add(RoutingOrder order, RoutingDecision decision, string? leftFrom)
    {
        var sending = decision.Locations.Where(each => each.Outcome == RoutingOutcome.Chosen).ToList();
        var waits = decision.Waiting.Count > 0;
        var isKept = !waits && sending.TrueForAll(each => each.ArrivesOn <= order.PromisedOn);
        var f = Figures;
        Figures = f with
        {
            Orders = f.Orders + 1,
            Consignments = f.Consignments + sending.Count,
            SplitOrders = f.SplitOrders + (sending.Count > 1 ? 1 : 0),
            UnitsPlanned = f.UnitsPlanned + decision.Planned.Sum(units => (long)units.Quantity),
            UnitsWaiting = f.UnitsWaiting + decision.Waiting.Sum(units => (long)units.Quantity),
            OrdersWaiting = f.OrdersWaiting + (waits ? 1 : 0),
            Metres = f.Metres + sending.Sum(each => each.Metres ?? 0),
            CostMinor = f.CostMinor
                + sending.Sum(each => terms.CostOf(each.Metres ?? RoutingTerms.MetresMax)),
            PromisesKept = f.PromisesKept + (order.PromisedOn is not null && isKept ? 1 : 0),
            PromisesMissed = f.PromisesMissed + (order.PromisedOn is not null && !isKept ? 1 : 0),
            Elsewhere = f.Elsewhere
                + (leftFrom is not null && decision.Planned.Any(units => units.Location != leftFrom) ? 1 : 0),
        };
    }
}
