using System.Text.Json;
using NodaTime;
using Oms.Central.Inventory;
using Oms.Central.Locations;
using Oms.Central.Products;
using Oms.Central.Storage;
using Oms.Entities;

namespace Oms.Central.Routing;

/// <summary>Locations, stock and products as lists show them at one moment.</summary>
internal sealed class RoutingSnapshot
{
    private const int LocationsMax = 1_000;

    private readonly Dictionary<string, ProductTerms> _products = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Location, string Sku), RoutingStock> _stock = [];
    private readonly List<RoutingLocation> _locations = [];

    /// <summary>Reads what the skus need.</summary>
    /// <param name="disruptions">Locations that send nothing.</param>
    /// <param name="now">Decides on which day goods leave.</param>
    public static async Task<RoutingSnapshot> TakeAsync(
        ITables tables, IEnumerable<string> skus, IReadOnlyList<DisruptedLocation>? disruptions, Instant now)
    {
        var snapshot = new RoutingSnapshot();
        foreach (var row in await tables.AllAsync(Location.Kind))
        {
            snapshot.Take(JsonSerializer.Deserialize(row.Doc, LocationJson.Default.Location)!, disruptions, now);
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

        foreach (var sku in distinct)
        {
            foreach (var row in (await tables.PageAsync(StockItem.Kind, sku, null, null, null, LocationsMax)).Rows)
            {
                var item = JsonSerializer.Deserialize(row.Doc, StockJson.Default.StockItem)!;
                snapshot._stock[(StockItemId.Parse(row.Id)!.Value.Location, sku)] = StockOf(sku, item);
            }
        }

        return snapshot;
    }

    /// <summary>An order with what is known of its products.</summary>
    public RoutingOrder Order(SimulatedOrder order) => new(
        order.ShipPolicy,
        [.. order.Lines.Select(LineOf)],
        order.ShipTo,
        order.PromisedOn,
        order.Value,
        order.TurnedDown);

    /// <summary>Every open location with its stock of what the order wants.</summary>
    public IReadOnlyList<RoutingLocation> Locations(RoutingOrder order)
    {
        string[] skus = [.. order.Lines.Select(line => line.Sku).Distinct(StringComparer.Ordinal)];
        return
        [
            .. _locations.Select(location => location with
            {
                Stock =
                [
                    .. skus.Select(sku => _stock.GetValueOrDefault((location.Id, sku))).OfType<RoutingStock>(),
                ],
            }),
        ];
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

    private void Take(Location location, IReadOnlyList<DisruptedLocation>? disruptions, Instant now)
    {
        if (location is { Status: LocationStatus.Open, Terms: { Kind: not LocationKind.InTransit } terms })
        {
            _locations.Add(new RoutingLocation(
                location.Id!,
                terms.Kind,
                terms.DispatchDay(now),
                [],
                terms.Position,
                terms.HazardClasses,
                terms.Bands,
                terms.DailyOrders,
                disruptions?.FirstOrDefault(each => each.Location == location.Id)?.Reason));
        }
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
}
