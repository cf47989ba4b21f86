using System.Text.Json;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Inventory;
using Oms.Central.Storage;

namespace Oms.Central.Purchasing;

/// <summary>Suppliers over HTTP.</summary>
internal static class SupplierEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        var suppliers = new EntityRoutes<Supplier, SupplierCommand, SupplierEvent, SupplierRejection>(
            routes, node, writes, node.Suppliers, "/suppliers", Supplier.Kind, StockItemId.IsLocation,
            supplier => supplier.Revision, Explain);
        suppliers.Create(
            "Define a supplier", CentralJson.Default.DefineSupplierBody, body => body.Id,
            body => new SupplierCommand.Define(body.Id, body.Terms));
        suppliers.Command(
            "/revise", "Give a supplier other terms", CentralJson.Default.ReviseSupplierBody,
            (body, _, expected) => new SupplierCommand.Revise(body.Terms, expected));
        suppliers.Command(
            "/deactivate", "Order from a supplier no longer", CentralJson.Default.EmptyBody,
            (_, _, expected) => new SupplierCommand.SetActive(false, expected));
        suppliers.Command(
            "/activate", "Order from a supplier again", CentralJson.Default.EmptyBody,
            (_, _, expected) => new SupplierCommand.SetActive(true, expected));
        suppliers.Read("Read a supplier", CentralJson.Default.SupplierView, SupplierView.Of);
        suppliers.List(
            "List suppliers", CentralJson.Default.ListBodySupplierView, PurchasingJson.Default.Supplier, "active",
            "currency", SupplierView.Of);
        _ = routes.Get<ScorecardView>(
            "/suppliers/{id}/scorecard", ApiScope.Read, "How well a supplier delivers", async context =>
                await suppliers.FindAsync(context) is { } supplier
                    ? Lists.Ok(await ScoreAsync(node.Model, supplier.Id!), CentralJson.Default.ScorecardView)
                    : suppliers.Missing());
    }

    /// <summary>Adds up all orders that were sent to the supplier.</summary>
    private static async Task<ScorecardView> ScoreAsync(ITables tables, string supplier)
    {
        const int RowsAtOnce = 200;
        var score = new ScorecardView(0, 0, 0, 0, 0, 0, 0);
        ViewCursor? cursor = null;
        do
        {
            var page = await tables.PageAsync(PurchaseOrder.Kind, null, supplier, null, cursor, RowsAtOnce);
            score = page.Rows
                .Select(row => JsonSerializer.Deserialize(row.Doc, PurchasingJson.Default.PurchaseOrder)!)
                .Where(order => order.Status is not (PurchaseStatus.Draft or PurchaseStatus.Cancelled))
                .Aggregate(score, (sum, order) => sum.With(order));
            cursor = page.Next;
        }
        while (cursor is not null);
        return score;
    }

    private static Answer Explain(SupplierRejection rejection) =>
        rejection switch
        {
            SupplierRejection.NoSuchSupplier => Problems.NotFound("such supplier"),
            SupplierRejection.Differs => Problems.Of(
                409, "id-taken", "The id stands for a supplier with other terms; revise it instead."),
            SupplierRejection.StaleRevision r => Preconditions.Failed(r.Current),
            SupplierRejection.InvalidTerms r => Problems.Invalid($"/terms{r.Field}", r.Reason),
            _ => throw new System.Diagnostics.UnreachableException($"No problem document for {rejection}."),
        };
}

internal sealed record DefineSupplierBody(string Id, SupplierTerms Terms);

internal sealed record ReviseSupplierBody(SupplierTerms Terms);

internal sealed record SupplierView(string Id, long Version, bool Active, SupplierTerms Terms)
{
    public static SupplierView Of(Supplier supplier) =>
        new(supplier.Id!, supplier.Revision, supplier.IsActive, supplier.Terms!);
}

/// <summary>What a supplier was asked for and what came, of all orders that were sent.</summary>
/// <param name="GivenUp">Units that did not come, and will not.</param>
/// <param name="Late">Units that came after the agreed day.</param>
/// <param name="Disputed">Invoices that did not agree with what was ordered and received.</param>
internal sealed record ScorecardView(
    int Orders, long Ordered, long Received, long Damaged, long Late, long GivenUp, int Disputed)
{
    private const long Whole = 1_000;

    /// <summary>Of 1 000 units that came, those that came in time; null where none came.</summary>
    public long? OnTimePermille => Received == 0 ? null : (Received - Late) * Whole / Received;

    /// <summary>Of 1 000 units that were ordered, those that came in good order; null where none were.</summary>
    public long? FillPermille => Ordered == 0 ? null : long.Min(Whole, (Received - Damaged) * Whole / Ordered);

    public ScorecardView With(PurchaseOrder order) => new(
        Orders + 1,
        Ordered + order.Lines.Sum(line => (long)line.Ordered),
        Received + order.Lines.Sum(line => (long)line.Received),
        Damaged + order.Lines.Sum(line => (long)line.Damaged),
        Late + order.Lines.Sum(line => (long)line.Late),
        GivenUp + order.Lines.Sum(line => (long)line.GivenUp),
        Disputed + order.Invoices.Count(invoice => invoice.Findings.Count > 0));
}
