using Oms.Campaigns.Cluster.Money;

namespace Oms.Campaigns.Cluster.Goods;

/// <summary>The lives of goods that are bought: for our shelves, or sent by the supplier to the customer.</summary>
internal sealed class SupplierLives(GoodsDesk desk, Random random)
{
    /// <summary>The supplier sends four of five units, in one of two parcels that it tells of; the last one is sent or
    /// cancelled, whichever is first. Its invoice is for too many, then right.</summary>
    public async Task<LifeEnd> DropShipAsync(string name)
    {
        const int Ordered = 5;
        const int First = 4;
        const int Cost = Places.DirectCost + 1;
        var order = await desk.PlaceAsync(
            name, Places.DirectSku(random.Next(Places.DirectProducts)), Ordered, Places.Direct, "after_shipment");
        var bought = $"{order}@1";
        var path = $"/purchase-orders/{bought}";
        _ = await desk.StatusAsync(path, "sent");
        await AcknowledgeAsync(bought, Ordered, Cost);
        string[] parcels = ["D-1", "D-2"];
        var had = await desk.Buyer.RaceAsync(
            $"{bought}: two parcels", wins: 1, [.. parcels.Select(parcel => ShipAsync(bought, parcel, First))]);
        var first = had[0] ? parcels[0] : parcels[1];
        await ReportAsync(bought, first, First);

        // Cancelling is answered before the supplier is asked: what became of it the parcel tells.
        var last = ShipAsync(bought, "D-3", Ordered - First);
        _ = await Task.WhenAll(last, desk.Buyer.AskAsync(
            $"/orders/{order}/lines/1/cancel", """{"quantity":1,"reason":"customer"}""", $"{name}/cancel", order));
        var isSent = (await last).Status is >= 200 and < 300;
        if (isSent)
        {
            await ReportAsync(bought, "D-3", Ordered - First);
        }

        var units = isSent ? Ordered : First;
        _ = await desk.StatusAsync($"/orders/{order}", "closed");
        await InvoiceAsync(bought, "I-1", units + 1, Cost);
        _ = await desk.Buyer.DoAsync(
            $"{path}/invoices/I-1/decide", """{"approved":false,"reason":"too many"}""", $"{bought}/decide", bought);
        await InvoiceAsync(bought, "I-2", units, Cost);
        return new(
            GoodsFact.Order(
                order,
                $"closed; {Places.Direct} ordered {Ordered}{(isSent ? "" : " cancelled 1")} shipped {units} delivered "
                + $"{units}; charged {units * GoodsDesk.Price} refunded 0"),
            new GoodsFact(path, Shown.Purchase,
                $"closed; ordered {Ordered} promised {Ordered} received {units}"
                + $"{(isSent ? "" : " given_up 1")} invoiced {units}; I-1 refused; I-2 matched"),
            GoodsFact.Books(
                bought,
                $"cost_of_goods_sold {units * Cost}; goods_received_not_invoiced 0; payables {-units * Cost}"))
        {
            Payments = [new PaymentFacts($"{order}.1", IsByCard: true, units * GoodsDesk.Price, 0)],
        };
    }

