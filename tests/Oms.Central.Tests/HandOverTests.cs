using System.Net;
using System.Text.Json;
using NodaTime;
using Oms.Custody.CheckOuts;
using Oms.Custody.Inspections;
using Xunit;

namespace Oms.Central.Tests;

/// <summary>What the centre concludes from the protocol: defects, check-ins, partial acceptance, superseded
/// visits.</summary>
public sealed class HandOverTests
{
    private static readonly Instant At = Instant.FromUtc(2026, 11, 21, 17, 0);
    private static readonly ProofOfDelivery Pod = new("A. Buyer", At, new string('a', 64));

    [Fact]
    public async Task A_vehicle_with_a_defect_is_not_dispatched_until_a_depot_certified_it()
    {
        await using var server = await CentralServer.StartAsync();
        using var gateway = new Gateway(server);
        _ = await gateway.EnrolAsync();
        var order = await OrderAsync(server);
        gateway.Write("co-0", new CheckOutEvent.Arrived(Gateway.Depot, "T-12", "D-3", null, null, null, At));
        gateway.Write("co-0", new CheckOutEvent.VehicleInspected(
            InspectionOutcome.DefectsFound, [new VehicleDefect("horn", "It is silent.", null)], "D-3")
        {
            Vehicle = "T-12",
        });
        _ = await gateway.SendAsync();
        await server.SettleAsync();

        Assert.Equal(HttpStatusCode.Created, (await server.PostAsync("/manifests", $$$"""
            {"route":"R-7","depot":"dep-1","vehicle":"T-12","driver":"D-3","reefer":"RF-12",
             "stops":[{"stop":1,"consignee":"Shop","orders":["{{{order}}}"]}],
             "checklists":[{"id":"cold","version":1,"steps":[{"step":"keys","required":true}]}]}
            """)).Status);
        var held = await server.PostAsync("/manifests/R-7/dispatch", "{}");
        Assert.Equal((HttpStatusCode.Conflict, "vehicle-awaiting-repair"), (held.Status, held.Code));

        var order1 = Assert.Single((await server.UntilAsync(
            "/vehicles?status=held", json => json.GetProperty("items").GetArrayLength() == 1))
            .GetProperty("items")[0].GetProperty("work_orders").EnumerateArray());
        Assert.Equal(("co-0.2", 1, "horn", "co-0"), (
            order1.GetProperty("report").GetString(), order1.GetProperty("defect").GetInt32(),
            order1.GetProperty("part").GetString(), order1.GetProperty("check_out").GetString()));

        var sent = gateway.Records.Count;
        gateway.Write(
            string.Empty,
            VehicleEvents.DefectCertified,
            VehicleEvents.Write(new VehicleEvent.DefectCertified(
                "co-0.2", 1, RepairOutcome.Repaired, "A wire.",
                new ElectronicSignature("M-1", new string('b', 64), At))));
        _ = await gateway.SendAsync(sent + 1);
        await server.SettleAsync();
        Assert.Equal("clear", (await server.GetAsync("/vehicles/T-12")).Json.GetProperty("status").GetString());
        _ = await server.UntilAsync(
            "/vehicles?status=held", json => json.GetProperty("items").GetArrayLength() == 0);
        Assert.Equal(HttpStatusCode.Accepted, (await server.PostAsync("/manifests/R-7/dispatch", "{}")).Status);

        // The checklists of the plan go to the depot with the manifest.
        _ = await server.UntilAsync("/manifests/R-7", json => json.GetProperty("status").GetString() == "dispatched");
        await server.SettleAsync();
        var manifest = Assert.Single((await gateway.ManifestsAsync(after: 0)).Manifests);
        Assert.Equal("cold", Assert.Single(manifest.Checklists!).Id);
    }

    [Fact]
    public async Task What_a_depot_did_not_take_over_is_no_stock_and_leaves_a_claim_with_its_evidence()
    {
        await using var server = await CentralServer.StartAsync();
        using var gateway = new Gateway(server);
        _ = await gateway.EnrolAsync();
        var order = await OrderAsync(server);
        _ = await server.SendOutAsync("R-7", order);
        CheckOut(gateway, "co-1", order, null, new CheckOutEvent.Completed("depot:dep-1")
        {
            Kept = [new ItemQuantity(new Item(ItemKind.Units, "MILK", "L1"), 1)],
        });
        _ = await gateway.SendAsync();

        _ = await server.StatusAsync(order, "closed");
        var claims = await ClaimsAsync(server, 2);
        Assert.Equal(
            ["count-discrepancy", "not-accepted"],
            claims.Select(claim => claim.GetProperty("kind").GetString()).Order(StringComparer.Ordinal));
        Assert.All(claims, claim =>
            Assert.Equal("/check-outs/co-1/evidence", claim.GetProperty("evidence").GetString()));
        _ = await server.UntilAsync("/stock-items/MILK@dep-1", json => json.GetProperty("on_hand").GetInt32() == 1);
    }

