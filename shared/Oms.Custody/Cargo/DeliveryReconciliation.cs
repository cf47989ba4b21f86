using Oms.Custody.Findings;

namespace Oms.Custody.Cargo;

/// <summary>A route's manifest against its proofs of delivery and the count of what came back.</summary>
/// <param name="Lines">One for each SKU and lot of any of the three, in their order.</param>
/// <param name="Bookings">What stock is told.</param>
/// <param name="Findings">Where the three do not agree.</param>
public sealed record DeliveryReconciliation(
    IReadOnlyList<ReconciledLine> Lines, IReadOnlyList<StockBooking> Bookings, IReadOnlyList<Finding> Findings)
{
    /// <summary>Reconciles. A signature counts for delivery; for the rest, the count counts, not what was
    /// said.</summary>
    /// <param name="carried">The manifest; a SKU and lot may stand there several times.</param>
    /// <param name="stops">What the proofs of delivery say.</param>
    /// <param name="returned">What was counted at the end.</param>
    /// <remarks>A count below zero is taken as 0 and gives a finding.</remarks>
    public static DeliveryReconciliation Of(
        IReadOnlyList<CarriedLine> carried, IReadOnlyList<StopLine> stops, IReadOnlyList<ReturnedLine> returned)
    {
        var onBoard = carried.ToLookup(line => (line.Sku, line.Lot));
        var said = stops.ToLookup(line => (line.Sku, line.Lot));
        var counted = returned.ToLookup(line => (line.Sku, line.Lot));
        List<(ReconciledLine Line, IReadOnlyList<Finding> Findings)> all =
        [
            .. onBoard.Select(one => one.Key).Concat(said.Select(one => one.Key))
                .Concat(counted.Select(one => one.Key)).Distinct()
                .OrderBy(key => key.Sku, StringComparer.Ordinal).ThenBy(key => key.Lot, StringComparer.Ordinal)
                .Select(key => Line(key, [.. onBoard[key]], [.. said[key]], [.. counted[key]])),
        ];
        return new DeliveryReconciliation(
            [.. all.Select(one => one.Line)],
            [.. all.SelectMany(one => BookingsOf(one.Line))],
            [.. all.SelectMany(one => one.Findings)]);
    }

    private static (ReconciledLine, IReadOnlyList<Finding>) Line(
        (string Sku, string Lot) key, CarriedLine[] onBoard, StopLine[] stops, ReturnedLine[] returned)
    {
        var carried = Sum(onBoard, line => line.Quantity);
        var signed = Sum(stops, stop => stop.Delivered);
        var saidDamaged = Sum(stops, stop => stop.Damaged);
        var damaged = Sum(returned, line => line.Damaged);
        var cameBack = Sum(returned, line => line.Good) + damaged;

        var delivered = Math.Min(signed, carried);
        var back = Math.Min(cameBack, carried - delivered);
        var backDamaged = Math.Min(damaged, back);
        var line = new ReconciledLine(
            key.Sku,
            key.Lot,
            carried,
            delivered,
            back - backDamaged,
            backDamaged,
            carried - delivered - back,
            signed - delivered,
            cameBack - back);
        var place = $"{key.Sku}/{key.Lot}";
        var isNegative = onBoard.Any(one => one.Quantity < 0)
            || stops.Any(stop => stop.Delivered < 0 || stop.Refused < 0 || stop.Damaged < 0)
            || returned.Any(one => one.Good < 0 || one.Damaged < 0);
        return (line,
        [
            .. isNegative ? [new Finding("negative-count", place, "A count below zero was taken as 0.")]
                : Array.Empty<Finding>(),
            .. Check(place, line, Sum(stops, stop => stop.Refused) + saidDamaged, cameBack, saidDamaged, damaged),
        ]);
    }

    private static long Sum<T>(T[] lines, Func<T, int> count) => lines.Sum(line => Math.Max(0L, count(line)));

    private static IEnumerable<Finding> Check(
        string place, ReconciledLine line, long sentBack, long back, long saidDamaged, long damaged)
    {
        if (line.OverDelivered > 0)
        {
            yield return new Finding(
                "delivered-more-than-carried",
                place,
                $"{line.OverDelivered} more were signed for than the {line.Carried} on board.");
        }

        if (back < sentBack)
        {
            yield return new Finding(
                "return-missing", place, $"Stops sent back {sentBack}, {back} came back: look for the rest on board.");
        }

        if (back > sentBack)
        {
            yield return new Finding(
                "return-unexpected", place, $"Stops sent back {sentBack}, {back} came back: check the stops' counts.");
        }

        if (damaged != saidDamaged)
        {
            yield return new Finding(
                "damage-differs", place, $"Stops reported {saidDamaged} damaged, {damaged} came back damaged.");
        }

        if (line.Short > 0)
        {
            yield return new Finding("short", place, $"{line.Short} of {line.Carried} are neither delivered nor back.");
        }

        if (line.OverReturned > 0)
        {
            yield return new Finding(
                "over", place, $"{line.OverReturned} came back beyond what the manifest leaves to come back.");
        }
    }

    private static IEnumerable<StockBooking> BookingsOf(ReconciledLine line) =>
        new[]
        {
            new StockBooking(line.Sku, line.Lot, line.ReturnedGood, BookingKind.Restock),
            new StockBooking(line.Sku, line.Lot, line.ReturnedDamaged, BookingKind.Quarantine),
            new StockBooking(line.Sku, line.Lot, line.Short, BookingKind.Short),
            new StockBooking(line.Sku, line.Lot, line.OverReturned, BookingKind.Found),
        }.Where(booking => booking.Quantity > 0);
}
