using System.Text.Json.Serialization;
using Oms.Central.Json;

namespace Oms.Central.Purchasing;

/// <summary>How demand is foretold.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ForecastMethod>))]
public enum ForecastMethod
{
    /// <summary>What was wanted on the last day.</summary>
    Naive,

    /// <summary>Simple exponential smoothing: each day moves the level by a share of the error.</summary>
    ExponentialSmoothing,

    /// <summary>Croston's method with the correction of Syntetos and Boylan: sizes and intervals of demand are smoothed
    /// apart.</summary>
    SyntetosBoylan,
}

/// <summary>How many units are wanted on a day, from what was wanted on the days before.</summary>
/// <remarks>
/// Each method foretells each day of the second half of the history from the days before it, with each share of the
/// error; the smallest sum of squared errors wins, and of equal ones the simplest. Sources: exponential smoothing: R.
/// G. Brown, Statistical Forecasting for Inventory Control, 1959; intermittent demand: J. D. Croston, Forecasting and
/// Stock Control for Intermittent Demands, Operational Research Quarterly 23 (1972) 289-303; its correction: A. A.
/// Syntetos and J. E. Boylan, The Accuracy of Intermittent Demand Estimates, International Journal of Forecasting 21
/// (2005) 303-314. It takes the four operations only, so every machine finds the same.
/// </remarks>
/// <param name="MilliUnits">Thousandths of a unit that are wanted on a day to come.</param>
/// <param name="SmoothingPermille">The share of the error, in thousandths; null for a method that has none.</param>
/// <param name="Trials">What each method came to, the simplest first.</param>
public sealed record DemandForecast(
    ForecastMethod Method, long MilliUnits, int? SmoothingPermille, IReadOnlyList<ForecastTrial> Trials)
{
    /// <summary>Days that a history has at least.</summary>
    public const int DaysMin = 4;

    private const double Whole = 1_000;

    private static readonly int[] SharesPermille = [50, 100, 150, 200, 300];

    /// <summary>The days from the first on that something was wanted: before it there was no demand to learn
    /// from.</summary>
    /// <param name="daily">Units wanted on each day, the oldest first; at least <see cref="DaysMin"/> days.</param>
    /// <returns>No fewer than <see cref="DaysMin"/> days.</returns>
    public static IReadOnlyList<long> HistoryOf(IReadOnlyList<long> daily)
    {
        var quiet = daily.TakeWhile(units => units == 0).Count();
        return [.. daily.Skip(int.Min(quiet, daily.Count - DaysMin))];
    }

    /// <summary>Chooses a method and foretells.</summary>
    /// <param name="daily">Units wanted on each day, the oldest first, days without any included.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than <see cref="DaysMin"/> days.</exception>
    public static DemandForecast Of(IReadOnlyList<long> daily)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(daily.Count, DaysMin);
        Attempt[] all =
        [
            Try(ForecastMethod.Naive, null, daily, Naive(daily)),
            .. SharesPermille.Select(share =>
                Try(ForecastMethod.ExponentialSmoothing, share, daily, Smoothed(daily, share / Whole))),
            .. SharesPermille.Select(share =>
                Try(ForecastMethod.SyntetosBoylan, share, daily, Intermittent(daily, share / Whole))),
        ];

        // The first of equal ones: they go from the simplest on, and from the smallest share.
        var best = all.MinBy(attempt => attempt.SquaredError)!;
        return new DemandForecast(
            best.Method,
            (long)Math.Round(best.Next * Whole),
            best.SharePermille,
            [
                .. all.GroupBy(attempt => attempt.Method).Select(each =>
                    each.MinBy(attempt => attempt.SquaredError)!.ToTrial(daily.Count - (daily.Count / 2))),
            ]);
    }

    private static Attempt Try(
        ForecastMethod method, int? share, IReadOnlyList<long> daily, List<double> foretold)
    {
        var squared = 0.0;
        for (var day = daily.Count / 2; day < daily.Count; day++)
        {
            squared += (daily[day] - foretold[day]) * (daily[day] - foretold[day]);
        }

        return new Attempt(method, share, squared, foretold[^1]);
    }

    /// <summary>For each day, and the one after the last, what the days before it foretell.</summary>
    private static List<double> Naive(IReadOnlyList<long> daily) => [0, .. daily.Select(units => (double)units)];

    private static List<double> Smoothed(IReadOnlyList<long> daily, double share)
    {
        var level = (double)daily[0];
        var foretold = new List<double> { level };
        foreach (var units in daily)
        {
            level += share * (units - level);
            foretold.Add(level);
        }

        return foretold;
    }

    private static List<double> Intermittent(IReadOnlyList<long> daily, double share)
    {
        var (size, interval, since, seen) = (0.0, 1.0, 1, false);
        var foretold = new List<double> { 0 };
        foreach (var units in daily)
        {
            if (units > 0)
            {
                (size, interval) = seen
                    ? (size + (share * (units - size)), interval + (share * (since - interval)))
                    : (units, since);
                (seen, since) = (true, 0);
            }

            since++;
            foretold.Add(seen ? (1 - (share / 2)) * size / interval : 0);
        }

        return foretold;
    }

    private sealed record Attempt(ForecastMethod Method, int? SharePermille, double SquaredError, double Next)
    {
        public ForecastTrial ToTrial(int days) =>
            new(Method, SharePermille, (long)Math.Round(Math.Sqrt(SquaredError / days) * Whole));
    }
}

/// <summary>What one method came to.</summary>
/// <param name="SmoothingPermille">The best share of the error, in thousandths; null for a method that has
/// none.</param>
/// <param name="RootMeanSquareMilliUnits">The root of the mean squared error of a day, in thousandths of a
/// unit.</param>
public sealed record ForecastTrial(ForecastMethod Method, int? SmoothingPermille, long RootMeanSquareMilliUnits);
