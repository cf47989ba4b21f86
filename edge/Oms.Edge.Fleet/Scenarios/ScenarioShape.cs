namespace Oms.Edge.Fleet.Scenarios;

/// <summary>How big a scenario is and how much goes wrong in it.</summary>
/// <param name="Depots">From 1 to 4.</param>
/// <param name="RoutesPerDepot">From 1 to 4; each has a dock of its own.</param>
/// <param name="OrdersPerRoute">From 1 to 20; each is a stop.</param>
/// <param name="Refused">Orders of which a line is not taken by the consignee.</param>
/// <param name="Short">Orders of which units are missing at the stop.</param>
/// <param name="Damaged">Orders of which units are not fit to be handed over.</param>
/// <param name="Excursions">Routes whose cargo gets too warm.</param>
/// <param name="Defects">Routes whose vehicle comes back with a defect.</param>
/// <param name="Spare">Whether more is received than is ordered; without, a depot's stock is empty after each
/// round.</param>
/// <param name="OwnGoods">Whether each round has products of its own. Only then do rounds share no lot, and what must
/// become of every unit of several of them is known beforehand.</param>
public sealed record ScenarioShape(
    int Depots = 2,
    int RoutesPerDepot = 2,
    int OrdersPerRoute = 5,
    int Refused = 1,
    int Short = 1,
    int Damaged = 0,
    int Excursions = 1,
    int Defects = 1,
    bool Spare = true,
    bool OwnGoods = false)
{
    public int Routes => Depots * RoutesPerDepot;

    public int Orders => Routes * OrdersPerRoute;

    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    internal void Check()
    {
        InRange(Depots, 1, 4, nameof(Depots));
        InRange(RoutesPerDepot, 1, 4, nameof(RoutesPerDepot));
        InRange(OrdersPerRoute, 1, 20, nameof(OrdersPerRoute));
        InRange(Excursions, 0, Routes - ((Routes + 3) / 4), nameof(Excursions));
        InRange(Defects, 0, Routes, nameof(Defects));
        InRange(Refused, 0, Orders, nameof(Refused));
        InRange(Short, 0, Orders - Refused, nameof(Short));
        InRange(Damaged, 0, Orders - Refused - Short, nameof(Damaged));
    }

    private static void InRange(int value, int min, int max, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, min, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, max, name);
    }
}
