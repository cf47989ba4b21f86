using System.Text.Json;
using NodaTime;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Orders;
using Oms.Central.Storage;
using Oms.Entities;
using Oms.Finance;

namespace Oms.Central.Routing;

/// <summary>Decides orders by a policy over what is there now, or was there when they were placed, and changes
/// nothing.</summary>
/// <remarks>Each order is decided as if it were the only one: none takes units from another.</remarks>
internal sealed class RoutingSimulator(CentralNode node)
{
    private const int OrdersAtOnce = 500;
    private const int DecisionsAtOnce = 50;

    /// <summary>Records of stock items that are folded for one answer.</summary>
    private const int RecordsMax = 500_000;

    public async Task<IResult> RunAsync(HttpContext context)
    {
        var (bytes, unread) = await StrictBody.ReadAsync(context, StrictBody.BytesMax);
        if (unread is not null)
        {
            return unread;
        }

        var (body, invalid) = StrictBody.Parse(bytes!, CentralJson.Default.SimulateBody);
        if (invalid is not null)
        {
            return invalid;
        }

        if (body!.Fault() is var (field, reason))
        {
            return Problems.Invalid(field, reason);
        }

        var (terms, version) = body.Terms is { } given ? (given, null) : await FindAsync(body, context.RequestAborted);
        return terms is null
            ? Problems.NotFound("such routing policy or version")
            : await DecideAsync(body, terms, version, context) is { } view
                ? Lists.Ok(view, CentralJson.Default.SimulationView)
                : Problems.Of(
                    422, "past-too-long",
                    $"The stock items had more than {RecordsMax} records by then; ask for fewer orders, or nearer "
                        + "ones.");
    }

    private async Task<(RoutingTerms? Terms, int? Version)> FindAsync(
        SimulateBody body, CancellationToken cancellationToken)
    {
        var address = CentralNode.Address(RoutingPolicy.Kind, EntityAddress.Join(body.Policy!));
        var policy = (await node.RoutingPolicies.ReadAsync(address, default, cancellationToken)).State;
        var version = body.Version ?? policy.Versions.Count;
        return version >= 1 && version <= policy.Versions.Count
            ? (policy.Versions[version - 1], version)
            : (null, null);
    }

    /// <returns>Null where the past is too long.</returns>
    private async Task<SimulationView?> DecideAsync(
        SimulateBody body, RoutingTerms terms, int? version, HttpContext context)
    {
        var now = node.Clock.GetCurrentInstant();
        var today = now.InUtc().Date;
        var wanted = body.Past is { } since ? await PastAsync(since, context.RequestAborted) : [];
        wanted.AddRange((body.Orders ?? []).Select((order, index) => new WantedOrder(
            order.Ref ?? $"{index + 1}", order, null)));
        var snapshot = await RoutingSnapshot.TakeAsync(
            node, wanted.SelectMany(order => order.Order.Lines).Select(line => line.Sku), body.Disruptions, now,
            context.RequestAborted);
        if (body.Stock == SimulatedStock.AsOfOrder)
        {
            // The past is read forward.
            wanted.Sort((one, other) => Placed(one).CompareTo(Placed(other)));
        }

        var stock = new PastStock(node, RecordsMax);
        var (figures, actual) = (new SimulationTally(terms), new SimulationTally(terms));
        var told = new List<SimulatedDecision>();
        for (var i = 0; i < wanted.Count; i++)
        {
            if (i % DecisionsAtOnce == DecisionsAtOnce - 1)
            {
                await Task.Yield();
                context.RequestAborted.ThrowIfCancellationRequested();
            }

            var order = snapshot.Order(wanted[i].Order);
            var (over, day) = (snapshot, today);
            if (body.Stock == SimulatedStock.AsOfOrder && wanted[i].Past is { PlacedAt: var placed })
            {
                over = await snapshot.AtAsync(order, stock, body.Disruptions, placed, context.RequestAborted);
                day = placed.InUtc().Date;
                if (stock.IsTooLong)
                {
                    return null;
                }
            }

            var decision = RoutingDecider.Decide(terms, order, over, day).Decision;
            figures.Add(order, decision, wanted[i].Past);
            if (wanted[i].Past is { } past)
            {
                actual.AddPast(past, snapshot.PositionOf);
            }

            if (body.Decisions && told.Count < SimulateBody.DecisionsMax)
            {
                told.Add(new SimulatedDecision(wanted[i].Ref, decision));
            }
        }

        return new SimulationView(body.Policy, version, today, figures.Figures, told)
        {
            Actual = body.Past is null ? null : actual.Figures,
        };
    }

    private static Instant Placed(WantedOrder order) => order.Past?.PlacedAt ?? Instant.MaxValue;

    private async Task<List<WantedOrder>> PastAsync(PastOrders past, CancellationToken cancellationToken)
    {
        var found = new List<WantedOrder>();
        ViewCursor? cursor = null;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = await node.Model.PageAsync(OrderId.Kind, null, null, null, cursor, OrdersAtOnce);
            foreach (var row in page.Rows)
            {
                var order = JsonSerializer.Deserialize(row.Doc, OrderJson.Default.Order)!;
                if (order.PlacedAt >= past.From && order.PlacedAt < past.Until && found.Count < past.Limit)
                {
                    found.Add(Wanted(order));
                }
            }

            // Rows come in the order in which they were placed, the newest first.
            cursor = page.Rows.Count > 0 && Instant.FromUnixTimeTicks(page.Rows[^1].Created) < past.From
                ? null
                : page.Next;
        }
        while (cursor is not null && found.Count < past.Limit);
        return found;
    }

    private static WantedOrder Wanted(Order order) => new(
        order.Id,
        new SimulatedOrder(
            [.. order.Terms!.Lines.Select(line => new SimulatedLine(line.Sku, line.Quantity))],
            order.ShipsComplete ? ShipPolicy.Complete : ShipPolicy.Split,
            ShipTo: order.Destination is null ? order.Terms.Position : null,
            PromisedOn: order.Terms.Promise,
            Value: order.Money is { } money ? Money.Of(money.Totals.Goods, money.Totals.Currency) : null),
        order);

    /// <param name="Past">The order that was placed; null for one that need not exist.</param>
    private sealed record WantedOrder(string Ref, SimulatedOrder Order, Order? Past);
}
