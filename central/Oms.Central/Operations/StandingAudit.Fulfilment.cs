using Oms.Central.Capacity;
using Oms.Central.Fulfilments;
using Oms.Central.Hosting;
using Oms.Central.Inventory;
using Oms.Central.Locations;
using Oms.Central.Manifests;
using Oms.Central.Orders;
using Oms.Central.Routing;
using Oms.Central.Storage;
using Oms.Entities;

namespace Oms.Central.Operations;

/// <content>What is picked and packed, where orders leave from, and on which days.</content>
/// <remarks>
/// Of an order's decisions it reads the latest only: the others never change, and <see cref="InvariantAudit"/> reads
/// them all. Whether a package's number is one that its series gave only that can tell, too.
/// </remarks>
internal sealed partial class StandingAudit
{
    private async Task<List<Violation>> FulfilmentsAsync(Dictionary<string, FulfilmentOrder> orders)
    {
        var stock = await LookUpAsync(
            StockItem.Kind,
            (from order in orders.Values
             from line in order.Lines
             select StockItemId.Of(line.Sku, order.Work!.Location)).Distinct(StringComparer.Ordinal),
            ListedStockJson.Default.StockItem);
        var routes = await LookUpAsync(
            DeliveryRoute.Kind,
            (from order in orders.Values
             from package in order.Packages
             from units in package.Content
             where units.Route is not null && !FulfilmentOrder.IsPickUp(units.Route)
             select units.Route).Distinct(StringComparer.Ordinal),
            RouteJson.Default.DeliveryRoute);
        List<Violation> violations = [.. FulfilmentAudit.CheckSome(orders, routes, stock)];
        foreach (var sscc in orders.Values.SelectMany(order => order.Packages).Select(package => package.Sscc))
        {
            var named = await _node.Model.PageAsync(FulfilmentOrder.Kind, null, null, sscc, null, limit: 2);
            if (named.Rows.Count > 1)
            {
                violations.Add(new Violation(
                    AuditRules.Fulfilment, sscc,
                    $"It names packages of {string.Join(" and ", named.Rows.Select(row => row.Id))}."));
            }
        }

        return violations;
    }

    /// <summary>Units that stock items have given to pickers, and that nobody has.</summary>
    private async Task<IEnumerable<Violation>> OrphansAsync(Dictionary<string, StockItem> items) =>
        FulfilmentAudit.Orphans(items, await LookUpAsync(
            FulfilmentOrder.Kind,
            items.Values.SelectMany(item => (item.Picked ?? StockItem.NothingPicked).Values)
                .Select(units => units.Fulfilment).Distinct(StringComparer.Ordinal),
            FulfilmentJson.Default.FulfilmentOrder));

    private async Task RoutingAsync(
        Dictionary<string, Order> orders, List<Violation> violations, CancellationToken cancellationToken)
    {
        var decisions = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var id in orders.Values.Select(order => order.Routing?.Decisions.LastOrDefault()?.Decision)
            .OfType<string>())
        {
            var kept = await _node.RoutingDecisions.ReadAsync(
                CentralNode.Address(StoredDecision.Kind, id), cancellationToken);
            if (kept.State.Terms is { } terms)
            {
                decisions[id] = terms.Decision.InputsSha256;
            }
        }

        violations.AddRange(RoutingAudit.Orders(orders, decisions, latest: 1));
        var books = await BooksAsync(
            orders.Values.SelectMany(order => order.Places ?? []).Select(place => EntityAddress.Join(place.Location)),
            cancellationToken);
        violations.AddRange(RoutingAudit.Places(orders, books, all: false));
    }

    /// <summary>The places that locations have taken, whose orders are looked up.</summary>
    private async Task<List<Violation>> LocationsAsync(
        Dictionary<string, Location> locations, CancellationToken cancellationToken)
    {
        var books = await BooksAsync(
            locations.Where(each => each.Value.Terms?.DailyOrders is not null).Select(each => each.Key),
            cancellationToken);
        var violations = new List<Violation>();
        foreach (var (location, book) in books)
        {
            foreach (var some in book.Places.Chunk(LookedUpAtOnce))
            {
                violations.AddRange(RoutingAudit.Places(
                    await LookUpAsync(OrderId.Kind, some.Select(place => place.Key), OrderJson.Default.Order),
                    new Dictionary<string, CapacityBook>
                    {
                        [location] = book with { Places = CapacityBook.Initial.Places.AddRange(some) },
                    },
                    all: true).Where(found => found.Where == Uri.UnescapeDataString(location)));
            }
        }

        return violations;
    }

    private async Task<Dictionary<string, CapacityBook>> BooksAsync(
        IEnumerable<string> locations, CancellationToken cancellationToken)
    {
        var books = new Dictionary<string, CapacityBook>(StringComparer.Ordinal);
        foreach (var id in locations.Distinct(StringComparer.Ordinal))
        {
            books[id] = (await _node.Capacities.ReadAsync(
                CentralNode.Address(CapacityBook.Kind, id), cancellationToken)).State;
        }

        return books;
    }
}
