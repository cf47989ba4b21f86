using System.Diagnostics;
using System.Globalization;
using NodaTime;
using Oms.Central.Inventory;
using Decision = Oms.Entities.Decision<Oms.Central.Inventory.StockEvent, Oms.Central.Inventory.StockRejection>;

namespace Oms.Benchmarks.Stock;

/// <summary>What does a stock item's decision cost, its state and its reminders after it, while few and while very many
/// reservations are live?</summary>
/// <remarks>The limit is the same with few: what grows with the live reservations shows as the ratio.</remarks>
internal static class StockDecisionBenchmark
{
    private const int Few = 100;
    private const int Many = 90_000;
    private const int Asks = 20_000;

    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 21, 12, 0);

    public static async Task RunAsync()
    {
        var (few, many) = (With(Few), With(Many));
        var runs = await Report.InTurnsAsync(() => MeasureAsync(many), () => MeasureAsync(few));
        Report.Answer("stock-decision", "ns", runs[0], $"live={Many}", "then=confirmed-and-released");
        Report.Limit("stock-decision-of-few", runs[0], runs[1], $"live={Few}");
    }

    private static StockItem With(int live) => Enumerable.Range(0, live).Aggregate(
        Do(StockItem.Initial, new StockCommand.Receive("all", "L1", 5_000_000, null)),
        (item, i) => Do(item, Reserve(i)));

    /// <returns>Nanoseconds for one command: a third each reserves, confirms and releases.</returns>
    private static Task<double> MeasureAsync(StockItem item)
    {
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < Asks; i++)
        {
            var reserve = Reserve(1_000_000 + i);
            item = Do(item, reserve);
            item = Do(item, new StockCommand.Confirm(reserve.Reservation));
            item = Do(item, new StockCommand.Reduce(reserve.Reservation, 0, "left"));
        }

        return Task.FromResult(Stopwatch.GetElapsedTime(started).TotalNanoseconds / (3 * Asks));
    }

    private static StockCommand.Reserve Reserve(int number) => new(
        string.Create(CultureInfo.InvariantCulture, $"basket-{number:D8}"), 1, Duration.FromMinutes(15), false);

    private static StockItem Do(StockItem item, StockCommand command)
    {
        if (StockItem.Decide(item, command, Noon) is not Decision.Accepted { Events: { Count: > 0 } events })
        {
            throw new InvalidOperationException($"{command}");
        }

        var after = events.Aggregate(item, StockItem.Evolve);
        return Reminders(after) > 1 ? throw new InvalidOperationException($"{command}") : after;
    }

    private static int Reminders(StockItem item) => StockItem.Reminders(item).Count;
}
