using NodaTime;
using Oms.Custody.Findings;

namespace Oms.Custody.Assets;

/// <summary>Fuel card purchases of one vehicle against the vehicle itself.</summary>
public static class FuelAudit
{
    /// <summary>Checks purchases.</summary>
    /// <param name="purchases">Of one vehicle, in any order.</param>
    /// <param name="vehicle">What it can take and burn.</param>
    /// <param name="track">Where it was, in any order.</param>
    /// <param name="service">When it was in service.</param>
    /// <param name="rules">How exact the data are.</param>
    /// <returns>
    /// Findings <c>fuel-over-tank</c>, <c>fuel-not-at-place</c>, <c>fuel-place-unproven</c>, <c>fuel-after-hours</c>,
    /// <c>fuel-odometer-mismatch</c>, <c>fuel-too-much</c>, <c>fuel-too-little</c> and <c>fuel-price</c>; the place is
    /// the purchase's id.
    /// </returns>
    public static IReadOnlyList<Finding> Check(
        IReadOnlyList<FuelTransaction> purchases,
        VehicleFuel vehicle,
        IReadOnlyList<TrackPoint> track,
        IReadOnlyList<Interval> service,
        FuelAuditRules rules)
    {
        List<FuelTransaction> inOrder = [.. purchases.OrderBy(one => one.At)];
        return
        [
            .. inOrder.SelectMany(one => CheckOne(one, vehicle, track, service, rules)),
            .. CheckConsumption(inOrder, vehicle, track, rules),
        ];
    }

    private static IEnumerable<Finding> CheckOne(
        FuelTransaction one,
        VehicleFuel vehicle,
        IReadOnlyList<TrackPoint> track,
        IReadOnlyList<Interval> service,
        FuelAuditRules rules)
    {
        var most = (long)vehicle.TankMillilitres * (1_000 + rules.TankPermille) / 1_000;
        if (one.Millilitres > most)
        {
            yield return new Finding(
                "fuel-over-tank", one.Id, $"{one.Millilitres} ml do not fit into {vehicle.TankMillilitres} ml.");
        }

        var near = track.Where(point => Apart(point.At, one.At) <= rules.Window).ToList();
        if (one.Place is null || near.Count == 0)
        {
            yield return new Finding(
                "fuel-place-unproven", one.Id, "The pump's or the vehicle's position at that time is not known.");
        }
        else if (near.Min(point => point.Position.DistanceMetres(one.Place)) is var metres
            && metres > rules.RadiusMetres)
        {
            yield return new Finding(
                "fuel-not-at-place", one.Id, $"The vehicle was never nearer to the pump than {metres} m at that time.");
        }

        if (!service.Any(interval => interval.Contains(one.At)))
        {
            yield return new Finding("fuel-after-hours", one.Id, $"The vehicle was not in service at {one.At}.");
        }

        if (one.OdometerMetres is { } entered && OdometerAt(track, one.At, rules) is { } own
            && Int128.Abs((Int128)entered - own) > rules.OdometerMetres)
        {
            yield return new Finding(
                "fuel-odometer-mismatch", one.Id, $"{entered} m were entered at the pump, the vehicle had {own} m.");
        }

        // The total is rounded to a cent.
        var total = (Int128)one.PriceMilliMinor * one.Millilitres;
        if (Int128.Abs(((Int128)one.TotalMinor * 1_000_000) - total) > 1_000_000)
        {
            yield return new Finding(
                "fuel-price", one.Id, $"{one.TotalMinor} was paid; {one.Millilitres} ml cost {total / 1_000_000}.");
        }
    }

    // What was bought after one purchase and until a later one is what was burnt between them, give or take a tank.
    private static IEnumerable<Finding> CheckConsumption(
        List<FuelTransaction> purchases, VehicleFuel vehicle, IReadOnlyList<TrackPoint> track, FuelAuditRules rules)
    {
        var known = new List<(string Id, long Odometer, long Bought)>();
        var bought = 0L;
        foreach (var one in purchases)
        {
            bought += one.Millilitres;
            if ((OdometerAt(track, one.At, rules) ?? one.OdometerMetres) is { } odometer)
            {
                known.Add((one.Id, odometer, bought));
            }
        }

        for (var last = 1; last < known.Count; last++)
        {
            var (isMuch, isLittle) = (false, false);
            for (var first = last - 1; first >= 0; first--)
            {
                var between = known[last].Bought - known[first].Bought;
                var metres = Int128.Max(0, (Int128)known[last].Odometer - known[first].Odometer);
                isMuch |= between > (metres * vehicle.MostMillilitresPer100Km / 100_000) + vehicle.TankMillilitres;
                isLittle |= between < (metres * vehicle.LeastMillilitresPer100Km / 100_000) - vehicle.TankMillilitres;
            }

            var id = known[last].Id;
            if (isMuch)
            {
                yield return new Finding(
                    "fuel-too-much", id, "More was bought up to here than the vehicle can have burnt and hold.");
            }

            if (isLittle)
            {
                yield return new Finding(
                    "fuel-too-little", id, "The vehicle went farther than it can on what was bought up to here.");
            }
        }
    }

    private static long? OdometerAt(IReadOnlyList<TrackPoint> track, Instant at, FuelAuditRules rules) =>
        track.Where(point => point.OdometerMetres is not null && Apart(point.At, at) <= rules.Window)
            .MinBy(point => Apart(point.At, at))?.OdometerMetres;

    private static Duration Apart(Instant one, Instant other) => one > other ? one - other : other - one;
}
