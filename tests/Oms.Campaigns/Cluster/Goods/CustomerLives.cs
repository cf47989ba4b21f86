using Oms.Campaigns.Cluster.Money;

namespace Oms.Campaigns.Cluster.Goods;

/// <summary>The lives of goods that customers pick up, pay and bring back.</summary>
internal sealed class CustomerLives(GoodsDesk desk)
{
    private const int Cost = 40;
    private const int Sold = 6;
    private const int There = 8;

    /// <summary>Two returns want four of six units each, two receipts three of those four each, two inspectors two of
    /// those three; one of each has them. Some are put back on the shelf, one is thrown away, one stays set aside, and
    /// the card gets what they are worth.</summary>
    public async Task<LifeEnd> ReturnAsync(string name)
    {
        const int Back = 4;
        const int Restocked = 2;
        const int Half = GoodsDesk.Price / 2;
        const int Refund = (3 * GoodsDesk.Price) + Half;
        var product = await StockedAsync(name);
        var order = await desk.HandOutAsync(name, product, Sold);
        string[] ids = [$"{name}-A", $"{name}-B"];
        var had = await desk.Buyer.RaceAsync($"{name}: two returns", wins: 1, [.. ids.Select(id => desk.Buyer.AskAsync(
            "/returns",
            $$"""
            {"id":"{{id}}","order":"{{order}}","lines":[{"line":1,"quantity":{{Back}},"reason":"not-wanted"}]}
            """,
            id, order))]);
        var of = had[0] ? ids[0] : ids[1];
        await ApproveAsync(of);
        string[] receipts = ["R-1", "R-2"];
        had = await desk.Buyer.RaceAsync(
            $"{of}: two receipts", wins: 1, [.. receipts.Select(each => ReceiveAsync(of, each, units: 3))]);
        var first = had[0] ? receipts[0] : receipts[1];
        _ = await desk.Buyer.RaceAsync($"{of}: more than is open", wins: 0, ReceiveAsync(of, "R-3", units: 2));
        _ = await desk.Buyer.RaceAsync($"{of}: the last unit", wins: 1, ReceiveAsync(of, "R-4", units: 1));
        _ = await desk.Buyer.RaceAsync(
            $"{of}: two inspectors", wins: 1,
            InspectAsync(of, "I-1", first, Restocked, "restock"), InspectAsync(of, "I-2", first, Restocked, "restock"));
        _ = await desk.Buyer.RaceAsync(
            $"{of}: the rest of it", wins: 2,
            InspectAsync(of, "I-3", first, units: 1, "scrap", permille: 500),
            InspectAsync(of, "I-4", "R-4", units: 1, "quarantine"));
        _ = await desk.StatusAsync($"/returns/{of}", "closed");
        var left = There - Sold + Restocked;
        return new(
            GoodsFact.Order(
                order,
                $"closed; {Places.Store} ordered {Sold} shipped {Sold} delivered {Sold} returned {Back}; "
                + $"charged {(Sold * GoodsDesk.Price) - Refund} refunded {Refund}"),
            new GoodsFact($"/returns/{of}", Shown.Return,
                $"closed; approved {Back} received {Back}; quantity 3 inspected 3; quantity 1 inspected 1; "
                + $"refunded {Refund}"),
            GoodsFact.Stock(
                product.At(Places.Store),
                $"on_hand {left + 1} sellable {left} available {left}; {Product.Lot} approved quantity {left}; "
                + $"{Product.Lot}~returned quarantined quantity 1"),
            GoodsFact.Worth(name, left + 1, (left + 1) * Cost))
        {
            Payments = [new PaymentFacts($"{order}.1", IsByCard: true, Sold * GoodsDesk.Price, Refund)],
        };
    }

