using NodaTime;
using Oms.Central.Capacity;
using Oms.Central.Inventory;
using Oms.Central.Locations;
using Oms.Central.Orders;
using Oms.Central.Routing;

namespace Oms.Central.Tests.Histories;

/// <summary>Decisions where orders leave from that name no location, made of what stock items and days have at that
/// moment, some of them told too late; and what has another location looked for.</summary>
internal sealed class RoutingMoves(HistoryWorld world)
{
    private const string By = "anna";
    private const string Policy = "standard";
    private const int LateMax = 8;

    private readonly List<(string Order, OrderCommand.RecordRouting Decision)> _late = [];

    private LocalDate Today => world.Now.InUtc().Date;

    /// <summary>Decides an order, and mostly tells it.</summary>
    public void Decide(Dice dice)
    {
        var due = Due();
        if (due.Count == 0)
        {
            return;
        }

        var id = dice.Of(due);
        if (DecisionOf(id, dice) is not { } decision)
        {
            return;
        }

        if (decision.Units.Count > 0)
        {
            Spoil(id, decision, dice);
        }

        if (dice.OneIn(4) && _late.Count < LateMax)
        {
            _late.Add((id, decision));
            return;
        }

        Tell(id, decision);
    }

    /// <summary>Tells an order what was decided a while ago: it takes it only while it covers its lines
    /// exactly.</summary>
    public void TellLate(Dice dice)
    {
        if (_late.Count > 0)
        {
            var (id, decision) = _late[0];
            _late.RemoveAt(0);
            if (dice.OneIn(12) && world.Orders[id].IsRoutingDue)
            {
                _ = world.Orders.Do(id, new OrderCommand.RecordUnroutable("no-policy"));
            }

            Tell(id, decision);
        }
    }

    /// <summary>People and locations have another location looked for.</summary>
    public void Move(Dice dice)
    {
        var routed = world.Orders.All.Where(order => order.Value.Routing?.Decisions.Count > 0
            && order.Value.Status is OrderStatus.Placed or OrderStatus.Released).Select(order => order.Key).ToList();
        if (routed.Count == 0)
        {
            return;
        }

        var id = dice.Of(routed);
        var location = dice.Of(StockMoves.Locations);
        _ = world.Orders.Do(id, dice.Below(4) switch
        {
            0 => new OrderCommand.Reroute(dice.OneIn(4) ? location : null, "asked", By, null),
            1 => new OrderCommand.Evade(location, world.Now, "snow"),
            _ => new OrderCommand.TurnDown(dice.From(1, world.Orders[id].Lines.Count), "no room", By, null),
        });
    }

    /// <summary>A location says how many orders it sends a day.</summary>
    public void Limit(Dice dice)
    {
        var location = dice.Of(StockMoves.Locations);
        world.Capacities.Refused(location, new CapacityCommand.SetLimit(dice.Of(-1, int.MinValue), "UTC"));
        _ = world.Capacities.Do(location, new CapacityCommand.SetLimit(dice.Of<int?>(null, 1, 2, 4, 8), "UTC"));
    }

    /// <summary>Decides all that is to be decided, as the centre does within seconds.</summary>
    /// <returns>Whether an order took a decision.</returns>
    public bool DecideAll(Dice dice)
    {
        var any = false;
        foreach (var id in Due())
        {
            any |= DecisionOf(id, dice) is { Units.Count: > 0 } decision && world.Orders.Has(id, decision);
        }

        return any;
    }

    private List<string> Due() =>
        [.. world.Orders.All.Where(order => order.Value.IsRoutingDue).Select(order => order.Key)];

    private void Tell(string id, OrderCommand.RecordRouting decision)
    {
        if (world.Orders.Do(id, decision) is null)
        {
            world.Orders.Again(id, decision);
        }
    }

    /// <summary>A decision that covers a line over or under is refused, whatever else it says.</summary>
    private void Spoil(string id, OrderCommand.RecordRouting decision, Dice dice)
    {
        var bad = dice.Of(0, -1, decision.Units[0].Quantity + 1, int.MaxValue);
        world.Orders.Refused(id, decision with
        {
            Decision = $"bad-{world.Move}",
            Units = [decision.Units[0] with { Quantity = bad }, .. decision.Units.Skip(1)],
        });
    }

    private OrderCommand.RecordRouting? DecisionOf(string id, Dice dice)
    {
        var order = world.Orders[id];
        if (RoutingQuestion.Of(order, _ => null) is not { } asked)
        {
            return null;
        }

        var terms = RoutingQuestion.Binding(new RoutingTerms([dice.Of<RoutingRule>(
            new RoutingRule.HighestStock(), new RoutingRule.FewestSplits(), new RoutingRule.InOrder(["dc-2", "dc-1"]),
            new RoutingRule.ProtectLowStock(5)), .. dice.OneIn(3) ? [new RoutingRule.HasCapacity()]
                : Array.Empty<RoutingRule>()]));
        List<RoutingLocation> locations =
            [.. StockMoves.Locations.Select(location => LocationOf(location, order, asked))];
        var decision = Router.Route(terms, asked, locations, Today);
        var (units, unserved) = RoutingQuestion.PlanOf(order, decision);
        if (units.Count == 0 && order.Routing?.Decisions.Count > 0
            && unserved.All(line => order.Lines[line - 1].Allocation is null))
        {
            return null;
        }

        var places = (
            from location in locations
            where location.OrdersLeft is not null && units.Any(each => each.Location == location.Id)
            select new PlaceAsk(location.Id, location.DispatchOn!.Value)).ToList();
        return new OrderCommand.RecordRouting(
            StoredDecision.IdOf(id, (order.Routing?.Decisions.Count ?? 0) + 1, decision.InputsSha256), Policy, 1,
            decision.InputsSha256, units, unserved)
        {
            Places = places.Count == 0 ? null : places,
        };
    }

    private RoutingLocation LocationOf(string location, Order order, RoutingOrder asked)
    {
        var own = RoutingQuestion.ClaimsOf(order);
        var book = world.Capacities[location];
        var day = Today;
        while (Left(day) is <= 0)
        {
            day = day.PlusDays(1);
        }

        return new RoutingLocation(
            location,
            LocationKind.Warehouse,
            day,
            [
                .. from sku in asked.Lines.Select(line => line.Sku).Distinct(StringComparer.Ordinal)
                   let item = world.Stock[StockItemId.Of(sku, location)]
                   select new RoutingStock(
                       sku, item.Available + own.Units.GetValueOrDefault((location, sku)),
                       [
                           .. item.Lots.Values.Where(lot => lot is { Status: LotStatus.Approved, Quantity: > 0 })
                               .Select(lot => new DatedUnits(lot.Quantity, lot.Expires)),
                       ]),
            ],
            OrdersLeft: Left(day));

        int? Left(LocalDate on) => book.Limit is not { } limit ? null
            : limit - book.Taken.GetValueOrDefault(on)
                + (own.Places.Any(place => place.Location == location && place.On == on) ? 1 : 0);
    }
}
