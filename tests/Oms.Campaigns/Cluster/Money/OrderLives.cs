using System.Globalization;
using System.Text.Json;

namespace Oms.Campaigns.Cluster.Money;

/// <summary>The lives of orders with prices: what their clients ask for, each thing raced for or asked twice, and what
/// must be there for it at the end.</summary>
internal sealed class OrderLives(Buyer buyer, Random random)
{
    /// <summary>The depot from which they leave; it has no gateway.</summary>
    public const string Depot = "load-depot";

    private const string Released = "released";
    private const int Racers = 3;

    /// <summary>By card, which may be declined at first; a line loses units, it leaves and is charged, and some of
    /// it goes
    /// back.</summary>
    public async Task<(IEnumerable<PaidFacts> Orders, IEnumerable<CreditFacts> Credits)> ShipAsync(string name)
    {
        var (basket, isDeclined) = (Basket.Of(random), random.Next(3) == 0);
        var order = await PlaceAsync(basket.Order(
            name, "after_shipment", Tender.Card(isDeclined ? FaultyProvider.DeclinedToken : "tok_1")), name);
        var payment = $"{order}.1";
        if (isDeclined)
        {
            _ = await buyer.UntilAsync($"/orders/{order}", "declined", IsDeclined);
            await buyer.RaceAsync($"/orders/{order}/tenders", Tender.Card(), $"{name}/tender", order, Racers, wins: 1);
            payment = $"{order}.2";
        }

        var left = await CancelUnitsAsync(order, name, basket);
        await SendOutAsync(order, name);
        await ChargedAsync(order, left);
        var refund = await RefundAsync(payment, name, left);
        return (
            [
                new PaidFacts(order, Released, basket.Total,
                [
                    .. isDeclined ? [new PaymentFacts($"{order}.1", true, 0, 0)] : Array.Empty<PaymentFacts>(),
                    new PaymentFacts(payment, true, left, refund),
                ]),
            ],
            []);
    }

    /// <summary>From store credit and by card; the credit goes first, and what goes back lies there again.</summary>
    public async Task<(IEnumerable<PaidFacts> Orders, IEnumerable<CreditFacts> Credits)> SplitAsync(string name)
    {
        var basket = Basket.Of(random);
        var granted = Basket.Cost(basket.Items.First, 1);
        await GrantAsync(name, granted);
        var order = await PlaceAsync(
            basket.Order(name, "after_shipment", Tender.Credit(name, granted), Tender.Card()), name);
        var left = await CancelUnitsAsync(order, name, basket);

        // The card alone covers what is left: who is charged first is only certain once both have answered.
        _ = await buyer.UntilAsync(
            $"/orders/{order}",
            "paid from its credit",
            json => json.GetProperty("money").GetProperty("tenders")[0].GetProperty("available").GetProperty("minor")
                .GetInt64() == granted);
        await SendOutAsync(order, name);
        await ChargedAsync(order, left);
        var refund = await RefundAsync($"{order}.1", name, granted);
        return (
            [
                new PaidFacts(order, Released, basket.Total,
                [
                    new PaymentFacts($"{order}.1", false, granted, refund),
                    new PaymentFacts($"{order}.2", true, left - granted, 0),
                ]),
            ],
            [new CreditFacts(name, granted, refund, 0, granted - refund, 0)]);
    }

    /// <summary>Taken back, now and then before anybody has answered for its money.</summary>
    public async Task<(IEnumerable<PaidFacts> Orders, IEnumerable<CreditFacts> Credits)> TakeBackAsync(string name)
    {
        var basket = Basket.Of(random);
        var granted = Basket.Cost(basket.Items.Second, 1);
        await GrantAsync(name, granted);
        var order = await PlaceAsync(
            basket.Order(name, "after_delivery", Tender.Credit(name, granted), Tender.Card()), name);
        if (random.Next(2) == 0)
        {
            _ = await buyer.UntilAsync($"/orders/{order}", Released, IsReleased);
        }

        _ = await buyer.DoAsync($"/orders/{order}/cancel", """{"reason":"customer"}""", $"{name}/cancel", order);
        return (
            [
                new PaidFacts(order, "cancelled", basket.Total,
                    [new PaymentFacts($"{order}.1", false, 0, 0), new PaymentFacts($"{order}.2", true, 0, 0)]),
            ],
            [new CreditFacts(name, granted, granted, 0, 0, 0)]);
    }

    /// <summary>Four capture two fifths each, then each refunds three tenths: there is enough for two, both
    /// times.</summary>
    public async Task<(IEnumerable<PaidFacts> Orders, IEnumerable<CreditFacts> Credits)> ChargeByHandAsync(string name)
    {
        const int Hands = 4;
        const int Wins = 2;
        var basket = Basket.Of(random);
        var (capture, refund) = (basket.Total * 2 / 5, basket.Total * 3 / 10);
        var order = await PlaceAsync(basket.Order(name, "manual", Tender.Card()), name);
        _ = await buyer.UntilAsync($"/orders/{order}", Released, IsReleased);
        var payment = $"{order}.1";
        await buyer.RaceAsync(
            $"/payments/{payment}/captures", $$"""{"amount":{{Tender.Euros(capture)}}}""", $"{name}/capture", payment,
            Hands, Wins);
        await ChargedAsync(order, Wins * capture);
        await buyer.RaceAsync(
            $"/payments/{payment}/refunds", $$"""{"amount":{{Tender.Euros(refund)}},"reason":"race"}""",
            $"{name}/refund", payment, Hands, Wins);
        return (
            [
                new PaidFacts(order, Released, basket.Total,
                    [new PaymentFacts(payment, true, Wins * capture, Wins * refund)]),
            ],
            []);
    }

