using NodaTime;
using Oms.Custody.CheckOuts;
using Oms.Custody.Temperature;
using Oms.Edge.Messages;
using Oms.Edge.Readings;

namespace Oms.Edge.Windows;

/// <summary>Sums up the readings of a window, zone by zone.</summary>
public static class WindowStats
{
    /// <summary>How long a reading counts when nothing came before it.</summary>
    private static readonly Duration FirstWeight = Duration.FromMinutes(1);

    /// <param name="readings">By time.</param>
    /// <param name="before">The time of the last reading before them; null for none.</param>
    /// <param name="gapAfter">A reading counts for the time since the one before it, but no longer than this.</param>
    /// <param name="band">The band at a time.</param>
    public static IReadOnlyList<ZoneStats> Of(
        IReadOnlyList<Reading> readings, Instant? before, Duration gapAfter, Func<Instant, TemperatureBand?> band)
    {
        var stats = new List<ZoneStats>();
        for (var zone = 1; zone <= MessageRules.ZonesMax; zone++)
        {
            var samples = new List<(int MilliC, long Weight)>();
            var (last, outside) = (before, 0L);
            foreach (var reading in readings)
            {
                if (reading.Of(Channel.ReturnMilliC, zone) is { } milliC)
                {
                    var since = last is { } at && reading.At > at ? Duration.Min(reading.At - at, gapAfter)
                        : FirstWeight;
                    var weight = (long)since.TotalMilliseconds;
                    samples.Add(((int)milliC, weight));
                    outside += band(reading.At) is { } held && (milliC < held.MinMilliC || milliC > held.MaxMilliC)
                        ? weight
                        : 0;
                }

                last = last is { } known ? Instant.Max(known, reading.At) : reading.At;
            }

            if (samples.Count > 0)
            {
                stats.Add(Sum(zone, samples, outside, band(readings[^1].At)));
            }
        }

        return stats;
    }

    private static ZoneStats Sum(
        int zone, List<(int MilliC, long Weight)> samples, long outsideMilliseconds, TemperatureBand? band)
    {
        var total = samples.Sum(sample => sample.Weight);
        var mean = (long)Math.Round(
            samples.Sum(sample => (decimal)sample.MilliC * sample.Weight) / total, MidpointRounding.AwayFromZero);
        return new ZoneStats(
            zone,
            samples.Count,
            samples.Min(sample => sample.MilliC),
            samples.Max(sample => sample.MilliC),
            (int)mean,
            MeanKineticTemperature.Of(samples)!.Value,
            outsideMilliseconds / 1000,
            band);
    }
}
