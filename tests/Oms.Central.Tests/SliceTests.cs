using System.Net;
using System.Text.Json;
using NodaTime;
using Oms.Custody.CheckOuts;
using Oms.Transparency;
using Xunit;

namespace Oms.Central.Tests;

/// <summary>The whole way: an order is placed, leaves, is delivered, and the hand-over's records close it.</summary>
public sealed class SliceTests
{
    private static readonly Instant At = Instant.FromUtc(2026, 11, 21, 17, 0);
    private static readonly ProofOfDelivery Pod = new("A. Buyer", At, new string('a', 64));

    [Fact]
    public async Task Signed_records_of_a_hand_over_close_the_order_and_leave_evidence_that_verifies()
    {
        await using var server = await CentralServer.StartAsync();
        using var gateway = new Gateway(server);
        Assert.Equal(HttpStatusCode.OK, (await gateway.EnrolAsync()).Status);
        var (order, manifest) = await SendOutAsync(server, gateway, quantity: 10);
        Assert.Equal("L1", manifest.Stops[0].Lines[0].Lot);

        CheckOut(gateway, "co-1", new DeliveredLine(1, "MILK", "L1", 10, 0, 0, 0, null), found: null, excursion: null);
        var ack = await gateway.SendAsync();
        Assert.Equal((gateway.Records.Count, null), (ack.HighWater, ack.Quarantined));

        var closed = await server.StatusAsync(order, "closed");
        Assert.Equal((10, 0), (closed.Units("delivered"), closed.Units("in_transit")));
        var delivery = closed.GetProperty("lines")[0].GetProperty("deliveries")[0];
        Assert.Equal("co-1", delivery.GetProperty("check_out").GetString());
        Assert.Equal("A. Buyer", delivery.GetProperty("signed_by").GetString());
        var route = await server.GetAsync("/manifests/R-7");
        Assert.Equal("closed", route.Json.GetProperty("status").GetString());
        Assert.Empty((await server.GetAsync("/claims")).Json.GetProperty("items").EnumerateArray());

        await VerifyEvidenceAsync(server, "co-1");
        var audit = await server.GetAsync("/audit/invariants");
        Assert.True(audit.Json.GetProperty("healthy").GetBoolean(), audit.Text);
        var timeline = (await server.GetAsync($"/orders/{order}/timeline")).Json.GetProperty("items");
        Assert.Contains(timeline.EnumerateArray(), item => item.GetProperty("type").GetString() == "order.closed");
        Assert.Contains(timeline.EnumerateArray(), item => item.GetProperty("source").GetString() == "custody");
    }

    [Fact]
    public async Task Units_that_come_back_are_restocked_damaged_ones_set_aside_and_missing_ones_claimed()
    {
        await using var server = await CentralServer.StartAsync();
        using var gateway = new Gateway(server);
        _ = await gateway.EnrolAsync();
        var (order, _) = await SendOutAsync(server, gateway, quantity: 10);
        CheckOut(gateway, "co-1", new DeliveredLine(1, "MILK", "L1", 5, 2, 2, 1, "late"), found: 3, excursion: null);
        _ = await gateway.SendAsync();

        var closed = await server.StatusAsync(order, "closed");
        Assert.Equal((5, 2, 3), (closed.Units("delivered"), closed.Units("lost"), closed.Units("turned_back")));
        var stock = await server.UntilAsync("/stock-items/MILK@dep-1", json =>
            json.GetProperty("on_hand").GetInt32() == 3);
        Assert.Equal(2, stock.GetProperty("sellable").GetInt32());
        Assert.Equal(["damage", "shortage"], await ClaimsAsync(server));
        Assert.True((await server.GetAsync("/audit/invariants")).Json.GetProperty("healthy").GetBoolean());
    }

