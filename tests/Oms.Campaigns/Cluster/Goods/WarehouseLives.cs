using System.Text.Json;

namespace Oms.Campaigns.Cluster.Goods;

/// <summary>The lives of goods that leave warehouses, or go from one to the other: what people do with them, raced for
/// or asked twice, and what must be there at the end.</summary>
/// <param name="clock">The centre's.</param>
internal sealed class WarehouseLives(GoodsDesk desk, TimeProvider clock, Random random)
{
    private const int Cost = 50;
    private const int Racers = 3;

    /// <summary>Three orders at once for a location that sends two a day: the third leaves from the next one. They are
    /// picked, packed and loaded.</summary>
    public async Task<LifeEnd> RouteAsync(string name)
    {
        const int Orders = Places.NearOrders + 1;
        var (near, units) = (Places.NearOf(name), random.Next(1, 4));
        var stock = Orders * units;
        _ = await desk.Buyer.DoAsync(
            "/locations", Places.Near(near, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime)), $"{near}/define",
            near);
        var product = await desk.DefineAsync(name);
        await desk.StockAsync(product, near, stock, Cost);
        await desk.StockAsync(product, Places.East, stock, Cost);
        await desk.ListedAsync(product, locations: 2);
        _ = await desk.Buyer.UntilAsync(
            $"/locations?q={near}", "listed", json => json.GetProperty("items").GetArrayLength() == 1);
        var orders = await Task.WhenAll(Enumerable.Range(0, Orders).Select(
            number => desk.PlaceAsync($"{name}-{number}", name, units, from: null)));
        var sent = new List<(string Order, string From, string Package)>();
        foreach (var order in orders)
        {
            var released = await desk.StatusAsync($"/orders/{order}", "released");
            var from = Shown.Text(released.GetProperty("lines")[0], "ship_from");
            await desk.PickAsync($"{order}@1", product, units, order);
            sent.Add((order, from, await desk.PackAsync($"{order}@1", product, units, order)));
        }

        await desk.RefusedAsync(
            $"/orders/{orders[0]}/cancel", """{"reason":"customer"}""", $"{name}/cancel", orders[0]);
        foreach (var truck in sent.GroupBy(each => each.From))
        {
            await desk.SendAsync($"{name}-{truck.Key}", truck.Key, [.. truck.Select(each => each.Order)]);
        }

