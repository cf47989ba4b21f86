using System.Collections.Concurrent;
using System.Text.Json;
using NodaTime;
using Oms.Actors;
using Oms.Central.Channels;
using Oms.Central.Hosting;
using Oms.Central.Locations;
using Oms.Central.Orders;
using Oms.Central.Storage;
using Oms.Entities;

namespace Oms.Central.Routing;

/// <summary>Decides where orders leave from that name no location.</summary>
/// <remarks>
/// Orders that wait together are decided over one look at the stock, one after the other: what one is to get the next
/// does not. A decision is stored before the order hears of it, and the order takes it only while it is as it was;
/// so several nodes, or one that dies anywhere, do no more than decide once too often. What no location may serve is
/// looked at again, later each time.
/// </remarks>
internal sealed class RoutingWorker(CentralNode node, ILogger log)
{
    /// <summary>Orders that are decided over one look at the stock.</summary>
    private const int AtOnceMax = 64;

    private const int PageRows = 200;
    private const int DoublingsMax = 6;
    private const string DueTerm = "~ROUTING-DUE";
    private const string DisruptedTerm = "~DISRUPTED";
    private const string NoPolicy = "no-policy";

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly Duration PauseMin = Duration.FromSeconds(1);
    private static readonly Principal Self = new(PrincipalKind.System, "routing");

    private readonly ConcurrentDictionary<string, Pause> _pauses = new(StringComparer.Ordinal);

    /// <summary>What lists find an order by: that a location of it is to be decided, and those that were
    /// chosen.</summary>
    public static string TermsOf(Order order) => order.Routing is null && !order.IsRoutingDue
        ? string.Empty
        : string.Join(' ',
        [
            .. order.IsRoutingDue ? [DueTerm] : Array.Empty<string>(),
            .. order.Status is not (OrderStatus.Placed or OrderStatus.Released) ? [] : order.Lines
                .Where(line => line.Route is not null && line.Cancellable > 0 && line.ShipFrom is not null)
                .Select(line => AtTerm(line.ShipFrom!)).Distinct(StringComparer.Ordinal),
        ]);

    /// <summary>What lists find a location by that sends nothing; null where it does.</summary>
    public static string? TermOf(Location location) => location.Disruption is null ? null : DisruptedTerm;

    private static string AtTerm(string location) => $"~AT:{EntityAddress.Join(location)}".ToUpperInvariant();

