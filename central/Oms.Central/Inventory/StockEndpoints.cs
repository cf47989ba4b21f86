using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Orders;
using Oms.Central.Storage;

namespace Oms.Central.Inventory;

/// <summary>Stock over HTTP.</summary>
internal static class StockEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        Command(
            routes, node, writes, "/stock-items/{id}/receipts", 201, "Receive units", CentralJson.Default.ReceiveBody,
            (body, _) => OrderTerms.IsName(body.Lot) && OrderTerms.IsName(body.Receipt)
                ? new StockCommand.Receive(body.Receipt, body.Lot, body.Quantity, body.Expires)
                : null);
        Command(
            routes, node, writes, "/stock-items/{id}/adjustments", 201, "Correct a lot's quantity",
            CentralJson.Default.AdjustBody,
            (body, _) => OrderTerms.IsName(body.Lot) && OrderTerms.IsName(body.Reason)
                ? new StockCommand.Adjust(body.Lot, body.Delta, body.Reason, body.ExpectedOnHand)
                : null);
        Command(
            routes, node, writes, "/stock-items/{id}/scraps", 201, "Throw units away", CentralJson.Default.ScrapBody,
            (body, _) => OrderTerms.IsName(body.Ref) && OrderTerms.IsName(body.Lot) && OrderTerms.IsName(body.Reason)
                ? new StockCommand.Scrap(body.Ref, body.Lot, body.Quantity, body.Reason)
                : null);
        Command(
            routes, node, writes, "/stock-items/{id}/safety-stock", 200, "Keep units back",
            CentralJson.Default.SafetyStockBody,
            (body, _) => new StockCommand.SetSafetyStock(body.Quantity));
        Command(
            routes, node, writes, "/stock-items/{id}/lots/{lot}/quarantine", 200, "Set a lot aside",
            CentralJson.Default.CauseBody,
            (body, context) => new StockCommand.QuarantineLot(Text(context, "lot"), body.Cause));
        Command(
            routes, node, writes, "/stock-items/{id}/lots/{lot}/release", 200, "Release a lot",
            CentralJson.Default.CauseBody,
            (body, context) => new StockCommand.ReleaseLot(Text(context, "lot"), body.Cause));

        MovementEndpoints.Map(routes, node);
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

            var view = await node.Stock.ReadAsync(
                CentralNode.Address(StockItem.Kind, id), Consistency.Of(context), context.RequestAborted);
            return view.State.Revision == 0
                ? Problems.NotFound("such stock item")
                : Lists.Ok(StockView.Of(id, view.State), CentralJson.Default.StockView)
                    with
                { ETag = Preconditions.ETag(view.State.Revision) };
        }).ReadsOneEntity();
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
        StockView.Of(id, JsonSerializer.Deserialize(doc, StockJson.Default.StockItem)!);

    private static void Command<TBody>(
        IEndpointRouteBuilder routes,
        CentralNode node,
        KeyedWrites writes,
        string path,
        int status,
        string summary,
        JsonTypeInfo<TBody> json,
        Func<TBody, HttpContext, StockCommand?> make)
        where TBody : class =>
        routes.Post<TBody>(path, ApiScope.Integration, status, summary, context =>
            writes.RunAsync(context, json, addressInBody: false, async (body, command) =>
            {
                var id = Text(context, "id");
                if (StockItemId.Parse(id) is null)
                {
                    return Problems.Invalid("id", "It is not sku@location, each part percent-escaped.");
                }

                if (make(body, context) is not { } asked)
                {
                    return Problems.Invalid(string.Empty, "Names must have 1 to 64 characters.");
                }

                var reply = await node.Stock.AskAsync(CentralNode.Address(StockItem.Kind, id), asked, command);
                return KeyedWrites.Receipt(reply, id, status, Explain);
            }));

    private static Answer Explain(StockRejection rejection) =>
        rejection switch
        {
            StockRejection.NoSuchLot r => Problems.NotFound($"lot {r.Lot}"),
            StockRejection.QuantityInvalid r => Problems.Invalid("/quantity", r.Reason),
            StockRejection.StockStale r => Problems.Of(
                409, "stock-stale", $"{r.Expected} were expected; the lot holds {r.OnHand}.", b => b.OnHand = r.OnHand),
            StockRejection.OutOfStock r => Problems.Of(409, "out-of-stock", "Too few units.", b => b.Atp = r.Atp),
            StockRejection.ReferenceReused r => Problems.Of(
                409, "reference-reused", $"The reference {r.Ref} stands for another movement."),
            _ => Problems.Of(409, "illegal-transition", $"{rejection}"),
        };

    private static string Text(HttpContext context, string name) => $"{context.Request.RouteValues[name]}";
}
