using System.Text.Json;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Inventory;
using Oms.Entities;

namespace Oms.Central.Costing;

/// <summary>What stock is worth, over HTTP.</summary>
internal static class ValuationEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, CentralNode node)
    {
        _ = routes.Get<ListBody<ValuationView>>(
            "/valuations", ApiScope.Read, "What stock is worth, sku by sku", context =>
            Lists.PageAsync(
                context, node, CostBook.Kind, context.Request.Query["flagged"], context.Request.Query["currency"],
                null, CentralJson.Default.ListBodyValuationView,
                (id, doc) => ValuationView.Of(id, JsonSerializer.Deserialize(doc, CostingJson.Default.CostBook)!)));
        _ = routes.Get<ValuationView>("/valuations/{sku}", ApiScope.Read, "What a sku is worth", async context =>
        {
            var sku = $"{context.Request.RouteValues["sku"]}";
            if (!StockItemId.IsSku(sku))
            {
                return Problems.NotFound("such sku");
            }

            var id = EntityAddress.Join(sku);
            var (book, problem) = await AsOf.ReadAsync(
                context, CentralNode.Address(CostBook.Kind, id), node.CostBooks, node.PastCosts);
            return problem ?? (book is null or { Revision: 0 }
                ? Problems.NotFound("valuation of this sku")
                : Lists.Ok(ValuationView.Of(id, book), CentralJson.Default.ValuationView)
                    with
                { ETag = AsOf.ETag(context, book.Revision) });
        }).ReadsOneEntity().ShowsThePast();
    }
}

/// <summary>What all units of a sku are worth, wherever they are; amounts in minor units.</summary>
/// <param name="Quantity">Units; below zero while more are known to have gone out than came in.</param>
/// <param name="FifoValue">What they are worth when those that came first go first.</param>
/// <param name="AverageValue">What they are worth by the moving average.</param>
/// <param name="Owed">Units that went out before they came in, and what they were booked at.</param>
/// <param name="Flagged">How often units could not be booked at a known cost in this currency.</param>
/// <param name="Layers">What came in at which cost, the oldest first.</param>
internal sealed record ValuationView(
    string Sku,
    long Version,
    string Currency,
    long Quantity,
    long FifoValue,
    long AverageValue,
    OwedView? Owed,
    long Flagged,
    IReadOnlyList<CostLayer> Layers)
{
    public static ValuationView Of(string id, CostBook book) => new(
        Uri.UnescapeDataString(id),
        book.Revision,
        book.Currency!,
        book.Quantity,
        book.Fifo.Value,
        book.Average.Value,
        book.Fifo.Owed.Quantity == 0
            ? null
            : new OwedView(book.Fifo.Owed.Quantity, book.Fifo.Owed.Value, book.Average.Owed.Value),
        book.Flagged,
        book.Fifo.Layers);
}

internal sealed record OwedView(long Quantity, long FifoValue, long AverageValue);
