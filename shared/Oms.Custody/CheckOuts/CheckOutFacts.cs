using System.Collections.Immutable;

namespace Oms.Custody.CheckOuts;

/// <summary>What is known of a check-out: the events that later decisions need.</summary>
/// <param name="Arrival">Who and what came in.</param>
public sealed record CheckOutFacts(CheckOutEvent.Arrived Arrival)
{
    public Manifest? Manifest { get; init; }

    public CheckOutEvent.VehicleInspected? Inspection { get; init; }

    /// <summary>Stops that were set against the manifest, by stop number.</summary>
    public ImmutableSortedDictionary<int, StopDelivery> Deliveries { get; init; } =
        ImmutableSortedDictionary<int, StopDelivery>.Empty;

    /// <summary>Scans by their identity: code, device and time.</summary>
    public ImmutableDictionary<string, CheckOutEvent.CargoScanned> Scans { get; init; } =
        ImmutableDictionary<string, CheckOutEvent.CargoScanned>.Empty;

    public CheckOutEvent.CargoVerified? Cargo { get; init; }

    public CheckOutEvent.EldFileAttached? EldFile { get; init; }

    public CheckOutEvent.KeysReturned? Keys { get; init; }

    /// <summary>Excursions by their identity: device, zone and start; the newest record of each.</summary>
    public ImmutableSortedDictionary<string, TemperatureExcursion> Excursions { get; init; } =
        ImmutableSortedDictionary.Create<string, TemperatureExcursion>(StringComparer.Ordinal);

    /// <summary>Signatures that stand, by role.</summary>
    public ImmutableSortedDictionary<SignOffRole, CheckOutEvent.SignedOff> SignOffs { get; init; } =
        ImmutableSortedDictionary<SignOffRole, CheckOutEvent.SignedOff>.Empty;

    /// <summary>The steps that have not been done, by their names in <see cref="CheckOutSteps"/>.</summary>
    public IReadOnlyList<string> Missing()
    {
        var missing = new List<string>();
        AddUnless(Manifest is not null || Arrival.Route is null, CheckOutSteps.Manifest);
        AddUnless(Inspection is not null, CheckOutSteps.Inspection);
        AddUnless(OpenStops().Count == 0, CheckOutSteps.Deliveries);
        AddUnless(Cargo is not null, CheckOutSteps.Cargo);
        AddUnless(EldFile is not null, CheckOutSteps.EldFile);
        AddUnless(Keys is not null, CheckOutSteps.Keys);
        return missing;

        void AddUnless(bool done, string step)
        {
            if (!done)
            {
                missing.Add(step);
            }
        }
    }

    /// <summary>The manifest's stops that have not been reconciled.</summary>
    public IReadOnlyList<int> OpenStops() =>
        [.. (Manifest?.Stops ?? []).Select(stop => stop.Stop).Where(stop => !Deliveries.ContainsKey(stop))];

    /// <summary>What should have come back, by the deliveries, and what did, by the scans; by SKU and lot.</summary>
    /// <remarks>
    /// Expected is refused plus damaged. A scan without a lot counts for the manifest's lot of that SKU where there is
    /// only one, else for the lot "" (unknown).
    /// </remarks>
    public IReadOnlyList<CargoCount> Counts()
    {
        var counts = new SortedDictionary<(string Sku, string Lot), (int Expected, int Found)>();
        foreach (var line in Deliveries.Values.SelectMany(delivery => delivery.Lines))
        {
            if (line.Refused + line.Damaged is > 0 and var back)
            {
                var so = counts.GetValueOrDefault((line.Sku, line.Lot));
                counts[(line.Sku, line.Lot)] = so with { Expected = so.Expected + back };
            }
        }

        foreach (var scan in Scans.Values)
        {
            var key = (scan.Sku, scan.Lot ?? OnlyLotOf(scan.Sku) ?? "");
            var so = counts.GetValueOrDefault(key);
            counts[key] = so with { Found = so.Found + scan.Quantity };
        }

        return [.. counts.Select(c => new CargoCount(c.Key.Sku, c.Key.Lot, c.Value.Expected, c.Value.Found))];
    }

    private string? OnlyLotOf(string sku)
    {
        var lots = (Manifest?.Stops ?? [])
            .SelectMany(stop => stop.Lines)
            .Where(line => line.Sku == sku)
            .Select(line => line.Lot)
            .Distinct(StringComparer.Ordinal)
            .Take(2)
            .ToList();
        return lots.Count == 1 ? lots[0] : null;
    }
}
