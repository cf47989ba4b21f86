using System.Collections.Immutable;

namespace Oms.Central.Orders;

/// <content>How events of routing change the order.</content>
public sealed partial record Order
{
    private Order OnRerouteRequested(OrderEvent.RerouteRequested e) => e.Lines.Aggregate(
        this,
        (order, number) => order.Set(number, line => line with
        {
            Route = line.Route! with
            {
                Due = e.Cause,
                TurnedDown = e.Exclude is { } no
                    ? (line.Route.TurnedDown ?? ImmutableSortedSet.Create<string>(StringComparer.Ordinal)).Add(no)
                    : line.Route.TurnedDown,
            },
        }));

    private Order OnBlocked(OrderEvent.RoutingBlocked e) => this with
    {
        Routing = (Routing ?? OrderRouting.None) with { Problem = e.Reason },
    };

    private Order OnRouted(OrderEvent.OrderRouted e)
    {
        var lines = Lines.ToBuilder();
        var totals = Money?.Totals.Lines.ToList();
        foreach (var of in e.Units.GroupBy(units => units.Line))
        {
            var line = lines[of.Key - 1];
            var price = Money is null ? line.Price : PriceOf(line) with { Discounts = [] };
            var (stays, gone) = (line, 0);
            var rest = totals?[of.Key - 1].First(line.Standing);
            foreach (var units in of.OrderBy(units => units.NewLine ?? 0))
            {
                var route = new LineRoute(null, Attempts(line.Route!), e.Number, units.Waits)
                {
                    TurnedDown = line.Route!.TurnedDown,
                };
                if (units.NewLine is not { } number)
                {
                    stays = stays with { ShipFrom = units.Location, Route = route, Supply = units.Supply };
                    continue;
                }

                gone += units.Quantity;
                lines.Add(line with
                {
                    Number = number,
                    Quantities = LineQuantities.Placed(units.Quantity),
                    Allocation = null,
                    Requests = 0,
                    Flags = [],
                    AddsTo = line.AddsTo ?? line.Number,
                    Price = price,
                    ShipFrom = units.Location,
                    Route = route,
                    Supply = units.Supply,
                });
                if (totals is not null)
                {
                    var first = rest!.First(line.Standing - gone);
                    totals.Add(rest.Less(first));
                    rest = first;
                }
            }

            lines[of.Key - 1] = gone == 0 ? stays : stays with
            {
                Quantities = stays.Quantities with
                {
                    Ordered = stays.Quantities.Ordered - gone,
                    Unallocated = stays.Quantities.Unallocated - gone,
                },
            };
            if (totals is not null && gone > 0)
            {
                totals[of.Key - 1] = rest!;
            }
        }

        foreach (var number in e.Unserved)
        {
            var line = lines[number - 1];
            if (line.Allocation is not null)
            {
                // Nobody else may serve it: it stays where it is.
                lines[number - 1] = line with
                {
                    Route = line.Route! with
                    {
                        Due = null,
                        Attempts = Attempts(line.Route),
                        Decision = e.Number,
                    },
                };
            }
        }

        return AskedForPlaces(e.Places) with
        {
            Lines = lines.ToImmutable(),
            Money = totals is null ? null : Money! with { Totals = Money!.Totals with { Lines = totals } },
            Routing = new OrderRouting(
                (Routing ?? OrderRouting.None).Decisions.Add(new RoutingRef(
                    e.Number, e.Decision, e.Policy, e.Version, e.InputsSha256, e.Unserved.Count, e.At)),
                e.Unserved.Count > 0 ? "no-location" : null),
        };
    }

    private Order AskedForPlaces(IReadOnlyList<PlaceAsk>? places) => (places ?? []).Aggregate(
        this, (order, ask) => order.InPlace(ask.Location, ask.On, PlaceStage.Asked));

    /// <summary>What a person wants is not counted.</summary>
    private static int Attempts(LineRoute route) =>
        route.Attempts + (route.Due is LineRoute.StockDip or LineRoute.Denied ? 1 : 0);
}
