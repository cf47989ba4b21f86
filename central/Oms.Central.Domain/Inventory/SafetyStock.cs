namespace Oms.Central.Inventory;

/// <summary>How many units to keep back so that a product seldom runs out before new ones come.</summary>
/// <remarks>
/// Demand and lead time vary independently: z * sqrt(L * deviation of demand squared + mean demand squared * deviation
/// of L squared), with z such that a normal variable stays below it in so many cycles out of 1 000 (P. L. King, "Crack
/// the code: understanding safety stock and mastering its equations", APICS Magazine, July/August 2011).
/// </remarks>
public static class SafetyStock
{
    /// <summary>Service levels, in thousandths of cycles without running out.</summary>
    public const int PermilleMin = 500;

    public const int PermilleMax = 999;

    private const double Whole = 1_000;
    private const double ZMax = 8;

    /// <summary>The units to keep back, rounded up.</summary>
    /// <param name="daily">Units wanted on each day, days without any included; at least two days.</param>
    /// <param name="servicePermille">From <see cref="PermilleMin"/> to <see cref="PermilleMax"/>.</param>
    /// <param name="leadDays">From the order for new units until they are there, at least 0.</param>
    /// <param name="leadDeviationDays">The standard deviation of that, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static SafetyStockSuggestion Suggest(
        IReadOnlyList<long> daily, int servicePermille, int leadDays, int leadDeviationDays)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(daily.Count, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(servicePermille, PermilleMin);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(servicePermille, PermilleMax);
        ArgumentOutOfRangeException.ThrowIfNegative(leadDays);
        ArgumentOutOfRangeException.ThrowIfNegative(leadDeviationDays);
        var mean = daily.Average();
        var variance = daily.Sum(units => (units - mean) * (units - mean)) / (daily.Count - 1);
        var spread = Math.Sqrt(
            (leadDays * variance) + (mean * mean * leadDeviationDays * (double)leadDeviationDays));
        var units = Quantile(servicePermille / Whole) * spread;
        return new SafetyStockSuggestion(
            (int)Math.Min(StockItem.QuantityMax, Math.Ceiling(Math.Round(units, 6))),
            (long)Math.Round(mean * Whole),
            (long)Math.Round(Math.Sqrt(variance) * Whole));
    }

    /// <summary>Below which a standard normal variable stays with a probability from 0.5 to 0.999.</summary>
    public static double Quantile(double probability)
    {
        var (low, high) = (0.0, ZMax);
        while (high - low > 1e-12)
        {
            var middle = (low + high) / 2;
            (low, high) = Cumulative(middle) < probability ? (middle, high) : (low, middle);
        }

        return high;
    }

    /// <summary>Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.11: a series whose terms are all
    /// positive.</summary>
    private static double Cumulative(double x)
    {
        var term = x;
        var sum = x;
        for (var odd = 3; term > sum * double.Epsilon && term > 1e-18; odd += 2)
        {
            term *= x * x / odd;
            sum += term;
        }

        return 0.5 + (Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI) * sum);
    }
}

/// <param name="MeanMilliUnits">Thousandths of a unit that are wanted on a day.</param>
/// <param name="DeviationMilliUnits">The standard deviation of that.</param>
public sealed record SafetyStockSuggestion(int Units, long MeanMilliUnits, long DeviationMilliUnits);
