using System.Collections.Concurrent;
using NodaTime;
using Oms.Actors;
using Oms.Central.Hosting;
using Oms.Central.Storage;
using Oms.Entities;
using Oms.Finance;

namespace Oms.Central.Orders.Checks;

/// <summary>Makes the checks that orders are held for.</summary>
/// <remarks>
/// Whoever is asked may be asked twice, and by several nodes; the order takes the first answer and passes over the
/// rest. Where nothing was said that can be relied on, the order stays held and is asked about again, later each time.
/// </remarks>
internal sealed class CheckWorker(CentralNode node, IAddressVerifier? addresses, IFraudCheck? frauds, ILogger log)
{
    /// <summary>Orders that are checked together.</summary>
    private const int AtOnceMax = 16;

    private const int PageRows = 200;
    private const int DoublingsMax = 6;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly Duration PauseMin = Duration.FromSeconds(1);
    private static readonly Principal Self = new(PrincipalKind.System, "order-checks");

    private readonly ConcurrentDictionary<string, Pause> _pauses = new(StringComparer.Ordinal);

    /// <summary>Works until stopped.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(
                SweepAsync(cancellationToken),
                Parallel.ForEachAsync(
                    node.ChecksDue.ReadAllAsync(cancellationToken),
                    new ParallelOptions { MaxDegreeOfParallelism = AtOnceMax, CancellationToken = cancellationToken },
                    async (id, cancelled) => await TryAsync(() => LookAsync(id, cancelled), cancelled)));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It was told to stop.
        }
    }

    /// <summary>Looks once at every order that waits for a check.</summary>
    public async Task StepAsync(CancellationToken cancellationToken)
    {
        var now = node.Clock.GetCurrentInstant();
        ViewCursor? after = null;
        do
        {
            var page = await PageAsync(after);
            await Parallel.ForEachAsync(
                page.Where(row => !_pauses.TryGetValue(row.Id, out var pause) || pause.Until <= now),
                new ParallelOptions { MaxDegreeOfParallelism = AtOnceMax, CancellationToken = cancellationToken },
                async (row, cancelled) => await LookAsync(row.Id, cancelled));
            after = page.Count == PageRows ? page[^1] : null;
        }
        while (after is not null);

        foreach (var (id, pause) in _pauses)
        {
            // Of an order that nobody lists any more nothing is remembered.
            if (pause.Until + Duration.FromMinutes(PageRows) < now)
            {
                _ = _pauses.TryRemove(id, out _);
            }
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await TryAsync(() => StepAsync(cancellationToken), cancellationToken);
            await Task.Delay(Every, node.Time, cancellationToken);
        }
    }

    private async Task TryAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work();
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested
            && failure is System.Data.Common.DbException or IOException or EntityUnavailableException
                or InvalidDataException or OperationCanceledException)
        {
            log.ChecksPaused(failure.Message);
        }
    }

    private async Task<List<ViewCursor>> PageAsync(ViewCursor? after)
    {
        await using var reader = await node.Model.OpenReaderAsync(CancellationToken.None);
        return await reader.ManyAsync(
            "SELECT id, changed FROM order_index WHERE checks IS NOT NULL"
                + (after is null ? "" : " AND (changed, id) > (@changed, @id)")
                + " ORDER BY changed, id LIMIT @limit",
            row => new ViewCursor(row.GetInt64(1), row.GetString(0)),
            [
                .. after is null ? [] : new (string, object?)[] { ("@changed", after.Created), ("@id", after.Id) },
                ("@limit", PageRows),
            ]);
    }

    private async Task LookAsync(string id, CancellationToken cancellationToken)
    {
        var order = (await node.Orders.ReadAsync(
            CentralNode.Address(OrderId.Kind, id), cancellationToken)).State;
        var isAnswered = true;
        foreach (var (type, hold) in order.ChecksDue().ToList())
        {
            var verdict = type == HoldType.Address
                ? await VerifyAsync(order, cancellationToken)
                : await CheckAsync(order, cancellationToken);
            if (verdict is null)
            {
                isAnswered = false;
                log.CheckUnanswered(type, id);
                continue;
            }

            _ = await node.Orders.AskAsync(
                CentralNode.Address(OrderId.Kind, id),
                new OrderCommand.RecordCheck(type, hold.Round, verdict.Passed, verdict.Detail),
                new CommandContext(node.NewCommandId(), Self));
        }

        if (isAnswered)
        {
            _ = _pauses.TryRemove(id, out _);
            return;
        }

        var now = node.Clock.GetCurrentInstant();
        _ = _pauses.AddOrUpdate(
            id,
            _ => new Pause(1, now + PauseMin),
            (_, before) => new Pause(
                int.Min(before.Times + 1, DoublingsMax), now + (PauseMin * (1 << before.Times))));
    }

    private async Task<CheckVerdict?> VerifyAsync(Order order, CancellationToken cancellationToken) =>
        await OrderCustomers.OpenAsync(node, order) is not { } customer
            ? new CheckVerdict(false, "The customer was erased: there is no address any more.")
            : addresses is null ? null : await addresses.VerifyAsync(order.Id, customer, cancellationToken);

    private async Task<CheckVerdict?> CheckAsync(Order order, CancellationToken cancellationToken) =>
        frauds is null
            ? null
            : await frauds.CheckAsync(
                new FraudCase(
                    order.Id,
                    order.Terms!.Channel,
                    order.Lines.Where(IsOrdered).Sum(line => (long)line.Standing),
                    order.Lines.Count(IsOrdered),
                    order.RecentOrders ?? 0,
                    order.ShipTo().Customer.Address.Country,
                    order.Terms.CustomerId is { } id ? await CountriesAsync(id, cancellationToken) : null)
                {
                    Total = order.Money is { } money
                        ? Money.Of(OrderDues.Of(order).Owed, money.Totals.Currency)
                        : null,
                },
                cancellationToken);

    /// <summary>Whether a line is not only proposed, nor given up.</summary>
    private static bool IsOrdered(OrderLine line) => line is { Proposed: null, Standing: > 0 };

    private async Task<IReadOnlyList<string>> CountriesAsync(string customer, CancellationToken cancellationToken)
    {
        var account = (await node.Accounts.ReadAsync(
            CentralNode.Address(Customers.CustomerAccount.Kind, customer), cancellationToken)).State;
        return account.Profile is { } profile && await node.Customers.OpenAsync(customer, profile) is { } open
            ? [.. (open.Addresses ?? []).Select(each => each.Address.Country)]
            : [];
    }

    /// <param name="Times">How often nothing was said.</param>
    private sealed record Pause(int Times, Instant Until);
}

/// <summary>Log messages 4800 to 4899.</summary>
internal static partial class ChecksLog
{
    [LoggerMessage(4800, LogLevel.Warning, "Checks of orders could not be made and will be: {Reason}")]
    public static partial void ChecksPaused(this ILogger log, string reason);

    [LoggerMessage(4801, LogLevel.Warning, "Nobody answered the {Check} check of order {Order}; it stays held")]
    public static partial void CheckUnanswered(this ILogger log, HoldType check, string order);
}
