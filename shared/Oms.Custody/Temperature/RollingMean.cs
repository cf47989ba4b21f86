using NodaTime;

namespace Oms.Custody.Temperature;

/// <summary>The mean kinetic temperature of a length of time that moves over an interval.</summary>
internal static class RollingMean
{
    /// <summary>The highest, milli-°C, of the lengths that end with a slice; null without a slice.</summary>
    /// <remarks>Less than the whole length where the interval has less, so that an excursion at its beginning
    /// counts.</remarks>
    public static int? Highest(IReadOnlyList<(Instant From, Instant To, int MilliC)> slices, Duration over)
    {
        int? highest = null;
        var first = 0;
        for (var last = 0; last < slices.Count; last++)
        {
            var begin = slices[last].To - over;
            while (slices[first].To <= begin)
            {
                first++;
            }

            // A shorter beginning is part of a longer one that comes to its length later or with the last slice.
            if (slices[last].To - slices[0].From >= over || last == slices.Count - 1)
            {
                var mean = MeanKineticTemperature.Of(slices.Skip(first).Take(last - first + 1).Select(slice =>
                    (slice.MilliC, (long)(slice.To - Instant.Max(slice.From, begin)).TotalSeconds)));
                highest = mean > highest || highest is null ? mean : highest;
            }
        }

        return highest;
    }
}
