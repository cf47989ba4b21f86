using NodaTime;
using Oms.Custody.Assets;
using Oms.Custody.CheckOuts;
using Oms.Custody.Findings;
using Oms.Custody.Places;
using Oms.Edge.Assets;
using Oms.Edge.Elds;
using Oms.Edge.Fuel;

namespace Oms.Edge.Gateway.Depot;

/// <summary>Holds the purchases on a vehicle's fuel cards against what its ELD told of it.</summary>
internal static class FuelChecks
{
    /// <summary>So long before the vehicle left purchases are looked at, too: nobody should have fuelled it
    /// then.</summary>
    private static readonly Duration Before = Duration.FromHours(12);

    /// <summary>What is wrong with the purchases since a visit's route left.</summary>
    /// <param name="card">The fuel card; null for all of the vehicle's.</param>
    /// <returns>Null where nothing can be audited: nobody said what the vehicle can take and burn.</returns>
    public static IReadOnlyList<Finding>? Of(
        FuelLedger ledger, EldRecord? eld, CheckOutFacts visit, string? card, Instant now)
    {
        // Without a departure a driver may have been out for as long as he may have a card.
        var left = visit.Manifest?.Departed ?? visit.Arrival.At - AssetBook.DueAfter;
        return Of(ledger, eld, card, left, Instant.Max(now, left));
    }

    /// <summary>What is wrong with the purchases in a vehicle's time of service.</summary>
    public static IReadOnlyList<Finding>? Of(
        FuelLedger ledger, EldRecord? eld, string? card, Instant left, Instant until) =>
        ledger.Fuel is not { } fuel ? null : FuelAudit.Check(
            [.. ledger.Purchases.Where(one =>
                (card is null || one.Card == card) && one.At >= left - Before && one.At <= until)],
            fuel,
            [.. (eld?.Recent.Values ?? []).Select(PointOf).OfType<TrackPoint>()],
            [new Interval(left, until)],
            FuelAuditRules.Default);

    private static TrackPoint? PointOf(EldEntry entry) =>
        entry.Event is { LatitudeMicrodegrees: { } latitude, LongitudeMicrodegrees: { } longitude } one
            ? new TrackPoint(one.At, new Position(latitude, longitude), one.OdometerMetres)
            : null;
}
