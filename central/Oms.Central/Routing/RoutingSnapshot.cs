using System.Text.Json;
using NodaTime;
using Oms.Central.Capacity;
using Oms.Central.Custody;
using Oms.Central.Depots;
using Oms.Central.Hosting;
using Oms.Central.Inventory;
using Oms.Central.Locations;
using Oms.Central.Orders;
using Oms.Central.Products;
using Oms.Central.Purchasing;
using Oms.Central.Storage;
using Oms.Custody.Places;
using Oms.Entities;

namespace Oms.Central.Routing;

/// <summary>Locations, stock and products as lists show them at one moment.</summary>
internal sealed class RoutingSnapshot
{
    private const int LocationsMax = 1_000;

    private readonly Dictionary<string, ProductTerms> _products = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Location, string Sku), RoutingStock> _stock = [];
    private readonly List<Site> _sites = [];
    private readonly Dictionary<(string Location, LocalDate On), int> _taken = [];

    /// <summary>Reads what the skus need.</summary>
    /// <param name="disruptions">Locations that send nothing.</param>
    /// <param name="now">Decides on which day goods leave.</param>
    public static async Task<RoutingSnapshot> TakeAsync(
        CentralNode node,
        IEnumerable<string> skus,
        IReadOnlyList<DisruptedLocation>? disruptions,
        Instant now,
        CancellationToken cancellationToken)
    {
        var snapshot = new RoutingSnapshot();
        var tables = node.Model;
        Dictionary<string, long>? standing = null;
        foreach (var row in await tables.AllAsync(Location.Kind))
        {
            var location = JsonSerializer.Deserialize(row.Doc, LocationJson.Default.Location)!;
            if (location is { Status: LocationStatus.Open, Terms: { Kind: not LocationKind.InTransit } terms })
            {
                var book = terms.DailyOrders is null ? null : (await node.Capacities.ReadAsync(
                    CentralNode.Address(CapacityBook.Kind, row.Id), cancellationToken)).State;
                snapshot._sites.Add(new Site(
                    location.Id!,
                    terms,
                    terms.DispatchDay(now),
                    disruptions?.FirstOrDefault(each => each.Location == location.Id)?.Reason
                        ?? location.DisruptedBy(now)
                        ?? (terms.CongestedAbove is { } above
                            ? CongestedBy((standing ??= await StandingAsync(tables)).GetValueOrDefault(row.Id), above)
                            : null),
                    book));
            }
        }

        string[] distinct = [.. skus.Distinct(StringComparer.Ordinal)];
        foreach (var doc in await tables.FindAsync(Product.Kind, distinct.Select(sku => EntityAddress.Join(sku))))
        {
            var product = JsonSerializer.Deserialize(doc, ProductJson.Default.Product)!;
            if (product is { Sku: { } sku, Terms: { } terms })
            {
                snapshot._products[sku] = terms;
            }
        }

        foreach (var site in snapshot._sites.Where(site => site.Terms.DropShip is not null).ToList())
        {
            if (await node.DropShips.ProblemAsync(site.Terms.DropShip!, cancellationToken) is not null)
            {
                _ = snapshot._sites.Remove(site);
            }
        }

        foreach (var sku in distinct)
        {
            foreach (var row in (await tables.PageAsync(StockItem.Kind, sku, null, null, null, LocationsMax)).Rows)
            {
                var item = ListedStock.Read(row.Doc);
                snapshot._stock[(StockItemId.Parse(row.Id)!.Value.Location, sku)] = StockOf(sku, item);
            }

            foreach (var (id, offer) in snapshot._sites.Select(site => (site.Id, site.Terms.DropShip?.Of(sku))))
            {
                if (offer is not null)
                {
                    var units = offer.Units ?? PurchaseTerms.QuantityMax;
                    snapshot._stock[(id, sku)] = new RoutingStock(sku, units, [new DatedUnits(units, null)]);
                }
            }
        }

        return snapshot;
    }

    /// <summary>Asks stock items themselves, where lists may be behind what orders were told by them.</summary>
    public async Task AskAsync(
        CentralNode node, IEnumerable<(string Location, string Sku)> items, CancellationToken cancellationToken)
    {
        foreach (var (location, sku) in items)
        {
            var item = await node.Stock.ReadAsync(
                CentralNode.Address(StockItem.Kind, StockItemId.Of(sku, location)), cancellationToken);
            _stock[(location, sku)] = StockOf(sku, item.State);
        }
    }

    /// <summary>The same with the stock of an order's products as it was.</summary>
    /// <remarks>Locations are as they are now, with their calendars; nobody has a place, and only what is named is
    /// disrupted: how it was then is not asked.</remarks>
    /// <param name="at">Decides on which day goods would have left.</param>
    public async Task<RoutingSnapshot> AtAsync(
        RoutingOrder order,
        PastStock past,
        IReadOnlyList<DisruptedLocation>? disruptions,
        Instant at,
        CancellationToken cancellationToken)
    {
        var then = new RoutingSnapshot();
        then._sites.AddRange(_sites.Select(site => site with
        {
            DispatchOn = site.Terms.DispatchDay(at),
            Disruption = disruptions?.FirstOrDefault(each => each.Location == site.Id)?.Reason,
            Book = null,
        }));
        foreach (var sku in order.Lines.Select(line => line.Sku).Distinct(StringComparer.Ordinal))
        {
            foreach (var site in _sites.Where(site => _stock.ContainsKey((site.Id, sku))))
            {
                then._stock[(site.Id, sku)] = StockOf(
                    sku, await past.AtAsync(StockItemId.Of(sku, site.Id), at, cancellationToken));
            }
        }

        return then;
    }

    /// <summary>An order with what is known of its products.</summary>
    public RoutingOrder Order(SimulatedOrder order) => new(
        order.ShipPolicy,
        [.. order.Lines.Select(LineOf)],
        order.ShipTo,
        order.PromisedOn,
        order.Value,
        order.TurnedDown);

    /// <summary>What an order that was placed asks; null where no location of it is to be decided.</summary>
    public RoutingOrder? Order(Order order) => RoutingQuestion.Of(order, _products.GetValueOrDefault);

    /// <summary>Where an open location is; null where that is not known.</summary>
    public Position? PositionOf(string location) => _sites.Find(site => site.Id == location)?.Terms.Position;

    /// <summary>The supplier that sends a product from a location; null where stock of ours is there.</summary>
    public LineSupply? SupplyOf(string location, string sku) =>
        _sites.Find(site => site.Id == location)?.Terms.DropShip is { } terms && terms.Of(sku) is { } offer
            ? new LineSupply(terms.Supplier, offer.UnitCost, terms.TolerancePermille)
            : null;

    /// <summary>Takes off what a decision has planned, so that the next one does not plan it too.</summary>
    public void Take(RoutingDecision decision)
    {
        foreach (var units in decision.Planned)
        {
            var key = (units.Location, units.Sku);
            if (_stock.TryGetValue(key, out var stock))
            {
                _stock[key] = stock with { Available = stock.Available - units.Quantity };
            }
        }
    }

    /// <summary>Takes off the places that a decision needs.</summary>
    public void Take(IReadOnlyList<PlaceAsk> places)
    {
        foreach (var place in places)
        {
            var key = (place.Location, place.On);
            _taken[key] = _taken.GetValueOrDefault(key) + 1;
        }
    }

    /// <summary>Every open location with its stock of what the order wants.</summary>
    /// <param name="nextDay">Whether one that can send no more orders on its day counts as of the next day on which it
    /// can.</param>
    /// <param name="own">What the order itself has of locations; null for nothing.</param>
    public IReadOnlyList<RoutingLocation> Locations(RoutingOrder order, bool nextDay, RoutingClaims? own = null)
    {
        string[] skus = [.. order.Lines.Select(line => line.Sku).Distinct(StringComparer.Ordinal)];
        return
        [
            .. _sites.Select(site => LocationOf(
                site,
                [
                    .. skus.Select(sku => _stock.GetValueOrDefault((site.Id, sku))).OfType<RoutingStock>()
                        .Select(stock => own?.Units.GetValueOrDefault((site.Id, stock.Sku)) is > 0 and var units
                            ? stock with { Available = stock.Available + units }
                            : stock),
                ],
                nextDay,
                own)),
        ];
    }

    /// <summary>Vehicles in hand-over at the depots of each location.</summary>
    private static async Task<Dictionary<string, long>> StandingAsync(ITables tables)
    {
        var standing = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        var open = await reader.ManyAsync(
            "SELECT f2, COUNT(*) FROM views WHERE kind = @kind AND f1 = @open AND f2 IS NOT NULL GROUP BY f2",
            row => (Depot: row.GetString(0), Count: row.GetInt64(1)),
            ("@kind", CheckOutCustody.Kind),
            ("@open", CentralViews.Snake(CustodyStatus.Open)));
        foreach (var row in await tables.AllAsync(Depot.Kind))
        {
            var depot = JsonSerializer.Deserialize(row.Doc, DepotJson.Default.Depot)!;
            if (depot.Location is { Length: > 0 } location)
            {
                var id = EntityAddress.Join(location);
                standing[id] = standing.GetValueOrDefault(id)
                    + open.FirstOrDefault(each => each.Depot == row.Id).Count;
            }
        }

        return standing;
    }

    private static string? CongestedBy(long standing, int above) =>
        standing > above ? $"Congested: {standing} vehicles stand in hand-over there." : null;

    private RoutingLocation LocationOf(
        Site site, IReadOnlyList<RoutingStock> stock, bool nextDay, RoutingClaims? own)
    {
        var full = new List<LocalDate>();
        var (day, left) = (site.DispatchOn, LeftOf(site, site.DispatchOn, own));
        for (var ahead = 1; nextDay && day is { } on && left <= 0 && ahead <= DispatchCalendar.DaysMax; ahead++)
        {
            full.Add(on);
            day = NextDay(site.Terms, on);
            left = LeftOf(site, day, own);
        }

        return new RoutingLocation(
            site.Id,
            site.Terms.Kind,
            day,
            stock,
            site.Terms.Position,
            site.Terms.HazardClasses,
            site.Terms.Bands,
            left,
            site.Disruption)
        {
            FullOn = full.Count == 0 ? null : full,
        };
    }

    private int? LeftOf(Site site, LocalDate? day, RoutingClaims? own) =>
        site.Terms.DailyOrders is not { } limit || day is not { } on ? null
        : limit - (site.Book?.Taken.GetValueOrDefault(on) ?? 0) - _taken.GetValueOrDefault((site.Id, on))
            + (own?.Places.Any(place => place.Location == site.Id && place.On == on) == true ? 1 : 0);

    private static LocalDate? NextDay(LocationTerms terms, LocalDate after)
    {
        for (var ahead = 1; ahead <= DispatchCalendar.DaysMax; ahead++)
        {
            if (terms.WorksOn(after.PlusDays(ahead)))
            {
                return after.PlusDays(ahead);
            }
        }

        return null;
    }

    private RoutingLine LineOf(SimulatedLine line, int index)
    {
        var product = _products.GetValueOrDefault(line.Sku);
        return new RoutingLine(
            index + 1,
            line.Sku,
            line.Quantity,
            product?.Band,
            product?.Hazard?.HazardClass,
            product?.MinRemainingDays);
    }

    private static RoutingStock StockOf(string sku, StockItem item) => new(
        sku,
        item.Available,
        [
            .. item.Lots.Values
                .Where(lot => lot is { Status: LotStatus.Approved, Quantity: > 0 })
                .GroupBy(lot => lot.Expires)
                .OrderBy(group => group.Key ?? LocalDate.MaxIsoValue)
                .Select(group => new DatedUnits(group.Sum(lot => lot.Quantity), group.Key)),
        ]);

    private sealed record Site(
        string Id, LocationTerms Terms, LocalDate? DispatchOn, string? Disruption, CapacityBook? Book);
}