    [Fact]
    public async Task A_line_that_was_filled_from_two_lots_is_checked_out_and_closed_once_for_each()
    {
        await using var server = await CentralServer.StartAsync();
        using var gateway = new Gateway(server);
        _ = await gateway.EnrolAsync();
        await server.ReceiveAsync("MILK@dc-1", 4, lot: "L0", expires: "2098-12-31");
        var (order, manifest) = await SendOutAsync(server, gateway, quantity: 10);
        Assert.Equal(
            [(1, "L0", 4), (1, "L1", 6)],
            manifest.Stops[0].Lines.Select(line => (line.Line, line.Lot, line.Quantity)));

        DeliveredLine[] lines =
        [
            new(1, "MILK", "L0", 3, 0, 1, 0, "late"), new(1, "MILK", "L1", 4, 1, 0, 1, "dented"),
        ];
        var excursion = new TemperatureExcursion("RF-12", 1, At, null, 12_000, new TemperatureBand(2_000, 8_000), []);
        CheckOut(gateway, "co-1", lines, [new("MILK", "L0", 1, 1), new("MILK", "L1", 1, 1)], excursion);
        _ = await gateway.SendAsync();

        var closed = await server.StatusAsync(order, "closed");
        Assert.Equal((7, 0), (closed.Units("delivered"), closed.Units("in_transit")));
        Assert.Equal(
            ["L0", "L1"],
            closed.GetProperty("lines")[0].GetProperty("deliveries").EnumerateArray()
                .Select(delivery => delivery.GetProperty("lot").GetString()).Order(StringComparer.Ordinal));
        Assert.Single(closed.GetProperty("lines")[0].GetProperty("flags").EnumerateArray());
        var depot = await server.UntilAsync("/stock-items/MILK@dep-1", json =>
            json.GetProperty("on_hand").GetInt32() == 2);
        Assert.Equal(0, depot.GetProperty("sellable").GetInt32());
        Assert.Equal(["damage", "shortage"], await ClaimsAsync(server));
        Assert.True((await server.GetAsync("/audit/invariants")).Json.GetProperty("healthy").GetBoolean());
    }

    [Fact]
    public async Task An_excursion_sets_the_lot_aside_everywhere_and_flags_the_line()
    {
        await using var server = await CentralServer.StartAsync();
        using var gateway = new Gateway(server);
        _ = await gateway.EnrolAsync();
        var (order, _) = await SendOutAsync(server, gateway, quantity: 10);
        var excursion = new TemperatureExcursion("RF-12", 1, At, null, 12_000, new TemperatureBand(2_000, 8_000), []);
        CheckOut(gateway, "co-1", new DeliveredLine(1, "MILK", "L1", 8, 0, 2, 0, "warm"), found: 2, excursion);
        _ = await gateway.SendAsync();

        var closed = await server.StatusAsync(order, "closed");
        Assert.Equal("excursion",
            closed.GetProperty("lines")[0].GetProperty("flags")[0].GetProperty("kind").GetString());
        var depot = await server.UntilAsync("/stock-items/MILK@dep-1", json =>
            json.GetProperty("on_hand").GetInt32() == 2);
        Assert.Equal(0, depot.GetProperty("sellable").GetInt32());
        var warehouse = (await server.GetAsync("/stock-items/MILK@dc-1")).Json;
        Assert.Equal((90, 0), (warehouse.GetProperty("on_hand").GetInt32(),
            warehouse.GetProperty("sellable").GetInt32()));
        var lots = (await server.GetAsync("/lots?status=quarantined")).Json.GetProperty("items");
        Assert.Equal(3, lots.GetArrayLength());
    }

    [Fact]
    public async Task A_hand_over_that_is_disputed_closes_nothing_and_leaves_a_claim()
    {
        await using var server = await CentralServer.StartAsync();
        using var gateway = new Gateway(server);
        _ = await gateway.EnrolAsync();
        var (order, manifest) = await SendOutAsync(server, gateway, quantity: 10);
        gateway.Write("co-1", new CheckOutEvent.Arrived(Gateway.Depot, "T-12", "D-3", manifest.Route, null, null, At));
        gateway.Write("co-1", new CheckOutEvent.DeliveryReconciled(new StopDelivery(
            1, order, [new DeliveredLine(1, "MILK", "L1", 10, 0, 0, 0, null)], Pod)));
        gateway.Write("co-1", new CheckOutEvent.Disputed("The seal is broken.", "D-3"));
        _ = await gateway.SendAsync();

        _ = await server.UntilAsync("/claims", json => json.GetProperty("items").GetArrayLength() == 1);
        Assert.Equal(["dispute"], await ClaimsAsync(server));
        var open = await server.StatusAsync(order, "released");
        Assert.Equal((10, 0), (open.Units("in_transit"), open.Units("delivered")));
        Assert.Equal("dispute", open.GetProperty("lines")[0].GetProperty("flags")[0].GetProperty("kind").GetString());
        await VerifyEvidenceAsync(server, "co-1");

        // The claim itself says where its evidence is, and there it is.
        var claim = (await server.GetAsync("/claims")).Json.GetProperty("items")[0];
        var file = await server.GetAsync(claim.GetProperty("evidence").GetString()!);
        Assert.Equal(HttpStatusCode.OK, file.Status);
        var one = (await server.GetAsync($"/claims/{claim.GetProperty("id").GetString()}")).Json;
        Assert.Equal(
            ("co-1", claim.GetProperty("evidence").GetString()),
            (one.GetProperty("check_out").GetString(), one.GetProperty("evidence").GetString()));
        var disputed = Assert.Single(
            JsonDocument.Parse(file.Body).RootElement.GetProperty("records").EnumerateArray(),
            record => record.GetProperty("leaf").GetProperty("kind").GetString() == CheckOutEvents.Disputed);
        Assert.Equal(
            claim.GetProperty("custody_seq").GetInt64(),
            disputed.GetProperty("leaf").GetProperty("custody_seq").GetInt64());
    }

