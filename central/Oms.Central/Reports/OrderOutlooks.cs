using System.Text.Json;
using NodaTime;
using Oms.Central.Hosting;
using Oms.Central.Inventory;
using Oms.Central.Locations;
using Oms.Central.Orders;
using Oms.Central.Routing;
using Oms.Central.Storage;
using Oms.Custody.Places;

namespace Oms.Central.Reports;

/// <summary>Works out when promised orders arrive, from what is usual and known at one moment.</summary>
internal sealed class OrderOutlooks
{
    /// <summary>How far goods go on a day where no policy says it: as the terms of a policy say by default.</summary>
    private static readonly RoutingTerms Travel = new([]);

    private readonly CentralNode _node;
    private readonly Instant _now;
    private readonly Dictionary<string, LocationTerms> _locations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, UsualTimes> _usual;

    private OrderOutlooks(CentralNode node, Instant now, Dictionary<string, UsualTimes> usual) =>
        (_node, _now, _usual) = (node, now, usual);

    /// <summary>Reads locations and what is usual.</summary>
    public static async Task<OrderOutlooks> TakeAsync(CentralNode node, Instant now)
    {
        var outlooks = new OrderOutlooks(node, now, await node.Model.UsualAsync(now.InUtc().Date));
        foreach (var row in await node.Model.AllAsync(Location.Kind))
        {
            var location = JsonSerializer.Deserialize(row.Doc, LocationJson.Default.Location)!;
            if (location is { Id: { } id, Terms: { } terms })
            {
                outlooks._locations[id] = terms;
            }
        }

        return outlooks;
    }

    /// <summary>The orders of some rows as lists show them, each with the outlook of its lines; those of which nothing
    /// is to arrive any more are left out.</summary>
    public async Task<List<(Order Order, IReadOnlyList<LineOutlook> Lines)>> OfAsync(IReadOnlyList<DueOrder> rows)
    {
        var ids = rows.Select(row => row.Id).ToList();
        var docs = await _node.Model.FindEachAsync(OrderId.Kind, ids);
        var standing = await _node.Model.FindStandingAsync(OrderId.Kind, ids);
        var orders = docs.Zip(standing).Where(each => each.First is not null).Select(each => (
            Order: JsonSerializer.Deserialize(each.First!, OrderJson.Default.Order)!, Stands: each.Second)).ToList();
        var coming = await ComingAsync([.. orders.Select(each => each.Order)]);
        return
        [
            .. from each in orders
               let lines = PromiseOutlook.Of(
                   each.Order, each.Stands, at => SiteOf(each.Order, at),
                   line => line.Allocation is { } held ? coming.GetValueOrDefault(held.Reservation) : null, _now)
               where lines.Count > 0
               select (each.Order, lines),
        ];
    }

    /// <summary>When the stock comes that reservations wait for, as their stock items have it.</summary>
    private async Task<Dictionary<string, LocalDate?>> ComingAsync(IReadOnlyList<Order> orders)
    {
        var waiting = (
            from order in orders
            from line in order.Lines
            where line.Quantities.Backordered > 0
            select (Item: StockItemId.Of(line.Sku, order.LocationOf(line)), line.Allocation!.Reservation))
            .GroupBy(each => each.Item, each => each.Reservation).ToList();
        var docs = await _node.Model.FindEachAsync(StockItem.Kind, waiting.Select(item => item.Key));
        return (
            from each in waiting.Zip(docs)
            where each.Second is not null
            let item = ListedStock.Read(each.Second)
            from reservation in each.First
            select (reservation, item.Backorders.Find(reservation)?.ExpectedOn))
            .ToDictionary(each => each.reservation, each => each.ExpectedOn, StringComparer.Ordinal);
    }

    private OutlookSite SiteOf(Order order, string? location)
    {
        var terms = location is null ? null : _locations.GetValueOrDefault(location);
        var to = order.Destination is null ? order.Terms!.Position : null;
        var all = _usual.GetValueOrDefault(string.Empty) ?? UsualTimes.Unknown;
        var own = location is null ? all : _usual.GetValueOrDefault(location) ?? all;
        return new OutlookSite(
            terms,
            terms?.Position is Position from && to is not null ? Travel.TransitDays(from.DistanceMetres(to)) : null,
            new UsualTimes(
                own.Placed ?? all.Placed, own.Released ?? all.Released, own.InFulfilment ?? all.InFulfilment,
                own.Shipped));
    }
}
