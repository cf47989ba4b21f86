using NodaTime;
using Oms.Central.Orders;

namespace Oms.Central.Routing;

/// <summary>Makes decisions from a look at locations, stock and products.</summary>
internal static class RoutingDecider
{
    /// <summary>Decides an order.</summary>
    /// <remarks>
    /// Where the policy has the rule <c>has_capacity</c>, a location whose day is full is left out; where that leaves
    /// units waiting, as where there is no such rule, it counts as of the next day on which it has room.
    /// </remarks>
    /// <param name="own">What the order itself has of locations; null for nothing.</param>
    /// <returns>The decision, and all that it was made from.</returns>
    public static (RoutingInputs Inputs, RoutingDecision Decision) Decide(
        RoutingTerms terms, RoutingOrder order, RoutingSnapshot snapshot, LocalDate today, RoutingClaims? own = null)
    {
        var leavesOut = terms.Rules.Any(rule => rule is RoutingRule.HasCapacity);
        var first = Decide(terms, order, snapshot.Locations(order, nextDay: !leavesOut, own), today);
        if (!leavesOut || first.Decision.Waiting.Count == 0
            || first.Inputs.Locations.All(location => location.OrdersLeft is not <= 0))
        {
            return first;
        }

        var second = Decide(terms, order, snapshot.Locations(order, nextDay: true, own), today);
        return Waiting(second.Decision) < Waiting(first.Decision)
            || Unserved(second.Decision) < Unserved(first.Decision) ? second : first;
    }

    /// <summary>The places that a decision needs at locations which send only so many orders a day.</summary>
    public static IReadOnlyList<PlaceAsk> PlacesOf(RoutingInputs inputs, IReadOnlyList<RoutedUnits> units) =>
    [
        .. from location in inputs.Locations
           where location is { OrdersLeft: not null, DispatchOn: not null }
               && units.Any(each => each.Location == location.Id)
           select new PlaceAsk(location.Id, location.DispatchOn!.Value),
    ];

    private static (RoutingInputs Inputs, RoutingDecision Decision) Decide(
        RoutingTerms terms, RoutingOrder order, IReadOnlyList<RoutingLocation> locations, LocalDate today)
    {
        var inputs = new RoutingInputs(
            terms, order, [.. locations.OrderBy(location => location.Id, StringComparer.Ordinal)], today);
        return (inputs, Router.Route(inputs.Terms, inputs.Order, inputs.Locations, inputs.Today));
    }

    private static long Waiting(RoutingDecision decision) => decision.Waiting.Sum(units => (long)units.Quantity);

    private static int Unserved(RoutingDecision decision) => decision.Waiting.Count(units => units.Location is null);
}