        _ = await desk.Buyer.DoAsync($"/locations/{near}/close", """{"reason":"over"}""", $"{near}/close", near);
        return new(
        [
            .. sent.SelectMany(each => Sent(each.Order, each.From, each.Package, units, $"{name}-{each.From}")),
            GoodsFact.Stock(product.At(near), OnHand(stock - (Places.NearOrders * units))),
            GoodsFact.Stock(product.At(Places.East), OnHand(stock - units)),
            GoodsFact.Worth(name, stock, stock * Cost),
            GoodsFact.Books(name, $"cost_of_goods_sold {stock * Cost}; goods_received_not_invoiced "
                + $"{-2 * stock * Cost}; inventory {stock * Cost}"),
            new($"/locations/{near}/capacity", Shown.Capacity, $"confirmed {Places.NearOrders}"),
        ]);
    }

    /// <summary>Two of five units are not found. What was found leaves, and the rest is taken back by the customer,
    /// found at another location, or waited for.</summary>
    public async Task<LifeEnd> ShortAsync(string name)
    {
        const int Ordered = 5;
        const int Short = 2;
        const int Found = Ordered - Short;
        var kind = (Rest)random.Next(3);
        var product = await desk.DefineAsync(name);
        await desk.StockAsync(product, Places.East, Ordered, Cost);
        if (kind == Rest.Elsewhere)
        {
            await desk.StockAsync(product, Places.West, Ordered, Cost);
        }

        await desk.ListedAsync(product, kind == Rest.Elsewhere ? 2 : 1);
        var order = await desk.PlaceAsync(name, name, Ordered, from: null);
        var work = $"{order}@1";
        await desk.PickAsync(work, product, Found, name);
        await desk.Buyer.RaceAsync(
            $"{GoodsDesk.Work(work)}/shorts", $$"""{"line":1,"quantity":{{Short}},"reason":"not-found"}""",
            $"{name}/short", work, clients: 2, wins: 1);
        _ = await desk.Buyer.DoAsync(
            $"/stock-items/{product.At(Places.East)}/counts",
            $$"""{"lot":"{{Product.Lot}}","counted":0,"expected_quantity":{{Short}},"reason":"not-found"}""",
            $"{name}/count", product.At(Places.East));
        var sscc = await desk.PackAsync(work, product, Found, name);
        if (kind == Rest.Cancelled)
        {
            await desk.Buyer.RaceAsync(
                $"/orders/{order}/lines/1/cancel", $$"""{"quantity":{{Short}},"reason":"customer"}""",
                $"{name}/cancel", order, Racers, wins: 1);
        }

        await desk.SendAsync($"{name}-1", Places.East, order);
        return kind switch
        {
            Rest.Cancelled => Shorted(
                product, order, sscc, $"{Places.East} ordered 5 cancelled 2 shipped 3 in_transit 3",
                GoodsFact.Stock(product.At(Places.East), ""), GoodsFact.Worth(name, 0, 0)),
            Rest.Elsewhere => await ElsewhereAsync(product, order, sscc),
            _ => await LaterAsync(product, order, sscc),
        };
    }

    /// <summary>Three fulfilment orders in one of two waves that want them at once; one is cancelled while it is
    /// picked.</summary>
    public async Task<LifeEnd> WaveAsync(string name)
    {
        const int Orders = 3;
        const int Units = 3;
        var product = await desk.DefineAsync(name);
        await desk.StockAsync(product, Places.East, Orders * Units, Cost);
        var orders = await Task.WhenAll(Enumerable.Range(0, Orders).Select(
            number => desk.PlaceAsync($"{name}-{number}", name, Units, Places.East)));
        string[] works = [.. orders.Select(order => $"{order}@1")];
        foreach (var work in works)
        {
            _ = await desk.StatusAsync(GoodsDesk.Work(work), "open");
        }

        string[] waves = [$"{name}-A", $"{name}-B"];
        await desk.Buyer.RaceAsync($"{name}: two waves", wins: 2, [.. waves.Select(wave => desk.Buyer.AskAsync(
            "/pick-waves",
            $$"""
            {"wave":"{{wave}}","location":"{{Places.East}}",
             "orders":[{{string.Join(',', works.Select(work => $"\"{work}\""))}}]}
            """,
            wave, wave))]);
        var members = await MembersAsync(waves, works);
        foreach (var wave in waves.Where(wave => members.Contains(wave)))
        {
            _ = await desk.Buyer.DoAsync($"/pick-waves/{wave}/start", "{}", $"{wave}/start", wave);
        }

        await desk.PickAsync(works[0], product, Units, works[0]);

        // The picker may be faster, or come too late; either way all of it is put back.
        var path = $"/orders/{orders[1]}/cancel";
        _ = await Task.WhenAll(
            desk.Buyer.AskAsync(
                $"{GoodsDesk.Work(works[1])}/picks", GoodsDesk.Units(product, 1), $"{works[1]}/pick", works[1],
                isOwn: false),
            desk.Buyer.DoAsync(path, """{"reason":"customer"}""", $"{works[1]}/cancel", orders[1]));
        _ = await desk.StatusAsync($"/orders/{orders[1]}", "cancelled");
        await desk.PickAsync(works[2], product, Units, works[2]);
        var first = await desk.PackAsync(works[0], product, Units, works[0]);
        var last = await desk.PackAsync(works[2], product, Units, works[2]);
        await desk.SendAsync($"{name}-1", Places.East, orders[0], orders[2]);
        foreach (var wave in waves.Where(wave => members.Contains(wave)))
        {
            _ = await desk.Buyer.DoAsync($"/pick-waves/{wave}/finish", "{}", $"{wave}/finish", wave);
        }

        return new(
        [
            .. Sent(orders[0], Places.East, first, Units, $"{name}-1"),
            .. Sent(orders[2], Places.East, last, Units, $"{name}-1"),
            GoodsFact.Order(orders[1], $"cancelled; {Places.East} ordered {Units} cancelled {Units}"),
            GoodsFact.Work(works[1], $"cancelled;  quantity {Units} cancelled {Units}"),
            GoodsFact.Stock(product.At(Places.East), OnHand(Units)),
            GoodsFact.Worth(name, Units, Units * Cost),
        ]);
    }

    /// <summary>Units that go from one location to another, come in parts, and of which two never come; and others of
    /// which somebody thinks better just as they leave.</summary>
    public async Task<LifeEnd> TransferAsync(string name)
    {
        const int There = 20;
        const int Taken = 12;
        const int Part = 5;
        const int Missing = Taken - (2 * Part);
        const int Others = 3;
        var product = await desk.DefineAsync(name);
        await desk.StockAsync(product, Places.West, There, Cost);
        var (moved, other) = ($"{name}-1", $"{name}-2");
        await DraftAsync(moved, name, Taken, There);
        await DraftAsync(other, name, Others);
        var (path, entity) = ($"/transfers/{moved}", moved);
        _ = await desk.Buyer.DoAsync($"{path}/dispatch", "{}", $"{moved}/dispatch", entity);
        _ = await desk.Buyer.UntilAsync(
            path, "on its way", json => json.GetProperty("in_transit").GetInt32() == Taken
                && json.GetProperty("lines")[1].GetProperty("refused").ValueKind == JsonValueKind.String);

        // The same paper is handed in at three desks; then two want to have received what came once.
        await desk.Buyer.TellAsync($"{path}/receipts", Receipt("D-1", Part), $"{moved}/first", entity);
        await desk.Buyer.RaceAsync(
            $"{moved}: receipts", wins: 1,
            [
                .. Enumerable.Range(2, 2).Select(number => desk.Buyer.AskAsync(
                    $"{path}/receipts", Receipt($"D-{number}", Part), $"{moved}/{number}", entity)),
            ]);
        _ = await desk.Buyer.DoAsync($"{path}/close", """{"reason":"fell off"}""", $"{moved}/close", entity);
        var left = (await desk.Buyer.RaceAsync(
            $"{other}: sent or cancelled", wins: 1,
            desk.Buyer.AskAsync($"/transfers/{other}/dispatch", "{}", $"{other}/dispatch", other),
            desk.Buyer.AskAsync($"/transfers/{other}/cancel", """{"reason":"late"}""", $"{other}/cancel", other)))[0];
        if (left)
        {
            _ = await desk.Buyer.UntilAsync(
                $"/transfers/{other}", "on its way", json => json.GetProperty("in_transit").GetInt32() == Others);
            _ = await desk.Buyer.DoAsync(
                $"/transfers/{other}/receipts", Receipt("D-1", Others), $"{other}/receipt", other);
        }

        var gone = Taken + (left ? Others : 0);
        return new(
            new GoodsFact(path, Shown.Transfer,
                $"received; {Product.Lot} sent {Taken} received {Taken - Missing} missing {Missing}; "
                + "refused OutOfStock"),
            new GoodsFact($"/transfers/{other}", Shown.Transfer,
                left ? $"received; {Product.Lot} sent {Others} received {Others}" : "cancelled"),
            GoodsFact.Stock(product.At(Places.West), OnHand(There - gone)),
            GoodsFact.Stock(product.At(Places.East), OnHand(gone - Missing)),
            GoodsFact.Worth(name, There - Missing, (There - Missing) * Cost),
            GoodsFact.Books(name, $"goods_received_not_invoiced {-There * Cost}; inventory {(There - Missing) * Cost}; "
                + $"stock_adjustments {Missing * Cost}"));

        static string Receipt(string reference, int units) =>
            $$"""{"ref":"{{reference}}","line":1,"lot":"{{Product.Lot}}","quantity":{{units}}}""";
    }

    private static string OnHand(int units) =>
        units == 0
            ? ""
            : $"on_hand {units} sellable {units} available {units}; {Product.Lot} approved quantity {units}";

    /// <summary>An order that is on a truck in one package.</summary>
    private static IEnumerable<GoodsFact> Sent(string order, string from, string package, int units, string route) =>
    [
        GoodsFact.Order(order, $"released; {from} ordered {units} shipped {units} in_transit {units}"),
        GoodsFact.Work($"{order}@1", $"dispatched;  quantity {units} dispatched {units}; package "
            + $"{package} dispatched; {Product.Lot} quantity {units}; {route}"),
        new($"/packages/{package}", Shown.Package, $"{package} dispatched; {Product.Lot} quantity {units}; {route}"),
    ];

    private static LifeEnd Shorted(
        Product product, string order, string package, string lines, params IEnumerable<GoodsFact> others) => new(
        [
            GoodsFact.Order(order, $"released; {lines}"),
            new($"/packages/{package}", Shown.Package,
                $"{package} dispatched; {Product.Lot} quantity 3; {product.Sku}-1"),
            .. others,
        ]);

    private async Task<LifeEnd> ElsewhereAsync(Product product, string order, string sscc)
    {
        _ = await desk.OrderAsync(order, "routed anew", json => Shown.Order(json)
            .Contains($"{Places.West} ordered 5 reserved 2", StringComparison.Ordinal));
        await desk.SendAsync($"{product.Sku}-2", Places.West, order);
        return Shorted(
            product, order, sscc, $"{Places.West} ordered 5 shipped 5 in_transit 5",
            GoodsFact.Stock(product.At(Places.East), ""), GoodsFact.Stock(product.At(Places.West), OnHand(3)),
            GoodsFact.Worth(product.Sku, 3, 3 * Cost));
    }

    private async Task<LifeEnd> LaterAsync(Product product, string order, string sscc)
    {
        _ = await desk.OrderAsync(order, "waiting", json => Shown.Order(json)
            .Contains(" backordered 2", StringComparison.Ordinal));
        _ = await desk.Buyer.DoAsync(
            $"/stock-items/{product.At(Places.East)}/receipts",
            $$"""
            {"receipt":"R2","lot":"{{Product.Lot}}","quantity":4,"unit_cost":{"minor":{{Cost}},"currency":"EUR"} }
            """,
            $"{product.Sku}/more", product.At(Places.East));
        await desk.PickAsync($"{order}@2", product, units: 2, $"{order}@2");
        var second = await desk.PackAsync($"{order}@2", product, units: 2, $"{order}@2");
        await desk.SendAsync($"{product.Sku}-2", Places.East, order);
        return Shorted(
            product, order, sscc, $"{Places.East} ordered 5 shipped 5 in_transit 5",
            new GoodsFact($"/packages/{second}", Shown.Package,
                $"{second} dispatched; {Product.Lot} quantity 2; {product.Sku}-2"),
            GoodsFact.Stock(product.At(Places.East), OnHand(2)), GoodsFact.Worth(product.Sku, 2, 2 * Cost));
    }

    /// <summary>Waits until each fulfilment order has one wave, and each wave knows which it has.</summary>
    private async Task<ILookup<string, string>> MembersAsync(IEnumerable<string> waves, IEnumerable<string> works)
    {
        var joined = new List<(string Wave, string Work)>();
        foreach (var work in works)
        {
            var shown = await desk.Buyer.UntilAsync(
                GoodsDesk.Work(work), "in a wave",
                json => json.GetProperty("wave").ValueKind == JsonValueKind.String);
            joined.Add((Shown.Text(shown, "wave"), work));
        }

        var members = joined.ToLookup(each => each.Wave, each => each.Work);
        foreach (var wave in waves)
        {
            _ = await desk.Buyer.UntilAsync(
                $"/pick-waves/{wave}", $"the wave of {string.Join(' ', members[wave])} alone",
                json => json.GetProperty("orders").EnumerateArray().Select(each => each.GetString()!)
                    .ToHashSet(StringComparer.Ordinal).SetEquals(members[wave]));
        }

        return members;
    }

    private async Task DraftAsync(string transfer, string sku, params IEnumerable<int> lines)
    {
        var wanted = lines.Select(units => $$"""{"sku":"{{sku}}","quantity":{{units}}}""");
        _ = await desk.Buyer.DoAsync(
            "/transfers",
            $$"""
            {"transfer":"{{transfer}}","from":"{{Places.West}}","to":"{{Places.East}}",
             "lines":[{{string.Join(',', wanted)}}]}
            """,
            $"{transfer}/draft", transfer);
        _ = await desk.Buyer.DoAsync($"/transfers/{transfer}/ready", "{}", $"{transfer}/ready", transfer);
    }

    /// <summary>What becomes of units that were not found.</summary>
    private enum Rest
    {
        Cancelled,
        Elsewhere,
        Later,
    }
}
