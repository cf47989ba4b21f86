using Oms.Central.Hosting;
using Oms.Central.Inventory;
using Oms.Central.Locations;
using Oms.Entities;

namespace Oms.Central.Fulfilments;

/// <summary>Says where a picker finds what a wave needs.</summary>
/// <remarks>
/// It is a proposal: what is picked is what is scanned. Lots that expire first are proposed first, and units of a lot
/// from its bins before those that lie in none. The walk goes by zone, then by the code of the bin.
/// </remarks>
internal static class PickLists
{
    public static async Task<PickListView> OfAsync(
        CentralNode node, string id, PickWave wave, CancellationToken cancellationToken)
    {
        var location = (await node.Locations.ReadAsync(
            CentralNode.Address(Location.Kind, EntityAddress.Join(wave.Location!)), cancellationToken)).State;
        var shelves = new Dictionary<string, List<Shelf>>(StringComparer.Ordinal);
        var steps = new List<PickStep>();
        foreach (var order in wave.In)
        {
            var of = (await node.Fulfilments.ReadAsync(
                CentralNode.Address(FulfilmentOrder.Kind, order), cancellationToken)).State;
            foreach (var line in of.Lines.Where(line => line.Open > 0))
            {
                if (!shelves.TryGetValue(line.Sku, out var shelf))
                {
                    var item = (await node.Stock.ReadAsync(
                        CentralNode.Address(StockItem.Kind, StockItemId.Of(line.Sku, wave.Location!)),
                        cancellationToken)).State;
                    shelves[line.Sku] = shelf = ShelvesOf(item);
                }

                steps.AddRange(Steps(order, line, shelf, location));
            }
        }

        return new PickListView(
            id,
            wave.Location!,
            [
                .. steps.OrderBy(step => step.Bin is null)
                    .ThenBy(step => step.Zone, StringComparer.Ordinal)
                    .ThenBy(step => step.Bin, StringComparer.Ordinal)
                    .ThenBy(step => step.Sku, StringComparer.Ordinal)
                    .ThenBy(step => step.FulfilmentOrder, StringComparer.Ordinal),
            ]);
    }

    private static IEnumerable<PickStep> Steps(
        string order, FulfilmentLine line, List<Shelf> shelves, Location location)
    {
        var left = line.Open;
        foreach (var shelf in shelves)
        {
            var part = int.Min(left, shelf.Left);
            if (part > 0)
            {
                shelf.Left -= part;
                left -= part;
                var zone = shelf.Bin is { } bin && location.Bins.TryGetValue(bin, out var known) ? known.Zone : null;
                yield return new PickStep(
                    zone, shelf.Bin, line.Sku, shelf.Lot, shelf.Expires, part, order, line.Line);
            }
        }

        if (left > 0)
        {
            yield return new PickStep(null, null, line.Sku, null, null, left, order, line.Line);
        }
    }

    private static List<Shelf> ShelvesOf(StockItem item) =>
    [
        .. from pair in item.Lots
           where pair.Value is { Status: LotStatus.Approved, Quantity: > 0 }
           orderby pair.Value.Expires ?? NodaTime.LocalDate.MaxIsoValue, pair.Value.Arrival
           from bin in (pair.Value.Bins?.Keys ?? []).Cast<string?>().Append(null)
           select new Shelf(pair.Key, pair.Value.Expires, bin) { Left = pair.Value.In(bin) },
    ];

    private sealed record Shelf(string Lot, NodaTime.LocalDate? Expires, string? Bin)
    {
        /// <summary>Units that no step has been given yet.</summary>
        public int Left { get; set; }
    }
}
