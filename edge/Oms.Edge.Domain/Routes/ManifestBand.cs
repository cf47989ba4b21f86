using Oms.Custody.CheckOuts;

namespace Oms.Edge.Routes;

/// <summary>The band that suits all cargo of a manifest.</summary>
public static class ManifestBand
{
    /// <summary>The highest of the lowest and the lowest of the highest.</summary>
    /// <returns>
    /// Null when no line has a band. Where bands exclude each other no temperature suits all: then the band of the
    /// line with the narrowest one, so that there is always a rule to hold.
    /// </returns>
    public static TemperatureBand? Of(Manifest manifest)
    {
        var bands = manifest.Stops.SelectMany(stop => stop.Lines).Select(line => line.Band).OfType<TemperatureBand>()
            .ToList();
        if (bands.Count == 0)
        {
            return null;
        }

        var (min, max) = (bands.Max(band => band.MinMilliC), bands.Min(band => band.MaxMilliC));
        return min <= max
            ? new TemperatureBand(min, max)
            : bands.MinBy(band => (band.MaxMilliC - (long)band.MinMilliC, band.MinMilliC));
    }
}
