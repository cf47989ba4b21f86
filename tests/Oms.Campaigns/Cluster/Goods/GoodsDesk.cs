using System.Text.Json;
using Oms.Campaigns.Cluster.Money;

namespace Oms.Campaigns.Cluster.Goods;

/// <summary>What people do with goods, step by step, each asked twice with its key and most wanted by several at
/// once.</summary>
/// <param name="client">Another one for each desk of a load, below 100.</param>
internal sealed class GoodsDesk(Buyer buyer, int seed, int client)
{
    /// <summary>Cents for a unit, with its tax.</summary>
    public const int Price = 110;

    private const int ProductsMax = 1_000_000;

    private readonly List<string> _packages = [];
    private int _products;

    public Buyer Buyer => buyer;

    /// <summary>Numbers of packages since this was asked last.</summary>
    public IReadOnlyList<string> TakePackages()
    {
        string[] taken = [.. _packages];
        _packages.Clear();
        return taken;
    }

    public async Task<Product> DefineAsync(string sku)
    {
        var product = Product.Of(sku, seed, (client * ProductsMax) + _products++);
        _ = await buyer.DoAsync(
            "/products",
            $$$"""
            {"sku":"{{{sku}}}","terms":{"name":"{{{sku}}}","unit":"EA",
             "gtins":[{"level":"each","gtin":"{{{product.Gtin}}}","units":1}]}}
            """,
            $"{sku}/define", sku);
        return product;
    }

    public async Task StockAsync(Product product, string location, int units, int cost) => _ = await buyer.DoAsync(
        $"/stock-items/{product.At(location)}/receipts",
        $$$"""
        {"receipt":"R1","lot":"{{{Product.Lot}}}","quantity":{{{units}}},
         "unit_cost":{"minor":{{{cost}}},"currency":"EUR"}}
        """,
        $"{product.At(location)}/stock", product.At(location));

    /// <summary>Waits until lists have what routing has to know: it looks at them.</summary>
    public async Task ListedAsync(Product product, int locations) => _ = await buyer.UntilAsync(
        $"/stock-items?sku={product.Sku}", $"at {locations} locations",
        json => json.GetProperty("items").GetArrayLength() == locations);

    /// <summary>Places an order of one line.</summary>
    /// <param name="from">Null where a policy decides.</param>
    /// <param name="capture">When it is paid by card; null where it has no prices.</param>
    public async Task<string> PlaceAsync(
        string name, string sku, int units, string? from, string? capture = null)
    {
        var where = from is null ? $"\"position\":{Places.Customers}" : $"\"ship_from\":\"{from}\"";
        var (price, money) = capture is null ? ("", "") : (
            """
            ,"price":{"unit":{"minor":100,"currency":"EUR"},"discounts":[],"tax_category":"any"}
            """,
            $$"""
            ,"money":{"currency":"EUR","discounts":[],"shipping_service":"standard","capture":"{{capture}}",
            "tenders":[{{Tender.Card()}}]}
            """);
        return (await buyer.DoAsync(
            "/orders",
            $$$"""
            {"channel":"{{{Places.Channel}}}","external_ref":"{{{name}}}","ship_policy":"split",{{{where}}},
             "customer":{"name":"Load","address":{"lines":["1 Street"],"city":"Town","postal_code":"1","country":"US"}},
             "lines":[{"sku":"{{{sku}}}","quantity":{{{units}}},"band":null{{{price}}}}]{{{money}}}}
            """,
            name, entity: null)).Json.GetProperty("id").GetString()!;
    }

    public Task<JsonElement> OrderAsync(string order, string what, Func<JsonElement, bool> shows) =>
        buyer.UntilAsync($"/orders/{order}", what, shows);

    public Task<JsonElement> StatusAsync(string path, string status) =>
        buyer.UntilAsync(path, status, json => Shown.Text(json, "status") == status);

