using Oms.Central.Access;
using Oms.Central.Bins;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Storage;

namespace Oms.Central.Inventory;

/// <summary>Stock over HTTP.</summary>
internal static class StockEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        var stock = new StockWrites(routes, node, writes);
        MapQuantities(stock, new BinRoom(node));
        LotEndpoints.Map(stock);
        ReservationEndpoints.Map(stock);
        MovementEndpoints.Map(routes, node);
        SerialEndpoints.Map(routes, node);
        SafetyStockEndpoints.Map(routes, node);
        ScanEndpoints.Map(routes, node);
        _ = routes.Get<ListBody<StockView>>("/stock-items", ApiScope.Read, "List stock items", context =>
            Lists.PageAsync(
                context,
                node,
                StockItem.Kind,
                context.Request.Query["sku"],
                context.Request.Query["location"],
                null,
                CentralJson.Default.ListBodyStockView,
                ViewOf));
        _ = routes.Get<StockView>("/stock-items/{id}", ApiScope.Read, "Read a stock item", async context =>
        {
            var id = Text(context, "id");
            if (StockItemId.Parse(id) is null)
            {
                return Problems.NotFound("such stock item");
            }

            var (item, problem) = await AsOf.ReadAsync(
                context, CentralNode.Address(StockItem.Kind, id), node.Stock, node.PastStock);
            return problem ?? (item is null or { Revision: 0 }
                ? Problems.NotFound("such stock item")
                : Lists.Ok(StockView.Of(id, item), CentralJson.Default.StockView)
                    with
                { ETag = AsOf.ETag(context, item.Revision) });
        }).ReadsOneEntity().ShowsThePast();
        _ = routes.Get<ListBody<AvailabilityView>>(
            "/availability", ApiScope.Read, "What can be promised of a sku, by location", async context =>
            {
                var sku = context.Request.Query["sku"].ToString();
                if (sku.Length == 0)
                {
                    return Problems.Invalid("sku", "Name a sku.");
                }

                var items = (await node.Model.PageAsync(StockItem.Kind, sku, null, null, null, LocationsMax)).Rows
                    .Select(row => ViewOf(row.Id, row.Doc))
                    .Select(item => new AvailabilityView(item.Location, item.Available, item.OnHand))
                    .OrderBy(item => item.Location, StringComparer.Ordinal);
                return Lists.Ok(
                    new ListBody<AvailabilityView>([.. items], null), CentralJson.Default.ListBodyAvailabilityView);
            });
        _ = routes.Get<ListBody<LotRow>>("/lots", ApiScope.Read, "Lots by status", async context =>
        {
            var status = context.Request.Query["status"].ToString();
            var rows =
                from row in await node.Model.AllAsync(StockItem.Kind)
                let item = ViewOf(row.Id, row.Doc)
                from lot in item.Lots
                where status.Length == 0 || CentralViews.Snake(lot.Status) == status
                select new LotRow(
                    item.Sku, item.Location, lot.Lot, lot.Quantity, lot.Status, lot.Expires, lot.Cause);
            return Lists.Ok(
                new ListBody<LotRow>([.. rows.Take(LotsMax)], null), CentralJson.Default.ListBodyLotRow);
        });
    }

    private const int LocationsMax = 1_000;
    private const int LotsMax = 1_000;

    private static StockView ViewOf(string id, byte[] doc) =>
        StockView.Of(id, ListedStock.Read(doc));

    private static void MapQuantities(StockWrites stock, BinRoom bins)
    {
        stock.Map(
            "/receipts", 201, "Receive units", CentralJson.Default.ReceiveBody,
            body => [("/lot", body.Lot), ("/receipt", body.Receipt), ("/bin", body.Bin ?? "none")],
            (body, _) => new StockCommand.Receive(body.Receipt, body.Lot, body.Quantity, body.Expires)
            {
                Serials = body.Serials,
                UnitCost = body.UnitCost,
            },
            bins.PutAwayAsync);
        stock.Map(
            "/returns", 201, "Take units back", CentralJson.Default.ReturnBody,
            body => [("/ref", body.Ref), ("/lot", body.Lot), ("/cause", body.Cause)],
            (body, _) => new StockCommand.Return(body.Ref, body.Lot, body.Quantity, body.Disposition, body.Cause)
            {
                Serials = body.Serials,
            });
        stock.Map(
            "/serial-tracking", 200, "Say whether every unit has a serial", CentralJson.Default.SerialTrackingBody,
            _ => [],
            (body, _) => new StockCommand.SetSerialTracking(body.Tracked));
        stock.Map(
            "/adjustments", 201, "Correct a lot's quantity", CentralJson.Default.AdjustBody,
            body => [("/lot", body.Lot), ("/reason", body.Reason)],
            (body, _) => new StockCommand.Adjust(body.Lot, body.Delta, body.Reason, body.ExpectedOnHand));
        stock.Map(
            "/counts", 201, "Say what was counted of a lot", CentralJson.Default.CountBody,
            body => [("/lot", body.Lot), ("/reason", body.Reason)],
            (body, _) => new StockCommand.Count(body.Lot, body.Counted, body.ExpectedQuantity, body.Reason)
            {
                Serials = body.Serials,
            });
        stock.Map(
            "/backorder-policy", 200, "Say what becomes of reservations without stock",
            CentralJson.Default.BackorderPolicyBody,
            _ => [],
            (body, _) => new StockCommand.SetBackorderPolicy(body.Mode is { } mode
                ? new BackorderPolicy(mode, body.Limit, body.PromiseDays, body.Release) : null));
        stock.Map(
            "/scraps", 201, "Throw units away", CentralJson.Default.ScrapBody,
            body => [("/ref", body.Ref), ("/lot", body.Lot), ("/reason", body.Reason)],
            (body, _) => new StockCommand.Scrap(body.Ref, body.Lot, body.Quantity, body.Reason)
            {
                Serials = body.Serials,
            });
        stock.Map(
            "/safety-stock", 200, "Keep units back", CentralJson.Default.SafetyStockBody,
            _ => [],
            (body, _) => new StockCommand.SetSafetyStock(body.Quantity));
        stock.Map(
            "/reorder-point", 200, "Be told when stock is low", CentralJson.Default.ReorderPointBody,
            _ => [],
            (body, _) => new StockCommand.SetReorderPoint(body.Quantity));
    }

    private static string Text(HttpContext context, string name) => $"{context.Request.RouteValues[name]}";
}
