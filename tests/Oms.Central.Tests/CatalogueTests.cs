using System.Net;
using NodaTime;
using Oms.Custody.Cargo;
using Oms.Custody.CheckOuts;
using Oms.Custody.Findings;
using Xunit;

namespace Oms.Central.Tests;

/// <summary>A route whose manifest has a catalogue, and what its hand-over's reconciliation drives.</summary>
public sealed class CatalogueTests
{
    private static readonly Instant At = Instant.FromUtc(2026, 11, 21, 17, 0);
    private static readonly ProofOfDelivery Pod = new("A. Buyer", At, new string('a', 64)) { Strokes = 5 };

    [Theory]
    [InlineData("""{"products":[{"sku":"MILK","items":[{"gtin":"09506000134353","units":1}]}]}""",
        "/catalogue/products/0/items/0/gtin")]
    [InlineData("""{"products":[{"sku":"TEA","items":[]}]}""", "/catalogue/products/0/sku")]
    [InlineData("""{"products":[null]}""", "/catalogue/products/0")]
    [InlineData(
        """
        {"products":[{"sku":"MILK","items":[]}],
         "logistic_units":[{"sscc":"395011015300000012","content":[{"sku":"MILK","lot":"L1","units":1}]}]}
        """,
        "/catalogue/logistic_units/0/sscc")]
    [InlineData("""{"products":[{"sku":"MILK","items":[]}],"terms":[{"stop":2}]}""", "/catalogue/terms/0/stop")]
    public async Task A_catalogue_with_a_fault_is_refused_with_the_member_at_fault(string catalogue, string field)
    {
        await using var server = await CentralServer.StartAsync();
        using var gateway = new Gateway(server);
        _ = await gateway.EnrolAsync();

        var refused = await PlanAsync(server, await OrderAsync(server), catalogue);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid-request"), (refused.Status, refused.Code));
        Assert.Equal(field, refused.Json.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    [Fact]
    public async Task The_catalogue_goes_to_the_depot_and_the_reconciliation_books_stock_and_claims_exactly_once()
    {
        await using var server = await CentralServer.StartAsync();
        using var gateway = new Gateway(server);
        _ = await gateway.EnrolAsync();
        var order = await OrderAsync(server);
        const string Catalogue = """
            {"products":[{"sku":"MILK","items":[{"gtin":"09506000134352","units":1}],"lot_tracked":true,
              "unit_grams":1030,"lots":[{"lot":"L1","expiry":"2027-01-31"}]}],"terms":[{"stop":1}]}
            """;
        Assert.Equal(HttpStatusCode.Created, (await PlanAsync(server, order, Catalogue)).Status);
        Assert.Equal(HttpStatusCode.OK, (await PlanAsync(server, order, Catalogue)).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await server.PostAsync("/manifests/R-7/dispatch", "{}")).Status);
        _ = await server.UntilAsync("/manifests/R-7", json => json.GetProperty("status").GetString() == "dispatched");
        await server.SettleAsync();
        var manifest = Assert.Single((await gateway.ManifestsAsync(after: 0)).Manifests);
        Assert.Equal(new LocalDate(2027, 1, 31), manifest.Catalogue!.Products[0].Lots![0].Expiry);
        Assert.Equal([new OrderedQuantity(1, "MILK", 10)], Assert.Single(manifest.Stops).Ordered);

        // The stop says: one short, one refused, one damaged. The dock found three, two of them good.
        gateway.Write("co-1", new CheckOutEvent.Arrived(Gateway.Depot, "T-12", "D-3", "R-7", null, null, At));
        gateway.Write("co-1", new CheckOutEvent.ManifestAttached(manifest));
        gateway.Write("co-1", new CheckOutEvent.CodeScanned(
            "(01)09506000134352(10)L1", 1, "sc-1", At, [new LogisticContent("MILK", "L1", 1)], []));
        gateway.Write("co-1", new CheckOutEvent.CargoCounted("MILK", "L1", 2, 1, "anna", At));
        gateway.Write("co-1", new CheckOutEvent.DeliveryReconciled(new StopDelivery(
            1, order, [new DeliveredLine(1, "MILK", "L1", 6, 1, 2, 1, "late")], Pod))
        {
            Findings = [new Finding("late", "stop 1", "It was late.")],
        });
        gateway.Write("co-1", new CheckOutEvent.CargoVerified([new CargoCount("MILK", "L1", 3, 3)], "anna")
        {
            Lines = [new TallyLine("MILK", "L1", 3, 3, 1, null, CountSource.Scans, 3, 1)],
            Found = 0,
            Findings = [],
            Reconciliation = DeliveryReconciliation.Of(
                [new CarriedLine("MILK", "L1", 10)],
                [new StopLine(1, "MILK", "L1", 6, 2, 1)],
                [new ReturnedLine("MILK", "L1", 2, 1)]),
        });
        gateway.Write("co-1", new CheckOutEvent.Completed("depot:dep-1"));
        _ = await gateway.SendAsync();

        var closed = await server.StatusAsync(order, "closed");
        Assert.Equal((6, 1), (closed.Units("delivered"), closed.Units("lost")));
        var claims = (await server.UntilAsync("/claims", json => json.GetProperty("items").GetArrayLength() == 2))
            .GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(
            [("damage", 1), ("shortage", 1)],
            claims.Select(claim => (claim.GetProperty("kind").GetString(), claim.GetProperty("quantity").GetInt32()))
                .Order());
        var stock = await server.UntilAsync(
            "/stock-items/MILK@dep-1", json => json.GetProperty("on_hand").GetInt32() == 3);
        Assert.Equal(2, stock.GetProperty("available").GetInt32());
        Assert.Equal(
            1,
            (await server.GetAsync("/check-outs/co-1")).Json.GetProperty("reconciliation").GetProperty("lines")[0]
                .GetProperty("short").GetInt32());

        // Sent again, nothing is booked again.
        _ = await gateway.SendAsync();
        await server.SettleAsync();
        stock = (await server.GetAsync("/stock-items/MILK@dep-1")).Json;
        Assert.Equal(3, stock.GetProperty("on_hand").GetInt32());
        Assert.Equal(2, (await server.GetAsync("/claims")).Json.GetProperty("items").GetArrayLength());
        Assert.True((await server.GetAsync("/audit/invariants")).Json.GetProperty("healthy").GetBoolean());
    }

    private static Task<Reply> PlanAsync(CentralServer server, string order, string catalogue) =>
        server.PostAsync("/manifests", $$$"""
            {"route":"R-7","depot":"dep-1","vehicle":"T-12","driver":"D-3","reefer":null,
             "stops":[{"stop":1,"consignee":"Shop","orders":["{{{order}}}"]}],"catalogue":{{{catalogue}}}}
            """);

    private static async Task<string> OrderAsync(CentralServer server)
    {
        await server.ReceiveAsync("MILK@dc-1", 100, expires: "2099-01-31");
        var order = await server.PlaceAsync("SO-1", ("MILK", 10));
        _ = await server.StatusAsync(order, "released");
        return order;
    }
}