    /// <summary>Waits for what an order is to be picked by, and has two pickers race for units of it: there are too few
    /// for both.</summary>
    public async Task PickAsync(string work, Product product, int units, string name)
    {
        _ = await StatusAsync(Work(work), "open");
        await buyer.RaceAsync(
            $"{Work(work)}/picks", Units(product, units), $"{name}/pick", work, clients: 2, wins: 1, isOwn: false);
    }

    /// <summary>Packs what is picked into one package, and waits until the order knows that it may leave.</summary>
    /// <returns>The package's number.</returns>
    public async Task<string> PackAsync(string work, Product product, int units, string name)
    {
        var sscc = (await buyer.DoAsync($"{Work(work)}/packages", "{}", $"{name}/package", work)).Json
            .GetProperty("id").GetString()!;
        _packages.Add(sscc);
        await buyer.RaceAsync(
            $"{Work(work)}/packages/{sscc}/units", Units(product, units), $"{name}/pack", work, clients: 2, wins: 1);
        _ = await buyer.DoAsync($"{Work(work)}/packages/{sscc}/close", """{"grams":1000}""", $"{name}/close", work);
        _ = await OrderAsync(
            work[..work.IndexOf('@', StringComparison.Ordinal)], $"packed in {sscc}",
            json => json.GetProperty("lines").GetRawText().Contains(sscc, StringComparison.Ordinal));
        return sscc;
    }

    /// <summary>Has a truck take orders from a location, and waits until it has left with all of them.</summary>
    public async Task SendAsync(string route, string from, params IReadOnlyList<string> orders)
    {
        var stops = orders.Select((order, index) =>
            $$"""{"stop":{{index + 1}},"consignee":"Load","orders":["{{order}}"]}""");
        _ = await buyer.DoAsync(
            "/manifests",
            $$"""
            {"route":"{{route}}","depot":"{{Places.Depot}}","vehicle":"T-1","driver":"D-1","reefer":null,
             "load_from":"{{from}}","stops":[{{string.Join(',', stops)}}]}
            """,
            $"{route}/plan", route);
        _ = await buyer.DoAsync($"/manifests/{route}/dispatch", "{}", $"{route}/dispatch", route);
        _ = await buyer.UntilAsync(
            $"/manifests/{route}", "dispatched with all of it",
            json => Shown.Text(json, "status") == "dispatched"
                && json.GetProperty("left_behind").GetArrayLength() == 0);
    }

    /// <summary>Sells units that are paid by card and picked up in the store.</summary>
    /// <returns>The order, closed and charged.</returns>
    public async Task<string> HandOutAsync(string name, Product product, int units)
    {
        var order = await PlaceAsync(name, product.Sku, units, Places.Store, "after_delivery");
        await PickUpAsync(order, product, units, name);
        _ = await StatusAsync($"/orders/{order}", "closed");
        return order;
    }

    /// <summary>Picks and packs an order in the store and hands it out for its code, once, whoever shows it.</summary>
    public async Task PickUpAsync(string order, Product product, int units, string name)
    {
        var work = $"{order}@1";
        await PickAsync(work, product, units, name);
        _ = await PackAsync(work, product, units, name);
        var code = (await buyer.DoAsync(
            $"{Work(work)}/pick-up-codes", """{"days":30}""", $"{name}/code", work)).Json
            .GetProperty("code").GetString()!;
        await RefusedAsync($"{Work(work)}/collect", Code(code[0] == '0' ? $"1{code[1..]}" : $"0{code[1..]}"),
            $"{name}/wrong", work);
        await buyer.TellAsync($"{Work(work)}/collect", Code(code), $"{name}/collect", work);

        static string Code(string digits) => $$"""{"code":"{{digits}}"}""";
    }

    /// <summary>Asks for what cannot be.</summary>
    public Task RefusedAsync(string path, string json, string key, string entity) =>
        buyer.RaceAsync($"{entity}: {path}", wins: 0, buyer.AskAsync(path, json, key, entity));

    public static string Work(string id) => $"/fulfilment-orders/{id}";

    public static string Units(Product product, int units) =>
        $$"""{"data":"{{product.Label}}","quantity":{{units}}}""";
}
