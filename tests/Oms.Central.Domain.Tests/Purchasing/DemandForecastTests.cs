using Oms.Central.Purchasing;
using Xunit;

namespace Oms.Central.Tests.Purchasing;

/// <summary>What is foretold of demand, and what is ordered for it.</summary>
public sealed class DemandForecastTests
{
    [Fact]
    public void Steady_demand_is_foretold_as_it_is_by_the_simplest_method()
    {
        var forecast = DemandForecast.Of(Days(40, _ => 7));
        Assert.Equal((ForecastMethod.Naive, 7_000L), (forecast.Method, forecast.MilliUnits));
        Assert.Null(forecast.SmoothingPermille);
        Assert.Equal(
            [ForecastMethod.Naive, ForecastMethod.ExponentialSmoothing, ForecastMethod.SyntetosBoylan],
            forecast.Trials.Select(trial => trial.Method));
    }

    [Fact]
    public void Demand_that_varies_about_a_level_is_smoothed()
    {
        var dice = new Random(20_261_130);
        var forecast = DemandForecast.Of(Days(120, _ => dice.Next(80, 121)));
        Assert.Equal(ForecastMethod.ExponentialSmoothing, forecast.Method);
        Assert.InRange(forecast.MilliUnits, 90_000, 110_000);
        Assert.True(Error(forecast, ForecastMethod.ExponentialSmoothing) < Error(forecast, ForecastMethod.Naive));
    }

    [Fact]
    public void Demand_with_long_gaps_is_foretold_better_than_by_the_last_day()
    {
        // Twelve units every sixth day are two a day; the correction takes off half of the share of the error.
        var forecast = DemandForecast.Of(Days(120, day => day % 6 == 5 ? 12 : 0));
        Assert.NotEqual(ForecastMethod.Naive, forecast.Method);
        Assert.InRange(forecast.MilliUnits, 1_600, 2_600);
        Assert.True(Error(forecast, ForecastMethod.SyntetosBoylan) < Error(forecast, ForecastMethod.Naive));
    }

    [Fact]
    public void Sizes_and_gaps_that_are_all_alike_foretell_every_day_the_same()
    {
        var trial = DemandForecast.Of(Days(120, day => day % 6 == 5 ? 12 : 0)).Trials
            .Single(each => each.Method == ForecastMethod.SyntetosBoylan);
        Assert.Equal(50, trial.SmoothingPermille);

        // Worked by hand: 0.975 * 12 / 6 is 1.95 on each day; of the last 60 days ten want 12.
        Assert.Equal(
            (long)Math.Round(Math.Sqrt(((10 * 10.05 * 10.05) + (50 * 1.95 * 1.95)) / 60) * 1_000),
            trial.RootMeanSquareMilliUnits);
    }

    [Fact]
    public void What_nobody_ever_wanted_is_foretold_as_nothing_and_not_ordered()
    {
        var suggestion = ReorderSuggestion.Of(Days(30, _ => 0), 0, 950, 7, 7);
        Assert.Equal((0L, 0L), (suggestion.Forecast.MilliUnits, suggestion.Units));
    }

    [Fact]
    public void Units_are_ordered_at_the_level_and_not_one_above_it()
    {
        var steady = Days(30, _ => 4);
        var at = ReorderSuggestion.Of(steady, position: 28, 950, leadDays: 7, reviewDays: 14);
        Assert.Equal((0, 28L, 84L, 56L), (at.Safety, at.ReorderLevel, at.Target, at.Units));
        Assert.Equal(0, ReorderSuggestion.Of(steady, position: 29, 950, leadDays: 7, reviewDays: 14).Units);
    }

    [Fact]
    public void Days_before_the_first_unit_was_wanted_do_not_count() =>
        Assert.Equal(
            ReorderSuggestion.Of(Days(30, _ => 4), 0, 950, 7, 14).Units,
            ReorderSuggestion.Of(Days(100, day => day < 70 ? 0 : 4), 0, 950, 7, 14).Units);

    [Fact]
    public void Units_that_are_waited_for_are_ordered_too() =>
        Assert.Equal(94, ReorderSuggestion.Of(Days(30, _ => 4), position: -10, 950, leadDays: 7, reviewDays: 14).Units);

    [Fact]
    public void The_same_history_is_foretold_the_same()
    {
        var dice = new Random(7);
        for (var i = 0; i < 50; i++)
        {
            var history = Days(DemandForecast.DaysMin + i, _ => dice.Next(4) == 0 ? dice.Next(30) : 0);
            var (first, second) = (DemandForecast.Of(history), DemandForecast.Of([.. history]));
            Assert.Equal(
                (first.Method, first.MilliUnits, first.SmoothingPermille),
                (second.Method, second.MilliUnits, second.SmoothingPermille));
            Assert.Equal(first.Trials, second.Trials);
            Assert.Equal(first.Trials.Min(trial => trial.RootMeanSquareMilliUnits), Error(first, first.Method));
        }
    }

    [Fact]
    public void Too_short_a_history_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => DemandForecast.Of(Days(DemandForecast.DaysMin - 1, _ => 1)));

    private static long Error(DemandForecast forecast, ForecastMethod method) =>
        forecast.Trials.Single(trial => trial.Method == method).RootMeanSquareMilliUnits;

    private static List<long> Days(int count, Func<int, long> units) => [.. Enumerable.Range(0, count).Select(units)];
}
