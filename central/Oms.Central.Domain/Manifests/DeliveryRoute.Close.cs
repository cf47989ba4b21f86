using Oms.Custody.CheckOuts;
using Decision = Oms.Entities.Decision<Oms.Central.Manifests.RouteEvent, Oms.Central.Manifests.RouteRejection>;

namespace Oms.Central.Manifests;

/// <content>What a hand-over says of the route, set against what was on board.</content>
public sealed partial record DeliveryRoute
{
    private Decision Expose(RouteCommand.RecordExcursion c)
    {
        if (Excursions.Contains(Key(c.CheckOut, c.CustodySeq)))
        {
            return Decision.AlreadyDone;
        }

        var excursion = c.Excursion;
        return Decision.Accept(new RouteEvent.ExcursionRecorded(
            c.CheckOut,
            c.CustodySeq,
            $"{excursion.Device}: {excursion.ExtremeMilliC} m°C from {excursion.From}",
            Plan!.ReturnTo,
            OnBoard(line => Violates(line.Band, excursion))));
    }

    /// <summary>Whether a reading was outside the product's own band; the truck's band may be another one.</summary>
    private static bool Violates(TemperatureBand? band, TemperatureExcursion excursion) =>
        band is not null
        && (excursion.ExtremeMilliC < band.MinMilliC || excursion.ExtremeMilliC > band.MaxMilliC);

    private ExposedLine[] OnBoard(Func<ManifestLine, bool> which)
    {
        var origins = Origins();
        return
        [
            .. from stop in Manifest!.Stops
               from line in stop.Lines
               where which(line)
               select new ExposedLine(
                   stop.Order, line.Line, line.Sku, line.Lot, origins[(stop.Order, line.Line)]),
        ];
    }

    /// <summary>The location that the units of each line on board left.</summary>
    private Dictionary<(string Order, int Line), string> Origins()
    {
        var ofOrders = Plan!.Stops.ToDictionary(stop => stop.Order, stop => stop.ShipFrom, StringComparer.Ordinal);
        return Lines.ToDictionary(
            line => (line.Order, line.Line), line => line.Location ?? ofOrders[line.Order]);
    }

    private Decision Close(RouteCommand.Close c)
    {
        var summary = c.Summary;
        var troubles = new List<Discrepancy>();
        if (summary.Depot != Manifest!.Depot || summary.Vehicle != Manifest.Vehicle)
        {
            return Illegal($"It was to end at {Manifest.Depot} with vehicle {Manifest.Vehicle}.");
        }

        var results = new List<LineResult>();
        var origins = Origins();
        foreach (var stop in Manifest.Stops)
        {
            var noted = summary.Deliveries.LastOrDefault(d =>
                d.Delivery.Stop == stop.Stop && d.Delivery.Order == stop.Order);
            foreach (var line in stop.Lines)
            {
                var told = noted?.Delivery.Lines.Where(l => l.Line == line.Line && l.Lot == line.Lot).ToList() ?? [];
                var units = told.Sum(l => (long)l.Delivered + l.Short + l.Refused + l.Damaged);
                if (noted is null || told.Count != 1 || units != line.Quantity || told[0].Sku != line.Sku
                    || int.Min(int.Min(told[0].Delivered, told[0].Short),
                        int.Min(told[0].Refused, told[0].Damaged)) < 0)
                {
                    troubles.Add(new Discrepancy(
                        "outcome-mismatch",
                        stop.Order,
                        line.Line,
                        line.Sku,
                        line.Lot,
                        line.Quantity,
                        (int)long.Clamp(units, 0, int.MaxValue),
                        "The hand-over does not account for the units on board."));
                    continue;
                }

                results.Add(new LineResult(
                    stop.Stop,
                    stop.Order,
                    line.Line,
                    line.Sku,
                    line.Lot,
                    origins[(stop.Order, line.Line)],
                    noted.CustodySeq,
                    told[0].Delivered,
                    told[0].Short,
                    told[0].Refused,
                    told[0].Damaged,
                    0,
                    0,
                    summary.Excursions.Any(e => Violates(line.Band, e)),
                    told[0].Reason,
                    noted.Delivery.Pod));
            }
        }

        if (summary.Reconciliation is { } found)
        {
            var (lines, beyond) = ReconciledReturns.Settle(results, found, summary.Kept ?? []);
            return Decision.Accept(new RouteEvent.ManifestClosed(
                c.CheckOut, Plan!.ReturnTo, lines, [.. troubles, .. beyond])
            {
                Fulfilments = Fulfilments(),
            });
        }

        var settled = SettleReturns(results, summary.Counts, troubles);
        return Decision.Accept(new RouteEvent.ManifestClosed(c.CheckOut, Plan!.ReturnTo, settled, troubles)
        {
            Fulfilments = Fulfilments(),
        });
    }

    /// <summary>Only units that were found at the dock enter stock; what differs from the drivers' word is a
    /// claim.</summary>
    private static List<LineResult> SettleReturns(
        List<LineResult> results, IReadOnlyList<CargoCount>? counts, List<Discrepancy> troubles)
    {
        var settled = new List<LineResult>();
        var counted = (counts ?? [])
            .GroupBy(count => (count.Sku, count.Lot))
            .ToDictionary(group => group.Key, group => group.Sum(count => int.Max(0, count.Found)));
        foreach (var group in results.GroupBy(result => (result.Sku, result.Lot)))
        {
            var found = counted.Remove(group.Key, out var units) ? units : 0;
            var expected = group.Sum(result => result.Refused + result.Damaged);
            if (found != expected)
            {
                troubles.Add(new Discrepancy(
                    "count-discrepancy",
                    null,
                    null,
                    group.Key.Sku,
                    group.Key.Lot,
                    expected,
                    found,
                    counts is null ? "What came back was not counted." : "The count differs from the deliveries."));
            }

            foreach (var result in group)
            {
                // The damaged ones first, so that a missing unit is never taken for a good one.
                var damaged = int.Min(result.Damaged, found);
                var refused = int.Min(result.Refused, found - damaged);
                found -= damaged + refused;
                settled.Add(result with { RefusedBack = refused, DamagedBack = damaged });
            }
        }

        troubles.AddRange(
            from left in counted
            where left.Value > 0
            select new Discrepancy(
                "count-discrepancy", null, null, left.Key.Sku, left.Key.Lot, 0, left.Value, "It was not on board."));
        return settled;
    }
}
