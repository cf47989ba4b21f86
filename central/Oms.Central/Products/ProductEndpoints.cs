using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Oms.Actors;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Inventory;
using Oms.Central.Orders;
using Oms.Entities;
using Oms.Gs1;

namespace Oms.Central.Products;

/// <summary>Products over HTTP.</summary>
internal static class ProductEndpoints
{
    /// <summary>What the second column of every product's row holds, so that a list leaves out skus of which only
    /// GTINs are noted.</summary>
    public const string Known = "known";

    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        var registrar = new ProductRegistrar(node.Products, node.Gtins, node.Clock);
        _ = routes.Post<DefineProductBody>("/products", ApiScope.Integration, 201, "Define a product", context =>
            writes.RunAsync(
                context, CentralJson.Default.DefineProductBody, addressInBody: true, (body, command) =>
                    StockItemId.IsSku(body.Sku)
                        ? registrar.DefineAsync(body.Sku, body.Terms, command, context.RequestAborted)
                        : Task.FromResult(Problems.Invalid("/sku", StockItemId.SkuRule))));
        Command(
            routes, writes, "/products/{id}/revise", "Give a product other terms",
            CentralJson.Default.ReviseProductBody,
            (body, sku, expected, command, context) =>
                registrar.ReviseAsync(sku, body.Terms, expected, command, context.RequestAborted));
        Command(
            routes, writes, "/products/{id}/discontinue", "Sell a product no longer",
            CentralJson.Default.DiscontinueProductBody,
            (body, sku, expected, command, _) => OrderTerms.IsName(body.Reason)
                ? AskAsync(node, sku, new ProductCommand.Discontinue(body.Reason, expected), command)
                : Task.FromResult(Problems.Invalid("/reason", "It must have 1 to 64 characters.")));
        Command(
            routes, writes, "/products/{id}/reactivate", "Sell a product again",
            CentralJson.Default.EmptyBody,
            (_, sku, expected, command, _) =>
                AskAsync(node, sku, new ProductCommand.Reactivate(expected), command));

        _ = routes.Get<ListBody<ProductView>>("/products", ApiScope.Read, "List products", context =>
            Lists.PageAsync(
                context,
                node,
                Product.Kind,
                context.Request.Query["status"],
                Known,
                context.Request.Query["q"].ToString().ToUpperInvariant(),
                CentralJson.Default.ListBodyProductView,
                (_, doc) => ProductView.Of(JsonSerializer.Deserialize(doc, ProductJson.Default.Product)!)));
        _ = routes.Get<ProductView>("/products/{id}", ApiScope.Read, "Read a product", async context =>
        {
            if (SkuOf(context) is not { } sku)
            {
                return Problems.NotFound("such product");
            }

            var view = await node.Products.ReadAsync(
                ProductRegistrar.AddressOf(sku), Consistency.Of(context), context.RequestAborted);
            return view.State.Status == ProductStatus.Absent
                ? Problems.NotFound("such product")
                : Lists.Ok(ProductView.Of(view.State), CentralJson.Default.ProductView)
                    with
                { ETag = Preconditions.ETag(view.State.Revision) };
        }).ReadsOneEntity();
        _ = routes.Get<GtinView>("/gtins/{gtin}", ApiScope.Read, "Which product a GTIN is of", async context =>
        {
            if (!Gtin.TryParse($"{context.Request.RouteValues["gtin"]}", out var gtin))
            {
                return Problems.Invalid("gtin", "It must be 8, 12, 13 or 14 digits, the last one the check digit.");
            }

            var owner = await node.Gtins.ReadAsync(
                CentralNode.Address(GtinOwner.Kind, gtin.Digits), Consistency.Of(context), context.RequestAborted);
            return owner.State.Sku is { } sku
                ? Lists.Ok(new GtinView(gtin.Digits, sku), CentralJson.Default.GtinView)
                : Problems.NotFound("product with this GTIN");
        }).ReadsOneEntity();
    }

    /// <summary>What lists are searched by; a GTIN with the zeros in front that fill its 14 digits, and without
    /// them.</summary>
    public static string SearchOf(Product product) =>
        string.Join(
            '\n',
            [
                product.Sku,
                product.Terms?.Name,
                .. product.Carried.Keys,
                .. product.Carried.Keys.Select(gtin => gtin.TrimStart('0')),
                .. product.Terms?.Segments ?? [],
            ]).ToUpperInvariant();

    private static void Command<TBody>(
        IEndpointRouteBuilder routes,
        KeyedWrites writes,
        string path,
        string summary,
        JsonTypeInfo<TBody> json,
        Func<TBody, string, long?, CommandContext, HttpContext, Task<Answer>> run)
        where TBody : class =>
        routes.Post<TBody>(path, ApiScope.Integration, 200, summary, context =>
            writes.RunAsync(context, json, addressInBody: false, async (body, command) =>
            {
                var (expected, missing) = Preconditions.IfMatch(context);
                return missing ?? (SkuOf(context) is { } sku
                    ? await run(body, sku, expected, command, context)
                    : Problems.NotFound("such product"));
            }));

    private static async Task<Answer> AskAsync(
        CentralNode node, string sku, ProductCommand asked, CommandContext command)
    {
        var reply = await node.Products.AskAsync(ProductRegistrar.AddressOf(sku), asked, command);
        return KeyedWrites.Receipt(reply, EntityAddress.Join(sku), 200, ProductRegistrar.Explain);
    }

    private static string? SkuOf(HttpContext context)
    {
        var id = $"{context.Request.RouteValues["id"]}";
        var sku = Uri.UnescapeDataString(id);
        return StockItemId.IsSku(sku) && EntityAddress.Join(sku) == id ? sku : null;
    }
}

internal sealed record DefineProductBody(string Sku, ProductTerms Terms);

internal sealed record ReviseProductBody(ProductTerms Terms);

internal sealed record DiscontinueProductBody(string Reason);

/// <summary>A product as the API shows it.</summary>
/// <param name="Id">The sku, percent-escaped.</param>
/// <param name="Gtins">All GTINs, 14 digits each.</param>
internal sealed record ProductView(
    string Id,
    long Version,
    string Sku,
    ProductStatus Status,
    int KitLevel,
    IReadOnlyList<string> Gtins,
    ProductTerms Terms)
{
    public static ProductView Of(Product product) => new(
        EntityAddress.Join(product.Sku!),
        product.Revision,
        product.Sku!,
        product.Status,
        product.KitLevel,
        [.. product.Carried.Keys],
        product.Terms!);
}

/// <param name="Gtin">14 digits.</param>
internal sealed record GtinView(string Gtin, string Sku);
