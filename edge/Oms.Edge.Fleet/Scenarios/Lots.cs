namespace Oms.Edge.Fleet.Scenarios;

/// <summary>Chooses what each depot receives, so that every order can be filled.</summary>
/// <remarks>
/// One lot of each product covers all that is ordered. Beside it may lie a fresher one, which stays whole when the
/// older one leaves first, and an older one that is blocked, which stays whole when a blocked lot never leaves. So
/// what is left of each lot is known beforehand, whatever the order of the orders.
/// </remarks>
internal static class Lots
{
    private const int SpareMax = 12;

    public static IReadOnlyList<LotPlan> For(IReadOnlyList<OrderPlan> orders, int round, bool spare, SplitMix random) =>
    [
        .. from line in orders.SelectMany(order => order.Lines, (order, line) => (order.Depot, Line: line))
           group line.Line by (line.Depot, line.Line.Sku) into needed
           orderby needed.Key.Depot, needed.Key.Sku
           from lot in Lay(needed.Key.Sku, needed.Key.Depot, needed.Sum(line => line.Quantity), round, spare, random)
           select lot,
    ];

    private static IEnumerable<LotPlan> Lay(string sku, string depot, int needed, int round, bool spare, SplitMix random)
    {
        // Each round's goods are fresher than the last one's.
        var expires = 20 + round + random.Between(0, 20);
        yield return new LotPlan(sku, depot, $"L{round}A", needed + (spare ? random.Between(0, SpareMax) : 0), expires,
            Supplies: true);
        if (!spare)
        {
            yield break;
        }

        if (random.Between(0, 2) == 0)
        {
            yield return new LotPlan(sku, depot, $"L{round}B", random.Between(1, SpareMax), expires + 30, Supplies: false);
        }

        if (random.Between(0, 3) == 0)
        {
            yield return new LotPlan(
                sku, depot, $"L{round}Q", random.Between(1, SpareMax), expires - 15, Supplies: false, Blocked: "recall 12");
        }
    }
}
