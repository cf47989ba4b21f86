using System.Diagnostics.Metrics;
using NodaTime;
using Oms.Actors;
using Oms.Central.Hosting;
using Oms.Central.Orders;
using Oms.Entities;

namespace Oms.Central.Reports;

/// <summary>Tells orders that what they promise is late or at risk, each minute, and counts them: meter
/// <c>Oms.Central</c>.</summary>
/// <remarks>
/// The order says each thing once, and keeps that it did: several nodes that look, or one that starts again, tell
/// nothing twice. It looks only at orders of which something is promised for the next <see cref="DaysAhead"/> days.
/// </remarks>
internal sealed class PromiseWatch
{
    /// <summary>Promises that are further ahead are not looked at.</summary>
    public const int DaysAhead = 14;

    private const string MeterName = "Oms.Central";
    private const int PageRows = 200;
    private const int WhyMax = 1_000;

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    private static readonly Principal Self = new(PrincipalKind.System, "promises");

    private readonly CentralNode _node;
    private readonly ILogger _log;
    private (long Late, long AtRisk) _counted;

    public PromiseWatch(CentralNode node, IMeterFactory meters, ILogger log)
    {
        (_node, _log) = (node, log);
        var meter = meters.Create(MeterName);
        _ = meter.CreateObservableGauge(
            "oms.orders.late", () => Volatile.Read(ref _counted.Late), unit: "{order}",
            "Open orders with units that did not arrive on the promised day.");
        _ = meter.CreateObservableGauge(
            "oms.orders.at_risk", () => Volatile.Read(ref _counted.AtRisk), unit: "{order}",
            "Open orders with units that may not arrive on the promised day, and none that is late.");
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
                    _ = await LookAsync(cancellationToken);
                }
                catch (Exception failure) when (!cancellationToken.IsCancellationRequested
                    && failure is System.Data.Common.DbException or IOException or EntityUnavailableException
                        or OperationCanceledException)
                {
                    _log.PromisesPaused(failure.Message);
                }

                await Task.Delay(Every, _node.Time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It was told to stop.
        }
    }

    /// <summary>Looks once at everything that is promised.</summary>
    /// <returns>How many orders are late, and how many others are at risk.</returns>
    public async Task<(long Late, long AtRisk)> LookAsync(CancellationToken cancellationToken)
    {
        var now = _node.Clock.GetCurrentInstant();
        var outlooks = await OrderOutlooks.TakeAsync(_node, now);
        var (late, atRisk) = (0L, 0L);
        DueOrder? after = null;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rows = await _node.Model.DueAsync(now.InUtc().Date.PlusDays(DaysAhead), after, PageRows);
            foreach (var (order, lines) in await outlooks.OfAsync(rows))
            {
                var worst = lines.Max(line => line.Risk);
                late += worst == PromiseRisk.Late ? 1 : 0;
                atRisk += worst is PromiseRisk.AtRisk or PromiseRisk.Unkeepable ? 1 : 0;
                await TellAsync(order, lines);
            }

            after = rows.Count == PageRows ? rows[^1] : null;
        }
        while (after is not null);

        Volatile.Write(ref _counted.Late, late);
        Volatile.Write(ref _counted.AtRisk, atRisk);
        return (late, atRisk);
    }

    private async Task TellAsync(Order order, IReadOnlyList<LineOutlook> lines)
    {
        foreach (var day in lines.Where(line => line.Risk != PromiseRisk.OnTrack).GroupBy(line => line.Promise))
        {
            var kind = day.Any(line => line.Risk == PromiseRisk.Late) ? PromiseAlertKind.Late : PromiseAlertKind.AtRisk;
            if (order.Alerts?.Find(alert => alert.Promise == day.Key)?.Kind >= kind)
            {
                continue;
            }

            var slowest = day.MaxBy(line => line.Expected ?? LocalDate.MaxIsoValue)!;
            var why = $"Line {slowest.Line}: {string.Join(' ', slowest.Why)}";
            _ = await _node.Orders.AskAsync(
                CentralNode.Address(OrderId.Kind, order.Id),
                new OrderCommand.RaisePromiseAlert(
                    day.Key, kind, [.. day.Select(line => line.Line)], slowest.Expected,
                    why.Length > WhyMax ? why[..WhyMax] : why),
                new CommandContext(_node.NewCommandId(), Self));
        }
    }
}

/// <summary>Log messages 5300 to 5399.</summary>
internal static partial class PromiseLog
{
    [LoggerMessage(5300, LogLevel.Warning, "Promises could not be looked at and will be: {Reason}")]
    public static partial void PromisesPaused(this ILogger log, string reason);
}
