using System.Net;
using Xunit;

namespace Oms.Central.Tests.Fulfilments;

/// <summary>Waves, walks, and pickers who want the same unit.</summary>
public sealed class PickWaveTests : IAsyncLifetime
{
    private PackingShop _shop = null!;

    private CentralServer Server => _shop.Server;

    public async ValueTask InitializeAsync() => _shop = await PackingShop.OpenAsync(""","cut_off":"15:00" """);

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task A_wave_takes_what_is_most_urgent_and_lists_it_in_the_order_of_the_walk_oldest_lot_first()
    {
        await _shop.DoneAsync("/locations/dc-1/bins", """{"code":"B-02","zone":"B"}""", ifMatch: "*");
        await _shop.DoneAsync("/locations/dc-1/bins", """{"code":"A-07","zone":"A"}""", ifMatch: "*");
        await Server.ReceiveAsync("MILK@dc-1", 6, "LATE", "2099-06-30");
        await Server.ReceiveAsync("MILK@dc-1", 4, "SOON", "2099-01-31");
        await PutAwayAsync("m-1", "LATE", 6, "A-07");
        await PutAwayAsync("m-2", "SOON", 4, "B-02");
        var (_, plain) = await _shop.SellAsync("SO-1", 2);
        var urgent = await UrgentAsync("SO-2", 3);
        PackingShop.Made(await Server.PostAsync("/pick-waves", """{"wave":"W-1","location":"dc-1","size":2}"""));
        var wave = await Server.UntilAsync("/pick-waves/W-1", _ => true);
        Assert.Equal(
            [urgent, plain], wave.GetProperty("orders").EnumerateArray().Select(each => each.GetString()));
        var steps = (await Server.GetAsync("/pick-waves/W-1/pick-list")).Json.GetProperty("steps").EnumerateArray()
            .Select(step => (step.GetProperty("bin").GetString(), step.GetProperty("lot").GetString(),
                step.GetProperty("quantity").GetInt32(), step.GetProperty("fulfilment_order").GetString()))
            .ToList();
        Assert.Equal(
            [("A-07", "LATE", 1, plain), ("B-02", "SOON", 1, plain), ("B-02", "SOON", 3, urgent)],
            steps.OrderBy(step => step.Item1, StringComparer.Ordinal).ThenBy(step => step.Item3));
        Assert.Equal("W-1", (await _shop.WorkAsync(urgent)).GetProperty("wave").GetString());
        PackingShop.Refused("nothing-to-pick", await Server.PostAsync(
            "/pick-waves", """{"wave":"W-2","location":"dc-1","size":2}"""));

        await _shop.DoneAsync("/pick-waves/W-1/start", "{}");
        PackingShop.Made(await _shop.PickAsync(urgent, "SOON", 3, more: ""","bin":"B-02" """));
        PackingShop.Refused("already-picked", await _shop.PickAsync(plain, "SOON", 2, more: ""","bin":"B-02" """));
        PackingShop.Made(await _shop.PickAsync(plain, "SOON", 1, more: ""","bin":"B-02" """));
        var left = (await Server.GetAsync("/pick-waves/W-1/pick-list")).Json.GetProperty("steps");
        Assert.Equal(1, left.GetArrayLength());
        await _shop.DoneAsync("/pick-waves/W-1/finish", "{}");
        await _shop.IsSoundAsync();
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await _shop.WorkAsync(plain)).GetProperty("wave").ValueKind);
    }

    [Fact]
    public async Task A_wave_that_is_cancelled_while_it_is_picked_takes_nothing_back_and_the_rest_joins_another()
    {
        await Server.ReceiveAsync("MILK@dc-1", 10);
        var (_, work) = await _shop.SellAsync("SO-1", 4);
        PackingShop.Made(await Server.PostAsync("/pick-waves", """{"wave":"W-1","location":"dc-1"}"""));
        _ = await Server.UntilAsync(
            $"/fulfilment-orders/{work}", json => json.GetProperty("wave").GetString() == "W-1");
        PackingShop.Made(await _shop.PickAsync(work, "L1", 3));
        await _shop.DoneAsync("/pick-waves/W-1/cancel", """{"reason":"rain"}""");
        PackingShop.Refused("illegal-transition", await Server.PostAsync("/pick-waves/W-1/start", "{}"));
        var left = await Server.UntilAsync(
            $"/fulfilment-orders/{work}",
            json => json.GetProperty("wave").ValueKind == System.Text.Json.JsonValueKind.Null);
        Assert.Equal((3, 1), (PackingShop.Units(left, "picked"), PackingShop.Units(left, "open")));
        await Server.SettleAsync();
        PackingShop.Made(await Server.PostAsync("/pick-waves", """{"wave":"W-2","location":"dc-1"}"""));
        _ = await Server.UntilAsync(
            $"/fulfilment-orders/{work}", json => json.GetProperty("wave").GetString() == "W-2");
        await _shop.IsSoundAsync();
    }

    [Fact]
    public async Task A_fulfilment_order_joins_one_wave_only()
    {
        await Server.ReceiveAsync("MILK@dc-1", 10);
        var (_, work) = await _shop.SellAsync("SO-1", 1);
        foreach (var wave in new[] { "W-1", "W-2" })
        {
            PackingShop.Made(await Server.PostAsync(
                "/pick-waves", $$"""{"wave":"{{wave}}","location":"dc-1","orders":["{{work}}"]}"""));
            await Server.SettleAsync();
        }

        var second = (await Server.GetAsync("/pick-waves/W-2")).Json;
        Assert.Equal(0, second.GetProperty("orders").GetArrayLength());
        Assert.Equal("InWave", second.GetProperty("left").GetProperty(work).GetString());
    }

    [Fact]
    public async Task Of_two_pickers_who_scan_one_unit_exactly_one_has_it()
    {
        await _shop.DoneAsync("/stock-items/MILK@dc-1/serial-tracking", """{"tracked":true}""");
        PackingShop.Made(await Server.PostAsync(
            "/stock-items/MILK@dc-1/receipts",
            """{"receipt":"r-1","lot":"L1","quantity":2,"serials":["S-1","S-2"]}"""));
        var (_, first) = await _shop.SellAsync("SO-1", 1);
        var (_, second) = await _shop.SellAsync("SO-2", 1);
        var scan = $$"""{"data":"{{PackingShop.Label("L1")}}(21)S-1"}""";
        var replies = await Task.WhenAll(
            Server.PostAsync($"/fulfilment-orders/{first}/picks", scan),
            Server.PostAsync($"/fulfilment-orders/{second}/picks", scan));
        Assert.Single(replies, reply => reply.Status == HttpStatusCode.Created);
        PackingShop.Refused("already-picked", replies.Single(reply => reply.Status != HttpStatusCode.Created));
        var loser = replies[0].Status == HttpStatusCode.Created ? second : first;
        Assert.Equal(0, PackingShop.Units(await _shop.WorkAsync(loser), "picked"));
        var winner = loser == first ? second : first;
        var sscc = await _shop.PackageAsync(winner);
        PackingShop.Refused("scan-mismatch", await Server.PostAsync(
            $"/fulfilment-orders/{winner}/packages/{sscc}/units",
            $$"""{"data":"{{PackingShop.Label("L1")}}(21)S-2"}"""));
        PackingShop.Made(await Server.PostAsync($"/fulfilment-orders/{winner}/packages/{sscc}/units", scan));
        await _shop.IsSoundAsync();
    }

    private Task PutAwayAsync(string reference, string lot, int quantity, string bin) => _shop.DoneAsync(
        "/stock-items/MILK@dc-1/bin-moves",
        $$"""{"ref":"{{reference}}","lot":"{{lot}}","quantity":{{quantity}},"from":null,"to":"{{bin}}"}""");

    private async Task<string> UrgentAsync(string reference, int quantity)
    {
        var json = Shop.OrderJson(reference, ("MILK", quantity)).Replace(
            "\"ship_policy\"", "\"priority\":50,\"ship_policy\"", StringComparison.Ordinal);
        var placed = await Server.PostAsync("/orders", json);
        var id = $"{placed.Json.GetProperty("id").GetString()}@1";
        _ = await _shop.WorkAsync(id, "open");
        return id;
    }
}
