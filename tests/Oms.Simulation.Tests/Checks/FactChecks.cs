using Oms.Actors;
using Oms.Actors.Journal;
using Oms.Central.Claims;
using Oms.Central.Inventory;
using Oms.Central.Manifests;
using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Central.Storage;
using static Oms.Simulation.Tests.SimWorld;

namespace Oms.Simulation.Tests.Checks;

/// <summary>The centre's facts are those that follow from what the people did; every unit is somewhere.</summary>
internal static class FactChecks
{
    public static void Check(SimWorld world, IReadOnlyList<JournalRecord> centre)
    {
        var orders = Fold<Order, OrderEvent>(centre, OrderId.Kind, OrderEvents.Forms, Order.Initial, Order.Evolve);
        var stock = Fold<StockItem, StockEvent>(
            centre, StockItem.Kind, StockEvents.Forms, StockItem.Initial, StockItem.Evolve);
        var routes = Fold<DeliveryRoute, RouteEvent>(
            centre, DeliveryRoute.Kind, RouteEvents.Forms, DeliveryRoute.Initial, DeliveryRoute.Evolve);
        foreach (var route in world.Script.Routes)
        {
            var (checkOut, _) = world.Promises.Ended.Single(ended => ended.Value == route);
            var facts = world.Promises.Lines.Where(line => line.CheckOut == checkOut).ToList();
            var (expected, by) = route.Ending is Ending.Completed
                ? (RouteStatus.Closed, checkOut)
                : (RouteStatus.Dispatched, null);
            var state = routes[route.Route];
            Must(
                (state.Status, state.CheckOut) == (expected, by),
                $"{route.Route} is {state.Status} by {state.CheckOut}, after {route.Ending}");
            foreach (var order in route.Orders)
            {
                CheckOrder(route, order, orders[order.Id], facts);
            }

            CheckClaims(centre, route, checkOut, facts);
        }

        Must(
            orders.Count == world.Script.Routes.Sum(route => route.Orders.Count),
            "there are other orders than were placed");
        CheckStock(world, stock);
        MoneyChecks.Check(
            world,
            orders,
            Fold<Payment, PaymentEvent>(
                centre, Payment.Kind, PaymentEvents.Forms, Payment.Initial, Payment.Evolve));
    }

    private static void CheckOrder(RouteScript route, OrderScript script, Order order, List<LineFact> facts)
    {
        Must(order.Lines.Count == script.Lines.Count, $"order {script.Ref} has {order.Lines.Count} lines");
        foreach (var (line, ordered) in order.Lines.Zip(script.Lines))
        {
            var told = facts.Where(fact => fact.Order == script.Id && fact.Line == line.Number).ToList();
            var closed = route.Ending is Ending.Completed;
            var expected = LineQuantities.Placed(ordered.Quantity) with
            {
                Unallocated = 0,
                InTransit = closed ? 0 : ordered.Quantity,
                Delivered = closed ? told.Sum(fact => fact.Delivered) : 0,
                Lost = closed ? told.Sum(fact => fact.Short) : 0,
                TurnedBack = closed ? told.Sum(fact => fact.Refused + fact.Damaged) : 0,
            };
            Must(
                line.Quantities == expected,
                $"line {line.Number} of order {script.Ref} is {line.Quantities}; by the deliveries it is {expected}");
            Must(
                !closed || line.Outcomes.Select(outcome => outcome.Lot).Distinct().Count() == line.Outcomes.Count,
                $"line {line.Number} of order {script.Ref} has an outcome twice");
            Must(
                !closed || !route.HasExcursion || ordered.Band is null
                    || line.Flags.Any(flag => flag.Kind == "excursion"),
                $"line {line.Number} of order {script.Ref} does not show the excursion");
        }
    }

    private static void CheckClaims(
        IReadOnlyList<JournalRecord> centre, RouteScript route, string checkOut, List<LineFact> facts)
    {
        var codec = new FormCodec<ClaimEvent>(ClaimEvents.Forms);
        var claims = centre.Where(record => record.Address.Kind == Claim.Kind && !ReservedEvents.IsReserved(record))
            .Select(record => codec.Read(new EventName(record.EventType, record.EventVersion), record.Payload))
            .OfType<ClaimEvent.ClaimOpened>()
            .Select(claim => claim.Terms)
            .Where(terms => terms.CheckOut == checkOut)
            .ToList();
        var closed = route.Ending is Ending.Completed;
        Expect("shortage", closed ? facts.Where(fact => fact.Short > 0).Sum(fact => fact.Short) : 0);
        Expect("damage", closed ? facts.Where(fact => fact.Damaged > 0).Sum(fact => fact.Damaged) : 0);
        Expect("count-discrepancy", closed ? facts.Sum(fact => fact.Scanned - fact.Refused - fact.Damaged) : 0);
        Must(
            route.Ending is not Ending.Refused || claims.Count(claim => claim.ClaimKind == "refused-hand-over") == 1,
            $"{checkOut} was refused without a claim");
        Must(
            route.Ending is not Ending.Disputed || claims.Count(claim => claim.ClaimKind == "dispute") == 1,
            $"{checkOut} was disputed without a claim");

        void Expect(string kind, int units)
        {
            var claimed = claims.Where(claim => claim.ClaimKind == kind).Sum(claim => claim.Quantity);
            Must(claimed == units, $"{claimed} units of {checkOut} are claimed as {kind}; {units} should be");
        }
    }

    private static void CheckStock(SimWorld world, Dictionary<string, StockItem> stock)
    {
        var routes = world.Script.Routes;
        foreach (var sku in world.Script.Receipts.Select(receipt => receipt.Sku).Distinct())
        {
            var item = stock[StockItemId.Of(sku, Script.Warehouse)];
            var received = world.Promises.Received.Where(receipt => receipt.Sku == sku).Sum(receipt => receipt.Units);
            var ordered = routes.SelectMany(route => route.Orders).SelectMany(order => order.Lines)
                .Where(line => line.Sku == sku).Sum(line => line.Quantity);
            Must(
                (item.Ledger.Received, item.Ledger.Shipped, item.OnHand, item.Reserved)
                    == (received, ordered, received - ordered, 0),
                $"{received} of {sku} came and {ordered} were ordered; the warehouse says {item.Ledger}");
            foreach (var depot in world.Script.Depots)
            {
                var back = world.Promises.Lines
                    .Where(line => line.Sku == sku && line.Route.Depot == depot)
                    .Where(line => line.Route.Ending is Ending.Completed)
                    .Sum(line => line.Scanned);
                var there = stock.GetValueOrDefault(StockItemId.Of(sku, depot), StockItem.Initial);
                Must(
                    (there.Ledger.Restocked, there.OnHand) == (back, back),
                    $"{back} of {sku} came back to {depot}; it says {there.Ledger}");
            }
        }
    }

    private static Dictionary<string, TState> Fold<TState, TEvent>(
        IReadOnlyList<JournalRecord> centre,
        string kind,
        IReadOnlyList<Central.Json.EventForm> forms,
        TState initial,
        Func<TState, TEvent, TState> evolve)
        where TEvent : class
    {
        var codec = new FormCodec<TEvent>(forms);
        Dictionary<string, TState> states = [];
        foreach (var record in centre.Where(record =>
            record.Address.Kind == kind && !ReservedEvents.IsReserved(record)))
        {
            states[record.Address.Id] = evolve(
                states.GetValueOrDefault(record.Address.Id, initial),
                codec.Read(new EventName(record.EventType, record.EventVersion), record.Payload));
        }

        return states;
    }
}