    /// <summary>Two of six units are exchanged for two others, which are picked up too.</summary>
    public async Task<LifeEnd> ExchangeAsync(string name)
    {
        const int Back = 2;
        const int Worth = Back * GoodsDesk.Price;
        var product = await StockedAsync(name);
        var other = await desk.DefineAsync($"{name}-X");
        await desk.StockAsync(other, Places.Store, Back, Cost);
        var order = await desk.HandOutAsync(name, product, Sold);
        var of = $"{name}-E";
        await desk.Buyer.TellAsync(
            "/exchanges",
            $$$"""
            {"id":"{{{of}}}","order":"{{{order}}}","lines":[{"line":1,"quantity":{{{Back}}},"reason":"too-small"}],
             "replacement":[{"sku":"{{{other.Sku}}}","quantity":{{{Back}}},"band":null,
              "price":{"unit":{"minor":100,"currency":"EUR"},"discounts":[],"tax_category":"any"}}]}
            """,
            of, of);
        await ApproveAsync(of);
        _ = await desk.Buyer.RaceAsync($"{of}: all of it", wins: 1, ReceiveAsync(of, "R-1", Back));
        _ = await desk.Buyer.RaceAsync(
            $"{of}: an inspector", wins: 1, InspectAsync(of, "I-1", "R-1", Back, "restock"));
        var replacement = Shown.Text(
            await desk.StatusAsync($"/exchanges/{of}", "completed"), "replacement");
        await desk.PickUpAsync(replacement, other, Back, $"{of}-out");
        var left = There - Sold + Back;
        return new(
            GoodsFact.Order(
                order,
                $"closed; {Places.Store} ordered {Sold} shipped {Sold} delivered {Sold} returned {Back}; "
                + $"charged {Sold * GoodsDesk.Price} refunded 0"),
            GoodsFact.Order(
                replacement,
                $"closed; {Places.Store} ordered {Back} shipped {Back} delivered {Back}; charged {Worth} refunded 0"),
            new GoodsFact($"/exchanges/{of}", Shown.Exchange, $"completed; credited {Worth}"),
            new GoodsFact($"/store-credits/exchange-{of}@EUR", Shown.Credit, $"granted {Worth}; spent {Worth}"),
            GoodsFact.Stock(
                product.At(Places.Store),
                $"on_hand {left} sellable {left} available {left}; {Product.Lot} approved quantity {left}"),
            GoodsFact.Stock(other.At(Places.Store), ""),
            GoodsFact.Worth(name, left, left * Cost),
            GoodsFact.Worth(other.Sku, 0, 0))
        {
            Payments =
            [
                new PaymentFacts($"{order}.1", IsByCard: true, Sold * GoodsDesk.Price, 0),
                new PaymentFacts($"{replacement}.1", IsByCard: false, Worth, 0),
            ],
        };
    }

    private async Task<Product> StockedAsync(string name)
    {
        var product = await desk.DefineAsync(name);
        await desk.StockAsync(product, Places.Store, There, Cost);
        return product;
    }

    private async Task ApproveAsync(string of)
    {
        _ = await desk.StatusAsync($"/returns/{of}", "requested");
        _ = await desk.Buyer.DoAsync($"/returns/{of}/approve", "{}", $"{of}/approve", of);
    }

    private Task<CallerAnswer> ReceiveAsync(string of, string reference, int units) => desk.Buyer.AskAsync(
        $"/returns/{of}/receipts",
        $$"""{"ref":"{{reference}}","line":1,"lot":"{{Product.Lot}}","quantity":{{units}}}""",
        $"{of}/{reference}", of);

    private Task<CallerAnswer> InspectAsync(
        string of, string reference, string receipt, int units, string fate, int permille = 1_000) =>
        desk.Buyer.AskAsync(
            $"/returns/{of}/inspections",
            $$"""
            {"ref":"{{reference}}","receipt":"{{receipt}}","quantity":{{units}},"fate":"{{fate}}",
             "credit_permille":{{permille}}}
            """,
            $"{of}/{reference}", of);
}
