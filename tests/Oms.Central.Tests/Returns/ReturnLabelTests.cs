using System.Net;
using System.Text.Json;
using Oms.Central.Tests.Payments;
using Oms.Custody.CheckOuts;
using Xunit;

namespace Oms.Central.Tests.Returns;

/// <summary>Labels with which customers send units back, and units that drivers collect.</summary>
public sealed class ReturnLabelTests
{
    private const string Road =
        """
        {"id":"road","terms":{"name":"Road","kind":"table","currency":"EUR","services":[
          {"id":"out","name":"Out","base_minor":1,"transit_days":1,"grams_max":30000,"use":"outbound"},
          {"id":"back","name":"Back","base_minor":450,"transit_days":3,"grams_max":30000}]} }
        """;

    [Fact]
    public async Task An_approved_return_gets_one_label_to_the_location_that_it_goes_to()
    {
        await using var shop = await ReturnShop.OpenAsync();
        var order = await shop.DeliverAsync("SO-1");
        ReturnShop.Made(await shop.Server.PostAsync("/carriers", Road));
        ReturnShop.Made(await shop.RequestAsync("RMA-1", order, 3));
        const string Path = "/returns/RMA-1/label";
        ReturnShop.Refused("not-found", await shop.Server.PostAsync("/returns/RMA-9/label", "{}"));
        ReturnShop.Refused("invalid-request", await shop.Server.PostAsync(Path, """{"grams":0}"""));
        ReturnShop.Refused("weight-unknown", await shop.Server.PostAsync(Path, "{}"));
        ReturnShop.Refused("not-found", await shop.Server.PostAsync(Path, """{"grams":900}"""));
        ReturnShop.Made(await shop.Server.PostAsync(
            "/locations",
            """
            {"id":"dc-1","terms":{"name":"Warehouse","kind":"warehouse","time_zone":"UTC",
              "address":{"lines":["9 Dock Road"],"city":"Peoria","postal_code":"61601","country":"US"} } }
            """));
        await shop.Server.SettleAsync();
        ReturnShop.Refused("no-company-prefix", await shop.Server.PostAsync(Path, """{"grams":900}"""));
        ReturnShop.Done(await shop.Server.PostAsync(
            "/locations/dc-1/revise",
            """
            {"terms":{"name":"Warehouse","kind":"warehouse","time_zone":"UTC",
              "address":{"lines":["9 Dock Road"],"city":"Peoria","postal_code":"61601","country":"US"},
              "fulfilment":{"mode":"pick_and_pack","company_prefix":"9521234"} } }
            """,
            ifMatch: "*"));
        ReturnShop.Refused("illegal-transition", await shop.Server.PostAsync(Path, """{"grams":900}"""));
        ReturnShop.Done(await shop.ApproveAsync("RMA-1"));
        ReturnShop.Refused("not-found", await shop.Server.GetAsync(Path));

        var asked = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => shop.Server.PostAsync(Path, """{"grams":900}""")));
        Assert.All(asked, reply => Assert.Equal(HttpStatusCode.Accepted, reply.Status));
        var printed = await UntilAsync(shop, "printed");
        Assert.Equal("back", printed.Text("service"));
        var zpl = (await shop.Server.GetAsync(Path)).Text;
        Assert.True(
            zpl.IndexOf("Corner Shop", StringComparison.Ordinal)
                < zpl.IndexOf("9 Dock Road", StringComparison.Ordinal));
        Assert.Contains($">;>800{printed.Text("sscc")}", zpl, StringComparison.Ordinal);
        ReturnShop.Refused("no-service", await shop.Server.PostAsync(
            Path, """{"grams":900,"carrier":"road","service":"out"}"""));
        ReturnShop.Made(await shop.Server.PostAsync(
            "/carriers", Road.Replace("road", "rail", StringComparison.Ordinal)));
        await shop.Server.SettleAsync();
        ReturnShop.Refused("label-exists", await shop.Server.PostAsync(Path, """{"grams":900,"carrier":"rail"}"""));

        ReturnShop.Done(await shop.Server.PostAsync(
            "/returns/RMA-1/cancel", """{"reason":"kept"}""", ifMatch: "*"));
        _ = await UntilAsync(shop, "voided");
        ReturnShop.Refused("label-not-there", await shop.Server.GetAsync(Path));
        ReturnShop.Refused("illegal-transition", await shop.Server.PostAsync(Path, """{"grams":900}"""));
        await shop.Server.HealthyAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_unit_that_a_driver_collects_is_given_to_the_one_return_on_the_route_that_takes_it(int returns)
    {
        await using var server = await CentralServer.StartAsync();
        using var gateway = new Gateway(server);
        _ = await gateway.EnrolAsync();
        await server.ReceiveAsync("MILK@dc-1", 10);
        var placed = await server.PostAsync("/orders", Shop.OrderJson(
            "SO-1", "split", ("MILK", 10), ("NUTS", 5), ("EGGS", 1)));
        var order = placed.Json.Text("id")!;
        _ = await server.StatusAsync(order, "released");
        await BringAsync("R-1", 1, "MILK", "L1", 10);
        _ = await server.UntilAsync($"/orders/{order}", json => json.Units("delivered") == 10);
        for (var i = 1; i <= returns; i++)
        {
            ReturnShop.Made(await server.PostAsync(
                "/returns",
                $$"""
                {"id":"RMA-{{i}}","order":"{{order}}","lines":[{"line":1,"quantity":1,"reason":"not-wanted"}]}
                """));
            ReturnShop.Done(await server.PostAsync($"/returns/RMA-{i}/approve", "{}", ifMatch: "*"));
        }

        await server.ReceiveAsync("NUTS@dc-1", 5, "L2");
        _ = await server.UntilAsync($"/orders/{order}", json => json.Units("reserved", 2) == 5
            && json.GetProperty("lines")[1].Text("allocation") == "hard");
        await BringAsync("R-2", 2, "NUTS", "L2", 5, new CargoCount("MILK", "L1", 0, 1));
        if (returns == 1)
        {
            var received = await server.UntilAsync("/returns/RMA-1", json => json.Text("status") == "received");
            Assert.Equal("dep-1", received.GetProperty("receipts")[0].Text("location"));
            _ = await server.UntilAsync(
                "/returns?status=unmatched", json => json.GetProperty("items").GetArrayLength() == 0);
        }
        else
        {
            _ = await server.UntilAsync(
                "/returns?status=unmatched", json => json.GetProperty("items").GetArrayLength() == 1);

            // Whatever a driver brings is looked at in turn: what comes later finds its return, so this was looked at.
            await server.SettleAsync();
            ReturnShop.Made(await server.PostAsync(
                "/returns",
                $$"""
                {"id":"RMA-9","order":"{{order}}","lines":[{"line":2,"quantity":1,"reason":"not-wanted"}]}
                """));
            ReturnShop.Done(await server.PostAsync("/returns/RMA-9/approve", "{}", ifMatch: "*"));
            await server.ReceiveAsync("EGGS@dc-1", 1, "L3");
            _ = await server.UntilAsync($"/orders/{order}", json => json.Units("reserved", 3) == 1
                && json.GetProperty("lines")[2].Text("allocation") == "hard");
            await BringAsync("R-3", 3, "EGGS", "L3", 1, new CargoCount("NUTS", "L2", 0, 1));
            _ = await server.UntilAsync("/returns/RMA-9", json => json.Text("status") == "received");
            Assert.All(
                (await server.GetAsync($"/returns?order={order}&status=approved")).Json.GetProperty("items")
                    .EnumerateArray(),
                each => Assert.Equal(0, each.GetProperty("receipts").GetArrayLength()));
        }

        await server.HealthyAsync();

        async Task BringAsync(string route, int line, string sku, string lot, int units, CargoCount? extra = null)
        {
            _ = await server.SendOutAsync(route, order);
            var (visit, now) = ($"co-{route}", server.Node.Clock.GetCurrentInstant());
            gateway.Write(visit, new CheckOutEvent.Arrived(Gateway.Depot, "T-12", "D-3", route, null, null, now));
            gateway.Write(visit, new CheckOutEvent.DeliveryReconciled(new StopDelivery(
                1, order, [new DeliveredLine(line, sku, lot, units, 0, 0, 0, "ok")],
                new ProofOfDelivery("A. Buyer", now, new string('a', 64)))));
            gateway.Write(visit, new CheckOutEvent.CargoVerified(
                [new CargoCount(sku, lot, 0, 0), .. extra is null ? Array.Empty<CargoCount>() : [extra]], "anna"));
            gateway.Write(visit, new CheckOutEvent.Completed("depot:dep-1"));
            _ = await gateway.SendAsync();
        }
    }

    private static async Task<JsonElement> UntilAsync(ReturnShop shop, string stage) =>
        (await shop.Server.UntilAsync("/returns/RMA-1", json =>
            json.GetProperty("label") is { ValueKind: JsonValueKind.Object } label && label.Text("stage") == stage))
        .GetProperty("label");
}
