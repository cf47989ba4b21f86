using System.Diagnostics.Metrics;
using NodaTime;
using Oms.Actors;
using Oms.Central.Hosting;
using Oms.Central.Storage;

namespace Oms.Central.Orders;

/// <summary>Whether an order is stuck: it has no next action, or the one it has is overdue (I12).</summary>
internal static class StuckOrders
{
    /// <summary>Why an order is stuck; null when it is not.</summary>
    /// <param name="changed">When something happened to it last.</param>
    public static string? StuckSince(this Order order, Instant changed, Instant now, WatchLimits limits)
    {
        var next = order.NextAction();
        var isOver = next.Kind switch
        {
            NextActionKind.None => false,
            NextActionKind.Lost => true,
            NextActionKind.Step => changed + limits.Step <= now,
            NextActionKind.Backorder or NextActionKind.Supplier when next.Day is { } day => day < now.InUtc().Date,
            NextActionKind.Backorder => changed + limits.Unpromised <= now,
            _ => changed + limits.Task <= now,
        };
        return isOver
            ? next.Kind == NextActionKind.Lost
                ? "It is open, and nobody is to act."
                : $"It waits for {CentralViews.Snake(next.Kind)} since {changed}."
            : null;
    }
}

/// <summary>Counts the orders that are stuck, all of them over and over: meter <c>Oms.Central</c>.</summary>
/// <remarks>It looks only at orders to which nothing has happened for as long as the shortest limit, and reads each of
/// them itself.</remarks>
internal sealed class OrderWatch
{
    private const string MeterName = "Oms.Central";
    private const int PageRows = 200;
    private const int NamedMax = 20;

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly CentralNode _node;
    private readonly ILogger _log;
    private long _stuck;

    public OrderWatch(CentralNode node, IMeterFactory meters, ILogger log)
    {
        (_node, _log) = (node, log);
        _ = meters.Create(MeterName).CreateObservableGauge(
            "oms.orders.stuck", () => Volatile.Read(ref _stuck), unit: "{order}",
            "Open orders without a next action, or whose next action is overdue.");
    }

    /// <summary>Watches until stopped.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                try
                {
                    Volatile.Write(ref _stuck, await CountAsync(cancellationToken));
                }
                catch (Exception failure) when (!cancellationToken.IsCancellationRequested
                    && failure is System.Data.Common.DbException or IOException or EntityUnavailableException
                        or OperationCanceledException)
                {
                    _log.WatchPaused(failure.Message);
                }

                await Task.Delay(Every, _node.Time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It was told to stop.
        }
    }

    /// <summary>How many orders are stuck; the first of them are named in the log.</summary>
    public async Task<int> CountAsync(CancellationToken cancellationToken)
    {
        var limits = _node.OrderSettings.Watch;
        var now = _node.Clock.GetCurrentInstant();
        var before = now - Duration.Min(limits.Step, Duration.Min(limits.Task, limits.Unpromised));
        var (stuck, named) = (0, 0);
        ViewCursor? after = null;
        do
        {
            var page = await PageAsync(before, after);
            foreach (var row in page)
            {
                // What happened meanwhile is not known by its time, but then it is not overdue either.
                var order = (await _node.Orders.ReadAsync(
                    CentralNode.Address(OrderId.Kind, row.Id), cancellationToken)).State;
                var changed = Instant.FromUnixTimeTicks(row.Created);
                if (order.StuckSince(changed, now, limits) is { } why)
                {
                    stuck++;
                    if (named++ < NamedMax)
                    {
                        _log.OrderStuck(row.Id, why);
                    }
                }
            }

            after = page.Count == PageRows ? page[^1] : null;
        }
        while (after is not null);

        return stuck;
    }

    private async Task<List<ViewCursor>> PageAsync(Instant before, ViewCursor? after)
    {
        await using var reader = await _node.Model.OpenReaderAsync(CancellationToken.None);
        return await reader.ManyAsync(
            "SELECT id, changed FROM order_index WHERE is_open = 1 AND changed <= @before"
                + (after is null ? "" : " AND (changed, id) > (@changed, @id)")
                + " ORDER BY changed, id LIMIT @limit",
            row => new ViewCursor(row.GetInt64(1), row.GetString(0)),
            [
                ("@before", before.ToUnixTimeTicks()),
                .. after is null ? [] : new (string, object?)[] { ("@changed", after.Created), ("@id", after.Id) },
                ("@limit", PageRows),
            ]);
    }
}

/// <summary>Log messages 4900 to 4999.</summary>
internal static partial class WatchLog
{
    [LoggerMessage(4900, LogLevel.Warning, "Orders could not be watched and will be: {Reason}")]
    public static partial void WatchPaused(this ILogger log, string reason);

    [LoggerMessage(4901, LogLevel.Warning, "Order {Order} is stuck: {Why}")]
    public static partial void OrderStuck(this ILogger log, string order, string why);
}
