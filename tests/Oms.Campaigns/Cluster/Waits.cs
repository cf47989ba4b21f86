using System.Globalization;

namespace Oms.Campaigns.Cluster;

/// <summary>Waits that were measured, as a line of text.</summary>
internal static class Waits
{
    /// <returns>How many, their median, the 99th percentile and the longest, in milliseconds.</returns>
    public static string Text(IReadOnlyCollection<TimeSpan> waits)
    {
        var sorted = waits.Order().ToArray();
        return sorted.Length == 0
            ? "none"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"p50 {At(0.5):0} ms, p99 {At(0.99):0} ms, max {sorted[^1].TotalMilliseconds:0} ms of {sorted.Length}");

        // The nearest rank: a wait that was measured, none that lies between two.
        double At(double share) => sorted[(int)Math.Ceiling(share * sorted.Length) - 1].TotalMilliseconds;
    }
}
