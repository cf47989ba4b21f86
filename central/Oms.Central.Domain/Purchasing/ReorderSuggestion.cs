using Oms.Central.Inventory;

namespace Oms.Central.Purchasing;

/// <summary>How many units to order so that they last until the next order's units have come.</summary>
/// <remarks>
/// Periodic review up to a level: E. A. Silver, D. F. Pyke and D. J. Thomas, Inventory and Production Management in
/// Supply Chains, 4th edition (2017), chapter 6. Units are due when what is there, less what is promised and waited
/// for, with what is ordered, is no more than what is wanted during the lead time with the safety stock.
/// </remarks>
/// <param name="Position">Units that are sellable, less those that are promised or waited for, with those that are to
/// come.</param>
/// <param name="Safety">Units that are kept back for days of high demand.</param>
/// <param name="ReorderLevel">The position at or below which units are to be ordered.</param>
/// <param name="Target">The position that an order comes up to.</param>
/// <param name="Units">Units to order; 0 for none.</param>
public sealed record ReorderSuggestion(
    DemandForecast Forecast, long Position, int Safety, long ReorderLevel, long Target, long Units)
{
    private const long Milli = 1_000;

    /// <param name="daily">Units wanted on each day, the oldest first; at least <see cref="DemandForecast.DaysMin"/>
    /// days.</param>
    /// <param name="position">See <see cref="Position"/>.</param>
    /// <param name="servicePermille">Cycles out of 1 000 in which the units do not run out.</param>
    /// <param name="leadDays">From an order until its units are there, at least 0.</param>
    /// <param name="reviewDays">From one order to the next, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static ReorderSuggestion Of(
        IReadOnlyList<long> daily, long position, int servicePermille, int leadDays, int reviewDays)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(reviewDays, 1);

        var history = DemandForecast.HistoryOf(daily);
        var forecast = DemandForecast.Of(history);
        var safety = SafetyStock.Suggest(history, servicePermille, leadDays, 0).Units;
        var level = safety + Wanted(forecast, leadDays);
        var target = safety + Wanted(forecast, leadDays + reviewDays);

        // What was never wanted is not bought.
        var due = position <= level && target > position && forecast.MilliUnits > 0;
        return new ReorderSuggestion(forecast, position, safety, level, target, due ? target - position : 0);
    }

    private static long Wanted(DemandForecast forecast, int days) =>
        ((forecast.MilliUnits * days) + Milli - 1) / Milli;
}
