using Oms.Custody.CheckOuts;

namespace Oms.Edge.Windows;

/// <summary>What one zone's return air was over a window.</summary>
/// <param name="Zone">1 to 3.</param>
/// <param name="Readings">How many readings had a return air temperature.</param>
/// <param name="MeanMilliC">Weighted by time.</param>
/// <param name="MktMilliC">Mean kinetic temperature.</param>
/// <param name="OutOfBandSeconds">For how long it was out of its band.</param>
/// <param name="Band">The band that it was held to; null for none.</param>
public sealed record ZoneStats(
    int Zone,
    int Readings,
    int MinMilliC,
    int MaxMilliC,
    int MeanMilliC,
    int MktMilliC,
    long OutOfBandSeconds,
    TemperatureBand? Band);
