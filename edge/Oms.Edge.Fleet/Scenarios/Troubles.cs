namespace Oms.Edge.Fleet.Scenarios;

/// <summary>Chooses the orders that do not go as they should, and what goes wrong with them.</summary>
internal static class Troubles
{
    private static readonly string[] Refusals = ["ordered twice", "arrived after closing", "no room in the store"];
    private static readonly string[] Damages = ["crushed carton", "leaking pack", "torn wrapping"];

    public static IReadOnlyList<OrderPlan> Give(IReadOnlyList<OrderPlan> orders, ScenarioShape shape, SplitMix random)
    {
        var chosen = new Queue<string>(random.Shuffle(orders.Select(order => order.Reference)));
        var changed = orders.ToDictionary(order => order.Reference);
        for (var number = 0; number < shape.Refused; number++)
        {
            // The whole order is turned away.
            Change(order => order with
            {
                Lines = [.. order.Lines.Select(line =>
                    line with { Refused = line.Quantity, Reason = Refusals[number % Refusals.Length] })],
            });
        }

        for (var number = 0; number < shape.Short; number++)
        {
            Change(order => OneLine(order, random, line =>
                line with { Short = random.Between(1, line.Quantity - 1), Reason = "not on the truck" }));
        }

        for (var number = 0; number < shape.Damaged; number++)
        {
            Change(order => OneLine(order, random, line =>
                line with { Damaged = random.Between(1, line.Quantity - 1), Reason = random.Pick(Damages) }));
        }

        return [.. orders.Select(order => changed[order.Reference])];

        void Change(Func<OrderPlan, OrderPlan> how)
        {
            var reference = chosen.Dequeue();
            changed[reference] = how(changed[reference]);
        }
    }

    private static OrderPlan OneLine(OrderPlan order, SplitMix random, Func<LinePlan, LinePlan> how)
    {
        var wrong = random.Between(1, order.Lines.Count);
        return order with { Lines = [.. order.Lines.Select(line => line.Line == wrong ? how(line) : line)] };
    }
}
