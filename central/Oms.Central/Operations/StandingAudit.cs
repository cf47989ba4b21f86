using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NodaTime;
using Oms.Actors;
using Oms.Central.Fulfilments;
using Oms.Central.Hosting;
using Oms.Central.Inventory;
using Oms.Central.Locations;
using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Central.Storage;

namespace Oms.Central.Operations;

/// <summary>Checks the invariants of every stock item, order, payment, store credit, fulfilment order and location with
/// a limit, round after round, a page at a time and with a small part of one core: meter <c>Oms.Central</c>.</summary>
/// <remarks>
/// Of each page it reads only the page and what the page names, so it needs the same memory however much there is. It
/// reads the read model, where an entity may be seen before another that it agrees with: what a second look does not
/// show again is forgotten. <see cref="InvariantAudit"/> folds the whole journal, and holds the read model against it.
/// </remarks>
internal sealed partial class StandingAudit
{
    private const string MeterName = "Oms.Central";
    private const int PageRows = 100;
    private const int LookedUpAtOnce = 500;

    /// <summary>How many times as long as it worked it rests.</summary>
    private const int Rests = 19;

    private static readonly Duration RestMin = Duration.FromMilliseconds(100);
    private static readonly Duration Between = Duration.FromSeconds(10);

    private readonly CentralNode _node;
    private readonly ILogger _log;
    public StandingAudit(CentralNode node, IMeterFactory meters, ILogger log)
    {
        (_node, _log) = (node, log);
        _ = meters.Create(MeterName).CreateObservableGauge(
            "oms.audit.violations", () => node.Findings.Count, unit: "{violation}",
            "Invariants of stock, orders and money that do not hold.");
    }

    /// <summary>Audits until stopped.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                try
                {
                    await RoundAsync(WaitAsync, cancellationToken);
                }
                catch (Exception failure) when (!cancellationToken.IsCancellationRequested
                    && failure is System.Data.Common.DbException or IOException or EntityUnavailableException
                        or OperationCanceledException)
                {
                    _log.AuditPaused(failure.Message);
                }

                await Task.Delay(Between.ToTimeSpan(), _node.Time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It was told to stop.
        }

