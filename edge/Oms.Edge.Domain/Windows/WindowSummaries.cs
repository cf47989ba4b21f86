using Oms.Custody.CheckOuts;
using Oms.Custody.Temperature;
using Oms.Edge.Reefers;

namespace Oms.Edge.Windows;

/// <summary>Reads what the log keeps of a window as evidence of temperature, where its readings are gone.</summary>
public static class WindowSummaries
{
    /// <param name="window">A sealed window.</param>
    /// <param name="request">What is to be proven: its zone and its band count.</param>
    /// <param name="gaps">The gaps that were found in the unit's readings.</param>
    /// <returns>Null where the zone did not speak in the window.</returns>
    public static TemperatureSummary? Of(
        SealedWindow window, TemperatureProofRequest request, IEnumerable<ReeferEvent.GapFound> gaps) =>
        window.Zones.FirstOrDefault(zone => zone.Zone == request.Zone) is { } stats
            ? new TemperatureSummary(
                window.From,
                window.To,
                stats.Readings,
                stats.MinMilliC,
                stats.MaxMilliC,
                stats.MeanMilliC,
                stats.MktMilliC,
                stats.Band == new TemperatureBand(request.Band.MinMilliC, request.Band.MaxMilliC)
                    ? stats.OutOfBandSeconds
                    : null,

                // Readings that did not tell of the zone may have been as long as a gap. A silence that goes on is none
                // until a reading comes behind it: what was sent late may fill it.
                stats.Readings == window.Readings
                    && !gaps.Any(gap => gap.From < window.To && gap.To > window.From))
            : null;
}