    [Fact]
    public async Task A_check_in_at_the_start_of_a_route_closes_nothing()
    {
        await using var server = await CentralServer.StartAsync();
        using var gateway = new Gateway(server);
        _ = await gateway.EnrolAsync();
        var order = await OrderAsync(server);
        _ = await server.SendOutAsync("R-7", order);
        gateway.Write("ci-1", new CheckOutEvent.Arrived(Gateway.Depot, "T-12", "D-3", "R-7", null, null, At)
        {
            Direction = Direction.CheckIn,
        });
        gateway.Write("ci-1", new CheckOutEvent.Completed("driver:D-3"));
        CheckOut(gateway, "co-1", order, null, new CheckOutEvent.Completed("depot:dep-1"));
        _ = await gateway.SendAsync();

        _ = await server.StatusAsync(order, "closed");
        Assert.Equal("co-1", (await server.GetAsync("/manifests/R-7")).Json.GetProperty("check_out").GetString());
        Assert.Empty((await server.GetAsync("/claims")).Json.GetProperty("items").EnumerateArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_visit_that_supersedes_another_drives_the_orders_only_where_the_first_did_not(bool wasCompleted)
    {
        await using var server = await CentralServer.StartAsync();
        using var gateway = new Gateway(server);
        _ = await gateway.EnrolAsync();
        var order = await OrderAsync(server);
        _ = await server.SendOutAsync("R-7", order);
        CheckOut(gateway, "co-1", order, null, wasCompleted
            ? new CheckOutEvent.Completed("depot:dep-1")
            : new CheckOutEvent.Disputed("One is dented.", "D-3"));
        CheckOut(
            gateway,
            "co-2",
            order,
            new Superseded("co-1", wasCompleted ? "completed" : "disputed", 4, "Settled.", []),
            new CheckOutEvent.Completed("depot:dep-1"));
        _ = await gateway.SendAsync();

        var closed = await server.StatusAsync(order, "closed");
        Assert.Equal(8, closed.Units("delivered"));
        Assert.Equal(
            [wasCompleted ? "amended-hand-over" : "dispute"],
            (await ClaimsAsync(server, 1)).Select(claim => claim.GetProperty("kind").GetString()));
        Assert.Equal(
            wasCompleted ? "co-1" : "co-2",
            (await server.GetAsync("/manifests/R-7")).Json.GetProperty("check_out").GetString());
        Assert.True((await server.GetAsync("/audit/invariants")).Json.GetProperty("healthy").GetBoolean());
    }

    private static async Task<string> OrderAsync(CentralServer server)
    {
        await server.ReceiveAsync("MILK@dc-1", 100, expires: "2099-01-31");
        var order = await server.PlaceAsync("SO-1", ("MILK", 10));
        _ = await server.StatusAsync(order, "released");
        return order;
    }

    private static void CheckOut(
        Gateway gateway, string id, string order, Superseded? standsFor, CheckOutEvent ending)
    {
        gateway.Write(id, new CheckOutEvent.Arrived(Gateway.Depot, "T-12", "D-3", "R-7", null, null, At)
        {
            StandsFor = standsFor,
        });
        gateway.Write(id, new CheckOutEvent.DeliveryReconciled(new StopDelivery(
            1, order, [new DeliveredLine(1, "MILK", "L1", 8, 0, 2, 0, "late")], Pod)));
        gateway.Write(id, new CheckOutEvent.CargoVerified([new CargoCount("MILK", "L1", 2, 2)], "anna"));
        gateway.Write(id, ending);
    }

    private static async Task<List<JsonElement>> ClaimsAsync(CentralServer server, int count) =>
        [.. (await server.UntilAsync("/claims", json => json.GetProperty("items").GetArrayLength() == count))
            .GetProperty("items").EnumerateArray()];
}
