using Oms.Central.Orders;
using Oms.Central.Products;
using Oms.Finance;

namespace Oms.Central.Routing;

/// <summary>What an order that was placed asks of locations, and what a decision does to its lines.</summary>
public static class RoutingQuestion
{
    /// <summary>What is to be decided of an order.</summary>
    /// <param name="product">What is known of a product by its sku; null where nothing is.</param>
    /// <returns>Null where nothing is to be decided.</returns>
    public static RoutingOrder? Of(Order order, Func<string, ProductTerms?> product)
    {
        var lines = order.LinesToRoute();
        return lines.Count == 0 ? null : new RoutingOrder(
            order.ShipsComplete ? ShipPolicy.Complete : ShipPolicy.Split,
            [.. lines.Select(line => LineOf(line, product(line.Sku)))],
            order.Destination is null ? order.Terms!.Position : null,
            lines.Min(line => line.Promise),
            order.Money is { } money ? Money.Of(money.Totals.Goods, money.Totals.Currency) : null,
            TurnedDown(lines))
        {
            Together = order.IsRoutedTogether,
        };
    }

    /// <summary>What the order has of locations already: a decision may leave it there.</summary>
    public static RoutingClaims ClaimsOf(Order order) => new(
        order.LinesToRoute()
            .Where(line => line is { ShipFrom: not null, Quantities.Reserved: > 0 })
            .GroupBy(line => (line.ShipFrom!, line.Sku))
            .ToDictionary(of => of.Key, of => of.Sum(line => line.Quantities.Reserved)),
        order.Places ?? []);

    /// <summary>The policy as it decides orders that were placed: a location that turned a line down, or that a person
    /// excluded, never gets it again, whether or not the policy says so.</summary>
    public static RoutingTerms Binding(RoutingTerms terms) =>
        terms.Rules.Any(rule => rule is RoutingRule.NotTurnedDown)
            ? terms
            : terms with { Rules = [.. terms.Rules, new RoutingRule.NotTurnedDown()] };

    /// <summary>Where the units of each line leave from: of each line that a location may serve, all of them.</summary>
    /// <remarks>
    /// A line that may not be split stays as a whole where it is, or goes to the location that was to give most of it.
    /// Where an order would
    /// get more lines than it may have, the last ones are not split either.
    /// </remarks>
    /// <returns>The units; and the lines that no location may serve.</returns>
    public static (IReadOnlyList<RoutedUnits> Units, IReadOnlyList<int> Unserved) PlanOf(
        Order order, RoutingDecision decision)
    {
        var units = new List<RoutedUnits>();
        var unserved = new List<int>();
        var planned = decision.Planned.ToLookup(each => each.Line);
        var waiting = decision.Waiting.ToLookup(each => each.Line);
        var room = Order.LinesMax - order.Lines.Count;
        foreach (var line in planned.Select(each => each.Key).Union(waiting.Select(each => each.Key)).Order())
        {
            // What nobody has stays where it is: it keeps what it has, or its place among those who wait.
            var stays = StaysOf(order.Lines[line - 1]);
            RoutedUnits[] parts =
            [
                .. planned[line].Select(each => new RoutedUnits(line, each.Location, each.Quantity, Waits: false)),
                .. waiting[line].Where(each => (stays?.Location ?? each.Location) is not null)
                    .Select(each => stays is null
                        ? new RoutedUnits(line, each.Location!, each.Quantity, Waits: true)
                        : stays with { Quantity = each.Quantity }),
            ];
            if (parts.Length == 0)
            {
                unserved.Add(line);
                continue;
            }

            if (parts.Length > 1 && (parts.Length - 1 > room || !order.CanSplit(order.Lines[line - 1])))
            {
                parts =
                [
                    (stays ?? parts.MaxBy(part => part.Quantity)! with { Waits = true }) with
                    {
                        Quantity = parts.Sum(part => part.Quantity),
                    },
                ];
            }

            room -= parts.Length - 1;
            units.AddRange(parts);
        }

        return (units, unserved);
    }

    /// <summary>All units of a line where they are; null where they are nowhere, or must not stay there.</summary>
    private static RoutedUnits? StaysOf(OrderLine line) =>
        line is { Allocation: { } held, ShipFrom: { } here } && line.Route?.TurnedDown?.Contains(here) != true
            ? new RoutedUnits(
                line.Number, here, line.Cancellable, held.Stage is AllocationStage.Backordered)
            : null;

    private static RoutingLine LineOf(OrderLine line, ProductTerms? product) => new(
        line.Number,
        line.Sku,
        line.Cancellable,
        line.Band ?? product?.Band,
        product?.Hazard?.HazardClass,
        product?.MinRemainingDays);

    private static TurnedDownLine[]? TurnedDown(IReadOnlyList<OrderLine> lines)
    {
        TurnedDownLine[] all =
        [
            .. lines.SelectMany(line => (line.Route!.TurnedDown ?? []).Select(
                location => new TurnedDownLine(line.Number, location))),
        ];
        return all.Length > 0 ? all : null;
    }
}

/// <summary>What an order has of locations.</summary>
/// <param name="Units">Units that it has reserved.</param>
public sealed record RoutingClaims(
    IReadOnlyDictionary<(string Location, string Sku), int> Units, IReadOnlyList<OrderPlace> Places);