    /// <summary>Works until stopped.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var ring = node.RoutingDue.WaitAsync(cancellationToken).AsTask();
            var sweep = Task.Delay(Every, node.Time, cancellationToken);
            while (true)
            {
                _ = await Task.WhenAny(ring, sweep);
                if (ring.IsCompleted)
                {
                    _ = await ring;
                    await TryAsync(() => RouteAsync(TakeDue(), cancellationToken), cancellationToken);
                    ring = node.RoutingDue.WaitAsync(cancellationToken).AsTask();
                }

                if (sweep.IsCompleted)
                {
                    await sweep;
                    await TryAsync(() => StepAsync(cancellationToken), cancellationToken);
                    sweep = Task.Delay(Every, node.Time, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It was told to stop.
        }
    }

    /// <summary>Looks once at every order of which a location is to be decided.</summary>
    public async Task StepAsync(CancellationToken cancellationToken)
    {
        await EvadeAsync(cancellationToken);
        var now = node.Clock.GetCurrentInstant();
        ViewCursor? after = null;
        do
        {
            var page = await node.Model.PageAsync(OrderId.Kind, null, null, DueTerm, after, PageRows);
            var due = page.Rows.Select(row => row.Id)
                .Where(id => !_pauses.TryGetValue(id, out var pause) || pause.Until <= now);
            foreach (var some in due.Chunk(AtOnceMax))
            {
                await RouteAsync(some, cancellationToken);
            }

            after = page.Next;
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

    /// <summary>Has every order decided again that was to leave from a location which sends nothing since.</summary>
    private async Task EvadeAsync(CancellationToken cancellationToken)
    {
        var now = node.Clock.GetCurrentInstant();
        foreach (var row in (await node.Model.PageAsync(
            Location.Kind, null, null, DisruptedTerm, null, PageRows)).Rows)
        {
            var location = JsonSerializer.Deserialize(row.Doc, LocationJson.Default.Location)!;
            if (location.DisruptedBy(now) is not { } reason)
            {
                continue;
            }

            ViewCursor? after = null;
            do
            {
                cancellationToken.ThrowIfCancellationRequested();
                var page = await node.Model.PageAsync(
                    OrderId.Kind, null, null, AtTerm(location.Id!), after, PageRows);
                var since = location.Disruption!.Since;
                foreach (var order in page.Rows
                    .Select(each => JsonSerializer.Deserialize(each.Doc, OrderJson.Default.Order)!)
                    .Where(order => order.Lines.Exists(
                        line => order.WasDecidedBefore(line, location.Id!, since))))
                {
                    _ = await AskAsync(order.Id, new OrderCommand.Evade(location.Id!, since, reason));
                }

                after = page.Next;
            }
            while (after is not null);
        }
    }

    private HashSet<string> TakeDue()
    {
        var some = new HashSet<string>(StringComparer.Ordinal);
        while (some.Count < AtOnceMax && node.RoutingDue.TryTake(out var id))
        {
            _ = some.Add(id);
        }

        return some;
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
            log.RoutingPaused(failure.Message);
        }
    }

    private async Task RouteAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var orders = new List<Order>();
        foreach (var id in ids)
        {
            var order = (await node.Orders.ReadAsync(
                CentralNode.Address(OrderId.Kind, id), cancellationToken)).State;
            if (order.IsRoutingDue)
            {
                orders.Add(order);
            }
        }

        if (orders.Count == 0)
        {
            return;
        }

        var now = node.Clock.GetCurrentInstant();
        var snapshot = await RoutingSnapshot.TakeAsync(
            node, orders.SelectMany(order => order.LinesToRoute()).Select(line => line.Sku), null, now,
            cancellationToken);

        // What had nothing for a line a moment ago may still have it in lists: it would be chosen again, and the line
        // would wait there although another location has the units.
        await snapshot.AskAsync(
            node,
            (from order in orders
             from line in order.LinesToRoute()
             where line is { Supply: null, ShipFrom: not null }
             select (line.ShipFrom!, line.Sku)).Distinct(),
            cancellationToken);
        foreach (var order in orders)
        {
            if (await DecideAsync(order, snapshot, now.InUtc().Date, cancellationToken))
            {
                _ = _pauses.TryRemove(order.Id, out _);
            }
            else
            {
                Postpone(order.Id, now);
            }
        }
    }

    /// <returns>Whether all that is to be decided was decided.</returns>
    private async Task<bool> DecideAsync(
        Order order, RoutingSnapshot snapshot, LocalDate today, CancellationToken cancellationToken)
    {
        var (name, policy) = await PolicyAsync(order.Terms!.Channel, cancellationToken);
        if (policy?.Terms is not { } terms)
        {
            _ = await AskAsync(order.Id, new OrderCommand.RecordUnroutable(
                name is null ? NoPolicy : $"{NoPolicy}: {name}"));
            return false;
        }

        if (snapshot.Order(order) is not { } asked)
        {
            return true;
        }

        var (inputs, decision) = RoutingDecider.Decide(
            RoutingQuestion.Binding(terms), asked, snapshot, today, RoutingQuestion.ClaimsOf(order));
        var (units, unserved) = RoutingQuestion.PlanOf(order, decision);
        if (units.Count == 0 && order.Routing?.Problem is not null
            && unserved.All(line => order.Lines[line - 1].Allocation is null))
        {
            // Nothing new is to be said: the last decision tells why.
            return false;
        }

        var id = StoredDecision.IdOf(order.Id, (order.Routing?.Decisions.Count ?? 0) + 1, decision.InputsSha256);
        var kept = await node.RoutingDecisions.AskAsync(
            CentralNode.Address(StoredDecision.Kind, id),
            new StoredDecisionCommand.Keep(
                id, new DecisionTerms(order.Id, name!, policy.Versions.Count, inputs, decision)),
            new CommandContext(node.NewCommandId(), Self));
        var places = RoutingDecider.PlacesOf(inputs, units);
        var isTaken = kept.Outcome == ReplyOutcome.Accepted && await AskAsync(order.Id, new OrderCommand.RecordRouting(
            id, name!, policy.Versions.Count, decision.InputsSha256,
            [.. units.Select(each => each with { Supply = SupplyOf(order.Lines[each.Line - 1], each, snapshot) })],
            unserved)
        {
            Places = places.Count == 0 ? null : places,
        });
        if (isTaken)
        {
            snapshot.Take(decision);
            snapshot.Take(places);
        }

        return isTaken && unserved.Count == 0;
    }

    /// <summary>Who sends units that a decision puts somewhere: what stays at a supplier stays so.</summary>
    private static LineSupply? SupplyOf(OrderLine line, RoutedUnits units, RoutingSnapshot snapshot) =>
        snapshot.SupplyOf(units.Location, line.Sku) ?? (line.ShipFrom == units.Location ? line.Supply : null);

    /// <summary>The policy of a channel: its own, else the centre's.</summary>
    private async Task<(string? Name, RoutingPolicy? Policy)> PolicyAsync(
        string channel, CancellationToken cancellationToken)
    {
        var terms = Inventory.StockItemId.IsLocation(channel)
            ? (await node.Channels.ReadAsync(
                CentralNode.Address(Channel.Kind, EntityAddress.Join(channel)), cancellationToken)).State.Terms
            : null;
        return (terms?.Policies.Routing ?? node.OrderSettings.RoutingPolicy) is not { } name
            ? (null, null)
            : (name, (await node.RoutingPolicies.ReadAsync(
                CentralNode.Address(RoutingPolicy.Kind, EntityAddress.Join(name)), cancellationToken)).State);
    }

    private async Task<bool> AskAsync(string order, OrderCommand command)
    {
        var reply = await node.Orders.AskAsync(
            CentralNode.Address(OrderId.Kind, order), command, new CommandContext(node.NewCommandId(), Self));

        // Another node may have decided it meanwhile, or the order may have ended.
        if (reply is
            {
                Outcome: ReplyOutcome.Rejected,
                Rejection: not (OrderRejection.RoutingOutdated or OrderRejection.IllegalTransition),
            })
        {
            log.DecisionRefused(order, $"{reply.Rejection}");
        }

        return reply.Outcome == ReplyOutcome.Accepted;
    }

    private void Postpone(string id, Instant now) => _pauses.AddOrUpdate(
        id,
        _ => new Pause(1, now + PauseMin),
        (_, before) => new Pause(
            int.Min(before.Times + 1, DoublingsMax), now + (PauseMin * (1 << before.Times))));

    /// <param name="Times">How often it could not be decided.</param>
    private sealed record Pause(int Times, Instant Until);
}

/// <summary>Log messages 5100 to 5199.</summary>
internal static partial class RoutingLog
{
    [LoggerMessage(5100, LogLevel.Warning, "Orders could not be routed and will be: {Reason}")]
    public static partial void RoutingPaused(this ILogger log, string reason);

    [LoggerMessage(5101, LogLevel.Warning, "Order {Order} did not take a decision about its locations: {Reason}")]
    public static partial void DecisionRefused(this ILogger log, string order, string reason);
}
