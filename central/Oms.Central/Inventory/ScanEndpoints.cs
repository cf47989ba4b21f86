using NodaTime;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Products;
using Oms.Central.Storage;
using Oms.Custody.Cargo;
using Oms.Gs1;

namespace Oms.Central.Inventory;

/// <summary>What a code is that somebody scanned, for people with a hand scanner or a telephone.</summary>
internal static class ScanEndpoints
{
    private const int LocationsMax = 1_000;

    public static void Map(IEndpointRouteBuilder routes, CentralNode node) =>
        _ = routes.Query<ScanBody, ScanView>(
            "/scans", ApiScope.Read, "What a scanned code is, and what is there of it", context =>
            ReadAsync(context, node));

    private static async Task<IResult> ReadAsync(HttpContext context, CentralNode node)
    {
        var (bytes, unread) = await StrictBody.ReadAsync(context, StrictBody.BytesMax);
        var (body, invalid) = unread is null
            ? StrictBody.Parse(bytes!, CentralJson.Default.ScanBody) : (null, unread);
        if (invalid is not null)
        {
            return invalid;
        }

        var label = LabelReader.Read(body!.Data);
        var year = node.Clock.GetCurrentInstant().InUtc().Year;
        var product = label.Gtin is { } gtin ? await ProductOfAsync(node, gtin, context.RequestAborted) : null;
        var stock = product?.Sku is { } sku ? await StockAsync(node.Model, sku, body.Location, label) : [];
        return Lists.Ok(
            new ScanView(
                CentralViews.Snake(label.Form),
                [.. label.Elements.Select(each => new ScanElement(each.Ai, each.Title, each.Value))],
                [.. label.Findings.Select(each => new ScanFinding(each.Code, each.Message))],
                label.Sscc?.Digits,
                label.Gtin?.Digits,
                product?.Sku,
                product is null ? null : PackOf(product, label.Gtin!),
                label.Lot,
                label.Expiry(year),
                label.Serial,
                stock),
            CentralJson.Default.ScanView);
    }

    private static async Task<Product?> ProductOfAsync(CentralNode node, Gtin gtin, CancellationToken cancellationToken)
    {
        var owner = await node.Gtins.ReadAsync(
            CentralNode.Address(GtinOwner.Kind, gtin.Digits), default, cancellationToken);
        return owner.State.Sku is { } sku
            ? (await node.Products.ReadAsync(ProductRegistrar.AddressOf(sku), default, cancellationToken)).State
            : null;
    }

    private static int? PackOf(Product product, Gtin gtin) =>
        product.Terms?.Gtins?.FirstOrDefault(each =>
            Gtin.TryParse(each.Gtin, out var one) && one.Digits == gtin.Digits)?.Units;

    private static async Task<IReadOnlyList<ScannedStock>> StockAsync(
        ITables tables, string sku, string? location, Label label)
    {
        var found = new List<ScannedStock>();
        foreach (var row in (await tables.PageAsync(StockItem.Kind, sku, location, null, null, LocationsMax)).Rows)
        {
            var item = ListedStock.Read(row.Doc);
            var at = StockItemId.Parse(row.Id)!.Value.Location;
            found.AddRange(
                from lot in item.Lots
                where label.Lot is null || lot.Key == label.Lot
                where label.Serial is null || item.Serials is null
                    || item.Serials.GetValueOrDefault(label.Serial) == lot.Key
                select new ScannedStock(at, lot.Key, lot.Value.Quantity, lot.Value.Status, lot.Value.Expires));
        }

        return [.. found.OrderBy(each => each.Location, StringComparer.Ordinal)];
    }
}

/// <param name="Data">What the scanner gave, or a person typed.</param>
/// <param name="Location">Only stock that is there; null for everywhere.</param>
internal sealed record ScanBody(string Data, string? Location = null);

/// <summary>A code as it was read.</summary>
/// <param name="Form">How it was written, such as <c>element_string</c>.</param>
/// <param name="PackUnits">Units that a pack with this GTIN holds.</param>
/// <param name="Stock">What there is of the product; of the lot and the serial, where the code names them.</param>
internal sealed record ScanView(
    string Form,
    IReadOnlyList<ScanElement> Elements,
    IReadOnlyList<ScanFinding> Findings,
    string? Sscc,
    string? Gtin,
    string? Sku,
    int? PackUnits,
    string? Lot,
    LocalDate? Expiry,
    string? Serial,
    IReadOnlyList<ScannedStock> Stock);

internal sealed record ScanElement(string Ai, string Title, string Value);

internal sealed record ScanFinding(string Code, string Message);

internal sealed record ScannedStock(string Location, string Lot, int Quantity, LotStatus Status, LocalDate? Expires);