        Task WaitAsync(Duration time) => Task.Delay(time.ToTimeSpan(), _node.Time, cancellationToken);
    }

    /// <summary>One round over all there is.</summary>
    /// <param name="wait">Waits: after each page, and before a second look.</param>
    public async Task RoundAsync(Func<Duration, Task> wait, CancellationToken cancellationToken)
    {
        var began = _node.Clock.GetCurrentInstant();
        var stock = await PagesAsync(
            StockItem.Kind, ids => ListedStock.WholeAsync(_node.Model, ids, cancellationToken), StockAsync, wait,
            cancellationToken);
        var orders = await PagesAsync(
            OrderId.Kind, OrderJson.Default.Order, some => OrdersAsync(some, cancellationToken), wait,
            cancellationToken);
        var payments = await PagesAsync(
            Payment.Kind, PaymentJson.Default.Payment, PaymentsAsync, wait, cancellationToken);
        _ = await PagesAsync(
            StoreCredit.Kind, StoreCreditJson.Default.StoreCredit, CreditsAsync, wait, cancellationToken);
        _ = await PagesAsync(
            FulfilmentOrder.Kind, FulfilmentJson.Default.FulfilmentOrder, FulfilmentsAsync, wait, cancellationToken);
        _ = await PagesAsync(
            Location.Kind, LocationJson.Default.Location,
            locations => LocationsAsync(locations, cancellationToken), wait, cancellationToken);
        _node.Findings.EndRound(began, _node.Clock.GetCurrentInstant(), (orders, stock, payments));
    }

    private Task<int> PagesAsync<TState>(
        string kind,
        JsonTypeInfo<TState> json,
        Func<Dictionary<string, TState>, Task<List<Violation>>> check,
        Func<Duration, Task> wait,
        CancellationToken cancellationToken) =>
        PagesAsync(kind, ids => LookUpAsync(kind, ids, json), check, wait, cancellationToken);

    private async Task<int> PagesAsync<TState>(
        string kind,
        Func<IReadOnlyList<string>, Task<Dictionary<string, TState>>> read,
        Func<Dictionary<string, TState>, Task<List<Violation>>> check,
        Func<Duration, Task> wait,
        CancellationToken cancellationToken)
    {
        var count = 0;
        ViewCursor? cursor = null;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            var started = Stopwatch.GetTimestamp();
            var page = await _node.Model.PageAsync(kind, null, null, null, cursor, PageRows);
            string[] ids = [.. page.Rows.Select(row => row.Id)];
            var first = await check(await read(ids));
            var worked = Stopwatch.GetElapsedTime(started);
            if (first.Count > 0)
            {
                await wait(Between);
                Report((await check(await read(ids))).Intersect(first));
            }

            count += page.Rows.Count;
            cursor = page.Next;
            await wait(Duration.Max(RestMin, Duration.FromTimeSpan(worked) * Rests));
        }
        while (cursor is not null);
        return count;
    }

    private void Report(IEnumerable<Violation> violations)
    {
        foreach (var violation in violations)
        {
            if (_node.Findings.Add(violation, _node.Clock.GetCurrentInstant()))
            {
                _log.InvariantBroken(violation.Invariant, violation.Where, violation.Detail);
            }
        }
    }

    private async Task<List<Violation>> StockAsync(Dictionary<string, StockItem> items)
    {
        var violations = new List<Violation>();
        StockAudit.Judge(items, violations);
        var named = items.Values.SelectMany(item => item.Reservations.Keys)
            .Select(reservation => OrderId.OfReservation(reservation)?.Order).OfType<string>().Distinct();
        foreach (var some in named.Chunk(LookedUpAtOnce))
        {
            var orders = await LookUpAsync(OrderId.Kind, some, OrderJson.Default.Order);
            violations.AddRange(OrderAudit.Orphans(items, orders, [.. some]));
        }

        violations.AddRange(await OrphansAsync(items));

        return violations;
    }

    private async Task<List<Violation>> OrdersAsync(
        Dictionary<string, Order> orders, CancellationToken cancellationToken)
    {
        var violations = OrderAudit.Unsound(orders).ToList();
        var payments = await LookUpAsync(
            Payment.Kind,
            orders.Values.SelectMany(order => order.Money?.Tenders ?? []).Select(tender => tender.Payment),
            PaymentJson.Default.Payment);
        OrderMoneyAudit.Check(orders, payments, [], violations);
        await RoutingAsync(orders, violations, cancellationToken);
        return violations;
    }

    private static Task<List<Violation>> PaymentsAsync(Dictionary<string, Payment> payments)
    {
        var violations = new List<Violation>();
        PaymentAudit.Check(payments, violations);
        return Task.FromResult(violations);
    }

    private static Task<List<Violation>> CreditsAsync(Dictionary<string, StoreCredit> credits)
    {
        var violations = new List<Violation>();
        OrderMoneyAudit.Check([], [], credits, violations);
        return Task.FromResult(violations);
    }

    private async Task<Dictionary<string, TState>> LookUpAsync<TState>(
        string kind, IEnumerable<string> ids, JsonTypeInfo<TState> json)
    {
        var states = new Dictionary<string, TState>(StringComparer.Ordinal);
        foreach (var some in ids.Chunk(LookedUpAtOnce))
        {
            var docs = await _node.Model.FindEachAsync(kind, some);
            foreach (var (id, doc) in some.Zip(docs))
            {
                if (doc is not null)
                {
                    states[id] = JsonSerializer.Deserialize(doc, json)!;
                }
            }
        }

        return states;
    }
}

/// <summary>Log messages 4910 to 4919.</summary>
internal static partial class AuditLog
{
    [LoggerMessage(4910, LogLevel.Warning, "The audit could not go on and will begin again: {Reason}")]
    public static partial void AuditPaused(this ILogger log, string reason);

    [LoggerMessage(4911, LogLevel.Error, "{Invariant} does not hold at {Where}: {Detail}")]
    public static partial void InvariantBroken(this ILogger log, string invariant, string where, string detail);
}
