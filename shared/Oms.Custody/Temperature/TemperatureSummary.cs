using System.Globalization;
using NodaTime;

namespace Oms.Custody.Temperature;

/// <summary>What is left of a zone's readings over one window whose readings are gone.</summary>
/// <param name="From">The window's first reading, device time.</param>
/// <param name="To">The window's last reading.</param>
/// <param name="Readings">How many readings of the zone there were, at least 1.</param>
/// <param name="MinMilliC">The coldest, milli-°C.</param>
/// <param name="MaxMilliC">The warmest, milli-°C.</param>
/// <param name="MeanMilliC">Weighted by time, milli-°C.</param>
/// <param name="MktMilliC">The mean kinetic temperature, milli-°C.</param>
/// <param name="OutOfBandSeconds">For how long it was out of the band that the request names; null where the window
/// was held to another one.</param>
/// <param name="IsWhole">Whether no reading was missing in it for longer than a gap.</param>
public sealed record TemperatureSummary(
    Instant From,
    Instant To,
    int Readings,
    int MinMilliC,
    int MaxMilliC,
    int MeanMilliC,
    int MktMilliC,
    long? OutOfBandSeconds,
    bool IsWhole)
{
    /// <summary>The extreme that is farther from the band, milli-°C.</summary>
    internal int Farthest(ProductBand band) =>
        band.Beyond(MinMilliC) > band.Beyond(MaxMilliC) ? MinMilliC : MaxMilliC;

    internal string Text() => string.Create(
        CultureInfo.InvariantCulture,
        $"{From.ToUnixTimeSeconds()};{To.ToUnixTimeSeconds()};{Readings};{MinMilliC};{MaxMilliC};{MeanMilliC};"
        + $"{MktMilliC};{OutOfBandSeconds};{IsWhole}");
}