    /// <summary>Thirty units are bought. Ten come, told of at three desks; fifteen, of which two are broken; and eight,
    /// which is three more than ordered. They are paid for what came in good order, and some of them leave.</summary>
    public async Task<LifeEnd> PurchaseAsync(string name)
    {
        const int Ordered = 30;
        const int Damaged = 2;
        const int Cost = 81;
        const int Came = 33;
        const int Good = Came - Damaged;
        const int Sold = 4;
        var product = await desk.DefineAsync(name);
        var bought = $"{name}-PO";
        var path = $"/purchase-orders/{bought}";
        _ = await desk.Buyer.DoAsync(
            "/purchase-orders",
            $$$"""
            {"id":"{{{bought}}}","supplier":"{{{Places.Supplier}}}","location":"{{{Places.West}}}",
             "lines":[{"sku":"{{{product.Sku}}}","quantity":{{{Ordered}}},
              "unit_cost":{"minor":{{{Cost - 1}}},"currency":"EUR"}}]}
            """,
            $"{bought}/draft", bought);
        await desk.RefusedAsync($"{path}/receipts", Receipt("R-0", 1, 0), $"{bought}/early", bought);
        _ = await desk.Buyer.DoAsync($"{path}/send", "{}", $"{bought}/send", bought);
        await AcknowledgeAsync(bought, Ordered, Cost);
        await desk.Buyer.TellAsync($"{path}/receipts", Receipt("R-1", 10, 0), $"{bought}/first", bought);
        _ = await desk.Buyer.RaceAsync(
            $"{bought}: two deliveries", wins: 2,
            desk.Buyer.AskAsync($"{path}/receipts", Receipt("R-2", 15, Damaged), $"{bought}/second", bought),
            desk.Buyer.AskAsync($"{path}/receipts", Receipt("R-3", 8, 0), $"{bought}/third", bought));
        await InvoiceAsync(bought, "I-1", Came, Cost);
        _ = await desk.Buyer.DoAsync(
            $"{path}/invoices/I-1/decide", """{"approved":false,"reason":"two broken"}""", $"{bought}/decide", bought);
        await InvoiceAsync(bought, "I-2", Good, Cost);
        var order = await desk.PlaceAsync(name, product.Sku, Sold, Places.West);
        _ = await desk.StatusAsync($"/orders/{order}", "released");
        await desk.SendAsync($"{name}-1", Places.West, order);
        const int Left = Good - Sold;
        return new(
            GoodsFact.Order(order, $"released; {Places.West} ordered {Sold} shipped {Sold} in_transit {Sold}"),
            new GoodsFact(path, Shown.Purchase,
                $"closed; ordered {Ordered} promised {Ordered} received {Came} damaged {Damaged} "
                + $"invoiced {Good}; I-1 refused; I-2 matched"),
            GoodsFact.Stock(
                product.At(Places.West),
                $"on_hand {Left} sellable {Left} available {Left}; {Product.Lot} approved quantity {Left}"),
            GoodsFact.Worth(product.Sku, Left, Left * Cost),
            GoodsFact.Books(
                product.Sku,
                $"cost_of_goods_sold {Sold * Cost}; goods_received_not_invoiced {-Good * Cost}; "
                + $"inventory {Left * Cost}"),
            GoodsFact.Books(bought, $"goods_received_not_invoiced {Good * Cost}; payables {-Good * Cost}"));

        static string Receipt(string reference, int units, int damaged) =>
            $$"""
            {"ref":"{{reference}}","line":1,"lot":"{{Product.Lot}}","quantity":{{units}},"damaged":{{damaged}}}
            """;
    }

    private async Task AcknowledgeAsync(string bought, int units, int cost) => _ = await desk.Buyer.DoAsync(
        $"/purchase-orders/{bought}/acknowledge",
        $$$"""
        {"supplier_ref":"S-1","lines":[{"line":1,"quantity":{{{units}}},
         "unit_cost":{"minor":{{{cost}}},"currency":"EUR"},"expected_on":"2099-12-24"}]}
        """,
        $"{bought}/acknowledge", bought);

    private Task<CallerAnswer> ShipAsync(string bought, string parcel, int units) => desk.Buyer.AskAsync(
        $"/purchase-orders/{bought}/shipments",
        $$"""{"ref":"{{parcel}}","units":[{"line":1,"quantity":{{units}}}]}""",
        $"{bought}/{parcel}", bought);

    /// <summary>The carrier tells three times that all of a parcel was delivered.</summary>
    private async Task ReportAsync(string bought, string parcel, int units) => await desk.Buyer.TellAsync(
        $"/purchase-orders/{bought}/shipments/{parcel}/reports",
        $$"""
        {"ref":"P-1","proof_sha256":"{{new string('a', 64)}}","units":[{"line":1,"delivered":{{units}}}]}
        """,
        $"{bought}/{parcel}/report", bought);

    /// <summary>The supplier's invoice comes three times.</summary>
    private async Task InvoiceAsync(string bought, string invoice, int units, int cost) => await desk.Buyer.TellAsync(
        $"/purchase-orders/{bought}/invoices",
        $$$"""
        {"ref":"{{{invoice}}}","lines":[{"line":1,"quantity":{{{units}}},
         "unit_cost":{"minor":{{{cost}}},"currency":"EUR"}}],"total":{"minor":{{{units * cost}}},"currency":"EUR"}}
        """,
        $"{bought}/{invoice}", bought);
}
