using System.Numerics;

namespace Oms.Central.Reports;

/// <summary>Times in buckets whose bounds are fixed for ever, so that counts of different days, locations and shards
/// may be added up.</summary>
/// <remarks>
/// Log-linear, as HdrHistogram's: seconds below 32 have a bucket each, above that each power of two has 16. A quantile
/// is told as the upper bound of its bucket: never less than it is, and more by less than a sixteenth (6.25 %). 448
/// buckets hold everything up to <see cref="SecondsMax"/>.
/// </remarks>
public static class DwellHistogram
{
    /// <summary>What lasts longer is counted as that, some 68 years.</summary>
    public const long SecondsMax = int.MaxValue;

    private const int SubBits = 4;
    private const int Subs = 1 << SubBits;
    private const int Exact = Subs * 2;

    /// <summary>The bucket of a time.</summary>
    /// <param name="seconds">Whole seconds; less than none counts as none.</param>
    /// <returns>From 0 to 447.</returns>
    public static int BucketOf(long seconds)
    {
        var within = (uint)long.Clamp(seconds, 0, SecondsMax);
        if (within < Exact)
        {
            return (int)within;
        }

        var power = BitOperations.Log2(within);
        return Exact + ((power - SubBits - 1) * Subs) + (int)(within >> (power - SubBits)) - Subs;
    }

    /// <summary>The longest time that a bucket holds, whole seconds.</summary>
    public static long UpperBoundOf(int bucket)
    {
        if (bucket < Exact)
        {
            return bucket;
        }

        var (above, sub) = Math.DivRem(bucket - Exact, Subs);
        return ((long)(sub + Subs + 1) << (above + 1)) - 1;
    }

    /// <summary>A quantile by nearest rank: the least time that at least that share of all took at most.</summary>
    /// <param name="counts">How many are in each bucket.</param>
    /// <param name="permille">From 1 to 1 000.</param>
    /// <param name="longest">The longest of all, seconds: no quantile is told as more than that.</param>
    /// <returns>Whole seconds; 0 where nothing was counted.</returns>
    public static long Quantile(IEnumerable<(int Bucket, long Count)> counts, int permille, long longest)
    {
        var sorted = counts.OrderBy(each => each.Bucket).ToList();
        var rank = (long)(((Int128)sorted.Sum(each => each.Count) * permille + 999) / 1_000);
        foreach (var (bucket, count) in sorted)
        {
            rank -= count;
            if (rank <= 0)
            {
                return long.Min(longest, UpperBoundOf(bucket));
            }
        }

        return 0;
    }
}