    /// <summary>Three orders want all of an account that is enough for one and a half; then two withdraw the
    /// rest.</summary>
    public async Task<(IEnumerable<PaidFacts> Orders, IEnumerable<CreditFacts> Credits)> ShareCreditAsync(string name)
    {
        var basket = Basket.Of(random);
        var rest = basket.Total / 2;
        var granted = basket.Total + rest;
        await GrantAsync(name, granted);
        var orders = await Task.WhenAll(Enumerable.Range(0, Racers).Select(number =>
        {
            var reference = string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");
            return PlaceAsync(
                basket.Order(reference, "after_delivery", Tender.Credit(name, basket.Total)), reference);
        }));
        var shown = await Task.WhenAll(orders.Select(order => buyer.UntilAsync(
            $"/orders/{order}", "released or declined", json => IsReleased(json) || IsDeclined(json))));
        var won = orders.Where((_, index) => IsReleased(shown[index])).ToList();
        if (won.Count != 1)
        {
            buyer.Note($"{won.Count} of {Racers} orders are paid from {name}, which is enough for one");
        }

        foreach (var lost in orders.Except(won))
        {
            _ = await buyer.DoAsync($"/orders/{lost}/cancel", """{"reason":"customer"}""", $"{lost}/cancel", lost);
        }

        var account = $"{name}@EUR";
        await buyer.RaceAsync(
            $"/store-credits/{account}/withdrawals", $$"""{"amount":{{Tender.Euros(rest)}},"reason":"lapsed"}""",
            $"{name}/withdraw", account, clients: 2, wins: 1);
        return (
            orders.Select(order => new PaidFacts(
                order, won.Contains(order) ? Released : "cancelled", basket.Total,
                [new PaymentFacts($"{order}.1", false, 0, 0)])),
            [new CreditFacts(name, granted, 0, basket.Total, 0, rest)]);
    }

    private async Task<string> PlaceAsync(string json, string name) =>
        (await buyer.DoAsync("/orders", json, name, entity: null)).Json.GetProperty("id").GetString()!;

    private async Task GrantAsync(string account, long minor) => _ = await buyer.DoAsync(
        "/store-credits",
        $$"""{"account":"{{account}}","amount":{{Tender.Euros(minor)}},"reason":"sorry"}""",
        $"{account}/grant",
        $"{account}@EUR");

    /// <summary>Three want to cancel all units of the first line but one; there are enough for one of them.</summary>
    /// <returns>What the order costs then.</returns>
    private async Task<long> CancelUnitsAsync(string order, string name, Basket basket)
    {
        await buyer.RaceAsync(
            $"/orders/{order}/lines/1/cancel",
            string.Create(
                CultureInfo.InvariantCulture, $$"""{"quantity":{{basket.Units.First - 1}},"reason":"customer"}"""),
            $"{name}/units", order, Racers, wins: 1);
        return basket.TotalWith(first: 1);
    }

    private async Task SendOutAsync(string order, string name)
    {
        _ = await buyer.UntilAsync($"/orders/{order}", Released, IsReleased);
        _ = await buyer.DoAsync(
            "/manifests",
            $$$"""
            {"route":"{{{name}}}","depot":"{{{Depot}}}","vehicle":"T-1","driver":"D-1","reefer":null,
             "stops":[{"stop":1,"consignee":"Load","orders":["{{{order}}}"]}]}
            """,
            $"{name}/route",
            name);
        _ = await buyer.DoAsync($"/manifests/{name}/dispatch", "{}", $"{name}/dispatch", name);
    }

    private async Task ChargedAsync(string order, long minor) => _ = await buyer.UntilAsync(
        $"/orders/{order}",
        string.Create(CultureInfo.InvariantCulture, $"charged {minor}"),
        json => json.GetProperty("money").GetProperty("charged").GetProperty("minor").GetInt64() == minor);

    /// <summary>Three want two thirds of what was captured back.</summary>
    /// <returns>What one of them gets.</returns>
    private async Task<long> RefundAsync(string payment, string name, long captured)
    {
        var refund = captured * 2 / 3;
        await buyer.RaceAsync(
            $"/payments/{payment}/refunds", $$"""{"amount":{{Tender.Euros(refund)}},"reason":"broken"}""",
            $"{name}/refund", payment, Racers, wins: 1);
        return refund;
    }

    private static bool IsReleased(JsonElement order) => order.GetProperty("status").GetString() == Released;

    private static bool IsDeclined(JsonElement order) => order.GetProperty("holds").EnumerateArray().Any(hold =>
        hold.GetProperty("type").GetString() == "PAYMENT"
        && hold.GetProperty("reason").GetString()!.StartsWith("declined", StringComparison.Ordinal));
}