    [Fact]
    public async Task Outcomes_that_do_not_add_up_to_what_was_on_board_close_nothing()
    {
        await using var server = await CentralServer.StartAsync();
        using var gateway = new Gateway(server);
        _ = await gateway.EnrolAsync();
        var (order, _) = await SendOutAsync(server, gateway, quantity: 10);
        CheckOut(gateway, "co-1", new DeliveredLine(1, "MILK", "L1", 9, 0, 0, 0, null), found: null, excursion: null);
        _ = await gateway.SendAsync();

        _ = await server.UntilAsync("/claims", json => json.GetProperty("items").GetArrayLength() == 1);
        Assert.Equal(["outcome-mismatch"], await ClaimsAsync(server));
        Assert.Equal(10, (await server.StatusAsync(order, "released")).Units("in_transit"));
    }

    private static async Task<(string Order, Manifest Manifest)> SendOutAsync(
        CentralServer server, Gateway gateway, int quantity)
    {
        await server.ReceiveAsync("MILK@dc-1", 100, expires: "2099-01-31");
        var order = await server.PlaceAsync("SO-1", ("MILK", quantity));
        _ = await server.StatusAsync(order, "released");
        _ = await server.SendOutAsync("R-7", order);
        await server.SettleAsync();
        var page = await gateway.ManifestsAsync(after: 0);
        Assert.Equal(1, page.After);
        Assert.Empty((await gateway.ManifestsAsync(page.After)).Manifests);
        return (order, Assert.Single(page.Manifests));
    }

    private static void CheckOut(
        Gateway gateway, string id, DeliveredLine line, int? found, TemperatureExcursion? excursion) =>
        CheckOut(
            gateway, id, [line], found is { } units ? [new CargoCount("MILK", "L1", units, units)] : [], excursion);

    private static void CheckOut(
        Gateway gateway,
        string id,
        IReadOnlyList<DeliveredLine> lines,
        IReadOnlyList<CargoCount> counts,
        TemperatureExcursion? excursion)
    {
        var order = Oms.Central.Orders.OrderId.Of("main", "web", "SO-1");
        gateway.Write(id, new CheckOutEvent.Arrived(Gateway.Depot, "T-12", "D-3", "R-7", "dock-2", 120_000, At));
        if (excursion is not null)
        {
            gateway.Write(id, new CheckOutEvent.TemperatureExcursionRecorded(excursion));
        }

        gateway.Write(id, new CheckOutEvent.DeliveryReconciled(new StopDelivery(1, order, lines, Pod)));
        gateway.Write(id, new CheckOutEvent.CargoVerified(counts, "anna"));
        gateway.Write(id, new CheckOutEvent.SignedOff(Role.Driver, "D-3", new string('b', 64)));
        gateway.Write(id, new CheckOutEvent.SignedOff(Role.Supervisor, "anna", new string('c', 64)));
        gateway.Write(id, new CheckOutEvent.Completed("anna"));
    }

    private static async Task VerifyEvidenceAsync(CentralServer server, string checkOut)
    {
        var file = await server.GetAsync($"/check-outs/{checkOut}/evidence");
        for (var i = 0; i < 100 && file.Code == "evidence-not-ready"; i++)
        {
            Assert.NotNull(file.Header("Retry-After"));
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System,
                TestContext.Current.CancellationToken);
            file = await server.GetAsync($"/check-outs/{checkOut}/evidence");
        }

        Assert.True(file.Status == HttpStatusCode.OK, file.Text);
        var keys = (await server.GetAsync("/trust")).Json;
        var trust = new TrustRoot(
            [keys.GetProperty("root_key").GetBytesFromBase64()], [keys.GetProperty("log_key").GetString()!], []);
        Assert.Equal(EvidenceVerdict.Valid, EvidenceVerifier.Verify(file.Body, trust).Verdict);
        file.Body[file.Body.Length / 2] ^= 1;
        Assert.NotEqual(EvidenceVerdict.Valid, EvidenceVerifier.Verify(file.Body, trust).Verdict);
    }

    private static async Task<string[]> ClaimsAsync(CentralServer server) =>
        [.. (await server.GetAsync("/claims")).Json.GetProperty("items").EnumerateArray()
            .Select(claim => claim.GetProperty("kind").GetString()!).Order(StringComparer.Ordinal)];
}
