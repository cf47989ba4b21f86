using Event = Oms.Custody.CheckOuts.CheckOutEvent;
using Rejection = Oms.Custody.CheckOuts.CheckOutRejection;

namespace Oms.Custody.CheckOuts;

/// <summary>How much one check-out takes in.</summary>
internal static class StepLimits
{
    /// <param name="known">The record that it would stand in for; null for a first one.</param>
    public static Rejection? Check(CheckOutFacts facts, StepRecord? known, Event happened) =>
        facts.Records >= CheckOutBounds.RecordsMax ? TooMany("records", CheckOutBounds.RecordsMax)
        : CheckOutEvents.Write(happened).Length > CheckOutBounds.EventBytesMax
            ? TooMany("bytes", CheckOutBounds.EventBytesMax)
        : known is not null ? null
        : happened switch
        {
            Event.CargoScanned or Event.CodeScanned
                when facts.Scans.Count + facts.Codes.Count >= CheckOutBounds.ScansMax =>
                TooMany("scans", CheckOutBounds.ScansMax),
            Event.CargoScanned e when AreKindsTooMany(facts, [(e.Sku, e.Lot)]) =>
                TooMany("scanned kinds", CheckOutBounds.ScannedKindsMax),
            Event.CodeScanned e
                when AreKindsTooMany(facts, [.. e.Units.Select(one => (one.Sku, (string?)one.Lot))]) =>
                TooMany("scanned kinds", CheckOutBounds.ScannedKindsMax),
            Event.TemperatureExcursionRecorded when facts.Excursions.Count >= CheckOutBounds.ExcursionsMax =>
                TooMany("excursions", CheckOutBounds.ExcursionsMax),
            Event.CargoScanned or Event.CodeScanned or Event.TemperatureExcursionRecorded
                or Event.DeliveryReconciled => null,

            // All the others together: keys, cards, devices, weights, exceptions ...
            _ when facts.Steps.Count - facts.Scans.Count - facts.Codes.Count - facts.Excursions.Count
                - facts.Deliveries.Count >= CheckOutBounds.OtherStepsMax =>
                TooMany("steps", CheckOutBounds.OtherStepsMax),
            _ => null,
        };

    private static bool AreKindsTooMany(CheckOutFacts facts, IReadOnlyList<(string Sku, string? Lot)> more) =>
        (facts.Codes.Count > 0 || facts.Scans.Count + more.Count > CheckOutBounds.ScannedKindsMax)
        && facts.Scans.Values.Select(one => (one.Sku, one.Lot))
            .Concat(facts.Codes.Values.SelectMany(one => one.Units, (_, units) => (units.Sku, (string?)units.Lot)))
            .Concat(more).Distinct().Count() > CheckOutBounds.ScannedKindsMax;

    private static Rejection.TooMany TooMany(string what, int max) => new(what, max);
}
